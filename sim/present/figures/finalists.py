"""The finalists of an optimization: a panel for each metric that decides, with intervals and limits."""

from collections.abc import Sequence
from dataclasses import replace

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.experiment.optimum import Candidate, Optimum
from sim.experiment.optimum_findings import finalists, is_as_it_is
from sim.metrics import metric_of
from sim.present import optimum_words as words
from sim.present import titles
from sim.present.aim_words import bound_words
from sim.present.belief_words import unit
from sim.present.figures.frame import slide
from sim.present.figures.row_panels import Mark, Rows, lay_out, name_below, shade
from sim.present.figures.style import BASELINE_LOOK, FAINT, INK, Look, Numbers, height_of, width_of, wrap, write
from sim.present.numerals import amount, in_digits

CHOSEN = Look("#0072B2", "s", "-", 2.6)
KEPT = Look("#595959", "o", "-", 2.0)
BROKEN = Look("#D55E00", "X", "-", 1.4)
MOST_PANELS = 4
_TIGHT = 0.5


def choice(optimum: Optimum, ax: Axes | None = None, metric: str | None = None) -> Axes:
    """Draw the finalists' objective and limits; `metric` draws one panel alone."""
    metrics = (metric,) if metric else optimum.question.deciding[:MOST_PANELS]
    with slide(ax, words.finding(optimum), _notes(optimum), bare=True) as (stage, top):
        shown = finalists(optimum)
        bottom = stage.bottom + height_of("0\nunit", stage.size) + 0.2 * stage.scale
        edges = bottom, top - height_of("name\nrole\nrole", stage.size)
        names = [f"{each.name}{', as it is' if is_as_it_is(optimum, each) else ''}" for each in shown]
        rows = lay_out(stage, names, edges, panels=len(metrics), gaps=(0.3, 0.35), tightest=_TIGHT, spare=0.08)
        heads = [_head(optimum, each, rows.width, stage.size) for each in metrics]
        above = max(height_of("\n".join(head), stage.size) for head in heads)
        rows = replace(rows, top=top - above - 0.12 * stage.scale)
        chosen = [row for row, each in enumerate(shown) if each is optimum.chosen]
        rows.write_names([each.name for each in shown], *chosen)
        marks = [_marks(optimum, shown, each, rows) for each in metrics]
        rows, size = rows.with_figures([mark.text for each in marks for mark in each], 1.0)
        for place, (each, (name, role)) in enumerate(zip(metrics, heads, strict=True)):
            left, y = rows.panels[place][0], rows.top + 0.05 + above
            write(stage.ax, left, y, name, stage.size, weight="bold", va="top", gid="head")
            y -= height_of(name, stage.size)
            write(stage.ax, left, y, role, stage.size, color=FAINT, va="top", gid="role")
            _panel(optimum, each, rows, place, marks[place], size=size)
    return stage.ax


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


def _notes(optimum: Optimum) -> list[str]:
    chosen = "Blue squares: on the front" if optimum.way == "front" else "Blue square: the choice"
    broken = " Crosses: a limit is broken." if optimum.question.limits else ""
    marks = f"{chosen}.{broken} Bars: {100 * optimum.question.confidence:g}\u00a0% intervals"
    if optimum.comparisons > 1:
        marks += f" that hold for all {optimum.comparisons} at once"
    return [f"{marks}.", words.ran(optimum), titles.SURER]


def _marks(optimum: Optimum, shown: Sequence[Candidate], metric: str, rows: Rows) -> list[Mark]:
    found = []
    for candidate in shown:
        look, level = look_of(optimum, candidate), optimum.level(candidate, metric)
        if look is BROKEN and not _breaks(optimum, candidate, metric):
            look = KEPT
        text = "none"
        if level is not None:
            ends = level.interval or (level.value, level.value)
            text, low, high = in_digits(level.value, *ends, metric_of(metric).digits)
            text = text if rows.tight or low == high else f"{text} ({low} to {high})"
        face, edge = "white" if look is KEPT else look.color, 0.5 if look is BROKEN else 1.6 * rows.stage.stroke
        ink = INK if candidate is optimum.chosen or not candidate.breaks else FAINT
        found.append(Mark(candidate.name, level, text, look, face, edge, ink))
    return found


def _panel(optimum: Optimum, metric: str, rows: Rows, place: int, marks: Sequence[Mark], *, size: float) -> None:
    """Draw one metric: its unit below, a row for each candidate."""
    ax, lift = rows.panel(place, closed=True), 0.0 if rows.tight else 0.2
    _limits(ax, optimum, metric, marks)
    fit_ticks(ax, rows.width - rows.lane, rows.stage.size, 3)
    for row, mark in enumerate(marks):
        rows.draw(ax, row, mark, lift)
        rows.write(ax, place, row, mark, up=lift * rows.height, size=size)
    name_below(ax, unit(optimum, metric), rows.width, rows.stage.size)


def _head(optimum: Optimum, metric: str, width: float, size: float) -> tuple[str, str]:
    """Return what stands above a panel: the metric's name, and below it what was asked of it."""
    aims = [each for each in optimum.question.objectives if each.metric == metric]
    parts = [f"the {'more' if aim.is_most else 'less'} the better" for aim in aims]
    parts += [bound_words(optimum, limit) for limit in optimum.question.limits if limit.metric == metric]
    return wrap(metric_of(metric).name, width, size, "bold").replace("\n", " "), wrap("; ".join(parts), width, size)


def _limits(ax: Axes, optimum: Optimum, metric: str, marks: Sequence[Mark]) -> None:
    """Set the range of a panel, and shade the side on which a limit is kept."""
    limits = [limit for limit in optimum.question.limits if limit.metric == metric]
    bounds = [limit.bound(optimum.figure(optimum.baseline, metric)) for limit in limits]
    values = [*(end for mark in marks for end in mark.ends), *bounds]
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = 0.12 * (high - low) or 1.0
    ax.set_xlim(low - room, high + room)
    for limit, bound in zip(limits, bounds, strict=True):
        shade(ax, (bound, high + room) if limit.is_least else (low - room, bound), "kept side")
        for row in range(len(marks)):  # beside the points, not across the figures above them
            line = ax.vlines(bound, -row - 0.97, -row - 0.5, color=INK, linewidth=1.3, linestyle=(0, (4, 2)))
            line.set(zorder=1.5, gid="limit")


def fit_ticks(ax: Axes, width: float, size: float, most: int) -> None:
    """Number the x axis by so many ticks as have room side by side in a width in inches."""
    widest = max(width_of(amount(end, 1 if abs(end) < 10 else 0), size) for end in ax.get_xlim())
    count = max(1, min(most, int(width / (1.3 * widest))))
    ax.xaxis.set_major_locator(MaxNLocator(count, steps=[1, 2, 2.5, 5, 10], min_n_ticks=min(2, count)))
    ax.xaxis.set_major_formatter(Numbers())
