"""What a what-if must not pay with: each guard looked at with its plain 95 % interval against a change that matters.

Harms are not corrected for the number of comparisons, since correction would hide them. "None" is said only where the
interval excludes a harm that matters; where it does not, it could not be told.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.metrics import ASKED, BONUS, CSAT, MONTHLY, WORKED, Tallies, Weeks, complete, metric_of
from sim.statistics.estimates import Difference

if TYPE_CHECKING:
    from sim.experiment.comparison import Comparison

_DAYS_A_YEAR = 365.25


class State(Enum):
    """What is known of a harm."""

    HARM = "harm"
    NONE = "none"
    OPEN = "could not tell"


@dataclass(frozen=True)
class Guard:
    """A figure that should not get worse.

    Attributes
    ----------
    id, name : str
        In code, and inside a sentence.
    unit : str
        Of a change of it, after the number; `money` is the scenario's currency.
    worse : int
        1 where more is worse, -1 where less is.
    share, least : float
        A change matters that exceeds this share of the baseline's level, and this much at least.
    value : callable
        Returns the figure of each replication over a span of weeks, NaN where there is none.
    scale : callable, optional
        Returns what `share` is a share of, where that is not the figure itself.
    extra : callable, optional
        Returns what is added to the figure, of a what-if at least what it is in the baseline: less of it is no saving.
    """

    id: str
    name: str
    unit: str
    worse: int
    share: float
    least: float
    value: Callable[[Tallies, Weeks], Any]
    scale: Callable[[Tallies, Weeks], Any] | None = None
    extra: Callable[[Tallies, Weeks], Any] | None = None

    def figures(self, comparison: "Comparison", name: str) -> tuple[list[float], list[float]]:
        """Return the figure of each replication in the baseline and in a what-if; empty where one has none."""
        sums, weeks = [comparison.sums[each] for each in (comparison.baseline, name)], comparison.window
        base, changed = (self.value(counted, weeks) for counted in sums)
        if self.extra is not None:
            today, then = (self.extra(counted, weeks) for counted in sums)
            base, changed = base + today, changed + np.maximum(today, then)
        return complete(base), complete(changed)

    @property
    def is_deal_breaker(self) -> bool:
        """Whether a harm forbids to call a what-if good; else it is a price."""
        return self.id in DEAL_BREAKERS


@dataclass(frozen=True)
class Guarded:
    """What a what-if does to a guard.

    Attributes
    ----------
    guard : Guard
        What was looked at.
    effect : Difference
        The paired difference with its plain interval.
    matters : float
        How large a change matters.
    state : State
        Harm, none, or could not tell.
    """

    guard: Guard
    effect: Difference
    matters: float
    state: State

    @property
    def weight(self) -> float:
        """How many times over the change matters."""
        return abs(self.effect.value) / self.matters if self.matters else float("inf")


def _of(metric: str) -> Callable[[Tallies, Weeks], Any]:
    return lambda counted, weeks: counted.value(metric_of(metric), *weeks)


def _debt(counted: Tallies, weeks: Weeks) -> Any:
    """Return how deep the pools are in debt at the end of the run."""
    owed = -counted.total()["balance_cents"] / 100
    return np.where(owed > 0, owed, 0.0)


def _paid(counted: Tallies, weeks: Weeks) -> Any:
    """Return what is spent a week, managers and the lane by the hours for which they are paid, without bonuses."""
    s = counted.total(*weeks)
    busy = s["manager_cost_cents"] + s["lane_cost_cents"]
    return (s["cost_cents"] + s["unmet_cents"] - s["company_bonus_cents"] - busy + s["desks_cents"]) / 100 / s["weeks"]


def _bonuses(counted: Tallies, weeks: Weeks) -> Any:
    """Return what agents are paid in bonuses a week, out of pools and beside them."""
    s = counted.total(*weeks)
    paid = s["payout_cents"] + s["bonus_cents"] + s["by_count_cents"] + s["company_bonus_cents"]
    return paid / 100 / s["weeks"]


def _funding(counted: Tallies) -> Any:
    return counted.monthly[..., MONTHLY.index("funding_cents")].sum(axis=-1) / 100


def _year_of_funding(counted: Tallies, weeks: Weeks) -> Any:
    return _funding(counted) / counted.months[-1].end_day * _DAYS_A_YEAR


def _guard(metric: str, name: str, unit: str) -> Guard:
    its = metric_of(metric)
    return Guard(metric, name, unit, 1 if its.better == "lower" else -1, *its.matters, _of(metric))


DEBT, PAID, LOST = "pool_debt", "paid_per_week", "lost_worth_per_week"
OWN = {DEBT: "money", PAID: "money per week"}
"""Guards that are no metrics, each with its unit."""
INSISTING = "insists_when_refused_rate"
"""What customers are taught: too few insist to say that they are taught nothing, so it is told only where it rises."""
GUARDS = (
    _guard(WORKED, "manager hours", "a week"),
    _guard(CSAT, "CSAT proxy", "points"),
    _guard(BONUS, "bonus", "money per agent and month"),
    _guard("hidden_escalations_per_week", "hidden escalations", "a week"),
    Guard(DEBT, "the pools’ debt", "money", 1, 0.02, 0.0, _debt, _year_of_funding),
    _guard("service_level", "service level", "points"),
    _guard("not_served", "not served", "points"),
    _guard("asa_seconds", "mean wait", "s"),
    _guard("agent_hours_per_week", "agents’ hours", "a week"),
    Guard(PAID, "what the company pays", "money a week", 1, 0.01, 0.0, _paid, extra=_bonuses),
    _guard(LOST, "worth of customers lost", "money a week"),
    _guard(INSISTING, "customers who insist when refused", "points"),
)
"""What no what-if should make worse."""
_ASKED = _guard(ASKED, "manager hours asked for", "a week")
"""What is looked at in place of hours worked where managers are full."""
DEAL_BREAKERS = (WORKED, ASKED, CSAT, BONUS, "hidden_escalations_per_week", DEBT)
"""Guards of which a harm forbids to call a what-if good; that of any other is a price."""


def guards_of(comparison: "Comparison") -> list[Guard]:
    """Return what is looked at: the figures of the table of which more is better or worse, and all guards."""
    known = {guard.id: guard for guard in _applicable(comparison)}
    for metric in comparison.table_metrics:
        its = metric_of(metric)
        if metric not in known and its.better != "neither":
            known[metric] = _guard(metric, its.phrase, its.unit_of_change)
    return list(known.values())


def _applicable(comparison: "Comparison") -> list[Guard]:
    """Return the guards that say something here: debt where there are pools, lost customers where they have a worth."""
    without = {WORKED if comparison.hours == ASKED else ASKED}
    if not comparison.says_something(LOST):
        without.add(LOST)
    if not any(
        _funding(counted).any() or _debt(counted, comparison.window).any() for counted in comparison.sums.values()
    ):
        without.add(DEBT)
    return [guard for guard in (_ASKED, *GUARDS) if guard.id not in without]


def matters_in(comparison: "Comparison", guard: Guard) -> float:
    """Return how large a change of a guard matters: as the study says, else as a share of the baseline's level."""
    given = comparison.scenario.study.matters.get(guard.id)
    if given is not None:
        return given
    sums, weeks = comparison.sums[comparison.baseline], comparison.window
    scale = complete(guard.scale(sums, weeks)) if guard.scale else guard.figures(comparison, comparison.baseline)[0]
    return max(guard.least, guard.share * abs(sum(scale) / len(scale)) if scale else 0.0)


