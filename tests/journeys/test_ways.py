"""The way of a contact: what enters a station leaves it, and every contact is on it once."""

from itertools import pairwise

import numpy as np
import pytest

import sim
from sim.clock import WEEK
from sim.journeys.records import Outcome, Reason
from sim.journeys.spells import spells
from sim.journeys.story import events_of, issue_of, worst_contact
from sim.journeys.ways import AGAIN, ENDS, MANAGER, MENU, QUEUE, end, flows, ways, weeks_of_flows
from tests.centers import shipped, small_center

EVERYTHING = {
    "empowerment.containment": 0.5,
    "incentives.time_pressure": 0.3,
    "manager.policy": "return",
    "leadership_lane.open": True,
    "issues.question.opportunity_share": 0.3,
}

REFUSING = {
    "empowerment.above_authority": "refuses",
    "empowerment.authority": 20.0,
    "customers.insists_share": 0.3,
    "customers.tries_another_share": 0.5,
}


def runs():
    center = small_center()
    yield center, sim.simulate(center)
    yield (full := center.override(EVERYTHING)), sim.simulate(full)
    yield (strict := center.override(REFUSING)), sim.simulate(strict)
    yield (bank := shipped("bank").override({"calendar.weeks": 1, "what_if": {}})), sim.simulate(bank)


RUNS = list(runs())


@pytest.mark.parametrize(("center", "run"), RUNS)
def test_what_enters_a_station_leaves_it(center, run):
    found = flows(run)
    into, out = ({}, {})
    for flow in found:
        into[flow.target] = into.get(flow.target, 0) + flow.weekly
        out[flow.source] = out.get(flow.source, 0) + flow.weekly
    inner = [station for station in into if station.kind not in ("calls", "end")]
    assert len(inner) >= 3
    assert {station: out.get(station) for station in inner} == pytest.approx({s: into[s] for s in inner})
    calls = sum(flow.weekly for flow in found if flow.source.kind == "calls")
    assert calls * center.calendar.weeks == pytest.approx(len(run.rows))
    ends = {station: figure for station, figure in into.items() if station.kind == "end"}
    weeks = center.calendar.weeks
    counted = {end(Outcome(i)): (run.rows["outcome"] == i).sum() / weeks for i in set(run.rows["outcome"].tolist())}
    assert ends == pytest.approx(counted)
    assert into[AGAIN] == pytest.approx(out[AGAIN])


def test_each_way_that_is_taken_was_open():
    """Except for what only happens: tickets given up, who is still inside at the end, and second visits."""
    rare = {end(Outcome.OPEN), end(Outcome.GAVE_UP), end(Outcome.DROPPED)}
    for center, run in RUNS:
        open_ = {(flow.source, flow.target) for flow in ways(center)}
        taken = {(flow.source, flow.target) for flow in flows(run) if not rare & {flow.source, flow.target}}
        assert taken - open_ <= {(each, AGAIN) for each, _ in taken} | {(MANAGER, end(Outcome.SOLVED))}


def test_a_queue_that_presses_cuts_short_and_who_decides_nothing_leaves_unresolved_only_for_a_target():
    slow = small_center().override({"behavior.after_failure": "as_before"})
    (team,) = slow.teams
    pressed = slow.override(
        {"incentives.time_pressure": 0.0, "incentives.load_weight": 0.1, f"teams.{team}.cut_short": 0.0}
    )
    hasty = pressed.override({f"teams.{team}.cut_short": 1.0})
    cut, left = end(Outcome.CUT_SHORT), end(Outcome.LEFT_UNRESOLVED)
    found = [
        {flow.target for flow in ways(center)} & {cut, left}
        for center in (pressed, hasty, hasty.override({"incentives.time_pressure": 0.1}))
    ]
    assert found == [set(), {cut}, {cut, left}]
    decides = pressed.override({"behavior.after_failure": "decided"})
    assert left in {flow.target for flow in ways(decides)}
    assert left not in {flow.target for flow in ways(decides.override({"behavior.choice": "fixed"}))}


def test_only_who_may_get_less_than_asked_tries_another_agent():
    center, other = small_center(), end(Outcome.REFUSED)
    run = sim.simulate(center.override(REFUSING))
    assert {flow.source for flow in flows(run) if flow.target == AGAIN} >= {other}
    assert (other, AGAIN) in {(flow.source, flow.target) for flow in ways(center)}
    for never in (
        {"customers.insists_share": 0.0},
        {"customers.tries_another_share": 0.0},
        {"customers.max_contacts": 1},
    ):
        assert other not in {flow.target for flow in ways(center.override(never))}
    mute = center.override({"issues.question.asks_share": 0.0})
    assert other not in {flow.target for flow in ways(mute)}


def test_every_outcome_is_an_end_and_every_outcome_and_reason_has_words_in_a_story():
    assert set(ENDS) == set(Outcome)
    run = sim.simulate(small_center().override(REFUSING))
    told = {activity for _, _, activity, _ in zip(*events_of(run.rows, ["desk"]), strict=True)}
    assert {"hands over: the customer insists on more", "gets less than asked, and will try another agent"} <= told
    every = np.repeat(run.rows[:1], len(Outcome) * len(Reason))
    every["outcome"], every["reason"] = np.divmod(np.arange(len(every)), len(Reason))
    every["escalated"] = every["ended"]
    assert len(set(events_of(every, ["desk"])[2])) >= len(Outcome) + len(Reason)


def test_self_service_and_the_manager_are_on_the_way_only_where_they_exist():
    stations = {flow.target for flow in ways(small_center().override({"manager.count": 0}))}
    assert QUEUE in stations
    assert not {MENU, MANAGER} & stations


@pytest.mark.parametrize(("center", "run"), RUNS)
def test_the_spells_of_a_customer_leave_no_gap(center, run):
    wanted = [worst_contact(run), *run.contacts["contact"].iloc[::97]]
    for contact in wanted:
        rows = run.rows[issue_of(run, contact)]
        found = spells(run, contact)
        assert found[0].start == rows[0]["arrived"]
        assert found[-1].end == rows[-1]["ended"]
        assert all(one.end == other.start for one, other in pairwise(found))


def test_nobody_has_the_spells_of_an_unknown_contact():
    with pytest.raises(KeyError):
        spells(RUNS[0][1], "nobody/1/1.1")


def test_flows_are_counted_from_the_last_change_on():
    """A mean over the weeks before it would show less of what a change does."""
    center = small_center().override({"calendar.weeks": 6})
    changed = center.override({"timeline": [{"week": 4, "set": {"incentives.relief": 0.0}}]})
    run = sim.simulate(changed)
    assert weeks_of_flows(run.plan) == (4, 6)
    late = run.rows["arrived"] >= 3 * WEEK
    calls = sum(flow.weekly for flow in flows(run) if flow.source.kind == "calls")
    assert calls * 3 == pytest.approx(late.sum())
