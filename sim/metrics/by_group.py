"""The sums of each issue type and each team of a replication, packed until somebody asks for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.clock import WEEK
from sim.metrics.groups import ISSUE, TEAM, groups_of
from sim.metrics.monthly import MONTH_SUMS, OF_MONTHS, Month, bonus_of
from sim.metrics.packing import packed, unpacked
from sim.metrics.rows import Sums
from sim.metrics.sums import BY_GROUP
from sim.scenario.plan import Plan


@dataclass(frozen=True)
class ByGroup:
    """Sums by group: few ask for them, so they rest packed.

    Attributes
    ----------
    names : tuple of str
        What each column of the weekly sums counts, as ``escalated@issue:claims``.
    teams : tuple of str
        Whose the monthly sums are.
    shape : tuple of int
        How many weeks and months there are.
    packed : bytes
        Weekly sums, shape (weeks, names), then monthly ones, shape (teams, months, sums).
    """

    names: tuple[str, ...]
    teams: tuple[str, ...]
    shape: tuple[int, int]
    packed: bytes

    @property
    def total_names(self) -> tuple[str, ...]:
        """The names of sums over a span of weeks: those of its whole months too."""
        return (*self.names, *(f"{what}@{TEAM}:{name}" for what in OF_MONTHS for name in self.teams))

    def unpacked(self) -> tuple[Any, Any]:
        """Return the weekly sums, shape (weeks, names), and the monthly ones, shape (teams, months, sums)."""
        weeks, _ = self.shape
        numbers, _ = unpacked(self.packed, self.many)
        split = weeks * len(self.names)
        weekly = np.ascontiguousarray(numbers[:split].reshape(len(self.names), weeks).T)
        return weekly, numbers[split:].reshape(len(self.teams), self.shape[1], len(MONTH_SUMS))

    @property
    def many(self) -> int:
        """How many numbers are packed."""
        weeks, months = self.shape
        return weeks * len(self.names) + len(self.teams) * months * len(MONTH_SUMS)

    def total(self, months: Sequence[Month], first_week: int, last_week: int | None) -> Any:
        """Return the sums over a span of weeks, in the order of `total_names`."""
        weekly, monthly = self.unpacked()
        weeks = weekly[first_week - 1 : last_week]
        paid = bonus_of(monthly, months, first_week, first_week + len(weeks) - 1)
        return np.concatenate([weeks.sum(axis=0), *paid])


def by_group(plan: Plan, months: int, data: bytes) -> ByGroup:
    """Return the packed sums by group of a plan."""
    groups = groups_of(plan.baseline)
    names = (f"{what}@{kind}:{name}" for kind, them in groups.items() for name in them for what in BY_GROUP[kind])
    return ByGroup(tuple(names), groups[TEAM], (plan.horizon_tick // WEEK, months), data)


def split_off_groups(plan: Plan, months: int, data: bytes) -> tuple[ByGroup, bytes]:
    """Return the sums by group that stand packed at the beginning, and what stands behind them.

    Raises
    ------
    ValueError
        If that is no such thing.
    """
    groups = by_group(plan, months, data)
    _, rest = unpacked(data, groups.many)
    return by_group(plan, months, data[: len(data) - len(rest)]), rest


def packed_groups(issues: Sums, teams: Sums, monthly: Any) -> bytes:
    """Return sums by group packed: those of weeks, values of shape (weeks, groups, sums), and those of months."""
    kept = [
        np.stack([sums[what] for what in BY_GROUP[kind]], axis=2).reshape(len(sums.values), -1)
        for kind, sums in ((ISSUE, issues), (TEAM, teams))
    ]
    return packed(np.concatenate([*(each.ravel("F") for each in kept), monthly.ravel()]))
