"""The three headline outcomes over time, in one figure that is kept: only its artists change."""

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
from sim.metrics import HEADLINE, metric_of
from sim.present.figures.style import BASELINE_LOOK, FAINT, INK, Look, Numbers, looks, tidy
from sim.present.numerals import amount
from sim.scenario import Scenario

HOURS, CSAT, BONUS = HEADLINE
INCHES = (8.4, 6.9)
_PIXELS_PER_INCH = 150
_SIZE = 10.5
_KEPT = 60
_LOOKS: tuple[Look, Look] = (BASELINE_LOOK, looks(["A", "B"])["B"])


@dataclass(frozen=True)
class _Curve:
    """One scenario in one panel: its line, its band, and the label at its end."""

    line: Any
    band: Any
    label: Any


class Pictures:
    """Manager hours, CSAT proxy and bonus of A and B, drawn again and again into the same figure.

    Made where the caller is, drawn in any one thread: drawing touches neither pyplot nor matplotlib's settings.

    Parameters
    ----------
    scenario : Scenario
        The center, for its calendar, its currency, and whether it has a pool.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.figure = Figure(figsize=INCHES, dpi=_PIXELS_PER_INCH, facecolor="white")
        FigureCanvasAgg(self.figure)
        self._weeks = scenario.calendar.weeks
        self._limits: dict[str, tuple[float, float]] = {}
        self._series: OrderedDict[tuple[str, int, int, str], Series | None] = OrderedDict()
        panels = self.figure.subplots(len(HEADLINE), 1, sharex=True)
        self.figure.subplots_adjust(left=0.075, right=0.84, top=0.955, bottom=0.075, hspace=0.33)
        self.panels = dict(zip(HEADLINE, panels, strict=True))
        self._curves = {
            metric: [_curve(ax, look, look.marker if metric != BONUS else "") for look in _LOOKS]
            for metric, ax in self.panels.items()
        }
        self._changes = [ax.axvline(0.5, color=INK, linewidth=1.1, dashes=(4, 3)) for ax in panels]
        self._nothing = panels[-1].text(0.5, 0.5, "", transform=panels[-1].transAxes)
        self._nothing.set(fontsize=_SIZE, color=FAINT, ha="center", va="center", visible=False)
        for metric, ax in self.panels.items():
            tidy(ax, _SIZE)
            ax.yaxis.set_major_formatter(Numbers())
            ax.set_title(_head(metric, scenario), fontsize=_SIZE + 0.5, weight="bold", loc="left", parse_math=False)
            ax.set_xlim(0.5, self._weeks + 0.5)
        panels[-1].xaxis.set_major_formatter(Numbers())
        panels[-1].xaxis.get_major_locator().set_params(integer=True)
        self._below = panels[-1].set_xlabel("", fontsize=_SIZE, color=INK)

    def draw(self, comparison: Comparison) -> bytes:
        """Return the pictures of a comparison as a PNG."""
        names = [comparison.baseline, *comparison.what_ifs]
        for metric, curves in self._curves.items():
            found = [self._of(comparison, name, metric) for name in names]
            found += [None] * (len(curves) - len(found))
            self._widen(metric, [series for series in found if series])
            for name, curve, series in zip(["A", "B"], curves, found, strict=True):
                _set(curve, self._places(comparison, metric, name), series)
                if series:
                    _name(curve, name, comparison, metric)
            _part([curve.label for curve in curves], self.panels[metric])
        self._nothing.set_text(self._why_no_bonus(comparison))
        self._nothing.set_visible(bool(self._nothing.get_text()))
        for line in self._changes:
            line.set(xdata=[comparison.window[0] - 0.5] * 2, visible=len(names) > 1)
        first, last = comparison.window
        self._below.set_text(
            f"Week. Shaded: 95 % intervals; dashed: the change; at the right: means of weeks {first} to {last}"
        )
        png = BytesIO()
        self.figure.savefig(png, format="png", metadata={"Software": None}, pil_kwargs={"compress_level": 1})
        return png.getvalue()

    def _why_no_bonus(self, comparison: Comparison) -> str:
        """Return why there is no curve of the bonus; empty where there is one."""
        if self._of(comparison, comparison.baseline, BONUS) is None:
            return "No bonus pool in this scenario"
        return "" if any(month.whole for month in months(comparison)) else "No whole month is simulated, so no bonus"

    def _of(self, comparison: Comparison, name: str, metric: str) -> Series | None:
        """Return a scenario's series; those of runs that are compared again are kept."""
        key = (comparison.scenarios[name].fingerprint, comparison.seed, comparison.replications, metric)
        if key not in self._series:
            self._series[key] = payouts(comparison, name) if metric == BONUS else weekly(comparison, name, metric)
            if len(self._series) > _KEPT:
                self._series.popitem(last=False)
        return self._series[key]

    def _places(self, comparison: Comparison, metric: str, name: str) -> Sequence[tuple[float, float] | None]:
        """Return from where to where each value holds on the axis of weeks; None for values that are not drawn.

        Not drawn are months simulated in part, and of B the weeks before its change, in which it is as A. What
        changes does so at the end of the week before, not in the middle, where its value stands.
        """
        if metric != BONUS:
            weeks: list[tuple[float, float] | None] = [(week, week) for week in range(1, self._weeks + 1)]
            before = comparison.window[0] - 1
            if before and name == "B":
                weeks[:before] = [*[None] * (before - 1), (before + 0.5, before + 0.5)]
            elif before and comparison.baseline == "A":  # held, and changed too
                weeks[before - 1] = (before, before + 0.5)
            return weeks
        spans = months(comparison)
        return [(m.start_day / 7 + 0.5, m.end_day / 7 + 0.5) if m.whole else None for m in spans]

    def _widen(self, metric: str, drawn: list[Series]) -> None:
        """Let limits grow and never shrink, so that a picture does not jump while a hand moves."""
        values = known(drawn)
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        if metric == CSAT:
            low, high = max(0.0, 5 * math.floor(low / 5)), min(100.5, 5 * math.ceil(high / 5))
        else:
            low, high = 0.0, max(1.0, 1.08 * high)
        before = self._limits.get(metric, (low, high))
        self._limits[metric] = (min(low, before[0]), max(high, before[1]))
        self.panels[metric].set_ylim(*self._limits[metric])


