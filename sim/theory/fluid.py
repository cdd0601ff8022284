"""The fluid limit: identical agents, many choices, small learning steps.

With every learning rate divided by s and the load times s, as s grows an agent's state follows
differential equations: the expected updates per choice, averaged over the complexity of issues
that leave a choice. The decisions are given as functions, the very ones that an engine calls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np

from sim.theory.erlang import require_positive, require_probability
from sim.theory.quadrature import Vector


class AgentState(NamedTuple):
    """What an agent has learned.

    Attributes
    ----------
    habit : float
        h, share of recent choices passed up, in [0, 1].
    relief_value : float
        Q, what passing up has been worth, units of utility.
    charge_value : float
        C, what passing up has been felt to cost, units of utility.
    ownership : float
        o, in [0, 1].
    skill : float
        On the scale of complexity.
    """

    habit: float
    relief_value: float
    charge_value: float
    ownership: float
    skill: float


class Outcomes(NamedTuple):
    """Shares of all choices, averaged over complexity; they add up to 1."""

    passed_up: float
    solved: float
    failed: float


Attempt: TypeAlias = Callable[[AgentState, float, float], float]
Success: TypeAlias = Attempt


@dataclass(frozen=True, slots=True)
class Learning:
    """How fast an agent learns, and from what.

    Attributes
    ----------
    choices_per_day : float
        Choices of one agent per working day.
    learning, habit_rate, ownership_rate, practice : float
        Steps per event, in [0, 1].
    reward : float
        Of a chosen pass-up: relief + time credit - push-back.
    felt_charge : float
        Mean of ``chi w charge / money_unit`` over the avoidable escalations that are charged.
    charged_share : float
        Share of avoidable escalations that are charged.
    skill_ceiling : float
        Where practice ends.
    """

    choices_per_day: float
    learning: float = 0.0
    habit_rate: float = 0.0
    ownership_rate: float = 0.0
    practice: float = 0.0
    reward: float = 0.0
    felt_charge: float = 0.0
    charged_share: float = 0.0
    skill_ceiling: float = 0.0

    def __post_init__(self) -> None:
        require_positive(choices_per_day=self.choices_per_day)
        require_probability(
            learning=self.learning,
            habit_rate=self.habit_rate,
            ownership_rate=self.ownership_rate,
            practice=self.practice,
            charged_share=self.charged_share,
        )


class Complexity(NamedTuple):
    """Quadrature over the complexity of issues: points in (0, 1) and weights that sum to 1."""

    points: Vector
    weights: Vector


class Choices(NamedTuple):
    """How agents decide and succeed, and over which issues.

    Attributes
    ----------
    attempt, success : callable
        P(attempt) and P(success | attempt) of (state, complexity, day), for one complexity.
    complexity : Complexity
        Of the issues that leave a choice.
    """

    attempt: Attempt
    success: Success
    complexity: Complexity


def beta_complexity(alpha: float, beta: float, order: int = 40) -> Complexity:
    """Return the Gauss-Jacobi rule of a Beta(alpha, beta) complexity.

    Parameters
    ----------
    alpha, beta : float
        Shape parameters, positive.
    order : int
        Number of points; polynomials up to degree ``2 order - 1`` are integrated exactly.

    Returns
    -------
    Complexity
        Points and weights, each of shape (order,).
    """
    from scipy.special import roots_jacobi

    require_positive(alpha=alpha, beta=beta)
    nodes, weights = roots_jacobi(order, beta - 1, alpha - 1)
    return Complexity((nodes + 1) / 2, weights / weights.sum())


def outcomes(state: AgentState, day: float, choices: Choices) -> Outcomes:
    """Average the choice and its success over complexity.

    Parameters
    ----------
    state : AgentState
        The agent.
    day : float
        Working days since the start.
    choices : Choices
        The decisions, and the issues to be decided.

    Returns
    -------
    Outcomes
        Expected shares.
    """
    points, weights = choices.complexity
    tried = np.array([choices.attempt(state, float(point), day) for point in points])
    solves = np.array([choices.success(state, float(point), day) for point in points])
    solved = float(weights @ (tried * solves))
    attempted = float(weights @ tried)
    return Outcomes(1 - attempted, solved, attempted - solved)


def drift_per_day(state: AgentState, shares: Outcomes, rates: Learning) -> AgentState:
    """Return the expected change of each part of the state per working day.

    Parameters
    ----------
    state : AgentState
        The agent.
    shares : Outcomes
        Expected shares of choices.
    rates : Learning
        Steps and rewards.

    Returns
    -------
    AgentState
        Derivatives, in the place of the values.
    """
    habit, relief, charge, ownership, skill = state
    per_day = rates.choices_per_day
    charges = (shares.passed_up + shares.failed) * rates.charged_share
    room = max(0.0, rates.skill_ceiling - skill)
    owning = shares.solved * (1 - ownership) - shares.passed_up * ownership
    return AgentState(
        habit=per_day * rates.habit_rate * (shares.passed_up - habit),
        relief_value=per_day * rates.learning * shares.passed_up * (rates.reward - relief),
        charge_value=per_day * rates.learning * charges * (rates.felt_charge - charge),
        ownership=per_day * rates.ownership_rate * owning,
        skill=per_day * rates.practice * shares.solved * room,
    )


def fluid_path(
    start: AgentState,
    days: Sequence[float],
    choices: Choices,
    rates: Learning,
) -> list[AgentState]:
    """Integrate the fluid limit.

    Parameters
    ----------
    start : AgentState
        State on the first of the days.
    days : sequence of float
        Increasing working days at which the state is wanted, at least two.
    choices : Choices
        The decisions, and the issues to be decided.
    rates : Learning
        Steps and rewards; integrate a jump by two calls.

    Returns
    -------
    list of AgentState
        The state on each day, to about 1e-9.

    Raises
    ------
    ValueError
        If the integration fails or the days do not increase.
    """
    from scipy.integrate import solve_ivp

    if len(days) < 2 or any(b <= a for a, b in pairwise(days)):
        raise ValueError("need at least two increasing days")

    def derivative(day: float, values: Vector) -> Vector:
        state = AgentState(*map(float, values))
        shares = outcomes(state, day, choices)
        return np.array(drift_per_day(state, shares, rates))

    span = (days[0], days[-1])
    path = solve_ivp(derivative, span, start, "LSODA", days, rtol=1e-9, atol=1e-11)
    if not path.success:
        raise ValueError(f"the fluid limit could not be integrated: {path.message}")
    return [AgentState(*map(float, column)) for column in path.y.T]


def habit_fixed_points(passed_up: Callable[[float], float], grid: int = 400) -> list[float]:
    """Return every habit that reproduces itself, in increasing order.

    Parameters
    ----------
    passed_up : callable
        Expected share passed up by an agent of a given habit, all else frozen.
    grid : int
        Number of intervals searched for a change of sign; two roots within one are missed.

    Returns
    -------
    list of float
        The solutions of ``passed_up(h) = h`` in [0, 1]. There is at least one; three where
        the starting culture decides (a fold).
    """
    from scipy.optimize import brentq

    def excess(habit: float) -> float:
        return passed_up(habit) - habit

    points = np.linspace(0.0, 1.0, grid + 1)
    gaps = np.array([excess(float(point)) for point in points])
    roots = [float(point) for point, gap in zip(points, gaps, strict=True) if gap == 0]
    for i in np.flatnonzero(gaps[:-1] * gaps[1:] < 0):
        roots.append(float(brentq(excess, points[i], points[i + 1], xtol=1e-13)))
    return sorted(roots)
