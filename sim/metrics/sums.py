"""What is counted in a week: sums that add up over weeks, and histograms for quantiles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.clock import HOUR, WEEK
from sim.journeys.records import BESIDE, Entry, Week
from sim.metrics.book import Book
from sim.metrics.counting import COUNTED
from sim.metrics.groups import ISSUE, TEAM, Cells, sums_of
from sim.metrics.metric import divided
from sim.metrics.prices import Prices
from sim.metrics.rows import Rows, Sums
from sim.metrics.standards import channels_of, standards_of
from sim.scenario.plan import Plan

FOLLOW_UP_TICKS = WEEK
"""First-contact resolution looks a week ahead, so issues of the last week are left out."""
_EDGES_MINUTES = np.concatenate([[0.0], np.geomspace(0.5, 60 * 24 * 60, 120)])
HISTOGRAM = tuple(f"resolution_bin_{i}" for i in range(len(_EDGES_MINUTES)))

_TRAITS = ("habit", "reward", "charge", "skill", "ownership", "engagement", "strain")
PASSED = ("paid_ticks", "scheduled_ticks", "planned_rest_ticks", "adhered_ticks", "break_ticks", "away_ticks")
"""How agents' time passes: paid, scheduled, on breaks as scheduled, as scheduled in all, on breaks, off the phone."""
_LATER = (
    *("weeks", "lane_value", "manager_capacity_ticks", "displaced_ticks", "cost_cents"),
    *("agents", "busy_ticks", "duty_ticks", "overtime_ticks", *_TRAITS),
    *("charged_cents", "payout_cents", "absorbed_cents", "bonus_cents", "by_count_cents", "balance_cents"),
    *("company_bonus_cents", "manager_cost_cents", "asked_ticks", "vacant", "quits", "customers_lost", "lost_cents"),
    *("lane_cost_cents", "desks_cents", "coaching_due", "coached", "coached_ticks", "mixed"),
    *PASSED,
)
"""The sums that follow from the agents' diaries, the ledger and the scenario."""


_OF_DIARIES = (
    *("busy_ticks", "duty_ticks", "overtime_ticks", "quits", "vacant", *_TRAITS),
    *("coaching_due", "coached", "coached_ticks"),
    *PASSED,
)
BY_TYPE = ("diagnosed", "insisted_up", "asked_ticks")
"""Those that stand for each issue type beside those in all, since sentences read them."""
BY_GROUP = sums_of(HISTOGRAM)
_ALL = (*COUNTED, *HISTOGRAM, *_LATER)


def names_of(plan: Plan) -> tuple[str, ...]:
    """Return the names of the sums of a plan, in order."""
    return (*_ALL, *(f"{what}:{name}" for name in plan.baseline.issues for what in BY_TYPE))


@dataclass(frozen=True)
class Counted:
    """What is counted of a run.

    Attributes
    ----------
    weekly : ndarray, shape (weeks, sums)
        In the order of `names_of`.
    issues, teams : Sums
        The same for each issue type and each team, values of shape (weeks, groups, sums).
    ledger : Rows
        The bonus ledger.
    company_bonus : ndarray, shape (teams, months)
        What the company paid beside the pools to those who share one, in cents.
    intervals : bytes
        The sums of each interval of the week, packed; see `sim.metrics.by_interval`.
    """

    weekly: Any
    issues: Sums
    teams: Sums
    ledger: Rows
    company_bonus: Any
    intervals: bytes


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
        self._standards = standards_of(plan.baseline)
        self._mixed = np.array([channels_of(plan.baseline, its) > 1 for its in _handled(plan)])
        self._plan = plan
        self._weeks = plan.horizon_tick // WEEK
        self._cells = Cells(plan, len(COUNTED) + len(HISTOGRAM))
        self._prices = Prices(plan)
        self._hourly_costs, self._overtime_factors = map(self._prices.of_teams, ("hourly_cost", "overtime_factor"))

    def book(self) -> Book:
        """Return a book for the sums of a run."""
        cells = self._cells
        by = {ISSUE: self._empty(cells.types), TEAM: self._empty(cells.teams)}
        standards = self._standards
        return Book(self._plan, cells, by, standards=standards, edges=_EDGES_MINUTES, oldest=self._oldest)

    def count(self, weeks: Iterable[Week], book: Book) -> Counted:
        """Return the sums of a run, some of which may have been counted in its book already."""
        cells, prices, by = self._cells, self._prices, book.by
        total = Sums(self.names, np.zeros((self._weeks, len(self.names))))
        agents, entries = [], []
        for several in _together(weeks):
            book.count(several)
            agents += [week.agents for week in several]
            entries += [week.ledger for week in several]
        book.end()
        ledger = Rows(entries)
        upstairs = book.asked.reshape(self._weeks, cells.types, cells.teams + 1)
        by[ISSUE]["asked_ticks"], by[TEAM]["asked_ticks"] = upstairs.sum(axis=2), upstairs.sum(axis=1)[:, 1:]
        for sums in by.values():
            sums["lane_value"] = _times(sums["rare_found"], prices.opportunity_value)
            _count_lost(sums, prices)
        total.values[:, : len(_ALL)] = by[ISSUE].values.sum(axis=1)
        for place, name in enumerate(self._plan.baseline.issues):
            for what in BY_TYPE:
                total[f"{what}:{name}"] = by[ISSUE][what][:, place]
        self._count_agents(by[TEAM], total, Rows(agents))
        self._count_center(total)
        _count_money(by[TEAM], total, ledger, prices)
        by[TEAM]["mixed"], total["mixed"] = self._mixed[1:], self._mixed[0]
        return Counted(total.values, by[ISSUE], by[TEAM], ledger, book.company.by_month, book.intervals.packed())

    def _empty(self, groups: int) -> Sums:
        return Sums(_ALL, np.zeros((self._weeks, groups, len(_ALL))))

    def _count_center(self, sums: Sums) -> None:
        """Write down what there is of the center alone."""
        sums["weeks"] = 1.0
        sums["manager_capacity_ticks"] = self._prices.manager_capacity_ticks
        sums["desks_cents"] = self._prices.desks_cents
        _count_displaced(sums, self._prices)

    def _count_agents(self, teams: Sums, total: Sums, diaries: Rows) -> None:
        team, many = diaries["team"], self._cells.teams
        for name in _OF_DIARIES:
            total[name], teams[name] = diaries.sum(diaries[name]), diaries.sum_by(team, many, diaries[name])
        total["agents"], teams["agents"] = np.diff(diaries.edges), diaries.sum_by(team, many)
        paid = teams["paid_ticks"] + self._overtime_factors * teams["overtime_ticks"]
        teams["cost_cents"] = 100.0 * (self._hourly_costs * paid) / HOUR


