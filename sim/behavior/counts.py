"""Poisson counts in plain arithmetic, whose bits do not depend on a library's gamma function."""

import math

_SMALL = 1e-17
"""A term after which no other changes the sum."""


def log_factorial(n: int) -> float:
    """Return log n!; Stirling's series, whose bits do not depend on a library's gamma function.

    A sum of logarithms below 16, where the series is less exact.
    """
    if n < 16:
        total = 0.0
        for i in range(2, n + 1):
            total += math.log(i)
        return total
    inverse = 1.0 / n
    square = inverse * inverse
    series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)))
    return (n + 0.5) * math.log(n) - n + 0.9189385332046727 + series


def exactly(k: int, mean: float) -> float:
    """Return the probability that a Poisson count is k."""
    if k < 0:
        return 0.0
    if mean <= 0.0:
        return 1.0 if k == 0 else 0.0
    return math.exp(k * math.log(mean) - mean - log_factorial(k))


def at_most(k: int, mean: float) -> float:
    """Return the probability that a Poisson count is at most k: the shorter tail is added up, largest term first."""
    if k < 0:
        return 0.0
    total = 0.0
    if k < mean:
        i, mass = k, exactly(k, mean)
        while i >= 0 and mass > _SMALL * total:
            total += mass
            mass *= i / mean
            i -= 1
        return total
    i, mass = k + 1, exactly(k + 1, mean)
    while mass > _SMALL:
        total += mass
        i += 1
        mass *= mean / i
    return 1.0 - total
