"""The bonus pools by calendar month: charges, and pay-outs for each agent who shares a pool."""

import datetime
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sim.clock import DAY, WEEK, month_ends
from sim.metrics.tally import MONTHLY, Tally

DAYS_PER_WEEK = 7


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


def months_of(start: datetime.date, weeks: int) -> list[Month]:
    """Return the calendar months that a run touches."""
    edges = [0, *(tick // DAY for tick in month_ends(start, weeks * WEEK)), weeks * DAYS_PER_WEEK]
    months = []
    for begin, end in pairwise(edges):
        first = (start + datetime.timedelta(days=begin)).replace(day=1)
        following = (first + datetime.timedelta(days=32)).replace(day=1)
        months.append(Month(first, begin, end, end - begin == (following - first).days))
    return months


def charges_by_month(counted: Tally) -> list[float]:
    """Return the concessions charged to the pools in each month, in money."""
    return [float(cents) / 100 for cents in counted.monthly[:, MONTHLY.index("charged_cents")]]


def payouts_by_month(counted: Tally, months: list[Month]) -> list[float] | None:
    """Return each month's pay-out for each agent who shares a pool, in money; None where nobody shares one."""
    sharers = counted.weekly[:, counted.names.index("agent_weeks")]
    payouts = counted.monthly[:, MONTHLY.index("payout_cents")] / 100
    heads = [_mean_heads(sharers, month) for month in months]
    if not any(heads):
        return None
    return [float(payout / head) if head else 0.0 for payout, head in zip(payouts, heads, strict=True)]


def _mean_heads(sharers: Any, month: Month) -> float:
    """Return the mean number of sharers over the days of a month."""
    days = range(month.start_day, month.end_day)
    return float(sum(sharers[day // DAYS_PER_WEEK] for day in days) / len(days))