def _together(weeks: Iterable[Week]) -> Iterator[list[Week]]:
    """Yield weeks in lists that are worth counting at once, and do not take much room."""
    several, rows = [], 0
    for week in weeks:
        several.append(week)
        rows += len(week.contacts) + len(week.duty)
        if rows >= _WORTH_COUNTING:
            yield several
            several, rows = [], 0
    if several:
        yield several


_WORTH_COUNTING = 4096
"""Rows, whose columns take two megabytes at most."""


def _handled(plan: Plan) -> list[list[str]]:
    """Return all issue types, then those of each team."""
    return [list(plan.baseline.issues), *(list(team.handles) for team in plan.baseline.teams.values())]


def _times(values: Any, by_week: Any) -> Any:
    """Return sums, by week or by week and group, times a figure of each week."""
    return (values.T * by_week).T


def _count_displaced(sums: Sums, prices: Prices) -> None:
    """Count what no longer fits into the managers' hours."""
    sums["displaced_ticks"] = np.maximum(
        0.0,
        sums["manager_ticks"] + sums["coached_ticks"] + prices.duty_ticks - sums["manager_capacity_ticks"],
    )


def _count_lost(sums: Sums, prices: Prices) -> None:
    """Count the customers who leave for good, as expected from what they leave with, and what they are worth."""
    for what, share in prices.leaving.items():
        sums["customers_lost"] += _times(sums[f"closed_{what}"], share)
    sums["lost_cents"] = _times(sums["customers_lost"], prices.worth_cents)


def _count_money(teams: Sums, total: Sums, entries: Rows, prices: Prices) -> None:
    """Count what moved in the pools, and what is paid in all: of each team, then of all, contacts of no team too."""
    many = teams.values.shape[1]
    cents = entries.sum_by(entries["team"] * len(Entry) + entries["entry"], many * len(Entry), entries["cents"])
    cents = cents.reshape(-1, many, len(Entry))
    total["company_bonus_cents"] = teams["company_bonus_cents"].sum(axis=1)
    total["cost_cents"] = teams["cost_cents"].sum(axis=1)
    for sums, moved in ((teams, cents), (total, cents.sum(axis=1))):
        for name, kinds in _MOVED.items():
            sums[name] = np.abs(moved[..., kinds].sum(axis=-1))
        sums["balance_cents"] = moved.sum(axis=-1) - moved[..., BESIDE].sum(axis=-1)
        sums["manager_cost_cents"] = _times(sums["manager_ticks"], 100.0 * prices.manager_cost) / HOUR
        sums["lane_cost_cents"] = _times(sums["lane_ticks"], 100.0 * prices.lane_cost) / HOUR
        sums["cost_cents"] += (
            sums["agent_cents"]
            + sums["manager_cents"]
            + sums["company_bonus_cents"]
            + sums["manager_cost_cents"]
            + sums["lane_cost_cents"]
        )


_MOVED = {
    "charged_cents": [Entry.MANAGER_CHARGE, Entry.AGENT_CHARGE, Entry.ESCALATION_CHARGE, Entry.REPEAT_CHARGE],
    "payout_cents": [Entry.PAYOUT],
    "absorbed_cents": [Entry.ABSORBED],
    "bonus_cents": [Entry.RESOLUTION_BONUS, Entry.POOL_BONUS],
}


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
