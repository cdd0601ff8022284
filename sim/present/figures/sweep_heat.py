"""Outcomes over two keys as heat maps with their values written in."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_rgb
from matplotlib.patches import Rectangle

from sim.experiment.sweep_findings import is_same
from sim.experiment.sweep_study import Sweep
from sim.metrics import metric_of
from sim.present import sweep_words as words
from sim.present.belief_words import unit
from sim.present.figures.cells import KeyAxis, axis_of, cell_axes, fitting
from sim.present.figures.style import INK, Stage, height_of, wrap, write
from sim.present.figures.sweep_frame import base_level, boxes, clear_note, swept
from sim.present.numerals import amount
from sim.present.settings import short_value

_SHADES = LinearSegmentedColormap.from_list(
    "better is lighter", ["#00224E", "#35456C", "#7D7C78", "#C0AE63", "#FEE838"]
)
"""Cividis: the same order of lightness in color, for the color-blind and in gray."""


class _Panel(NamedTuple):
    """One heat map: its name, its outcome, and the settings by cell (row, column); -1 where there is none."""

    name: str
    metric: str
    points: Any


def heat(sweep: Sweep, metrics: Sequence[str], ax: Axes | None = None) -> Axes:
    """Draw each outcome over two keys; over three, the first outcome for each value of the third."""
    across, up = axis_of(sweep, sweep.keys[0]), axis_of(sweep, sweep.keys[1])
    half = "; ±: half of the 95\u00a0% interval" if sweep.replications > 1 else ""
    outlined = " Outlined: the center as it is." if sweep.as_it_is else ""
    notes = [f"Means{half}. Lighter is better.{outlined}", clear_note(sweep, "Plain", "hatched")]
    with swept(sweep, metrics[:1] if len(sweep.keys) > 2 else metrics, ax, notes) as (stage, edge):
        panels = _panels(sweep, metrics, across, up)
        places = boxes(stage, len(panels), edge, 0.3 * stage.scale)
        names = [
            wrap(panel.name, box[2] - box[0], stage.size, "bold") for panel, box in zip(panels, places, strict=True)
        ]
        lowest = max(height_of(name, stage.size) for name in names)
        for panel, name, (left, bottom, right, top) in zip(panels, names, places, strict=True):
            write(stage.ax, left, top, name, stage.size, va="top", weight="bold")
            panel_ax, cell = cell_axes(stage, (left, bottom, right, top - lowest), (across, up))
            _cells(sweep, panel, panel_ax, cell, stage)
    return stage.ax


def _panels(sweep: Sweep, metrics: Sequence[str], across: KeyAxis, up: KeyAxis) -> list[_Panel]:
    """Return what to draw: an outcome each, or the first outcome for each value of a third key."""
    third = axis_of(sweep, sweep.keys[2]) if len(sweep.keys) > 2 else None
    grids = {value: np.full((len(up.values), len(across.values)), -1) for value in (third.values if third else [None])}
    for point in sweep.points:
        setting = sweep.setting(point)
        cell = up.values.index(setting[up.key]), across.values.index(setting[across.key])
        grids[setting[third.key] if third else None][cell] = point
    if third is None:
        return [_Panel(_name(sweep, metric), metric, grids[None]) for metric in metrics]
    name = f"{metric_of(metrics[0]).name}, {unit(sweep, metrics[0])}"
    return [_Panel(f"{name}, at {third.key} {short_value(value)}", metrics[0], grid) for value, grid in grids.items()]


def _name(sweep: Sweep, metric: str) -> str:
    base, digits, means = base_level(sweep, metric), metric_of(metric).digits, sweep.means(metric)[1:]
    now = "" if base is None else f"; as it is {amount(base, digits)}"
    span = ""
    if base is not None and is_same(sweep, metric):
        return f"{metric_of(metric).name}, {unit(sweep, metric)}: {amount(base, digits)} at every setting"
    if np.isfinite(means).any():
        span = f": {amount(np.nanmin(means), digits)} to {amount(np.nanmax(means), digits)}"
    return f"{metric_of(metric).name}, {unit(sweep, metric)}{span}{now}"


def _cells(sweep: Sweep, panel: _Panel, ax: Axes, cell: tuple[float, float], stage: Stage) -> None:
    """Color, hatch and label the cells, each so many inches wide and high."""
    means = sweep.means(panel.metric)
    shown = means[1:]  # one scale for all panels of an outcome
    scale = Normalize(np.nanmin(shown), np.nanmax(shown)) if np.isfinite(shown).any() else Normalize(0.0, 1.0)
    texts = {point: _text(sweep, panel.metric, point) for point in map(int, panel.points[panel.points > 0])}
    size, with_half = fitting(list(texts.values()), cell, stage.size)
    for (row, place_), point in np.ndenumerate(panel.points):
        if point < 1 or np.isnan(means[point]):
            continue
        part = float(scale(means[point])) if scale.vmax != scale.vmin else 0.5
        color = _SHADES(1 - part if metric_of(panel.metric).better == "lower" else part)
        ink = "white" if np.dot(color[:3], (0.299, 0.587, 0.114)) < 0.5 else INK
        box = Rectangle((place_ - 0.5, row - 0.5), 1, 1, facecolor=color, edgecolor="white", linewidth=0.8, gid="cell")
        box.set_label(words.point_words(sweep, int(point)))
        ax.add_patch(box)
        clear = sweep.is_clear(int(point), panel.metric)
        if not clear:
            hatched = Rectangle((place_ - 0.5, row - 0.5), 1, 1, fill=False, hatch="/", linewidth=0)
            hatched.set(edgecolor=(*to_rgb(ink), 0.45), gid="not clear")
            ax.add_patch(hatched)
        if point in sweep.as_it_is:
            for edge, width in ((INK, 5.0), ("white", 2.0)):
                ax.add_patch(Rectangle((place_ - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=edge, lw=width, zorder=5))
        if size:
            text = texts[int(point)] if with_half else texts[int(point)].split("\n")[0]
            back = None if clear else {"facecolor": color, "edgecolor": "none", "pad": 1.0}
            ax.text(place_, row, text, fontsize=size, color=ink, ha="center", va="center", gid="figure", bbox=back)


def _text(sweep: Sweep, metric: str, point: int) -> str:
    level, digits = sweep.level(point, metric), metric_of(metric).digits
    if level is None:
        return ""
    half = level.half_width
    return amount(level.value, digits) + (f"\n±{amount(half, digits)}" if half is not None else "")
