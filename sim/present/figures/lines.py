"""Outcomes over time: one line for each scenario, with bands, marks of the changes, and labels at the ends."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes

from sim.experiment.comparison import Comparison
from sim.experiment.series import Series, known, weekly
from sim.metrics import ASKED, metric_of
from sim.present import titles
from sim.present.figures.dates import events
from sim.present.figures.frame import set_plot, slide
from sim.present.figures.labels import Label, room_beside, write_beside
from sim.present.figures.style import Stage, add_panel, looks
from sim.present.figures.time_axis import axis_height, mark_events, notes_height, weeks_axis
from sim.present.numerals import amount

_HOURS = (titles.HOURS, ASKED)
_HEADS = {**{metric: f"{metric_of(metric).label} per week" for metric in _HOURS}, titles.CSAT: "Satisfied customers, %"}
_FEW_WEEKS = 2


def over_time(comparison: Comparison, metric: str, ax: Axes | None = None) -> Axes:
    """Draw a metric by week for every scenario."""
    whose = "Computed, not surveyed" if metric == titles.CSAT else f"{comparison.scenario.name}, week by week"
    notes = [
        f"{whose}; bold: mean of {titles.late_words(comparison)}.",
        titles.run_words(comparison, bold=True),
        _legend(comparison),
    ]
    if metric == titles.CSAT:
        notes += [titles.PROXY, *titles.ranking_note(comparison)]
    with slide(ax, titles.finding(comparison, metric), notes) as (stage, top):
        _panel(comparison, metric, stage, stage.ax, (stage.bottom, top))
    return stage.ax


def history(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Draw manager hours and the CSAT proxy of one scenario over time, one above the other."""
    title = "; ".join(titles.finding(comparison, metric) for metric in (comparison.hours, titles.CSAT))
    notes = [
        f"{comparison.scenario.name}, week by week; bold: mean of {titles.late_words(comparison)}.",
        titles.run_words(comparison, bold=True),
    ]
    notes += [_legend(comparison), titles.PROXY]
    with slide(ax, title, notes) as (stage, top):
        middle = (stage.bottom + top) / 2
        panel = add_panel(stage, stage.left, stage.bottom, stage.right, middle)
        _panel(comparison, comparison.hours, stage, stage.ax, (middle, top))
        _panel(comparison, titles.CSAT, stage, panel, (stage.bottom, middle), words=False)
    return stage.ax


def _legend(comparison: Comparison) -> str:
    """Return what lines and bands are."""
    if comparison.replications == 1:
        return "One replication: no intervals."
    bands = "bars" if comparison.weeks <= _FEW_WEEKS else "bands"
    means = "Points: means" if bands == "bars" else "Lines: means"
    if not comparison.what_ifs:
        return f"{means} over replications; {bands}: 95\u00a0% intervals."
    return f"{means} over replications; {bands}: 95\u00a0% intervals of each. {titles.SURER}"


def _labels(comparison: Comparison, metric: str) -> list[Label]:
    labels = []
    for name, look in looks(list(comparison.scenarios)).items():
        level = comparison.level(name, metric, comparison.late)
        figure = "–" if level is None else amount(level.value, metric_of(metric).digits)
        labels.append(Label(titles.shown(comparison, name), figure, look))
    return labels


