"""Several aims at once: which points no other beats, and of which that can be said clearly."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.statistics.estimates import Vector, paired_difference


def non_dominated(aims: Vector) -> list[int]:
    """Return the points that no other point equals or beats in all aims and beats in one.

    Parameters
    ----------
    aims : ndarray, shape (points, aims)
        Less is better.
    """
    no_worse = (aims[:, None] <= aims[None]).all(axis=2)
    better = (aims[:, None] < aims[None]).any(axis=2)
    return [int(i) for i in np.flatnonzero(~(no_worse & better).any(axis=0))]


@dataclass(frozen=True)
class Standing:
    """Where a point stands: the points that dominate it by their means, clear ones first, and whether one is clear."""

    dominated_by: tuple[int, ...]
    is_clear: bool


def standings(values: Vector, confidence: float = 0.95) -> list[Standing]:
    """Return where each point stands among the others.

    A point dominates another clearly if, replication by replication, it is clearly better in one aim at least, and
    clearly better or exactly equal in all others: paired t-intervals that hold for all pairs of points at once
    (Bonferroni over ordered pairs). No correction over aims is needed, since all of them must agree (the
    intersection-union principle: Berger 1982, Technometrics 24:295-300).

    Parameters
    ----------
    values : ndarray, shape (aims, points, replications)
        Less is better; the same random numbers in all points.
    confidence : float
        Of all that is called clear.

    Returns
    -------
    list of Standing
        By point.
    """
    means = values.mean(axis=2).T
    points = len(means)
    pairs = max(1, points * (points - 1))
    found = []
    for i in range(points):
        no_worse, better = (means <= means[i]).all(axis=1), (means < means[i]).any(axis=1)
        above = [int(j) for j in np.flatnonzero(no_worse & better)]
        clear = [j for j in above if _is_clear(values[:, j], values[:, i], confidence, pairs)]
        found.append(Standing((*clear, *(j for j in above if j not in clear)), bool(clear)))
    return found


def _is_clear(better: Vector, worse: Vector, confidence: float, pairs: int) -> bool:
    signs: list[bool] = []
    for ours, theirs in zip(better, worse, strict=True):
        # One-sided at half of a two-sided error: 1 - 2 (1 - confidence) / pairs.
        effect = paired_difference(theirs, ours, 1 - 2 * (1 - confidence), pairs)
        if effect.n == 1:
            return False
        if not effect.is_none:
            signs.append(effect.interval is not None and effect.interval[1] < 0)
    return bool(signs) and all(signs)


def spread_out(aims: Vector, count: int) -> NDArray[np.int_]:
    """Return so many points of a front, its ends first, then always the one farthest from those chosen.

    Parameters
    ----------
    aims : ndarray, shape (points, aims)
        Scaled to their ranges here.
    count : int
        How many.
    """
    wide = np.ptp(aims, axis=0)
    scaled = (aims - aims.min(axis=0)) / np.where(wide > 0, wide, 1.0)
    chosen = list(dict.fromkeys(int(i) for i in scaled.argmin(axis=0)))[:count]
    while len(chosen) < min(count, len(aims)):
        gaps = np.linalg.norm(scaled[:, None] - scaled[chosen][None], axis=2).min(axis=1)
        gaps[chosen] = -1
        chosen.append(int(gaps.argmax()))
    return np.array(chosen)
