"""The first outcomes of the table over time, in one figure that is kept: only its artists change."""

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.experiment.comparison import Comparison
from sim.experiment.series import Series, known, months, payouts, weekly
from sim.metrics import ASKED, BONUS, CSAT, WORKED, metric_of
from sim.metrics.monthly import Month, months_of
from sim.present.figures.style import BASELINE_LOOK, FAINT, INK, Look, Numbers, looks, tidy
from sim.present.verdict_html import found_of, shown_level
from sim.scenario import Scenario
from sim.scenario.changes import BASELINE

INCHES = (10.4, 4.0)
_PIXELS_PER_INCH = 150
_SIZE = 10.5
_KEPT = 60
_PANELS = 3
_LONGEST_HEAD = 42
_LOOKS: tuple[Look, Look] = (BASELINE_LOOK, looks(["A", "B"])["B"])


@dataclass(frozen=True)
class _Curve:
    """One scenario in one panel: its line or its bars, what shows intervals, and its figure above the panel."""

    line: Any
    band: Any
    label: Any
    bars: Sequence[Any] = ()


class Pictures:
    """The first three outcomes of the table, of what is held and what is tried, drawn again into the same figure.

    Made where the caller is, drawn in any one thread: drawing touches neither pyplot nor matplotlib's settings.

    Parameters
    ----------
    scenario : Scenario
        The center, for its calendar, its currency, its outcomes, and whether it has a pool.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.figure = Figure(figsize=INCHES, dpi=_PIXELS_PER_INCH, facecolor="white")
        FigureCanvasAgg(self.figure)
        self._scenario, self._weeks = scenario, scenario.calendar.weeks
        self._months = months_of(scenario.calendar.start, self._weeks)
        self._limits: dict[str, tuple[float, float]] = {}
        self._series: OrderedDict[tuple[str, int, int, str], Series | None] = OrderedDict()
        metrics = _shown(scenario)
        panels = self.figure.subplots(1, len(metrics), squeeze=False)[0]
        self.figure.subplots_adjust(left=0.042, right=0.992, top=0.81, bottom=0.145, wspace=0.2)
        self.panels = dict(zip(metrics, panels, strict=True))
        self._curves = {metric: self._curves_in(metric, ax) for metric, ax in self.panels.items()}
        self._changes = [ax.axvline(0.5, color=INK, linewidth=1.1, dashes=(4, 3)) for ax in panels]
        self._nothing = panels[-1].text(0.5, 0.5, "", transform=panels[-1].transAxes)
        self._nothing.set(fontsize=_SIZE, color=FAINT, ha="center", va="center", visible=False)
        for metric, ax in self.panels.items():
            tidy(ax, _SIZE)
            ax.yaxis.set_major_formatter(Numbers())
            ax.xaxis.set_major_formatter(Numbers())
            ax.xaxis.get_major_locator().set_params(integer=True)
            ax.set_title(" ", fontsize=_SIZE + 1, weight="bold", loc="left", parse_math=False, y=1.13)
            ax.set_xlim(0.5, self._last_of(metric))
        self._below = self.figure.text(0.042, 0.012, "", fontsize=_SIZE - 1, color=FAINT)

    def _curves_in(self, metric: str, ax: Any) -> list[_Curve]:
        if metric != BONUS:
            return [_curve(ax, look, place) for place, look in enumerate(_LOOKS)]
        paydays = [_payday(month) for month in self._months]
        return [_bars(ax, look, place, paydays, self._width) for place, look in enumerate(_LOOKS)]

    @property
    def _width(self) -> float:
        """The width of a bar in weeks: the two of a month leave room before the next."""
        return min(1.6, self._weeks / 14)

    def _last_of(self, metric: str) -> float:
        """Return where the axis of weeks ends: the bars of a bonus stand behind the day on which it is paid."""
        paid = [_payday(month) + 2.2 * self._width for month in self._months if month.whole]
        return max([self._weeks + 0.5, *(paid if metric == BONUS else ())])

    def draw(self, comparison: Comparison) -> bytes:
        """Return the pictures of a comparison as a PNG."""
        names, found = [comparison.baseline, *comparison.what_ifs], found_of(comparison)
        called = ["Today" if comparison.baseline == BASELINE else "Held", "What if"]
        for slot, curves in self._curves.items():
            metric = comparison.hours if slot == WORKED else slot
            self.panels[slot].title.set_text("")
            self.panels[slot]._left_title.set_text(_head(metric, comparison.scenario))
            series = [self._of(comparison, name, metric) for name in names]
            series += [None] * (len(curves) - len(series))
            self._widen(slot, [each for each in series if each])
            for place, (curve, its) in enumerate(zip(curves, series, strict=True)):
                _set(curve, self._places(comparison, slot, place), its)
                what_if = comparison.what_ifs[0] if place and comparison.what_ifs else ""
                level = shown_level(comparison, found, metric, what_if) if its else ""
                curve.label.set_text(f"{called[place]} {level}" if level else "")
        self._nothing.set_text(self._why_no_bonus(comparison))
        self._nothing.set_visible(bool(self._nothing.get_text()))
        for line in self._changes:
            line.set(xdata=[comparison.window[0] - 0.5] * 2, visible=len(names) > 1)
        first, last = comparison.window
        change = "; dashed: the change" if len(names) > 1 else ""
        paid = "; a bar for each month, on the day it is paid" if BONUS in self.panels else ""
        self._below.set_text(f"Weeks{change}. Numbers: means of weeks {first} to {last}. Shaded: 95 % intervals{paid}.")
        png = BytesIO()
        self.figure.savefig(png, format="png", metadata={"Software": None}, pil_kwargs={"compress_level": 1})
        return png.getvalue()

    def _why_no_bonus(self, comparison: Comparison) -> str:
        """Return why there are no bars of the bonus; empty where there are some."""
        if BONUS not in self.panels or any(month.whole for month in months(comparison)):
            return ""
        return "No whole month is simulated, so no bonus"

    def _of(self, comparison: Comparison, name: str, metric: str) -> Series | None:
        """Return a scenario's series; those of runs that are compared again are kept."""
        key = (comparison.scenarios[name].fingerprint, comparison.seed, comparison.replications, metric)
        if key not in self._series:
            self._series[key] = payouts(comparison, name) if metric == BONUS else weekly(comparison, name, metric)
            if len(self._series) > _KEPT:
                self._series.popitem(last=False)
        return self._series[key]

    def _places(self, comparison: Comparison, metric: str, place: int) -> Sequence[Sequence[float]]:
        """Return where each value stands on the axis of weeks, which may be nowhere or at two places.

        Nowhere are months simulated in part, and of what is tried all before its change, in which it is as the other.
        What changes does so at the end of the week before, not in the middle, where its value stands; a bonus on the
        day on which it is paid.
        """
        before = comparison.window[0] - 1
        if metric == BONUS:
            starts = 0.0 if not place else before + 0.5
            paid = [(_payday(month), month.whole) for month in self._months]
            return [[day] if whole and day > starts else [] for day, whole in paid]
        weeks: list[list[float]] = [[week] for week in range(1, self._weeks + 1)]
        if before and place:
            weeks[:before] = [*[[]] * (before - 1), [before + 0.5]]
        elif before and comparison.baseline != BASELINE:  # held, and changed too
            weeks[before - 1] = [before, before + 0.5]
        return weeks

    def _widen(self, metric: str, drawn: list[Series]) -> None:
        """Let limits grow and never shrink, so that a picture does not jump while a hand moves."""
        values = known(drawn)
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        if metric == CSAT:
            low, high = max(0.0, 5 * math.floor(low / 5)), min(100.5, 5 * math.ceil(high / 5))
        else:
            low, high = min(0.0, 1.08 * low), max(1.0, 1.08 * high)
        before = self._limits.get(metric, (low, high))
        self._limits[metric] = (min(low, before[0]), max(high, before[1]))
        self.panels[metric].set_ylim(*self._limits[metric])


