"""Calendar months: what the bonus pools moved, what agents were paid beside them, and how many shared it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from sim.clock import DAY, WEEK, month_ends
from sim.engines.months import are_paid
from sim.journeys.records import Entry, Outcome
from sim.metrics.rows import Rows
from sim.scenario.plan import Plan

DAYS_PER_WEEK = 7
MONTHLY = ("funding_cents", "charged_cents", "payout_cents", "absorbed_cents")
"""Movements of the pools."""
MONTH_SUMS = (*MONTHLY, "bonus_cents", "by_count_cents", "company_bonus_cents", "sharers")
"""What is counted of each month: also resolution bonuses out of the pools and beside them, what hangs on the count of
escalations less what agents are charged for them, and how many share all this when the month is paid out."""
OF_MONTHS = ("month_bonus_cents", "month_sharers")
"""Sums over the whole months of a span of weeks; those of weeks do not add up to them."""
_MOVED = (
    [Entry.FUNDING],
    [Entry.MANAGER_CHARGE, Entry.AGENT_CHARGE, Entry.ESCALATION_CHARGE, Entry.REPEAT_CHARGE],
    [Entry.PAYOUT],
    [Entry.ABSORBED],
    [Entry.RESOLUTION_BONUS, Entry.POOL_BONUS],
)
_BY_COUNT = [Entry.TARGET_BONUS, Entry.PROPORTIONAL_BONUS, Entry.OWN_CHARGE, Entry.FORGIVEN, Entry.EVENT_BONUS]


@dataclass(frozen=True)
class Month:
    """A calendar month of a run: its first day, and the part of it that was simulated.

    Attributes
    ----------
    first : date
        The first day of the calendar month.
    start_day, end_day : int
        The days simulated, counted from the first Monday; the end is not included.
    whole : bool
        Whether all of it was simulated.
    """

    first: datetime.date
    start_day: int
    end_day: int
    whole: bool

    def is_within(self, first_week: int, last_week: int) -> bool:
        """Whether all of the month was simulated and lies in a span of weeks, both ends included."""
        return self.whole and self.start_day >= DAYS_PER_WEEK * (first_week - 1) and self.end_day <= 7 * last_week


def months_of(start: datetime.date, weeks: int) -> list[Month]:
    """Return the calendar months that a run touches."""
    edges = [0, *(tick // DAY for tick in month_ends(start, weeks * WEEK)), weeks * DAYS_PER_WEEK]
    months = []
    for begin, end in pairwise(edges):
        first = (start + datetime.timedelta(days=begin)).replace(day=1)
        following = (first + datetime.timedelta(days=32)).replace(day=1)
        months.append(Month(first, begin, end, end - begin == (following - first).days))
    return months


def month_sums(entries: Rows, company_bonus: Any) -> tuple[Any, Any]:
    """Return the sums of each month from the ledger and the bonuses beside it.

    Of shapes (months, len(MONTH_SUMS)) and, of each team, (teams, months, len(MONTH_SUMS)).
    """
    teams, months = company_bonus.shape
    place = np.minimum(entries["month"], months - 1) * len(Entry) + entries["entry"]
    place = entries["team"] * (months * len(Entry)) + place
    moved, rows = (
        np.bincount(place, weights, teams * months * len(Entry)).reshape(teams, months, len(Entry))
        for weights in (entries["cents"], None)
    )
    whole = _columns(moved.sum(axis=0), company_bonus.sum(axis=0), rows.sum(axis=0))
    return whole, _columns(moved, company_bonus, rows)


def _columns(moved: Any, company_bonus: Any, rows: Any) -> Any:
    columns = [np.abs(moved[..., kinds].sum(axis=-1)) for kinds in _MOVED]
    columns.append(moved[..., _BY_COUNT].sum(axis=-1))
    return np.stack([*columns, company_bonus, rows[..., Entry.PAYOUT]], axis=-1).astype(float)


class CompanyBonus:
    """What the company pays beside the pools for solved issues, by the rate of the day on which they were solved."""

    def __init__(self, plan: Plan) -> None:
        paid = [epoch.scenario.incentives for epoch in plan.epochs]
        self.rates = np.array([100.0 * i.resolution_bonus * (i.resolution_bonus_from == "company") for i in paid])
        self.starts = np.array([epoch.start_tick for epoch in plan.epochs], dtype=np.int64)
        paid_monthly = are_paid(plan)
        self.shares = np.array([paid_monthly and team.shares_pool for team in plan.baseline.teams.values()])
        self.month_ends = np.array(month_ends(plan.baseline.calendar.start, plan.horizon_tick), dtype=np.int64)
        self.by_month = np.zeros((len(self.shares), len(self.month_ends) + 1))
        """What was paid to teams that share a pool, by team and month."""

    def count(self, contacts: Any) -> Any:
        """Return the cents paid for contacts by team; those of teams that share a pool are added to their month."""
        teams, months = self.by_month.shape
        if not self.rates.any():
            return np.zeros(teams)
        solved = contacts[(contacts["outcome"] == Outcome.SOLVED) & ~contacts["refused"]]
        cents, team = self.rates[np.searchsorted(self.starts, solved["ended"], "right") - 1], solved["team"]
        ours = self.shares[team]
        month = np.searchsorted(self.month_ends, solved["ended"], "right")
        places = (team * months + month)[ours]
        self.by_month += np.bincount(places, cents[ours], teams * months).reshape(teams, months)
        return np.bincount(team, cents, teams)


def bonus_of(sums: Any, months: Sequence[Month], first_week: int, last_week: int) -> tuple[Any, Any]:
    """Return the cents paid to those who share a pool in the whole months of a span of weeks, and to how many.

    Both are added over the months, so that their ratio is what one agent got in one month; `sums` may be those of many
    runs, of shape (..., months, len(MONTH_SUMS)).
    """
    inside = [place for place, month in enumerate(months) if month.is_within(first_week, last_week)]
    heads = sums[..., MONTH_SUMS.index("sharers")]
    paid, sharers = (np.ascontiguousarray(each[..., inside]).sum(axis=-1) for each in (paid_cents(sums), heads))
    return paid, sharers


def paid_cents(sums: Any) -> Any:
    """Return what agents who share in bonuses were paid in each month, in all."""
    payout, bonus, by_count, company = (
        sums[..., MONTH_SUMS.index(name)]
        for name in ("payout_cents", "bonus_cents", "by_count_cents", "company_bonus_cents")
    )
    return payout + bonus + company + by_count
