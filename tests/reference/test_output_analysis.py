"""Warm-up, control variates, and constants for selecting the best."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import linregress, t

from sim.statistics.estimates import mean_estimate
from sim.statistics.selection import kim_nelson_constants
from tests.reference.formulas import assert_formula
from tests.reference.output_analysis import control_variates, lavenberg_welch_loss, mser
from tests.reference.rows import Row, reference_rows
from tests.reference.sampled import sampler_of
from tests.reference.textbook import ocba_fractions, rinott_h

CASES = {"MSER-5", "ranking & selection", "CRN / antithetic / control variates"}
ROWS = [
    row for row in reference_rows() if row.case in CASES and not sampler_of(row) and not row.quantity.startswith("PCS")
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.case} {row.quantity}")
def test_a_procedure_has_its_reference_value(row: Row) -> None:
    assert_formula(row)


def test_a_series_without_warm_up_loses_little() -> None:
    noise = np.random.default_rng(1).normal(size=2000)
    assert mser(noise).observations < 400


def test_a_series_that_never_settles_is_not_reliable() -> None:
    swings = np.where(np.arange(500) // 5 % 2, 10.0, -10.0)
    swings[300:] = 0.0
    assert not mser(swings).reliable


def test_an_incomplete_batch_is_left_out() -> None:
    steps = np.repeat([3.0, 1.0, 1.0, 1.0], 5)
    assert mser(np.append(steps, [99.0] * 4)).mean == mser(steps).mean == 1.0


def test_one_control_estimates_as_least_squares_does_by_hand() -> None:
    rng = np.random.default_rng(3)
    control = rng.normal(5, 1, 30)
    outcome = 2 * control + rng.normal(0, 0.5, 30)
    result = control_variates(outcome, control, 5.0)
    slope, intercept = np.polyfit(control, outcome, 1)
    assert result.coefficients == pytest.approx([slope])
    assert result.estimate.value == pytest.approx(intercept + slope * 5.0)
    assert result.variance_ratio is not None
    assert result.variance_ratio > 5


def test_the_interval_with_a_control_is_that_of_the_regression_line_at_its_mean() -> None:
    rng = np.random.default_rng(5)
    control = rng.normal(1.0, 1.0, 7)
    outcome = control + rng.normal(0, 0.5, 7)
    estimate = control_variates(outcome, control, 0.0).estimate
    line = linregress(control, outcome)
    assert estimate.standard_error == pytest.approx(line.intercept_stderr)
    assert estimate.half_width == pytest.approx(t.ppf(0.975, 5) * line.intercept_stderr)


def test_intervals_with_controls_cover_as_often_as_they_say() -> None:
    rng = np.random.default_rng(9)
    hits = 0
    for _ in range(2000):
        controls = rng.normal(0, 1, (12, 2))
        outcome = controls @ [1.0, -2.0] + rng.normal(0, 1, 12)
        interval = control_variates(outcome, controls, [0.0, 0.0]).estimate.interval
        assert interval is not None
        hits += interval[0] <= 0 <= interval[1]
    assert hits / 2000 == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 2000))


def test_a_useless_control_costs_the_loss_factor() -> None:
    rng = np.random.default_rng(4)
    ratios = []
    for _ in range(2000):
        outcome, control = rng.normal(size=(2, 20))
        corrected = control_variates(outcome, control, 0.0).estimate
        ratios.append((corrected.value or 0) ** 2 / np.mean(outcome**2) * 20)
    assert np.mean(ratios) == pytest.approx(lavenberg_welch_loss(20, 1), abs=0.15)


def test_a_perfect_or_constant_outcome_leaves_nothing_to_explain() -> None:
    exact = control_variates([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0], 2.0)
    assert exact.estimate.value == pytest.approx(2.0)
    flat = control_variates([1.0] * 5, [1.0, 2.0, 3.0, 4.0, 5.0], 2.0)
    assert flat.variance_ratio is None
    assert flat.estimate.interval == pytest.approx(mean_estimate([1.0] * 5).interval)


def test_rinotts_constant_agrees_with_the_published_table() -> None:
    assert rinott_h(5, 10) == pytest.approx(3.69262, abs=1e-5)
    assert rinott_h(5, 20) == pytest.approx(3.38542, abs=1e-5)


def test_the_other_constants_of_kim_and_nelson() -> None:
    assert kim_nelson_constants(5, 10)[1] == pytest.approx(11.42941077, abs=5e-9)


def test_a_budget_goes_to_the_best_and_its_close_rivals() -> None:
    fractions = ocba_fractions([5.0, 1.0, 2.0], [1.0, 1.0, 1.0])
    assert fractions.sum() == pytest.approx(1)
    assert np.argsort(fractions).tolist() == [0, 2, 1]


@pytest.mark.parametrize(
    "call",
    [
        lambda: mser([1.0] * 9),
        lambda: lavenberg_welch_loss(4, 2),
        lambda: control_variates([1.0, 2.0, 3.0, 4.0, 5.0], [1.0] * 5, [1.0, 2.0]),
        lambda: kim_nelson_constants(1, 10),
        lambda: rinott_h(2, 1),
        lambda: ocba_fractions([1.0, 1.0], [1.0, 1.0]),
        lambda: ocba_fractions([1.0, 2.0], [1.0, 0.0]),
    ],
)
def test_a_procedure_without_meaning_is_refused(call: object) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=r"need|few|tied"):
        call()
