"""Tables whose columns are intervals, days or weekdays, turned into rows."""

from __future__ import annotations

import re
from dataclasses import replace

from sim.fit.reading.cell_kinds import CLOCK, WORDS, kind_of
from sim.fit.reading.grids import Grid, unreadable
from sim.fit.reading.heads import Head, head_of
from sim.fit.reading.recognition import wide_names
from sim.fit.reading.vocabulary import means, weekday_of

_MOST_CELLS = 2_000_000


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
    wide = set(wide_names(head.columns))
    if not wide:
        return grid, head
    across = [each for each in head.columns if each.name in wide]
    down = [each for each in head.columns if each.name not in wide and not means(each.name, "total")]
    kinds = {kind_of(_begin(each.name)) for each in across}
    name = "start" if kinds <= {CLOCK} else "weekday" if WORDS in kinds else "date"
    rows = [[each.name or f"column {each.place + 1}" for each in down] + [name, "volume"]]
    for piece in grid.pieces(head.rows_above, [each.place for each in head.columns]):
        for cells in piece.itertuples(index=False):
            of = dict(zip(map(int, piece.columns), cells, strict=True))
            kept = [of[each.place].strip() for each in down]
            if any(of[each.place].strip() for each in across) and not any(means(cell, "total") for cell in kept):
                rows += [[*kept, _begin(each.name), of[each.place].strip()] for each in across]
        if len(rows) > _MOST_CELLS:
            raise unreadable(
                grid.name, f"is a wide table of more than {_MOST_CELLS:,} cells; write a row for each interval"
            )
    turned = replace(
        grid,
        head=rows[:3000],
        cells=rows,
        note=f"{len(across)} columns from {across[0].name} on turned into rows: {name}, volume",
    )
    return turned, replace(head_of(turned), named=True)


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
        for cells in piece.itertuples(index=False):
            of = dict(zip(map(int, piece.columns), (cell.strip() for cell in cells), strict=True))
            kept = [of[each.place] for each in down]
            if any(of.values()) and not any(means(cell, "total") for cell in kept):
                rows += [
                    [*kept, _begin(group), *(of.get(place.get((group, each), -1), "") for each in own)]
                    for group in groups
                ]
    note = f"columns below {len(groups)} merged heads turned into rows: {name}"
    turned = replace(grid, head=rows[:3000], cells=rows, note=note)
    return turned, replace(head_of(turned), named=True)


def _begin(name: str) -> str:
    """Return where an interval begins whose name tells its end too, as `8:00 - 8:30` does."""
    return re.split(r" ?[-–] ?(?=\d+:)", name)[0]
