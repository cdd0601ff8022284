"""Sobol' indices of a simulated outcome, with the noise of the simulation taken out of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.statistics.estimates import Vector

Points = NDArray[np.float64]
RESAMPLES = 999


@dataclass(frozen=True)
class Indices:
    """What share of an outcome's variance each input explains; arrays of shape (inputs,).

    Attributes
    ----------
    first, first_low, first_high : ndarray
        By itself, with its bootstrap interval; an estimate may lie a little below 0.
    total, total_low, total_high : ndarray
        With all its interactions.
    mean, variance : float
        Of the outcome over the worlds; the noise is taken out of the variance.
    noise : float or None
        What share of the variance of the means over replications is noise; None for one replication, whose noise
        cannot be told from the effects of inputs.
    """

    first: Vector
    first_low: Vector
    first_high: Vector
    total: Vector
    total_low: Vector
    total_high: Vector
    mean: float
    variance: float
    noise: float | None


def even_points(n: int, d: int, seed: int) -> Points:
    """Return n points spread evenly over the unit cube, shape (n, d): Sobol's sequence, scrambled (Owen 1998)."""
    from scipy.stats import qmc

    draws = qmc.Sobol(d, scramble=True, rng=np.random.default_rng(seed))
    return np.asarray(draws.random_base2((n - 1).bit_length())[:n], dtype=np.float64)


def latin_points(n: int, d: int, seed: int) -> Points:
    """Return n points of the unit cube, shape (n, d), one in each n-th of every axis (McKay, Beckman, Conover 1979).

    Each lies in the middle of its cell. For a few points in many dimensions, and without `scipy.stats`, whose import
    takes longer than what is run.
    """
    draws = np.random.default_rng(seed)
    return np.stack([(draws.permutation(n) + 0.5) / n for _ in range(d)], axis=1)


def saltelli_points(n: int, d: int, seed: int) -> Points:
    """Return the points of the unit cube at which the outcome is needed, shape (n (d + 2), d).

    Two independent samples A and B, then for each input A with that input's column from B (Saltelli et al. 2010).
    """
    a, b = np.split(even_points(n, 2 * d, seed), 2, axis=1)
    mixed = []
    for i in range(d):
        mixed.append(a.copy())
        mixed[-1][:, i] = b[:, i]
    return np.concatenate([a, b, *mixed])


def indices(values: Points, n: int, seed: int) -> Indices:
    """Return first-order and total indices with bootstrap intervals.

    Replications are paired across points (common random numbers), so their noise is no white noise: it is taken out
    by building every product of two outcomes from different replications only, which are independent. An input
    without any effect has the index 0 exactly.

    Parameters
    ----------
    values : ndarray, shape (n (d + 2), replications)
        The outcome at `saltelli_points`, finite.
    n : int
        Points of each sample, a power of 2.
    seed : int
        Of the bootstrap over the n points. These are more even than chance, which widens the intervals; luck that the
        replications bring to all points alike is not in them.

    Raises
    ------
    ValueError
        If n is no power of 2, or there are fewer than two inputs.
    """
    from scipy.stats import bootstrap, sobol_indices

    blocks = np.moveaxis(values.reshape(-1, n, values.shape[1]), 2, 1)
    if len(blocks) < 4:
        raise ValueError("indices need at least two inputs")
    several = values.shape[1] > 1

    def resampled(chosen: Any) -> Vector:
        parts: Any = {"f_A": blocks[0][:, chosen], "f_B": blocks[1][:, chosen], "f_AB": blocks[2:, :, chosen]}
        found = sobol_indices(func=parts, n=n, method=_noise_free if several else "saltelli_2010")
        return np.stack([found.first_order, found.total_order])

    spread: Any = bootstrap(
        (np.arange(n),),
        resampled,
        n_resamples=RESAMPLES,
        vectorized=False,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    first, total = resampled(np.arange(n))
    both = np.concatenate([blocks[0], blocks[1]], axis=1)
    plain = float(both.mean(axis=0).var())
    variance = max(0.0, _variance(both)) if several else plain
    noise = None if not several else max(0.0, 1 - variance / plain) if plain else 0.0
    bounds = spread.low[0], spread.high[0], total, spread.low[1], spread.high[1]
    return Indices(first, *bounds, float(both.mean()), variance, noise)


def _across(one: Any, other: Any) -> Any:
    """Return the mean product of two outcomes over all pairs of different replications (axis -2) and points (-1)."""
    count = one.shape[-2]
    pairs = one.sum(axis=-2) * other.sum(axis=-2) - (one * other).sum(axis=-2)
    return pairs.mean(axis=-1) / (count * (count - 1))


def _variance(outcomes: Any) -> float:
    """Return the variance over points without noise; a replication's luck common to all points does not count."""
    centered = outcomes - outcomes.mean(axis=-1, keepdims=True)
    return float(_across(centered, centered))


def _noise_free(f_A: Any, f_B: Any, f_AB: Any) -> tuple[Vector, Vector]:  # noqa: N803  (scipy's names)
    """Return the indices of Saltelli et al. (2010), table 2 (b) and (f), from products across replications."""
    variance = _variance(np.concatenate([f_A, f_B], axis=-1))
    steps = f_AB - f_A
    safe = variance if variance > 0 else np.nan
    return _across(f_B, steps)[None] / safe, _across(steps, steps)[None] / (2 * safe)
