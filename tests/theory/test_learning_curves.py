"""Learning with known answers, and the anchors of the satisfaction proxy."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.theory.attitudes import logit, logit_cost, satisfied_share, value_after, value_sd
from tests.reference.formulas import assert_formula
from tests.reference.learning import (
    events_until,
    extinction_days,
    habit_left,
    habit_rate_per_day,
    roth_erev_probability,
    softmax_extinction_days,
    softmax_probability,
)
from tests.reference.rows import Row, reference_rows
from tests.reference.sampled import sampler_of

CASES = {"reinforcement / habit", "learning + attrition", "CSAT proxy calibration"}
ROWS = [row for row in reference_rows() if row.case in CASES and not sampler_of(row)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.case} {row.quantity}")
def test_learning_has_its_reference_value(row: Row) -> None:
    assert_formula(row)


def test_the_closed_form_is_the_update_repeated() -> None:
    value = 0.3
    for _ in range(17):
        value += 0.1 * (-0.5 - value)
    assert value_after(17, 0.1, reward=-0.5, start=0.3) == pytest.approx(value, rel=1e-13)
    assert value_after(events_until(0.05, 0.1), 0.1, reward=0.0, start=1.0) == pytest.approx(0.05)


def test_a_noisy_reward_leaves_the_value_with_the_stated_spread() -> None:
    rng = np.random.default_rng(5)
    values = np.zeros(40_000)
    for _ in range(120):
        values += 0.1 * (rng.normal(size=values.size) - values)
    assert values.std() == pytest.approx(value_sd(0.1, 1.0), rel=4 / math.sqrt(2 * 40_000))


def test_choices_between_equal_values_are_even_and_extremes_do_not_overflow() -> None:
    assert softmax_probability(5, 0.6, 0.6) == 0.5
    assert softmax_probability(1e6, 1, 0) == 1.0
    assert softmax_probability(1e6, 0, 1) == 0.0


def test_certain_choices_go_out_as_in_the_closed_form() -> None:
    days = extinction_days(1.0, 0.1, 0.0, np.ones_like, updates_per_day=0.5)
    assert days == pytest.approx(2 * math.log(10), rel=1e-12)


def test_extinction_slows_down_as_the_act_becomes_rare() -> None:
    values = (1.0, -0.5, 0.6)
    times = [softmax_extinction_days(left, 5.0, values, 1.0) for left in (0.1, 0.05, 0.025)]
    assert times[2] - times[1] > times[1] - times[0]
    slow = softmax_extinction_days(0.1, 5.0, values, 0.1)
    assert slow == pytest.approx(10 * times[0], rel=1e-12)


def test_equal_rewards_leave_roth_erev_undecided() -> None:
    assert roth_erev_probability(0.6, 0.6, 0.2) == pytest.approx(0.5)


def test_the_median_habit_is_nearly_gone_after_half_a_year() -> None:
    rate = habit_rate_per_day(66)
    assert rate == pytest.approx(0.04538988, abs=5e-9)
    assert habit_left(30, rate) == pytest.approx(0.25622572, abs=5e-9)
    assert habit_left(126, rate) == pytest.approx(0.00328258, abs=5e-9)


def test_a_cold_transfer_costs_twelve_points() -> None:
    assert logit_cost(0.86, 0.74) == pytest.approx(0.76932141, abs=5e-9)
    assert satisfied_share(0.86, 2, logit_cost(0.86, 0.74)) == pytest.approx(0.74)
    assert satisfied_share(0.31, 1, 2.0) == pytest.approx(0.31, rel=1e-14)


@pytest.mark.parametrize(
    "call",
    [
        lambda: extinction_days(0.0, 1.0, -0.5, np.ones_like, 1.0),
        lambda: extinction_days(1.0, 0.0, 0.0, np.ones_like, 1.0),
        lambda: roth_erev_probability(-1.0, 0.6, 0.2),
        lambda: habit_rate_per_day(0.0),
        lambda: logit(1.0),
    ],
)
def test_impossible_learning_is_refused(call: object) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=r"need|must|positive|domain"):
        call()
