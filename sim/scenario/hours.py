"""Who is there when: opening hours, and the heads of a team by weekday and minute."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, NamedTuple

from sim.scenario.clocks import DAY_MINUTES, days_of, minutes_of_day, spans_of
from sim.scenario.fields import whole_or_part
from sim.scenario.figures import Table

Spans = tuple[tuple[int, int], ...]
"""Spans of a day, from a minute after midnight to another."""
HOUR = 60
"""How long a fraction of a seat is there or not where no table says otherwise, in minutes."""


class Piece(NamedTuple):
    """Open time of a calendar day, from a minute after midnight to another.

    `past` is how many days before the center opened for it: 1 for what goes on past midnight, 0 for the day's own.
    """

    start: int
    end: int
    past: int

    @property
    def span(self) -> tuple[int, int]:
        """From when to when."""
        return self.start, self.end


class ByCalendarDay(dict[str, Any]):
    """A head count by weekday that past midnight names those of the day itself, not of the day before."""


Pieces = tuple[Piece, ...]
ALL_DAY: Pieces = (Piece(0, DAY_MINUTES, 0),)


def open_pieces(hours: dict[str, str]) -> list[Pieces]:
    """Return the open time of the seven weekdays in order, told apart by the day on which the center opened for it."""
    week: list[list[Piece]] = [[] for _ in range(7)]
    for key, text in hours.items():
        for day in days_of(key):
            for start, end in spans_of(text):
                week[day].append(Piece(start, min(end, DAY_MINUTES), 0))
                if end > DAY_MINUTES:
                    week[(day + 1) % 7].append(Piece(0, end - DAY_MINUTES, 1))
    return [tuple(sorted(day)) for day in week]


def merged(pieces: Pieces) -> Spans:
    """Return the spans of a day, those that meet made one."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in pieces:
        if spans and start == spans[-1][1]:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return tuple(spans)


def open_spans(hours: dict[str, str]) -> list[Spans]:
    """Return the spans in which the center is open, in minutes after midnight, of the seven weekdays."""
    return [merged(pieces) for pieces in open_pieces(hours)]


def _steps_of_day(agents: Any, weekday: int, past: int = 0) -> list[tuple[int, Any]]:
    """Return the minutes of a weekday from which a head count names so many heads; before the first there are none.

    Past midnight, what is named by weekday is that of the day on which the center opened, whose last goes on; tables
    and what follows from shifts or a roster name each day's own.
    """
    past = 0 if isinstance(agents, ByCalendarDay) else past
    if isinstance(agents, Table):
        return [(b * agents.bin_minutes, whole_or_part(heads)) for b, heads in enumerate(agents.figures[weekday])]
    if not isinstance(agents, int | float):
        agents = next((day for key, day in agents.items() if (weekday - past) % 7 in days_of(key)), 0)
    if isinstance(agents, int | float):
        return [(0, agents)]
    steps = list(dict(sorted((minutes_of_day(text), heads) for text, heads in agents.items())).items())
    return [(0, steps[-1][1]), *(step for step in steps if step[0])] if past and steps and steps[0][0] else steps


def _steps_inside(agents: Any, weekday: int, span: tuple[int, int], past: int = 0) -> list[tuple[int, Any]]:
    """Return the minutes of a span at which a head count may change, its beginning first, each with the heads."""
    steps, (start, end) = _steps_of_day(agents, weekday, past), span
    before = [heads for minute, heads in steps if minute <= start]
    return [(start, before[-1] if before else 0), *[step for step in steps if start < step[0] < end]]


def heads_at(agents: Any, weekday: int, minute: int, past: int = 0) -> float:
    """Return how many agents a head count names at a minute of a weekday."""
    return float(_steps_inside(agents, weekday, (minute, minute), past)[0][1])


def head_edges(agents: Any, weekday: int, piece: Piece) -> list[int]:
    """Return the minutes of a piece of open time at which a head count may change, its beginning first."""
    return [minute for minute, _ in _steps_inside(agents, weekday, piece.span, piece.past)]


def head_steps(agents: Any, weekday: int, piece: Piece) -> list[tuple[int, Any]]:
    """Return the minutes of a piece of open time at which a head count changes, its beginning first, with the count."""
    steps = _steps_inside(agents, weekday, piece.span, piece.past)
    return [steps[0], *[step for before, step in pairwise(steps) if step[1] != before[1]]]


class SeatStep(NamedTuple):
    """From a minute of the day on, so many seats are on the floor, and one more with a probability.

    That one seat is decided by the interval that begins at another minute.
    """

    minute: int
    seats: int
    part: float
    interval: int


def seat_steps(agents: Any, weekday: int, piece: Piece) -> list[SeatStep]:
    """Return the minutes of open time at which seats come or go: a part of a seat is decided anew in each interval."""
    width = agents.bin_minutes if isinstance(agents, Table) else HOUR
    steps, found = head_steps(agents, weekday, piece), []
    for (minute, heads), (until, _) in pairwise([*steps, (piece.end, 0)]):
        seats = int(heads)
        begins = [minute]
        if heads > seats:
            begins += range(minute // width * width + width, until, width)
        found += [SeatStep(begin, seats, heads - seats, begin // width * width) for begin in begins]
    return found


class DeskStep(NamedTuple):
    """From a minute of the day on, so many people sit at a desk upstairs; at the end of its hours it closes."""

    minute: int
    heads: int
    closes: bool


_MIDNIGHT = DeskStep(DAY_MINUTES, 0, True)


def steps_between(count: Any, weekday: int, today: Pieces, tomorrow: Pieces) -> list[DeskStep]:
    """Return how many people sit at a desk in the course of a day; hours that go on past midnight do not close."""
    goes_on = [piece.start for piece in today[1:]]
    goes_on += [DAY_MINUTES for piece in tomorrow[:1] if not piece.start]
    steps: list[DeskStep] = []
    for piece in today:
        steps += [DeskStep(minute, heads, False) for minute, heads in head_steps(count, weekday, piece)]
        steps += [] if piece.end in goes_on else [DeskStep(piece.end, 0, True)]
    return steps


def minutes_of(steps: list[DeskStep]) -> Any:
    """Return the minutes of all people at a desk on a day together."""
    return sum(step.heads * (later.minute - step.minute) for step, later in pairwise([*steps, _MIDNIGHT]))


def desk_minutes(count: Any, hours: dict[str, str], weekday: int) -> Any:
    """Return the minutes of all people at a desk on a weekday of the usual week together."""
    week = open_pieces(hours)
    return minutes_of(steps_between(count, weekday, week[weekday], week[(weekday + 1) % 7]))


def most_named(count: Any) -> int:
    """Return the largest number of people that a head count names, whatever the hours."""
    return max(most_heads(count, weekday, ALL_DAY) for weekday in range(7))


def least_named(count: Any) -> int:
    """Return the smallest number of people that a head count names where it names any; 1 where it names none."""
    named = [heads for weekday in range(7) for _, heads in _steps_inside(count, weekday, (0, DAY_MINUTES)) if heads]
    return math.ceil(min(named, default=1))


def most_heads(agents: Any, weekday: int, pieces: Pieces) -> int:
    """Return the most heads that a head count names in the open time of a weekday, a part of one being one more."""
    steps = (step for piece in pieces for step in _steps_inside(agents, weekday, piece.span, piece.past))
    return math.ceil(max((heads for _, heads in steps), default=0))
