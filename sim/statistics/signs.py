"""On which side of 0 means lie, replication by replication, where outcomes may be rare or never vary."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.statistics.intervals import ROUNDING, Vector

Whole = NDArray[np.int_]
TELLING = 10
"""A variance is taken from so many values that differ, at least: from a handful it is worth nothing."""
RAREST = 0.02
"""What has happened in no replication is taken not to happen once it is known to be rarer than this."""


class Signs:
    """Decides for each of many means whether it lies below or above 0, sequentially.

    Each mean has a zone around 0 in which either answer is right. Where values vary, Kim and Nelson's test decides
    (2001, ACM TOMACS 11:251-273, c = 1): the sum must leave a region that shrinks to nothing, the larger the variance
    the later. The variance is that of the first `first` values, or of as many as it takes until `TELLING` of them
    differ from each other: sampling until a number of events has been seen estimates its size equally well, however
    rare they are.

    Until then the values that differ from the most usual one are counted. They make out a share of the replications
    that has an exact upper bound (Clopper and Pearson, the error shared among the counts from 0 to `TELLING`, at each
    of which it is used once), and each moves the mean by no more than a scale: the largest seen, or the range of the
    outcome. Once what could be hidden so is too small to carry the mean across its zone, that decides. Where not one
    value differs the bound also decides when it falls below `RAREST`, since some outcomes never vary.

    Parameters
    ----------
    zones : ndarray, shape (means,)
        Half the width of each zone, above 0.
    first : int
        Values before the first decision.
    squared : float
        Kim and Nelson's h squared.
    error : float
        With which the sign of a mean outside its zone may be wrong.
    """

    def __init__(self, zones: Vector, first: int, squared: float, error: float) -> None:
        count = len(zones)
        self._zones, self._first, self._squared = zones, first, squared
        self._needed = min(first, TELLING) - 1
        self._error = error / (self._needed + 1)
        self._middle: Vector | None = None
        self._others = np.zeros(count, dtype=int)
        self._sums, self._squares, self._far = np.zeros(count), np.zeros(count), np.zeros(count)
        self._ends = np.full(count, np.inf)

    def longest(self, which: Whole) -> int:
        """Return the stage by which all of some means will be decided, as far as is known."""
        ends = self._ends[which]
        last = int(max(ends[np.isfinite(ends)], default=0.0)) + 1
        unseen = math.ceil(math.log(self._error) / math.log1p(-RAREST))
        return last if np.isfinite(ends).all() else max(last, unseen)

    def see(self, which: Whole, stage: int, values: Vector, scales: Vector) -> tuple[Whole, Whole, NDArray[np.bool_]]:
        """Look at further values of some means that are open, and say which can be decided.

        Parameters
        ----------
        which : ndarray, shape (k,)
            The means.
        stage : int
            How many values were seen before.
        values, scales : ndarray, shape (k, columns)
            One value of each after the other, and how large a value of which none was seen may be.

        Returns
        -------
        tuple of ndarray, each of shape (k,)
            The column at which each is decided, -1 if not yet; the sign, 0 for nothing between them; and whether that
            is a tie: the mean lies inside its zone, as far as can be known.
        """
        if self._middle is None:
            self._middle = np.sort(values, axis=1)[:, values.shape[1] // 2]
        middle = self._middle[which, None]
        away = values - middle
        away = np.where(np.abs(away) <= ROUNDING * np.maximum(np.abs(values), np.abs(middle)), 0.0, away)
        stages = stage + 1 + np.arange(values.shape[1])
        others = self._others[which, None] + np.cumsum(away != 0, axis=1)
        sums = self._sums[which, None] + np.cumsum(away, axis=1)
        squares = self._squares[which, None] + np.cumsum(away**2, axis=1)
        far = np.maximum.accumulate(np.concatenate([self._far[which, None], np.abs(away)], axis=1), axis=1)[:, 1:]
        is_told = (others >= self._needed) & (stages >= self._first)
        self._measure(which, is_told, sums, squares, stages)
        totals = middle * stages + sums
        width = np.maximum(0.0, self._zones[which, None] / 2 * (self._ends[which, None] - stages))
        by_sum = is_told & (np.abs(totals) >= width)
        waits = ~is_told & (stages >= self._first)
        below, above = self._bounded(which, waits, others, np.maximum(far, scales), stages)
        self._others[which], self._sums[which] = others[:, -1], sums[:, -1]
        self._squares[which], self._far[which] = squares[:, -1], far[:, -1]
        decided = by_sum | below | above
        column = np.where(decided.any(axis=1), decided.argmax(axis=1), -1)
        at = (np.arange(len(which)), np.maximum(column, 0))
        both = below[at] == above[at]
        sign = np.where(both, np.sign(totals[at]), np.where(below[at], -1, 1)).astype(int)
        return column, sign, below[at] & above[at]

    def _measure(self, which: Whole, is_told: NDArray[np.bool_], sums: Vector, squares: Vector, stages: Whole) -> None:
        """Take the variance of means of which enough values differ by now."""
        fresh = is_told.any(axis=1) & np.isinf(self._ends[which])
        rows, column = np.flatnonzero(fresh), is_told.argmax(axis=1)[fresh]
        n = stages[column]
        variance = (squares[rows, column] - sums[rows, column] ** 2 / n) / (n - 1)
        self._ends[which[rows]] = self._squared * variance / self._zones[which[rows]] ** 2

    def _bounded(
        self, which: Whole, waits: NDArray[np.bool_], others: Whole, scales: Vector, stages: Whole
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return where means can be called not above, and not below 0, by what could be hidden."""
        from scipy.special import betaincinv

        share = np.ones(others.shape)
        seen, at = others[waits], np.broadcast_to(stages, others.shape)[waits]
        share[waits] = betaincinv(seen + 1, at - seen, 1 - self._error)
        assert self._middle is not None
        middle, zone = self._middle[which, None], self._zones[which, None]
        never = waits & (others == 0) & (share <= RAREST)
        known = waits & (scales > 0)
        hidden = np.where(never, 0.0, share * scales)
        return (known | never) & (middle + hidden < zone), (known | never) & (middle - hidden > -zone)


class Ranges:
    """The range of values seen so far, of each of many outcomes."""

    def __init__(self, count: int) -> None:
        self._low, self._high = np.full(count, np.inf), np.full(count, -np.inf)

    def see(self, which: Whole, values: Vector) -> tuple[Vector, Vector]:
        """Return the range of each of some after each further value, and the widest of all."""
        low = np.minimum.accumulate(np.concatenate([self._low[which, None], values], axis=1), axis=1)[:, 1:]
        high = np.maximum.accumulate(np.concatenate([self._high[which, None], values], axis=1), axis=1)[:, 1:]
        if values.size:
            self._low[which], self._high[which] = low[:, -1], high[:, -1]
        return high - low, np.max(high - low, axis=0, initial=0.0)
