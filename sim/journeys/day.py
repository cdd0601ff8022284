"""One day of a run, in named states: where each contact was and how angry, what each desk did, and figures so far."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from sim.clock import DAY, MINUTE, date_of
from sim.journeys.anger import Path, anger_of
from sim.journeys.frames import contact_ids
from sim.journeys.journeys import Journeys
from sim.journeys.manager_desks import Desks, desks_of_teams, desks_upstairs
from sim.journeys.records import Outcome
from sim.journeys.spells import spells_of
from sim.scenario.calendar_days import Days
from sim.scenario.plan import Plan

WAITING = ("waits", "waits again")
UPSTAIRS = ("waits upstairs", "ticket", "manager", "lane")
GAVE_UP = (Outcome.ABANDONED, Outcome.GAVE_UP, Outcome.WALKED_AWAY)


class Stay(NamedTuple):
    """From when to when (ticks) a contact is in a state.

    `where` is the type in whose line it waits, or the team; `slot` its desk, counted from 0, -1 in a line.
    """

    state: str
    where: str
    slot: int
    start: int
    end: int


@dataclass(frozen=True)
class DayContact:
    """A contact of the day: its stays in order, the path of its anger, when it ended (ticks), and how.

    `is_first_call`: of this day, and of a customer who does not call because of what an agent did before.
    """

    id: str
    is_first_call: bool
    stays: tuple[Stay, ...]
    anger: Path = field(repr=False)
    ended: int
    outcome: Outcome


class Course(NamedTuple):
    """A figure in the course of the day: its values from ticks on; 0 before the first."""

    ticks: list[int]
    values: list[float]


@dataclass(frozen=True)
class Day:
    """One day of one run.

    Attributes
    ----------
    number : int
        Of the day, counted from 0 for the Monday of week 1.
    date : datetime.date
        The calendar's.
    first, last : int
        Ticks between which something happens: from the first opening or call to the last closing or ending.
    contacts : tuple of DayContact
        All who were in the center at any time of the day, in order of their calls.
    desks : tuple of Desks
        Of the teams, the managers and the leadership lane.
    ends : dict of Outcome to list of int
        When contacts ended on this day, by how.
    courses : dict of str to Course
        Figures so far: ``waiting`` and ``upstairs`` (customers at that moment), ``manager_minutes`` (which grow evenly
        from one tick to the next), ``gave_up``, and ``satisfied``, the CSAT proxy in % of the issues closed since
        midnight.
    """

    number: int
    date: datetime.date
    first: int
    last: int
    contacts: tuple[DayContact, ...] = field(repr=False)
    desks: tuple[Desks, ...] = field(repr=False)
    ends: dict[Outcome, list[int]] = field(repr=False)
    courses: dict[str, Course] = field(repr=False)


def day_of(journeys: Journeys, number: int) -> Day:
    """Return a day of a run, counted from 0."""
    begin, end = number * DAY, (number + 1) * DAY
    plan, rows = journeys.plan, rows_of_day(journeys.rows, number)
    stays = [_stays(row, plan) for row in rows]
    talks = {state: _seated(stays, state) for state in ("manager", "lane")}
    ids = contact_ids(rows, list(plan.baseline.issues), journeys.streams)
    contacts = [
        DayContact(
            str(ids[i]),
            bool(row["attempt"] == 1 and not row["own_goal"] and row["arrived"] >= begin),
            tuple(stay for stay in stays[i] if stay.end > begin or stay.start >= begin),
            anger_of(row, lambda tick: plan.at(tick).customers),
            int(row["ended"]),
            Outcome(row["outcome"]),
        )
        for i, row in enumerate(rows)
    ]
    desks = [*desks_of_teams(journeys, rows, number), *desks_upstairs(journeys, number, talks)]
    opened = [begin + minute * MINUTE for span in opening(plan, number) for minute in span]
    arrived, ended = rows["arrived"].tolist(), rows["ended"].tolist()
    return Day(
        number,
        date_of(plan.baseline.calendar.start, begin),
        max(begin, min([*opened, *(tick for tick in arrived if tick >= begin)], default=begin)),
        min(end, max([*opened, *(tick for tick in ended if tick < end)], default=end)),
        tuple(contacts),
        tuple(each for each in desks if each.seats),
        _ends(rows, begin, end),
        _courses(plan, rows, contacts, begin, end),
    )


def opening(plan: Plan, number: int) -> Sequence[tuple[int, int]]:
    """Return the spans of opening of a day, in minutes after midnight."""
    return Days(plan.baseline.calendar).spans(number)


def rows_of_day(rows: Any, number: int) -> Any:
    """Return the rows of all who were in the center at any time of a day, in order of their calls."""
    begin, end = number * DAY, (number + 1) * DAY
    there = rows[(rows["arrived"] < end) & ((rows["ended"] > begin) | (rows["arrived"] >= begin))]
    return there[np.lexsort((there["row"], there["arrived"]))]


def _stays(row: Any, plan: Plan) -> list[Stay]:
    """Return the stays of a contact; those upstairs have no desk yet."""
    type_, team = list(plan.baseline.issues)[row["type"]], [*plan.baseline.teams, ""][row["team"]]
    returned = int(row["returned"])
    found = []
    for where, start, end in spells_of(row):
        is_back = 0 <= returned <= start
        if where == "agent":
            found.append(Stay(where, team, int(row["returned_seat" if is_back else "seat"]), start, end))
        elif where == "waits":
            found.append(Stay("waits again", team, -1, start, end) if is_back else Stay(where, type_, -1, start, end))
        else:
            found.append(Stay(where, "", -1, start, end))
    return found


def _seated(stays: list[list[Stay]], state: str) -> list[list[tuple[int, int]]]:
    """Give whoever is in a state the first desk that is free, and return when each desk was taken.

    The record does not say at which desk upstairs a contact was.
    """
    desks: list[list[tuple[int, int]]] = []
    visits = [
        (stay.start, stay.end, i, j)
        for i, all_ in enumerate(stays)
        for j, stay in enumerate(all_)
        if stay.state == state
    ]
    for start, end, i, j in sorted(visits):
        slot = next((n for n, taken in enumerate(desks) if taken[-1][1] <= start), len(desks))
        if slot == len(desks):
            desks.append([])
        desks[slot].append((start, end))
        stays[i][j] = stays[i][j]._replace(slot=slot)
    return desks


def _ends(rows: Any, begin: int, end: int) -> dict[Outcome, list[int]]:
    today = rows[(begin <= rows["ended"]) & (rows["ended"] < end)]
    found = {outcome: np.sort(today["ended"][today["outcome"] == outcome]).tolist() for outcome in Outcome}
    return {outcome: ticks for outcome, ticks in found.items() if ticks}


def _courses(plan: Plan, rows: Any, contacts: list[DayContact], begin: int, end: int) -> dict[str, Course]:
    stays = [stay for contact in contacts for stay in contact.stays]
    by_manager = [(max(stay.start, begin), min(stay.end, end)) for stay in stays if stay.state == "manager"]
    routine = np.array([issue.routine for issue in plan.baseline.issues.values()])
    today = rows[(begin <= rows["ended"]) & (rows["ended"] < end)]
    closed = today[today["issue_closed"] & ~routine[today["type"]]] if len(today) else today
    closed = closed[np.argsort(closed["ended"], kind="stable")]
    means = 100.0 * np.cumsum(closed["satisfaction"]) / np.arange(1, len(closed) + 1)
    gave_up = [(tick, 1) for tick in today["ended"][np.isin(today["outcome"], GAVE_UP)].tolist()]
    return {
        "waiting": _counted(_present(stays, WAITING, begin, end)),
        "upstairs": _counted(_present(stays, UPSTAIRS, begin, end)),
        "manager_minutes": _minutes(by_manager),
        "gave_up": _counted(gave_up),
        "satisfied": _last_of_each_tick(closed["ended"].tolist(), means.tolist()),
    }


def _present(stays: Iterable[Stay], states: tuple[str, ...], begin: int, end: int) -> list[tuple[int, int]]:
    """Return when somebody comes into any of some states (+1) and leaves them (-1) within a day."""
    found = []
    for stay in stays:
        if stay.state in states and stay.start < end:
            found += [(max(stay.start, begin), 1), (min(stay.end, end), -1)]
    return found


def _counted(changes: list[tuple[int, int]]) -> Course:
    changes = sorted(changes)
    totals = [float(total) for total in accumulate(change for _, change in changes)]
    return _last_of_each_tick([tick for tick, _ in changes], totals)


def _last_of_each_tick(ticks: list[int], values: list[float]) -> Course:
    last = dict(zip(ticks, values, strict=True))
    return Course(list(last), list(last.values()))


def _minutes(spans: list[tuple[int, int]]) -> Course:
    """Return the minutes of all spans together that are over at each tick at which one begins or ends."""
    changes = _counted([change for start, end in spans if start < end for change in ((start, 1), (end, -1))])
    total, values = 0.0, []
    for i, tick in enumerate(changes.ticks):
        total += changes.values[i - 1] * (tick - changes.ticks[i - 1]) / MINUTE if i else 0.0
        values.append(total)
    return Course(changes.ticks, values)
