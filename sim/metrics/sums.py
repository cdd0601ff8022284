"""What is counted in a week: sums that add up over weeks, and histograms for quantiles."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np

from sim.clock import HOUR, WEEK
from sim.engines import why_not_compiled, why_not_made
from sim.journeys.records import BESIDE, Entry, Week
from sim.metrics.counting import BY_TYPE, COUNTED
from sim.metrics.metric import divided
from sim.metrics.monthly import CompanyBonus
from sim.metrics.prices import Prices
from sim.metrics.rows import Rows, Sums
from sim.scenario.hours import most_named
from sim.scenario.plan import Plan
from sim.scenario.scenario import Scenario

FOLLOW_UP_TICKS = WEEK
"""First-contact resolution looks a week ahead, so issues of the last week are left out."""
_EDGES_MINUTES = np.concatenate([[0.0], np.geomspace(0.5, 60 * 24 * 60, 120)])
HISTOGRAM = tuple(f"resolution_bin_{i}" for i in range(len(_EDGES_MINUTES)))

_TRAITS = ("habit", "reward", "charge", "skill", "ownership", "engagement", "strain")
_LATER = (
    *("weeks", "lane_value", "manager_capacity_ticks", "displaced_ticks", "cost_cents"),
    *("agents", "busy_ticks", "duty_ticks", "overtime_ticks", *_TRAITS),
    *("charged_cents", "payout_cents", "absorbed_cents", "bonus_cents", "by_count_cents", "balance_cents"),
    *("company_bonus_cents", "manager_cost_cents", "asked_ticks", "vacant", "quits", "customers_lost", "lost_cents"),
)
"""The sums that follow from the agents' diaries, the ledger and the scenario."""


def names_of(plan: Plan) -> tuple[str, ...]:
    """Return the names of the sums of a plan, in order."""
    types = list(plan.baseline.issues)
    by_type = [f"{what}:{name}" for name in types for what in BY_TYPE]
    return (*COUNTED, *by_type, *HISTOGRAM, *_LATER, *(f"asked_ticks:{name}" for name in types))


class Counter:
    """Counts runs of a plan week by week; of the contacts nothing else is kept.

    Parameters
    ----------
    plan : Plan
        The scenario laid out in time; what only hangs on it is worked out once.
    """

    def __init__(self, plan: Plan) -> None:
        self.names = names_of(plan)
        self._oldest = plan.horizon_tick - FOLLOW_UP_TICKS
        self._routine = np.array([issue.routine for issue in plan.baseline.issues.values()])
        self._plan = plan
        self._weeks = plan.horizon_tick // WEEK
        self._prices = Prices(plan)
        self._hourly_costs, self._overtime_factors, self._absence_paid = map(
            self._prices.of_teams, ("hourly_cost", "overtime_factor", "absence_paid")
        )

    def count(self, weeks: Iterable[Week]) -> tuple[Any, Rows, Any]:
        """Return the sums of a run, shape (weeks, len(names)), its ledger, and the company's bonuses by month."""
        values, agents, entries = np.zeros((self._weeks, len(self.names))), [], []
        company, company_bonus = CompanyBonus(self._plan), []
        asked = np.zeros(self._weeks * len(self._routine))
        for week, row in zip(weeks, values, strict=True):
            company_bonus.append(company.count(week.contacts))
            _count_contacts(week.contacts, row, asked, self._routine, _EDGES_MINUTES, self._oldest)
            agents.append(week.agents)
            entries.append(week.ledger)
        sums, ledger, prices = Sums(self.names, values), Rows(entries), self._prices
        sums["weeks"] = 1.0
        sums["lane_value"] = sums["rare_found"] * prices.while_open(lambda its: its.leadership_lane.opportunity_value)
        sums["company_bonus_cents"] = company_bonus
        _count_asked(sums, asked.reshape(self._weeks, -1), self._plan.baseline)
        sums["manager_capacity_ticks"] = prices.manager_capacity_ticks
        _count_displaced(sums, prices)
        _count_lost(sums, prices)
        self._count_agents(sums, Rows(agents))
        _count_money(sums, ledger, prices)
        return sums.values, ledger, company.by_month

    def _count_agents(self, sums: Sums, diaries: Rows) -> None:
        for name in ("busy_ticks", "duty_ticks", "overtime_ticks", "quits", "vacant", *_TRAITS):
            sums[name] = diaries.sum(diaries[name])
        sums["agents"] = np.diff(diaries.edges)
        teams = self._hourly_costs.shape[1]
        duty, overtime, absent = (
            diaries.sum_by(diaries["team"], teams, diaries[name])
            for name in ("duty_ticks", "overtime_ticks", "absent_ticks")
        )
        paid = duty + self._overtime_factors * overtime + self._absence_paid * absent
        sums["cost_cents"] += 100.0 * np.sum(self._hourly_costs * paid, axis=1) / HOUR


