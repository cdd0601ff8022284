"""Published procedures that the program does without: yardsticks for those that it has."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.statistics.estimates import Vector, sample


def rinott_h(scenarios: int, first_stage: int, confidence: float = 0.95, order: int = 100) -> float:
    """Return Rinott's constant h for independent scenarios (Rinott 1978).

    The h at which ``E[Phi(h / sqrt((n0 - 1)(1/X + 1/Y)))^(k-1)] = P*``, the inner mean being
    over X, both chi-squared with n0 - 1 degrees of freedom; to about seven digits
    (Gauss-Laguerre quadrature over both).

    Raises
    ------
    ValueError
        With fewer than two scenarios or replications.
    """
    from scipy.optimize import brentq
    from scipy.special import ndtr, roots_genlaguerre

    if scenarios < 2 or first_stage < 2:
        raise ValueError("need at least two scenarios and two replications")
    freedom = first_stage - 1
    halves, weights = roots_genlaguerre(order, freedom / 2 - 1)
    share = weights / weights.sum()
    scale = np.sqrt(freedom / 2 * (1 / halves[:, None] + 1 / halves[None, :]))

    def excess(h: float) -> float:
        inner = ndtr(h / scale) @ share
        return float(inner ** (scenarios - 1) @ share) - confidence

    return float(brentq(excess, 0.0, 50.0, xtol=1e-10))


def ocba_fractions(means: ArrayLike, sds: ArrayLike) -> Vector:
    """Return the shares of a simulation budget that best tell which mean is least.

    Parameters
    ----------
    means, sds : array_like, shape (k,)
        Current means (smaller is better, the best unique) and positive standard deviations.

    Returns
    -------
    ndarray, shape (k,)
        ``N_i / N_j = (s_i d_j / (s_j d_i))^2`` and ``N_b = s_b sqrt(sum N_i^2 / s_i^2)``
        (Chen, Lin, Yucesan and Chick 2000).

    Raises
    ------
    ValueError
        If the shapes differ, a standard deviation is not positive or the best is tied.
    """
    center, spread = sample(means), sample(sds)
    if center.shape != spread.shape or len(center) < 2 or spread.min() <= 0:
        raise ValueError("need equally many means and positive standard deviations, at least two")
    best = int(np.argmin(center))
    others = np.arange(len(center)) != best
    gaps = center[others] - center[best]
    if gaps.min() <= 0:
        raise ValueError("the best mean is tied")
    shares = np.empty_like(center)
    shares[others] = (spread[others] / gaps) ** 2
    shares[best] = spread[best] * np.sqrt(np.sum((shares[others] / spread[others]) ** 2))
    return np.asarray(shares / shares.sum())


def bonferroni(p_values: ArrayLike) -> Vector:
    """Return ``min(1, k p)`` for k p-values of shape (k,)."""
    vector = sample(p_values)
    return np.minimum(1.0, len(vector) * vector)


def benjamini_hochberg(p_values: ArrayLike) -> Vector:
    """Return the p-values adjusted for the false discovery rate, shape (k,)."""
    from scipy.stats import false_discovery_control

    return np.asarray(false_discovery_control(sample(p_values)), dtype=np.float64)
