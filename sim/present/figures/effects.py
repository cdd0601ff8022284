"""The three headline outcomes side by side: what each what-if changes, with intervals, and which way is better."""

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.experiment.compare import Comparison
from sim.metrics import HEADLINE, METRICS
from sim.present.figures import titles
from sim.present.figures.frame import heading
from sim.present.figures.labels import Column, Label, column
from sim.present.figures.style import (
    FAINT,
    GRID,
    INK,
    Look,
    Stage,
    add_panel,
    height_of,
    house_style,
    looks,
    number,
    stage_for,
    tidy,
    width_of,
    wrap,
    write,
)

_HEADS = {titles.HOURS: "Manager hours", titles.CSAT: "CSAT proxy", titles.BONUS: "Bonus"}
_BETTER_SIDE = "#EEF3F7"
_SHRINKS = (1.0, 0.93, 0.86, 0.79, 0.71, 0.64, 0.57, 0.5)


@dataclass(frozen=True)
class Rows:
    """The rows of the picture: names, their looks, and the heights between which they stand, in inches."""

    names: list[str]
    looks: dict[str, Look]
    bottom: float
    top: float
    size: float

    def center(self, row: int) -> float:
        """Return the middle of a row in inches."""
        return self.top - (row + 0.5) * (self.top - self.bottom) / len(self.names)


