"""Tables whose columns are intervals, days or weekdays, turned into rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.fit.reading.cell_kinds import CLOCK, DATE, EMPTY, MOMENT, WORDS, kind_of
from sim.fit.reading.grids import HEAD_ROWS, Grid, unreadable
from sim.fit.reading.heads import HOURS_ACROSS, Column, Head, head_of
from sim.fit.reading.row_kinds import SHIFT, begin_of_interval, shift_names, wide_names
from sim.fit.reading.vocabulary import means, roles_of, weekday_of
from sim.scenario.problems import printable

if TYPE_CHECKING:
    import pandas as pd

_MOST_CELLS = 2_000_000
_MEASURES = frozenset(("handle", "talk", "wrap_up", "wait", "agents", "answered_calls", "abandoned_calls"))
"""What the cells of a wide table may be beside volumes."""


def in_rows(grid: Grid, head: Head) -> tuple[Grid, Head]:
    """Return a grid with a row for each interval: a wide one is turned, others stay as they are.

    Parameters
    ----------
    grid, head
        A table.

    Raises
    ------
    ScenarioError
        If it is wide and too large.
    """
    if len({group for group, _ in head.over.values()}) > 1:
        return _below_heads(grid, head)
    if shifts := shift_names(head.columns):
        return _shifts_in_rows(grid, head, shifts)
    wide = set(wide_names(head.columns))
    if not wide:
        return grid, head
    across = [each for each in head.columns if each.name in wide]
    down = [each for each in head.columns if each.name not in wide and not means(each.name, "total")]
    kinds = {kind_of(_begin(each.name)) for each in across}
    name = "start" if kinds <= {CLOCK} else "weekday" if WORDS in kinds else "date"
    blocks = _Blocks(grid.name, [each.name for each in across], [each.name for each in down], _title(grid, head, down))
    for piece in grid.pieces(head.rows_above, [each.place for each in head.columns]):
        for line, of in enumerate(_cells_of(piece), start=int(piece.index[0]) + 1):
            blocks.add([of[each.place] for each in down], [of[each.place] for each in across], line)
    rows = [[*(each.name or f"column {each.place + 1}" for each in down), name, *blocks.titles], *blocks.rows()]
    return _turned(grid, rows, f"{len(across)} columns from {across[0].name} on turned into rows: {name}, volume")


def _cells_of(piece: pd.DataFrame) -> Iterator[dict[int, str]]:
    """Yield the cells of each row by the place of their column."""
    places = [int(each) for each in piece.columns]
    for cells in piece.itertuples(index=False):
        yield dict(zip(places, (cell.strip() for cell in cells), strict=True))


def _turned(grid: Grid, rows: list[list[str]], note: str) -> tuple[Grid, Head]:
    """Return a grid with other rows, the names of columns first, and its head."""
    turned = replace(grid, head=rows[:HEAD_ROWS], cells=rows, note=note)
    return turned, replace(head_of(turned), named=True)


def joined(tables: list[tuple[Grid, Head]]) -> list[tuple[Grid, Head]]:
    """Return tables of which those that tell other figures of the same intervals, on sheets of their own, are one."""
    names = [grid.cells[0] if grid.cells is not None and "turned into rows" in grid.note else [] for grid, _ in tables]
    if len(tables) < 2 or not all(names) or len({tuple(each[:-1]) for each in names}) > 1:
        return tables
    if len({each[-1] for each in names}) < len(names):
        return tables
    figures: dict[tuple[str, ...], list[str]] = {}
    for place, (grid, _) in enumerate(tables):
        for row in (grid.cells or [])[1:]:
            figures.setdefault(tuple(row[:-1]), [""] * len(tables))[place] = row[-1]
    rows = [[*names[0][:-1], *(each[-1] for each in names)], *([*key, *cells] for key, cells in figures.items())]
    first = tables[0][0]
    return [_turned(replace(first, name=first.name.partition("[")[0]), rows, first.note)]


def _shifts_in_rows(grid: Grid, head: Head, names: tuple[str, ...]) -> tuple[Grid, Head]:
    """Turn a roster with days across: a row for each agent and day, with begin and end, or with what is not work."""
    across = [each for each in head.columns if each.name in names]
    down = [each for each in head.columns if each.name not in names]
    day = "date" if kind_of(across[0].name) == DATE else "weekday"
    rows = [[*(each.name or f"column {each.place + 1}" for each in down), day, "shift start", "shift end", "activity"]]
    for piece in grid.pieces(head.rows_above, [each.place for each in head.columns]):
        for of in _cells_of(piece):
            for each in across:
                if shift := _shift_of(of[each.place]):
                    when = each.name if day == "date" else each.name.split()[0]
                    rows.append([*(of[other.place] for other in down), when, *shift])
    note = f"{len(across)} columns from {across[0].name} on turned into rows: {day}, shift"
    return _turned(grid, rows, note)


def _shift_of(cell: str) -> list[str]:
    """Return begin, end and what else a cell of a roster says; nothing of days off, which have no times."""
    begin = SHIFT.match(cell)
    if not begin:
        return []
    end = re.match(r"[0-9]{1,2}(?:[:.][0-9]{2})?(?: ?[AaPp]\.?[Mm]\.?)?", cell[begin.end() :])
    clocks = [re.sub(r"^([0-9]{1,2})(?![0-9:.])", r"\1:00", each) for each in (begin[1], end[0] if end else "")]
    rest = cell[begin.end() + (end.end() if end else 0) :].strip(" ()/,;")
    return [*(clock.replace(".", ":", 1) for clock in clocks), rest]


def _title(grid: Grid, head: Head, down: Sequence[Column]) -> str:
    """Return what the cells of a wide table are: volumes, unless a title, a corner or the sheet says something else."""
    above = [cell for row in grid.head[max(0, head.rows_above - 4) : head.rows_above - 1] for cell in row if cell]
    sheet = grid.name.partition("[")[2].rstrip("]")
    for title in (*reversed(above), *(each.name for each in down), sheet):
        roles = roles_of(title, EMPTY).keys()
        if roles & _MEASURES and "volume" not in roles:
            return title
    return "volume"


class _Blocks:
    """The cells of a wide table, of which there may be several, one below another with their heads: calls, then AHT."""

    def __init__(self, file: str, across: list[str], down: list[str], title: str) -> None:
        self.file, self.across, self.down = file, across, down
        self.titles = [title]
        self._found: dict[tuple[str, ...], dict[str, list[str]]] = {}
        self._title, self._many = "", 0

    def add(self, kept: list[str], cells: list[str], line: int) -> None:
        """Take a row: the names again, or a row of one cell and then what was there already, begin another table."""
        if not any(cells):
            self._title = next((cell for cell in kept if cell and not means(cell, "total")), self._title)
            return
        dated = any(kind_of(cell) in (DATE, CLOCK, MOMENT) for cell in kept)
        is_names = (
            not dated and sum(cell == name for cell, name in zip(cells, self.across, strict=True)) > len(cells) / 2
        )
        if is_names or (self._title and self.titles[-1] in self._found.get(tuple(kept), {})):
            corner = next((cell for cell in kept if cell and cell not in self.down), "")
            self._begin_table((corner if is_names else "") or self._title, line)
        if is_names or any(means(cell, "total") for cell in kept):
            return
        here = self._found.setdefault(tuple(kept), {})
        if self.titles[-1] in here and len(self.titles) > 1:
            raise unreadable(self.file, f"'{printable(' '.join(kept), 40)}' stands twice in one table", line)
        here.setdefault(self.titles[-1], []).extend(cells)
        self._many += len(cells)
        if self._many > _MOST_CELLS:
            words = f"is a wide table of more than {_MOST_CELLS:,} cells; write a row for each interval"
            raise unreadable(self.file, words)

    def _begin_table(self, title: str, line: int) -> None:
        if not {*_MEASURES, "volume"} & roles_of(title, EMPTY).keys():
            shown = (
                f", '{printable(title, 40)}', which is no figure that is known" if title else ", and nothing names it"
            )
            words = f"another table begins here{shown}; write calls, AHT (s) or agents above it, types in a column"
            raise unreadable(self.file, words, line)
        self.titles.append(title)
        self._title = ""

    def rows(self) -> list[list[str]]:
        """Return a row for each name across and each row down, with a cell of each table."""
        rows = []
        for kept, of in self._found.items():
            for place in range(max(map(len, of.values()))):
                begin = _begin(self.across[place % len(self.across)])
                told = [of.get(title, [])[place : place + 1] or [""] for title in self.titles]
                rows.append([*kept, begin, *(cells[0] for cells in told)])
        return rows


def _below_heads(grid: Grid, head: Head) -> tuple[Grid, Head]:
    """Turn a table whose columns stand in groups below merged heads: a row for each of these."""
    groups = list(dict.fromkeys(group for group, _ in head.over.values() if not means(group, "total")))
    own = list(dict.fromkeys(name for _, name in head.over.values()))
    place = {both: where for where, both in head.over.items()}
    down = [each for each in head.columns if each.place not in head.over]
    kinds = {"weekday" if weekday_of(group) is not None else kind_of(_begin(group)) for group in groups}
    name = (
        "weekday"
        if kinds == {"weekday"}
        else "start"
        if kinds == {CLOCK}
        else "issue type"
        if WORDS in kinds
        else "date"
    )
    rows = [[*(each.name or f"column {each.place + 1}" for each in down), name, *own]]
    for piece in grid.pieces(head.rows_above, sorted({*place.values(), *(each.place for each in down)})):
        for of in _cells_of(piece):
            kept = [of[each.place] for each in down]
            if any(of.values()) and not any(means(cell, "total") for cell in kept):
                rows += [
                    [*kept, _begin(group), *(of.get(place.get((group, each), -1), "") for each in own)]
                    for group in groups
                ]
    note = f"columns below {len(groups)} merged heads turned into rows: {name}"
    return _turned(grid, rows, note)


def _begin(name: str) -> str:
    """Return where an interval begins, by the name of its column; an hour alone is one."""
    hour = HOURS_ACROSS.fullmatch(name)
    return f"{int(hour[1])}:00" if hour else begin_of_interval(name)
