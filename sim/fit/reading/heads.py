"""Where the names of the columns stand, and what they are: not always in line 1, and not always at all."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from sim.fit.reading.cell_kinds import CLOCK, DATE, EMPTY, MOMENT, NUMBER, WORDS, Profile, form_of, kind_of, profile_of
from sim.fit.reading.grids import Grid, unreadable
from sim.fit.reading.vocabulary import roles_of
from sim.scenario.problems import printable

_MOST_ABOVE = 30
_LEAST_HOURS = 6
HOURS_ACROSS = re.compile(r"([01]?[0-9]|2[0-3])(?: ?(?:h|hrs?|uhr|u))?", re.IGNORECASE)
"""An hour of the day as the name of a column."""


@dataclass(frozen=True)
class Column:
    """A column of a grid."""

    name: str
    place: int
    """Where it stands, counted from 0."""
    profile: Profile
    cells: tuple[str, ...] = ()
    """Those that the profile is of, as many in each column."""


@dataclass(frozen=True)
class Head:
    """The columns of a grid, and below which row they begin."""

    rows_above: int
    """Rows above the first one of figures."""
    columns: tuple[Column, ...]
    named: bool
    """Whether the file names its columns."""
    over: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Of columns below merged heads, by their place: the head above, and the name below it."""


def head_of(grid: Grid) -> Head:
    """Find the names of a grid's columns.

    Parameters
    ----------
    grid
        The rows of a file.

    Raises
    ------
    ScenarioError
        If there are no rows below them.
    """
    wide = Counter(sum(map(bool, row)) for row in grid.head[:500] if any(row)).most_common(3)
    usual = max((cells for cells, times in wide if times >= wide[0][1] / 2), default=1)
    body = [row for row in grid.head if sum(map(bool, row)) >= 0.5 * usual] or grid.head
    places = range(max(map(len, grid.head)))
    row, named = _names_at(grid, body, usual, places)
    below = grid.head[row + named :]
    if not any(map(any, below)):
        raise unreadable(grid.name, "the table has names of columns, but no rows" if named else "no row holds anything")
    over: dict[int, tuple[str, str]] = {}
    names = _names(grid, row, places, over) if named else [""] * len(places)
    columns = []
    for place in places:
        cells = tuple(each[place] if place < len(each) else "" for each in below if any(each))
        profile = profile_of(cells)
        if profile.kind != EMPTY or (names[place] and named):
            columns.append(Column(names[place] or f"column {place + 1}", place, profile, cells))
    return Head(row + named, tuple(columns), bool(named), over)


def _names_at(grid: Grid, body: list[list[str]], usual: int, places: range) -> tuple[int, int]:
    """Return the row with the names and 1, or the first row of figures and 0."""
    below = {place: profile_of([row[place] for row in body[1:400] if place < len(row)]) for place in places}
    first = None
    for number, row in enumerate(grid.head[:_MOST_ABOVE]):
        if sum(map(bool, row)) < max(1, 0.6 * usual) or (usual > 1 and sum(map(bool, row)) == 1):
            continue
        first = number if first is None else first
        if _counts_on(row):
            return number, 1
        told = sum(_tells(cell, below[place], body, place) for place, cell in enumerate(row) if cell)
        if told > 0:
            return number, 1
        if told < 0:
            return number, 0
    return first or 0, 0


def _counts_on(row: list[str]) -> bool:
    """Tell whether a row holds hours one after another, which are names of columns: 0, 1, 2 … or 8 h, 9 h …"""
    hours = [int(found[1]) for cell in row if (found := HOURS_ACROSS.fullmatch(cell))]
    return len(hours) >= _LEAST_HOURS and all(b == a + 1 for a, b in pairwise(hours))


def _tells(cell: str, below: Profile, body: list[list[str]], place: int) -> float:
    """Say whether a cell names its column (above 0) or is one of its figures (below 0)."""
    kind = kind_of(cell)
    if kind == WORDS and below.kind not in (WORDS, EMPTY):
        return 1.0
    in_digits = form_of(cell) == "yyyymmdd" and not any(form_of(each) == "yyyymmdd" for each in below.examples)
    if below.kind == NUMBER and (kind in (CLOCK, DATE, MOMENT) or in_digits):
        return 1.0
    if kind != WORDS and kind == below.kind:
        return 0.0 if kind == NUMBER and below.distinct == 1 else -1.0
    if kind == WORDS:
        again = sum(place < len(row) and row[place] == cell for row in body) > 1
        return -0.5 if again else 0.6 if roles_of(cell, WORDS) or roles_of(cell, EMPTY) else 0.1
    return -0.2


def _names(grid: Grid, row: int, places: range, over: dict[int, tuple[str, str]]) -> list[str]:
    """Return the names in a row; names that repeat below merged heads are told apart by these."""
    cells = grid.head[row] + [""] * (len(places) - len(grid.head[row]))
    names = [" ".join(cell.split()) for cell in cells]
    above = grid.head[row - 1] if row and len({name for name in names if name}) < sum(map(bool, names)) else []
    if sum(map(bool, above)) > 1:
        group = ""
        for place in places:
            group = above[place] if place < len(above) and above[place] else group
            if group and names[place]:
                over[place] = group, names[place]
                names[place] = f"{group} {names[place]}"
    seen: Counter[str] = Counter()
    for place, name in enumerate(names):
        seen[name] += bool(name)
        if seen[name] > 1:
            names[place] = f"{name} ({seen[name]})"
    return [printable(re.sub(r"[\ufeff\u200b]", "", name), 80) for name in names]
