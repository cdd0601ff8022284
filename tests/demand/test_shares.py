"""A share that a client measures is typed as measured, and the baseline shows it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.demand.shares import containment_factor, factor_for
from sim.engines import run
from sim.journeys import Outcome, Reason
from sim.scenario import ScenarioError, plan_of, scenario_from
from tests.engines.small import center

TEMPERS = [
    {"shape": "beta", "a": 2.0, "b": 8.0},
    {"shape": "beta", "a": 0.4, "b": 0.4},
    {"shape": "uniform", "low": 0.2, "high": 0.9},
    0.3,
    {"shape": "empirical", "values": [0.1, 0.1, 0.9]},
]
cases = st.lists(st.tuples(st.floats(1e-6, 1.0), st.floats(0.01, 1.0)), min_size=1, max_size=20)


@given(cases, st.floats(0.0, 0.999))
def test_the_factor_gives_the_share_that_was_asked_for(drawn, share):
    traits, weights = (np.array(each) for each in zip(*drawn, strict=True))
    weights = weights / weights.sum()
    factor = factor_for(share, traits, weights)
    assert math.isclose(float(np.sum(weights * np.minimum(1.0, factor * traits))), share, rel_tol=1e-9, abs_tol=1e-12)


def test_a_share_above_that_of_the_cases_that_can_is_refused_with_its_key():
    assert factor_for(0.6, np.array([0.5, 0.0]), np.array([0.5, 0.5])) == np.inf
    scenario = scenario_from(center(issues__complaint={"opening_temper": 0.0, "asks_for_manager": 0.7}))
    with pytest.raises(ScenarioError, match="opening_temper above 0") as caught:
        run(plan_of(scenario), 1, 0)
    assert caught.value.problems[0].key == "issues.complaint.asks_for_manager"


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"issues__complaint": {"asks_for_manager": 0.04, "demand_manager": 0.2}}, "give one of them"),
        ({"empowerment": {"containment_share": 0.4, "containment": 0.2}}, "give one of them"),
    ],
)
def test_saying_the_same_in_two_ways_is_refused(part, message):
    with pytest.raises(ScenarioError, match=message):
        scenario_from(center(**part))


@pytest.mark.parametrize("temper", TEMPERS)
@pytest.mark.parametrize("share", [0.04, 0.5])
def test_as_many_ask_for_a_manager_as_was_typed_before_waits_add_to_it(temper, share):
    data = center(
        calendar={"weeks": 2},
        issues__complaint={"per_week": 4000.0, "opening_temper": temper, "asks_for_manager": share},
        teams__desk={"agents": 200},
        manager={"count": 200},
    )
    rows = run(plan_of(scenario_from(data)), 1, 0).rows
    asked = rows["reason"] == Reason.INSISTED
    assert abs(asked.mean() - share) < 4 * math.sqrt(share * (1 - share) / len(rows))


@pytest.mark.parametrize("share", [0.1, 0.78, 1.0])
def test_self_service_solves_the_share_that_was_typed_over_all_types_that_try_it(share):
    data = center(
        issues={
            "easy": {"per_week": 3000.0, "complexity": {"shape": "beta", "a": 2.0, "b": 5.0}},
            "hard": {"per_week": 1000.0, "complexity": {"shape": "uniform", "low": 0.3, "high": 1.0}},
            "never": {"per_week": 500.0, "self_service": False},
        },
        teams__desk={"agents": 200, "handles": ["complaint", "easy", "hard", "never"]},
        empowerment={"containment_share": share},
    )
    rows = run(plan_of(scenario_from(data)), 1, 0).rows
    tried = rows["tried_self_service"]
    assert not tried[rows["type"] == 3].any()
    contained = rows["outcome"][tried] == Outcome.CONTAINED
    assert abs(contained.mean() - share) <= 4 * math.sqrt(share * (1 - share) / tried.sum())


def test_both_engines_read_typed_shares_alike():
    data = center(
        issues__complaint={"per_week": 300.0, "opening_temper": TEMPERS[0], "asks_for_manager": 0.3},
        empowerment={"containment_share": 0.78},
    )
    plan = plan_of(scenario_from(data))
    assert np.array_equal(run(plan, 1, 0, "simpy").rows, run(plan, 1, 0, "compiled").rows)


def test_without_a_type_that_tries_it_self_service_solves_nothing():
    data = center(issues__complaint={"self_service": False}, empowerment={"containment_share": 0.4})
    assert containment_factor(scenario_from(data)) == 0.0
