"""What a tipping map found beside its cells: where the fluid limit agrees, and whether the start can decide at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.experiment.tipping import DEPENDS, NOTHING, Cell, Tip
from sim.scenario import Scenario
from sim.scenario.keys import declared

_STEEP = 4
"""Two cultures can last only where sharpness × habit_weight is above it."""


@dataclass(frozen=True)
class Beside:
    """Cells beside the fluid limit.

    Attributes
    ----------
    known : list of Cell
        Where somebody has a choice.
    agreeing : int
        So many of them end as in the limit.
    two : list of Cell
        Where the limit has two cultures.
    lingering : list of Cell
        Where the start decides though the limit has one culture.
    forgetful : list of Cell
        Where it does not though the limit has two.
    """

    known: list[Cell]
    agreeing: int
    two: list[Cell]
    lingering: list[Cell]
    forgetful: list[Cell]


def deciding(tip: Tip) -> list[Cell]:
    """Return the cells in which the start decides."""
    return [cell for cell in tip.cells if cell.culture == DEPENDS]


def beside_the_limit(tip: Tip) -> Beside:
    """Return how the cells stand to the fluid limit."""
    known = [cell for cell in tip.cells if cell.culture != NOTHING]
    two = [cell for cell in known if cell.in_the_limit == DEPENDS]
    lingering = [cell for cell in deciding(tip) if cell.in_the_limit != DEPENDS]
    agreeing = sum(cell.culture == cell.in_the_limit for cell in known)
    return Beside(known, agreeing, two, lingering, [cell for cell in two if cell.culture != DEPENDS])


def likely_ranges(tip: Tip) -> dict[str, tuple[float, ...]]:
    """Return where studies and judgment put the keys of a map, as far as they do."""
    known = {key: declared(Scenario, key) for key in tip.design.keys}
    return {key: its.likely for key, its in known.items() if its is not None and its.likely}


def likely(tip: Tip, cells: Sequence[Cell]) -> int:
    """Return how many cells lie in the likely ranges."""
    ranges = likely_ranges(tip).items()
    return sum(all(low <= cell.setting[key] <= high for key, (low, high) in ranges) for cell in cells)


def too_flat(tip: Tip) -> float | None:
    """Return the largest sharpness × habit_weight where it is too small for any start to decide; else None."""
    people = [point.behavior for point in (tip.scenario, *tip.design.scenarios)]
    steepest = max(each.sharpness * each.habit_weight for each in people)
    return None if steepest > _STEEP or any(len(resting) > 1 for resting in tip.limits) else steepest
