"""Who is there when: opening hours, and the heads of a team by weekday and minute."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, NamedTuple

from sim.scenario.fields import days_of, minutes_of_day, spans_of, whole_or_part
from sim.scenario.figures import Table

Spans = tuple[tuple[int, int], ...]
"""Spans of a day, from a minute after midnight to another."""
HOUR = 60
"""How long a fraction of a seat is there or not where no table says otherwise, in minutes."""


def open_spans(hours: dict[str, str]) -> list[Spans]:
    """Return the spans of opening, in minutes after midnight, of the seven weekdays."""
    week: list[Spans] = [()] * 7
    for key, text in hours.items():
        for day in days_of(key):
            week[day] = spans_of(text)
    return week


def _steps_of_day(agents: Any, weekday: int) -> list[tuple[int, Any]]:
    """Return the minutes of a weekday from which a head count names so many heads; before the first there are none."""
    if isinstance(agents, Table):
        return [(b * agents.bin_minutes, whole_or_part(heads)) for b, heads in enumerate(agents.figures[weekday])]
    if not isinstance(agents, int | float):
        agents = next((day for key, day in agents.items() if weekday in days_of(key)), 0)
    if isinstance(agents, int | float):
        return [(0, agents)]
    return list(dict(sorted((minutes_of_day(text), heads) for text, heads in agents.items())).items())


def _steps_inside(agents: Any, weekday: int, span: tuple[int, int]) -> list[tuple[int, Any]]:
    """Return the minutes of a span at which a head count may change, its beginning first, each with the heads."""
    steps, (start, end) = _steps_of_day(agents, weekday), span
    before = [heads for minute, heads in steps if minute <= start]
    return [(start, before[-1] if before else 0), *[step for step in steps if start < step[0] < end]]


def heads_at(agents: Any, weekday: int, minute: int) -> float:
    """Return how many agents a head count names at a minute of a weekday."""
    return float(_steps_inside(agents, weekday, (minute, minute))[0][1])


def head_edges(agents: Any, weekday: int, span: tuple[int, int]) -> list[int]:
    """Return the minutes of a span at which a head count may change, its beginning first."""
    return [minute for minute, _ in _steps_inside(agents, weekday, span)]


def head_steps(agents: Any, weekday: int, span: tuple[int, int]) -> list[tuple[int, Any]]:
    """Return the minutes of a span at which a head count changes, its beginning first, each with the new count."""
    steps = _steps_inside(agents, weekday, span)
    return [steps[0], *[step for before, step in pairwise(steps) if step[1] != before[1]]]


class SeatStep(NamedTuple):
    """From a minute of the day on, so many seats are on the floor, and one more with a probability.

    That one seat is decided by the interval that begins at another minute.
    """

    minute: int
    seats: int
    part: float
    interval: int


def seat_steps(agents: Any, weekday: int, span: tuple[int, int]) -> list[SeatStep]:
    """Return the minutes of a span at which seats come or go: a part of a seat is decided anew in each interval."""
    width = agents.bin_minutes if isinstance(agents, Table) else HOUR
    steps, found = head_steps(agents, weekday, span), []
    for (minute, heads), (until, _) in pairwise([*steps, (span[1], 0)]):
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


def desk_steps(count: Any, hours: dict[str, str], weekday: int) -> list[DeskStep]:
    """Return how many people sit at a desk in the course of a weekday; hours that go on past midnight do not close."""
    week = open_spans(hours)
    steps: list[DeskStep] = []
    for span in week[weekday]:
        steps += [DeskStep(minute, heads, False) for minute, heads in head_steps(count, weekday, span)]
        goes_on = span[1] == 1440 and any(start == 0 for start, _ in week[(weekday + 1) % 7])
        steps += [] if goes_on else [DeskStep(span[1], 0, True)]
    return steps


def desk_minutes(count: Any, hours: dict[str, str], weekday: int) -> Any:
    """Return the minutes of all people at a desk on a weekday together."""
    steps = [*desk_steps(count, hours, weekday), DeskStep(1440, 0, True)]
    return sum(step.heads * (later.minute - step.minute) for step, later in pairwise(steps))


def most_named(count: Any) -> int:
    """Return the largest number of people that a head count names, whatever the hours."""
    return max(most_heads(count, weekday, ((0, 1440),)) for weekday in range(7))


def least_named(count: Any) -> int:
    """Return the smallest number of people that a head count names where it names any; 1 where it names none."""
    named = [heads for weekday in range(7) for _, heads in _steps_inside(count, weekday, (0, 1440)) if heads]
    return math.ceil(min(named, default=1))


def most_heads(agents: Any, weekday: int, spans: Spans) -> int:
    """Return the most heads that a head count names in the spans of a weekday, a part of one being one more."""
    return math.ceil(max((heads for span in spans for _, heads in _steps_inside(agents, weekday, span)), default=0))
