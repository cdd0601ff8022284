"""Other worlds that show what was observed: beliefs are drawn, and what passing up is worth follows from the share.

A client who says how much goes up has said something about people: worlds in which it is much more or much less are not
his. What passing up is worth is the belief of which least is known, so in each world it is set, by formula, to what the
observed figure asks for; worlds that show the figure at no such value are passed over.
"""

from collections.abc import Callable, Sequence
from math import log

from sim.engines.upstairs import Upstairs, expected_upstairs
from sim.experiment.worlds import world
from sim.metrics import ASKED, WORKED
from sim.scenario import Scenario, plan_of
from sim.scenario.beliefs import Belief
from sim.statistics.sobol import Points

RELIEF = "incentives.relief"
RANGE = (0.0, 3.0)
POOL = 3
"""So many times more worlds are looked at, by formula, than are run."""
NEAR, FAR, STEPS = 0.05, 0.2, 6
"""Shares of the observed figure: so near is enough, and so far is too far; values that are tried."""
FULL = 90.0
_KNOWN: dict[str, Callable[[Upstairs], float | None]] = {
    "escalation_rate": lambda its: 100 * its.up / total if (total := sum(its.diagnosed.values())) else None,
    "passed_up_rate": lambda its: 100 * its.chosen / its.choices if its.choices else None,
    ASKED: lambda its: its.asked,
    WORKED: lambda its: its.asked if its.load < FULL else None,
}
"""What a formula knows of a center at its start, before anything is simulated."""


def told_by_formula(scenario: Scenario) -> str:
    """Return the figure that was observed and that a formula knows of; empty where there is none."""
    for metric in _KNOWN:
        if scenario.seen.get(metric) and _formula(scenario, metric) is not None:
            return metric
    return ""


def fitting(
    scenario: Scenario, beliefs: Sequence[Belief], points: Points, metric: str, count: int
) -> tuple[list[Scenario], int]:
    """Return worlds in which a figure is as observed, at most `count`, and how many were looked at.

    Parameters
    ----------
    scenario : Scenario
        The center, with what was observed.
    beliefs : sequence of Belief
        What differs in the worlds.
    points : ndarray, shape (worlds, beliefs)
        Their values.
    metric : str
        One that `told_by_formula` knows.
    count : int
        How many worlds are wanted.
    """
    seen, found = scenario.seen[metric], []
    for looked, point in enumerate(points, start=1):
        made = _shows(world(scenario, beliefs, point), metric, seen)
        if made is not None:
            found.append(made)
        if len(found) == count:
            return found, looked
    return found, len(points)


def _formula(scenario: Scenario, metric: str) -> float | None:
    expected = expected_upstairs(plan_of(scenario))
    return _KNOWN[metric](expected[0]) if expected else None


def _shows(made: Scenario, metric: str, seen: float) -> Scenario | None:
    """Return a world with what passing up is worth where a figure is as observed; None where no value shows it."""
    (low, high), value = RANGE, made.incentives.relief
    shown: dict[float, float] = {}
    while len(shown) < STEPS and value not in shown:
        figure = _formula(made.override({RELIEF: value}), metric)
        if figure is None:
            return None
        shown[value] = figure
        if abs(figure - seen) <= NEAR * seen:
            break
        low, high = (value, high) if figure < seen else (low, value)
        value = _next(shown, seen, low, high, made.behavior.sharpness)
    nearest = min(shown, key=lambda each: abs(shown[each] - seen))
    return made.override({RELIEF: nearest}) if abs(shown[nearest] - seen) <= FAR * seen else None


def _next(shown: dict[float, float], seen: float, low: float, high: float, sharpness: float) -> float:
    """Return the next value to try: a step by how sharply agents choose, then by the last two, inside what is left."""
    *before, last = shown
    away = _logit(seen) - _logit(shown[last])
    if before and _logit(shown[last]) != _logit(shown[before[-1]]):
        step = away * (last - before[-1]) / (_logit(shown[last]) - _logit(shown[before[-1]]))
    else:
        step = away / sharpness
    wanted = float(f"{last + step:.4g}")
    if low < wanted < high:
        return wanted
    end = RANGE[0] if seen < shown[last] else RANGE[1]
    return end if end in (low, high) and end not in shown else float(f"{(low + high) / 2:.4g}")


def _logit(share: float) -> float:
    """Return the log odds of a figure in %; of hours, which have no bound, as of a large one."""
    odds = min(max(share, 1e-3), 99.9) / 100
    return log(odds / (1 - odds))
