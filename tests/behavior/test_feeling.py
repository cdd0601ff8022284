"""How customers feel: anger, satisfaction with its anchors, compensation with its shapes, speaking in public."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behavior import feeling
from tests.behavior.numbers import DEFAULTS, minutes, share, with_

BASE = DEFAULTS.satisfied_base


def satisfied(
    rules=DEFAULTS, *, contacts=1, handoffs=0, wait=0.0, days=0.0, resolved=True, anger=0.0, sorry=False, comp=0.0
):
    terms = feeling.satisfaction_terms(contacts, handoffs, wait, days, resolved, anger, sorry, comp, rules)
    return feeling.satisfied(rules.satisfied_base, terms)


# --- anger ---------------------------------------------------------------------------------------------------


@given(share, st.floats(0.0, 100.0))
def test_anger_rises_toward_one_and_never_beyond(anger, rise):
    assert anger - 1e-12 <= feeling.risen(anger, rise) <= 1.0


@given(share, share, share)
def test_the_order_of_two_rises_does_not_matter(anger, one, two):
    there = feeling.risen(feeling.risen(anger, one), two)
    assert there == pytest.approx(feeling.risen(feeling.risen(anger, two), one), abs=1e-12)


@given(share, minutes, minutes)
def test_a_longer_wait_makes_angrier(anger, one, two):
    low, high = sorted((one, two))
    assert feeling.risen_by_wait(anger, low, DEFAULTS) <= feeling.risen_by_wait(anger, high, DEFAULTS) + 1e-12
    assert feeling.risen_by_wait(anger, 0.0, DEFAULTS) == pytest.approx(anger, abs=1e-15)


def test_ten_minutes_on_hold_take_a_tenth_of_the_calm():
    assert feeling.risen_by_wait(0.2, 10.0, with_(anger_wait=0.1)) == pytest.approx(1 - 0.8 * 0.9)


@given(share, share, share, share)
def test_a_warm_solution_calms_the_more_the_more_engaged_and_the_less_scripted(anger, one, two, scripting):
    low, high = sorted((one, two))
    rules = with_(scripting=scripting)
    assert 0.0 <= feeling.calmed(anger, high, rules) <= feeling.calmed(anger, low, rules) <= anger
    assert feeling.calmed(anger, high, DEFAULTS) <= feeling.calmed(anger, high, rules)


# --- satisfaction --------------------------------------------------------------------------------------------


def test_the_anchors_of_the_evidence():
    assert satisfied() == pytest.approx(0.86, abs=1e-6)
    assert satisfied(contacts=2) == pytest.approx(0.7558, abs=1e-4)
    assert satisfied(contacts=3) == pytest.approx(0.6093, abs=1e-4)
    assert satisfied(contacts=4) == pytest.approx(0.44, abs=1e-6)
    cold = DEFAULTS
    assert not cold.warm
    assert satisfied(cold, handoffs=1) - satisfied(cold) == pytest.approx(-0.12, abs=1e-6)
    assert satisfied(wait=10.0) - satisfied() == pytest.approx(-0.05, abs=1e-4)


def test_a_warm_hand_off_costs_less_than_a_cold_one():
    warm = with_(satisfied_transfer=0.40)
    assert satisfied(DEFAULTS, handoffs=1) < satisfied(warm, handoffs=1) < satisfied(warm)


@given(st.integers(1, 50), st.integers(0, 20), minutes, st.floats(0.0, 400.0), st.booleans(), st.floats(-1.0, 1.0))
def test_satisfaction_falls_with_everything_that_annoys(contacts, handoffs, wait, days, resolved, anger):
    now = {"contacts": contacts, "handoffs": handoffs, "wait": wait, "days": days, "resolved": resolved, "anger": anger}
    here = satisfied(**now)
    assert 0.0 <= here <= 1.0
    for worse in (
        {"contacts": contacts + 1},
        {"handoffs": handoffs + 1},
        {"wait": wait + 5.0},
        {"days": days + 1.0},
        {"resolved": False},
        {"anger": anger + 0.1},
    ):
        assert satisfied(**{**now, **worse}) <= here
    assert satisfied(**now, sorry=True) >= here


@given(st.integers(1, 9), st.integers(0, 5), minutes, st.floats(0.0, 99.0), st.booleans(), share, st.booleans())
def test_the_terms_add_up_to_the_logit(contacts, handoffs, wait, days, resolved, anger, sorry):
    terms = feeling.satisfaction_terms(contacts, handoffs, wait, days, resolved, anger, sorry, 0.25, DEFAULTS)
    probability = feeling.satisfied(BASE, terms)
    logit = BASE + math.fsum(terms)
    assert probability == pytest.approx(1.0 / (1.0 + math.exp(-logit)))


# --- compensation --------------------------------------------------------------------------------------------

GRID = [i / 20 for i in range(41)]


def slopes(lost):
    values = [feeling.compensation(x, lost, DEFAULTS) for x in GRID]
    return [after - before for before, after in pairwise(values)]


def test_compensation_is_concave_where_the_service_is_kept():
    rising = slopes(lost=False)[:30]
    assert all(slope > 0 for slope in rising)
    assert all(later < earlier for earlier, later in pairwise(rising))
    assert feeling.compensation(0.0, False, DEFAULTS) == 0.0


def test_compensation_is_s_shaped_where_the_service_is_lost_steepest_between_60_and_120_percent():
    rising = slopes(lost=True)[:30]
    steepest = rising.index(max(rising))
    assert 0.6 <= GRID[steepest] <= 1.2
    assert all(later > earlier for earlier, later in pairwise(rising[: steepest + 1]))
    assert feeling.compensation(0.9, True, DEFAULTS) == pytest.approx(DEFAULTS.compensation / 2)


@pytest.mark.parametrize("lost", [True, False])
def test_beyond_one_and_a_half_times_the_ask_more_is_less(lost):
    at = feeling.compensation(1.6, lost, DEFAULTS)
    assert feeling.compensation(2.5, lost, DEFAULTS) < at
    assert feeling.compensation(2.0, lost, with_(overcompensation=0.0)) >= feeling.compensation(
        1.5, lost, with_(overcompensation=0.0)
    )


# --- the answer and the public -------------------------------------------------------------------------------


@given(share, st.floats(0.0, 1.0, exclude_min=True, exclude_max=True))
def test_an_answer_is_from_1_to_5_and_satisfied_ones_are_4_or_5(probability, luck):
    answer = feeling.answer(probability, luck)
    assert answer in (1, 2, 3, 4, 5)
    assert (answer >= 4) == (luck < probability)


def test_answers_are_j_shaped():
    answers = [feeling.answer(0.7, (i + 0.5) / 1000) for i in range(1000)]
    shares = [answers.count(value) for value in (1, 2, 3, 4, 5)]
    assert sum(shares[3:]) == 700
    assert shares[4] > shares[3] > shares[0] > shares[1] > shares[2]


@given(share, share)
def test_only_the_very_angry_speak_in_public_and_more_so_the_angrier(one, two):
    low, high = sorted((one, two))
    assert 0.0 <= feeling.incident(low, False, DEFAULTS) <= feeling.incident(high, False, DEFAULTS)
    assert feeling.incident(DEFAULTS.public_above, False, DEFAULTS) == 0.0
    assert feeling.incident(1.0, False, DEFAULTS) == pytest.approx(DEFAULTS.public_share)
    assert feeling.incident(high, False, DEFAULTS) <= feeling.incident(high, True, DEFAULTS) <= 1.0
    assert feeling.incident(0.0, True, DEFAULTS) == pytest.approx(DEFAULTS.crisis_incident)
