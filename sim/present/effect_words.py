"""A difference between two scenarios in words: from what to what, and what is not clear."""

from sim.experiment.comparison import Comparison
from sim.experiment.findings import Change
from sim.metrics import metric_of
from sim.present.numerals import amount, measured, money_digits

MOST_TELLING = 2000
"""Beyond so many further replications a difference is called too small to tell."""


def unclear(change: Change, what: str, digits: int, unit: str) -> str:
    """Return that a difference is not clear, and how many replications would tell."""
    if change.by.n == 1:
        return f"{what}: {amount(change.value, digits)} {unit} in one replication, which shows nothing clearly."
    more = _telling(change.would_tell)
    return f"{what}: not clear after correction, {measured(change.by, unit, digits)}{more}."


def _telling(more: int | None) -> str:
    """Return how many replications would tell, where that can be said."""
    if not more:
        return ""
    if more > MOST_TELLING:
        return f"; a difference so small that {MOST_TELLING:,} more replications would not tell"
    return f"; about {more:,} more replication{'s' if more > 1 else ''} would tell"


def digits_of(comparison: Comparison, name: str, metric: str) -> int:
    """Return the digits in which a scenario's metric is told beside the baseline's."""
    levels = [comparison.level(each, metric) for each in (name, comparison.baseline)]
    return _digits(metric, *(level.value if level is not None else None for level in levels))


def digits_in(change: Change) -> int:
    """Return the digits in which a change and its two levels are told."""
    return _digits(change.metric, change.before.value, change.after.value)


def _digits(metric: str, *levels: float | None) -> int:
    return money_digits(*levels) if metric_of(metric).unit.startswith("money") else metric_of(metric).digits


def from_to(change: Change) -> str:
    """Return the baseline's level and the what-if's: ``from 71.3 to 86.5``."""
    digits = digits_in(change)
    return f"from {amount(change.before.value, digits)} to {amount(change.after.value, digits)}"
