"""How many contacts come where so many are expected, and how bins are split for common random numbers."""

import math

import numpy as np

from sim.behavior.counts import log_factorial
from sim.demand.numbers import Floats

PART_MEAN = 30.0
"""A bin is split so that no part's mean is above this in the baseline."""


def parts_of(means: list[list[float]]) -> list[list[int]]:
    """Return into how many parts each bin is split; fixed by the baseline."""
    return [[max(1, math.ceil(mean / PART_MEAN)) for mean in day] for day in means]


def poisson_count(u: float, mean: float) -> int:
    """Return the Poisson count at a probability, by inversion: it never falls as the mean rises.

    Starts ten standard deviations below the mean, where less than 1e-20 of the probability lies.
    """
    if mean <= 0.0:
        return 0
    n = max(0, int(mean - 10.0 * math.sqrt(mean) - 10.0))
    mass = math.exp(n * math.log(mean) - mean - log_factorial(n)) if n else math.exp(-mean)
    reached = mass
    last = mean + 12.0 * math.sqrt(mean) + 40.0
    while reached < u and n < last:
        n += 1
        mass *= mean / n
        reached += mass
    return n


def poisson_counts(u: Floats, means: Floats) -> Floats:
    """Return `poisson_count` for arrays."""
    counts = np.zeros(len(means))
    few = means <= _COUNTED_FROM_0
    counts[~few] = [poisson_count(*each) for each in zip(u[~few].tolist(), means[~few].tolist(), strict=True)]
    open_, mass = np.flatnonzero(few & (means > 0.0)), np.exp(-means)
    reached, n = mass.copy(), 0
    while len(open_ := open_[(reached[open_] < u[open_]) & (n < _last(means[open_]))]):
        n += 1
        mass[open_] *= means[open_] / n
        reached[open_] += mass[open_]
        counts[open_] = n
    return counts


_COUNTED_FROM_0 = 100.0
"""Up to such a mean, `poisson_count` begins with 0."""


def _last(means: Floats) -> Floats:
    last: Floats = means + 12.0 * np.sqrt(means) + 40.0
    return last
