"""The sums of a run, week by week and month by month: what a replication leaves behind."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from sim.clock import DAY, WEEK, month_ends
from sim.journeys.records import Entry, Week
from sim.metrics.catalog import METRICS
from sim.metrics.metric import Metric
from sim.metrics.rows import Rows
from sim.metrics.sums import Counter, names_of
from sim.scenario.plan import Plan

MONTHLY = ("funding_cents", "charged_cents", "payout_cents", "absorbed_cents")
_MONTHLY_ENTRIES = (
    [Entry.FUNDING],
    [Entry.MANAGER_CHARGE, Entry.AGENT_CHARGE],
    [Entry.PAYOUT],
    [Entry.ABSORBED],
)
_LEVEL = 1
REPUTATION_WEEKS = 13
"""A reputation looks back 90 days."""


@dataclass(frozen=True)
class Tally:
    """The sums of one replication.

    Attributes
    ----------
    names : tuple of str
        What each column of `weekly` counts.
    weekly : ndarray of float64, shape (weeks, len(names))
        One row for each week, and the rows one after the other in memory, wherever they came from.
    monthly : ndarray of float64, shape (months, len(MONTHLY))
        Movements of the pools in each calendar month, in cents.
    """

    names: tuple[str, ...]
    weekly: Any
    monthly: Any

    def __post_init__(self) -> None:
        """Lay the sums out in one way: NumPy adds in the order of memory, and another order has other last digits."""
        for name in ("weekly", "monthly"):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name)))

    def total(self, first_week: int = 1, last_week: int | None = None) -> "Totals":
        """Return the sums over a span of weeks, both ends included."""
        return Totals(self.names, self.weekly[first_week - 1 : last_week].sum(axis=0))

    def value(self, metric: Metric, first_week: int = 1, last_week: int | None = None) -> float | None:
        """Return a metric over a span of weeks."""
        return metric.value(self.total(first_week, last_week))

    def to_bytes(self) -> bytes:
        """Return the sums packed, without their names; like digits stand together, so that they take little room."""
        whole = np.concatenate([self.weekly.ravel("F"), self.monthly.ravel("F")])
        return zlib.compress(whole.view(np.uint8).reshape(-1, whole.itemsize).T.tobytes(), _LEVEL)

    @classmethod
    def from_bytes(cls, plan: Plan, packed: bytes) -> "Tally":
        """Return the sums of a run of a plan from what `to_bytes` gave."""
        names, weeks = names_of(plan), plan.horizon_tick // WEEK
        digits = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(np.dtype(float).itemsize, -1)
        whole = np.ascontiguousarray(digits.T).view(float).ravel()
        split = weeks * len(names)
        weekly = whole[:split].reshape(weeks, len(names), order="F")
        return cls(names, weekly, whole[split:].reshape(-1, len(MONTHLY), order="F"))

    def by_week(self, metric: Metric) -> list[float | None]:
        """Return a metric for each week; reputation looks back 90 days."""
        if metric.id != "reputation_index":
            return [metric.value(week) for week in self._weeks]
        weeks = range(1, len(self.weekly) + 1)
        return [self.value(metric, max(1, week - REPUTATION_WEEKS + 1), week) for week in weeks]

    @cached_property
    def _weeks(self) -> list["Totals"]:
        return [Totals(self.names, week) for week in self.weekly]


class Totals(Mapping[str, float]):
    """Sums by name."""

    def __init__(self, names: tuple[str, ...], values: Any) -> None:
        self._index = _places(names)
        self._values: list[float] = values.tolist()

    def __getitem__(self, name: str) -> float:
        return self._values[self._index[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)


@lru_cache(maxsize=64)
def _places(names: tuple[str, ...]) -> dict[str, int]:
    """Return the column of each name; a picture asks for thousands of totals, all of the same names."""
    return {name: i for i, name in enumerate(names)}


class Tallier:
    """Counts runs of a plan.

    Parameters
    ----------
    plan : Plan
        The scenario laid out in time.
    """

    def __init__(self, plan: Plan) -> None:
        self._counter = Counter(plan)
        self._shares = _weeks_of_months(plan)

    def __call__(self, weeks: Iterable[Week]) -> Tally:
        """Count the weeks of a run as they come; nothing else of them is kept."""
        weekly, ledger = self._counter.count(weeks)
        months = _month_sums(ledger, self._shares.shape[1])
        names = self._counter.names
        weekly[:, names.index("payout_cents")] = (self._shares * months[:, MONTHLY.index("payout_cents")]).sum(axis=1)
        return Tally(names, weekly, months)


def tally(plan: Plan, weeks: Iterable[Week]) -> Tally:
    """Count the weeks of one run of a plan."""
    return Tallier(plan)(weeks)


def _month_sums(entries: Rows, months: int) -> Any:
    """Return the movements of the pools in each month; the last takes what is booked after it."""
    places = np.minimum(entries["month"], months - 1) * len(Entry) + entries["entry"]
    moved = np.bincount(places, np.abs(entries["cents"]), months * len(Entry)).reshape(months, len(Entry))
    return np.stack([moved[:, kinds].sum(axis=1) for kinds in _MONTHLY_ENTRIES], axis=1)


def _weeks_of_months(plan: Plan) -> Any:
    """Return the share of each month's days that fall into each week, so that a pay-out counts where it was earned."""
    ends = np.array([*month_ends(plan.baseline.calendar.start, plan.horizon_tick), plan.horizon_tick]) // DAY
    starts = np.concatenate([[0], ends[:-1]])
    mondays = 7 * np.arange(plan.horizon_tick // WEEK)[:, None]
    shared = np.maximum(0, np.minimum(mondays + 7, ends) - np.maximum(mondays, starts))
    return shared / (ends - starts)


def weekly_frame(journeys: Any) -> Any:
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


def _weeks(journeys: Any) -> Iterator[Week]:
    last = journeys.plan.horizon_tick // WEEK
    for number in range(1, last + 1):
        contacts = _of_week(journeys.rows, "ended", number, last)
        ledger = _of_week(journeys.entries, "tick", number, last)
        yield Week(number, contacts, journeys.diaries[journeys.diaries["week"] == number], ledger)


def _of_week(rows: Any, column: str, number: int, last: int) -> Any:
    week = np.minimum(rows[column] // WEEK + 1, last)
    return rows[week == number]
