"""In how many worlds each what-if is better than the baseline, in how many worse, and where noise hides it."""

from collections.abc import Sequence
from itertools import product

from matplotlib.axes import Axes

from sim.experiment.claims import jeffreys
from sim.experiment.stress import Stress
from sim.present.figures.stress_rows import Grid, grid, moved, panel, sized, survival
from sim.present.figures.style import INK, height_of, house_style, stage_for, write

_BETTER, _UNCLEAR, _WORSE = "#0072B2", "#E3E3E3", "#E69F00"
_BAR = 0.3
"""Of a row: how thick the bar is."""
_THICKEST = 0.35
"""Inches at slide size."""


def shares(stress: Stress, outcomes: Sequence[str], ax: Axes | None = None) -> Axes:
    """Draw a bar of all worlds for each what-if and outcome: clearly better, unclear, clearly worse."""
    with house_style():
        stage = stage_for(ax)
        interval = "Cross: all worlds in which the mean is better, with the 95\u00a0% interval of this share."
        same = (
            "; white: no difference"
            if any(stress.standing(*which).tied for which in product(stress.what_ifs, outcomes))
            else ""
        )
        notes = [f"Dark: clearly better than the baseline; light: not clear{same}; hatched: clearly worse.", interval]
        outcomes, still = moved(stress, outcomes)
        made = grid(stress, outcomes, stage, survival(stress, outcomes), [*notes, *still], "0\nname")
        texts = {(name, outcome): _words(stress, name, outcome) for name in made.names for outcome in outcomes}
        made = sized(made, list(texts.values()), 1)
        for outcome in outcomes:
            panel_ax = panel(made, outcome, "% of worlds")
            panel_ax.set(xlim=(0, 100), xticks=(0, 50, 100))
            for row, name in enumerate(made.names):
                _draw(panel_ax, stress, name, outcome, made, row)
                place, thick = _bar(made)
                y = made.height(row + place - thick / 2) + 0.5 * height_of("x", made.size) + 0.04
                left, text = made.panels[outcome][0], texts[name, outcome]
                write(panel_ax, left, y, text, made.size, color=INK, gid=f"figure of {name}")
        made.head.write()
    return stage.ax


def _words(stress: Stress, name: str, outcome: str) -> str:
    if not stress.effects(name, outcome).any():
        return "none seen"
    count = stress.standing(name, outcome).better
    low, high = (100 * bound for bound in jeffreys(count, stress.worlds))
    return f"better {100 * count / stress.worlds:.0f}\u00a0% ({low:.0f} to {high:.0f})"


def _bar(made: Grid) -> tuple[float, float]:
    """Return how far down a row its bar stands, the figure above it, and how thick it is, as parts of the row."""
    return 0.5 + 0.5 * height_of("x", made.size) / made.row, min(_BAR, _THICKEST * made.stage.scale / made.row)


def _draw(ax: Axes, stress: Stress, name: str, outcome: str, made: Grid, row: int) -> None:
    if not stress.effects(name, outcome).any():
        return
    place, thick = _bar(made)
    stands, y = stress.standing(name, outcome), -row - place
    counts = (stands.clearly_better, stands.tied, stands.clearly_worse)
    better, tied, worse = (100 * count / stress.worlds for count in counts)
    unclear = 100 - better - tied - worse
    parts = (
        ("better", 0.0, better, _BETTER),
        ("unclear", better, unclear, _UNCLEAR),
        ("tied", better + unclear, tied, "white"),
    )
    for gid, start, size, color in (*parts, ("worse", 100 - worse, worse, _WORSE)):
        bar = ax.barh(y, size, left=start, height=thick, color=color, edgecolor=INK, linewidth=0.6, zorder=2)[0]
        bar.set(gid=f"{gid} of {name}", hatch="////" if gid == "worse" else None)
    share = 100 * stands.better / stress.worlds
    low, high = (100 * bound for bound in jeffreys(stands.better, stress.worlds))
    stroke = made.stage.stroke
    ax.hlines(y, low, high, color="white", linewidth=4.4 * stroke, zorder=3, clip_on=False)
    ax.hlines(y, low, high, color=INK, linewidth=2.0 * stroke, zorder=4, gid="interval", clip_on=False)
    (cross,) = ax.plot([share], [y], marker="X", color=INK, markersize=9 * stroke, clip_on=False)
    cross.set(gid=f"share of {name}", zorder=5, markeredgecolor="white", markeredgewidth=0.9 * stroke)
