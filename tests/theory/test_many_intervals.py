"""Erlang C and A of many intervals at once, against each interval solved alone and against published cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory.erlang import mmc
from sim.theory.impatience import mmc_impatient
from sim.theory.many_intervals import MOST, Load, Patience, erlang_a, erlang_c, least_people

EXPONENTIAL = Patience(lambda wait: np.exp(-wait / 2))
UNIFORM = Patience(lambda wait: np.clip(1 - wait / 6, 0, 1))
rates = st.floats(0.05, 30)
minutes = st.floats(0.5, 12)


def one(rate, service):
    return Load(np.array([rate]), np.array([service]))


@settings(deadline=None, max_examples=80)
@given(rates, minutes, st.integers(1, 120), st.floats(0.05, 3))
def test_waits_of_many_intervals_are_those_of_each_alone(rate, service, people, within):
    found = erlang_a(one(rate, service), np.array([float(people)]), EXPONENTIAL, within)
    alone = mmc_impatient(people, rate, service, lambda wait: np.exp(-wait / 2), [within])
    soon = alone.survival * (alone.nodes_min <= within)
    assert found.lost[0] == pytest.approx(alone.abandon_probability, abs=2e-5)
    assert found.in_time[0] == pytest.approx(1 - alone.wait_probability + alone.mean_of(soon), abs=2e-5)
    assert found.lost_in_time[0] <= found.lost[0] + 1e-12


@settings(deadline=None, max_examples=60)
@given(rates, minutes, st.integers(1, 120), st.floats(0.0, 3))
def test_erlang_c_is_that_of_each_interval_and_0_in_time_where_there_is_more_work_than_people(
    rate, service, people, within
):
    found = erlang_c(one(rate, service), np.array([float(people)]), within)
    if rate * service < people:
        alone = mmc(people, rate, service)
        assert found.in_time[0] == pytest.approx(alone.service_level(within), abs=1e-9)
        assert found.wait[0] == pytest.approx(alone.wait_min, rel=1e-6)
    else:
        assert found.in_time[0] == 0
        assert np.isinf(found.wait[0])


@settings(deadline=None, max_examples=60)
@given(rates, minutes, st.floats(0.6, 0.99), st.floats(0.0, 2))
def test_the_least_people_keep_the_target_rounded_up_and_one_fewer_does_not(rate, service, share, within):
    load = one(rate, service)

    def spare(load, people):
        return (erlang_a(load, people, EXPONENTIAL, within).in_time - share)[None]

    found = least_people(load, spare)
    assert spare(load, np.ceil(found - 1e-9))[0, 0] >= -1e-9
    assert found[0] >= 0
    if np.ceil(found[0] - 1e-9) > 1:
        assert spare(load, np.ceil(found - 1e-9) - 1)[0, 0] < 1e-9


def test_66_agents_lose_less_than_2_percent_with_a_mean_wait_below_5_seconds():
    load = one(20.0, 3.0)

    def spare(load, people):
        waits = erlang_a(load, people, UNIFORM, 0.0)
        return np.stack([0.02 - waits.lost, 5 / 60 - waits.wait])

    (found,) = least_people(load, spare)
    assert np.ceil(found) == 66
    waits = erlang_a(load, np.array([66.0]), UNIFORM, 0.0)
    assert 100 * waits.lost[0] == pytest.approx(1.23, abs=0.005)
    assert 60 * waits.wait[0] == pytest.approx(4.1, abs=0.05)


def test_a_broken_number_of_people_stands_between_the_whole_ones():
    load = one(2.0, 5.0)
    low, middle, high = (erlang_a(load, np.array([n]), EXPONENTIAL, 1 / 3).in_time[0] for n in (10.0, 10.25, 11.0))
    assert middle == pytest.approx(0.75 * low + 0.25 * high)


def test_where_nobody_comes_nobody_is_needed_and_where_no_number_helps_the_most_is():
    load = Load(np.array([0.0, 1.0]), np.array([3.0, 3.0]))
    assert least_people(load, lambda load, people: np.where(load.arrivals > 0, -1.0, 1.0)[None]).tolist() == [0, MOST]


def test_customers_who_never_hang_up_are_as_in_erlang_c_and_lost_by_nobody():
    load, people, endless = one(2.0, 5.0), np.array([12.0]), Patience(np.ones_like)
    found, patient = erlang_a(load, people, endless, 1 / 3), erlang_c(load, people, 1 / 3)
    assert found.in_time[0] == pytest.approx(patient.in_time[0], abs=1e-6)
    assert found.wait[0] == pytest.approx(patient.wait[0], rel=1e-4)
    assert found.lost[0] == pytest.approx(0, abs=1e-9)
    swamped = erlang_a(load, np.array([8.0]), endless, 1 / 3)
    assert swamped.in_time[0] == 0
