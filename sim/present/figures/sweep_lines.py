"""Outcomes against a key as lines with bands, one line for each value of a second key."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from sim.experiment.sweep_study import Sweep
from sim.present.figures.cells import KeyAxis, axis_of
from sim.present.figures.frame import set_plot
from sim.present.figures.labels import Label, column, write_legend
from sim.present.figures.style import BASELINE_LOOK, Look, Stage, add_panel, height_of, looks, wrap
from sim.present.figures.sweep_frame import base_level, boxes, clear_note, cut_note, metric_name, reach, swept
from sim.present.settings import short_name, short_value

Box = tuple[float, float, float, float]


class _Drawn(NamedTuple):
    """A line: its name, its look and its settings."""

    name: str
    look: Look
    points: list[int]


def lines(sweep: Sweep, metrics: Sequence[str], ax: Axes | None = None) -> Axes:
    """Draw each outcome against the first key, with 95 % bands."""
    is_line = axis_of(sweep, sweep.keys[0]).is_number
    bands = f"{'bands' if is_line else 'bars'}: 95\u00a0% intervals; " if sweep.replications > 1 else ""
    note = f"{'Lines' if is_line else 'Marks'}: means; {bands}dashed: the center as it is.{cut_note(sweep, metrics)}"
    with swept(sweep, metrics, ax, [note, clear_note(sweep, "Filled", "hollow")]) as (stage, edge):
        series = _series(sweep)
        found = None
        if len(sweep.keys) > 1:
            found = column(stage, [Label(name, "", look) for name, look, _ in series], edge - stage.bottom)
        right = stage.right - (found.width if found else 0.0)
        room = Stage(stage.ax, stage.left, stage.bottom, right, stage.top, stage.scale)
        places = boxes(room, len(metrics), edge, 0.35 * stage.scale)
        names = [metric_name(sweep, metric) for metric in metrics]
        lowest = max(
            height_of(wrap(name, box[2] - box[0], stage.size), stage.size)
            for name, box in zip(names, places, strict=True)
        )
        for metric, name, (left, bottom, right, top) in zip(metrics, names, places, strict=True):
            own = height_of(wrap(name, right - left, stage.size), stage.size)
            _panel(sweep, metric, stage, (left, bottom, right, top - lowest + own), series)
        if found:
            write_legend(stage, found, edge)
    return stage.ax


def _series(sweep: Sweep) -> list[_Drawn]:
    """Return the lines: one for each value of the second key, or one for all settings."""
    groups: dict[str, list[int]] = {}
    for point in sweep.points:
        rest = [short_value(sweep.setting(point)[key]) for key in sweep.keys[1:]]
        name = f"{short_name(sweep.keys, sweep.keys[1])} {rest[0]}" if rest else "settings"
        groups.setdefault(name, []).append(point)
    every = looks(["", *groups])
    return [_Drawn(name, every[name], points) for name, points in groups.items()]


def _panel(sweep: Sweep, metric: str, stage: Stage, box: Box, series: list[_Drawn]) -> None:
    """Draw one outcome in a box in inches."""
    left, bottom, right, top = box
    ax = add_panel(stage, left, bottom, right, top)
    axis = axis_of(sweep, sweep.keys[0])
    low, high, widest = reach(sweep, metric)
    below = axis.set(ax, right - left, stage.size)
    plot = set_plot(stage, ax, (left, bottom + below, right, top), metric_name(sweep, metric), widest=widest)
    axis.set(ax, plot.right - plot.left, stage.size)
    base = base_level(sweep, metric)
    if base is not None:
        ax.axhline(base, color=BASELINE_LOOK.color, linestyle=(0, (4, 2)), linewidth=1.6 * stage.stroke, gid="base")
    for drawn in series:
        _line(sweep, metric, ax, axis, drawn, stroke=stage.stroke)
    ax.set_ylim(low, high)


def _line(sweep: Sweep, metric: str, ax: Axes, axis: KeyAxis, drawn: _Drawn, *, stroke: float) -> None:
    """Draw a line with its band; where the key is no number, points with bars."""
    name, look, points = drawn
    known = [(axis.at(sweep.setting(point)[axis.key]), point, sweep.level(point, metric)) for point in points]
    rows = [(x, point, level) for x, point, level in sorted(known, key=lambda row: row[0]) if level is not None]
    places, means = [x for x, _, _ in rows], [level.value for _, _, level in rows]
    dashes = look.dashes if axis.is_number else "none"
    (line,) = ax.plot(places, means, color=look.color, linestyle=dashes, linewidth=look.width * stroke, label=name)
    line.set(gid="mean", zorder=4)
    ends = [level.interval for _, _, level in rows if level.interval]
    lows, highs = [low for low, _ in ends], [high for _, high in ends]
    if ends and axis.is_number:
        ax.fill_between(places, lows, highs, color=look.color, alpha=0.2, linewidth=0, gid="band", zorder=2)
    elif ends:
        ax.vlines(places, lows, highs, color=look.color, linewidth=2 * stroke, gid="band")
    for (x, point, _), mean in zip(rows, means, strict=True):
        (mark,) = ax.plot([x], [mean], color=look.color, marker=look.marker, markersize=7 * stroke)
        clear = sweep.is_clear(point, metric)
        mark.set(gid="clear" if clear else "not clear", markerfacecolor=look.color if clear else "white", zorder=5)
