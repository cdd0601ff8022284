"""What the changes do to the pay-out of each agent: a bar for each whole month."""

from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.experiment.comparison import Comparison
from sim.experiment.series import Series, known, months, payouts
from sim.metrics.monthly import Month
from sim.present import titles
from sim.present.figures.dates import NAN, events, month_name, on_months
from sim.present.figures.frame import Plot, set_plot, slide
from sim.present.figures.labels import Label, room_beside, write_beside
from sim.present.figures.style import FAINT, INK, Stage, height_of, looks, width_of, wrap, write
from sim.present.figures.time_axis import mark_events, notes_height
from sim.present.numerals import amount

_FULL = 0.84
"""Of a month, which the bars of all scenarios fill side by side."""


@dataclass(frozen=True)
class Paid:
    """What each scenario paid out, by month; None where nobody shares a pool."""

    comparison: Comparison
    by: dict[str, Series | None]

    @property
    def whole(self) -> list[int]:
        """The numbers of the whole months; of all months where none is whole."""
        spans = months(self.comparison)
        return [number for number, month in enumerate(spans) if month.whole] or list(range(len(spans)))

    @property
    def spans(self) -> list[Month]:
        """The months that are drawn."""
        every = months(self.comparison)
        return [every[number] for number in self.whole]

    def values(self, name: str) -> list[tuple[float, float, float]]:
        """Return mean and interval of each month drawn."""
        series = self.by[name]
        if series is None:
            return []
        return [(series.mean[number], series.low[number], series.high[number]) for number in self.whole]


def bonus_impact(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Draw the pay-out for each agent, a bar for each whole month and scenario."""
    paid = Paid(comparison, {name: payouts(comparison, name) for name in comparison.scenarios})
    if all(series is None for series in paid.by.values()):
        return _empty(comparison, ax)
    with slide(ax, titles.finding(comparison, titles.BONUS), _notes(comparison)) as (stage, top):
        found, right, bottom = room_beside(stage, _labels(paid), top)
        plot = _panel(paid, stage, (stage.left, bottom, right, top))
        ends = [values[-1][0] if (values := paid.values(name)) else NAN for name in paid.by]
        floor = plot.ax.get_ylim()[0]
        write_beside(stage, plot, found, [end if end == end else floor for end in ends], top, joined=False)
    return stage.ax


def _empty(comparison: Comparison, ax: Axes | None) -> Axes:
    """Say in words that there is no pool, and so nothing to draw."""
    words = "Nothing can be charged and nothing is paid out."
    with slide(ax, "No bonus pool in this scenario", [titles.run_words(comparison)], bare=True) as (stage, top):
        middle = (stage.left + stage.right) / 2, (stage.bottom + top) / 2
    text = wrap(words, (stage.right - stage.left) * 0.6, stage.size)
    write(stage.ax, *middle, text, stage.size, ha="center")
    return stage.ax


def _notes(comparison: Comparison) -> list[str]:
    bars = "" if comparison.replications == 1 else "; lines: 95\u00a0% intervals"
    cut = any(not month.whole for month in months(comparison)) and any(month.whole for month in months(comparison))
    left_out = " Months simulated in part are left out." if cut else ""
    gray = " Gray: the month of a change." if events(comparison) and len(months(comparison)) > 1 else ""
    return [
        f"{comparison.scenario.name}, paid out in whole months.",
        f"{titles.who_ran(comparison)} Title and bold: mean of the whole months in {titles.window_words(comparison)}.",
        f"Bars: means over replications{bars}.{left_out}{gray}",
    ]


def _labels(paid: Paid) -> list[Label]:
    labels, comparison = [], paid.comparison
    for name, look in looks(list(comparison.scenarios)).items():
        level = comparison.level(name, titles.BONUS)
        shown = titles.shown(comparison, name)
        words = shown if paid.by[name] is not None else f"{shown} (no bonus pool)"
        figure = "–" if paid.by[name] is None or level is None else amount(level.value, 0)
        labels.append(Label(words, figure, look))
    return labels


def _panel(paid: Paid, stage: Stage, box: tuple[float, float, float, float]) -> Plot:
    """Draw the bars inside a box in inches."""
    comparison, spans, (left, lower, right, top) = paid.comparison, paid.spans, box
    happening = on_months(events(comparison), spans)
    highest = max(known(series for series in paid.by.values() if series), default=0.0)
    bottom = lower + height_of("Jan\n2024\nMonth", stage.size) + 0.25 * stage.scale
    marks = notes_height(stage, happening, right - left - 0.8 * stage.scale)
    head = f"Paid out, {comparison.scenario.currency} per agent and month"
    widest = amount(max(1000.0, highest), 0)
    plot = set_plot(stage, stage.ax, (left, bottom, right, top), head, marks=marks, widest=widest)
    plot.ax.set_xlim(-0.5, len(spans) - 0.5)
    plot.ax.set_ylim(0, 1.06 * (highest or 100.0))
    _month_ticks(plot, spans, stage.size)
    drawn = [name for name, series in paid.by.items() if series]
    for rank, name in enumerate(drawn):
        _bars(paid, plot.ax, name, (rank, len(drawn)), stage.stroke)
    mark_events(stage, plot, happening, whole_month=True)
    return plot


def _bars(paid: Paid, ax: Axes, name: str, place: tuple[int, int], stroke: float) -> None:
    """Draw a scenario's bars, each with its marker on top: a bar of nothing is seen too."""
    look, (rank, count) = looks(list(paid.by))[name], place
    wide = _FULL / count
    values = paid.values(name)
    at = [number + wide * (rank + 0.5) - _FULL / 2 for number in range(len(values))]
    tops = [mean for mean, _, _ in values]
    for bar in ax.bar(at, tops, width=0.86 * wide, color=look.color, label=name, zorder=3):
        bar.set_gid("bar")
    (line,) = ax.plot(at, tops, color=look.color, marker=look.marker, linestyle="none", markersize=5 * stroke)
    line.set(gid="mean", label=name, zorder=4, clip_on=False)
    sure = [(x, low, high) for x, (_, low, high) in zip(at, values, strict=True) if low < high]
    if sure:
        ax.vlines(*zip(*sure, strict=True), color=INK, linewidth=1.2 * stroke, zorder=5, gid="band")


def _month_ticks(plot: Plot, spans: list[Month], size: float) -> None:
    """Name the months below the plot, the year below the first and below each January."""
    room = (plot.right - plot.left) / len(spans)
    every = next((n for n in (1, 2, 3, 6, 12) if n * room >= width_of("2024 ", size)), 12)
    chosen = range(0, len(spans), every)
    texts, year = [], 0
    for number in chosen:
        first = spans[number].first
        texts.append(month_name(first) + (f"\n{first.year}" if first.year != year else ""))
        year = first.year
    plot.ax.set_xticks(list(chosen), texts, fontsize=size)
    plot.ax.set_xlabel("Month", fontsize=size, color=INK)
    plot.ax.xaxis.set_label_coords(0.5, -(height_of("Jan\n2024\n", size) - 0.05) / (plot.top - plot.bottom))
    plot.ax.tick_params(axis="x", color=FAINT)