def _panel(
    comparison: Comparison,
    metric: str,
    stage: Stage,
    ax: Axes,
    span: tuple[float, float],
    *,
    words: bool = True,
) -> None:
    """Place, draw and label one panel between two heights in inches; with or without words above the marks."""
    happening = events(comparison)
    bottom, top = span
    drawn = {name: weekly(comparison, name, metric) for name in comparison.scenarios}
    own = replace(stage, bottom=bottom)
    found, right, low = room_beside(own, _labels(comparison, metric), top)
    marks = notes_height(stage, happening, right - stage.left - 0.5 * stage.scale) if words else 0.0
    box = (stage.left, low + axis_height(stage.size), right, top)
    head = _HEADS.get(metric, f"{titles.head_words(metric)}, {titles.unit(comparison, metric)}")
    head += titles.managers(comparison) if metric == comparison.hours else ""
    plot = set_plot(stage, ax, box, head, marks=marks, widest=amount(max(100.0, *known(drawn.values()), 0.0), 0))
    _draw(ax, comparison, drawn, stage.stroke)
    _limits(ax, metric, list(drawn.values()))
    weeks_axis(ax, comparison, stage.size, plot.right - plot.left)
    mark_events(stage, plot, happening, words=words)
    ends = [_last(series) for series in drawn.values()]
    late = [comparison.level(name, metric, comparison.late) for name in drawn]
    wanted = [end if level is None else level.value for end, level in zip(ends, late, strict=True)]
    write_beside(own, plot, found, ends, top, wanted=wanted)


def _last(series: Series) -> float:
    return next((value for value in reversed(series.mean) if value == value), 0.0)


def _draw(ax: Axes, comparison: Comparison, drawn: dict[str, Series], stroke: float) -> None:
    weeks: list[float] = [float(week) for week in range(1, comparison.weeks + 1)]
    every = max(1, math.ceil(len(weeks) / 6))
    few = len(weeks) <= _FEW_WEEKS
    for rank, (name, look) in enumerate(looks(list(drawn)).items()):
        series, places = drawn[name], _beside(weeks, (rank + 1) / (len(drawn) + 1)) if few else weeks
        shared, changed = (0, 0.5) if few else _shared(comparison, name)
        if shared:  # until the date of its change a what-if is the baseline
            places = [min(changed, places[shared]), *places[shared:]]
        mean, low, high = (list(values[max(0, shared - 1) :]) for values in (series.mean, series.low, series.high))
        if shared:  # where the baseline's line is on that date
            base = drawn[comparison.baseline]
            for own, values in ((mean, base.mean), (low, base.low), (high, base.high)):
                own[0] = float(np.interp(places[0], weeks, values))
        dashes = "none" if few else look.dashes  # two points side by side, no course
        (line,) = ax.plot(places, mean, color=look.color, linestyle=dashes, linewidth=look.width * stroke)
        line.set(
            label=name, zorder=3 - rank * 0.01 if rank else 3.5, marker=look.marker, markersize=7 * stroke, gid="mean"
        )
        line.set_markevery(list(range(min(1, shared) + rank * every // len(drawn), len(places), every)))
        if few and series.has_intervals:
            ax.vlines(places, low, high, color=look.color, linewidth=2, gid="band")
        elif series.has_intervals:
            band = ax.fill_between(places, low, high, color=look.color, linewidth=0)
            band.set(zorder=2, gid="band", alpha=0.2 if len(drawn) <= 7 else 0.1)


def _shared(comparison: Comparison, name: str) -> tuple[int, float]:
    """Return in how many weeks a what-if is still the baseline, and where on the axis its change stands."""
    changed = min((event.position for event in events(comparison) if name in event.names), default=0.5)
    return min(comparison.weeks - 1, int(changed)), changed


def _beside(weeks: Sequence[float], part: float) -> list[float]:
    """Return places side by side, so that in a very short run no scenario hides another."""
    return [week - 0.15 + 0.3 * part for week in weeks]


def _limits(ax: Axes, metric: str, drawn: list[Series]) -> None:
    """Hours start at 0; shares stay between 0 and 100, others where their values may be, and show where they move."""
    values, its = known(drawn) or [0.0, 1.0], metric_of(metric)
    low, high = min(values), max(values)
    if metric in _HOURS:
        ax.set_ylim(0, max(1.0, 1.05 * high))
        return
    room = max(2.0 if its.most == 100 else 0.02 * abs(high), 0.06 * (high - low)) or 1.0
    ax.set_ylim(max(its.least, low - room), min(1.005 * its.most, high + room))
