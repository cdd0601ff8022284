"""Intervals and differences: values, degenerate samples, and their real coverage."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.statistics.estimates import (
    mean_estimate,
    mean_intervals,
    no_difference,
    paired_difference,
    standard_deviation,
    t_critical,
)
from tests.reference.formulas import assert_formula
from tests.reference.rows import Row, reference_rows
from tests.reference.sampled import assert_sampled, sampled_rows

CASES = {"critical values"}
ROWS = [row for row in reference_rows() if row.case in CASES]
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
RNG = np.random.default_rng(11)
BASE, CHANGED = RNG.normal(10, 2, 12), RNG.normal(11, 2, 12)
EVEN = np.concatenate([BASE, 20 - BASE])
"""A sample without skew."""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.quantity)
def test_a_quantile_has_its_reference_value(row: Row) -> None:
    assert_formula(row)


@pytest.mark.parametrize("row", sampled_rows(), ids=lambda row: f"{row.case} {row.quantity}")
def test_a_simulated_value_is_reproduced_within_four_standard_errors(row: Row) -> None:
    assert_sampled(row)


@pytest.mark.long
@pytest.mark.parametrize("row", sampled_rows(), ids=lambda row: f"{row.case} {row.quantity}")
def test_a_simulated_value_is_reproduced_by_a_larger_sample(row: Row) -> None:
    assert_sampled(row, scale=8)


def test_intervals_of_normal_samples_cover_as_often_as_they_say() -> None:
    samples = np.random.default_rng(4).normal(3.0, 2.0, (4000, 8))
    hits = [low <= 3.0 <= high for low, high in (mean_estimate(s).interval or () for s in samples)]
    assert np.mean(hits) == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / 4000))


def test_the_mean_of_a_sample_without_skew_has_the_interval_of_students_t() -> None:
    estimate = mean_estimate(EVEN, 0.9)
    low, high = stats.t.interval(0.9, 23, EVEN.mean(), stats.sem(EVEN))
    assert estimate.value == pytest.approx(EVEN.mean())
    assert estimate.interval == pytest.approx((low, high))
    assert estimate.half_width == pytest.approx((high - low) / 2)


def test_one_replication_has_a_mean_but_no_interval() -> None:
    estimate = mean_estimate([4.0])
    assert (estimate.value, estimate.n) == (4.0, 1)
    assert estimate.interval is None
    assert estimate.standard_error is None
    assert estimate.half_width is None
    assert standard_deviation([4.0]) is None
    difference = paired_difference([4.0], [5.0])
    assert difference.value == 1.0
    assert (difference.interval, difference.p_value, difference.t_statistic) == (None, None, None)
    assert not difference.is_clear


def test_equal_values_have_an_interval_without_width() -> None:
    estimate = mean_estimate([0.1] * 7)
    assert estimate.value == 0.1
    assert estimate.interval == (0.1, 0.1)


@given(st.integers(1, 12).flatmap(lambda n: st.lists(st.lists(NUMBERS, min_size=n, max_size=n), min_size=1)))
def test_many_samples_at_once_have_the_same_means_and_intervals(samples: list[list[float]]) -> None:
    for sample, mean, *bounds in zip(samples, *mean_intervals(samples), strict=True):
        alone = mean_estimate(sample)
        assert mean == alone.value
        assert tuple(bounds) == alone.interval if alone.interval else np.isnan(bounds).all()


@given(st.lists(NUMBERS, min_size=2, max_size=30))
def test_a_scenario_that_never_differed_is_not_said_to_be_the_same(values: list[float]) -> None:
    difference = paired_difference(values, values)
    assert difference.is_none
    assert (difference.value, difference.p_value, difference.is_clear) == (0, 1, False)
    if np.ptp(values) > 0:
        assert difference.half_width is not None
        assert difference.half_width > 0
    else:
        assert difference.interval is None


def test_a_scenario_is_known_to_be_the_same_as_itself() -> None:
    difference = no_difference(7)
    assert difference.is_none
    assert difference.interval == (0, 0)


@pytest.mark.parametrize("n", [2, 10, 100])
def test_a_difference_that_never_varied_is_clear_but_may_be_missing_in_other_replications(n: int) -> None:
    before, share = np.arange(n) ** 2.0, 1 - 0.025 ** (1 / n)
    difference = paired_difference(before, before + 1)
    assert difference.interval == pytest.approx((1 - share, 1 + share))
    assert difference.p_value == 0
    assert difference.is_clear


def test_a_difference_between_two_levels_that_are_set_is_certain() -> None:
    difference = paired_difference([300.0] * 5, [500.0] * 5)
    assert difference.interval == (200.0, 200.0)
    assert difference.is_clear


def test_a_paired_difference_without_skew_is_the_paired_t_test() -> None:
    difference = paired_difference(np.zeros(24), EVEN - 9)
    reference = stats.ttest_1samp(EVEN - 9, 0)
    assert difference.t_statistic == pytest.approx(reference.statistic)
    assert difference.p_value == pytest.approx(reference.pvalue)
    assert difference.interval == pytest.approx(tuple(reference.confidence_interval(0.95)))
    assert difference.is_clear == (reference.pvalue < 0.05)


def test_more_comparisons_widen_the_interval_and_leave_the_p_value() -> None:
    alone, among_six = (paired_difference(np.zeros(24), EVEN, comparisons=k) for k in (1, 6))
    assert among_six.half_width is not None
    assert alone.half_width is not None
    ratio = t_critical(24, 0.95, 6) / t_critical(24, 0.95)
    assert among_six.half_width / alone.half_width == pytest.approx(ratio)
    assert among_six.p_value == alone.p_value


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=20))
def test_no_answer_is_ever_nan(pairs: list[tuple[float, float]]) -> None:
    base, changed = zip(*pairs, strict=True)
    difference = paired_difference(base, changed)
    numbers = [difference.value, difference.p_value, difference.t_statistic]
    numbers += list(difference.interval or ())
    assert not any(math.isnan(number) for number in numbers if number is not None)


@pytest.mark.parametrize(
    "call",
    [
        lambda: mean_estimate([]),
        lambda: mean_estimate([1.0, float("nan")]),
        lambda: mean_estimate([[1.0, 2.0]]),
        lambda: paired_difference([1.0], [1.0, 2.0]),
        lambda: paired_difference([], []),
        lambda: t_critical(1),
        lambda: t_critical(5, 1.0),
        lambda: t_critical(5, comparisons=0),
    ],
)
def test_a_sample_without_meaning_is_refused(call: object) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=r"need|sample"):
        call()
