"""How many contacts each bin of the week brings: volume by weekday and time of day, laid over the opening hours."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sim.scenario.calendar_days import Days, volume_on
from sim.scenario.clocks import DAY_MINUTES, days_of
from sim.scenario.hours import Pieces, Spans, merged, open_pieces, open_spans
from sim.scenario.issues import IssueType
from sim.scenario.kept import kept
from sim.scenario.opening import Calendar
from sim.scenario.profiles import from_midnight, levels_of_day

_Figures = list[list[float]]
_Step = tuple[int, int, float]


class Volume(NamedTuple):
    """What a usual week brings, in contacts.

    Attributes
    ----------
    inside
        Seven days of bins: the contacts of each bin, all of them in its open part.
    outside
        Seven days: the contacts that the scenario puts where the center is closed; they are not simulated.
    """

    inside: _Figures
    outside: list[float]


def bin_minutes_of(issue: IssueType) -> int:
    """Return the width of an issue type's bins."""
    return issue.contacts.bin_minutes if issue.contacts else issue.bin_minutes


@kept(512)
def weekly_volume(issue: IssueType, hours: dict[str, str]) -> Volume:
    """Lay the weekly volume of an issue type over the opening hours.

    Without `weekdays`, `times` or `volume` are levels over open time; with them, each weekday has its share, which its
    own `times` spread. A table gives contacts for each bin. What is given to a bin or a weekday
    that is closed throughout keeps its share of `per_week`: it is not moved to where the center is open.
    """
    pieces = open_pieces(hours)
    week, width = [merged(day) for day in pieces], bin_minutes_of(issue)
    inside: Sequence[Sequence[float]]
    if issue.contacts:
        open_bins = [[minutes > 0 for minutes in _open_minutes(spans, width)] for spans in week]
        days = list(zip(issue.contacts.figures, open_bins, strict=True))
        inside = [[figure if is_open else 0.0 for figure, is_open in zip(*day, strict=True)] for day in days]
        outside = [math.fsum(f for f, is_open in zip(*day, strict=True) if not is_open) for day in days]
    else:
        inside, outside = _spread(issue, pieces, width)
    stated = math.fsum([*outside, *(each for day in inside for each in day)])
    scale = issue.per_week / stated if stated else 0.0
    return Volume([[each * scale for each in day] for day in inside], [each * scale for each in outside])


def weekly_means(issue: IssueType, hours: dict[str, str]) -> _Figures:
    """Return the mean number of contacts of each weekday and bin, as if each bin were open throughout.

    Moments are spread over the whole bin and those that fall outside opening hours do not come, so the means are
    those that bring the volume of each bin in its open part.
    """
    width = bin_minutes_of(issue)
    opened = [_open_minutes(spans, width) for spans in open_spans(hours)]
    return [
        [each * width / minutes if minutes else 0.0 for each, minutes in zip(*day, strict=True)]
        for day in zip(weekly_volume(issue, hours).inside, opened, strict=True)
    ]


def dated_means(issue: IssueType, name: str, calendar: Calendar, days: Days) -> _Figures:
    """Return the same of the days on which, or beside which, a date differs: its weekday's volume in the hours it has.

    A weekday that is usually closed has the volume that is stated for it.
    """
    return [means_on(issue, name, calendar, days, day) for day in days.special]


def means_on(issue: IssueType, name: str, calendar: Calendar, days: Days, day: int) -> list[float]:
    """Return the mean number of contacts of each bin of a day, as if each bin were open throughout."""
    pieces, width = days.pieces(day), bin_minutes_of(issue)
    opened = _open_minutes(merged(pieces), width)
    brought = [0.0] * len(opened)
    for past in (0, 1):
        spans = _opened(pieces, past)
        factor = volume_on(calendar, day - past, name)
        if issue.contacts:
            figures: Sequence[float] = issue.contacts.figures[day % 7]
            mine = _open_minutes(spans, width)
            amounts = tuple(f * m / n if n else 0.0 for f, m, n in zip(figures, mine, opened, strict=True))
        else:
            amounts = _integrals(_steps_of(issue, (day - past) % 7, past), spans, width)
        rate = factor * _rate_of(issue, calendar, days, day - past)
        brought = [all_ + rate * each for all_, each in zip(brought, amounts, strict=True)]
    return [each * width / minutes if minutes else 0.0 for each, minutes in zip(brought, opened, strict=True)]


