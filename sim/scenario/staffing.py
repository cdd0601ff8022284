"""Who works when: the crews of a team, each person's day, and the head count that follows."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.scenario.clocks import WEEKDAYS, clock
from sim.scenario.fields import whole_or_part
from sim.scenario.hours import ByCalendarDay
from sim.scenario.kept import kept
from sim.scenario.messages import join
from sim.scenario.problems import Problem, problem_at
from sim.scenario.rosters import ABSENT, BREAK, LUNCH, MEETING, TRAINING, Entry, Roster
from sim.scenario.shifts import DAY_MINUTES, Rest, Shift, Span

if TYPE_CHECKING:
    from sim.scenario.opening import Calendar
    from sim.scenario.organization import Team

_WEEK, _NO_DATE = 7 * DAY_MINUTES, datetime.date(1, 1, 1)
_ORDER = (ABSENT, MEETING, TRAINING, LUNCH, BREAK)
"""Of activities at one time the first counts; the last is work."""


class Gone(NamedTuple):
    """A scheduled absence, in minutes after the midnight of the day on which it begins."""

    start: int
    end: int
    paid: bool


class Stint(NamedTuple):
    """A span of work with its breaks and meetings, in minutes after the midnight of the day on which it begins."""

    start: int
    end: int
    rests: tuple[Rest, ...] = ()
    meets: tuple[Span, ...] = ()


class PersonDay(NamedTuple):
    """What is scheduled for a person on a day."""

    stints: tuple[Stint, ...] = ()
    gone: tuple[Gone, ...] = ()


def crews_of(team: Team) -> dict[str, int]:
    """Return how many people there are in each shift, or each agent of a roster alone; none with head counts."""
    if team.roster is not None:
        return dict.fromkeys(team.roster.people, 1)
    return {name: shift.people for name, shift in team.shifts.items()}


def person_day(team: Team, crew: str, number: int, weekday: int, date: datetime.date) -> PersonDay:
    """Return what is scheduled on a day for a person, by crew and number in it; nothing for who is not there."""
    return days_of_persons(team, [(crew, number)], weekday, date)[0]


def days_of_persons(team: Team, persons: list[tuple[str, int]], weekday: int, date: datetime.date) -> list[PersonDay]:
    """Return what is scheduled on a day for each of several persons, as `person_day`."""
    roster = team.roster
    if roster is not None:
        there = roster.people
        return [
            _of_entries(roster.entries(crew, weekday, date)) if crew in there else PersonDay() for crew, _ in persons
        ]
    crews = {crew: _days_of_shift(shift)[weekday] for crew, shift in team.shifts.items()}
    return [its[number] if number < len(its := crews.get(crew, [])) else PersonDay() for crew, number in persons]


@kept(512)
def _days_of_shift(shift: Shift) -> list[list[PersonDay]]:
    """Return what is scheduled for those who work a shift, by weekday and number."""
    week = [_joined(shift.spans(weekday)) for weekday in range(7)]
    return [
        [
            PersonDay(tuple(Stint(*span, tuple(shift.rests(number, span))) for span in spans))
            for number in range(shift.people)
        ]
        for spans in week
    ]


def _joined(spans: tuple[Span, ...]) -> list[Span]:
    """Return spans of which none begins where another ends."""
    found: list[Span] = []
    for start, end in spans:
        if found and found[-1][1] == start:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def _of_entries(entries: list[Entry]) -> PersonDay:
    """Return a person's day from the rows of a roster; what lies within work takes its place."""
    edges = sorted({edge for entry in entries for edge in entry[:2]})
    pieces: list[tuple[int, int, str, bool]] = []
    for start, end in pairwise(edges):
        here = [entry for entry in entries if entry.start <= start and end <= entry.end]
        here.sort(key=lambda entry: _ORDER.index(entry.activity) if entry.activity in _ORDER else len(_ORDER))
        if here:
            activity, paid = here[0].activity, here[0].paid
            if pieces and pieces[-1][1:] == (start, activity, paid):
                pieces[-1] = pieces[-1][0], end, activity, paid
            else:
                pieces.append((start, end, activity, paid))
    gone = tuple(Gone(start, end, paid) for start, end, activity, paid in pieces if activity == ABSENT)
    present = [piece for piece in pieces if piece[2] != ABSENT]
    stints = []
    for first, last in _joined(tuple(piece[:2] for piece in present)):
        inside = [piece for piece in present if first <= piece[0] < last]
        rests = tuple(Rest(start, end - start, paid) for start, end, what, paid in inside if what in (BREAK, LUNCH))
        meets = tuple((start, end) for start, end, what, _ in inside if what in (MEETING, TRAINING))
        stints.append(Stint(first, last, rests, tuple(_joined(meets))))
    return PersonDay(tuple(stints), gone)


