"""How many contacts come where so many are expected, and how bins are split for common random numbers."""

import math

from sim.behavior.counts import log_factorial

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
