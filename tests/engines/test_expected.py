"""What agents are expected to choose, before anything is run, is what they choose in a run of a center without load."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.engines import run
from sim.engines.steady_state import start_of
from sim.journeys import Journeys
from sim.scenario import plan_of, scenario_from
from tests.engines.small import ENDLESS, center
from tests.strategies import some

STILL = {"learning": 0.0, "practice": 0.0, "habit_half_life": 1000, "ownership_half_life": 1000, "credibility": 0.0}
"""Nobody learns, so that the first week shows the choices of the start."""
SAME = {"skill_sd": 0.0, "agents": 48}
TALKS = ("investigate_time", "coach_time", "return_time")
share = st.sampled_from([0.0, 0.1, 0.4])


def types(routine: bool) -> Any:
    """An issue type; no waits, so that anger is that of the first word."""
    fields: dict[str, Any] = {
        "per_week": st.sampled_from([1200.0, 3600.0]),
        "handle_time": st.just(0.1),
        "complexity": st.sampled_from([0.3, {"shape": "beta", "a": 2.0, "b": 3.0}]),
        "asks_share": st.sampled_from([0.0, 0.5, 1.0]),
        "ask": st.sampled_from([60.0, {"shape": "lognormal", "median": 60.0, "sigma": 0.9}]),
        "opening_temper": st.sampled_from([0.0, {"shape": "beta", "a": 2.0, "b": 3.0}]),
        "owed_share": st.sampled_from([0.5, 1.0]),
        "demand_manager": share,
        "reserved_share": share,
        "crisis_share": share,
        "self_service": st.booleans(),
    }
    if routine:
        fields |= {"routine": st.just(True), "creates": st.just("complaint")}
        fields["own_goals"] = st.just({"external": 0.1, "misstep": 0.4, "delay": 0.0})
    return st.fixed_dictionaries(fields)


def crews(handles: list[str]) -> Any:
    """A team in which all are alike."""
    fields = {key: st.just(value) for key, value in SAME.items()}
    return st.fixed_dictionaries(
        {
            **fields,
            "handles": st.just(handles),
            "skill": st.sampled_from([0.3, 0.7]),
            "engagement": st.sampled_from([0.4, 0.9]),
            "authority_factor": st.sampled_from([0.1, 1.0, 4.0]),
            "shares_pool": st.booleans(),
            "cut_short": st.sampled_from([0.0, 2.0]),
        }
    )


@st.composite
def quiet_centers(draw: Any) -> dict[str, Any]:
    """A center of several teams in which nobody waits: each type but the vendor's share has one team."""
    split = draw(st.booleans())
    outsourcing = {} if split else {"team": "vendor", "share": draw(st.sampled_from([0.3, 0.6]))}
    second = ["question"] if split else ["complaint", "question"]
    return {
        "name": "quiet",
        "calendar": {"start": "2024-01-01", "weeks": 1, "open": {"mon-fri": "8:00-18:00"}},
        "issues": {
            "complaint": draw(types(routine=False)),
            "visit": draw(types(routine=True)),
            "question": draw(types(routine=False)),
        },
        "teams": {
            "first": draw(crews(["complaint", "visit"] if split else ["complaint", "visit", "question"])),
            "second" if split else "vendor": draw(crews(second)),
        },
        "outsourcing": outsourcing,
        "empowerment": {
            "authority": draw(st.sampled_from([0.0, 40.0, 100.0])),
            "above_authority": draw(st.sampled_from(["passes_up", "passes_up", "offers_limit", "refuses"])),
            "containment": draw(st.sampled_from([0.0, 0.7])),
            "self_service_time": 0.1,
            "expectation": 0.3,
        },
        "incentives": {
            "bonus_pool": draw(st.none() | pools()),
            "pushback": draw(st.sampled_from([0.0, 0.4])),
            "quality": draw(st.sampled_from([{}, {"listened_share": 0.4, "sanction": 60.0}])),
            "charge_known": draw(st.booleans()),
            "resolution_bonus": draw(st.sampled_from([0.0, 30.0])),
            "resolution_bonus_from": "pool",
            "time_pressure": draw(st.sampled_from([0.0, 0.1])),
        },
        "manager": {"count": 99, "policy": "grant", "grant_time": 0.1},
        "leadership_lane": {"open": draw(st.booleans()), "count": 99, "handling": 0.1},
        "customers": {
            "patience": ENDLESS,
            "busyness_cv": 0.0,
            "anger_wait": 0.0,
            "cut_return_after": 1.0,
            "insists_share": draw(st.sampled_from([0.0, 0.05, 0.4])),
            "tries_another_share": draw(st.sampled_from([0.0, 0.3])),
            "tries_another_after": 1.0,
        },
        "behavior": {
            **STILL,
            "habit_weight": 0.3,
            "escalation_probability": 0.2,
            "choice": draw(st.sampled_from(["rule", "rule", "fixed"])),
            "after_failure": draw(st.sampled_from(["decided", "decided", "as_before"])),
            "giving": draw(st.sampled_from(["decided", "decided", "fixed"])),
            "conscience": draw(st.sampled_from([0.3, 0.8])),
        },
    }


