"""Output of one run: warm-up by MSER-5, and variance reduction by control variates."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.statistics.estimates import Estimate, Vector, sample, t_critical


@dataclass(frozen=True, slots=True)
class Truncation:
    """Where the warm-up ends.

    Attributes
    ----------
    batches, observations : int
        How many batches, and observations, to delete.
    statistic : float
        The MSER statistic there.
    mean : float
        Mean of what is left (whole batches).
    reliable : bool
        False if the minimum lies at the largest deletion allowed: lengthen the run.
    """

    batches: int
    observations: int
    statistic: float
    mean: float
    reliable: bool


def mser(series: ArrayLike, batch: int = 5) -> Truncation:
    """Find the warm-up of a series by MSER-5.

    Parameters
    ----------
    series : array_like, shape (n,)
        Successive observations, best the average of several replications.
    batch : int
        Observations per batch mean; an incomplete last batch is left out.

    Returns
    -------
    Truncation
        ``argmin_{d <= m/2} sum_{j > d} (Z_j - mean)^2 / (m - d)^2`` over m batch means
        (White 1997; White, Cobb and Spratt 2000).

    Raises
    ------
    ValueError
        If there are fewer than two batches or a value is not finite.
    """
    values = sample(series)
    count = len(values) // batch
    if batch < 1 or count < 2:
        raise ValueError("need at least two whole batches")
    means = values[: count * batch].reshape(count, batch).mean(axis=1)
    most = count // 2
    scores = [float(means[d:].var() / (count - d)) for d in range(most + 1)]
    best = int(np.argmin(scores))
    left = float(means[best:].mean())
    return Truncation(best, best * batch, scores[best], left, best < most)


def lavenberg_welch_loss(n: int, controls: int) -> float:
    """Return the factor ``(n - 2) / (n - q - 2)`` lost by estimating q coefficients.

    (Lavenberg and Welch 1981.)

    Raises
    ------
    ValueError
        If ``n <= q + 2``.
    """
    if n <= controls + 2 or controls < 0:
        raise ValueError(f"{n} replications are too few for {controls} controls")
    return (n - 2) / (n - controls - 2)


@dataclass(frozen=True, slots=True)
class Controlled:
    """A mean corrected by control variates.

    Attributes
    ----------
    estimate : Estimate
        The corrected mean, with ``n - q - 1`` degrees of freedom.
    coefficients : ndarray, shape (q,)
        Estimated beta.
    r_squared : float
        Share of the variance explained.
    variance_ratio : float or None
        Variance of the plain mean over that of the corrected one, the loss for estimating
        the coefficients included; None if nothing is left to explain.
    """

    estimate: Estimate
    coefficients: Vector
    r_squared: float
    variance_ratio: float | None


def control_variates(
    outcome: ArrayLike, controls: ArrayLike, expected: ArrayLike, confidence: float = 0.95
) -> Controlled:
    """Correct a mean by variables whose expectation is known.

    Parameters
    ----------
    outcome : array_like, shape (n,)
        One value per replication.
    controls : array_like, shape (n,) or (n, q)
        Controls of the same replications, e.g. arrivals and mean handle time.
    expected : array_like, shape () or (q,)
        Their exact expectations.
    confidence : float
        Of the two-sided interval.

    Returns
    -------
    Controlled
        ``mean(y) - beta (mean(c) - E c)`` by least squares (Lavenberg and Welch 1981).

    Raises
    ------
    ValueError
        If the shapes do not fit, ``n <= q + 2``, or a value is not finite.
    """
    y = sample(outcome)
    c = np.asarray(controls, dtype=np.float64).reshape(len(y), -1)
    target = np.atleast_1d(np.asarray(expected, dtype=np.float64))
    if target.shape != (c.shape[1],) or not np.isfinite(c).all() or not np.isfinite(target).all():
        raise ValueError("need one finite expectation for each finite control")
    n, q = c.shape
    loss = lavenberg_welch_loss(n, q)
    off = c.mean(axis=0) - target
    spread = c - c.mean(axis=0)
    beta, *_ = np.linalg.lstsq(spread, y - y.mean(), rcond=None)
    total = float(np.sum((y - y.mean()) ** 2))
    left = float(np.sum((y - y.mean() - spread @ beta) ** 2))
    lever = 1 / n + float(off @ np.linalg.pinv(spread.T @ spread) @ off)
    error = math.sqrt(left / (n - q - 1) * lever)
    value = float(y.mean() - off @ beta)
    reach = t_critical(n - q, confidence) * error
    share = left / total if total > 0 else 0.0
    return Controlled(
        Estimate(value, n, error, (value - reach, value + reach)),
        beta,
        1 - share if total > 0 else 0.0,
        1 / (share * loss) if share > 0 else None,
    )
