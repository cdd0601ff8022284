"""Agents of the SimPy engine against the fluid limit and the gatekeeper's threshold, by the product's own functions."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim.behavior import choice
from sim.verification.minds import (
    NEAR,
    PER_DAY,
    START,
    deciders,
    fluid,
    learners,
    rules_in,
    states_of,
)
from tests.theory.center import run_of

AGENTS, WEEKS = 10, 3


@lru_cache(maxsize=4)
def agents_after(scale: int) -> tuple[Any, Any]:
    """Run identical agents with `scale` times the load; return their states by week and agent, and those of theory."""
    scenario = learners(AGENTS, scale, WEEKS)
    states = states_of(run_of(scenario, f"fluid {scale}").diaries, WEEKS)
    return states, fluid(rules_in(scenario, PER_DAY * scale), AGENTS, WEEKS)


def distance(scale: int) -> Any:
    """Return the root mean square distance of agents from the limit, for each part of their state."""
    states, path = agents_after(scale)
    return np.sqrt(((states - path[:, None, :]) ** 2).mean(axis=(0, 1)))


def test_many_choices_with_small_steps_follow_the_differential_equations() -> None:
    far, near = distance(2), distance(32)
    assert (near < 0.4 * far).all(), (far, near)  # a quarter, if it shrinks as one over the root of the scale
    assert near.max() < 0.02


def test_the_mean_of_agents_lies_on_the_fluid_limit() -> None:
    states, path = agents_after(32)
    mean, error = states.mean(axis=1), states.std(axis=1, ddof=1) / math.sqrt(AGENTS)
    assert (np.abs(mean - path) <= 4 * error + NEAR / 32).all()  # the limit itself is off by order 1 / scale


def test_the_path_really_moves() -> None:
    states, path = agents_after(32)
    assert (np.abs(path[-1] - np.array(START)) > 0.05).all()
    assert np.abs(path - path.mean(axis=0)).max() > 0.1
    assert np.isfinite(states).all()


@pytest.mark.long
def test_ever_smaller_steps_come_ever_closer() -> None:
    distances = [distance(scale) for scale in (2, 8, 32, 128)]
    for wide, close in pairwise(distances):
        assert 0.4 < np.exp(np.log(close / wide).mean()) < 0.6  # the root of a quarter is one half
    assert (distances[-1] < 0.2 * distances[0]).all()  # an eighth, each of them


@pytest.mark.parametrize("reward", [0.0, 0.3, 0.6])
def test_agents_without_habit_or_tremble_pass_up_above_the_gatekeepers_threshold(reward: float) -> None:
    scenario = deciders(AGENTS, reward, 1)
    rows, rules = run_of(scenario, f"threshold {reward}").rows, rules_in(scenario, 1.0)
    stake = rules.pride + rules.expectation * 0.7 - reward + rules.blame

    def margin(complexity: float) -> float:
        needed = (choice.effort(complexity, 0.0, 0.0, rules) + rules.blame) / stake
        return choice.ability(0.6, complexity, rules) - needed

    margins = np.array([margin(x) for x in rows["complexity"].tolist()])
    clear = np.abs(margins) > 0.02
    assert clear.mean() > 0.9
    assert (rows["passed_up"][clear] == (margins[clear] < 0)).all()
    assert 0.05 < rows["passed_up"].mean() < 0.95
