"""What a what-if does beside the headline outcomes: to hidden escalations, to cost, and to the pool's debt."""

from typing import Any

from sim.experiment.compare import SIGNIFICANCE
from sim.statistics.estimates import mean_estimate, paired_difference

HIDDEN, COST, ISSUES = "hidden_escalations_per_week", "cost_per_week", "issues_begun_per_week"
_LEAST = {HIDDEN: 0.5, COST: 0.0, ISSUES: 1.0}
"""Changes up to so much are not worth a word."""
_WORTH_A_WORD = 0.01


def side_effect(comparison: Any, name: str, metric: str) -> Any:
    """Return the difference that a what-if makes to hidden escalations, cost or issues; None where it is not clear.

    Clear is what is so after correction for all what-ifs and all three (Holm).
    """
    effect = comparison.effect(name, metric)
    if effect is None or abs(effect.value) <= _LEAST[metric]:
        return None
    return effect if comparison.adjusted_over(tuple(_LEAST)).get((name, metric), 1.0) < SIGNIFICANCE else None


def lost_not_saved(comparison: Any, name: str) -> tuple[Any, Any] | None:
    """Return how much of a change of cost is what customers who are not served are not granted, and the rest.

    Returns
    -------
    tuple of Difference, or None
        What more, or less, of them are granted for being served; and the change of cost apart from it. None where the
        first is not a hundredth of the baseline's cost.
    """
    base, changed = (
        [comparison.values(which, metric) for metric in (COST, "not_granted_per_week")]
        for which in (comparison.baseline, name)
    )
    served = paired_difference(changed[1], base[1])
    whole = [[cost + lost for cost, lost in zip(*each, strict=True)] for each in (base, changed)]
    least = _WORTH_A_WORD * sum(base[0]) / len(base[0])
    return (served, paired_difference(whole[0], whole[1])) if abs(served.value) > least else None


def debt(comparison: Any, name: str) -> Any:
    """Return how deep the pool ends in debt, as an estimate; None where it clearly does not."""
    owed = mean_estimate(-comparison.sums[name].total()["balance_cents"] / 100)
    if owed.value <= 0 or (owed.interval is not None and owed.interval[0] <= 0):
        return None
    return owed
