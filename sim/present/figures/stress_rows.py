"""Rows of what-ifs with a panel for each outcome: what the pictures of a stress have in common."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matplotlib.axes import Axes

from sim.experiment.stress import Stress
from sim.metrics import METRICS
from sim.present import stress_words as words
from sim.present.belief_words import change_unit, of_worlds, runs_words, short
from sim.present.figures.frame import Heading, heading
from sim.present.figures.labels import Label, row_column
from sim.present.figures.style import (
    GRID,
    INK,
    Look,
    Stage,
    add_panel,
    height_of,
    looks,
    tidy,
    width_of,
    wrap,
    write,
)
from sim.scenario.messages import join

_NO_ADVICE = "At your values no what-if clearly helps"
_SHRINKS = (1.0, 0.93, 0.86, 0.79, 0.71, 0.64, 0.57, 0.5)


@dataclass(frozen=True)
class Grid:
    """Rows and panels of a picture; edges in inches.

    Attributes
    ----------
    stage, head : Stage, Heading
        The picture and what stands above.
    names : tuple of str
        The what-ifs from top to bottom.
    looks : dict of str to Look
        Of each what-if.
    bottom, top : float
        Of the rows.
    panels : dict of str to (float, float)
        Left and right of each outcome.
    size : float
        Of the figures inside the rows, in points.
    """

    stage: Stage
    head: Heading
    names: tuple[str, ...]
    looks: dict[str, Look]
    bottom: float
    top: float
    panels: dict[str, tuple[float, float]]
    size: float

    @property
    def row(self) -> float:
        """The height of a row."""
        return (self.top - self.bottom) / len(self.names)

    def height(self, row: float) -> float:
        """Return the height at which so many rows, or parts of a row, are above."""
        return self.top - row * self.row


def grid(stress: Stress, outcomes: Sequence[str], stage: Stage, title: str, notes: Sequence[str], below: str) -> Grid:
    """Lay out names on the left and a panel for each outcome, with heading; `below` is the largest text below axes."""
    stage.ax.set_axis_off()
    head = heading(stage, title, [f"{stress.scenario.name}; {_runs(stress)}.", *notes])
    look = looks(list(stress.names))
    bottom = stage.bottom + height_of(below, stage.size) + 0.15 * stage.scale
    top = head.bottom - height_of("head", stage.size) - 0.1 * stage.scale
    labels = [Label(name, "", look[name]) for name in stress.what_ifs]
    found = row_column(stage, labels, (top - bottom) / len(labels), 0.4)
    left, gap = stage.left + found.names + 0.35 * stage.scale, 0.4 * stage.scale
    width = (stage.right - left - gap * (len(outcomes) - 1)) / len(outcomes)
    starts = [left + i * (width + gap) for i in range(len(outcomes))]
    panels = {outcome: (start, start + width) for outcome, start in zip(outcomes, starts, strict=True)}
    made = Grid(stage, head, stress.what_ifs, look, bottom, top, panels, stage.size)
    for row, (label, text) in enumerate(zip(found.labels, found.texts, strict=True)):
        write(stage.ax, stage.left, made.height(row + 0.5), text, found.size, gid=f"label of {label.name}")
    return made


def sized(made: Grid, texts: Sequence[str], lines: int) -> Grid:
    """Return the grid with the largest size of figures in which each fits its panel, and so many lines half a row."""
    left, right = next(iter(made.panels.values()))
    for shrink in _SHRINKS:
        size = made.stage.size * shrink
        fits = max((width_of(text, size) for text in texts), default=0.0) <= right - left
        if fits and lines * height_of("x", size) <= 0.62 * made.row:
            break
    return replace(made, size=size)


def panel(made: Grid, outcome: str, unit: str) -> Axes:
    """Add the panel of an outcome, its name above and the unit below."""
    left, right = made.panels[outcome]
    ax = add_panel(made.stage, left, made.bottom, right, made.top)
    tidy(ax, made.stage.size)
    ax.set(ylim=(-len(made.names), 0), yticks=[])
    ax.grid(axis="y", visible=False)
    for row in range(1, len(made.names)):
        ax.axhline(-row, color=GRID, linewidth=0.8, zorder=0)
    name = METRICS[outcome].name
    write(ax, left, made.top + 0.06, name, made.stage.size, weight="bold", va="bottom", gid="outcome")
    ax.set_xlabel(wrap(unit, right - left, made.stage.size), fontsize=made.stage.size, color=INK, parse_math=False)
    return ax


def survival(stress: Stress, outcomes: Sequence[str]) -> str:
    """Return in how many worlds the advice survives, on the outcome on which it does so least."""
    found = [finding for finding in map(stress.advice, outcomes) if finding is not None]
    if not found:
        return _NO_ADVICE
    finding = min(found, key=lambda each: stress.standing(stress.names[each.claim.one], each.claim.outcome).best)
    outcome, name = finding.claim.outcome, stress.names[finding.claim.one]
    stands, on = stress.standing(name, outcome), f"On {short(outcome)} “{name}”"
    if len(stress.what_ifs) == 1:
        better = of_worlds(stands.better, stress.worlds).partition(" (")[0]
        return f"{on} beats the baseline {better}, clearly in {_of(stands.clearly_better, stress)}"
    better, best = (of_worlds(count, stress.worlds).partition(" (")[0] for count in (stands.better, stands.best))
    clearly = f"clearly in {_of(finding.holds, stress)}"
    return f"{on} beats the baseline {better} and is the best of all {best}, {clearly}"


def _of(count: int, stress: Stress) -> str:
    return f"{count:,} of {stress.worlds:,}" if count else "none"


def sizes(stress: Stress, outcomes: Sequence[str]) -> str:
    """Return how large the best what-if's effect is at the user's values and in the median world."""
    parts = []
    for finding in filter(None, map(stress.advice, outcomes)):
        outcome, name = finding.claim.outcome, stress.names[finding.claim.one]
        here, there = words.sizes(stress, name, outcome)
        unit = change_unit(stress, outcome)
        parts.append(f"“{name}” on {short(outcome)}: {here} {unit} at your values, {there} in the median world")
    return "; ".join(parts) or _NO_ADVICE


def moved(stress: Stress, outcomes: Sequence[str]) -> tuple[Sequence[str], list[str]]:
    """Return the outcomes that some what-if changes in some world, and a note that names the others."""
    still = [each for each in outcomes if not any(stress.effects(name, each).any() for name in stress.what_ifs)]
    shown = [each for each in outcomes if each not in still]
    if not shown or not still:
        return outcomes, []
    return shown, [f"No what-if changes {join([short(each) for each in still])} in any world."]


def _runs(stress: Stress) -> str:
    return f"your own world and {runs_words(stress, stress.worlds)}"
