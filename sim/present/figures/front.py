"""Several aims against each other: what was tried, what none beats, and how clearly the others are beaten."""

from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.experiment.optimum import Candidate, Objective, Optimum
from sim.experiment.optimum_findings import finalists, is_as_it_is
from sim.metrics import metric_of
from sim.present import optimum_words as words
from sim.present import titles
from sim.present.belief_words import unit
from sim.present.figures.finalists import fit_ticks
from sim.present.figures.frame import Plot, draw_cross, set_plot, side_by_side, slide
from sim.present.figures.labels import Label, column, write_column
from sim.present.figures.style import (
    BASELINE_LOOK,
    FAINT,
    GRID,
    INK,
    Look,
    Stage,
    add_panel,
    balanced,
    height_of,
    looks,
    wrap,
)

MOST_LABELED = 12
MOST_PANELS = 2
_CLEAR, _UNCLEAR, _BROKEN = (
    Look("#8C8C8C", "o", "-", 1.2),
    Look("#595959", "D", "-", 1.2),
    Look("#8C8C8C", "x", "-", 1.2),
)


@dataclass(frozen=True)
class Shown:
    """A candidate, how it is drawn, and whether its marker is filled."""

    candidate: Candidate
    look: Look
    is_filled: bool


def front(optimum: Optimum, ax: Axes | None = None, metric: str | None = None) -> Axes:
    """Draw the first aim across and each other aim up; `metric` draws that aim alone."""
    first, *others = optimum.question.objectives
    chosen = [aim for aim in others if aim.metric == metric] or others[:MOST_PANELS]
    marked = _marked(optimum)
    labels = [Label(each.candidate.name, "", each.look) for each in marked if each.is_filled]
    with slide(ax, words.finding(optimum), _notes(optimum), gap=0.1) as (stage, top):
        found = column(stage, labels, top - stage.bottom)
        edge = stage.right - found.width - 0.1
        spans = side_by_side(stage.left, edge, len(chosen), 0.4 * stage.scale)
        below = wrap(_axis_words(optimum, first), 0.85 * (spans[0][1] - spans[0][0]), stage.size)
        bottom = stage.bottom + height_of(f"0\n{below}", stage.size) + 0.2 * stage.scale
        for aim, (left, right) in zip(chosen, spans, strict=True):
            panel = stage.ax if aim is chosen[-1] else add_panel(stage, left, bottom, right, top)
            plot = _panel(optimum, stage, panel, (left, bottom, right, top), aims=(first, aim), marked=marked)
        ends = [optimum.figure(each.candidate, chosen[-1].metric) for each in marked if each.is_filled]
        write_column(plot, found, ends, stage.bottom, top, joined=False)
    return stage.ax


def _marked(optimum: Optimum) -> list[Shown]:
    """Return the finalists with their looks: what is beaten or out first, so that the front lies above it."""
    inside = optimum.front[:MOST_LABELED]
    own = looks(["", *(each.name for each in inside)])
    shown = finalists(optimum)
    base = next(each for each in shown if is_as_it_is(optimum, each))
    found = [
        Shown(each, _BROKEN if each.breaks else _CLEAR if each.is_clear else _UNCLEAR, False)
        for each in shown
        if not is_as_it_is(optimum, each) and each not in inside
    ]
    front = [Shown(each, own[each.name], True) for each in inside if each is not base]
    return [*found, Shown(base, BASELINE_LOOK, True), *front]


def _notes(optimum: Optimum) -> list[str]:
    bars = f"{100 * optimum.question.confidence:g}\u00a0% intervals that hold for all {optimum.comparisons} at once"
    marks = [f"Filled: the front and the baseline (black); bars: {bars}"]
    beaten = [each for each in optimum.final if each.dominated_by]
    if any(each.is_clear for each in beaten):
        marks.append("circles: clearly beaten")
    if any(not each.is_clear for each in beaten):
        marks.append("diamonds: beaten, not clearly")
    if any(each.breaks for each in optimum.final):
        marks.append("crosses: outside the limits")
    if any(not each.values for each in optimum.candidates):
        marks.append("dots: tried in the search, on other customers")
    return [f"{'; '.join(marks)}.", words.ran(optimum), titles.SURER]


def _panel(
    optimum: Optimum,
    stage: Stage,
    ax: Axes,
    box: tuple[float, float, float, float],
    *,
    aims: tuple[Objective, Objective],
    marked: list[Shown],
) -> Plot:
    """Draw two aims against each other inside a box in inches."""
    across, up = aims
    plot = set_plot(stage, ax, box, _axis_words(optimum, up), widest=_widest(optimum, up.metric))
    ax.grid(axis="x", color=GRID, linewidth=0.8)
    tried = [
        each.means for each in optimum.candidates if not each.values and {across.metric, up.metric} <= set(each.means)
    ]
    if tried:
        dots = ax.scatter([each[across.metric] for each in tried], [each[up.metric] for each in tried], s=9, c=FAINT)
        dots.set(gid="tried", alpha=0.45, linewidths=0, zorder=1)
    for each in marked:
        _draw(optimum, ax, aims, each, stage.stroke)
    if len(optimum.question.objectives) == 2:
        _staircase(optimum, ax, aims)
    ax.margins(0.08)
    fit_ticks(ax, plot.right - plot.left, stage.size, 7)
    name = balanced(_axis_words(optimum, across), plot.right - plot.left, stage.size)
    ax.set_xlabel(name, fontsize=stage.size, color=INK, parse_math=False)
    return plot


def _axis_words(optimum: Optimum, aim: Objective) -> str:
    return f"{metric_of(aim.metric).name}, {unit(optimum, aim.metric)} ({'more' if aim.is_most else 'less'} is better)"


def _widest(optimum: Optimum, metric: str) -> str:
    largest = max(abs(optimum.figure(each, metric)) for each in finalists(optimum))
    return f"{largest:,.0f}" if largest >= 100 else "00.0"


def _draw(optimum: Optimum, ax: Axes, aims: tuple[Objective, Objective], shown: Shown, stroke: float) -> None:
    x, y = (optimum.level(shown.candidate, aim.metric) for aim in aims)
    if x is None or y is None:
        return
    size, bar, order, face = (9, 1.8 * stroke, 5, shown.look.color) if shown.is_filled else (6, 1.0, 3, "white")
    mark = {"markersize": size * stroke, "markerfacecolor": face, "linestyle": "none", "zorder": order}
    draw_cross(ax, x, y, shown.look, bar=bar, label=shown.candidate.name, **mark)


def _staircase(optimum: Optimum, ax: Axes, aims: tuple[Objective, Objective]) -> None:
    """Draw the edge of what is beaten by the front."""
    points = sorted(tuple(optimum.figure(each, aim.metric) for aim in aims) for each in optimum.front)
    if len(points) > 1:
        style = "steps-pre" if aims[0].is_most else "steps-post"
        (line,) = ax.plot(*zip(*points, strict=True), color=FAINT, linewidth=1.0, linestyle=(0, (4, 2)), zorder=2)
        line.set(drawstyle=style, gid="front")
