"""Agents of the SimPy engine against the fluid limit and the gatekeeper's threshold, by the product's own functions."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim.behavior import choice
from sim.behavior.rules import Rules
from sim.engines.rules import rules_of
from sim.theory.fluid import AgentState, Choices, Learning, beta_complexity, fluid_path
from tests.theory.center import ENDLESS, Data, call, simulated

AGENTS, WEEKS, PER_DAY = 10, 3, 10.0
START = AgentState(habit=0.8, relief_value=0.7, charge_value=0.0, ownership=0.2, skill=0.55)
HALF_LIFE, LEARNING, PRACTICE, LEARNABLE = 8.0, 0.04, 0.01, 0.25
ASK, SETTLEMENT = 40.0, 0.5
STATE = ("habit", "reward", "charge", "ownership", "skill")


def people(scale: float) -> Data:
    """Agents who weigh habit, reward and charge, and whose every step is so many times smaller."""
    return {
        "choice": "rule",
        "sharpness": 5.0,
        "habit_weight": 0.4,
        "habit_half_life": HALF_LIFE,
        "ownership_half_life": HALF_LIFE,
        "learning": LEARNING / scale,
        "practice": PRACTICE / scale,
        "learnable": LEARNABLE,
        "forgetting_half_life": None,
        "starting_habit": START.habit,
        "starting_ownership": START.ownership,
        "starting_reward": START.relief_value,
    }


@lru_cache(maxsize=4)
def agents_after(scale: int) -> tuple[Any, Rules]:
    """Run identical agents with `scale` times the load; return their states by week and agent, and their rules."""
    shape = {"complexity": {"shape": "beta", "a": 2.0, "b": 3.0}, "diagnosis_share": 0.5}
    asks = {"asks_share": 1.0, "ask": ASK}
    journeys = simulated(
        AGENTS,
        {"call": call(AGENTS * PER_DAY * scale / 1440, 0.2, **shape, **asks)},
        WEEKS,
        f"fluid {scale}",
        skill=START.skill,
        customers={**ENDLESS, "ask_growth": 0.0},
        manager={"count": 20, "investigate_time": 0.1, "settlement": SETTLEMENT, "adversarial": 0.0},
        incentives={"bonus_pool": {"charge_share": 1.0}, "announced": 0.0, "relief": 0.1, "pushback": 0.2},
        behavior=people(scale),
    )
    states = np.stack([journeys.diaries[name].reshape(WEEKS, AGENTS) for name in STATE], axis=-1)
    base = journeys.plan.baseline
    return states, rules_of(base, base, PER_DAY * scale)


def choices_of(rules: Rules) -> Choices:
    """Return the product's decisions as the callables of the fluid limit."""

    def success(state: AgentState, complexity: float, day: float) -> float:
        return choice.ability(state.skill, complexity, rules)

    def attempt(state: AgentState, complexity: float, day: float) -> float:
        worth = choice.benefit(0.7, 0.0, choice.interest_in_pool(AGENTS, rules), 0.0, rules)
        cost = choice.effort(complexity, rules.time_pressure, 0.1, rules)
        failure = state.relief_value - state.charge_value
        solving = choice.utility_of_solving(success(state, complexity, day), worth, cost, failure, rules)
        passing = choice.utility_of_passing_up(state.relief_value, state.charge_value, state.habit, rules)
        return choice.attempt_probability(solving, passing, rules)

    return Choices(attempt, success, beta_complexity(2, 3))


def fluid(rules: Rules) -> Any:
    """Return the states that the differential equations have at each week's end."""
    interest = choice.interest_in_pool(AGENTS, rules)
    daily = math.log(2) / HALF_LIFE / PER_DAY
    rates = Learning(
        choices_per_day=PER_DAY,
        learning=LEARNING,
        habit_rate=daily,
        ownership_rate=daily,
        practice=PRACTICE,
        reward=rules.relief - rules.pushback,
        felt_charge=choice.felt_charge(100 * ASK * SETTLEMENT, interest, rules),
        charged_share=1.0,
        skill_start=START.skill,
        skill_ceiling=START.skill + LEARNABLE,
    )
    days = [0.0, *(7.0 * (week + 1) for week in range(WEEKS))]
    return np.array(fluid_path(START, days, choices_of(rules), rates)[1:])


def distance(scale: int) -> Any:
    """Return the root mean square distance of agents from the limit, for each part of their state."""
    states, rules = agents_after(scale)
    return np.sqrt(((states - fluid(rules)[:, None, :]) ** 2).mean(axis=(0, 1)))


def test_many_choices_with_small_steps_follow_the_differential_equations() -> None:
    far, near = distance(2), distance(32)
    assert (near < 0.4 * far).all(), (far, near)  # a quarter, if it shrinks as one over the root of the scale
    assert near.max() < 0.02


def test_the_mean_of_agents_lies_on_the_fluid_limit() -> None:
    states, rules = agents_after(32)
    mean, error = states.mean(axis=1), states.std(axis=1, ddof=1) / math.sqrt(AGENTS)
    assert (np.abs(mean - fluid(rules)) <= 4 * error + 0.1 / 32).all()  # the limit itself is off by order 1 / scale


def test_the_path_really_moves() -> None:
    states, rules = agents_after(32)
    path = fluid(rules)
    assert (np.abs(path[-1] - np.array(START)) > 0.05).all()
    assert np.abs(path - path.mean(axis=0)).max() > 0.1
    assert np.isfinite(states).all()


@pytest.mark.long
def test_ever_smaller_steps_come_ever_closer() -> None:
    distances = [distance(scale) for scale in (2, 8, 32, 128)]
    for wide, close in pairwise(distances):
        assert 0.4 < np.exp(np.log(close / wide).mean()) < 0.6  # the root of a quarter is one half
    assert (distances[-1] < 0.2 * distances[0]).all()  # an eighth, each of them


def threshold_rows(reward: float) -> tuple[Any, Rules]:
    """Run agents without habit, tremble or learning whose passing up is worth so much."""
    still = {"sharpness": 1000.0, "habit_weight": 0.0, "learning": 0.0, "practice": 0.0, "starting_reward": reward}
    spread = {"complexity": {"shape": "uniform", "low": 0.0, "high": 1.0}, "diagnosis_share": 0.5}
    journeys = simulated(
        AGENTS,
        {"call": call(1.0, 1.0, **spread)},
        1,
        f"threshold {reward}",
        skill=0.6,
        customers=ENDLESS,
        manager={"count": 20, "investigate_time": 1.0},
        behavior={"choice": "rule", **still},
    )
    base = journeys.plan.baseline
    return journeys.rows, rules_of(base, base, 1.0)


@pytest.mark.parametrize("reward", [0.0, 0.3, 0.6])
def test_agents_without_habit_or_tremble_pass_up_above_the_gatekeepers_threshold(reward: float) -> None:
    rows, rules = threshold_rows(reward)
    stake = rules.pride + rules.expectation * 0.7 - reward + rules.blame

    def margin(complexity: float) -> float:
        needed = (choice.effort(complexity, 0.0, 0.0, rules) + rules.blame) / stake
        return choice.ability(0.6, complexity, rules) - needed

    margins = np.array([margin(x) for x in rows["complexity"].tolist()])
    clear = np.abs(margins) > 0.02
    assert clear.mean() > 0.9
    assert (rows["passed_up"][clear] == (margins[clear] < 0)).all()
    assert 0.05 < rows["passed_up"].mean() < 0.95
