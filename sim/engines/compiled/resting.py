"""Where an agent comes to rest, in compiled code; the same functions as in plain Python, the same bits."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import types as kinds

from sim.behavior.parameters import Rules
from sim.engines import resting
from sim.engines.compiled.compiler import entry, records, register
from sim.engines.compiled.shapes import RULES

_rules_at = records(RULES)
_rest, _shares = resting.rest, resting.shares
register(resting)


@entry(
    *(kinds.int64, kinds.float64, kinds.float64, kinds.float64, kinds.float64, kinds.boolean),
    *(kinds.float64, kinds.float64, kinds.float64[:, ::1], kinds.float64[::1]),
)
def _rest_into(
    rules: int,
    reward: float,
    charge: float,
    skill: float,
    habit: float,
    moves: bool,
    per_day: float,
    fade: float,
    cases: Any,
    found: Any,
) -> None:
    """Write into `found` what `rest` returns for the rules at an address."""
    its = _rules_at(rules, 0)
    found[0], found[1], found[2], found[3], found[4], found[5] = _rest(
        its, reward, charge, skill, habit, moves, per_day, fade, cases
    )


@entry(
    *(kinds.int64, kinds.float64, kinds.float64, kinds.float64, kinds.float64),
    kinds.float64[:, ::1],
    kinds.float64[::1],
)
def _shares_into(rules: int, skill: float, reward: float, charge: float, habit: float, cases: Any, found: Any) -> None:
    """Write into `found` what `shares` returns for the rules at an address."""
    its = _shares(_rules_at(rules, 0), skill, reward, charge, habit, cases)
    found[0], found[1], found[2], found[3] = its.passed, its.failed, its.more, its.solved
    found[4], found[5], found[6], found[7] = its.coached, its.closed, its.felt, its.left


def rest(rules: Rules, *numbers: Any) -> tuple[float, float, float, float, float, float]:
    """Return what `sim.engines.resting.rest` returns."""
    passed, solved, closed, felt, habit, now = _found(_rest_into, 6, rules, *numbers)
    return passed, solved, closed, felt, habit, now


def shares(rules: Rules, *numbers: Any) -> resting.Shares:
    """Return what `sim.engines.resting.shares` returns."""
    return resting.Shares(*_found(_shares_into, len(resting.Shares._fields), rules, *numbers))


def _found(write: Callable[..., None], many: int, rules: Rules, *numbers: Any) -> list[float]:
    *first, cases = numbers
    record, found = np.array([tuple(rules)], dtype=RULES), np.empty(many)
    table = np.ascontiguousarray(cases, dtype=np.float64).reshape(len(cases), len(resting.CASE))  # also where empty
    write(record.ctypes.data, *first, table, found)
    values: list[float] = found.tolist()
    return values
