"""The finalists of an optimization: a panel for each metric that decides, with intervals and limits."""

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.experiment.limits import Limit
from sim.experiment.optimum import Candidate, Optimum
from sim.metrics import METRICS
from sim.present import optimum_words as words
from sim.present.figures import titles
from sim.present.figures.frame import heading
from sim.present.figures.labels import Label, row_column
from sim.present.figures.style import (
    BASELINE_LOOK,
    FAINT,
    GRID,
    INK,
    Look,
    Numbers,
    Stage,
    add_panel,
    height_of,
    house_style,
    stage_for,
    tidy,
    width_of,
    wrap,
    write,
)
from sim.present.numerals import amount, in_digits

CHOSEN = Look("#0072B2", "s", "-", 2.6)
KEPT = Look("#595959", "o", "-", 2.0)
BROKEN = Look("#D55E00", "X", "-", 1.4)
MOST_PANELS = 4
_KEPT_SIDE = "#EEF3F7"
_TIGHT = 0.5
"""Inches at slide size: lower rows hold one line."""
_SHRINKS = (1.0, 0.93, 0.86, 0.79, 0.71, 0.64, 0.57, 0.5)


@dataclass(frozen=True)
class Rows:
    """The candidates from top to bottom, between two heights in inches."""

    candidates: list[Candidate]
    bottom: float
    top: float
    scale: float

    @property
    def height(self) -> float:
        """Of a row in inches."""
        return (self.top - self.bottom) / len(self.candidates)

    @property
    def tight(self) -> bool:
        """Whether figures must stand beside their points, without their intervals."""
        return self.height < _TIGHT * self.scale

    def center(self, row: int) -> float:
        """The middle of a row in inches."""
        return self.top - (row + 0.5) * self.height


def choice(optimum: Optimum, ax: Axes | None = None, metric: str | None = None) -> Axes:
    """Draw the finalists' objective and limits; `metric` draws one panel alone."""
    metrics = (metric,) if metric else optimum.question.deciding[:MOST_PANELS]
    with house_style():
        stage = stage_for(ax)
        stage.ax.set_axis_off()
        shown = finalists(optimum)
        head = heading(stage, words.finding(optimum), _notes(optimum))
        bottom = stage.bottom + height_of("0\nunit", stage.size) + 0.2 * stage.scale
        labels = [Label(_name(optimum, each), "", look_of(optimum, each)) for each in shown]
        room = head.bottom - bottom - height_of("name\nrole\nrole", stage.size)
        found = row_column(stage, labels, room / len(shown), 0.4)
        left, gap = stage.left + 1.08 * found.names + 0.3 * stage.scale, 0.35 * stage.scale
        width = (stage.right - left - gap * (len(metrics) - 1)) / len(metrics)
        heads = _heads(optimum, metrics, width, stage.size)
        above = max(height_of(text, stage.size) for text in heads)
        rows = Rows(shown, bottom, head.bottom - above - 0.12 * stage.scale, stage.scale)
        for row, text in enumerate(found.texts):
            weight = "bold" if shown[row] is optimum.chosen else "normal"
            gid = f"label of {shown[row].name}"
            write(stage.ax, stage.left, rows.center(row), text, found.size, weight=weight, gid=gid)
        size = _size_of_figures(optimum, rows, metrics, width, stage.size)
        for i, each in enumerate(metrics):
            across = (left + i * (width + gap), left + i * (width + gap) + width)
            top = rows.top + 0.05 + above
            name, role = heads[i].split("\n", 1)
            write(stage.ax, across[0], top, name, stage.size, weight="bold", va="top", gid="head")
            below = top - height_of(name, stage.size)
            write(stage.ax, across[0], below, role, stage.size, color=FAINT, va="top", gid="role")
            _panel(optimum, each, stage, rows, across, size)
        head.write()
    return stage.ax


def finalists(optimum: Optimum) -> list[Candidate]:
    """Return the candidates with final figures, and the baseline last where it is none of them."""
    final = optimum.final
    is_in = any(each.scenario.fingerprint == optimum.baseline.scenario.fingerprint for each in final)
    return final if is_in else [*final, optimum.baseline]


