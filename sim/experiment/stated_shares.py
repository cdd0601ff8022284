"""Shares that a user types beside what the simulated baseline shows, and the work asked for by issue type."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from sim.clock import HOUR
from sim.demand.shares import asking_share, contained_share
from sim.engines.upstairs import expected_asking
from sim.metrics import complete, divided
from sim.scenario import Scenario, plan_of
from sim.statistics.estimates import Estimate

if TYPE_CHECKING:
    from sim.experiment.comparison import Comparison


class Typed(NamedTuple):
    """A share that a scenario states, and what it comes to.

    Attributes
    ----------
    key, what : str
        The dotted key, and of what it is a share.
    typed : float
        In %; what `demand_manager` states is the share at the usual opening temper, what `containment` states the share
        of the contacts that try.
    formula : float
        In %, before anything is simulated, waits apart: with what a try at self-service and the assistant do.
    simulated : Estimate, optional
        In %.
    """

    key: str
    what: str
    typed: float
    formula: float
    simulated: Estimate | None = None


def stated_shares(scenario: Scenario) -> list[Typed]:
    """Return the shares that a scenario states as a client measures them, each beside what the formula gives."""
    return [each for each, _ in _stated(scenario)]


def typed_shares(comparison: "Comparison") -> list[Typed]:
    """Return the shares that the baseline states as a client measures them, each beside the simulated one."""
    stated = [(each, _share(comparison, *of)) for each, of in _stated(comparison.scenarios[comparison.baseline])]
    return [each._replace(simulated=found) for each, found in stated if found is not None]


def _stated(scenario: Scenario) -> Iterator[tuple[Typed, tuple[str, str]]]:
    """Yield each stated share with the two sums of which it is simulated."""
    plan = plan_of(scenario)
    for name, issue in scenario.issues.items():
        if not issue.routine and (issue.asks_for_manager or issue.demand_manager):
            leaf = "demand_manager" if issue.asks_for_manager is None else "asks_for_manager"
            shares = 100 * asking_share(issue, name), 100 * expected_asking(plan, name)
            yield (
                Typed(f"issues.{name}.{leaf}", "ask for a manager", *shares),
                (f"insisted_up:{name}", f"diagnosed:{name}"),
            )
    share = contained_share(scenario)
    if share:
        leaf = "containment" if scenario.empowerment.containment_share is None else "containment_share"
        typed = Typed(f"empowerment.{leaf}", "solved by self-service", 100 * share, 100 * share)
        yield typed, ("contained", "tried_self_service")


def _share(comparison: "Comparison", above: str, below: str) -> Estimate | None:
    total = comparison.sums[comparison.baseline].total(*comparison.window)
    known = complete(divided(100 * total[above], total[below]))
    return comparison.mean_of(known) if known else None


def asked_by_type(comparison: "Comparison", name: str) -> dict[str, Estimate]:
    """Return the manager hours a week that each issue type asks for, routine ones left out, in a scenario."""
    total = comparison.sums[name].total(*comparison.window)
    return {
        issue: comparison.mean_of(total[f"asked_ticks:{issue}"] / HOUR / total["weeks"])
        for issue, its in comparison.scenarios[name].issues.items()
        if not its.routine
    }
