"""A row of the table that a sceptic reads."""

from __future__ import annotations

import math
from typing import NamedTuple


class Check(NamedTuple):
    """What was checked, what it had to be, what it was.

    Attributes
    ----------
    part : str
        Which part of the table: `engines`, `theory`, `formulas`, `laws` or `numbers`.
    what : str
        What was checked.
    source : str
        Whose formula, or which rule, says what is expected.
    expected, found : float or int
        The two, in the same unit.
    size : int
        How much was looked at: contacts, facts, numbers.
    ok : bool
        Whether it is as it must be.
    half_width : float or None
        Of the interval about what was found; None where it must be equal.
    z : float or None
        The distance in standard errors, beyond what a limit may be off.
    unit : str
        What `size` counts.
    detail : str
        Where something is not as it must be: the first case by name.
    """

    part: str
    what: str
    source: str
    expected: float | int
    found: float | int
    size: int
    ok: bool
    half_width: float | None = None
    z: float | None = None
    unit: str = ""
    detail: str = ""

    @property
    def cells(self) -> list[str]:
        """The check as text: what, expected, found, half width, z, verdict, against what, how much was looked at."""
        if self.half_width is None:
            expected, found = _exact(self.expected), _exact(self.found)
            width, z = "", "equal" if self.ok else "differ"
        else:
            digits = max(0, 2 - math.floor(math.log10(self.half_width)))
            expected, found, width = (f"{value:,.{digits}f}" for value in (self.expected, self.found, self.half_width))
            z = f"{self.z:+.1f}"
        verdict = "ok" if self.ok else "NOT ok"
        return [self.what, expected, found, width, z, verdict, self.source, f"{self.size:,}"]


def head(part: str, unit: str) -> list[str]:
    """Return the heads of the columns of `Check.cells`."""
    return [part, "expected", "found", "+-", "z", "", "against", unit]


def _exact(value: float | int) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.6g}"
