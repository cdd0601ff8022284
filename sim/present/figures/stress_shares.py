"""In how many worlds each what-if is better than the baseline, in how many worse, and where noise hides it."""

from collections.abc import Sequence
from itertools import product

from matplotlib.axes import Axes

from sim.experiment.claims import share_of
from sim.experiment.stress_study import Stress
from sim.present.figures.frame import slide
from sim.present.figures.stress_rows import moved, notes_of, panel, rows_of
from sim.present.figures.style import INK, height_of, write
from sim.present.stress_words import survival

_BETTER, _UNCLEAR, _WORSE = "#0072B2", "#E3E3E3", "#E69F00"
_BAR = 0.3
"""Of a row: how thick the bar is."""
_THICKEST = 0.35
"""Inches at slide size."""


def shares(stress: Stress, outcomes: Sequence[str], ax: Axes | None = None) -> Axes:
    """Draw a bar of all worlds for each what-if and outcome: clearly better, unclear, clearly worse."""
    ties = any(stress.standing(*which).tied for which in product(stress.what_ifs, outcomes))
    same = "; white: no difference" if ties else ""
    notes = [
        f"Dark: clearly better than the baseline; light: not clear{same}; hatched: clearly worse.",
        "Cross: all worlds in which the mean is better, with the 95\u00a0% interval of this share.",
    ]
    shown = moved(stress, outcomes)
    with slide(ax, survival(stress, shown), notes_of(stress, outcomes, *notes), bare=True) as (stage, top):
        rows = rows_of(stress, stage, top, shown, "0\nname")
        texts = {which: _words(stress, *which) for which in product(stress.what_ifs, shown)}
        size = rows.size_of(list(texts.values()), 0.62)
        line, thick = height_of("x", size), min(_BAR, _THICKEST * stage.scale / rows.height)
        middle = 0.5 + 0.5 * line / rows.height  # of a row's bar, the figure above it
        for place, outcome in enumerate(shown):
            panel_ax = panel(rows, place, outcome, "% of worlds")
            panel_ax.set(xlim=(0, 100), xticks=(0, 50, 100))
            for row, name in enumerate(stress.what_ifs):
                if stress.changes(name, outcome):
                    _draw(panel_ax, stress, (name, outcome), (-row - middle, thick), stage.stroke)
                where = rows.panels[place][0], rows.at(row + middle - thick / 2) + 0.5 * line + 0.04
                write(panel_ax, *where, texts[name, outcome], size, color=INK, gid=f"figure of {name}")
    return stage.ax


def _words(stress: Stress, name: str, outcome: str) -> str:
    if not stress.changes(name, outcome):
        return "none seen"
    share, low, high = share_of(stress.standing(name, outcome).better, stress.worlds)
    return f"better {share:.0f}\u00a0% ({low:.0f} to {high:.0f})"


def _draw(ax: Axes, stress: Stress, which: tuple[str, str], bar: tuple[float, float], stroke: float) -> None:
    """Draw a bar at a height, so thick, with its cross."""
    (name, _), stands, (y, thick) = which, stress.standing(*which), bar
    counts = (stands.clearly_better, stands.tied, stands.clearly_worse)
    better, tied, worse = (share_of(count, stress.worlds)[0] for count in counts)
    unclear = 100 - better - tied - worse
    parts = (
        ("better", 0.0, better, _BETTER),
        ("unclear", better, unclear, _UNCLEAR),
        ("tied", better + unclear, tied, "white"),
        ("worse", 100 - worse, worse, _WORSE),
    )
    for gid, start, size, color in parts:
        part = ax.barh(y, size, left=start, height=thick, color=color, edgecolor=INK, linewidth=0.6, zorder=2)[0]
        part.set(gid=f"{gid} of {name}", hatch="////" if gid == "worse" else None)
    share, low, high = share_of(stands.better, stress.worlds)
    ax.hlines(y, low, high, color="white", linewidth=4.4 * stroke, zorder=3, clip_on=False)
    ax.hlines(y, low, high, color=INK, linewidth=2.0 * stroke, zorder=4, gid="interval", clip_on=False)
    (cross,) = ax.plot([share], [y], marker="X", color=INK, markersize=9 * stroke, clip_on=False)
    cross.set(gid=f"share of {name}", zorder=5, markeredgecolor="white", markeredgewidth=0.9 * stroke)
