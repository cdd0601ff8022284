"""The sums of many replications at once, so that a metric of all of them is one expression on arrays."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.metrics.metric import Metric, divided
from sim.metrics.monthly import MONTH_SUMS, Month, bonus_of, paid_cents

if TYPE_CHECKING:
    from sim.metrics.tally import Tally

OF_MONTHS = ("month_bonus_cents", "month_sharers")
"""Sums over the whole months of a span of weeks; those of weeks do not add up to them."""
REPUTATION_WEEKS = 13
"""A reputation looks back 90 days."""


class Totals(Mapping[str, Any]):
    """Sums by name: numbers, or arrays of one shape.

    Parameters
    ----------
    names : tuple of str
        What is counted.
    values : sequence
        One of each.
    """

    def __init__(self, names: tuple[str, ...], values: Any) -> None:
        self._index = _places(names)
        self._values = values

    def __getitem__(self, name: str) -> Any:
        return self._values[self._index[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)


@lru_cache(maxsize=64)
def _places(names: tuple[str, ...]) -> dict[str, int]:
    """Return the column of each name; a picture asks for thousands of totals, all of the same names."""
    return {name: i for i, name in enumerate(names)}


class _Weekly:
    """The columns of weekly sums, each of shape (replications, weeks) and gathered when it is asked for.

    With `before`, each week's sums are those of so many weeks before it as well, as far as there are any.
    """

    def __init__(self, tallies: Sequence["Tally"], before: int = 0) -> None:
        self._tallies = tallies
        self._before = before

    def __getitem__(self, place: Any) -> Any:
        column = np.array([each.weekly[:, place] for each in self._tallies])
        if not self._before:
            return column
        spans = (column[:, max(0, week - self._before) : week + 1] for week in range(column.shape[1]))
        return np.stack([span.sum(axis=1) for span in spans], axis=1)


class Tallies:
    """The sums of some replications of one scenario; totals and metrics are worked out once and kept.

    Parameters
    ----------
    tallies : sequence of Tally
        Of one plan, at least one; every figure has the same bits as that of each of them alone.
    """

    def __init__(self, tallies: Sequence["Tally"]) -> None:
        self._tallies = tallies
        self._totals: dict[tuple[int, int | None], Totals] = {}
        self._values: dict[tuple[str, int, int | None], Any] = {}

    @property
    def months(self) -> tuple[Month, ...]:
        """When the calendar months are."""
        return self._tallies[0].months

    @cached_property
    def monthly(self) -> Any:
        """What was moved and paid, of shape (replications, months, len(MONTH_SUMS)); see `Tally`."""
        return np.array([each.monthly for each in self._tallies])

    def total(self, first_week: int = 1, last_week: int | None = None) -> Totals:
        """Return the sums over a span of weeks as `Tally.total` does, each an array of shape (replications,)."""
        span = first_week, last_week
        if span not in self._totals:
            parts = [each.weekly[first_week - 1 : last_week] for each in self._tallies]
            sums = np.array([weeks.sum(axis=0) for weeks in parts])
            paid = bonus_of(self.monthly, self.months, first_week, first_week + len(parts[0]) - 1)
            self._totals[span] = Totals((*self._tallies[0].names, *OF_MONTHS), np.vstack([sums.T, *paid]))
        return self._totals[span]

    def value(self, metric: Metric, first_week: int = 1, last_week: int | None = None) -> Any:
        """Return a metric over a span of weeks, an array of shape (replications,); NaN where there is none."""
        key = metric.id, first_week, last_week
        if key not in self._values:
            self._values[key] = metric.value(self.total(first_week, last_week))
        return self._values[key]

    def by_week(self, metric: Metric) -> Any:
        """Return a metric for each week, shape (replications, weeks); NaN where there is none.

        Reputation looks back 90 days, the bonus to the last whole month paid out.
        """
        if metric.id == "bonus_per_agent":
            return self._last_bonus()
        before = REPUTATION_WEEKS - 1 if metric.id == "reputation_index" else 0  # counts: exact in any order
        return metric.value(Totals(self._tallies[0].names, _Weekly(self._tallies, before)))

    def bonus_by_month(self) -> Any:
        """Return what each agent who shares a pool was paid, in money; NaN where nobody shares one.

        Of shape (replications, months).
        """
        return divided(paid_cents(self.monthly) / 100, self.monthly[..., MONTH_SUMS.index("sharers")])

    def _last_bonus(self) -> Any:
        paid, weeks = self.bonus_by_month(), len(self._tallies[0].weekly)
        found = np.full((len(self._tallies), weeks), np.nan)
        for week in range(weeks):
            whole = [place for place, month in enumerate(self.months) if month.is_within(1, week + 1)]
            if whole:
                found[:, week] = paid[:, whole[-1]]
        return found


def complete(values: Any) -> list[float]:
    """Return one value for each replication; none at all where some replication has none (NaN)."""
    return [] if np.isnan(values).any() else values.tolist()
