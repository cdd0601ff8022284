"""What is drawn and has a known mean: the counts are those of the demand, the means those of what is drawn."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.clock import DAY
from sim.demand.demand import Demand
from sim.demand.known_means import drawn
from sim.demand.numbers import uniforms
from sim.demand.quantile_tables import mean_over, table_of
from sim.demand.roster import Roster
from sim.demand.volumes import poisson_count, poisson_counts
from sim.scenario import plan_of, scenario_from
from sim.scenario.distributions import Lognormal
from tests.engines.small import center
from tests.strategies import scenario_data, seeds

SOME = settings(
    max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None
)
VARIED = center(
    calendar={
        "weeks": 2,
        "days": {"rush": {"share": 0.2, "volume": 2.0}},
    },
    issues__complaint={"per_week": 300.0},
    teams__desk={"skill": 0.6, "skill_sd": 0.1, "agents": 4},
    customers={"busyness_cv": 0.3, "busyness": {"within_day_cv": 0.4, "correlation": 0.7}},
)


@given(scenario_data(), seeds)
@SOME
def test_first_contacts_are_as_many_as_the_demand_draws(data, seed):
    plan = plan_of(scenario_from(data))
    demand, days = Demand(plan, seed, 1), range(plan.horizon_tick // DAY)
    streams = [each for each in enumerate(demand.streams) if each[0] not in demand.listed]
    counted = sum(len(demand._counts(*each, demand.epoch_at(day * DAY), day)[0]) for each in streams for day in days)
    found = drawn(plan, seed, range(3), days)
    varies = len({*found.values[-1].tolist()}) > 1 and found.values[-1].max() >= 1.0 if len(found.values) else False
    if varies:
        assert found.values[-1][1] == counted


def test_the_means_are_those_of_what_is_drawn():
    plan = plan_of(scenario_from(VARIED))
    found = drawn(plan, 5, range(3000), range(14))
    assert len(found.expected) == 3
    error = found.values.std(axis=1) / np.sqrt(3000)
    assert np.abs((found.values.mean(axis=1) - found.expected) / error).max() < 4


def test_skills_are_those_with_which_people_start():
    plan = plan_of(scenario_from(VARIED))
    roster = Roster(plan, 5, 2)
    skills = np.array([roster.starting_skill(0, seat, 0) - 0.6 for seat in range(roster.seats(0))])
    found = drawn(plan, 5, range(3), range(14)).values
    assert found[0][2] == pytest.approx(skills.mean(), abs=1e-15)
    assert found[1][2] == pytest.approx((skills**2).mean(), abs=1e-15)


def test_a_mean_over_a_table_is_that_of_a_fine_grid():
    table = table_of(Lognormal(shape="lognormal", median=1.0, sigma=1.0))
    u = (np.arange(2_000_000) + 0.5) / 2_000_000
    assert mean_over(table, lambda x: np.log(x) ** 2) == pytest.approx(
        np.mean(np.log(table.read_all(u)) ** 2), abs=2e-5
    )
    assert mean_over(table, np.ones_like) == pytest.approx(1.0, abs=1e-12)
    assert mean_over(table, np.log) == pytest.approx(0.0, abs=1e-5)
    assert mean_over(table, lambda x: x) == pytest.approx(table.mean, rel=1e-12)


@given(st.lists(st.floats(0, 300), min_size=1, max_size=20), st.integers(0, 2**60))
def test_counts_in_arrays_are_those_one_by_one(means, word):
    u = uniforms(np.arange(len(means), dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(word))
    assert poisson_counts(u, np.array(means)).tolist() == [
        poisson_count(*each) for each in zip(u.tolist(), means, strict=True)
    ]
