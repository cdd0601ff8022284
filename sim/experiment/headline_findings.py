"""What can be said of a difference in a headline outcome, and whether there is a bonus to speak of."""

from sim.experiment import missing
from sim.experiment.comparison import Comparison
from sim.metrics import BONUS, CSAT


def hangs_on_weights(comparison: Comparison, name: str, metric: str) -> bool:
    """Whether the sign of a CSAT difference flips within the evidence on hand-offs and repeats."""
    return metric == CSAT and frozenset((comparison.baseline, name)) in comparison.unranked


def has_pool(comparison: Comparison) -> bool:
    """Whether any scenario pays from a bonus pool."""
    return any(map(missing.has_pool, comparison.scenarios.values()))


def has_bonus(comparison: Comparison) -> bool:
    """Whether any scenario has a bonus figure over the weeks compared."""
    return any(comparison.level(name, BONUS) is not None for name in comparison.scenarios)
