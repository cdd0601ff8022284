"""The sums of many replications at once, so that a metric of all of them is one expression on arrays."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.metrics.groups import TEAM, places_of
from sim.metrics.metric import Metric, divided
from sim.metrics.monthly import MONTH_SUMS, OF_MONTHS, Month, bonus_of, paid_cents

if TYPE_CHECKING:
    from sim.metrics.by_group import ByGroup
    from sim.metrics.tally import Tally

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
    of_groups : callable, optional
        Returns the sums of issue types and teams, when one is first asked for.
    """

    def __init__(
        self, names: tuple[str, ...], values: Any, of_groups: Callable[[], Mapping[str, Any]] | None = None
    ) -> None:
        self._index = places_of(names)
        self._values = values
        self._of_groups = of_groups

    def __getitem__(self, name: str) -> Any:
        place = self._index.get(name)
        return self._groups[name] if place is None else self._values[place]

    @cached_property
    def _groups(self) -> Mapping[str, Any]:
        return self._of_groups() if self._of_groups is not None else {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)


class _Weekly:
    """The columns of weekly sums, each of shape (replications, weeks) and gathered when it is asked for.

    There is an array of shape (weeks, columns) for each replication. With `before`, each week's sums are those of so
    many weeks before it as well, as far as there are any.
    """

    def __init__(self, weekly: Sequence[Any], before: int = 0) -> None:
        self._weekly = weekly
        self._before = before

    def __getitem__(self, place: Any) -> Any:
        column = np.array([each[:, place] for each in self._weekly])
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
            names, of_groups = (*self._tallies[0].names, *OF_MONTHS), partial(self._group_total, *span)
            self._totals[span] = Totals(names, np.vstack([sums.T, *paid]), of_groups)
        return self._totals[span]

    @property
    def _by_group(self) -> "list[ByGroup]":
        return [each.groups for each in self._tallies if each.groups is not None]

    def _group_total(self, first_week: int, last_week: int | None) -> Totals:
        groups = self._by_group
        if not groups:
            return Totals((), ())
        totals = [each.total(self.months, first_week, last_week) for each in groups]
        return Totals(groups[0].total_names, np.array(totals).T)

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
        what, _, group = metric.id.partition("@")
        if what == "bonus_per_agent":
            return self._last_bonus(group)
        before = REPUTATION_WEEKS - 1 if what == "reputation_index" else 0  # counts: exact in any order
        weekly = _Weekly([each.weekly for each in self._tallies], before)
        return metric.value(Totals(self._tallies[0].names, weekly, partial(self._group_weeks, before)))

    def _group_weeks(self, before: int) -> Totals:
        groups = self._by_group
        if not groups:
            return Totals((), ())
        return Totals(groups[0].names, _Weekly([each.unpacked()[0] for each in groups], before))

    def bonus_by_month(self) -> Any:
        """Return what each agent who shares a pool was paid, in money; NaN where nobody shares one.

        Of shape (replications, months).
        """
        return _each(self.monthly)

    def _last_bonus(self, group: str) -> Any:
        weeks = len(self._tallies[0].weekly)
        if group:
            team, groups = group.removeprefix(f"{TEAM}:"), self._by_group
            place = groups[0].teams.index(team) if groups and team in groups[0].teams else None
            paid = _each(np.array([each.unpacked()[1][place] for each in groups])) if place is not None else None
            if paid is None:
                return np.full((len(self._tallies), weeks), np.nan)
        else:
            paid = self.bonus_by_month()
        found = np.full((len(self._tallies), weeks), np.nan)
        for week in range(weeks):
            whole = [place for place, month in enumerate(self.months) if month.is_within(1, week + 1)]
            if whole:
                found[:, week] = paid[:, whole[-1]]
        return found


def _each(monthly: Any) -> Any:
    """Return what each who shares a pool was paid in each month, in money; NaN where nobody does."""
    return divided(paid_cents(monthly) / 100, monthly[..., MONTH_SUMS.index("sharers")])


def complete(values: Any) -> list[float]:
    """Return one value for each replication; none at all where some replication has none (NaN)."""
    return [] if np.isnan(values).any() else values.tolist()
