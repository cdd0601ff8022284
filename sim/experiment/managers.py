"""Managers who have more work than hours: hours worked then cannot show what a change does, hours asked for can."""

from dataclasses import dataclass
from typing import Any

from sim.clock import HOUR
from sim.engines.upstairs import expected_upstairs
from sim.metrics import HEADLINE
from sim.scenario import plan_of
from sim.statistics.estimates import Estimate, mean_estimate

FULL = 90.0
"""The load, in % of the managers' hours, from which hours worked no longer tell what is asked for."""
WORKED, ASKED = "manager_hours_per_week", "manager_hours_asked_per_week"


@dataclass(frozen=True)
class Swamped:
    """A scenario whose managers have about as much work as hours, or more.

    Attributes
    ----------
    name : str
        The scenario's.
    hours : float
        What the managers have together, hours a week.
    asked, load, gave_up : Estimate
        Hours asked of them a week, in % of theirs, and customers a week who give up upstairs.
    """

    name: str
    hours: float
    asked: Estimate
    load: Estimate
    gave_up: Estimate


def swamped(comparison: Any, name: str) -> Swamped | None:
    """Return what is asked of a scenario's managers over the weeks compared; None where they have time."""
    load = comparison.level(name, "manager_load")
    if load is None or load.value < FULL:
        return None
    hours = _hours(comparison, name, comparison.window)
    asked, gave_up = (comparison.level(name, metric) for metric in (ASKED, "gave_up_per_week"))
    return Swamped(name, hours, asked, load, gave_up)


def upstairs(comparison: Any, name: str, weeks: tuple[int, int]) -> tuple[float, float, float] | None:
    """Return load in %, the managers' hours, and customers who give up a week: means over replications."""
    load, gave_up = (comparison.level(name, metric, weeks) for metric in ("manager_load", "gave_up_per_week"))
    return None if load is None or gave_up is None else (load.value, _hours(comparison, name, weeks), gave_up.value)


def _hours(comparison: Any, name: str, weeks: tuple[int, int]) -> float:
    """Return what a scenario's managers have together, hours a week."""
    total = comparison.sums[name].total(*weeks)
    return mean_estimate(total["manager_capacity_ticks"] / HOUR / total["weeks"]).value


def how_many(comparison: Any) -> int | None:
    """Return the number of managers, where it is one number in all that is compared and all the time; else None."""
    plans = [plan_of(scenario) for scenario in comparison.scenarios.values()]
    counts = [epoch.scenario.manager.count for plan in plans for epoch in plan.epochs]
    return counts[0] if isinstance(counts[0], int) and all(count == counts[0] for count in counts) else None


def first_metric(comparison: Any) -> str:
    """Return the outcome told first: hours worked, or hours asked for where any scenario's managers are full."""
    full = any(swamped(comparison, name) is not None for name in comparison.scenarios)
    return ASKED if full else WORKED


def outcomes_in(scenario: Any, outcomes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the outcomes that tell most of a center: hours asked for in place of hours worked where managers are full.

    By formula, before anything is simulated, in the baseline or any what-if, and only where the headline outcomes are
    asked for: what is named is what is told.
    """
    centers = (scenario, *(scenario.what_if(name) for name in scenario.what_ifs))
    full = outcomes == HEADLINE and any(
        each.load >= FULL for center in centers for each in expected_upstairs(plan_of(center))
    )
    return (ASKED, *HEADLINE[1:]) if full else outcomes
