"""Outcomes against each key as points with intervals: for Sobol designs and grids over many keys."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.experiment.sweep_study import Sweep
from sim.present.figures.cells import KeyAxis, axis_of, key_name
from sim.present.figures.frame import side_by_side
from sim.present.figures.style import (
    BASELINE_LOOK,
    Numbers,
    Stage,
    add_panel,
    height_of,
    looks,
    tidy,
    width_of,
    wrap,
    write,
)
from sim.present.figures.sweep_frame import (
    base_level,
    clear_note,
    cut_note,
    metric_name,
    reach,
    swept,
)

MOST_KEYS = 6
_GAP = 0.3
_LOOK = looks(["", "settings"])["settings"]


def points(sweep: Sweep, metrics: Sequence[str], ax: Axes | None = None) -> Axes:
    """Draw each outcome against each key: outcomes below one another, keys side by side."""
    keys = sweep.keys[:MOST_KEYS]
    rest = f" The first {MOST_KEYS} of {len(sweep.keys)} keys; all are in the table." if keys != sweep.keys else ""
    bars = "; bars: 95\u00a0% intervals" if sweep.replications > 1 else ""
    note = f"A point is a setting of all keys{bars}. Dashed: the center as it is.{cut_note(sweep, metrics)}{rest}"
    with swept(sweep, metrics, ax, [note, clear_note(sweep, "Filled", "hollow")]) as (stage, edge):
        wide = (stage.right - stage.left - _GAP * (len(keys) - 1)) / len(keys)
        ticks = max(width_of(reach(sweep, metric)[2], stage.size) for metric in metrics) + 0.12
        names = [wrap(key_name(key, sweep.scenario), wide, stage.size) for key in keys]
        foot = max(height_of(f"0\n{name}", stage.size) for name in names) + 0.2
        high = (edge - stage.bottom - foot) / len(metrics)
        for row, metric in enumerate(metrics):
            top = edge - row * high
            write(stage.ax, stage.left, top - 0.05, metric_name(sweep, metric), stage.size, va="top", weight="bold")
            box = (stage.left + ticks, top - high + 0.1, stage.right, top - height_of("x", stage.size) - 0.12)
            _row(sweep, metric, stage, box, keys, last=row == len(metrics) - 1)
    return stage.ax


def _row(
    sweep: Sweep, metric: str, stage: Stage, box: tuple[float, float, float, float], keys: Sequence[str], *, last: bool
) -> None:
    """Draw one outcome against each key, in a box in inches."""
    left, bottom, right, top = box
    low, high, _ = reach(sweep, metric)
    for column, (key, (start, end)) in enumerate(zip(keys, side_by_side(left, right, len(keys), _GAP), strict=True)):
        ax = add_panel(stage, start, bottom, end, top)
        tidy(ax, stage.size)
        axis = axis_of(sweep, key)
        _draw(sweep, metric, ax, axis, stage.stroke)
        axis.set(ax, end - start, stage.size)
        ax.set_ylim(low, high)
        ax.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
        ax.yaxis.set_major_formatter(Numbers())
        if column:
            ax.set_yticklabels([])
        if not last:
            ax.set_xticklabels([])
            ax.set_xlabel("")


def _draw(sweep: Sweep, metric: str, ax: Axes, axis: KeyAxis, stroke: float) -> None:
    base = base_level(sweep, metric)
    if base is not None:
        ax.axhline(base, color=BASELINE_LOOK.color, linestyle=(0, (4, 2)), linewidth=1.4 * stroke, gid="base", zorder=3)
    for clear in (True, False):
        known = [
            (axis.at(sweep.setting(point)[axis.key]), sweep.level(point, metric))
            for point in sweep.points
            if sweep.is_clear(point, metric) == clear
        ]
        drawn = [(x, level.value, level.interval) for x, level in known if level is not None]
        if not drawn:
            continue
        places, means, ends = zip(*drawn, strict=True)
        (marks,) = ax.plot(places, means, linestyle="none", color=_LOOK.color, marker="o", markersize=4.5 * stroke)
        marks.set(gid="clear" if clear else "not clear", markerfacecolor=_LOOK.color if clear else "white", zorder=4)
        if all(ends):
            ax.vlines(places, *zip(*ends, strict=True), color=_LOOK.color, linewidth=1.2 * stroke, gid="band")
