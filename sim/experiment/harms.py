"""What a what-if does beside the headline outcomes: to hidden escalations, to cost, and to the pool's debt."""

from typing import Any

from sim.experiment.compare import SIGNIFICANCE
from sim.experiment.statistics import mean_estimate

HIDDEN, COST, ISSUES = "hidden_escalations_per_week", "cost_per_week", "issues_begun_per_week"
EACH = "cost_per_resolved_issue"
_LEAST = {HIDDEN: 0.5, COST: 0.0, ISSUES: 1.0}
"""Changes up to so much are not worth a word."""
_RESOLVED = 0.02
"""From so large a change of what is resolved, a cost is told for each resolved issue."""


def side_effect(comparison: Any, name: str, metric: str) -> Any:
    """Return the difference that a what-if makes to hidden escalations, cost or issues; None where it is not clear.

    Clear is what is so after correction for all what-ifs and all three (Holm).
    """
    effect = comparison.effect(name, metric)
    if effect is None or effect.value is None or abs(effect.value) <= _LEAST[metric]:
        return None
    return effect if comparison.adjusted_over(tuple(_LEAST)).get((name, metric), 1.0) < SIGNIFICANCE else None


def resolved_change(comparison: Any, name: str) -> float | None:
    """Return by what share more or fewer issues are resolved, routine contacts served included; None below 2 %."""
    means = []
    for which in (comparison.baseline, name):
        totals = [counted.total(*comparison.window) for counted in comparison.tallies[which]]
        means.append(sum(total["resolved"] + total["routine"] for total in totals))
    change = means[1] / means[0] - 1 if means[0] else 0.0
    return change if abs(change) > _RESOLVED else None


def debt(comparison: Any, name: str) -> Any:
    """Return how deep the pool ends in debt, as an estimate; None where it clearly does not."""
    owed = mean_estimate([-counted.total()["balance_cents"] / 100 for counted in comparison.tallies[name]])
    if owed.value is None or owed.value <= 0 or (owed.interval is not None and owed.interval[0] <= 0):
        return None
    return owed