def pools() -> Any:
    """A pool that pays for what the manager grants, and perhaps for what agents give."""
    return some(
        charge_share=st.just(1.0),
        agent_charge_share=st.sampled_from([0.0, 1.0]),
        agent_charge_from=st.sampled_from(["pool", "own"]),
    )


def first_choices(journeys: Journeys, team: int) -> Any:
    """The first choice in each matter that a team had."""
    rows = journeys.rows[journeys.rows["diagnosed"]]
    rows = rows[np.argsort(rows["row"])]
    matter = np.stack([rows[name].astype(np.int64) for name in ("own_goal", "stream", "bin", "ordinal")], axis=1)
    first = rows[np.sort(np.unique(matter, axis=0, return_index=True)[1])]
    return first[(first["team"] == team) & first["had_choice"]]


def assert_near(found: float, expected: float, error: float) -> None:
    assert abs(found - expected) <= 4.0 * error + 1e-12


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(quiet_centers(), st.integers(0, 10**6))
def test_the_choices_of_the_first_week_are_those_expected(data, seed):
    """Team by team: how many, and which share of them is passed up."""
    scenario = scenario_from(data)
    start, journeys = start_of(plan_of(scenario)), run(plan_of(scenario), seed, 0)
    for team, per_day in enumerate(start.of_teams):
        rows = first_choices(journeys, team)
        expected = per_day * 5 * SAME["agents"]
        assert_near(len(rows), expected, max(1.0, expected) ** 0.5)
        if len(rows) > 50 and data["behavior"]["choice"] == "rule":
            passed = start.rests[team][0].habit
            # The variance of a probability is at most that of the choice itself; habits move by a little in a week.
            error = (passed * (1.0 - passed) / len(rows)) ** 0.5 + 5e-4
            assert_near(1.0 - rows["attempt_probability"].mean(), passed, error)
    assert start.choices_per_agent_day == pytest.approx(sum(start.of_teams) / len(start.of_teams))  # equal sizes


@pytest.mark.parametrize("policy", ["investigate", "coach", "return"])
@pytest.mark.parametrize("known", [False, True], ids=["learned charge", "known charge"])
def test_a_center_at_rest_stays_there_whatever_the_manager_does_with_what_comes_up(policy, known):
    """Skill, habit and ownership, also where what is passed up comes back and teaches."""
    data = center(
        calendar={"weeks": 6},
        issues__complaint={
            "per_week": 24000.0,
            "handle_time": 0.1,
            "complexity": {"shape": "beta", "a": 2.0, "b": 3.0},
            "asks_share": 1.0,
            "ask": {"shape": "lognormal", "median": 60.0, "sigma": 0.9},
        },
        teams__desk={"agents": 240, "skill": 0.45},
        manager={"count": 300, "policy": policy, **dict.fromkeys(TALKS, 0.1)},
        empowerment={"authority": 100.0},
        incentives={"bonus_pool": {"charge_share": 1.0}, "charge_known": known, "relief": 0.5},
        behavior={
            "choice": "rule",
            "learning": 0.0,
            "starting_charge": 0.1,
            "charge_half_life": 1000,
            "habit_half_life": 2.0,
            "ownership_half_life": 2.0,
            "forgetting_half_life": 40.0,  # small steps: a day's practice and a night's forgetting
            "practice": 0.0015,
            "learnable": 0.5,
        },
        customers={"anger_wait": 0.0},
    )
    plan = plan_of(scenario_from(data))
    rest, diaries = start_of(plan).rests[0][0], run(plan, 1, 0).diaries
    later = diaries[diaries["week"] >= 3]
    assert rest.skill > 0.5
    assert later["habit"].mean() == pytest.approx(rest.habit, abs=0.006)
    assert later["ownership"].mean() == pytest.approx(rest.ownership, abs=0.006)
    assert later["skill"].mean() == pytest.approx(rest.skill, abs=0.006)
