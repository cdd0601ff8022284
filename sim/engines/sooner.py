"""What becomes of choices, by compiled code where that is ready: the same, to the bit."""

from typing import Any

from sim.behavior.parameters import Rules
from sim.engines import resting
from sim.engines.availability import is_ready


def shares(rules: Rules, skill: float, reward: float, charge: float, habit: float, cases: Any) -> resting.Shares:
    """Return what `sim.engines.resting.shares` returns."""
    if not is_ready():
        return resting.shares(rules, skill, reward, charge, habit, cases)
    from sim.engines.compiled.resting import shares as compiled

    return compiled(rules, skill, reward, charge, habit, cases)