def overview(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Draw the difference that each what-if makes to the three headline outcomes."""
    with house_style():
        stage = stage_for(ax)
        stage.ax.set_axis_off()
        head = heading(stage, titles.overview_finding(comparison), _notes(comparison))
        names = comparison.what_ifs or [comparison.baseline]
        look = looks(list(comparison.scenarios))
        below = height_of("0\nunit\nbetter", stage.size) + 0.2 * stage.scale
        bottom, top = stage.bottom + below, head.bottom - height_of("name\nlevel", stage.size) - 0.1
        found = _names(stage, [Label(name, "", look[name]) for name in names], (top - bottom) / len(names))
        left = stage.left + found.names + 0.45 * stage.scale
        gap, shares = 0.3 * stage.scale, len(HEADLINE)
        width = (stage.right - left - gap * (shares - 1)) / shares
        size = _size_of_figures(comparison, names, stage, width, (top - bottom) / len(names))
        rows = Rows(names, look, bottom, top, size)
        for number_, metric in enumerate(HEADLINE):
            start = left + number_ * (width + gap)
            _panel(comparison, metric, stage, rows, (start, start + width), head.bottom)
        _write_names(stage, found, rows)
        head.write()
    return stage.ax


def _notes(comparison: Comparison) -> list[str]:
    notes = [titles.run_words(comparison)]
    bars = "" if comparison.replications == 1 else "; bars: 95\u00a0% intervals"
    if not comparison.what_ifs:
        return [*notes, f"Points: means over replications{bars}. {titles.PROXY}"]
    tests = max(1, len(comparison.adjusted))
    clear = "One replication: nothing can be clear"
    if comparison.replications > 1:
        clear = f"Filled: clear after correction for {tests} tests (Holm); hollow: not clear"
    notes.append(f"Difference from the baseline on the same customers{bars}. {clear}.")
    if any(titles.hangs_on_weights(comparison, name, titles.CSAT) for name in comparison.what_ifs):
        notes.append("Hollow with †: up or down depends on how much hand-offs and repeats weigh.")
    return notes


def _names(stage: Stage, labels: list[Label], row: float) -> Column:
    """Choose a column of names in which each fits into its row."""
    high = row * len(labels)
    found = column(stage, labels, high)
    for part in range(20, 5, -1):
        if max(found.heights) <= row:
            break
        found = column(stage, labels, high * part / 20)
    return found


def _write_names(stage: Stage, found: Column, rows: Rows) -> None:
    for row, (label, text) in enumerate(zip(found.labels, found.texts, strict=True)):
        write(stage.ax, stage.left, rows.center(row), text, found.size, gid=f"label of {label.name}")


def _size_of_figures(comparison: Comparison, names: list[str], stage: Stage, width: float, row: float) -> float:
    """Return the largest size in which each figure fits its panel, above its point."""
    texts = [_words(comparison, name, metric) for name in names for metric in HEADLINE]
    for shrink in _SHRINKS:
        size = stage.size * shrink
        if max(width_of(text, size) for text in texts) <= width and height_of("x", size) <= 0.62 * row:
            break
    return size


def _estimate(comparison: Comparison, name: str, metric: str) -> Any:
    """Return the difference from the baseline; the level where there is nothing to compare."""
    if comparison.what_ifs:
        return comparison.effect(name, metric)
    return comparison.level(name, metric)


def _words(comparison: Comparison, name: str, metric: str) -> str:
    """Return a difference and its interval as they stand above the point."""
    found, digits = _estimate(comparison, name, metric), METRICS[metric].digits
    if found is None or found.value is None:
        return "no bonus pool" if metric == titles.BONUS else "none"
    signed = bool(comparison.what_ifs)
    text = number(found.value, digits, signed=signed)
    low, high = found.interval or (found.value, found.value)
    if low == high == 0 and signed:
        return "no change"
    between = [number(end, digits, signed=signed) for end in (low, high)]
    mark = " †" if titles.hangs_on_weights(comparison, name, metric) else ""
    return f"{text} ({between[0]} to {between[1]}){mark}" if between[0] != between[1] else text + mark


def _panel(
    comparison: Comparison, metric: str, stage: Stage, rows: Rows, across: tuple[float, float], top: float
) -> None:
    """Draw one outcome between left and right in inches, its head below `top`."""
    left, right = across
    ax = add_panel(stage, left, rows.bottom, right, rows.top)
    tidy(ax, stage.size)
    ax.set(ylim=(-len(rows.names), 0), yticks=[])
    ax.grid(axis="y", visible=False)
    _limits(ax, comparison, rows.names, metric)
    for row, name in enumerate(rows.names):
        _draw(ax, comparison, metric, name, rows, -(row + 0.5))
    _figures(ax, comparison, metric, rows, across)
    line = "center_baseline"
    write(ax, left, top - height_of("x", stage.size) / 2 - 0.05, _HEADS[metric], stage.size, weight="bold", va=line)
    level = comparison.level(comparison.baseline, metric)
    if comparison.what_ifs and level is not None and level.value is not None:
        words = f"baseline {number(level.value, METRICS[metric].digits)}{' %' if metric == titles.CSAT else ''}"
        write(ax, left, top - height_of("x", stage.size) * 1.5 - 0.05, words, stage.size, color=FAINT, va=line)
    ax.set_xlabel(_unit(comparison, metric, right - left, stage.size), fontsize=stage.size, parse_math=False)


def _unit(comparison: Comparison, metric: str, width: float, size: float) -> str:
    """Return the unit of an x axis and which way is better, in words."""
    unit = titles.unit(comparison, metric)
    if metric == titles.CSAT and comparison.what_ifs:
        unit = "percentage points"
    better = "← less is better" if METRICS[metric].better == "lower" else "more is better →"
    return wrap(unit, width, size) + "\n" + better


def _limits(ax: Axes, comparison: Comparison, names: list[str], metric: str) -> None:
    values = [0.0]
    for name in names:
        found = _estimate(comparison, name, metric)
        if found is not None and found.value is not None:
            values += [found.value, *(found.interval or ())]
    low, high = min(values), max(values)
    room = 0.12 * (high - low) or 1.0
    ax.set_xlim(low - room, high + room)
    ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    signed = bool(comparison.what_ifs)
    ax.xaxis.set_major_formatter(lambda value, _: number(value, 1 if value % 1 else 0, signed=signed))
    if signed:
        rows = range(len(names))  # beside the points, not across the figures above them
        ax.vlines([0] * len(names), [-row - 0.95 for row in rows], [-row - 0.5 for row in rows], color=INK, gid="zero")
        side = (low - room, 0) if METRICS[metric].better == "lower" else (0, high + room)
        ax.axvspan(*side, color=_BETTER_SIDE, zorder=0, linewidth=0, gid="better side")


def _draw(ax: Axes, comparison: Comparison, metric: str, name: str, rows: Rows, y: float) -> None:
    """Draw a point and its interval in the lower part of its row; hollow where the difference is not clear."""
    ax.axhline(y - 0.5, color=GRID, linewidth=0.8, zorder=1)
    found = _estimate(comparison, name, metric)
    if found is None or found.value is None:
        return
    look, below = rows.looks[name], y - 0.2
    clear = not comparison.what_ifs or titles.is_settled(comparison, name, metric)
    if found.interval:
        ax.hlines(below, *found.interval, color=look.color, linewidth=2.4 if clear else 1.4, gid="interval", zorder=2)
    (point,) = ax.plot([found.value], [below], color=look.color, marker=look.marker, markersize=8, label=name)
    point.set(gid="point", markerfacecolor=look.color if clear else "white", markeredgewidth=1.6, zorder=3)


def _figures(ax: Axes, comparison: Comparison, metric: str, rows: Rows, across: tuple[float, float]) -> None:
    """Write each figure above its point, inside the panel."""
    left, right = across
    low, high = ax.get_xlim()
    row = (rows.top - rows.bottom) / len(rows.names)
    for number_, name in enumerate(rows.names):
        found, text = _estimate(comparison, name, metric), _words(comparison, name, metric)
        value = 0.0 if found is None or found.value is None else found.value
        half = width_of(text, rows.size) / 2
        x = left + (value - low) / (high - low) * (right - left)
        x = max(left + half, min(right - half, x))
        y = rows.center(number_) + 0.5 * row - 0.55 * height_of("x", rows.size) - max(0.0, 0.12 * (row - 0.5))
        clear = not comparison.what_ifs or titles.is_settled(comparison, name, metric)
        write(ax, x, y, text, rows.size, ha="center", color=INK if clear else FAINT, gid=f"figure of {name}")
