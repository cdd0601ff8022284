"""What the changes do to the bonus pool and to the pay-out of each agent, month by month."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.experiment.comparison import Comparison
from sim.experiment.series import Series, charges, known, months, payouts
from sim.metrics.monthly import Month
from sim.present import titles
from sim.present.figures.dates import NAN, events, month_name, on_months
from sim.present.figures.frame import Plot, set_plot, slide
from sim.present.figures.labels import Label, column, write_column
from sim.present.figures.style import (
    BASELINE_LOOK,
    FAINT,
    GRID,
    INK,
    Look,
    Stage,
    add_panel,
    height_of,
    looks,
    width_of,
    wrap,
    write,
)
from sim.present.figures.time_axis import mark_events, notes_height
from sim.present.numerals import amount

_DODGE = 0.6
"""Of a month, over which the scenarios stand side by side so that none hides another."""


def bonus_impact(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Draw charges to the pool per month, and the pay-out for each agent per month."""
    paid = {name: payouts(comparison, name) for name in comparison.scenarios}
    if all(series is None for series in paid.values()):
        return _empty(comparison, ax)
    with slide(ax, titles.finding(comparison, titles.BONUS), _notes(comparison)) as (stage, top):
        found = column(stage, _labels(comparison, paid), top - stage.bottom)
        right, gap = stage.right - found.width, 0.35 * stage.scale
        middle = (stage.left + right - gap) / 2
        panel = add_panel(stage, middle + gap, stage.bottom, right, top)
        currency = comparison.scenario.currency
        charged = {name: charges(comparison, name) for name in comparison.scenarios if paid[name]}
        known = {name: series for name, series in paid.items() if series}
        debits = f"Charged to the pool, {currency} a month"
        _panel(comparison, stage, stage.ax, (stage.left, middle, top), head=debits, drawn=charged)
        each = f"Paid out, {currency} per agent and month"
        plot = _panel(comparison, stage, panel, (middle + gap, right, top), head=each, drawn=known)
        last = _last_whole(months(comparison))
        heights = [series.mean[last] if series else NAN for series in paid.values()]
        ends = [height if height == height else plot.ax.get_ylim()[0] for height in heights]
        write_column(plot, found, ends, stage.bottom, top)
    return stage.ax


def _empty(comparison: Comparison, ax: Axes | None) -> Axes:
    """Say in words that there is no pool, and so nothing to draw."""
    words = "Nothing can be charged and nothing is paid out. To add a pool, give the scenario incentives.bonus_pool."
    with slide(ax, "No bonus pool in this scenario", [titles.run_words(comparison)], bare=True) as (stage, top):
        middle = (stage.left + stage.right) / 2, (stage.bottom + top) / 2
    text = wrap(words, (stage.right - stage.left) * 0.6, stage.size)
    write(stage.ax, *middle, text, stage.size, ha="center")
    return stage.ax


def _notes(comparison: Comparison) -> list[str]:
    bars = "" if comparison.replications == 1 else "; bars: 95\u00a0% intervals"
    cut = any(not month.whole for month in months(comparison))
    hollow = "; hollow: part of a month" if cut else ""
    gray = "; gray: the month of a change" if events(comparison) and len(months(comparison)) > 1 else ""
    weeks = titles.window_words(comparison)
    return [
        f"{titles.who_ran(comparison)} Title and bold: mean of the whole months in {weeks}.",
        f"Points: sums of whole months, means over replications{bars}{hollow}{gray}.",
    ]


def _labels(comparison: Comparison, paid: dict[str, Series | None]) -> list[Label]:
    labels = []
    for name, look in looks(list(comparison.scenarios)).items():
        level = comparison.level(name, titles.BONUS)
        words = name if paid[name] is not None else f"{name} (no bonus pool)"
        figure = "–" if paid[name] is None or level is None else amount(level.value, 0)
        labels.append(Label(words, figure, look))
    return labels


