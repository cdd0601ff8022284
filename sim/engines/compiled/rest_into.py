"""The compiled code of where an agent comes to rest."""

from typing import Any

from sim.engines import resting
from sim.engines.compiled.compiler import records
from sim.engines.compiled.shapes import RULES

_rules_at = records(RULES)
_rest, _shares = resting.rest, resting.shares


def rest_into(
    rules: int,
    reward: float,
    charge: float,
    skill: float,
    habit: float,
    moves: int,
    per_day: float,
    fade: float,
    cases: Any,
    found: Any,
) -> int:
    """Write into `found` what `rest` returns for the rules at an address."""
    its = _rules_at(rules, 0)
    found[0], found[1], found[2], found[3], found[4], found[5] = _rest(
        its, reward, charge, skill, habit, moves != 0, per_day, fade, cases
    )
    return 0


def shares_into(rules: int, skill: float, reward: float, charge: float, habit: float, cases: Any, found: Any) -> int:
    """Write into `found` what `shares` returns for the rules at an address."""
    its = _shares(_rules_at(rules, 0), skill, reward, charge, habit, cases)
    found[0], found[1], found[2], found[3] = its.passed, its.failed, its.more, its.solved
    found[4], found[5], found[6], found[7] = its.coached, its.closed, its.felt, its.left
    return 0
