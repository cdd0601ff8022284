"""What each what-if changes in each world: a dot for each, and the user's own world with its interval."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.experiment.stress import Stress
from sim.metrics import METRICS
from sim.present.belief_words import change_unit
from sim.present.figures.stress_rows import Grid, grid, moved, panel, sizes
from sim.present.figures.style import INK, Numbers, house_style, stage_for, write

_BETTER_SIDE = "#EEF3F7"
_GOLDEN = 0.6180339887498949
"""Multiples of it, without their whole parts, spread dots evenly over the height of a row."""
_BAND, _OWN = 0.52, 0.82
"""Of a row: the height over which dots are spread, and how far down the user's own world stands."""


def dots(stress: Stress, outcomes: Sequence[str], ax: Axes | None = None) -> Axes:
    """Draw the effect of each what-if on each outcome in every world."""
    with house_style():
        stage = stage_for(ax)
        bar = ", with its 95\u00a0% interval" if stress.replications > 1 else ""
        notes = [f"A dot for each world: filled where the effect is clear, hollow where not. Diamond: yours{bar}."]
        outcomes, still = moved(stress, outcomes)
        made = grid(stress, outcomes, stage, sizes(stress, outcomes), [*notes, *still], "0\nname name\nbetter")
        for outcome in outcomes:
            better = "← less is better" if METRICS[outcome].better == "lower" else "more is better →"
            panel_ax = panel(made, outcome, change_unit(stress, outcome))
            panel_ax.set_xlabel(f"{panel_ax.get_xlabel()}\n{better}")
            _limits(panel_ax, stress, outcome)
            for row, name in enumerate(made.names):
                _draw(panel_ax, stress, name, outcome, made, row)
        made.head.write()
    return stage.ax


def _limits(ax: Axes, stress: Stress, outcome: str) -> None:
    values = [np.zeros(1)]
    for name in stress.what_ifs:
        own = stress.own_effect(name, outcome).interval or (0.0, 0.0)
        values += [stress.effects(name, outcome).mean(axis=1), np.array(own)]
    low, high = (float(edge(np.concatenate(values))) for edge in (np.min, np.max))
    room = 0.06 * (high - low) or 1.0
    ax.set_xlim(low - room, high + room)
    ax.xaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(Numbers(signed=True))
    side = (low - room, 0) if METRICS[outcome].better == "lower" else (0, high + room)
    ax.axvspan(*side, color=_BETTER_SIDE, zorder=0, linewidth=0, gid="better side")
    ax.axvline(0, color=INK, linewidth=1.3, zorder=1, gid="zero")


def _draw(ax: Axes, stress: Stress, name: str, outcome: str, made: Grid, row: int) -> None:
    effects = stress.effects(name, outcome).mean(axis=1)
    if not effects.any():
        left, y = made.panels[outcome][0] + 0.08, made.height(row + 0.5)
        write(ax, left, y, "none seen", made.size, gid=f"figure of {name}")
        return
    better, worse = stress.settled(name, outcome)
    clear = (better | worse)[1:]
    heights = -row - 0.1 - _BAND * ((np.arange(1, len(effects)) * _GOLDEN) % 1)
    color, stroke = made.looks[name].color, made.stage.stroke
    for chosen, face, gid in ((clear, color, "clear"), (~clear, "white", "unclear")):
        points = ax.scatter(effects[1:][chosen], heights[chosen], s=20 * stroke**2, facecolors=face, edgecolors=color)
        points.set(gid=f"{gid} worlds of {name}", linewidth=0.8 * stroke, zorder=2)
    own = stress.own_effect(name, outcome)
    y = -row - _OWN
    if own.interval:
        ax.hlines(y, *own.interval, color=INK, linewidth=2 * stroke, zorder=3, gid="interval")
    (point,) = ax.plot([own.value], [y], marker="D", color=INK, markersize=7 * stroke, zorder=4)
    point.set_gid(f"own world of {name}")
