"""A row of the table that a sceptic reads."""

from __future__ import annotations

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
    expected, found : float, int or str
        The two, in the same unit.
    size : int
        How much was looked at: contacts, facts, numbers.
    ok : bool
        Whether it is as it must be.
    half_width : float or None
        Of the interval about what was found; None where it must be equal.
    z : float or None
        The distance in standard errors.
    unit : str
        What `size` counts.
    detail : str
        Where something is not as it must be: the first case by name.
    """

    part: str
    what: str
    source: str
    expected: float | int | str
    found: float | int | str
    size: int
    ok: bool
    half_width: float | None = None
    z: float | None = None
    unit: str = ""
    detail: str = ""
