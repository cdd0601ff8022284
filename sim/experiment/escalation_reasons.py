"""Why the escalation rate moved: its change split exactly by the reasons for which contacts go up."""

from sim.experiment.comparison import Comparison
from sim.statistics.estimates import Estimate

REASONS = (
    *("chosen_rate", "failed_rate", "authority_rate", "asked_for_manager_rate", "reserved_rate"),
    "escalated_for_more_rate",
)
"""Why contacts go up: in % of those diagnosed, which add up to the escalation rate."""
MOST, LEAST = 3, 0.5
"""So many reasons are told, each of so many points at least."""


def escalation_split(comparison: Comparison, name: str) -> dict[str, Estimate]:
    """Return the change of the escalation rate by reason, in points; all of them add up to it."""
    parts = {}
    for reason in REASONS:
        before, after = (comparison.values(each, reason) for each in (comparison.baseline, name))
        if before and after:
            parts[reason] = comparison.mean_of([b - a for a, b in zip(before, after, strict=True)])
    return parts


def main_reasons(comparison: Comparison, name: str) -> dict[str, Estimate]:
    """Return the largest parts of the change of the escalation rate that are clear and worth a word."""
    parts = sorted(escalation_split(comparison, name).items(), key=lambda part: -abs(part[1].value))
    return {
        reason: its
        for reason, its in parts[:MOST]
        if abs(its.value) >= LEAST and its.interval is not None and not its.interval[0] <= 0 <= its.interval[1]
    }
