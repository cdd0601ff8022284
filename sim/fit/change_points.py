"""Where the level of a series changes: least squares with the Bayesian information criterion."""

from __future__ import annotations

import numpy as np

from sim.fit.fitted import Vector

_SHORTEST = 10
_MOST = 5


def change_points(series: Vector) -> tuple[int, ...]:
    """Return the places from which on a series has another mean.

    For each number of changes the best places are found exactly, by dynamic programming over the sums of squares
    (Bai and Perron 2003); of these numbers the one with the least BIC is taken, n log(RSS / n) + (2 m + 1) log n for m
    changes (Yao 1988). No piece is shorter than ten values.

    Parameters
    ----------
    series : ndarray, shape (n,)
        Finite values in order.

    Returns
    -------
    tuple of int
        In order; empty where one level holds.
    """
    n = len(series)
    if n < 2 * _SHORTEST:
        return ()
    sums, squares = (np.concatenate([[0.0], np.cumsum(each)]) for each in (series, series**2))
    size = np.arange(n + 1)[None, :] - np.arange(n + 1)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = (squares[None, :] - squares[:, None]) - (sums[None, :] - sums[:, None]) ** 2 / size
    cost = np.where(size >= _SHORTEST, np.maximum(cost, 0.0), np.inf)
    best, cuts = cost[0].copy(), []
    floor = 1e-12 * max(float(squares[-1]), 1e-300)
    found: tuple[int, ...] = ()
    least = n * np.log(max(best[n], floor) / n) + np.log(n)
    for changes in range(1, _MOST + 1):
        total = best[:, None] + cost
        cuts.append(total.argmin(axis=0))
        best = total.min(axis=0)
        if not np.isfinite(best[n]):
            break
        score = n * np.log(max(best[n], floor) / n) + (2 * changes + 1) * np.log(n)
        if score < least - 1e-9:
            least, found = score, _places(cuts, n)
    return found


def _places(cuts: list[np.ndarray[tuple[int], np.dtype[np.intp]]], end: int) -> tuple[int, ...]:
    places = []
    for cut in reversed(cuts):
        end = int(cut[end])
        places.append(end)
    return tuple(reversed(places))
