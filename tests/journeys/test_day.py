"""A day in states obeys laws, whatever the center: nobody is lost, in two places, or at a desk where nobody sits."""

from itertools import pairwise

import numpy as np
import pytest

import sim
from sim.clock import DAY, MINUTE
from sim.demand.roster import Roster
from sim.engines import run
from sim.journeys import Outcome
from sim.journeys.day import WAITING, day_of
from sim.scenario import plan_of, scenario_from
from tests.centers import shipped, small_center
from tests.drawn import drawn
from tests.engines.small import center
from tests.strategies import replications, scenario_data, seeds

UNTOLD = (Outcome.SOLVED, Outcome.SOLVED_BY_MANAGER)
"""Outcomes with which a solution, or an investigation, moves anger last."""


def days_of(journeys):
    """The day with most calls, and the days beside it."""
    calls = np.bincount(journeys.rows["arrived"] // DAY, minlength=1)
    busiest = int(calls.argmax())
    last = journeys.plan.horizon_tick // DAY - 1
    return [day_of(journeys, number) for number in sorted({busiest, min(last, busiest + 1), max(0, busiest - 1)})]


def all_are_there(journeys, day):
    begin, end = day.number * DAY, (day.number + 1) * DAY
    rows = journeys.rows
    calls = rows[(rows["arrived"] >= begin) & (rows["arrived"] < end)]
    carried = rows[(rows["arrived"] < begin) & (rows["ended"] > begin)]
    assert len(day.contacts) == len(calls) + len(carried)
    assert len({contact.id for contact in day.contacts}) == len(day.contacts)
    ended = [contact for contact in day.contacts if begin <= contact.ended < end]
    assert sum(map(len, day.ends.values())) == len(ended)


def stays_follow_each_other(day):
    for contact in day.contacts:
        assert all(stay.start <= stay.end for stay in contact.stays)
        assert all(before.end == after.start for before, after in pairwise(contact.stays))
        assert contact.stays[-1].end == contact.ended
        assert day.first <= contact.stays[0].start or contact.stays[0].start < day.number * DAY


def nobody_shares_a_desk(day):
    desks = {(desks.state, desks.where): desks.seats for desks in day.desks}
    taken = {}
    for contact in day.contacts:
        for stay in contact.stays:
            assert (stay.slot >= 0) == (stay.state in ("agent", "manager", "lane"))
            if stay.slot >= 0 and stay.start < stay.end:
                taken.setdefault((stay.state, stay.where, stay.slot), []).append((stay.start, stay.end))
    for (state, where, slot), spans in taken.items():
        assert all(before[1] <= after[0] for before, after in pairwise(sorted(spans)))
        seat = desks[state, where][slot]
        for start, end in spans:
            begin, stop = max(start, day.number * DAY), min(end, (day.number + 1) * DAY)
            assert {name for tick, name in states_within(seat, begin, stop)} <= {"talks"}


def states_within(seat, begin, end):
    return [
        (tick, name)
        for (tick, name), (until, _) in pairwise([*seat, (1 << 60, "")])
        if tick < end and until > begin and begin < end
    ]


def desks_are_those_of_the_roster(journeys, day):
    roster = Roster(journeys.plan, journeys.seed, journeys.replication)
    for team, name in enumerate(journeys.plan.baseline.teams):
        for desks in day.desks:
            if (desks.state, desks.where) == ("agent", name):
                assert len(desks.seats) <= roster.seats(team)


def managers_take_no_more_than_they_are(journeys, day):
    roster = Roster(journeys.plan, journeys.seed, journeys.replication)
    for state in ("manager", "lane"):
        steps = [
            (number * DAY + step.minute * MINUTE, step.heads)
            for number in range(max(0, day.number - 8), day.number + 1)
            for step in roster.desk_steps(state == "lane", number)
        ]
        stays = [stay for contact in day.contacts for stay in contact.stays if stay.state == state]
        for stay in stays:
            at_work = sum(other.start <= stay.start < other.end for other in stays)
            before = [heads for tick, heads in steps if tick < stay.start][-1:]
            now = [heads for tick, heads in steps if tick <= stay.start][-1:]
            if stay.start < stay.end and stay.start // DAY == day.number:
                assert at_work <= max([*before, *now], default=0)


def anger_goes_by_what_happened(journeys, day):
    rows = dict(zip(journeys.contacts["contact"].tolist(), journeys.rows, strict=True))
    for contact in day.contacts:
        row, ticks, angers = rows[contact.id], *zip(*contact.anger, strict=True)
        assert all(before <= after for before, after in pairwise(ticks))
        assert all(0.0 <= anger <= 1.0 for anger in angers)
        assert (ticks[-1], angers[-1]) == (row["ended"], row["anger_last"])
        assert all(after >= before - 1e-12 for before, after in pairwise(angers[:-1]))
        if contact.outcome not in UNTOLD and row["second_escalated"] < 0:
            assert angers[-1] == pytest.approx(angers[-2], abs=1e-9)


def figures_are_those_of_the_records(journeys, day):
    waiting = day.courses["waiting"]
    stays = [stay for contact in day.contacts for stay in contact.stays if stay.state in WAITING]
    for tick, value in [*zip(waiting.ticks, waiting.values, strict=True)][:: 1 + len(waiting.ticks) // 100]:
        if tick < (day.number + 1) * DAY:
            assert value == sum(stay.start <= tick < stay.end for stay in stays)
    for course in day.courses.values():
        assert all(before < after for before, after in pairwise(course.ticks))
        assert all(value >= 0 for value in course.values)
    minutes, rows = day.courses["manager_minutes"].values, journeys.rows
    begin, end = day.number * DAY, (day.number + 1) * DAY
    worked = 0
    for start, stop in (("manager_start", "manager_end"), ("second_manager_start", "second_manager_end")):
        met = rows[(rows[start] >= 0) & ~rows["lane"]]
        worked += np.clip(np.minimum(met[stop], end) - np.maximum(met[start], begin), 0, None).sum()
    assert (minutes[-1] if minutes else 0.0) == pytest.approx(worked / MINUTE)


def check(journeys):
    for day in days_of(journeys):
        all_are_there(journeys, day)
        stays_follow_each_other(day)
        nobody_shares_a_desk(day)
        desks_are_those_of_the_roster(journeys, day)
        managers_take_no_more_than_they_are(journeys, day)
        anger_goes_by_what_happened(journeys, day)
        figures_are_those_of_the_records(journeys, day)


@drawn(scenario_data(), seeds, replications, examples=25, at_length=300)
def test_every_day_of_any_center_is_in_order(data, seed, replication):
    check(run(plan_of(scenario_from(data)), seed, replication))


@pytest.mark.parametrize(
    "more",
    [
        {"customers": {"balking": {"quoted_above": 1, "share": 0.5}}, "empowerment": {"containment": 0.1}},
        {"calendar": {"lines": 3}, "empowerment": {"containment": 0.1}},
        {"manager": {"count": 0}, "calendar": {"open": {"mon-sun": "16:00-2:00"}}},
    ],
)
def test_days_on_which_callers_turn_away_after_a_menu_or_hold_tickets_at_the_end_are_in_order(more):
    data = {
        "name": "Busy",
        "issues": {"complaint": {"per_week": 900.0}},
        "teams": {"desk": {"agents": 2, "handles": ["complaint"]}},
        **more,
    }
    data["calendar"] = {"start": "2024-01-01", "weeks": 1, **data.get("calendar", {})}
    for replication in range(3):
        check(run(plan_of(scenario_from(data)), 1, replication))


@pytest.mark.parametrize("name", ["minimal", "dealership", "bank"])
def test_every_day_of_a_shipped_center_is_in_order(name):
    center = shipped(name).override({"calendar.weeks": 2, "what_if": {}})
    check(sim.simulate(center))


def test_with_agents_are_never_more_than_are_on_the_floor():
    center = small_center(
        calendar={"start": "2021-01-25", "weeks": 5, "open": {"mon-fri": "9:00-17:00"}, "after_hours": "drop"},
        teams={"desk": {"agents": {"mon-fri": {"9:00": 2, "11:00": 4, "15:00": 3}}, "handles": ["question"]}},
    )
    day = day_of(sim.simulate(center), 8)
    (team,) = [desks for desks in day.desks if desks.state == "agent"]
    stays = [stay for contact in day.contacts for stay in contact.stays if stay.state == "agent"]
    assert len(stays) > 30
    for tick in sorted({stay.start for stay in stays}):
        with_agents = sum(stay.start <= tick < stay.end for stay in stays)
        there = sum(states_within(seat, tick, tick + 1)[0][1] in ("free", "talks", "holds") for seat in team.seats)
        hour = (tick - day.number * DAY) / (60 * MINUTE)
        heads = 2 if hour < 11 else 4 if hour < 15 else 3
        late = sum(stay.slot >= heads and stay.start <= tick < stay.end for stay in stays)
        assert with_agents <= there == heads + late


def test_absence_and_gatherings_show_at_the_desks():
    center = small_center(
        teams={"desk": {"agents": 6, "handles": ["question"], "absence": 0.4}},
        timeline=[{"week": 2, "day": "tue", "event": "town_hall", "at": "11:00", "hours": 1.0, "sittings": 1}],
    )
    day = day_of(sim.simulate(center), 8)
    seats = next(desks.seats for desks in day.desks if desks.state == "agent")
    names = [{name for _, name in seat} for seat in seats]
    assert {"off", "absent"} in names
    assert all("away" in found for found in names if "absent" not in found)


def test_an_agent_who_holds_the_line_shows_it():
    center = small_center(empowerment={"transfer": "warm"}, manager={"count": 1, "investigate_time": 30.0})
    seats = next(desks.seats for desks in day_of(sim.simulate(center), 8).desks if desks.state == "agent")
    assert "holds" in {name for seat in seats for _, name in seat}


def test_desks_of_people_who_work_shifts_are_free_at_work_and_away_on_breaks():
    shifts = {"early": {"people": 2, "mon-fri": "8:00-12:00", "breaks": ["10:00-10:15"]}}
    shifts["night"] = {"people": 1, "mon-sun": "22:00-6:00"}
    data = center(teams__desk={"shifts": shifts})
    del data["teams"]["desk"]["agents"]
    data["issues"]["complaint"]["per_week"] = 0.0
    plan = plan_of(scenario_from(data))
    (desks, *_) = day_of(run(plan, 1, 0), 1).desks
    states = [[((tick - DAY) // MINUTE, state) for tick, state in seat] for seat in desks.seats]
    early = [(0, "off"), (480, "free"), (600, "away"), (615, "free"), (720, "off")]
    assert states == [early, early, [(0, "free"), (360, "off"), (1320, "free")]]