def _panel(
    comparison: Comparison,
    stage: Stage,
    ax: Axes,
    box: tuple[float, float, float],
    *,
    head: str,
    drawn: dict[str, Series],
) -> Plot:
    """Draw one panel between left, right and top in inches."""
    spans = months(comparison)
    happening = [on_months(event, spans) for event in events(comparison)]
    size, (left, right, top) = stage.size, box
    highest = max(known(drawn.values()), default=0.0)
    high = highest or 100.0
    bottom = stage.bottom + height_of("Jan\n2024\nMonth", size) + 0.25 * stage.scale
    marks = notes_height(stage, happening, right - left - 0.8 * stage.scale)
    plot = set_plot(stage, ax, (left, bottom, right, top), head, marks=marks, widest=amount(max(1000.0, highest), 0))
    ax.set_xlim(-0.5, len(spans) - 0.5)
    ax.set_ylim(-0.025 * high, 1.06 * high)
    _month_ticks(plot, spans, size)
    every = looks(list(comparison.scenarios))
    for rank, (name, series) in enumerate(drawn.items()):
        shift = _DODGE * (rank / max(1, len(drawn) - 1) - 0.5) if len(drawn) > 1 else 0.0
        for line in _draw(plot.ax, series, every[name], spans, stroke=stage.stroke, shift=shift):
            line.set_label(name)
    for month in range(1, len(spans)):
        ax.axvline(month - 0.5, color=GRID, linewidth=0.8, zorder=0.5, gid="month")
    mark_events(stage, plot, happening, whole_month=True)
    return plot


def _last_whole(spans: list[Month]) -> int:
    """Return the number of the last whole month; of the last month where none is whole."""
    return max((number for number, month in enumerate(spans) if month.whole), default=len(spans) - 1)


def _draw(ax: Axes, series: Series, look: Look, spans: list[Month], *, stroke: float, shift: float) -> list[Line2D]:
    """Draw a scenario's months, and as steps the line through whole ones: those in part would look like a fall."""
    order, count = 5 if look is BASELINE_LOOK else 4, len(spans)
    places = [number + shift for number in range(count)]
    whole = [value if month.whole else NAN for value, month in zip(series.mean, spans, strict=True)]
    marks: dict[str, Any] = {
        "color": look.color,
        "linestyle": "none",
        "marker": look.marker,
        "markersize": 6 * stroke,
        "zorder": order,
    }
    lines = ax.plot(places, series.mean, gid="mean", markerfacecolor="white", **marks)
    style = {"color": look.color, "linestyle": look.dashes, "linewidth": 1.5 * stroke}
    ax.stairs(whole, [number - 0.5 for number in range(count + 1)], baseline=None, zorder=order - 2, **style)
    last = _last_whole(spans)
    if spans[last].whole and last < count - 1:  # to the label, over a month that the run cuts
        ends = [last + 0.5, count - 0.5]
        (reach,) = ax.plot(ends, [series.mean[last]] * 2, color=look.color, linewidth=0.8, linestyle=(0, (1, 2)))
        reach.set(gid="reach", zorder=order - 3)
    ax.plot(places, whole, gid="whole months", **marks)
    if series.has_intervals:
        ax.vlines(places, series.low, series.high, color=look.color, linewidth=1.8 * stroke, zorder=order, gid="band")
    return lines


def _month_ticks(plot: Plot, spans: list[Month], size: float) -> None:
    """Name the months below the plot, the year below the first and below each January."""
    room = (plot.right - plot.left) / len(spans)
    every = next((n for n in (1, 2, 3, 6, 12) if n * room >= width_of("2024 ", size)), 12)
    chosen = range(0, len(spans), every)
    texts, year = [], 0
    for number_ in chosen:
        first = spans[number_].first
        texts.append(month_name(first) + (f"\n{first.year}" if first.year != year else ""))
        year = first.year
    plot.ax.set_xticks(list(chosen), texts, fontsize=size)
    plot.ax.set_xlabel("Month", fontsize=size, color=INK)
    plot.ax.xaxis.set_label_coords(0.5, -(height_of("Jan\n2024\n", size) - 0.05) / (plot.top - plot.bottom))
    plot.ax.tick_params(axis="x", color=FAINT)
