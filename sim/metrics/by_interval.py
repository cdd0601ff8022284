"""What is counted in each quarter of an hour of the week, by issue type and by team, packed until somebody asks.

The sums are over all weeks of a run, so that they take the same room however long it is; sums by week stand beside
them in the tally.
"""

from collections import namedtuple
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.clock import MINUTE, WEEK
from sim.journeys.records import COLUMNS, DUTY_DTYPE
from sim.metrics.interval_counting import TEAM_SUMS, TYPE_SUMS, count_by_interval, count_duty
from sim.metrics.packing import packed, unpacked
from sim.scenario.plan import Plan

WIDTH_MINUTES = 15
"""Width of the intervals that are counted; wider ones are sums of these."""
WIDTH = WIDTH_MINUTES * MINUTE
MANY = WEEK // WIDTH


@dataclass(frozen=True)
class Intervals:
    """Sums by interval of the week of one run, or of several as leading axes.

    Attributes
    ----------
    minutes : int
        Width of an interval.
    weeks : int
        Of how many weeks these are the sums.
    types, teams : ndarray, shape (..., groups, intervals, sums)
        In the order of `TYPE_SUMS` and of `TEAM_SUMS`.
    """

    minutes: int
    weeks: int
    types: Any
    teams: Any

    def of_types(self, name: str) -> Any:
        """Return a sum of each type and interval."""
        return self.types[..., TYPE_SUMS.index(name)]

    def of_teams(self, name: str) -> Any:
        """Return a sum of each team and interval."""
        return self.teams[..., TEAM_SUMS.index(name)]

    @property
    def at_work_ticks(self) -> Any:
        """Return the time of each team with customers or waiting for them: overtime too, breaks and meetings out."""
        return self.on_phone_ticks + self.of_teams("overtime_ticks")

    @property
    def on_phone_ticks(self) -> Any:
        """Return the time of each team on duty, breaks and meetings out."""
        return self.of_teams("duty_ticks") - self.of_teams("away_ticks")

    def wider(self, minutes: int) -> "Intervals":
        """Return the sums in wider intervals, which hold whole ones of these."""
        if minutes % self.minutes or 1440 % minutes:
            raise ValueError(f"intervals of {self.minutes} minutes do not fill those of {minutes}")
        several = minutes // self.minutes
        groups = (each.reshape(*each.shape[:-2], -1, several, each.shape[-1]) for each in (self.types, self.teams))
        return Intervals(minutes, self.weeks, *(each.sum(axis=-2) for each in groups))


def together(runs: Sequence[Intervals]) -> Intervals:
    """Return the sums of several runs of one plan, with an axis of runs before the others."""
    first = runs[0]
    types, teams = (np.stack([getattr(run, name) for run in runs]) for name in ("types", "teams"))
    return Intervals(first.minutes, first.weeks, types, teams)


def _sizes(plan: Plan) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    issues, teams = len(plan.baseline.issues), len(plan.baseline.teams)
    return (issues, MANY, len(TYPE_SUMS)), (teams, MANY, len(TEAM_SUMS))


class IntervalCounter:
    """The sums of one run."""

    def __init__(self, plan: Plan, standards: Any) -> None:
        self.types, self.teams = (np.zeros(size) for size in _sizes(plan))
        self._standards = standards

    def count(self, contacts: Any, duty: Any) -> None:
        """Add contacts and spells at work, in plain Python; see `sim.metrics.interval_counting`."""
        for row in map(_Row._make, contacts.tolist()):
            count_by_interval(row, self.types, self.teams, self._standards, WIDTH)
        for spell in map(_Spell._make, duty.tolist()):
            count_duty(spell, self.teams, WIDTH)

    def packed(self) -> bytes:
        """Return what has been counted, packed."""
        return packed(np.concatenate([self.types.ravel(), self.teams.ravel()]))


def split_off(plan: Plan, data: bytes) -> tuple[Intervals, bytes]:
    """Return the sums of a run of a plan that stand packed at the beginning, and what stands behind them.

    Raises
    ------
    ValueError
        If that is no such thing.
    """
    (kinds, teams), weeks = _sizes(plan), plan.horizon_tick // WEEK
    split = int(np.prod(kinds))
    numbers, rest = unpacked(data, split + int(np.prod(teams)))
    return Intervals(WIDTH_MINUTES, weeks, numbers[:split].reshape(kinds), numbers[split:].reshape(teams)), rest


_Row = namedtuple("_Row", COLUMNS)  # type: ignore[misc]
_Spell = namedtuple("_Spell", DUTY_DTYPE.names or ())  # type: ignore[misc]
