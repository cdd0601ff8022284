"""Shares that a user types beside what the simulated baseline shows, and the work asked for by issue type."""

from dataclasses import dataclass
from typing import Any

from sim.clock import HOUR
from sim.demand.shares import asking_share
from sim.experiment.statistics import Estimate, mean_estimate
from sim.metrics import complete, divided


@dataclass(frozen=True)
class Typed:
    """A share that the scenario states, and what was simulated.

    Attributes
    ----------
    key, what : str
        The dotted key, and of what it is a share.
    typed : float
        In %; what `demand_manager` states is the share at the usual opening temper.
    simulated : Estimate
        In %.
    """

    key: str
    what: str
    typed: float
    simulated: Estimate


def typed_shares(comparison: Any) -> list[Typed]:
    """Return the shares that the baseline states as a client measures them, each beside the simulated one."""
    scenario, found = comparison.scenarios[comparison.baseline], []
    for name, issue in scenario.issues.items():
        if not issue.routine and (issue.asks_for_manager or issue.demand_manager):
            leaf = "demand_manager" if issue.asks_for_manager is None else "asks_for_manager"
            shown = _share(comparison, f"insisted_up:{name}", f"diagnosed:{name}")
            found.append((f"issues.{name}.{leaf}", "ask for a manager", asking_share(issue, name), shown))
    if scenario.empowerment.containment_share:
        shown = _share(comparison, "contained", "tried_self_service")
        key = "empowerment.containment_share"
        found.append((key, "solved by self-service", scenario.empowerment.containment_share, shown))
    return [Typed(key, what, 100 * typed, shown) for key, what, typed, shown in found if shown is not None]


def _share(comparison: Any, above: str, below: str) -> Estimate | None:
    total = comparison.sums[comparison.baseline].total(*comparison.window)
    known = complete(divided(100 * total[above], total[below]))
    return mean_estimate(known) if known else None


def asked_by_type(comparison: Any, name: str) -> dict[str, Estimate]:
    """Return the manager hours a week that each issue type asks for, routine ones left out, in a scenario."""
    total = comparison.sums[name].total(*comparison.window)
    return {
        issue: mean_estimate(total[f"asked_ticks:{issue}"] / HOUR / total["weeks"])
        for issue, its in comparison.scenarios[name].issues.items()
        if not its.routine
    }
