"""A difference between two scenarios in words: from what to what, and what is not clear."""

from typing import Any

from sim.metrics import METRICS
from sim.present.numerals import amount, measured, money_digits

MOST_TELLING = 2000
"""Beyond so many further replications a difference is called too small to tell."""


def unclear(comparison: Any, name: str, metric: str, what: str, digits: int, unit: str) -> str:
    effect = comparison.effect(name, metric)
    if comparison.replications == 1:
        return f"{what}: {amount(effect.value, digits)} {unit} in one replication, which shows nothing clearly."
    more = _telling(comparison.would_tell(name, metric))
    return f"{what}: not clear after correction, {measured(effect, unit, digits)}{more}."


def _telling(more: int | None) -> str:
    """Return how many replications would tell, where that can be said."""
    if not more:
        return ""
    if more > MOST_TELLING:
        return f"; a difference so small that {MOST_TELLING:,} more replications would not tell"
    return f"; about {more:,} more replication{'s' if more > 1 else ''} would tell"


def digits_of(comparison: Any, name: str, metric: str) -> int:
    """Return the digits in which a scenario's metric is told beside the baseline's."""
    if not METRICS[metric].unit.startswith("money"):
        return METRICS[metric].digits
    levels = [comparison.level(each, metric) for each in (name, comparison.baseline)]
    return money_digits(*(level and level.value for level in levels))


def from_to(comparison: Any, name: str, metric: str) -> str:
    """Return the baseline's level and the what-if's: ``from 71.3 to 86.5``."""
    before, after = (comparison.level(each, metric).value for each in (comparison.baseline, name))
    digits = digits_of(comparison, name, metric)
    return f"from {amount(before, digits)} to {amount(after, digits)}"
