"""Intervals of means that hold for skewed outcomes and for those that mostly stay the same.

Student's interval takes the mean of a few replications for normal. Where an outcome is skewed it misses on one side,
and where most values coincide, as differences on the same customers often do, it is too short or has no width at all.
How often the intervals of this file cover is measured in `tests/statistics/test_intervals.py`; the table stands in
docs/experiments.md.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.statistics.controls import Controls

Vector: TypeAlias = NDArray[np.float64]
ROUNDING = 1e-12
"""A difference so small, as a share of what is compared, is rounding: sums of up to ten thousand numbers that were
added in another order."""
SKEWNESS, ENOUGH = 0.8, 10
"""The share of a sample's skewness that is believed of so many values or more; the fewer there are the less, and of
three nothing. All of it would make intervals of samples without skew too short."""


def told_apart(base: ArrayLike, changed: ArrayLike) -> Vector:
    """Return changed less base, 0 where they differ in the last digits of a sum alone."""
    one, other = np.asarray(base, dtype=np.float64), np.asarray(changed, dtype=np.float64)
    gaps = other - one
    return np.where(np.abs(gaps) <= ROUNDING * np.maximum(np.abs(one), np.abs(other)), 0.0, gaps)


def hidden_share(n: int, error: float = 0.05) -> float:
    """Return the share of replications, at most, in which something happens that was not seen in n.

    The exact binomial bound of 0 out of n (Clopper and Pearson): ``1 - (error / 2)^(1 / n)``, `error` being that of
    both sides of an interval.
    """
    return float(1.0 - (error / 2) ** (1.0 / n))


class Means:
    """Means of samples with intervals, one sample a row.

    Skewness: Student's statistic is straightened by Hall's cubic (1992, J R Stat Soc B 54:221-228) with `SKEWNESS` of
    the sample's own. Where more than half of the values coincide, only the others tell how much it varies: there are
    so many degrees of freedom as there are of them; the interval is the hull of the plain and the straightened one; and
    it reaches at least as far as changes could move the mean that are as large as the largest seen and that happen too
    seldom to be seen (`hidden_share`). Where all values coincide that alone is left, with a scale given by the
    caller: without one, 0 has no interval, and any other value one without width.

    Parameters
    ----------
    samples : array_like, shape (k, n)
        One sample of n >= 2 values a row; a row that holds nan has neither mean nor interval.
    scales : array_like, shape (k,), optional
        By how much values may differ from those of a row that are all the same; 0 where they cannot, or where it is
        not known.
    controls : Controls, optional
        Of the same replications: rows of which at least half of the values are distinct are corrected for them.
    """

    def __init__(self, samples: ArrayLike, scales: ArrayLike = 0.0, controls: Controls | None = None) -> None:
        rows = np.ascontiguousarray(samples, dtype=np.float64)
        self.n = n = rows.shape[1]
        order = np.sort(rows, axis=1)
        self._equal = order[:, 0] == order[:, -1]
        self.values: Vector = np.where(self._equal, rows[:, 0], rows.mean(axis=1))
        believed = SKEWNESS * min(1.0, max(0, n - 3) / (ENOUGH - 3))
        away = rows - self.values[:, None]
        corrected = None
        if controls is not None and controls.n == n:
            corrected = 2 * (1 + (order[:, 1:] != order[:, :-1]).sum(axis=1)) >= n
            away = np.where(corrected[:, None], _left_over(away, controls, ROUNDING * np.abs(order).max(axis=1)), away)
        wide = np.abs(away).max(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            away = np.where(self._equal[:, None], 0.0, away / wide[:, None])
            deviation = np.sqrt(np.mean(away**2, axis=1))
            self._skewness = np.where(self._equal, 0.0, believed * np.mean(away**3, axis=1) / deviation**3)
        self.errors: Vector = np.where(self._equal, 0.0, wide * deviation / np.sqrt(n - 1))
        middle = order[:, n // 2]
        others = (rows != middle[:, None]).sum(axis=1)
        self._mostly_equal = 2 * others < n
        self._freedom = np.where(self._mostly_equal, np.clip(others, 1, n - 1), n - 1)
        if controls is not None and corrected is not None:
            self._correct(rows, controls, corrected)
        self._far = np.where(self._equal, scales, np.abs(rows - middle[:, None]).max(axis=1))

    def _correct(self, rows: Vector, controls: Controls, corrected: NDArray[np.bool_]) -> None:
        """Let replications weigh what the controls say, and lose as many degrees of freedom as there are controls."""
        weights, left = controls.weights, self.n - 1 - controls.count
        longer = np.sqrt((self.n - 1) / left * self.n * (weights**2).sum())
        self.values = np.where(corrected, (rows * weights).sum(axis=1), self.values)
        self.errors = np.where(corrected, self.errors * longer, self.errors)
        self._freedom = np.where(corrected, left, self._freedom)
        self._skewness = np.where(corrected, self._skewness * controls.skewness_lost, self._skewness)

    def bounds(self, error: float) -> tuple[Vector, Vector]:
        """Return the lower and the upper bound of each mean; nan where there is none. `error` is that of both sides."""
        from scipy.special import stdtrit

        reach = stdtrit(self._freedom, 1 - error / 2)
        low, high = (self.values - self._bent(side) * self.errors for side in (reach, -reach))
        hidden = hidden_share(self.n, error) * self._far
        wide = np.maximum(reach * self.errors, hidden)
        low = np.where(self._mostly_equal, np.minimum(low, self.values - wide), low)
        high = np.where(self._mostly_equal, np.maximum(high, self.values + wide), high)
        unknown = self._equal & (self.values == 0) & (self._far == 0)
        return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)

    def p_values(self) -> Vector:
        """Return the two-sided p-value of each mean being 0: the least error at which the bounds leave 0 out."""
        from scipy.special import stdtr

        with np.errstate(divide="ignore", invalid="ignore"):
            statistic = self.values / self.errors
            plain, bent = (2 * stdtr(self._freedom, -np.abs(x)) for x in (statistic, self._straightened(statistic)))
            hidden = 2 * np.maximum(0.0, 1 - np.abs(self.values) / self._far) ** self.n
        wide = np.where(self._mostly_equal, np.maximum(plain, hidden), 0.0)
        return np.where(self._equal, np.where(self.values == 0, 1.0, 0.0), np.minimum(1.0, np.maximum(bent, wide)))

    def _straightened(self, statistic: Vector) -> Vector:
        """Return Student's statistic with skewness taken out: Hall's cubic."""
        root = np.sqrt(self.n)
        skew = np.where(self._skewness == 0, 1.0, self._skewness)
        cubic = root * (((1 + skew * statistic / (3 * root)) ** 3 - 1) / skew + skew / (6 * self.n))
        return np.where(np.abs(self._skewness) < _LEVEL, statistic, cubic)

    def _bent(self, quantile: Vector) -> Vector:
        """Return what Hall's cubic takes to a quantile."""
        root = np.sqrt(self.n)
        skew = np.where(self._skewness == 0, 1.0, self._skewness)
        found = 3 * root / skew * (np.cbrt(1 + skew * (quantile / root - skew / (6 * self.n))) - 1)
        return np.where(np.abs(self._skewness) < _LEVEL, quantile, found)


