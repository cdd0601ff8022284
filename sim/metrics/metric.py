"""What a metric is: name, unit, better direction, definition and scorecard."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Sums = Mapping[str, Any]
"""Numbers of one run, or arrays of those of many."""
Weeks = tuple[int, int]
"""The first and the last week over which metrics are taken."""
AMOUNT, LEVEL = ("cuts", "raises"), ("lowers", "lifts")
"""What is done to hours and money, and to what only has a level."""
Better = Literal["lower", "higher", "neither"]
Scorecard = Literal["efficiency", "customer", "leadership", "agents"]


@dataclass(frozen=True)
class Metric:
    """One figure of a run or of a week.

    Attributes
    ----------
    id : str
        The name in files and code.
    name, unit, definition : str
        In words.
    better : str
        `lower`, `higher` or `neither`.
    scorecard : str
        Which dashboard shows it.
    value : callable
        From sums to the figure, None where there is nothing to divide by; from arrays of sums to an array, NaN there.
    digits : int
        Digits after the point where it is shown.
    least, most : float
        Bounds that no value can leave; intervals are cut there.
    label, phrase, column : str
        What it is called before its figures, inside a sentence, and above a column; by default as its name has it.
    verbs : tuple of str
        What a change that lowers it does to it, and one that raises it.
    head : tuple of str
        The two lines above a narrow column, of eight letters at most.
    matters : tuple of float
        A change matters that exceeds the first as a share of the level, and the second; by default 2 % of the level, of
        percentages a point.
    """

    id: str
    name: str
    unit: str
    better: Better
    scorecard: Scorecard
    definition: str
    value: Callable[[Sums], Any]
    digits: int = 1
    least: float = 0.0
    most: float = math.inf
    label: str = ""
    phrase: str = ""
    column: str = ""
    verbs: tuple[str, str] = AMOUNT
    head: tuple[str, str] = ("", "")
    matters: tuple[float, float] = (-1.0, -1.0)

    def __post_init__(self) -> None:
        """Settle what follows from the name."""
        name = self.name
        defaults = {
            "label": name,
            "phrase": name if name[:2].isupper() else name[0].lower() + name[1:],
            "column": f"{name}, {self.unit}",
        }
        for each, default in defaults.items():
            if not getattr(self, each):
                object.__setattr__(self, each, default)
        if not self.head[0]:
            object.__setattr__(self, "head", _head(name))
        if self.matters[0] < 0:
            object.__setattr__(self, "matters", (0.0, 1.0) if self.unit.startswith("%") else (0.02, 0.0))

    @property
    def unit_of_change(self) -> str:
        """The unit of a difference: of shares in percent, points."""
        return "points" if self.unit.startswith("%") else self.unit


def _head(name: str) -> tuple[str, str]:
    """Return a name in two lines of eight letters at most, cut where it is longer."""
    lines = [""]
    for word in (
        name.replace("Customers", "Cust.").replace("Escalation", "Escal.").replace("Resolution", "Resol.").split()
    ):
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= 8 or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    first, second, *_ = [*(line[:8] for line in lines), "", ""]
    return first, second


def divided(above: Any, below: Any) -> Any:
    """Return a quotient, None where there is nothing to divide by; of arrays NaN there, else the same bits."""
    if not isinstance(below, np.ndarray):
        return above / below if below else None
    return np.divide(above, below, out=np.full(below.shape, np.nan), where=below != 0)


def ratio(above: str, below: str, factor: float = 1.0) -> Callable[[Sums], Any]:
    """Return a metric's value as a ratio of two sums, None where the lower one is 0."""
    return lambda s: divided(factor * s[above], s[below])


def of_one_channel(above: str, below: str, factor: float) -> Callable[[Sums], Any]:
    """Return a metric's value as `ratio` does, none over several channels: waits of e-mails and calls have no mean."""
    return lambda s: divided(factor * s[above], s[below] * (s["mixed"] == 0))