def look_of(optimum: Optimum, candidate: Candidate) -> Look:
    """Return how a candidate is drawn: the chosen one, or those on a front, stand out; broken limits are crossed."""
    if candidate is optimum.chosen or candidate.dominated_by == ():
        return CHOSEN
    if candidate is optimum.baseline:
        return BASELINE_LOOK
    return BROKEN if candidate.breaks else KEPT


def _breaks(optimum: Optimum, candidate: Candidate, metric: str) -> bool:
    """Whether a limit that a candidate breaks is one on this metric."""
    limits = [limit for limit in optimum.question.limits if limit.metric == metric]
    return any(limit.words == candidate.breaks or optimum.keeps(candidate, limit) is False for limit in limits)


def _name(optimum: Optimum, candidate: Candidate) -> str:
    as_it_is = candidate.scenario.fingerprint == optimum.baseline.scenario.fingerprint
    return f"{candidate.name}, as it is" if as_it_is else candidate.name


def _notes(optimum: Optimum) -> list[str]:
    chosen = "Blue squares: on the front" if optimum.way == "front" else "Blue square: the choice"
    broken = " Crosses: a limit is broken." if optimum.question.limits else ""
    marks = f"{chosen}.{broken} Bars: {100 * optimum.question.confidence:g}\u00a0% intervals"
    if optimum.comparisons > 1:
        marks += f" that hold for all {optimum.comparisons} at once"
    return [words.ran(optimum), f"{marks}. {titles.SURER}"]


def _figure(optimum: Optimum, candidate: Candidate, metric: str, tight: bool) -> str:
    level, digits = optimum.level(candidate, metric), METRICS[metric].digits
    if level is None:
        return "none"
    text, low, high = in_digits(level.value, *(level.interval or (level.value, level.value)), digits)
    return text if tight or low == high else f"{text} ({low} to {high})"


def _size_of_figures(optimum: Optimum, rows: Rows, metrics: tuple[str, ...], width: float, size: float) -> float:
    """Return the largest size in which each figure fits its panel, and its row beside the point."""
    texts = [_figure(optimum, each, metric, rows.tight) for each in rows.candidates for metric in metrics]
    for shrink in _SHRINKS:
        found = size * shrink
        if max(width_of(text, found) for text in texts) <= width and height_of("x", found) <= rows.height:
            break
    return found


def _panel(optimum: Optimum, metric: str, stage: Stage, rows: Rows, across: tuple[float, float], size: float) -> None:
    """Draw one metric between left and right in inches: its role above, its unit below, a row for each candidate."""
    left, right = across
    ax = add_panel(stage, left, rows.bottom, right, rows.top)
    tidy(ax, stage.size)
    ax.set(ylim=(-len(rows.candidates), 0), yticks=[])
    ax.grid(axis="y", visible=False)
    limits = [limit for limit in optimum.question.limits if limit.metric == metric]
    _limits(ax, optimum, metric, rows.candidates, limits)
    fit_ticks(ax, right - left, stage.size, 3)
    for row, candidate in enumerate(rows.candidates):
        ax.axhline(-(row + 1), color=GRID, linewidth=0.8, zorder=1)
        _draw(ax, optimum, candidate, metric, -(row + 0.5) - (0.0 if rows.tight else 0.2), stage.stroke)
        _write_figure(ax, optimum, metric, rows, (row, across, size))
    ax.set_xlabel(_unit(optimum, metric, right - left, stage.size), fontsize=stage.size, parse_math=False)


def _heads(optimum: Optimum, metrics: tuple[str, ...], width: float, size: float) -> list[str]:
    """Return what stands above each panel: the metric's name, and below it what was asked of it."""
    found = []
    for metric in metrics:
        aims = [each for each in optimum.question.objectives if each.metric == metric]
        parts = [f"the {'more' if aim.is_most else 'less'} the better" for aim in aims]
        parts += [words.bound_words(optimum, limit) for limit in optimum.question.limits if limit.metric == metric]
        name = wrap(METRICS[metric].name, width, size, "bold").replace("\n", " ")
        found.append(f"{name}\n{wrap('; '.join(parts), width, size)}")
    return found


