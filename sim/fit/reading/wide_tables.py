"""Tables whose columns are intervals, days or weekdays, turned into rows."""

from __future__ import annotations

import re
from dataclasses import replace

from sim.fit.reading.cell_kinds import CLOCK, WORDS, kind_of
from sim.fit.reading.grids import Grid, unreadable
from sim.fit.reading.heads import Head, head_of
from sim.fit.reading.recognition import wide_names
from sim.fit.reading.vocabulary import means

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


def _begin(name: str) -> str:
    """Return where an interval begins whose name tells its end too, as `8:00 - 8:30` does."""
    return re.split(r" ?[-–] ?(?=\d+:)", name)[0]
