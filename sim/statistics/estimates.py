"""What a sample of replications says: means, differences, and their uncertainty.

One value per replication is one observation. Every function takes plain sequences of finite
numbers; an interval that cannot be computed is None, never NaN.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from sim.statistics import intervals
from sim.statistics.controls import Controls
from sim.statistics.intervals import Means, hidden_share, paired_means, told_apart

Vector: TypeAlias = intervals.Vector

Interval: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A point estimate with its confidence interval.

    Attributes
    ----------
    value : float
        The estimate.
    n : int
        Number of replications.
    standard_error : float or None
        None if it cannot be computed (one replication).
    interval : (float, float) or None
        Two-sided confidence interval; None if it cannot be computed.
    """

    value: float
    n: int
    standard_error: float | None
    interval: Interval | None

    @property
    def half_width(self) -> float | None:
        """Half the width of the interval."""
        return None if self.interval is None else (self.interval[1] - self.interval[0]) / 2


@dataclass(frozen=True, slots=True)
class Difference(Estimate):
    """A difference between two scenarios on the same random numbers.

    Attributes
    ----------
    value, n, standard_error, interval
        As in `Estimate`, for (changed - base).
    t_statistic : float or None
        None if the differences do not vary at all.
    p_value : float or None
        Two-sided; 1 if every difference is 0, None for one replication.
    """

    t_statistic: float | None
    p_value: float | None

    @property
    def is_clear(self) -> bool:
        """Whether the interval excludes 0."""
        return self.interval is not None and (self.interval[0] > 0 or self.interval[1] < 0)

    @property
    def is_none(self) -> bool:
        """Whether no replication differed; where `interval` is wider than (0, 0), so much could still hide."""
        return self.value == 0 and not self.standard_error

    @property
    def hidden(self) -> float:
        """The share of replications in which, at most, something happens that was seen in none (95 %)."""
        return hidden_share(self.n)


def sample(values: ArrayLike) -> Vector:
    """Return the values as a vector of floats.

    Raises
    ------
    ValueError
        If there is none, they are not one-dimensional, or one is not finite.
    """
    vector = np.asarray(values, dtype=np.float64)
    if vector.ndim != 1 or vector.size == 0:
        raise ValueError("need a one-dimensional sample of at least one value")
    if not np.isfinite(vector).all():
        raise ValueError("the sample holds a value that is not finite")
    return vector


def paired_samples(first: ArrayLike, second: ArrayLike) -> tuple[Vector, Vector]:
    """Return two samples of equal length, or raise ValueError."""
    one, two = sample(first), sample(second)
    if len(one) != len(two):
        raise ValueError(f"paired samples differ in length: {len(one)} and {len(two)}")
    return one, two


@lru_cache(maxsize=256)
def t_critical(n: int, confidence: float = 0.95, comparisons: int = 1) -> float:
    """Return the two-sided Student quantile of `n` replications.

    With several comparisons the error is shared among them (Bonferroni):
    ``t_{n-1}`` at ``1 - (1 - confidence) / (2 comparisons)``.

    Raises
    ------
    ValueError
        If ``n < 2``, ``comparisons < 1`` or the confidence is not inside (0, 1).
    """
    from scipy.special import stdtrit

    if n < 2 or comparisons < 1 or not 0 < confidence < 1:
        raise ValueError("need n >= 2, comparisons >= 1 and 0 < confidence < 1")
    return float(stdtrit(n - 1, 1 - (1 - confidence) / (2 * comparisons)))


def standard_deviation(values: ArrayLike) -> float | None:
    """Return the sample standard deviation: exactly 0 for equal values, None for one value."""
    vector = sample(values)
    if len(vector) < 2:
        return None
    return 0.0 if np.ptp(vector) == 0 else float(vector.std(ddof=1))


def mean_estimate(values: ArrayLike, confidence: float = 0.95, controls: Controls | None = None) -> Estimate:
    """Return the mean of replications with its interval: see `Means`.

    Parameters
    ----------
    values : array_like, shape (n,)
        One finite value per replication.
    confidence : float
        Of the two-sided interval.
    controls : Controls, optional
        What was drawn in the same replications.

    Returns
    -------
    Estimate
        The interval is None for one replication, and where all are 0: nothing tells how much hides.

    Raises
    ------
    ValueError
        If there is no value, or one is not finite.
    """
    vector = sample(values)
    if len(vector) < 2:
        return Estimate(float(vector[0]), 1, None, None)
    means = Means(vector[None], controls=controls)
    return Estimate(float(means.values[0]), len(vector), float(means.errors[0]), _interval(means, 1 - confidence))


def _interval(means: Means, error: float) -> Interval | None:
    """Return the interval of the first of some means, None where there is none."""
    low, high = (float(bound[0]) for bound in means.bounds(error))
    return None if math.isnan(low) else (low, high)


def mean_intervals(
    means: Means | ArrayLike, confidence: float = 0.95, controls: Controls | None = None
) -> tuple[Vector, Vector, Vector]:
    """Return many means with the bounds of their intervals: what `mean_estimate` gives for each.

    Parameters
    ----------
    means : Means, or array_like of shape (k, n)
        One sample of n replications a row; a row that holds nan has neither mean nor interval.
    confidence : float
        Of the two-sided intervals.
    controls : Controls, optional
        What was drawn in the same replications; of `Means` they are known.

    Returns
    -------
    tuple of ndarray, each of shape (k,)
        Means, lower and upper bounds; the bounds are nan where there is no interval.
    """
    if not isinstance(means, Means):
        rows = np.asarray(means, dtype=np.float64)
        if rows.shape[1] < 2:
            return rows[:, 0], np.full(len(rows), np.nan), np.full(len(rows), np.nan)
        means = Means(rows, controls=controls)
    return means.values, *means.bounds(1 - confidence)


def paired_difference(
    base: ArrayLike,
    changed: ArrayLike,
    confidence: float = 0.95,
    comparisons: int = 1,
    controls: Controls | None = None,
) -> Difference:
    """Compare two scenarios, replication by replication: see `paired_means`.

    Parameters
    ----------
    base, changed : array_like, shape (n,)
        Outcomes of the same replications in both scenarios.
    confidence : float
        Of the two-sided interval.
    comparisons : int
        Number of such intervals that shall hold at once (Bonferroni); the p-value stays
        unadjusted.
    controls : Controls, optional
        What was drawn in the same replications.

    Returns
    -------
    Difference
        Of (changed - base). Of samples that never differ the interval tells how large a change could hide, and is
        None where nothing is known of that; the p-value is 1.

    Raises
    ------
    ValueError
        If the samples are empty, differ in length or hold a value that is not finite.
    """
    before, after = paired_samples(base, changed)
    if len(before) < 2:
        return Difference(float(told_apart(before, after)[0]), 1, None, None, None, None)
    means = paired_means(before, after, controls)
    value, error = float(means.values[0]), float(means.errors[0])
    interval = _interval(means, (1 - confidence) / comparisons)
    return Difference(value, means.n, error, interval, value / error if error else None, float(means.p_values()[0]))


def no_difference(n: int) -> Difference:
    """Return the difference between a scenario and itself: 0 by construction, whatever n replications were run."""
    return Difference(0.0, n, 0.0, (0.0, 0.0), None, 1.0)
