"""Where an agent comes to rest, in compiled code; the same functions as in plain Python, the same bits."""

from typing import Any

import numpy as np
from numba import types as kinds

from sim.behavior.parameters import Rules
from sim.engines import resting
from sim.engines.compiled.compiler import entry, records, register
from sim.engines.compiled.shapes import RULES

_rules_at = records(RULES)
_rest = resting.rest
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


def rest(rules: Rules, *numbers: Any) -> tuple[float, float, float, float, float, float]:
    """Return what `sim.engines.resting.rest` returns."""
    *first, cases = numbers
    record, found = np.array([tuple(rules)], dtype=RULES), np.empty(6)
    table = np.ascontiguousarray(cases, dtype=np.float64).reshape(len(cases), len(resting.CASE))  # also where empty
    arguments: list[Any] = [record.ctypes.data, *first, table, found]
    _rest_into(*arguments)
    passed, solved, closed, felt, habit, now = found.tolist()
    return passed, solved, closed, felt, habit, now
