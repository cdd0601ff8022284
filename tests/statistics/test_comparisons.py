"""Several comparisons at once, what pairing gains, and a change split into factors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.statistics.comparisons import (
    holm,
    pairing_gain,
    split_change,
)
from tests.reference.formulas import assert_formula
from tests.reference.rows import Row, reference_rows
from tests.reference.textbook import benjamini_hochberg, bonferroni

ROWS = [row for row in reference_rows() if row.case == "multiple testing"]
P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=12)
COUNTS = st.tuples(st.integers(0, 500), st.floats(0, 1), st.floats(0, 60)).map(
    lambda t: (t[0], t[0] * t[1], t[0] * t[1] * t[2])
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.quantity)
def test_adjusted_p_values_have_their_reference_values(row: Row) -> None:
    assert_formula(row)


@given(P_VALUES)
def test_holm_lies_between_the_raw_values_and_bonferroni(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    assert (adjusted >= np.array(p_values)).all()
    assert (adjusted <= bonferroni(p_values) + 1e-15).all()
    assert (benjamini_hochberg(p_values) <= adjusted + 1e-15).all()


@given(P_VALUES)
def test_adjusting_keeps_the_order(p_values: list[float]) -> None:
    order = np.argsort(p_values)
    for adjust in (holm, bonferroni, benjamini_hochberg):
        assert (np.diff(adjust(p_values)[order]) >= -1e-15).all()


def test_one_comparison_needs_no_adjustment() -> None:
    for adjust in (holm, bonferroni, benjamini_hochberg):
        assert adjust([0.03]) == pytest.approx([0.03])


def test_a_p_value_outside_the_unit_interval_is_refused() -> None:
    with pytest.raises(ValueError, match="p-values"):
        holm([0.5, 1.2])


def test_independent_scenarios_gain_nothing_by_pairing() -> None:
    rng = np.random.default_rng(2)
    gain = pairing_gain(rng.normal(size=40_000), rng.normal(size=40_000))
    assert gain.variance_ratio == pytest.approx(1.0, abs=0.03)
    assert gain.correlation == pytest.approx(0.0, abs=0.02)


def test_common_exponential_numbers_leave_one_of_forty_one_parts_of_variance() -> None:
    uniform = (np.arange(1_000_000) + 0.5) / 1_000_000
    gain = pairing_gain(-5 * np.log(uniform), -4 * np.log(uniform))
    assert gain.variance_ratio == pytest.approx(41, rel=1e-9)
    assert gain.correlation == pytest.approx(1)


def test_pairing_that_backfires_is_reported() -> None:
    gain = pairing_gain([1, 2, 3], [3, 2, 1])
    assert gain.variance_ratio == pytest.approx(0.5)
    assert gain.correlation == pytest.approx(-1)


def test_a_gain_that_is_undefined_is_none() -> None:
    assert pairing_gain([1, 2, 3], [1, 2, 3]).variance_ratio is None
    assert pairing_gain([1, 2, 3], [5, 5, 5]).correlation is None
    assert pairing_gain([1], [2]).variance_ratio is None


@given(COUNTS, COUNTS)
def test_the_three_parts_add_up_to_the_change(
    base: tuple[float, float, float], changed: tuple[float, float, float]
) -> None:
    split = split_change(base, changed)
    total = split.issues + split.escalations_per_issue + split.minutes_per_escalation
    assert total == pytest.approx(changed[2] - base[2], rel=1e-9, abs=1e-7)


@given(COUNTS, COUNTS)
def test_the_split_of_the_way_back_is_its_negative(
    base: tuple[float, float, float], changed: tuple[float, float, float]
) -> None:
    there, back = split_change(base, changed), split_change(changed, base)
    assert there.issues == pytest.approx(-back.issues)
    assert there.escalations_per_issue == pytest.approx(-back.escalations_per_issue)


def test_a_change_of_one_factor_belongs_to_that_factor() -> None:
    split = split_change((100, 20, 240), (100, 10, 120))
    assert split.escalations_per_issue == pytest.approx(-120)
    assert split.issues == 0
    assert split.minutes_per_escalation == 0


def test_the_split_is_the_mean_over_the_six_orders() -> None:
    split = split_change((10, 5, 20), (20, 4, 8))  # factors 10, 0.5, 4 and 20, 0.2, 2
    orders = [10 * 0.5 * 4] * 2 + [10 * 0.2 * 4, 10 * 0.5 * 2] + [10 * 0.2 * 2] * 2
    assert split.issues == pytest.approx(sum(orders) / 6)


def test_an_undefined_factor_takes_the_other_scenarios_value() -> None:
    gone = split_change((100, 20, 240), (50, 0, 0))
    assert gone.minutes_per_escalation == 0
    assert gone.issues + gone.escalations_per_issue == pytest.approx(-240)
    empty = split_change((100, 20, 240), (0, 0, 0))
    assert (empty.issues, empty.escalations_per_issue) == (pytest.approx(-240), 0)
    nothing = split_change((0, 0, 0), (0, 0, 0))
    assert (nothing.issues, nothing.escalations_per_issue) == (0, 0)


@pytest.mark.parametrize("counts", [(0, 1, 5), (10, 0, 5), (-1, 0, 0)])
def test_counts_that_contradict_each_other_are_refused(counts: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"without|negative"):
        split_change(counts, (1, 1, 1))
