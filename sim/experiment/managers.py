"""Managers who have more work than hours: hours worked then cannot show what a change does, hours asked for can."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.clock import HOUR
from sim.engines.upstairs import Upstairs, expected_upstairs
from sim.metrics import ASKED, HEADLINE, Weeks
from sim.scenario import Scenario, plan_of
from sim.statistics.estimates import Estimate, mean_estimate

if TYPE_CHECKING:
    from sim.experiment.comparison import Comparison

FULL = 90.0
"""The load, in % of the managers' hours, from which hours worked no longer tell what is asked for."""


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


def swamped(comparison: "Comparison", name: str) -> Swamped | None:
    """Return what is asked of a scenario's managers over the weeks compared; None where they have time."""
    load = comparison.level(name, "manager_load")
    if load is None or load.value < FULL:
        return None
    asked, gave_up = (comparison.level(name, metric) for metric in (ASKED, "gave_up_per_week"))
    if asked is None or gave_up is None:
        return None
    return Swamped(name, _hours(comparison, name, comparison.window), asked, load, gave_up)


class Load(NamedTuple):
    """What is asked of managers: in % of their hours, these hours, and customers a week who give up; means."""

    percent: float
    hours: float
    gave_up: float


def upstairs(comparison: "Comparison", name: str, weeks: Weeks) -> Load | None:
    """Return what is asked of managers over a span of weeks."""
    load, gave_up = (comparison.level(name, metric, weeks) for metric in ("manager_load", "gave_up_per_week"))
    if load is None or gave_up is None:
        return None
    return Load(load.value, _hours(comparison, name, weeks), gave_up.value)


def _hours(comparison: "Comparison", name: str, weeks: Weeks) -> float:
    """Return what a scenario's managers have together, hours a week."""
    total = comparison.sums[name].total(*weeks)
    return mean_estimate(total["manager_capacity_ticks"] / HOUR / total["weeks"]).value


def how_many(comparison: "Comparison") -> int | None:
    """Return the number of managers, where it is one number in all that is compared and all the time; else None."""
    plans = [plan_of(scenario) for scenario in comparison.scenarios.values()]
    counts = [epoch.scenario.manager.count for plan in plans for epoch in plan.epochs]
    return counts[0] if isinstance(counts[0], int) and all(count == counts[0] for count in counts) else None


def full_stretches(scenario: Scenario) -> list[Upstairs]:
    """Return the stretches of time in which managers are full by formula, before anything is simulated."""
    return [each for each in expected_upstairs(plan_of(scenario)) if each.load >= FULL]


def full_by_formula(scenarios: Mapping[str, Scenario]) -> dict[str, float]:
    """Return the scenarios whose managers are ever full by formula, with the largest load in %."""
    found = {name: [each.load for each in full_stretches(scenario)] for name, scenario in scenarios.items()}
    return {name: max(loads) for name, loads in found.items() if loads}


def any_full(comparison: "Comparison") -> bool:
    """Whether the managers of any scenario are full."""
    return any(swamped(comparison, name) is not None for name in comparison.scenarios)


def told(outcomes: tuple[str, ...], is_full: bool) -> tuple[str, ...]:
    """Return the outcomes that are told: in the headline hours asked for, not worked, where managers are full.

    What is named by itself is what is told.
    """
    return (ASKED, *HEADLINE[1:]) if is_full and outcomes == HEADLINE else outcomes


def outcomes_in(scenario: Scenario, outcomes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the outcomes that tell most of a center: hours asked for in place of hours worked where managers are full.

    By formula, before anything is simulated, in the baseline or any what-if.
    """
    if outcomes != HEADLINE:
        return outcomes
    centers = (scenario, *(scenario.what_if(name) for name in scenario.what_ifs))
    return told(outcomes, any(map(full_stretches, centers)))
