"""The three headline outcomes side by side: what each what-if changes, with intervals, and which way is better."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from sim.experiment.compare import Comparison
from sim.metrics import METRICS
from sim.present.figures import titles
from sim.present.figures.frame import heading
from sim.present.figures.labels import Column, Label, row_column
from sim.present.figures.style import (
    FAINT,
    GRID,
    INK,
    Look,
    Numbers,
    Stage,
    add_panel,
    height_of,
    house_style,
    looks,
    stage_for,
    tidy,
    width_of,
    wrap,
    write,
)
from sim.present.numerals import amount, in_digits, money_digits, seen
from sim.statistics.estimates import Difference

_BETTER_SIDE = "#EEF3F7"
_TIGHT = 0.46
"""Inches at slide size: lower rows hold one line."""
_SHRINKS = (1.0, 0.93, 0.86, 0.79, 0.71, 0.64, 0.57, 0.5)


@dataclass(frozen=True)
class Rows:
    """The rows of the picture: names, their looks, and the heights between which they stand, in inches."""

    names: list[str]
    looks: dict[str, Look]
    bottom: float
    top: float
    size: float
    scale: float
    stroke: float

    def center(self, row: int) -> float:
        """Return the middle of a row in inches."""
        return self.top - (row + 0.5) * self.height

    @property
    def height(self) -> float:
        """The height of a row in inches."""
        return (self.top - self.bottom) / len(self.names)

    @property
    def tight(self) -> bool:
        """Whether figures must stand beside their points, without their intervals."""
        return self.height < _TIGHT * self.scale

    @property
    def lift(self) -> float:
        """Inches from the middle of a row up to the figure, and down to the point."""
        return 0.0 if self.tight else 0.13 * self.scale


def overview(comparison: Comparison, ax: Axes | None = None, metrics: Sequence[str] | None = None) -> Axes:
    """Draw the difference that each what-if makes to the headline outcomes, or to some of them."""
    with house_style():
        stage = stage_for(ax)
        stage.ax.set_axis_off()
        title = titles.overview_finding(comparison)
        if metrics is None:
            metrics = comparison.headline
        else:
            title = ". ".join(titles.finding(comparison, metric) for metric in metrics)
        head = heading(stage, title, _notes(comparison))
        names = comparison.what_ifs or [comparison.baseline]
        look = looks(list(comparison.scenarios))
        below = height_of("0\nunit\nbetter", stage.size) + 0.2 * stage.scale
        bottom, top = stage.bottom + below, head.bottom - height_of("name\nlevel", stage.size) - 0.1
        found = row_column(stage, [Label(name, "", look[name]) for name in names], (top - bottom) / len(names))
        left = stage.left + found.names + 0.45 * stage.scale
        gap, shares = 0.3 * stage.scale, len(metrics)
        width = (stage.right - left - gap * (shares - 1)) / shares
        rows = Rows(names, look, bottom, top, stage.size, stage.scale, stage.stroke)
        rows = replace(rows, size=_size_of_figures(comparison, rows, width))
        for number_, metric in enumerate(metrics):
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
        notes.append(f"Hollow with †: {titles.WEIGHTS}.")
    return notes


def _write_names(stage: Stage, found: Column, rows: Rows) -> None:
    for row, (label, text) in enumerate(zip(found.labels, found.texts, strict=True)):
        write(stage.ax, stage.left, rows.center(row), text, found.size, gid=f"label of {label.name}")


def _size_of_figures(comparison: Comparison, rows: Rows, width: float) -> float:
    """Return the largest size in which each figure fits its panel and its row."""
    texts = [_words(comparison, name, metric, rows.tight) for name in rows.names for metric in comparison.headline]
    for shrink in _SHRINKS:
        size = rows.size * shrink
        if max(width_of(text, size) for text in texts) <= width and height_of("x", size) <= rows.height:
            break
    return size


def _estimate(comparison: Comparison, name: str, metric: str) -> Any:
    """Return the difference from the baseline; the level where there is nothing to compare."""
    if comparison.what_ifs:
        return comparison.effect(name, metric)
    return comparison.level(name, metric)


def _words(comparison: Comparison, name: str, metric: str, tight: bool) -> str:
    """Return a difference and its interval as they stand above the point; where rows are tight, no interval."""
    found, digits = _estimate(comparison, name, metric), METRICS[metric].digits
    if found is None:
        return titles.no_figure(comparison, name, metric)
    signed = bool(comparison.what_ifs)
    low, high = found.interval or (found.value, found.value)
    if metric == titles.BONUS:
        digits = _money(comparison, found.value)
    if isinstance(found, Difference) and found.is_none:
        return "none seen" if tight and found.interval != (0.0, 0.0) else seen(found, digits)
    text, *bounds = in_digits(found.value, low, high, digits, signed=signed)
    mark = " †" if titles.hangs_on_weights(comparison, name, metric) else ""
    return text + mark if tight or low == high else "{} ({} to {})".format(text, *bounds) + mark


def _money(comparison: Comparison, *values: float) -> int:
    """Return the digits of sums of money beside the baseline's bonus."""
    level = comparison.level(comparison.baseline, titles.BONUS)
    return money_digits(level.value if level else None, *values)


