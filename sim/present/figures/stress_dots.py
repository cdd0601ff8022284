"""What each what-if changes in each world: a dot for each, and the user's own world with its interval."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.experiment.stress_study import Stress
from sim.present.belief_words import change_unit
from sim.present.figures.frame import slide
from sim.present.figures.row_panels import Rows, shade_better, which_way
from sim.present.figures.stress_rows import moved, notes_of, panel, rows_of
from sim.present.figures.style import INK, Numbers, looks, write
from sim.present.stress_words import sizes

_GOLDEN = 0.6180339887498949
"""Multiples of it, without their whole parts, spread dots evenly over the height of a row."""
_BAND, _OWN = 0.52, 0.82
"""Of a row: the height over which dots are spread, and how far down the user's own world stands."""


def dots(stress: Stress, outcomes: Sequence[str], ax: Axes | None = None) -> Axes:
    """Draw the effect of each what-if on each outcome in every world."""
    bar = ", with its 95\u00a0% interval" if stress.replications > 1 else ""
    note = f"A dot for each world: filled where the effect is clear, hollow where not. Diamond: yours{bar}."
    shown = moved(stress, outcomes)
    with slide(ax, sizes(stress, shown), notes_of(stress, outcomes, note), bare=True) as (stage, top):
        rows = rows_of(stress, stage, top, shown, "0\nname name\nbetter")
        for place, outcome in enumerate(shown):
            panel_ax = panel(rows, place, outcome, change_unit(stress, outcome))
            panel_ax.set_xlabel(f"{panel_ax.get_xlabel()}\n{which_way(outcome)}")
            _limits(panel_ax, stress, outcome)
            for row, name in enumerate(stress.what_ifs):
                if stress.changes(name, outcome):
                    _draw(panel_ax, stress, (name, outcome), rows, row)
                else:
                    where = rows.panels[place][0] + 0.08, rows.at(row + 0.5)
                    write(panel_ax, *where, "none seen", stage.size, gid=f"figure of {name}")
    return stage.ax


def _limits(ax: Axes, stress: Stress, outcome: str) -> None:
    values = [np.zeros(1)]
    for name in stress.what_ifs:
        own = stress.own_effect(name, outcome).interval or (0.0, 0.0)
        values += [stress.mean_effects(name, outcome), np.array(own)]
    low, high = (float(edge(np.concatenate(values))) for edge in (np.min, np.max))
    room = 0.06 * (high - low) or 1.0
    ax.set_xlim(low - room, high + room)
    ax.xaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(Numbers(signed=True))
    shade_better(ax, outcome)
    ax.axvline(0, color=INK, linewidth=1.3, zorder=1, gid="zero")


def _draw(ax: Axes, stress: Stress, which: tuple[str, str], rows: Rows, row: int) -> None:
    (name, _), effects, own = which, stress.mean_effects(*which)[1:], stress.own_effect(*which)
    better, worse = stress.settled(*which)
    clear = (better | worse)[1:]
    heights = -row - 0.1 - _BAND * ((np.arange(1, len(effects) + 1) * _GOLDEN) % 1)
    color, stroke = looks(list(stress.names))[name].color, rows.stage.stroke
    for chosen, face, gid in ((clear, color, "clear"), (~clear, "white", "unclear")):
        points = ax.scatter(effects[chosen], heights[chosen], s=20 * stroke**2, facecolors=face, edgecolors=color)
        points.set(gid=f"{gid} worlds of {name}", linewidth=0.8 * stroke, zorder=2)
    y = -row - _OWN
    if own.interval:
        ax.hlines(y, *own.interval, color=INK, linewidth=2 * stroke, zorder=3, gid="interval")
    gid = f"own world of {name}"
    ax.plot([own.value], [y], marker="D", color=INK, markersize=7 * stroke, zorder=4, gid=gid)
