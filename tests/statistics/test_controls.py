"""Means corrected by what was drawn: how often their intervals cover, what they gain, and what they leave."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.statistics.controls import Controls
from sim.statistics.estimates import mean_estimate, mean_intervals, paired_difference
from sim.statistics.intervals import Means
from tests.reference.control_coverage import OUTCOMES, covered
from tests.reference.output_analysis import control_variates

SIZES, SAMPLES = (13, 30, 100), 160


def controls(n: int, count: int = 3, seed: int = 1) -> Controls:
    return Controls(np.random.default_rng(seed).normal(5.0, 2.0, (count, n)), np.full(count, 5.0))


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_corrected_intervals_cover_as_often_as_plain_ones(outcome, n):
    plain, corrected, _ = covered(outcome, n, 0.6, SAMPLES)
    assert corrected >= min(0.945, plain) - 4 * math.sqrt(0.05 / SAMPLES)


def test_the_value_and_interval_of_a_normal_outcome_are_those_of_regression():
    known, rng = controls(30), np.random.default_rng(2)
    y = known.values.sum(axis=0) + rng.normal(0, 1, 30)
    exact = control_variates(y, known.values.T, known.expected).estimate
    found = mean_estimate(y, controls=known)
    assert found.value == pytest.approx(exact.value, rel=1e-12)
    assert found.standard_error == pytest.approx(exact.standard_error, rel=1e-10)


def test_means_that_add_up_add_up_when_they_are_corrected():
    known, rng = controls(20), np.random.default_rng(3)
    first, second = rng.normal(10, 3, (2, 20))
    one, other = (mean_estimate(each, controls=known).value for each in (first, second))
    assert paired_difference(first, second, controls=known).value == pytest.approx(other - one, abs=1e-12)
    assert known.weights.sum() == pytest.approx(1.0, abs=1e-14)
    assert (known.values * known.weights).sum(axis=1) == pytest.approx(known.expected, abs=1e-12)


@given(st.permutations(range(20)))
def test_the_order_of_replications_changes_no_weight_at_all(order):
    known = controls(20)
    turned = Controls(known.values[:, order], known.expected)
    assert (turned.weights == known.weights[list(order)]).all()


def test_a_control_that_says_what_others_say_costs_nothing():
    known = controls(20, 2)
    twice = Controls(np.vstack([known.values, known.values.sum(axis=0)]), np.append(known.expected, 10.0))
    assert twice.count == 2
    assert twice.weights == pytest.approx(known.weights, abs=1e-12)


@pytest.mark.parametrize(
    "values",
    [np.zeros(20), np.full(20, 3.0), np.arange(20) % 3 * 1.0, np.where(np.arange(20) < 12, 0.0, np.arange(20))],
)
def test_samples_of_few_distinct_values_stay_plain(values):
    assert mean_estimate(values, controls=controls(20)) == mean_estimate(values)


def test_another_number_of_replications_than_that_of_the_controls_stays_plain():
    values = np.random.default_rng(4).normal(0, 1, 19)
    assert mean_estimate(values, controls=controls(20)) == mean_estimate(values)


def test_an_outcome_that_the_controls_tell_entirely_has_hardly_any_width():
    known = controls(20)
    low, high = mean_estimate(3 * known.values[0] + 2, controls=known).interval
    assert low <= 17 <= high
    assert high - low < 1e-9


@given(st.integers(13, 40), st.floats(0.001, 0.3), st.integers(0, 10**6))
def test_the_p_value_of_a_corrected_mean_is_the_least_error_at_which_its_interval_leaves_0_out(n, error, seed):
    means = Means(np.random.default_rng(seed).normal(0.3, 1, (1, n)), controls=controls(n))
    (p_value,), (low,), (high,) = means.p_values(), *means.bounds(error)
    if not math.isclose(p_value, error, rel_tol=1e-6):
        assert (low > 0 or high < 0) == (p_value < error)


def test_the_same_corrected_interval_stands_everywhere():
    known, rows = controls(15), np.random.default_rng(6).gamma(2, 1, (3, 15))
    mean, low, high = mean_intervals(rows, controls=known)
    for place, row in enumerate(rows):
        one = mean_estimate(row, controls=known)
        assert (one.value, one.interval) == (mean[place], (low[place], high[place]))
