"""What the roster has happen in the course of a day: who comes and goes, in the order in which it happens."""

import datetime
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple

from sim.clock import DAY, MINUTE
from sim.scenario.hours import Pieces, Spans, merged, seat_steps
from sim.scenario.organization import Team
from sim.scenario.scenario import Scenario
from sim.scenario.staffing import PersonDay, Stint, days_of_persons

BLOCK_TICKS = 30 * MINUTE
"""How long somebody is off the phone for meetings and the like, or not."""
WHOLE_TEAM, AFTER_ALL = -1, 1 << 20
"""In place of a seat: the whole team, before those who come and go in this instant, or after them."""
Persons = list[tuple[str, int]]
"""Of each seat the crew and the number in it."""


class What(IntEnum):
    """What happens, in the order of one instant for one person."""

    OPENS = 0
    HEADS = 1
    ENDS = 2
    BACK = 3
    GONE = 4
    STARTS = 5
    MET = 6
    MEETS = 7
    RESTS = 8
    WINDS_DOWN = 9
    BLOCK = 10


class Change(NamedTuple):
    """What happens at a tick after midnight, in the order of one instant: by team, seat, and what it is.

    Attributes
    ----------
    tick, team, seat : int
        When, and to whom; seat -1 is the whole team.
    what : What
        What happens.
    value : int
        `HEADS`: so many seats are on the floor. `RESTS`: how long the break is, in ticks.
    share : float
        `HEADS`: with this probability one more.
    minute : int
        `HEADS`: the interval that decides it, by the minute at which it begins. `RESTS`: which break it is, by the
        minute from which it may begin.
    slack : int
        `RESTS`: so many ticks later it may begin.
    paid : bool
        `RESTS`, `GONE`: whether it is paid.
    past : int
        `HEADS`, `STARTS`: how many days before the center opened for it, or the shift began.
    """

    tick: int
    team: int
    seat: int
    what: int
    value: int = 0
    share: float = 0.0
    minute: int = 0
    slack: int = 0
    paid: bool = True
    past: int = 0


class OneDay(NamedTuple):
    """A day: what holds on it, its weekday and date, when the center is open on it and from it on; is it a holiday?"""

    scenario: Scenario
    weekday: int
    date: datetime.date
    pieces: Pieces
    ahead: Spans
    is_holiday: bool


def changes_of(today: OneDay, yesterday: OneDay, persons: list[Persons], off_phone: list[bool]) -> list[Change]:
    """Return what the roster has happen on a day, in order.

    Parameters
    ----------
    today, yesterday
        The day, and the one before, whose shifts may run past midnight.
    persons
        Of each team its persons by seat; none where it has head counts.
    off_phone
        Of each team whether anybody is ever off the phone for meetings and the like.
    """
    found: list[Change] = []
    teams = list(today.scenario.teams.values())
    if any(team.by_person for team in teams):
        found += [Change(start * MINUTE, -1, WHOLE_TEAM, What.OPENS) for start in _begins(today)]
    for index, team in enumerate(teams):
        if team.by_person:
            ours = list(_of_persons(index, persons[index], today, yesterday))
        else:
            ours = _of_seats(index, team, today)
        found += ours
        if off_phone[index]:
            found += _blocks(index, ours, today.pieces)
    return sorted(found)


def _begins(today: OneDay) -> list[int]:
    """Return the minutes at which the center opens on a day."""
    return [start for start, _ in merged(today.pieces)]


def first_changes(today: OneDay, yesterday: OneDay, persons: list[Persons]) -> list[Change]:
    """Return who is at work when the run begins: those whose shift has begun on the day before."""
    found = []
    for index, team in enumerate(today.scenario.teams.values()):
        for seat, its in enumerate(_days_of(team, persons[index], yesterday) if team.by_person else ()):
            if any(stint.start * MINUTE < DAY < stint.end * MINUTE for stint in its.stints):
                found.append(Change(0, index, seat, What.STARTS, past=1))
    return found


def _days_of(team: Team, persons: Persons, day: OneDay) -> list[PersonDay]:
    """Return what is scheduled for persons; on a date on which the center is closed no shift begins."""
    if day.is_holiday and team.roster is None:
        return [PersonDay()] * len(persons)
    return days_of_persons(team, persons, day.weekday, day.date)


def _of_seats(index: int, team: Any, today: OneDay) -> list[Change]:
    return [
        Change(
            step.minute * MINUTE, index, WHOLE_TEAM, What.HEADS, step.seats, step.part, step.interval, past=piece.past
        )
        for piece in today.pieces
        for step in seat_steps(team.agents, today.weekday, piece)
    ]


def _of_persons(index: int, persons: Persons, today: OneDay, yesterday: OneDay) -> Iterator[Change]:
    """Yield what happens to persons on a day, in the shifts that begin on it and in those of the day before."""
    for back, day in ((0, today), (1, yesterday)):
        team = list(day.scenario.teams.values())[index]
        for seat, its in enumerate(_days_of(team, persons, day)):
            for tick, *what in _of_day(its, team.wind_down, day.ahead):
                if 0 <= tick - back * DAY < DAY:
                    yield Change(tick - back * DAY, index, seat, *what)


@lru_cache(maxsize=4096)
def _of_day(its: PersonDay, winds_down: float, ahead: Spans) -> tuple[tuple[Any, ...], ...]:
    """Return what happens to a person in what is scheduled on a day: ticks after its midnight, and what a change says.

    Those who work the same hours share it.
    """
    return tuple((change.tick, *change[3:]) for change in _changes_of(its, winds_down, ahead))


def _changes_of(its: PersonDay, winds_down: float, ahead: Spans) -> Iterator[Change]:
    """Yield what happens to a person in what is scheduled on a day, in ticks after its midnight."""
    for gone in its.gone:
        yield Change(gone.start * MINUTE, 0, 0, What.GONE, paid=gone.paid)
        yield Change(gone.end * MINUTE, 0, 0, What.BACK)
    for stint in its.stints:
        yield Change(stint.start * MINUTE, 0, 0, What.STARTS)
        yield Change(stint.end * MINUTE, 0, 0, What.ENDS)
        for rest in stint.rests:
            tick, lasts, slack = (round(minutes * MINUTE) for minutes in (rest.start, rest.minutes, rest.slack))
            minute = int(rest.start) % 1440
            yield Change(tick, 0, 0, What.RESTS, lasts, minute=minute, slack=slack, paid=rest.paid)
        for start, end in stint.meets:
            yield Change(start * MINUTE, 0, 0, What.MEETS)
            yield Change(end * MINUTE, 0, 0, What.MET)
        if winds_down > 0 and _is_inside(stint, ahead):
            yield Change(
                max(stint.start * MINUTE, stint.end * MINUTE - round(winds_down * MINUTE)), 0, 0, What.WINDS_DOWN
            )


def _is_inside(stint: Stint, ahead: Spans) -> bool:
    """Whether the center stays open after the end of a stint."""
    return any(start < stint.end < end for start, end in ahead)


def _blocks(index: int, ours: list[Change], pieces: Pieces) -> list[Change]:
    """Return the half hours at which those on duty go to meetings and the like, or come back."""
    ticks = [change.tick for change in ours] + [piece.end * MINUTE for piece in pieces]
    first, last = (min(ticks), max(ticks)) if ticks else (0, 0)
    begins = {0, *range(first // BLOCK_TICKS * BLOCK_TICKS, last, BLOCK_TICKS)}
    return [Change(tick, index, AFTER_ALL, What.BLOCK) for tick in sorted(begins)]