def _head(metric: str, scenario: Scenario) -> str:
    heads = {
        HOURS: "Manager hours per week (less is better)",
        CSAT: "CSAT proxy, % of issues (more is better)",
        BONUS: f"Bonus per agent, {scenario.currency} a month; line: whole months (more is better)",
    }
    return heads[metric]


def _curve(ax: Any, look: Look, marker: str) -> _Curve:
    (line,) = ax.plot([], [], color=look.color, linestyle=look.dashes, linewidth=look.width, marker=marker)
    line.set(markersize=4.5, zorder=3 if look is BASELINE_LOOK else 4)
    band = ax.fill_between([1.0], [0.0], [0.0], color=look.color, alpha=0.2, linewidth=0)
    label = ax.text(1.012, 0.5, "", transform=ax.get_yaxis_transform(), fontsize=_SIZE, color=look.color, va="center")
    label.set(weight="bold", clip_on=False, parse_math=False)
    return _Curve(line, band, label)


def _set(curve: _Curve, places: Sequence[tuple[float, float] | None], series: Series | None) -> None:
    """Move one scenario's artists; without a series they are hidden."""
    points: list[tuple[float, float, float, float]] = []
    if series is not None:
        for place, mean, low, high in zip(places, series.mean, series.low, series.high, strict=True):
            points += [(at, mean, low, high) for at in sorted(set(place or ()))]
    curve.line.set_data([p[0] for p in points], [p[1] for p in points])
    curve.line.set_markevery(max(1, len(points) // 12))
    sure = [p for p in points if p[2] == p[2]]
    curve.band.set_visible(bool(sure))
    if sure:
        curve.band.set_data([p[0] for p in sure], [p[2] for p in sure], [p[3] for p in sure])
    last = next((p[1] for p in reversed(points) if p[1] == p[1]), None)
    curve.label.set_visible(last is not None)
    if last is not None:
        curve.label.set_y(last)


def _name(curve: _Curve, letter: str, comparison: Comparison, metric: str) -> None:
    """Write beside a line whose it is, and the figure of the table."""
    of = comparison.baseline if letter == "A" else letter
    level = comparison.level(of, metric)
    value = None if level is None else level.value
    curve.label.set_text(letter if value is None else f"{letter}: {amount(value, metric_of(metric).digits)}")


def _part(labels: list[Any], ax: Any) -> None:
    """Move the labels of A and B apart where they would touch."""
    low, high = ax.get_ylim()
    least = 0.17 * (high - low)
    one, other = labels
    if not (one.get_visible() and other.get_visible()):
        return
    ys = [one.get_position()[1], other.get_position()[1]]
    gap = least - abs(ys[0] - ys[1])
    if gap <= 0:
        return
    upper, lower = (one, other) if ys[0] >= ys[1] else (other, one)
    middle = min(high - least / 2, max(low + least / 2, sum(ys) / 2))
    upper.set_y(middle + least / 2)
    lower.set_y(middle - least / 2)