def _rate_of(issue: IssueType, calendar: Calendar, days: Days, day: int) -> float:
    """Return the contacts for each unit of level and minute, or of a table's figures, of what opens on a day."""
    if issue.contacts:
        stated = math.fsum(figure for figures in issue.contacts.figures for figure in figures)
        return issue.per_week / stated if stated else 0.0
    usual = _usual_minutes(issue, calendar.open)
    weights = {weekday: weight for key, weight in issue.weekdays.items() for weekday in days_of(key)}
    if not weights:
        return issue.per_week / math.fsum(usual) if any(usual) else 0.0
    weekday = day % 7
    own = usual[weekday]
    own = own or _level_minutes(issue, days.pieces(day), days.pieces(day + 1), weekday, bin_minutes_of(issue))
    return issue.per_week * weights.get(weekday, 0.0) / math.fsum(weights.values()) / own if own else 0.0


@kept(512)
def _usual_minutes(issue: IssueType, hours: dict[str, str]) -> list[float]:
    """Return the integral of the level over what usually opens on each weekday."""
    pieces, width = open_pieces(hours), bin_minutes_of(issue)
    return [_level_minutes(issue, pieces[d], pieces[(d + 1) % 7], d, width) for d in range(7)]


def _level_minutes(issue: IssueType, today: Pieces, tomorrow: Pieces, weekday: int, width: int) -> float:
    """Return the integral of the level over all that opens on a day, past midnight too."""
    own = _integrals(_steps_of(issue, weekday, 0), _opened(today, 0), width)
    return math.fsum([*own, *_integrals(_steps_of(issue, weekday, 1), _opened(tomorrow, 1), width)])


def _spread(issue: IssueType, week: list[Pieces], width: int) -> tuple[Sequence[Sequence[float]], list[float]]:
    """Return levels over the open part of each bin, and by weekday what no open time can hold.

    What is open past midnight belongs to the weekday on which the center opened, whose last level goes on.
    """
    own, late = (
        [_integrals(_steps_of(issue, (day - past) % 7, past), _opened(week[day], past), width) for day in range(7)]
        for past in (0, 1)
    )
    amounts = [[a + b for a, b in zip(*day, strict=True)] for day in zip(own, late, strict=True)]
    weights = {day: weight for key, weight in issue.weekdays.items() for day in days_of(key)}
    if not weights:
        return amounts, [0.0] * 7
    totals = [math.fsum([*own[day], *late[(day + 1) % 7]]) for day in range(7)]
    inside = []
    for day in range(7):
        both = (own[day], day), (late[day], (day - 1) % 7)
        parts = [[weights.get(of, 0.0) * each / totals[of] if totals[of] else 0.0 for each in its] for its, of in both]
        inside.append([a + b for a, b in zip(*parts, strict=True)])
    return inside, [0.0 if total else weights.get(day, 0.0) for day, total in enumerate(totals)]


def _steps_of(issue: IssueType, weekday: int, past: int) -> tuple[_Step, ...]:
    """Return the levels of the hours that open on a weekday, on that day or past its midnight."""
    if issue.volume:
        levels = from_midnight(levels_of_day(issue.volume, weekday), 1.0, past)
    else:
        levels = levels_of_day(issue.times, weekday) if issue.times else [(0, 1.0)]
        levels = from_midnight(levels, 0.0, past) if past else levels
    ends = [*(start for start, _ in levels[1:]), DAY_MINUTES]
    return tuple((start, end, level) for (start, level), end in zip(levels, ends, strict=True))


def _opened(pieces: Pieces, past: int) -> Spans:
    """Return the open time of a day for which the center opened so many days before."""
    return tuple(piece.span for piece in pieces if piece.past == past)


@lru_cache(maxsize=1024)
def _integrals(steps: tuple[_Step, ...], spans: Spans, width: int) -> tuple[float, ...]:
    """Return the integral of a level over the open part of each bin of a day."""
    return tuple(_integral(steps, spans, start, start + width) for start in range(0, DAY_MINUTES, width))


@lru_cache(maxsize=1024)
def _open_minutes(spans: Spans, width: int) -> tuple[int, ...]:
    """Return how many minutes of each bin of a day are open."""
    return tuple(
        sum(max(0, min(start + width, last) - max(start, first)) for first, last in spans)
        for start in range(0, DAY_MINUTES, width)
    )


def _integral(steps: tuple[_Step, ...], spans: Spans, start: int, end: int) -> float:
    """Return the integral of a level over the open part of a bin, in level times minutes."""
    pieces = [
        (min(end, last, until) - max(start, first, begin)) * level
        for first, last in spans
        if first < end and start < last
        for begin, until, level in steps
        if max(start, first, begin) < min(end, last, until)
    ]
    return math.fsum(pieces)
