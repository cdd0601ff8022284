"""The sums of a run, week by week and month by month: what a replication leaves behind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from sim.clock import WEEK
from sim.journeys.journeys import Journeys
from sim.journeys.records import Week
from sim.metrics.book import Book
from sim.metrics.by_group import ByGroup, by_group, packed_groups, split_off_groups
from sim.metrics.by_interval import Intervals, split_off
from sim.metrics.catalog import METRICS
from sim.metrics.metric import Metric
from sim.metrics.monthly import MONTH_SUMS, OF_MONTHS, Month, bonus_of, month_sums, months_of
from sim.metrics.packing import packed, unpacked
from sim.metrics.sums import Counter, names_of
from sim.metrics.tallies import Tallies, Totals
from sim.scenario.kept import kept_for_plans
from sim.scenario.plan import Plan


@dataclass(frozen=True)
class Tally:
    """The sums of one replication.

    Attributes
    ----------
    names : tuple of str
        What each column of `weekly` counts.
    weekly : ndarray of float64, shape (weeks, len(names))
        One row for each week, and the rows one after the other in memory, wherever they came from.
    monthly : ndarray of float64, shape (months, len(MONTH_SUMS))
        What was moved in and paid for each calendar month, in cents, and the agents who shared it.
    months : tuple of Month
        When these months are.
    groups : ByGroup, optional
        The sums of each issue type and team.
    packed_intervals : bytes
        The sums of each interval of the week; see `intervals`.
    """

    names: tuple[str, ...]
    weekly: Any
    monthly: Any
    months: tuple[Month, ...]
    groups: ByGroup | None = None
    packed_intervals: bytes = b""

    def __post_init__(self) -> None:
        """Lay the sums out in one way: NumPy adds in the order of memory, and another order has other last digits."""
        for name in ("weekly", "monthly"):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name)))

    def total(self, first_week: int = 1, last_week: int | None = None) -> Totals:
        """Return the sums over a span of weeks, both ends included, and over the whole months in it."""
        weeks = self.weekly[first_week - 1 : last_week]
        paid = bonus_of(self.monthly, self.months, first_week, first_week + len(weeks) - 1)
        of_groups = partial(self._group_total, first_week, last_week)
        return Totals((*self.names, *OF_MONTHS), np.append(weeks.sum(axis=0), paid).tolist(), of_groups)

    def _group_total(self, first_week: int, last_week: int | None) -> Totals:
        if self.groups is None:
            return Totals((), ())
        return Totals(self.groups.total_names, self.groups.total(self.months, first_week, last_week).tolist())

    def value(self, metric: Metric, first_week: int = 1, last_week: int | None = None) -> float | None:
        """Return a metric over a span of weeks."""
        return metric.value(self.total(first_week, last_week))

    def to_bytes(self) -> bytes:
        """Return the sums packed, without their names."""
        whole = np.concatenate([self.weekly.ravel("F"), self.monthly.ravel("F")])
        return packed(whole) + (self.groups.packed if self.groups is not None else b"") + self.packed_intervals

    def intervals(self, plan: Plan) -> Intervals:
        """Return the sums of each interval of the week of a run of this plan."""
        return split_off(plan, self.packed_intervals)[0]

    @classmethod
    def from_bytes(cls, plan: Plan, data: bytes) -> "Tally":
        """Return the sums of a run of a plan from what `to_bytes` gave.

        Raises
        ------
        ValueError
            If that is no such thing; no more of it is unpacked than belongs to the plan.
        """
        names, weeks, months = names_of(plan), plan.horizon_tick // WEEK, _months(plan)
        split = weeks * len(names)
        numbers, rest = unpacked(data, split + len(months) * len(MONTH_SUMS))
        groups, rest = split_off_groups(plan, len(months), rest)
        if split_off(plan, rest)[1]:
            raise ValueError("more than what was packed")
        weekly = numbers[:split].reshape(weeks, len(names), order="F")
        monthly = numbers[split:].reshape(len(months), len(MONTH_SUMS), order="F")
        return cls(names, weekly, monthly, months, groups, rest)

    def by_week(self, metric: Metric) -> list[float | None]:
        """Return a metric for each week; reputation looks back 90 days, the bonus to the last whole month paid out."""
        return _known(Tallies([self]).by_week(metric)[0])

    def bonus_by_month(self) -> list[float | None]:
        """Return what each agent who shares a pool was paid for each month, in money; None where nobody shares one."""
        return _known(Tallies([self]).bonus_by_month()[0])


def _known(values: Any) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]


class Tallier:
    """Counts runs of a plan.

    Parameters
    ----------
    plan : Plan
        The scenario laid out in time.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan, self._counter = plan, Counter(plan)
        self._months = _months(plan)
        self._shares = _weeks_of_months(self._months, plan.horizon_tick // WEEK)

    def book(self) -> Book:
        """Return a book that a run may be given; see `sim.engines.weeks_of`."""
        return self._counter.book()

    def __call__(self, weeks: Iterable[Week], book: Book | None = None) -> Tally:
        """Count the weeks of a run as they come, beside what was counted in its book; nothing else of them is kept."""
        counted = self._counter.count(weeks, book or self.book())
        months, of_teams = month_sums(counted.ledger, counted.company_bonus)
        for name in ("payout_cents", "by_count_cents"):
            place = MONTH_SUMS.index(name)
            counted.weekly[:, self._counter.names.index(name)] = (self._shares * months[:, place]).sum(axis=1)
            counted.teams[name] = (self._shares * of_teams[:, None, :, place]).sum(axis=2).T
        groups = by_group(self._plan, len(self._months), packed_groups(counted.issues, counted.teams, of_teams))
        return Tally(self._counter.names, counted.weekly, months, self._months, groups, counted.intervals)


@kept_for_plans(8)
def tallier_of(plan: Plan) -> Tallier:
    """Return what counts runs of a plan; a few are remembered, so that batches of replications share the work."""
    return Tallier(plan)


def tally(plan: Plan, weeks: Iterable[Week]) -> Tally:
    """Count the weeks of one run of a plan."""
    return Tallier(plan)(weeks)


def _months(plan: Plan) -> tuple[Month, ...]:
    return tuple(months_of(plan.baseline.calendar.start, plan.horizon_tick // WEEK))


def _weeks_of_months(months: tuple[Month, ...], weeks: int) -> Any:
    """Return the share of each month's days that fall into each week, so that a pay-out costs where it was earned."""
    starts, ends = (np.array([getattr(month, edge) for month in months]) for edge in ("start_day", "end_day"))
    mondays = 7 * np.arange(weeks)[:, None]
    shared = np.maximum(0, np.minimum(mondays + 7, ends) - np.maximum(mondays, starts))
    return shared / (ends - starts)


def weekly_frame(journeys: Journeys) -> Any:
    """Return every metric of every week of a finished run as a tidy DataFrame."""
    import pandas as pd

    plan = journeys.plan
    counted = tally(plan, _weeks(journeys))
    return pd.DataFrame(
        [
            {"week": week, "metric": metric.id, "unit": plan.baseline.in_currency(metric.unit), "value": value}
            for metric in METRICS.values()
            for week, value in enumerate(counted.by_week(metric), start=1)
        ]
    )


def _weeks(journeys: Journeys) -> Iterator[Week]:
    last = journeys.plan.horizon_tick // WEEK
    for number in range(1, last + 1):
        contacts = _of_week(journeys.rows, "ended", number, last)
        ledger = _of_week(journeys.entries, "tick", number, last)
        yield Week(number, contacts, journeys.diaries[journeys.diaries["week"] == number], ledger)


def _of_week(rows: Any, column: str, number: int, last: int) -> Any:
    week = np.minimum(rows[column] // WEEK + 1, last)
    return rows[week == number]
