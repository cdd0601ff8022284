"""Outcomes over time: one line for each scenario, with bands, marks of the changes, and labels at the ends."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.experiment.compare import Comparison
from sim.metrics import METRICS
from sim.present.figures import titles
from sim.present.figures.labels import Column, Label, column, heading, write_column
from sim.present.figures.series import Series, events, weekly
from sim.present.figures.style import (
    INK,
    Stage,
    add_panel,
    height_of,
    house_style,
    looks,
    number,
    place,
    stage_for,
    tidy,
    width_of,
    write,
)
from sim.present.figures.time_axis import axis_height, event_notes, mark_events, notes_height, weeks_axis

_NAMES = {titles.HOURS: "Manager hours per week", titles.CSAT: "CSAT proxy, %"}
_FEW_WEEKS = 2


def over_time(comparison: Comparison, metric: str, ax: Axes | None = None) -> Axes:
    """Draw a headline outcome by week for every scenario."""
    with house_style():
        stage = stage_for(ax)
        notes = [titles.run_words(comparison, bold=True), _legend(comparison)]
        if metric == titles.CSAT:
            notes += [titles.PROXY, *titles.ranking_note(comparison)]
        head = heading(stage, titles.finding(comparison, metric), notes)
        found = column(stage, _labels(comparison, metric), head.bottom - stage.bottom)
        _panel(comparison, metric, stage, stage.ax, (stage.bottom, head.bottom), found)
        head.write()
    return stage.ax


def history(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Draw manager hours and the CSAT proxy of one scenario over time, one above the other."""
    with house_style():
        stage = stage_for(ax)
        title = "; ".join(titles.finding(comparison, metric) for metric in _NAMES)
        notes = [f"{titles.run_words(comparison, bold=True)} {_legend(comparison)}", titles.PROXY]
        head = heading(stage, title, notes)
        middle = (stage.bottom + head.bottom) / 2
        for metric, span in ((titles.HOURS, (middle, head.bottom)), (titles.CSAT, (stage.bottom, middle))):
            first = metric == titles.HOURS
            panel = stage.ax if first else add_panel(stage, stage.left, span[0], stage.right, span[1])
            found = column(stage, _labels(comparison, metric), span[1] - span[0])
            _panel(comparison, metric, stage, panel, span, found)
        head.write()
    return stage.ax


def _legend(comparison: Comparison) -> str:
    """Return what lines and bands are."""
    if comparison.replications == 1:
        return "One replication: no intervals."
    bands = "bars" if comparison.weeks <= _FEW_WEEKS else "bands"
    same = ", on the same customers in every scenario" if comparison.what_ifs else ""
    return f"Lines: means over replications{same}; {bands}: 95 % intervals."


def _labels(comparison: Comparison, metric: str) -> list[Label]:
    labels = []
    for name, look in looks(list(comparison.scenarios)).items():
        level = comparison.level(name, metric, comparison.late)
        known = level is not None and level.value is not None
        figure = number(level.value, METRICS[metric].digits) if level and known and level.value is not None else "–"
        labels.append(Label(name, figure, look))
    return labels


def _panel(
    comparison: Comparison, metric: str, stage: Stage, ax: Axes, span: tuple[float, float], found: Column
) -> None:
    """Place, draw and label one panel between two heights in inches."""
    size, happening = stage.size, events(comparison)
    bottom, top = span
    drawn = {name: weekly(comparison, name, metric) for name in comparison.scenarios}
    ticks = 1.15 * width_of("1,000" if _highest(drawn.values()) >= 1000 else "100", size)
    left, right = stage.left + ticks, stage.right - found.width - 0.05
    marks = notes_height(stage, happening, right - left) if event_notes(happening) else 0.0
    head = height_of("x", size) + 0.1
    edge = top - head - marks
    place(ax, left, bottom + axis_height(size), right, edge)
    tidy(ax, size)
    _draw(ax, comparison, drawn)
    _limits(ax, metric, list(drawn.values()))
    weeks_axis(ax, comparison, size, right - left)
    ax.tick_params(axis="y", labelsize=size)
    ax.yaxis.set_major_formatter(lambda value, _: number(value, 1 if 0 < abs(value) < 1 else 0))
    ax.set_ylabel(_NAMES[metric], fontsize=size, rotation=0, ha="left", va="center", color=INK)
    plot_height = edge - bottom - axis_height(size)
    ax.yaxis.set_label_coords(-ticks / (right - left), 1 + (marks + head / 2) / plot_height)
    mark_events(ax, stage, happening, (left, right, edge), comparison.weeks)
    ends = [_end_height(ax, series, bottom + axis_height(size), edge) for series in drawn.values()]
    write_column(ax, found, ends, right, bottom, top)


def _draw(ax: Axes, comparison: Comparison, drawn: dict[str, Series]) -> None:
    weeks = list(range(1, comparison.weeks + 1))
    every = max(1, math.ceil(len(weeks) / 6))
    for rank, (name, look) in enumerate(looks(list(drawn)).items()):
        series, shared = drawn[name], _weeks_shared(comparison, name)
        (line,) = ax.plot(weeks, series.mean, color=look.color, linestyle=look.dashes, linewidth=look.width)
        line.set(label=name, zorder=3 - rank * 0.01 if rank else 3.5, marker=look.marker, markersize=7, gid="mean")
        line.set_markevery(list(range(shared + rank * every // len(drawn), len(weeks), every)))
        if len(weeks) <= _FEW_WEEKS:
            _bars(ax, weeks, series, look.color, (rank + 1) / (len(drawn) + 1))
        elif series.has_intervals:
            own = slice(max(0, shared - 1), None)
            band = ax.fill_between(weeks[own], series.low[own], series.high[own], color=look.color, linewidth=0)
            band.set(zorder=2, gid="band", alpha=0.2 if len(drawn) <= 7 else 0.1)


def _weeks_shared(comparison: Comparison, name: str) -> int:
    """Return in how many weeks a what-if is still the baseline: there its band would only hide."""
    starts = [event.position for event in events(comparison) if name in event.names]
    return min(comparison.weeks - 1, int(min(starts, default=0.5)))


def _bars(ax: Axes, weeks: Sequence[int], series: Series, color: str, part: float) -> None:
    """Draw intervals of a run too short for bands, side by side."""
    places = [week - 0.12 + 0.24 * part for week in weeks]
    ax.vlines(places, series.low, series.high, color=color, linewidth=2, gid="band")


def _highest(drawn: object) -> float:
    values = [v for series in drawn for v in (*series.mean, *series.high) if v == v]  # type: ignore[attr-defined]
    return max(values, default=1.0)


def _limits(ax: Axes, metric: str, drawn: list[Series]) -> None:
    """Hours start at 0; the proxy stays between 0 and 100 and shows where it moves."""
    values = [v for series in drawn for v in (*series.mean, *series.low, *series.high) if v == v] or [0.0, 1.0]
    low, high = min(values), max(values)
    if metric == titles.HOURS:
        ax.set_ylim(0, max(1.0, 1.05 * high))
        return
    room = max(2.0, 0.06 * (high - low))
    ax.set_ylim(max(0.0, low - room), min(100.5, high + room))


def _end_height(ax: Axes, series: Series, bottom: float, top: float) -> float:
    """Return where a line ends, in inches from the figure's bottom."""
    last = next((value for value in reversed(series.mean) if value == value), 0.0)
    low, high = ax.get_ylim()
    return bottom + (min(high, max(low, last)) - low) / (high - low) * (top - bottom)


