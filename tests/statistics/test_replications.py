"""How many replications are enough."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.statistics.estimates import t_critical
from sim.statistics.replications import (
    ReplicationRule,
    replications_needed,
    replications_until_clear,
)
from tests.reference.formulas import assert_formula
from tests.reference.rows import Row, reference_rows

ROWS = [row for row in reference_rows() if row.case.startswith("replications")]


def saw(k: int) -> float:
    """The sample of the reference value."""
    return 10 + ((37 * k % 17) - 8) / 4


def run(rule: ReplicationRule, *outcomes: Callable[[int], float]) -> ReplicationRule:
    while not rule.finished:
        rule.add({str(i): outcome(rule.n + 1) for i, outcome in enumerate(outcomes)})
    return rule


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.quantity)
def test_the_number_found_has_its_reference_value(row: Row) -> None:
    assert_formula(row)


@given(st.floats(0.01, 100), st.floats(0.1, 100))
def test_the_planned_number_is_the_least_that_is_enough(sd: float, half_width: float) -> None:
    n = replications_needed(sd, half_width)
    assert t_critical(n) * sd / math.sqrt(n) <= half_width
    assert n == 2 or t_critical(n - 1) * sd / math.sqrt(n - 1) > half_width


def test_no_spread_needs_two_replications() -> None:
    assert replications_needed(0.0, 1.0) == 2


def test_a_difference_of_two_standard_deviations_is_clear_after_four() -> None:
    assert replications_until_clear(2.0, 1.0) == 4
    assert replications_until_clear(-2.0, 1.0) == 4
    assert replications_until_clear(0.0, 1.0) is None


def shares(rule: ReplicationRule) -> dict[str, float]:
    """Each outcome's half-width over its yardstick."""
    return {name: reached.share for name, reached in rule.account().items()}


def test_five_more_replications_confirm_the_number() -> None:
    rule = run(ReplicationRule(0.05), saw)
    assert rule.sufficient == 26
    assert rule.n == 31


def test_the_worst_outcome_decides() -> None:
    rule = run(ReplicationRule(0.05), saw, lambda k: 5.0)
    assert rule.sufficient == 26
    widths = shares(rule)
    assert widths["1"] == 0
    assert 0 < widths["0"] <= 0.05


def test_a_failure_while_looking_ahead_starts_the_search_anew() -> None:
    def calm_then_wild(k: int) -> float:
        return 20.0 if k == 5 else 10.0 + 0.01 * (k % 2)

    rule = run(ReplicationRule(0.05), calm_then_wild)
    assert rule.sufficient is not None
    assert rule.sufficient > 5


def test_without_look_ahead_the_first_success_is_enough() -> None:
    rule = run(ReplicationRule(0.05, look_ahead=0), lambda k: 10.0 + 0.01 * k)
    assert rule.sufficient == rule.n == 3


def test_beyond_a_hundred_replications_the_look_ahead_grows_in_proportion() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(10, 10, 4000)
    rule = run(ReplicationRule(0.12, most=3000), lambda k: float(values[k]))
    assert rule.sufficient is not None
    assert rule.sufficient > 100
    assert rule.n == rule.sufficient + 5 * rule.sufficient // 100


def test_the_cap_ends_the_search_without_a_number() -> None:
    rule = run(ReplicationRule(0.001, most=40), saw)
    assert rule.n == 40
    assert rule.finished
    assert rule.sufficient is None
    assert rule.sufficient_half_width is None


def test_an_outcome_about_zero_is_never_precise_and_a_constant_zero_always_is() -> None:
    rule = ReplicationRule(0.05)
    for value in (-1.0, 0.0, 1.0):
        rule.add({"change": value, "nothing": 0.0})
    assert shares(rule) == {"change": math.inf, "nothing": 0.0}
    once = ReplicationRule(0.05)
    once.add({"a": 1.0})
    assert shares(once) == {"a": math.inf}


def test_wrong_replications_are_refused() -> None:
    rule = ReplicationRule(0.05)
    rule.add({"a": 1.0})
    for outcomes in ({"b": 1.0}, {}, {"a": math.nan}):
        with pytest.raises(ValueError, match=r"same|finite"):
            rule.add(outcomes)
    assert rule.n == 1
    rule.add({"a": 1.0})
    while not rule.finished:
        rule.add({"a": 1.0})
    with pytest.raises(ValueError, match="finished"):
        rule.add({"a": 1.0})


@pytest.mark.parametrize(
    "call",
    [
        lambda: ReplicationRule(0.0),
        lambda: ReplicationRule(0.05, initial=1),
        lambda: ReplicationRule(0.05, look_ahead=-1),
        lambda: ReplicationRule(0.05, most=2),
        lambda: replications_needed(-1.0, 1.0),
        lambda: replications_needed(1.0, 0.0),
    ],
)
def test_a_rule_without_meaning_is_refused(call: object) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match="need"):
        call()