def _unit(optimum: Optimum, metric: str, width: float, size: float) -> str:
    return wrap(optimum.scenario.in_currency(METRICS[metric].unit), width, size)


def _limits(ax: Axes, optimum: Optimum, metric: str, candidates: list[Candidate], limits: list[Limit]) -> None:
    """Set the range of a panel, and shade the side on which a limit is kept."""
    levels = [optimum.level(each, metric) for each in candidates]
    values = [x for level in levels if level is not None for x in (level.value, *(level.interval or ()))]
    bounds = [limit.bound(_mean(optimum, metric)) for limit in limits]
    low, high = min([*values, *bounds], default=0.0), max([*values, *bounds], default=1.0)
    room = 0.12 * (high - low) or 1.0
    ax.set_xlim(low - room, high + room)
    for limit, bound in zip(limits, bounds, strict=True):
        side = (bound, high + room) if limit.is_least else (low - room, bound)
        ax.axvspan(*side, color=_KEPT_SIDE, zorder=0, linewidth=0, gid="kept side")
        for row in range(len(candidates)):  # beside the points, not across the figures above them
            line = ax.vlines(
                bound, -row - 0.97, -row - 0.5, color=INK, linewidth=1.3, linestyle=(0, (4, 2)), zorder=1.5
            )
            line.set_gid("limit")


def fit_ticks(ax: Axes, width: float, size: float, most: int) -> None:
    """Number the x axis by so many ticks as have room side by side in a width in inches."""
    widest = max(width_of(amount(end, 1 if abs(end) < 10 else 0), size) for end in ax.get_xlim())
    count = max(1, min(most, int(width / (1.3 * widest))))
    ax.xaxis.set_major_locator(MaxNLocator(count, steps=[1, 2, 2.5, 5, 10], min_n_ticks=min(2, count)))
    ax.xaxis.set_major_formatter(Numbers())


def _mean(optimum: Optimum, metric: str) -> float:
    return float(optimum.baseline.values[metric].mean())


def _draw(ax: Axes, optimum: Optimum, candidate: Candidate, metric: str, y: float, stroke: float) -> None:
    level: Any = optimum.level(candidate, metric)
    if level is None:
        return
    look = look_of(optimum, candidate)
    if look is BROKEN and not _breaks(optimum, candidate, metric):
        look = KEPT
    if level.interval:
        ax.hlines(y, *level.interval, color=look.color, linewidth=look.width * stroke, gid="interval", zorder=2)
    (point,) = ax.plot([level.value], [y], color=look.color, marker=look.marker, label=candidate.name)
    point.set(gid="point", markersize=8 * stroke, markerfacecolor="white" if look is KEPT else look.color, zorder=3)
    point.set_markeredgewidth(1.6 * stroke if look is not BROKEN else 0.5)


def _write_figure(
    ax: Axes, optimum: Optimum, metric: str, rows: Rows, place: tuple[int, tuple[float, float], float]
) -> None:
    """Write a figure above its point, inside the panel; beside it where rows are tight."""
    row, (left, right), size = place
    candidate = rows.candidates[row]
    text, level = _figure(optimum, candidate, metric, rows.tight), optimum.level(candidate, metric)
    low, high = ax.get_xlim()
    values = [low] if level is None else [level.value, *(level.interval or ())]
    inches = [left + (value - low) / (high - low) * (right - left) for value in values]
    half = width_of(text, size) / 2
    x, y = inches[0], rows.center(row) + 0.2 * rows.height
    if rows.tight:
        after, y = max(inches) + 0.14 + half, rows.center(row)
        x = after if after + half <= right else min(inches) - 0.14 - half
    color = INK if candidate is optimum.chosen or not candidate.breaks else FAINT
    x = max(left + half, min(right - half, x))
    write(ax, x, y, text, size, ha="center", color=color, gid=f"figure of {candidate.name}")
