"""Constants for choosing the best of several scenarios."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.experiment.statistics import Vector, sample


def kim_nelson_constants(
    scenarios: int, first_stage: int, error: float = 0.05
) -> tuple[float, float]:
    """Return eta and h squared of the Kim-Nelson procedure with c = 1.

    ``eta = [(2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1] / 2`` and ``h^2 = 2 eta (n0 - 1)``
    (Kim and Nelson 2001).

    Raises
    ------
    ValueError
        With fewer than two scenarios or replications.
    """
    if scenarios < 2 or first_stage < 2:
        raise ValueError("need at least two scenarios and two replications")
    power = -2 / (first_stage - 1)
    eta = 0.5 * ((2 * error / (scenarios - 1)) ** power - 1)
    return eta, 2 * eta * (first_stage - 1)


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