def _left_over(away: Vector, controls: Controls, least: Vector) -> Vector:
    """Return what controls leave of deviations from the mean; where that is rounding, as much as rounding can be."""
    for row in controls.basis:
        away = away - (away * row).sum(axis=1)[:, None] * row
    signs = np.where(np.arange(controls.n) % 2, -1.0, 1.0)
    return np.where((np.abs(away).max(axis=1) > least)[:, None], away, least[:, None] * signs)


_LEVEL = 1e-6
"""A skewness so small changes nothing, and would be divided by."""


def paired_means(base: ArrayLike, changed: ArrayLike, controls: Controls | None = None) -> Means:
    """Return the means of many paired differences, replications along the last axis; the others become one.

    Where no replication differed, a change is taken to be no larger, in a replication where it shows, than the outcome
    ranges over the replications of either scenario; if it does not vary, nothing is known. Where all differed by
    the same, others may not differ, or twice as much; but an outcome that is the same in all replications of the
    baseline, not 0, and the same in all of the other scenario, is taken to be set and not to happen.
    """
    one, other = np.broadcast_arrays(np.asarray(base, dtype=np.float64), np.asarray(changed, dtype=np.float64))
    n = one.shape[-1]
    both = np.stack([one, other]).reshape(2, -1, n)
    ranges = np.ptp(both, axis=2).max(axis=0)
    gaps = told_apart(one, other).reshape(-1, n)
    is_set = (ranges == 0) & (both[0, :, 0] != 0)
    return Means(gaps, np.where(gaps[:, 0] == 0, ranges, np.where(is_set, 0.0, np.abs(gaps[:, 0]))), controls)
