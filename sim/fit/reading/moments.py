"""A column of moments, dates or clocks, read piece by piece: each distinct date and clock is looked at once."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, MINUTE
from sim.fit.compact_columns import Whole, smallest
from sim.fit.reading.cell_kinds import FORMS, SLASHES, is_missing, split_moment, without_zone
from sim.fit.reading.moment_forms import (
    CLOCK_ALONE,
    CODED,
    EPOCH,
    FIGURES,
    FRACTION,
    NEVER_DAY,
    counted,
    day_of,
    form_for,
)
from sim.fit.reading.odd_moments import tidy
from sim.reading.logs import DAY_FIRST, MONTH_FIRST, UNKNOWN, time_of

NAT = np.iinfo(np.int64).min
"""Stands for no moment."""
_ZONE_BITS = 28
_MOST_CLOCKS = 300_000
_NOTHING, _NO_CLOCK = -2, -1


class Clocks(dict[str, int]):
    """From a time of day to ms, its zone packed above it; below 0: nothing, or no clock."""

    def __init__(self) -> None:
        super().__init__({"": 0})
        self.zones = [""]

    def __missing__(self, text: str) -> int:
        parts = text.split(":")
        if len(parts) == 3 and len(parts[1]) == len(parts[2]) == 2 and all(part.isdecimal() for part in parts):
            hours, minutes, seconds = map(int, parts)
            if hours < 24 and minutes < 60 and seconds < 60:
                self[text] = found = 1000 * (3600 * hours + 60 * minutes + seconds)
                return found
        bare = without_zone(text)
        zone = text[len(bare) :].strip() if (len(parts) > 2 and ":" in bare[3:]) or "-" not in text else ""
        if zone not in self.zones:
            self.zones.append(zone)
        try:
            clock = time_of(bare.strip().replace(",", "."), text)
            inside = ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1000 + clock.microsecond // 1000
            found = inside | self.zones.index(zone) << _ZONE_BITS
        except ValueError:
            found = _NOTHING if is_missing(text) else DAY if bare in ("24:00", "24:00:00") else _NO_CLOCK
        if len(self) < _MOST_CLOCKS:
            self[text] = found
        return found


class _Numbered(dict[str, int]):
    """From a text to its number, by first appearance."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


