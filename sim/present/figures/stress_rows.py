"""Rows of what-ifs with a panel for each outcome: what the pictures of a stress have in common."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.experiment.stress_study import Stress
from sim.metrics import metric_of
from sim.present.belief_words import runs_words
from sim.present.figures.row_panels import Rows, lay_out, name_below
from sim.present.figures.style import INK, Stage, height_of, write
from sim.scenario.messages import join


def moved(stress: Stress, outcomes: Sequence[str]) -> Sequence[str]:
    """Return the outcomes that some what-if changes in some world; all where there are none."""
    return [each for each in outcomes if stress.is_moved(each)] or outcomes


def notes_of(stress: Stress, outcomes: Sequence[str], *notes: str) -> list[str]:
    """Return what was run, notes, and which of all outcomes no what-if changes."""
    still = join([metric_of(each).phrase for each in outcomes if each not in moved(stress, outcomes)])
    ran = f"{stress.scenario.name}; your own world and {runs_words(stress, stress.worlds)}."
    return [*notes[:1], ran, *notes[1:], f"No what-if changes {still} in any world." if still else ""]


def rows_of(stress: Stress, stage: Stage, top: float, outcomes: Sequence[str], below: str) -> Rows:
    """Lay out and name the what-ifs, with room for a panel of each outcome; `below` is the largest text below axes."""
    bottom = stage.bottom + height_of(below, stage.size) + 0.15 * stage.scale
    edges = bottom, top - height_of("head", stage.size) - 0.1 * stage.scale
    rows = lay_out(stage, stress.what_ifs, edges, panels=len(outcomes))
    rows.write_names(stress.what_ifs)
    return rows


def panel(rows: Rows, place: int, outcome: str, unit: str) -> Axes:
    """Add the panel of an outcome, its name above and the unit below."""
    ax, size = rows.panel(place), rows.stage.size
    left, name = rows.panels[place][0], metric_of(outcome).name
    write(ax, left, rows.top + 0.06, name, size, weight="bold", va="bottom", gid="outcome")
    name_below(ax, unit, rows.width, size, color=INK)
    return ax
