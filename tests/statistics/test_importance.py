"""Importance weights: points drawn where something was thought likely stand for where it is."""

import numpy as np
import pytest

from sim.statistics.importance import effective, resampled, weighed


def _log_normal(x, mean, sd):
    return -0.5 * ((x - mean) / sd) ** 2 - np.log(sd)


def test_rounds_of_wrong_guesses_are_weighed_to_the_same_density():
    draws = np.random.default_rng(1)
    points, ratios = [], []
    for mean, sd, size in ((2.0, 2.0, 4000), (-0.5, 1.5, 1000), (0.2, 1.1, 2000)):
        x = draws.normal(mean, sd, size)
        points.append(x)
        ratios.append(_log_normal(x, 0, 1) - _log_normal(x, mean, sd) + draws.normal())  # up to a constant of its own
    weights, power = weighed(ratios, 100)
    x = np.concatenate(points)
    assert power == 1
    assert weights @ x == pytest.approx(0, abs=0.06)
    assert weights @ x**2 == pytest.approx(1, abs=0.08)
    assert 2000 < effective(weights) < 7000
    rows = resampled(weights, 512)
    assert np.quantile(x[rows], (0.05, 0.95)) == pytest.approx([-1.645, 1.645], abs=0.2)


def test_where_nothing_fits_the_next_best_count_and_no_more_of_them_than_asked():
    ratios = [-(np.arange(200.0) ** 2), -1e6 - np.arange(50.0) ** 2]
    weights, power = weighed(ratios, 20)
    assert 0 < power < 0.1
    assert effective(weights) == pytest.approx(20, rel=0.01)
    assert weights[0] == weights.max()


def test_a_point_is_taken_as_often_as_it_weighs():
    weights = np.array([0.5, 0.0, 0.25, 0.25])
    assert resampled(weights, 8) == [0, 0, 0, 0, 2, 2, 3, 3]
    assert effective(np.ones(7)) == pytest.approx(7)