class Moments:
    """A column of moments.

    Parameters
    ----------
    form
        How they are written, as `form_for` names it; empty: the first cells tell.
    clocks
        Times of day that are known already, which columns of one file share.
    """

    def __init__(self, form: str = "", clocks: Clocks | None = None) -> None:
        self.form = form
        self._days, self._clocks = _Numbered(), Clocks() if clocks is None else clocks
        self._parts: list[tuple[Whole, Whole]] = []
        self._told = ("", -1), np.empty(0, np.int64), np.empty(0, bool)

    def add(self, cells: Sequence[str]) -> None:
        """Read more cells."""
        if not self.form:
            self.form = form_for([cell for cell in cells if not is_missing(cell)][:2000])
        if self.form in FIGURES or not self.form:
            texts, times = [cell.strip() for cell in cells], [""] * len(cells)
        elif self.form == CLOCK_ALONE:
            texts, times = [""] * len(cells), [tidy(cell) or "-" for cell in cells]
        elif self.form == "year-month-day" and set(map(len, cells)) <= {0, 19}:
            texts, times = [cell[:10] for cell in cells], [cell[11:] for cell in cells]
        else:
            split = [split_moment(cell) for cell in cells]
            texts, times = [day for day, _ in split], [clock for _, clock in split]
        days, clocks = self._days, self._clocks
        codes = np.array([days[text] for text in texts], np.int64)
        self._parts.append((smallest(codes), smallest(np.array([clocks[time] for time in times], np.int64))))

    @property
    def order(self) -> str:
        """Whether day or month comes first, where a date of the column decides it; else `UNKNOWN`."""
        pairs = [FORMS[self.form].fullmatch(day) for day in self._days] if self.form in SLASHES else []
        told = [(int(pair[1]), int(pair[2])) for pair in pairs if pair]
        if any(first > 12 for first, _ in told):
            return DAY_FIRST
        return MONTH_FIRST if any(second > 12 for _, second in told) else UNKNOWN

    @property
    def needs_order(self) -> bool:
        """Whether the dates are written in a way that may be day first or month first."""
        return self.form in SLASHES and any(not is_missing(day) for day in self._days)

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones that cells name; epochs are UTC by definition."""
        if self.form == EPOCH:
            return ("UTC",)
        used = {
            int(each)
            for _, clocks in self._parts
            for each in np.unique(clocks[clocks >= 0].astype(np.int64) >> _ZONE_BITS)
        }
        return tuple(zone for number, zone in enumerate(self._clocks.zones) if zone and number in used)

    @property
    def is_clock(self) -> bool:
        """Whether it tells the time of day alone."""
        return self.form in (CLOCK_ALONE, FRACTION, *CODED)

    @property
    def example(self) -> str:
        """A date of the column."""
        return next((day for day in self._days if not is_missing(day)), "")

    def midnights(self) -> int:
        """Return how many cells of a column of clocks say 0:00:00."""
        return sum(int((self._read(part, UNKNOWN, utc=False)[0] == 0).sum()) for part in self._parts)

    def values(
        self, order: str = UNKNOWN, *, utc: bool = False, pieces: int | None = None, keep: bool = False
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return ms since 1970-01-01 (a clock: since 00:00; `NAT`: nothing), and which cells are wrong.

        Parameters
        ----------
        order
            `DAY_FIRST` or `MONTH_FIRST`, where dates are written with slashes.
        utc
            Whether moments with a zone of their own are brought to UTC; else they stay as written.
        pieces
            Of how many of the next pieces; all if not given.
        keep
            Whether they can be asked for again.
        """
        parts = self._parts[:pieces]
        if not keep:
            del self._parts[:pieces]
        if not parts:
            return np.empty(0, np.int64), np.empty(0, bool)
        found = [self._read(part, order, utc=utc) for part in parts]
        return np.concatenate([values for values, _ in found]), np.concatenate([wrong for _, wrong in found])

    def _read(self, part: tuple[Whole, Whole], order: str, *, utc: bool) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        codes, packed = part[0], part[1].astype(np.int64)
        inside = packed & ((1 << _ZONE_BITS) - 1)
        if self.form == CLOCK_ALONE:
            return np.where(packed < 0, NAT, inside), packed == _NO_CLOCK
        days, blanks = self._bases(order)
        base, blank = days[codes], blanks[codes]
        values = np.where((base == NAT) | (packed < 0), NAT, base + inside)
        wrong = (values == NAT) & ~blank
        if utc and not self.is_clock:
            told = [_offset(each) for each in self._clocks.zones]
            shift = np.array(told, np.int64)[np.where(packed < 0, 0, packed >> _ZONE_BITS)]
            values = np.where(values == NAT, NAT, values - shift)
        return values, wrong

    def _bases(self, order: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return 00:00 of each distinct date, and which of them stand for nothing."""
        if self._told[0] != (order, len(self._days)):
            texts = list(self._days) or [""]
            days = np.array([self._base(text, order) for text in texts], np.int64)
            blank = np.array([is_missing(text) or NEVER_DAY.match(text) is not None for text in texts])
            self._told = (order, len(self._days)), days, blank
        return self._told[1:]

    def _base(self, text: str, order: str) -> int:
        if self.form in FIGURES:
            figure = counted(text, self.form)
            return NAT if figure is None else figure
        day = day_of(text, self.form, order) if self.form else None
        return NAT if day is None else day * DAY


def _offset(zone: str) -> int:
    """Return how far a zone such as `+01:00` is ahead of UTC, ms."""
    found = re.fullmatch(r"([+-])([0-9]{2}):?([0-9]{2})", zone)
    if not found:
        return 0
    minutes = 60 * int(found[2]) + int(found[3])
    return MINUTE * (minutes if found[1] == "+" else -minutes)


def ahead_of_utc(values: NDArray[np.int64], zone: str) -> NDArray[np.int64]:
    """Return how far the clock of a place is ahead of UTC at some moments, ms; zones change it at quarter-hours.

    Parameters
    ----------
    values
        Moments, ms since 1970-01-01 UTC.
    zone
        The place, such as `Europe/Amsterdam`.
    """
    quarters, which = np.unique(np.where(values == NAT, 0, values) // 900_000, return_inverse=True)
    place, tick = zoneinfo.ZoneInfo(zone), datetime.timedelta(milliseconds=1)
    begin = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    moments = [(begin + datetime.timedelta(seconds=900 * int(each))).astimezone(place) for each in quarters]
    return np.array([(each.utcoffset() or datetime.timedelta()) // tick for each in moments], np.int64)[which]
