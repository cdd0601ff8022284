"""Approximate Bayesian computation: which points show what was observed, by rejection with regression adjustment.

Points are quasi-random; those whose figures, with the luck of observing them, come nearest to what was observed are
kept, and moved along a local linear regression to where they would show it (Beaumont, Zhang & Balding 2002).
"""

from collections.abc import Callable, Sequence

import numpy as np

from sim.statistics.estimates import Vector
from sim.statistics.likelihoods import Likelihood
from sim.statistics.sobol import Points, even_points
from sim.statistics.surrogate import Surrogate

CANDIDATES = 2**13
KEPT = 512
_ROUNDS = 4
_EDGE = 1e-3
"""Of the width of the cube: nearer to a face a point has no finite log odds."""
Show = Callable[[Points, np.random.Generator], Points]
"""From points to figures that might be observed there, in standard deviations from what was."""


def shower(found: Surrogate, likelihoods: Sequence[Likelihood], lucks: Vector, replications: int) -> Show:
    """Return what draws the figures that might be observed at points.

    Parameters
    ----------
    found : Surrogate
        Of the figures' means on their scales.
    likelihoods : sequence of Likelihood
        Of each figure.
    lucks : ndarray, shape (figures,)
        The variance of each over a period on its scale.
    replications : int
        Of each point that the surrogate was fitted to: they met the same luck, which is in the surrogate.
    """
    seen = np.array([each.scaled(each.seen) for each in likelihoods], dtype=np.float64)
    sds = np.array([each.sd(luck) for each, luck in zip(likelihoods, lucks, strict=True)])

    def show(points: Points, draws: np.random.Generator) -> Points:
        means = found.at(points)
        common = np.sqrt(found.misses**2 + lucks / replications)
        means = means + common * draws.standard_normal(means.shape)
        shown = [each.drawn(means[:, k], float(lucks[k]), draws) for k, each in enumerate(likelihoods)]
        return np.asarray((np.stack(shown, axis=1) - seen) / sds)

    return show


def posterior(show: Show, axes: int, seed: int) -> Points:
    """Return points of the unit cube that go with what was observed, shape (KEPT, axes).

    The region that is searched shrinks to where points were kept, with room at its edges, as long as that helps.
    """
    draws = np.random.default_rng(seed)
    low, high = np.zeros(axes), np.ones(axes)
    for turn in range(_ROUNDS):
        points = low + (high - low) * even_points(CANDIDATES, axes, seed + turn)
        apart = show(points, draws)
        distance = np.sqrt((apart**2).sum(axis=1))
        nearest = np.argsort(distance, kind="stable")[:KEPT]
        if turn == _ROUNDS - 1 or distance[nearest[-1]] < 0.5:
            break
        kept = points[nearest]
        room = 0.5 * (kept.max(axis=0) - kept.min(axis=0)) * 0.2
        new_low, new_high = np.maximum(low, kept.min(axis=0) - room), np.minimum(high, kept.max(axis=0) + room)
        if np.prod((new_high - new_low) / (high - low)) > 0.9:
            break
        low, high = new_low, new_high
    return adjusted(points[nearest], apart[nearest], distance[nearest])


def adjusted(points: Points, apart: Points, distance: Vector) -> Points:
    """Return points moved to where they would show what was observed: local linear regression, on log odds."""
    inside = np.clip(points, _EDGE, 1 - _EDGE)
    odds = np.log(inside / (1 - inside))
    widest = float(distance.max())
    if widest <= 0:
        return points
    weights = np.maximum(1 - (distance / widest) ** 2, 1e-9)  # Epanechnikov's; all alike where all are as far
    root = np.sqrt(weights)[:, None]
    terms = np.column_stack([np.ones(len(apart)), apart])
    slopes = np.linalg.lstsq(root * terms, root * odds, rcond=None)[0][1:]
    moved = odds - apart @ slopes
    rows = np.random.default_rng(len(points)).choice(len(points), len(points), p=weights / weights.sum())
    return np.asarray(1 / (1 + np.exp(-moved[rows])))
