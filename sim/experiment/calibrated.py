"""What a calibration found: a place, ranges of beliefs that go with what was observed, and what it cannot tell."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from sim.experiment.study import Study
from sim.experiment.targets import Target
from sim.experiment.worlds import values_at
from sim.metrics import Weeks
from sim.scenario import Scenario
from sim.scenario.beliefs import Belief
from sim.scenario.fitted_beliefs import Fitted
from sim.statistics.estimates import Vector
from sim.statistics.sobol import Points

if TYPE_CHECKING:
    from sim.experiment.calibrate import CalibrateTask

DIGITS = 4
WORLDS = 128
"""Worlds that go with what was observed and are kept."""


@dataclass(frozen=True)
class Shown:
    """A target beside what is simulated, in the metric's unit.

    Attributes
    ----------
    target : Target
        What was observed.
    before, after : float
        The mean over replications at the user's own values, and at those found.
    error, sd : float
        On the likelihood's scale: a standard error of the mean at the values found, and how far chance may take what is
        observed.
    worlds : ndarray
        What single replications of worlds with values from the ranges show: the predictive check.
    reach : tuple of float
        The lowest and the highest of all that was simulated on the way.
    """

    target: Target
    before: float
    after: float
    error: float
    sd: float
    worlds: Vector = field(repr=False)
    reach: tuple[float, float]

    @property
    def is_met(self) -> bool:
        """Whether the baseline shows what was observed: within one standard deviation of what is known of it, or two
        standard errors of the simulation."""
        its = self.target
        wide = float(np.hypot(its.likelihood.sd(0.0), 2 * self.error))
        return bool(abs(its.likelihood.apart(self.after / its.unit, max(wide, 1e-12))) <= 1)

    @property
    def is_near(self) -> bool:
        """Whether the baseline misses what was observed by no more than the chance of one such period explains."""
        return not self.is_met and abs(self.after_apart) <= 2

    @property
    def spread(self) -> tuple[float, float]:
        """What nine of ten worlds of the ranges show lies between."""
        low, high = np.quantile(self.worlds, (0.05, 0.95)).tolist() if len(self.worlds) else (np.nan, np.nan)
        return low, high

    @property
    def is_expected(self) -> bool:
        """Whether what was observed lies among what nine of ten worlds show."""
        low, high = self.spread
        return bool(low <= self.target.seen <= high)

    @property
    def short(self) -> float:
        """By how much the baseline lies above what was observed; below 0 short of it."""
        return self.after - self.target.seen

    def _apart(self, value: Any) -> Any:
        return self.target.likelihood.apart(value / self.target.unit, self.sd)

    @property
    def apart(self) -> Vector:
        """How far each world lies from what was observed, in standard deviations of what chance leaves."""
        return np.asarray(self._apart(self.worlds))

    @property
    def before_apart(self) -> float:
        """How far the baseline lay from what was observed, likewise."""
        return float(self._apart(self.before))

    @property
    def after_apart(self) -> float:
        """How far the calibrated baseline lies from what was observed, likewise."""
        return float(self._apart(self.after))


@dataclass(frozen=True)
class Range:
    """What is known of a belief once the observed is known.

    Attributes
    ----------
    belief : Belief
        Which; `belief.likely` is the range that was searched.
    value : float
        In the calibrated scenario.
    low, high : float
        Nine of ten values that go with what was observed lie between.
    alone : float
        The width of that range if all other beliefs were known.
    """

    belief: Belief
    value: float
    low: float
    high: float
    alone: float

    @property
    def share(self) -> float:
        """The width of the range as a share of what nine of ten values would take that nothing is known of."""
        low, high = self.belief.likely
        return (self.high - self.low) / (0.9 * (high - low))

    def at(self, value: float) -> float:
        """Return where a value stands in the range that was searched, from 0 to 1."""
        low, high = self.belief.likely
        return min(1.0, max(0.0, (value - low) / (high - low)))

    @property
    def is_told(self) -> bool:
        """Whether what was observed narrows it."""
        return self.share < 0.75


@dataclass(frozen=True)
class Calibrated(Study):
    """A center that shows what was observed, and which beliefs about people go with that.

    Attributes
    ----------
    shown : tuple of Shown
        Each target beside what is simulated.
    ranges : tuple of Range
        Of each belief that moves a target, those that move it most first.
    points : ndarray, shape (WORLDS, beliefs)
        Values that go together, in the order of `ranges`.
    alike : tuple of tuple of int
        Places in `ranges` of beliefs that what was observed cannot tell apart, with the sign that each has among them.
    still : tuple of Belief
        Beliefs that move no target, or hardly; they stay as they are.
    courses : dict of str to ndarray, shape (replications, weeks)
        By metric of a history, the simulated weeks of the calibrated baseline.
    power : float
        1 where enough simulated worlds show what was observed; below it the nearest count, the more the lower it is.
    """

    shown_by: ClassVar[str] = "calibration_account"
    task: "CalibrateTask"
    shown: tuple[Shown, ...]
    ranges: tuple[Range, ...] = field(repr=False)
    points: Points = field(repr=False)
    alike: tuple[tuple[tuple[int, int], ...], ...] = field(repr=False)
    still: tuple[Belief, ...] = field(repr=False)
    courses: Mapping[str, Points] = field(repr=False)
    power: float = 1.0

    @property
    def weeks(self) -> Weeks:
        """Over which levels are taken."""
        return self.task.weeks

    @property
    def missed(self) -> list[Shown]:
        """The targets that the baseline cannot be brought to."""
        return [each for each in self.shown if not each.is_met and not each.is_near]

    @property
    def values(self) -> dict[str, float]:
        """The values found, by dotted key; what stays as it is is left out."""
        return {each.belief.key: each.value for each in self.ranges if each.value != each.belief.value}

    def history(self, metric: str) -> Target:
        """Return the course of a metric as it was observed."""
        return next(
            each.target for each in self.shown if each.target.metric.id == metric and each.target.aligned == "course"
        )

    def week_spread(self, metric: str) -> tuple[Vector, Vector, Vector]:
        """Return the 5 % quantile, the mean and the 95 % quantile of each simulated week over replications."""
        weeks = self.courses[metric]
        low, high = np.nanquantile(weeks, (0.05, 0.95), axis=0)
        return np.asarray(low), np.nanmean(weeks, axis=0), np.asarray(high)

    def weeks_inside(self, metric: str) -> tuple[int, int]:
        """Return how many observed weeks lie where nine of ten replications do, and of how many."""
        its, (low, _, high) = self.history(metric), self.week_spread(metric)
        places = np.array(its.weeks) - 1
        seen = np.array(its.course)
        return int(((low[places] <= seen) & (seen <= high[places])).sum()), len(seen)

    @cached_property
    def center(self) -> Scenario:
        """The calibrated scenario: the values found, and what `stress` and `compare` take as other worlds."""
        worlds = {each.belief.key: column.tolist() for each, column in zip(self.ranges, self.points.T, strict=True)}
        center: Scenario = self.scenario.override(self.values)
        ranges = {each.belief.key: [each.low, each.high] for each in self.ranges}
        return center.model_copy(update={"beliefs": Fitted(ranges=ranges, worlds=worlds)})

    def to_frame(self) -> Any:
        """Return a DataFrame with one row for each belief that moves a target: value and range."""
        import pandas as pd

        rows = []
        for each in self.ranges:
            its = each.belief
            row: dict[str, Any] = {"key": its.key, "meaning": its.meaning, "status": its.status, "own": its.value}
            row |= {"value": each.value, "low": each.low, "high": each.high, "told": each.is_told}
            rows.append(row | {"searched_low": its.likely[0], "searched_high": its.likely[1], "alone": each.alone})
        return pd.DataFrame(rows)

    def targets_frame(self) -> Any:
        """Return a DataFrame with one row for each target: observed, and simulated before and after."""
        import pandas as pd

        rows = []
        for each in self.shown:
            low, high = np.quantile(each.worlds, (0.05, 0.95)).tolist()
            its = each.target
            row = {"target": its.name, "unit": self.scenario.in_currency(its.metric.unit), "observed": its.seen}
            row |= {"before": each.before, "after": each.after, "met": each.is_met}
            rows.append(row | {"worlds_low": low, "worlds_high": high, "expected": each.is_expected})
        return pd.DataFrame(rows)

    def worlds_frame(self) -> Any:
        """Return a DataFrame with a column for each belief and a row for each world that goes with the observed."""
        import pandas as pd

        return pd.DataFrame({each.belief.key: column for each, column in zip(self.ranges, self.points.T, strict=True)})


def rounded(value: float, belief: Belief) -> float:
    """Return a value in as many digits as its range bears; below a thousandth of that it is 0."""
    return round(value, _digits(belief))


def smallest_step(belief: Belief) -> float:
    """Return by how much two values in as many digits as its range bears differ at least."""
    return float(10.0 ** -_digits(belief))


def _digits(belief: Belief) -> int:
    low, high = belief.likely
    return DIGITS - 1 - math.floor(math.log10(high - low))


def rounded_values(beliefs: tuple[Belief, ...], points: Points) -> Points:
    """Return the values of beliefs at points of the unit cube in as many digits as they bear."""
    found = values_at(beliefs, points)
    columns = [[rounded(value, its) for value in column] for its, column in zip(beliefs, found.T.tolist(), strict=True)]
    return np.array(columns, dtype=np.float64).T
