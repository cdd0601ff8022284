"""The logarithm of a factorial, which engines must read alike."""

import math

import pytest

from sim.behavior.counts import log_factorial
from sim.demand.volumes import poisson_count


@pytest.mark.parametrize("n", [0, 1, 2, 3, 15, 16, 17, 40, 170, 1000, 10**6])
def test_it_is_exact_to_the_last_digits(n):
    assert log_factorial(n) == pytest.approx(math.lgamma(n + 1), rel=2e-15, abs=1e-15)


def test_a_large_count_is_the_median_at_one_half():
    for mean in (150.0, 400.0, 5000.0):
        assert abs(poisson_count(0.5, mean) - (mean - 1 / 3)) <= 1


def test_counts_rise_with_the_probability():
    counts = [poisson_count(u, 333.3) for u in (1e-12, 0.01, 0.3, 0.7, 0.99, 1 - 1e-12)]
    assert counts == sorted(counts)
    assert counts[0] < 333.3 - 6 * 333.3**0.5 < 333.3 + 6 * 333.3**0.5 < counts[-1]
