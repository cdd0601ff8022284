"""Wrap-up is the last part of the handle time: the customer is gone, the agent is busy, and nothing else changes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.behavior.parameters import RETURN
from sim.engines import default_engine, run
from sim.engines.agreement import agreement
from sim.engines.rules import segments_of
from sim.journeys.day import day_of
from sim.journeys.records import Outcome
from sim.scenario import plan_of, scenario_from
from tests.engines.small import MINUTE, by_arrival, center, records
from tests.strategies import MINUTES

ENGINES = ["simpy", default_engine()]
NOT_LATER = ("ended", "released", "agent_done", "wrap_up_ticks")
"""Columns that tell when the customer of a routine contact is gone."""


def routine(**call):
    """A center of one routine type, with customers who give up and redial."""
    its = {"per_week": 400.0, "routine": True, "handle_time": {"shape": "exponential", "mean": 6.0}, **call}
    return {
        "name": "Routine",
        "calendar": {"start": "2024-01-01", "weeks": 1, "open": {"mon-fri": "8:00-12:00"}},
        "issues": {"call": its},
        "teams": {"desk": {"agents": 3, "handles": ["call"]}},
        "customers": {"patience": {"shape": "exponential", "mean": 3.0}, "talk_anger": 0.0, "comes_back_share": 0.0},
    }


@settings(max_examples=15)
@given(st.sampled_from(MINUTES), st.integers(0, 2**40))
def test_who_waits_and_for_how_long_hangs_on_the_handle_time_whatever_part_of_it_is_wrap_up(wrap_up, seed):
    one, two = (
        run(plan_of(scenario_from(routine(wrap_up=part))), seed, 0, ENGINES[1]) for part in (0.0, wrap_up)
    )  # fmt: skip
    two.check()
    a, b = (each.rows[each.rows["row"].argsort()] for each in (one, two))
    for name in ("arrived", "queued", "answered", "seat", "handle_ticks"):
        np.testing.assert_array_equal(a[name], b[name])
    served = a["answered"] >= 0
    np.testing.assert_array_equal((a["ended"] - b["ended"])[served], b["wrap_up_ticks"][served])
    assert (b["wrap_up_ticks"] <= b["handle_ticks"]).all()
    for name in ("busy_ticks", "duty_ticks", "overtime_ticks"):
        np.testing.assert_array_equal(one.diaries[name], two.diaries[name])


@pytest.mark.parametrize("engine", ENGINES)
def test_the_customers_clock_ends_with_the_talk_and_the_agent_takes_nobody_before_the_wrap_up_is_over(engine):
    data = center(issues__complaint={"wrap_up": 1.5, "per_week": 3000.0}, calendar__open={"mon": "8:00-10:00"})
    rows = by_arrival(records(data, engine))
    for row in rows:
        assert row["wrap_up_ticks"] == 1.5 * MINUTE
        assert row["ended"] - row["answered"] == 2.5 * MINUTE
        assert row["handle_ticks"] == 4 * MINUTE
    answered = np.sort([row["answered"] for row in rows])
    assert np.diff(answered).min() == 4 * MINUTE


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("more", "talk", "after"),
    [
        ({"behavior__escalation_probability": 1.0}, 1.5, "escalated"),  # half of what is no wrap-up, then handed over
        ({"teams__desk__skill": -2.0}, 3.0, "escalated"),  # it is tried, and fails
        ({"teams__desk__skill": -2.0, "empowerment__transfer": "warm"}, 3.0, "manager_start"),
        (
            {"teams__desk__skill": -2.0, "empowerment": {"transfer": "warm", "warm_until": "finished"}},
            3.0,
            "manager_end",
        ),
        ({"teams__desk__cut_short": 0.0}, 3.0, "ended"),
    ],
)
def test_wrap_up_follows_the_agents_last_part_of_a_contact(engine, more, talk, after):
    issue = {"wrap_up": 1, "per_week": 500.0}
    rows = by_arrival(records(center(issues__complaint=issue, **more), engine))
    free = 0
    for row in rows:
        assert row["answered"] >= free
        assert row["agent_done"] - row["answered"] == talk * MINUTE
        assert row["released"] == row[after]
        assert row["handle_ticks"] == (talk + 1) * MINUTE
        free = row["released"] + MINUTE


@pytest.mark.parametrize("engine", ENGINES)
def test_what_comes_back_from_the_manager_has_been_written_up_already(engine):
    data = center(
        issues__complaint={"wrap_up": 1, "per_week": 60.0},
        behavior__escalation_probability=1.0,
        manager={"policy": "return"},
    )
    assert segments_of(plan_of(scenario_from(data)), 1.0)[0].rules.manager_policy == RETURN
    for row in by_arrival(records(data, engine)):
        assert row["wrap_up_ticks"] == MINUTE
        assert row["handle_ticks"] == 4 * MINUTE
        assert row["returned_released"] - row["returned_answered"] == 1.5 * MINUTE


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_written_of_who_is_cut_short_and_a_wrap_up_longer_than_the_call_is_all_of_it(engine):
    cut = {"teams__desk__cut_short": 1.0, "incentives__time_pressure": 1.0, "customers__cut_return_share": 0.0}
    rows = records(center(issues__complaint={"wrap_up": 1, "per_week": 3000.0}, **cut), engine).rows
    short = rows["outcome"] == Outcome.CUT_SHORT
    assert short.any()
    assert not rows["wrap_up_ticks"][short].any()
    rows = records(center(issues__complaint={"wrap_up": 9}), engine).rows
    assert (rows["wrap_up_ticks"] == 4 * MINUTE).all()
    assert (rows["ended"] == rows["answered"]).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_wrap_up_after_closing_is_overtime(engine):
    overtime = []
    for wrap_up in (0, 2):
        journeys = records(center(issues__complaint={"wrap_up": wrap_up, "per_week": 900.0}), engine)
        overtime.append(journeys.diaries["overtime_ticks"].sum())
    assert overtime[0] == overtime[1] > 0


def test_what_makes_all_handling_longer_makes_wrap_up_longer_and_anger_does_not():
    slow = {"teams__desk__handle_time_factor": 2.0, "empowerment__handle_time_factor": 1.5}
    by = {"wrap_up": 1, "handle_time_by": {"mon": 2.0}}
    rows = records(center(issues__complaint={**by, "times": {}}, **slow), ENGINES[1]).rows
    monday = rows["arrived"] < 24 * 60 * MINUTE
    for mine, factor in ((monday, 2 / 1.2), (~monday, 1 / 1.2)):
        np.testing.assert_allclose(rows["wrap_up_ticks"][mine], 3 * factor * MINUTE, atol=2)
    angry = {"issues__complaint": {"wrap_up": 1, "opening_temper": {"shape": "beta", "a": 2, "b": 2}}}
    rows = records(center(**angry, customers__talk_anger=1.0), ENGINES[1]).rows
    assert (rows["wrap_up_ticks"] == MINUTE).all()
    assert np.ptp(rows["handle_ticks"]) > MINUTE


@settings(max_examples=10)
@given(st.sampled_from(MINUTES), st.integers(0, 2**40))
def test_wrap_up_changes_nobodys_luck_and_both_engines_agree(wrap_up, seed):
    data = center(
        issues__complaint={"wrap_up": wrap_up, "handle_time": {"shape": "exponential", "mean": 5.0}},
        teams__desk__skill=0.5,
        empowerment__transfer="warm",
        customers={"comes_back_share": 0.5, "patience": 5.0, "redial_share": 0.5},
    )
    found = agreement(plan_of(scenario_from(data)), seed, 0)
    assert found.difference is None, str(found)


def test_a_day_shows_who_writes_up():
    journeys = records(center(issues__complaint={"wrap_up": 2, "per_week": 500.0}), ENGINES[1])
    (desk, *_) = [each for each in day_of(journeys, 0).desks if each.where == "desk"]
    states = [state for _, state in desk.seats[0]]
    assert states.count("wraps up") == states.count("talks") > 0
    spans = dict(zip(states, np.diff([tick for tick, _ in desk.seats[0]]), strict=False))
    assert spans["wraps up"] == 2 * MINUTE
