"""Columns of numbers, of spans of time and of names, read piece by piece: each distinct cell is looked at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.fit.compact_columns import Whole, smallest
from sim.fit.reading.cell_kinds import WORDED, is_missing, without_periods
from sim.reading.week_tables import decimal_mark, number_of

SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "days": 86400.0}
"""How long the units are, in seconds."""
_MOST_KNOWN = 300_000
_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}([., '’_\xa0\u2009\u202f])[0-9]{3}(\1[0-9]{3})*(?![0-9])")
_WRONG, _LARGEST = np.inf, 1e9


class _Known(dict[str, float]):
    """From a cell to its figure: `NaN` where it is missing, infinite where it is wrong."""

    def __init__(self, read: Callable[[str], float]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, cell: str) -> float:
        text = cell.strip()
        try:
            found = np.nan if is_missing(text) else self.read(text)
            found = _WRONG if abs(found) > _LARGEST else found
        except ValueError:
            found = _WRONG
        if len(self) < _MOST_KNOWN:
            self[cell] = found
        return found


class Amounts:
    """A column of numbers, or of spans of time.

    Parameters
    ----------
    spans
        Whether the cells are spans such as `0:04:45` or `5 min`, which are read as seconds; else plain numbers.
    mark
        What separates decimals; empty: the first cells tell.
    hours_first
        Whether `4:45` is hours and minutes, not minutes and seconds.
    """

    def __init__(self, *, spans: bool = False, mark: str = "", hours_first: bool = False) -> None:
        self.mark, self.hours_first = mark, hours_first
        self._known = _Known(self._span if spans else self._number)
        self._parts: list[NDArray[np.floating]] = []

    def add(self, cells: Sequence[str]) -> None:
        """Read more cells."""
        if not self.mark:
            self.mark = mark_of(cells)
        known = self._known
        figures = np.fromiter((known[cell] for cell in cells), np.float64, len(cells))
        brief = figures.astype(np.float32)
        self._parts.append(brief if np.array_equal(brief, figures, equal_nan=True) else figures)

    def values(self, pieces: int | None = None) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return the figures (`NaN`: nothing) of so many of the next pieces, and which cells are wrong."""
        values = np.concatenate([np.empty(0), *self._parts[:pieces]])
        del self._parts[:pieces]
        wrong = np.isinf(values)
        return np.where(wrong, np.nan, values), wrong

    def _number(self, text: str) -> float:
        bare = re.sub(r"(?<=[0-9]) ?[^\W\d_]{2,}\.?$", "", text).rstrip("%").strip().removeprefix("+")  # 615 calls
        parted = _THOUSANDS.match(bare)
        if parted and parted[1] != (self.mark or "."):
            bare = parted.group().replace(parted[1], "") + bare[parted.end() :]
        return number_of(bare, self.mark or ".")

    def _span(self, text: str) -> float:
        sign, bare = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
        fields = bare.replace(",", ".").split(":")
        if len(fields) > 1:
            days, point, hour = fields[0].partition(".")
            if point:  # 1.02:03:04
                fields = [days, hour, *fields[1:]]
            if len(fields) == 2:
                fields = [*fields, "0"] if self.hours_first else ["0", *fields]
            parts = [float(field or "0") for field in ["0", *fields][-4:]]
        else:
            found = WORDED.fullmatch(without_periods(bare))
            if not found or not any(found.groups()):
                raise ValueError("no span of time")
            parts = [float((part or "0").replace(",", ".")) for part in found.groups()]
        return sign * sum(part * size for part, size in zip(parts, (86400, 3600, 60, 1, 0.001), strict=False))


def is_either(cell: str) -> bool:
    """Tell whether a cell such as `1.012` may be a thousand and twelve as well as a decimal."""
    return bool(re.fullmatch(r"[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}", cell.strip()))


def mark_of(cells: Sequence[str]) -> str:
    """Tell what separates decimals in some cells; empty where none tells it."""
    some = {cell.strip().rstrip("%").strip().lstrip("+-") for cell in cells[:20_000] if not is_missing(cell)}
    both = next((cell for cell in some if "," in cell and "." in cell), "")
    if both:  # the later of the two; the earlier one parts thousands
        return "," if both.rfind(",") > both.rfind(".") else "."
    told = decimal_mark(some, ";")
    parted = {found[1] for cell in some if (found := _THOUSANDS.fullmatch(cell))} & {".", ","}
    if not told and len(parted) == 1 and any(cell.isdecimal() for cell in some):
        return "," if parted == {"."} else "."  # whole numbers beside `1.012`: that is a thousand and twelve
    return told


class Codes:
    """A column of names or categories, as running numbers by first appearance; −1: nothing."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self._many = 0
        self._parts: list[Whole] = []

    def add(self, cells: Sequence[str]) -> None:
        """Read more cells."""
        known = self.known
        found = np.empty(len(cells), np.int32)
        for place, cell in enumerate(cells):
            code = known.get(cell)
            if code is None:
                code = known[cell] = -1 if is_missing(cell) else self._code(cell)
            found[place] = code
        self._parts.append(smallest(found))

    def _code(self, cell: str) -> int:
        text = cell.strip()
        if text in self.known:
            return self.known[text]
        self._many += 1
        return self._many - 1

    def values(self, pieces: int | None = None) -> NDArray[np.int32]:
        """Return the codes of so many of the next pieces."""
        found = np.concatenate([np.empty(0, np.int8), *self._parts[:pieces]])
        del self._parts[:pieces]
        return found

    def names(self) -> tuple[str, ...]:
        """Return the names in the order of their codes."""
        first = {code: name.strip() for name, code in reversed(self.known.items()) if code >= 0}
        return tuple(first[code] for code in sorted(first))
