"""What managers are told to expect before anything is simulated is what they are asked for in a run."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

import sim
from sim.clock import HOUR
from sim.engines import run
from sim.engines.upstairs import expected_upstairs
from sim.journeys import Journeys
from sim.scenario import Scenario, plan_of, scenario_from
from tests.drawn import drawn
from tests.engines.small import center, decided
from tests.engines.test_expected import quiet_centers

SHIPPED = sorted(path.stem for path in Path("scenarios").glob("*.yaml"))


def asked(scenario: Scenario, replications: int = 1, first_week: int = 1) -> tuple[float, float]:
    """Return the hours a week asked of managers in runs from a week on, and their standard error by counting."""
    ticks: list[Any] = []
    for replication in range(replications):
        rows = _rows(run(plan_of(scenario), 1, replication))
        rows = rows[(rows["escalated"] >= (first_week - 1) * 168 * HOUR) & ~rows["lane"]]
        ticks.append(rows["manager_ticks"] + rows["unmet_manager_ticks"])
    weeks = (scenario.calendar.weeks - first_week + 1) * replications
    spent = np.concatenate(ticks) / HOUR
    return float(spent.sum() / weeks), float(np.sqrt(np.sum(spent**2)) / weeks)


def _rows(journeys: Journeys) -> Any:
    return journeys.rows


@drawn(
    quiet_centers(),
    st.sampled_from(["investigate", "grant", "coach", "return"]),
    st.sampled_from([0.0, 0.1]),
    st.booleans(),
    st.sampled_from([0.0, 0.4]),
    st.integers(0, 10**6),
    examples=10,
    at_length=100,
    limits=settings(deadline=None, suppress_health_check=list(HealthCheck)),
)
def test_a_center_without_load_asks_for_the_hours_expected(data, policy, manager_anger, measured, walks, seed):
    talks = {"investigate_time": 9.0, "grant_time": 4.0, "coach_time": 6.0, "return_time": 2.0}
    data["manager"] = {"count": 99, "policy": policy, "give_up_after": None, "coach_boost": 0.3, **talks}
    data["customers"] |= {"manager_anger": manager_anger, "comes_back_after": 1.0}
    data["customers"]["gives_up_when_passed_up"] = {"share": walks, "hassle": 0.0}
    complaint = data["issues"]["complaint"]
    if measured and complaint["opening_temper"]:
        del complaint["demand_manager"]
        complaint["asks_for_manager"] = 0.6  # above the mean temper: some are sure to ask
    scenario = scenario_from(data)
    (expected,) = expected_upstairs(plan_of(scenario))
    rows = run(plan_of(scenario), seed, 0).rows
    spent = (rows["manager_ticks"] + rows["unmet_manager_ticks"]) / HOUR
    error = float(np.sqrt(np.sum(spent**2)))
    assert abs(spent.sum() - expected.asked) <= 4.0 * error + 0.03 * expected.asked + 1e-9
    assert expected.hours == 50 * 99


@pytest.mark.parametrize("name", SHIPPED)
def test_what_the_shipped_scenarios_are_told_is_what_they_ask_for(name):
    alone = sim.load(f"scenarios/{name}.yaml").model_copy(update={"what_ifs": {}})
    scenario = alone.override({"calendar.weeks": 3})
    (expected,) = expected_upstairs(plan_of(scenario))
    found, error = asked(scenario, replications=2)
    assert abs(expected.asked - found) < 0.10 * found + 3 * error


def leads(count: int, **more: Any) -> dict[str, Any]:
    """A desk whose leads are asked for more than they can hold, so that some customers give up."""
    return decided(
        calendar={"weeks": 4},
        issues__complaint={
            "per_week": 3000.0,
            "asks_share": 0.4,
            "ask": {"shape": "lognormal", "median": 40.0, "sigma": 0.7},
            "handle_time": {"shape": "lognormal", "mean": 5.0, "cv": 1.0},
            "complexity": {"shape": "beta", "a": 2.0, "b": 3.0},
            "opening_temper": {"shape": "beta", "a": 2.0, "b": 8.0},
            "asks_for_manager": 0.02,
            "reserved_share": 0.01,
        },
        teams__desk={"agents": 16, "skill": 0.6, "skill_sd": 0.15},
        manager={
            "count": count,
            "investigate_time": {"shape": "gamma", "mean": 9.0, "cv": 0.7},
            "give_up_after": {"shape": "exponential", "mean": 1000.0},
        },
        customers={"patience": {"shape": "exponential", "mean": 6.0}, "manager_anger": 0.1, "talk_anger": 0.3},
        empowerment={"authority": 30.0},
        **more,
    )


@pytest.mark.parametrize("count", [2, 12])
@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"empowerment.authority": 120},
        {"manager.policy": "coach"},
        {"manager.policy": "return"},
        {"incentives.bonus_pool": {"funding_per_agent": 300, "charge_share": 1.0}, "incentives.announced": 1.0},
        {"teams.desk.turnover.per_year": 0.6},
        {"incentives.time_pressure": 0.02},
        {"incentives.pushback": 0.7},
        {"empowerment.above_authority": "offers_limit", "customers.insists_share": 0.3},
        {"empowerment.above_authority": "refuses", "behavior.arguing": 0.0, "behavior.conscience": 0.1},
        {"behavior.after_failure": "as_before", "behavior.giving": "fixed", "customers.insists_share": 0.0},
    ],
    ids=str,
)
def test_hours_expected_are_those_asked_for_whether_or_not_managers_have_them(count, keys):
    scenario = scenario_from(leads(count)).override(keys)
    (expected,) = expected_upstairs(plan_of(scenario))
    found, error = asked(scenario, replications=2)
    assert expected.asked == pytest.approx(found, rel=0.10, abs=3 * error)
    assert expected.load == pytest.approx(100 * expected.asked / (50 * count))


def test_a_change_is_told_from_its_first_whole_week_on_with_the_managers_of_then():
    what_if = {"Four": {"set": {"manager.count": 4, "empowerment.authority": 60}, "from_week": 3, "day": "wed"}}
    data = leads(2) | {"what_if": {"Four": {**what_if["Four"]}}}
    data["what_if"]["Four"].pop("day")
    first, then = expected_upstairs(plan_of(scenario_from(data).what_if("Four")))
    assert (first.week, first.hours) == (1, 100)
    assert (then.week, then.hours) == (3, 200)
    assert then.asked < 0.9 * first.asked


TEMPERS = {"shape": "beta", "a": 2.0, "b": 3.0}


@pytest.mark.parametrize(
    "parts",
    [
        {
            "issues__complaint": {"asks_share": 1.0, "complexity": 0.7},
            "empowerment": {"authority": 0.0},
            "manager": {"policy": "coach"},
        },
        {"incentives": {"time_pressure": 0.3}, "customers": {"comes_back_share": 0.9, "comes_back_after": 1.0}},
        {"issues__complaint": {"asks_for_manager": 0.7, "opening_temper": TEMPERS}, "behavior": {"choice": "fixed"}},
    ],
    ids=["coached in vain", "left unresolved and back", "sure to ask"],
)
def test_what_is_asked_by_one_cause_alone_is_as_expected(parts):
    fields = {"per_week": 6000.0, "handle_time": 0.1}
    data = center(teams__desk={"agents": 60, "skill": 0.5}, **{"behavior": {"choice": "rule"}, **parts})
    data["issues"]["complaint"] |= fields
    data["behavior"] |= {"learning": 0.0, "practice": 0.0, "habit_half_life": 1000}
    data["manager"]["count"] = 99
    scenario = scenario_from(data)
    (expected,) = expected_upstairs(plan_of(scenario))
    found, error = asked(scenario)
    assert abs(found - expected.asked) < 4.0 * error
    assert error < 0.02 * found