def _count_contacts(contacts: Any, sums: Any, asked: Any, routine: Any, edges: Any, oldest: int) -> None:
    """Add contacts to the sums of their week, with compiled code where it can be made."""
    if why_not_compiled() or why_not_made("sim.metrics.compiled"):
        from sim.metrics.counting import count_contacts
    else:
        from sim.metrics.compiled import count_contacts
    count_contacts(contacts, sums, asked, routine, edges, oldest)


def _count_asked(sums: Sums, asked: Any, scenario: Scenario) -> None:
    """Write down the manager time that was asked for by what was passed up in each week, in all and by type."""
    for place, name in enumerate(scenario.issues):
        sums[f"asked_ticks:{name}"] = asked[:, place]
    sums["asked_ticks"] = asked.sum(axis=1)


def _count_displaced(sums: Sums, prices: Prices) -> None:
    """Count what no longer fits into the managers' hours."""
    duties = HOUR * prices.while_open(
        lambda its: its.manager.other_duties_hours_per_week * most_named(its.manager.count)
    )
    sums["displaced_ticks"] = np.maximum(0.0, sums["manager_ticks"] + duties - sums["manager_capacity_ticks"])


def _count_lost(sums: Sums, prices: Prices) -> None:
    """Count the customers who leave for good, as expected from what they leave with, and what they are worth."""
    for what in ("satisfied", "dissatisfied", "unresolved", "not_served"):
        share = prices.while_open(partial(_share_lost, what))
        sums["customers_lost"] += sums[f"closed_{what}"] * share
    sums["lost_cents"] = sums["customers_lost"] * prices.while_open(lambda its: 100.0 * its.customers.worth)


def _share_lost(what: str, scenario: Scenario) -> float:
    return float(getattr(scenario.customers.leaves_share, what)) if scenario.customers.worth else 0.0


def _count_money(sums: Sums, entries: Rows, prices: Prices) -> None:
    cents = entries.sum_by(entries["entry"], len(Entry), entries["cents"])
    for name, kinds in (
        ("charged_cents", [Entry.MANAGER_CHARGE, Entry.AGENT_CHARGE, Entry.ESCALATION_CHARGE]),
        ("payout_cents", [Entry.PAYOUT]),
        ("absorbed_cents", [Entry.ABSORBED]),
        ("bonus_cents", [Entry.RESOLUTION_BONUS]),
    ):
        sums[name] = np.abs(cents[:, kinds].sum(axis=1))
    sums["balance_cents"] = cents.sum(axis=1) - cents[:, BESIDE].sum(axis=1)
    sums["manager_cost_cents"] = 100.0 * prices.of_desk("manager") * sums["manager_ticks"] / HOUR
    sums["cost_cents"] += (
        sums["agent_cents"]
        + sums["manager_cents"]
        + sums["company_bonus_cents"]
        + sums["manager_cost_cents"]
        + 100.0 * prices.of_desk("leadership_lane") * sums["lane_ticks"] / HOUR
    )


def quantile_minutes(sums: Any, share: float) -> Any:
    """Return a quantile of the time to resolution, in minutes, from the histogram; None (in arrays NaN) without issues.

    Inside its bin of the histogram a quantile lies in proportion.
    """
    counts = np.array([sums[name] for name in HISTOGRAM])
    reached = np.cumsum(counts, axis=0)
    aim = share * reached[-1]
    place = np.asarray((reached < aim).sum(axis=0))
    here, up_to_here = (np.take_along_axis(each, place[None], 0)[0] for each in (counts, reached))
    low, high = _EDGES_MINUTES[place], np.append(_EDGES_MINUTES[1:], _EDGES_MINUTES[-1])[place]
    inside = divided((high - low) * (aim - (up_to_here - here)), here)
    return None if inside is None else low + inside if counts.ndim > 1 else float(low + inside)
