"""The days of a run: the usual week, the dates that differ from it, and kinds of day with a volume of their own."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.clocks import DAY_MINUTES, clock, days_of, spans_of
from sim.scenario.hours import DeskStep, Piece, Pieces, Spans, merged, minutes_of, steps_between

if TYPE_CHECKING:
    from typing import Any

    from sim.scenario.opening import Calendar

_WEEK = 7


class Days:
    """Days by number, from 0 for the Monday of week 1, each with the hours that it has.

    Attributes
    ----------
    special : list of int
        The days of the run on which, or beside which, a date differs from its weekday.

    Parameters
    ----------
    calendar : Calendar
        The center's.
    hours : dict of str to str, optional
        A desk's own hours, which only dates on which the center is closed change; without them the center's.
    beyond : bool
        Whether dates after the run count too.
    """

    def __init__(self, calendar: Calendar, hours: dict[str, str] | None = None, *, beyond: bool = False) -> None:
        self._usual: list[Spans] = [()] * _WEEK
        for key, text in (hours or calendar.open).items():
            for weekday in days_of(key):
                self._usual[weekday] = spans_of(text)
        self._dates: dict[int, Spans] = {}
        last = math.inf if beyond else calendar.weeks * _WEEK
        special = set()
        for text, its in calendar.dates.items():
            day = day_of(calendar, text)
            if 0 <= day < last:
                opens = its.open if its.open is not None and (hours is None or not spans_of(its.open)) else None
                self._dates[day] = self._usual[day % _WEEK] if opens is None else spans_of(opens)
                special |= {each for each in (day - 1, day, day + 1) if 0 <= each < last}
        self.special = sorted(special)
        self._profiles = {day: _WEEK + place for place, day in enumerate(self.special)}
        self._week = [self._pieces(weekday - _WEEK) for weekday in range(_WEEK)]
        self._pieces_of = {day: self._pieces(day) for day in self.special}

    def _spans(self, day: int) -> Spans:
        return self._dates.get(day, self._usual[day % _WEEK])

    def _pieces(self, day: int) -> Pieces:
        late = [end - DAY_MINUTES for _, end in self._spans(day - 1) if end > DAY_MINUTES]
        own = [Piece(start, min(end, DAY_MINUTES), 0) for start, end in self._spans(day)]
        return (*(Piece(0, end, 1) for end in late), *own)

    def profile(self, day: int) -> int:
        """Return under which number a day's hours and volume stand: its weekday's, or from 7 on its own."""
        return self._profiles.get(day, day % _WEEK)

    def representatives(self) -> list[int]:
        """Return a day for each profile; weekdays stand for the usual week, and so lie before the run."""
        return [*range(-2 * _WEEK, -_WEEK), *self.special]

    def pieces(self, day: int) -> Pieces:
        """Return the open time of a day."""
        return self._pieces_of.get(day, self._week[day % _WEEK])

    def spans(self, day: int) -> Spans:
        """Return the spans in which a day is open, in minutes after midnight."""
        return merged(self.pieces(day))

    def desk_steps(self, count: Any, day: int) -> list[DeskStep]:
        """Return how many people sit at a desk in the course of a day."""
        return steps_between(count, day % _WEEK, self.pieces(day), self.pieces(day + 1))

    def desk_minutes(self, count: Any, day: int) -> int:
        """Return the minutes of all people at a desk on a day together."""
        return minutes_of(self.desk_steps(count, day))

    def overlapping(self) -> Iterator[str]:
        """Yield where a date's hours run into those of the next day, in words."""
        for pieces in self._pieces_of.values():
            if len(pieces) > 1 and pieces[0].past and pieces[0].end > pieces[1].start:
                yield f"{clock(pieces[0].end)} of the day after, which opens at {clock(pieces[1].start)} already"


def day_of(calendar: Calendar, text: str) -> int:
    """Return the number of a date, counted from 0 for the Monday of week 1."""
    return (datetime.date.fromisoformat(text) - calendar.start).days


def volume_of(volume: Any, name: str) -> float:
    """Return a volume that is said for all types or by type."""
    return float(volume.get(name, 1.0) if isinstance(volume, dict) else volume)


def volume_on(calendar: Calendar, day: int, name: str) -> float:
    """Return a type's volume of a day as a multiple of what is usual in its hours."""
    if not calendar.dates or day < 0:
        return 1.0
    its = calendar.dates.get((calendar.start + datetime.timedelta(days=day)).isoformat())
    return volume_of(its.volume, name) if its else 1.0


def kinds_of(calendar: Calendar, name: str) -> list[tuple[float, float]]:
    """Return for each kind of day its share and a type's volume on it, the other days last, so that the mean is 1."""
    kinds = [(its.share, volume_of(its.volume, name)) for its in calendar.days.values()]
    if not kinds:
        return []
    said, brought = sum(share for share, _ in kinds), sum(share * volume for share, volume in kinds)
    if said >= 1.0 - 1e-9:
        return [(share, volume / brought) for share, volume in kinds] if brought else kinds
    return [*kinds, (1.0 - said, (1.0 - brought) / (1.0 - said))]
