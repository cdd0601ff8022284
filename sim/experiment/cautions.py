"""What to mind about a comparison: what begins when, what overrules what, whom a dashboard would choose."""

from statistics import median
from typing import NamedTuple

from sim.experiment.alternatives import first_change
from sim.experiment.comparison import Comparison
from sim.metrics import CSAT, WORKED, metric_of
from sim.scenario import CATALOG, Scenario, plan_of
from sim.statistics.estimates import Difference

HANDLE_TIME = "handle_minutes"
_ENOUGH_FOR_PAIRING = 10


class Overruled(NamedTuple):
    """In a what-if one policy sets a key, and a later one sets it otherwise."""

    what_if: str
    key: str
    policy: str
    by: str


class Scorecard(NamedTuple):
    """A dashboard of handle times and the customers clearly prefer different scenarios: differences from the quick."""

    quick: str
    liked: str
    minutes: Difference
    points: Difference


def beginnings(comparison: Comparison) -> list[int]:
    """Return the weeks in which what-ifs begin, in rising order."""
    scenarios = comparison.scenarios
    return sorted({first_change(scenarios[comparison.baseline], [scenarios[name]]) for name in comparison.what_ifs})


def charges(scenario: Scenario) -> bool:
    """Whether anything that is passed up is ever charged to a pool."""
    paid = [epoch.scenario.incentives for epoch in plan_of(scenario).epochs]
    by_count = any(each.is_charge and each.payer == "pool" for pay in paid for each in pay.measured)
    return by_count or any(pay.bonus_pool is not None and pay.bonus_pool.charge_share > 0 for pay in paid)


def overruled(scenario: Scenario) -> list[Overruled]:
    """Return which policies of which what-ifs are overruled by later ones."""
    known, found = {**CATALOG, **scenario.policies}, []
    for name, what_if in scenario.what_ifs.items():
        holder: dict[str, str] = {}
        for policy in what_if.use:
            for key, value in known[policy].set.items():
                if key in holder and known[holder[key]].set[key] != value:
                    found.append(Overruled(name, key, holder[key], policy))
                holder[key] = policy
    return found


def scorecard(comparison: Comparison) -> Scorecard | None:
    """Return whom a dashboard of handle times would choose instead of the customers' choice, where that is clear."""
    best = {}
    for metric in (HANDLE_TIME, CSAT):
        levels = {name: comparison.level(name, metric) for name in comparison.scenarios}
        sign = 1 if metric_of(metric).better == "lower" else -1
        known = {name: sign * level.value for name, level in levels.items() if level is not None}
        if len(known) < len(levels):
            return None
        best[metric] = min(known, key=known.__getitem__)
    quick, liked = best.values()
    minutes, points = (comparison.between(quick, liked, metric) for metric in best)
    if quick == liked or minutes is None or points is None or not (minutes.is_clear and points.is_clear):
        return None
    return Scorecard(quick, liked, minutes, points)


def worth_of_pairing(comparison: Comparison) -> float | None:
    """Return how many independent replications one on the same customers is worth: the median over what-ifs, of hours.

    None where there are too few replications to say.
    """
    gains = [comparison.pairing(name, WORKED) for name in comparison.what_ifs]
    ratios = [gain.variance_ratio for gain in gains if gain is not None and gain.variance_ratio is not None]
    return median(ratios) if ratios and comparison.replications >= _ENOUGH_FOR_PAIRING else None
