"""Precision on request: which outcomes must become precise, by which yardstick, and how precise they became."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.metrics import HEADLINE, Tally, metric_of
from sim.statistics.replications import Aim, Reached, ReplicationRule, account

MOST_REPLICATIONS = 200
_INITIAL = 10
_UNSEEN = 0.5
"""With these, 95 % intervals cover as often as with a number fixed beforehand, to within one point (tested)."""


class Outcome(NamedTuple):
    """A headline outcome of a scenario, by the scenario's number; or its difference from the baseline, number 0."""

    number: int
    metric: str
    is_difference: bool = False


def rule_of(scenarios: int, precision: float, most: int = MOST_REPLICATIONS) -> ReplicationRule[Outcome]:
    """Return the rule for all headline outcomes of all scenarios and all differences from the baseline at once.

    The half-width of each must be at most `precision` times the larger of two levels: the scenario's own and the
    baseline's. So neither a difference nor a level near 0 asks for more than the baseline itself does. A half-width
    below half of the last digit shown is always enough. The rule is that of Hoad, Robinson and Davies (2010) with a
    first look after 10 replications; half as many again follow unseen, so that looking does not spoil the intervals.
    """
    return ReplicationRule(precision, initial=min(_INITIAL, most), most=most, unseen=_UNSEEN, aims=_aims(scenarios))


def _aims(scenarios: int) -> dict[Outcome, Aim]:
    return {
        Outcome(number, metric, is_difference): Aim(
            (Outcome(0, metric), Outcome(number, metric)), 0.5 * 10.0 ** -metric_of(metric).digits
        )
        for number in range(scenarios)
        for metric in HEADLINE
        for is_difference in ((False, True) if number else (False,))
    }


def headline(tallies: Sequence[Tally], window: tuple[int, int]) -> dict[Outcome, float]:
    """Return the outcomes of one replication of every scenario, the baseline first; 0 where there is none."""
    outcomes = {}
    for number, counted in enumerate(tallies):
        for metric in HEADLINE:
            value = outcomes[Outcome(number, metric)] = counted.value(metric_of(metric), *window) or 0.0
            if number:
                outcomes[Outcome(number, metric, True)] = value - outcomes[Outcome(0, metric)]
    return outcomes


def account_of(
    levels: Mapping[str, Mapping[str, Sequence[float]]], precision: float
) -> dict[tuple[str, str, bool], Reached]:
    """Return how precise each outcome became, by (scenario, metric, whether it is the difference from the baseline).

    Parameters
    ----------
    levels : mapping of mapping of sequences
        One value for each replication, by scenario and headline metric, the baseline first; empty where a metric
        does not exist.
    precision : float
        What was asked for, as in `rule_of`.
    """
    values: dict[Outcome, list[float]] = {}
    for number, found in enumerate(levels.values()):
        for metric, known in found.items():
            base = values.get(Outcome(0, metric))
            if len(known):
                values[Outcome(number, metric)] = list(known)
            if len(known) and number and base:
                values[Outcome(number, metric, True)] = [b - a for a, b in zip(base, known, strict=True)]
    names = list(levels)
    found_account = account(values, precision, _aims(len(names)))
    return {(names[key.number], key.metric, key.is_difference): reached for key, reached in found_account.items()}
