"""The fluid limit against closed forms and against agents who learn in small steps."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import expit

from sim.theory.fluid import (
    AgentState,
    Choices,
    Learning,
    Outcomes,
    beta_complexity,
    drift_per_day,
    fluid_path,
    habit_fixed_points,
    outcomes,
)
from tests.reference.learning import ownership_fixed_point, softmax_extinction_days, softmax_probability

START = AgentState(habit=0.8, relief_value=0.7, charge_value=0.0, ownership=0.2, skill=0.55)
RATES = Learning(
    choices_per_day=10,
    learning=0.05,
    habit_rate=0.03,
    ownership_rate=0.02,
    practice=0.004,
    reward=-0.1,
    felt_charge=0.5,
    charged_share=0.4,
    skill_ceiling=0.8,
)


def success(state: AgentState, complexity: float, day: float) -> float:
    del day
    return float(expit(8 * (state.skill - complexity)))


def attempt(state: AgentState, complexity: float, day: float) -> float:
    """A choice of the kind that agents make here: worth of solving against passing up."""
    p = success(state, complexity, day)
    up = state.relief_value - state.charge_value
    solve = p * 1.2 + (1 - p) * (up - 0.4) - 0.5 * (0.5 + complexity)
    return float(expit(5 * (solve - up - 0.4 * (state.habit - 0.5))))


CHOICES = Choices(attempt, success, beta_complexity(2, 3))


def test_the_complexity_rule_integrates_polynomials_exactly() -> None:
    points, weights = beta_complexity(2, 3)
    assert weights.sum() == pytest.approx(1, rel=1e-14)
    assert weights @ points == pytest.approx(2 / 5, rel=1e-13)
    assert weights @ points**2 == pytest.approx(2 * 3 / (5 * 6), rel=1e-13)
    assert ((points > 0) & (points < 1)).all()


def test_the_shares_of_outcomes_add_up() -> None:
    shares = outcomes(START, 0.0, CHOICES)
    assert sum(shares) == pytest.approx(1, rel=1e-14)
    assert min(shares) > 0
    finer = outcomes(START, 0.0, CHOICES._replace(complexity=beta_complexity(2, 3, 80)))
    assert finer == pytest.approx(shares, rel=1e-9)


def test_a_value_learned_from_choices_alone_goes_out_as_in_the_closed_form() -> None:
    def chooses(state: AgentState, complexity: float, day: float) -> float:
        del complexity, day
        return 1 - softmax_probability(5.0, state.relief_value, 0.6)

    days = softmax_extinction_days(0.1, 5.0, (1.0, -0.5, 0.6), updates_per_day=1.0)
    rates = Learning(choices_per_day=10, learning=0.1, reward=-0.5)
    choices = CHOICES._replace(attempt=chooses)
    end = fluid_path(START._replace(relief_value=1.0), [0, days], choices, rates)[-1]
    wanted = 0.1 * softmax_probability(5.0, 1.0, 0.6)
    assert softmax_probability(5.0, end.relief_value, 0.6) == pytest.approx(wanted, rel=1e-6)


def test_who_never_has_a_reason_to_learn_never_changes() -> None:
    path = fluid_path(START, [0, 50, 100], CHOICES, Learning(choices_per_day=10))
    assert path == [START] * 3


def test_a_habit_without_choice_of_another_fades_exponentially() -> None:
    choices = CHOICES._replace(attempt=lambda *_: 1.0)
    rates = Learning(choices_per_day=10, habit_rate=0.01)
    end = fluid_path(START, [0, 30], choices, rates)[-1]
    assert end.habit == pytest.approx(0.8 * math.exp(-0.1 * 30), rel=1e-7)


def _small_steps(scale: int, days: int, seed: int) -> AgentState:
    """Simulate one agent whose steps are `scale` times smaller and choices more frequent."""
    rng = np.random.default_rng(seed)
    h, q, c, o, s = START
    per_day = int(RATES.choices_per_day * scale)
    for day in range(days):
        for complexity, u, v, w in zip(rng.beta(2, 3, per_day), *rng.random((3, per_day)), strict=True):
            now = AgentState(h, q, c, o, s)
            up = u >= attempt(now, complexity, day)
            solved = not up and v < success(now, complexity, day)
            h += RATES.habit_rate / scale * (up - h)
            if up:
                q += RATES.learning / scale * (RATES.reward - q)
                o -= RATES.ownership_rate / scale * o
            if solved:
                s += RATES.practice / scale * max(0.0, RATES.skill_ceiling - s)
                o += RATES.ownership_rate / scale * (1 - o)
            elif w < RATES.charged_share:
                c += RATES.learning / scale * (RATES.felt_charge - c)
    return AgentState(h, q, c, o, s)


def test_agents_who_learn_in_small_steps_follow_the_fluid_limit() -> None:
    fluid = np.array(fluid_path(START, [0, 20], CHOICES, RATES)[-1])
    coarse = np.array(_small_steps(2, 20, 1))
    fine = np.mean([_small_steps(50, 20, seed) for seed in (1, 2, 3, 4)], axis=0)
    assert np.abs(fine - fluid).max() < 0.012
    assert np.abs(fine - fluid).max() < np.abs(coarse - fluid).max()


def test_a_path_goes_on_from_where_it_was() -> None:
    path = fluid_path(START, [0, 5, 10], CHOICES, RATES)
    later = fluid_path(path[1], [5, 10], CHOICES, RATES)
    assert later[-1] == pytest.approx(path[-1], rel=1e-6)


def test_a_strong_habit_makes_the_starting_culture_decide() -> None:
    weak = habit_fixed_points(lambda habit: expit(3 * (habit - 0.5)))
    strong = habit_fixed_points(lambda habit: expit(6 * (habit - 0.5)))
    assert weak == pytest.approx([0.5])
    assert len(strong) == 3
    assert strong[0] + strong[2] == pytest.approx(1)


def test_ownership_rests_where_gains_equal_losses() -> None:
    shares = Outcomes(0.2, 0.6, 0.2)
    rest = ownership_fixed_point(shares)
    assert rest == pytest.approx(0.75)
    assert drift_per_day(START._replace(ownership=rest), shares, RATES).ownership == pytest.approx(0)


def test_an_impossible_path_is_refused() -> None:
    with pytest.raises(ValueError, match="increasing"):
        fluid_path(START, [0, 0], CHOICES, RATES)
    with pytest.raises(ValueError, match="increasing"):
        fluid_path(START, [0], CHOICES, RATES)
    with pytest.raises(ValueError, match="between"):
        Learning(choices_per_day=10, learning=2.0)
    with pytest.raises(ValueError, match="ownership"):
        ownership_fixed_point(Outcomes(0.0, 0.0, 1.0))