def _panel(
    comparison: Comparison, metric: str, stage: Stage, rows: Rows, across: tuple[float, float], top: float
) -> None:
    """Draw one outcome between left and right in inches, its head below `top`."""
    left, right = across
    ax = add_panel(stage, left, rows.bottom, right, rows.top)
    tidy(ax, stage.size)
    ax.set(ylim=(-len(rows.names), 0), yticks=[])
    ax.grid(axis="y", visible=False)
    _limits(ax, comparison, rows, metric)
    for row in range(len(rows.names)):
        _draw(ax, comparison, metric, rows, row)
    _figures(ax, comparison, metric, rows, across)
    line = "center_baseline"
    write(
        ax, left, top - height_of("x", stage.size) / 2 - 0.05, titles.LABELS[metric], stage.size, weight="bold", va=line
    )
    level = comparison.level(comparison.baseline, metric)
    if comparison.what_ifs and level is not None:
        digits = _money(comparison) if metric == titles.BONUS else METRICS[metric].digits
        words = f"baseline {amount(level.value, digits)}{' %' if metric == titles.CSAT else ''}"
        write(ax, left, top - height_of("x", stage.size) * 1.5 - 0.05, words, stage.size, color=FAINT, va=line)
    if metric != titles.BONUS or titles.has_bonus(comparison):
        ax.set_xlabel(_unit(comparison, metric, right - left, stage.size), fontsize=stage.size, parse_math=False)


def _unit(comparison: Comparison, metric: str, width: float, size: float) -> str:
    """Return the unit of an x axis and which way is better, in words."""
    unit = titles.unit(comparison, metric) + (titles.managers(comparison) if metric == comparison.hours else "")
    if metric == titles.CSAT and comparison.what_ifs:
        unit = "percentage points"
    better = "← less is better" if METRICS[metric].better == "lower" else "more is better →"
    return wrap(unit, width, size) + "\n" + better


def _least(comparison: Comparison, metric: str) -> float:
    """Return how far an axis of differences reaches at least: an hour, a point, a hundredth of the bonus."""
    level = comparison.level(comparison.baseline, metric)
    return 1.0 if metric != titles.BONUS else 0.01 * ((level and level.value) or 0.0)


def _limits(ax: Axes, comparison: Comparison, rows: Rows, metric: str) -> None:
    values = [0.0]
    for name in rows.names:
        found = _estimate(comparison, name, metric)
        if found is not None:
            values += [found.value, *(found.interval or ())]
    low, high = min(values), max(values)
    if 0 < max(-low, high) < (least := _least(comparison, metric)):  # what is small looks small
        low, high = (low, least) if high > -low else (-least, high)
    room = (0.26 if rows.tight else 0.12) * (high - low) or 2.0  # where rows are tight figures stand beside the points
    ax.set_xlim(low - room, high + room)
    ax.xaxis.set_major_locator(MaxNLocator(3 if high - low < 5 else 4, steps=[1, 2, 5, 10]))
    signed = bool(comparison.what_ifs)
    ax.xaxis.set_major_formatter(Numbers(signed=signed))
    if len(values) == 1:
        ax.set_xticks([])
    elif low == high == 0:
        ax.set_xticks([0.0])
    elif signed:
        side = (low - room, 0) if METRICS[metric].better == "lower" else (0, high + room)
        ax.axvspan(*side, color=_BETTER_SIDE, zorder=0, linewidth=0, gid="better side")


def _draw(ax: Axes, comparison: Comparison, metric: str, rows: Rows, row: int) -> None:
    """Draw a point and its interval; hollow where the difference is not clear."""
    name = rows.names[row]
    ax.axhline(-(row + 1), color=GRID, linewidth=0.8, zorder=1)
    found = _estimate(comparison, name, metric)
    if found is None:
        return
    look, below = rows.looks[name], -(row + 0.5) - rows.lift / rows.height
    if comparison.what_ifs:  # beside the points, not across the figures above them
        ax.vlines(0, -row - 0.95, min(below + 0.1 / rows.height, -row - 0.05), color=INK, linewidth=1.3, gid="zero")
    clear = not comparison.what_ifs or titles.is_settled(comparison, name, metric)
    if found.interval:
        ax.hlines(
            below,
            *found.interval,
            color=look.color,
            linewidth=(2.4 if clear else 1.4) * rows.stroke,
            gid="interval",
            zorder=2,
        )
    (point,) = ax.plot(
        [found.value], [below], color=look.color, marker=look.marker, markersize=8 * rows.stroke, label=name
    )
    point.set(
        gid="point", markerfacecolor=look.color if clear else "white", markeredgewidth=1.6 * rows.stroke, zorder=3
    )


def _figures(ax: Axes, comparison: Comparison, metric: str, rows: Rows, across: tuple[float, float]) -> None:
    """Write each figure above its point, inside the panel; beside it where rows are tight."""
    left, right = across
    low, high = ax.get_xlim()
    inches = (right - left) / (high - low)
    for row, name in enumerate(rows.names):
        found, text = _estimate(comparison, name, metric), _words(comparison, name, metric, rows.tight)
        ends = [0.0] if found is None else [found.value, *(found.interval or ())]
        half = width_of(text, rows.size) / 2
        x = left + (ends[0] - low) * inches
        if rows.tight:
            after = left + (max(ends) - low) * inches + 0.12 + half
            before = left + (min(ends) - low) * inches - 0.12 - half
            sides = (before, after) if ends[0] < 0 else (after, before)  # first the one away from zero
            x = next((side for side in sides if left + half <= side <= right - half), after)
        x = max(left + half, min(right - half, x))
        clear = not comparison.what_ifs or titles.is_settled(comparison, name, metric)
        color = INK if clear else FAINT
        written = write(ax, x, rows.center(row) + rows.lift, text, rows.size, ha="center", color=color)
        written.set(gid=f"figure of {name}", path_effects=[withStroke(linewidth=3, foreground="white")])
