"""Where an agent comes to rest, in compiled code; the same functions as in plain Python, the same bits."""

from typing import Any

import numpy as np

from sim.behavior.parameters import Rules
from sim.engines import resting
from sim.engines.compiled.entries import Entry
from sim.engines.compiled.shapes import RULES

_CODE, _NUMBERS = "sim.engines.compiled.rest_into", ("float64",) * 4
_rest_into = Entry(
    *(_CODE, "rest_into", "int64", *_NUMBERS, "int64", "float64", "float64"), *("float64 by 2", "float64 by 1")
)
_shares_into = Entry(_CODE, "shares_into", "int64", *_NUMBERS, "float64 by 2", "float64 by 1")


def rest(rules: Rules, *numbers: Any) -> tuple[float, float, float, float, float, float]:
    """Return what `sim.engines.resting.rest` returns."""
    passed, solved, closed, felt, habit, now = _found(_rest_into, 6, rules, *numbers)
    return passed, solved, closed, felt, habit, now


def shares(rules: Rules, *numbers: Any) -> resting.Shares:
    """Return what `sim.engines.resting.shares` returns."""
    return resting.Shares(*_found(_shares_into, len(resting.Shares._fields), rules, *numbers))


def _found(write: Entry, many: int, rules: Rules, *numbers: Any) -> list[float]:
    *first, cases = numbers
    record, found = np.array([tuple(rules)], dtype=RULES), np.empty(many)
    table = np.ascontiguousarray(cases, dtype=np.float64).reshape(len(cases), len(resting.CASE))  # also where empty
    write(record.ctypes.data, *first, table, found)
    values: list[float] = found.tolist()
    return values