@kept(256)
def scheduled_heads(team: Team, calendar: Calendar) -> ByCalendarDay:
    """Return the head count by calendar day that follows from shifts or a roster, breaks and meetings apart.

    Where a roster goes by dates it is the mean over the weeks of the run.
    """
    changes = [0.0] * (_WEEK + 2 * DAY_MINUTES)
    for weekday, date, share in _days_of(team, calendar):
        for crew, people in crews_of(team).items():
            for number in range(people):
                for stint in person_day(team, crew, number, weekday, date).stints:
                    for start, end, part in (*_on_the_phone(stint), *_floating(stint)):
                        changes[weekday * DAY_MINUTES + start] += share * part
                        changes[weekday * DAY_MINUTES + end] -= share * part
    counts = list(accumulate(changes))
    week = [round(now + counts[_WEEK + m] if m < DAY_MINUTES else now, 6) for m, now in enumerate(counts[:_WEEK])]
    return ByCalendarDay((day, _steps(week[n * DAY_MINUTES : (n + 1) * DAY_MINUTES])) for n, day in enumerate(WEEKDAYS))


def _days_of(team: Team, calendar: Calendar) -> Iterator[tuple[int, datetime.date, float]]:
    """Yield the weekdays with their share of the weeks, and apart the dates of the run that a roster names."""
    dates = dates_in(team.roster, calendar) if team.roster is not None else []
    for weekday in range(7):
        mine = [date for date in dates if date.weekday() == weekday]
        yield weekday, _NO_DATE, 1 - len(mine) / calendar.weeks
        for date in mine:
            yield weekday, date, 1 / calendar.weeks


def dates_in(roster: Roster, calendar: Calendar) -> list[datetime.date]:
    """Return the dates that a roster names and the run has, in order."""
    return [date for date in roster.dates if 0 <= (date - calendar.start).days < 7 * calendar.weeks]


def _floating(stint: Stint) -> Iterator[tuple[int, int, float]]:
    """Yield of breaks that begin at a drawn moment each minute of their range, with minus the share of it taken."""
    for rest in stint.rests:
        first, last = math.floor(rest.start), math.ceil(rest.start + rest.slack + rest.minutes)
        for minute in range(first, last) if rest.slack else ():
            begun, over = (_share_begun(rest, edge) for edge in (minute + 0.5, minute + 0.5 - rest.minutes))
            yield minute, minute + 1, over - begun


def _share_begun(rest: Rest, minute: float) -> float:
    """Return the probability that a floating break has begun by a minute."""
    return min(1.0, max(0.0, (minute - rest.start) / rest.slack))


def _on_the_phone(stint: Stint) -> Iterator[tuple[int, int, float]]:
    """Yield the spans of a stint in which the phone is taken, floating breaks apart, in whole minutes, and 1."""
    away = [(rest.start, rest.start + rest.minutes) for rest in stint.rests if not rest.slack]
    since = stint.start
    for start, end in sorted([*away, *stint.meets, (stint.end, stint.end)]):
        if since < math.ceil(start):
            yield since, min(math.ceil(start), stint.end), 1.0
        since = max(since, math.ceil(end))


def _steps(minutes: list[float]) -> dict[str, Any]:
    """Return the minutes at which a count changes, with the new count."""
    changes = [0, *(m for m in range(1, DAY_MINUTES) if minutes[m] != minutes[m - 1])]
    return {clock(minute): whole_or_part(minutes[minute]) for minute in changes}


def staffing_problems(team: Team) -> list[Problem]:
    """Return why what a team says of its people does not hang together."""
    ways = {"agents": team.agents is not None, "shifts": bool(team.shifts), "roster": team.roster is not None}
    said = [name for name, there in ways.items() if there]
    if not said:
        what = "is empty" if "agents" in team.model_fields_set else "is missing"
        return [problem_at(("agents",), f"{what}; must be {_HOW}")]
    if len(said) > 1:
        return [
            problem_at(
                (said[1],),
                f"says who works when beside {said[0]}; leave one of them out (in a what-if: {said[0]}: null)",
            )
        ]
    found = []
    if team.agents is not None:
        needs = "needs `shifts` or a `roster`, which say who works when; `agents` are seats"
        found += [problem_at(("people",), needs)] if team.people is not None else []
        found += [problem_at(("wind_down",), needs)] if team.wind_down > 0 else []
    crews = crews_of(team)
    many = sum(crews.values())
    if crews and team.people not in (None, many):
        parts = f" ({join(f'{name} {people}' for name, people in crews.items())})" if team.shifts else ""
        where = "shifts have" if team.shifts else "roster has"
        found.append(problem_at(("people",), f"{team.people}, but the {where} {many}{parts}; leave it out, or agree"))
    if many > 5000:
        found.append(problem_at((said[0],), f"{many:,} people; a team has at most 5,000"))
    for name, nothing in (("absence", 0.0), ("absence_paid", True)):
        if getattr(team, name) != nothing and getattr(team.shrinkage, name) is not None:
            found.append(problem_at(("shrinkage", name), f"says the same as `{name}`; give one of them"))
    return found


_HOW = (
    "a number from 0 to 5000, weekdays with their numbers, such as {mon-fri: 6, sat: {8:00: 2, 12:00: 0}},"
    " a table {file: heads.csv, column: heads}, shifts, or a roster: seats on the floor"
)