def _shown(scenario: Scenario) -> list[str]:
    """Return the first outcomes of the table, without the bonus where there is no pool."""
    asked = dict.fromkeys(scenario.study.metrics)
    pool = scenario.incentives.bonus_pool is not None
    return [metric for metric in asked if pool or metric != BONUS][:_PANELS]


def _payday(month: Month) -> float:
    """Return where the day after a month stands on the axis of weeks."""
    return month.end_day / 7 + 0.5


def _head(metric: str, scenario: Scenario) -> str:
    heads = {
        WORKED: "Manager hours a week",
        ASKED: "Manager hours asked for a week",
        CSAT: "Satisfied customers, % (computed)",
        BONUS: f"Bonus per agent, {scenario.currency} a month",
    }
    its = metric_of(metric)
    return heads.get(metric) or f"{its.name}, {scenario.in_currency(its.unit)}"[:_LONGEST_HEAD]


def _label(ax: Any, look: Look, place: int) -> Any:
    label = ax.text(0.5 * place, 1.045, "", transform=ax.transAxes, fontsize=_SIZE + 2, color=look.color)
    label.set(weight="bold", clip_on=False, parse_math=False)
    return label


def _curve(ax: Any, look: Look, place: int) -> _Curve:
    (line,) = ax.plot([], [], color=look.color, linestyle=look.dashes, linewidth=look.width, marker=look.marker)
    line.set(markersize=4.5, zorder=3 if look is BASELINE_LOOK else 4)
    band = ax.fill_between([1.0], [0.0], [0.0], color=look.color, alpha=0.2, linewidth=0)
    return _Curve(line, band, _label(ax, look, place))


def _bars(ax: Any, look: Look, place: int, paydays: Sequence[float], width: float) -> _Curve:
    """Return bars for the months, the second scenario's behind the first's; a line shows the intervals."""
    bars = ax.bar([day + (place + 0.5) * width for day in paydays], [0.0] * len(paydays), width, color=look.color)
    (line,) = ax.plot([], [], color=FAINT, linewidth=1.0, zorder=4)
    return _Curve(line, None, _label(ax, look, place), list(bars))


def _set(curve: _Curve, places: Sequence[Sequence[float]], series: Series | None) -> None:
    """Move one scenario's artists; without a series they are hidden."""
    if curve.bars:
        return _set_bars(curve, places, series)
    points: list[tuple[float, float, float, float]] = []
    if series is not None:
        for place, mean, low, high in zip(places, series.mean, series.low, series.high, strict=True):
            points += [(at, mean, low, high) for at in place]
    curve.line.set_data([p[0] for p in points], [p[1] for p in points])
    curve.line.set_markevery(max(1, len(points) // 12))
    sure = [p for p in points if p[2] == p[2]]
    curve.band.set_visible(bool(sure))
    if sure:
        curve.band.set_data([p[0] for p in sure], [p[2] for p in sure], [p[3] for p in sure])
    return None


def _set_bars(curve: _Curve, places: Sequence[Sequence[float]], series: Series | None) -> None:
    xs: list[float] = []
    ys: list[float] = []
    for month, bar in enumerate(curve.bars):
        shown = series is not None and bool(places[month]) and series.mean[month] == series.mean[month]
        bar.set_visible(shown)
        if series is not None and shown:
            bar.set_height(series.mean[month])
            middle = bar.get_x() + bar.get_width() / 2
            xs += [middle, middle, math.nan]
            ys += [series.low[month], series.high[month], math.nan]
    curve.line.set_data(xs, ys)