def findings(comparison: "Comparison", name: str) -> list[Guarded]:
    """Return what a what-if does to each guard that exists in the baseline and in it."""
    found = []
    for guard in _applicable(comparison):
        base, changed = guard.figures(comparison, name)
        if base and changed:
            matters, effect = matters_in(comparison, guard), comparison.difference_of(base, changed)
            found.append(Guarded(guard, effect, matters, _state(effect, guard.worse, matters)))
    return found


def hardly_differs(comparison: "Comparison", name: str) -> bool:
    """Whether the interval of a change of hours asked for excludes any change that matters, either way."""
    effect, base = comparison.effect(name, ASKED), comparison.level(comparison.baseline, ASKED)
    if effect is None or base is None:
        return False
    matters = max(_ASKED.least, _ASKED.share * base.value)
    return effect.interval is not None and all(abs(bound) < matters for bound in effect.interval)


def harms(found: list[Guarded]) -> list[Guarded]:
    """Return the harms that matter: deal-breakers first, and of each kind those that matter most."""
    worse = [each for each in found if each.state is State.HARM]
    return sorted(worse, key=lambda each: (not each.guard.is_deal_breaker, -each.weight))


def _state(effect: Difference, worse: int, matters: float) -> State:
    """Return what an effect says of a harm: it is there, it is excluded, or neither."""
    value = worse * effect.value
    if effect.interval is None:  # one replication, or an outcome that never varied in either scenario
        return State.NONE if effect.is_none and effect.n > 1 else State.OPEN
    low, high = sorted(worse * bound for bound in effect.interval)
    if high <= matters:
        return State.NONE
    return State.HARM if low > 0 and value > matters else State.OPEN
