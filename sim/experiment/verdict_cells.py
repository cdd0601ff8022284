"""What each what-if does to each figure of the verdict, and what is known of it: gain, harm, too small, none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import floor, log10

import numpy as np

from sim.experiment.comparison import Comparison
from sim.experiment.guards import OWN, Guard, matters_in
from sim.statistics.estimates import Difference


class Mark(Enum):
    """What is known of a difference."""

    GAIN = "gain"
    HARM = "harm"
    SMALL = "small"
    NONE = "none"
    SAME = "same"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Cell:
    """What a what-if does to a figure of the table, or to a guard.

    Attributes
    ----------
    id : str
        The metric, or the guard.
    before : float
        The baseline's mean.
    by : Difference
        The paired difference with its plain interval.
    matters : float
        How large a change matters.
    mark : Mark
        What is known of it.
    is_open : bool
        Whether a harm that matters cannot be excluded.
    gain : float
        The mean difference in the better direction.
    """

    id: str
    before: float
    by: Difference
    matters: float
    mark: Mark
    is_open: bool
    gain: float

    @property
    def after(self) -> float:
        """The what-if's mean."""
        return self.before + self.by.value

    @property
    def step(self) -> float:
        """The unit in which it is told: a power of ten near the width of its interval; of large changes whole."""
        half, large = self.by.half_width, max(abs(self.by.value), 1e-9)
        supported = 10 ** floor(log10(max(2 * half, 1e-3 * large))) if half else 0.1
        return float(max(supported, 1.0 if large >= 10 else 0.1))

    @property
    def digits(self) -> int:
        """The digits after the point in which it is told."""
        return max(0, -floor(log10(self.step))) if self.step < 1 else 0

    @property
    def told(self) -> tuple[float, float, float]:
        """The level before, the change and the level after as they are told, so that they add up as printed."""
        before, change = (round(value / self.step) * self.step for value in (self.before, self.by.value))
        after = before + change
        return before, change, max(0.0, after) if self.before >= 0 else after

    @property
    def weight(self) -> float:
        """How many times over the change matters."""
        return abs(self.by.value) / self.matters if self.matters else float("inf")


def cells_of(
    comparison: Comparison, measures: Mapping[str, Guard], table: Sequence[str]
) -> dict[tuple[str, str], Cell]:
    """Return what each what-if does to each figure that exists in the baseline and in it."""
    found = {}
    for guard in measures.values():
        matters = matters_in(comparison, guard)
        for name in comparison.what_ifs:
            base, changed = guard.figures(comparison, name)
            if base and changed:
                by = comparison.difference_of(base, changed) if guard.id in OWN else comparison.effect(name, guard.id)
                if by is None:
                    continue
                before = float(np.mean(base)) if comparison.controls is None else comparison.mean_of(base).value
                is_clear = comparison.is_clear(name, guard.id) if guard.id in table else by.is_clear
                found[name, guard.id] = _cell(guard, before, by, matters, is_clear)
    return found


def _cell(guard: Guard, before: float, by: Difference, matters: float, is_clear: bool) -> Cell:
    gain = -guard.worse * by.value
    half = by.half_width or 0.0
    never_varied = by.value != 0 and not by.standard_error and by.n > 1
    harm_is_clear = by.is_clear or never_varied
    if by.n > 1 and gain > 0 and (is_clear or never_varied):
        mark = Mark.GAIN if gain > matters else Mark.SMALL
    elif by.n > 1 and gain < 0 and harm_is_clear:
        mark = Mark.HARM if -gain > matters else Mark.SMALL
    elif by.is_none:
        mark = Mark.SAME if by.interval == (0.0, 0.0) or by.n == 1 else Mark.NONE if half <= matters else Mark.UNCLEAR
    elif by.n > 1 and abs(by.value) + half <= matters:
        mark = Mark.NONE
    else:
        mark = Mark.UNCLEAR
    is_open = mark is Mark.UNCLEAR and (by.interval is None or gain - half < -matters)
    return Cell(guard.id, before, by, matters, mark, is_open, gain)
