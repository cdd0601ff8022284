"""Formulas of learning and leaving that the program does without."""

from __future__ import annotations

import math

import numpy as np

from sim.theory.attitudes import logit_cost
from sim.theory.erlang import require_positive
from sim.theory.fluid import Outcomes
from sim.theory.quadrature import Function, Vector, integral


def events_until(share_left: float, rate: float) -> float:
    """Return how many updates leave a share of the distance: ``ln s / ln(1 - rate)``."""
    return math.log(share_left) / math.log1p(-rate)


def softmax_probability(sharpness: float, value: float, other: float) -> float:
    """Return the logistic probability of the first of two actions, without overflow."""
    exponent = sharpness * (value - other)
    if exponent >= 0:
        return 1 / (1 + math.exp(-exponent))
    return math.exp(exponent) / (1 + math.exp(exponent))


def extinction_days(start: float, end: float, reward: float, chosen: Function, updates_per_day: float) -> float:
    """Return the mean-field time in which a value falls, updated only when the act is chosen.

    Parameters
    ----------
    start, end : float
        Values, ``start >= end > reward``.
    reward : float
        The new reward, towards which the value falls.
    chosen : callable
        Probability of the act at an array of values.
    updates_per_day : float
        Opportunities per day times learning rate.

    Returns
    -------
    float
        ``int dV / (nu alpha p(V) (V - r))``, the limit of small learning rates.

    Raises
    ------
    ValueError
        If the values are not in that order.
    """
    if not start >= end > reward:
        raise ValueError(f"need start >= end > reward, got {start!r}, {end!r}, {reward!r}")

    def slowness(value: Vector) -> Vector:
        return np.asarray(1 / (updates_per_day * chosen(value) * (value - reward)))

    return integral(slowness, end, start)


def softmax_extinction_days(
    left: float, sharpness: float, values: tuple[float, float, float], updates_per_day: float
) -> float:
    """Return when P(act) under softmax has fallen to a share of its start.

    Parameters
    ----------
    left : float
        Share of the first probability, in (0, 1].
    sharpness : float
        Of the softmax.
    values : (float, float, float)
        Start value of the act, its new reward and the fixed value of the alternative.
    updates_per_day : float
        Opportunities per day times learning rate.
    """
    start, reward, other = values
    goal = left * softmax_probability(sharpness, start, other)
    end = other + math.log(goal / (1 - goal)) / sharpness

    def chosen(value: Vector) -> Vector:
        return np.asarray(1 / (1 + np.exp(-sharpness * (value - other))))

    return extinction_days(start, end, reward, chosen, updates_per_day)


def roth_erev_probability(reward: float, other: float, experimentation: float) -> float:
    """Return the mean-field choice probability of Roth-Erev learning with two actions.

    The root in [0, 1] of ``(r_e - r_s) x^2 - [r_e (1 - eps) - r_s (1 + eps)] x - r_s eps = 0``
    (Erev and Roth 1998), whatever the forgetting.

    Raises
    ------
    ValueError
        If a reward or the experimentation is not positive.
    """
    require_positive(reward=reward, other=other, experimentation=experimentation)
    square = reward - other
    linear = -(reward * (1 - experimentation) - other * (1 + experimentation))
    constant = -other * experimentation
    roots = np.roots([square, linear, constant]) if square else np.array([-constant / linear])
    inside = [float(root.real) for root in roots if 0 <= root.real <= 1]
    return inside[0]


def habit_left(days: float, rate_per_day: float) -> float:
    """Return the share of the old habit left, ``exp(-c t)`` (Lally et al. 2010)."""
    return math.exp(-rate_per_day * days)


def habit_rate_per_day(days_to_95_percent: float) -> float:
    """Return the rate at which 95 % of a habit has formed after some days, ``ln 20 / days``."""
    require_positive(days_to_95_percent=days_to_95_percent)
    return math.log(20) / days_to_95_percent


def power_law_exponent(rate_per_doubling: float) -> float:
    """Return b of ``T(n) = T(1) n^-b`` from the learning rate: ``-log2 LR``."""
    require_positive(rate_per_doubling=rate_per_doubling)
    return -math.log2(rate_per_doubling)


def mean_handle_min(final_min: float, first_min: float, tau_years: float, quits_per_year: float) -> float:
    """Return the mean handle time of a staff of constant size that learns and quits.

    ``T_inf + (T_0 - T_inf) h tau / (1 + h tau)`` for ``T = T_inf + (T_0 - T_inf) e^(-t/tau)``
    and exponential tenure.
    """
    turnover = quits_per_year * tau_years
    return final_min + (first_min - final_min) * turnover / (1 + turnover)


def share_newer_than(years: float, quits_per_year: float) -> float:
    """Return the share of staff with less tenure, ``1 - exp(-h t)``."""
    return -math.expm1(-quits_per_year * years)


def wait_cost(before: float, after: float, wait_min: float, scale_min: float = 2.0) -> float:
    """Return the coefficient of ``ln(1 + wait / scale)`` that explains a fall by a wait."""
    return logit_cost(before, after) / math.log1p(wait_min / scale_min)


def ownership_fixed_point(shares: Outcomes) -> float:
    """Return the ownership that reproduces itself, ``solved / (solved + passed up)``.

    Raises
    ------
    ValueError
        If nothing is solved or passed up, so that ownership never moves.
    """
    moves = shares.solved + shares.passed_up
    if moves <= 0:
        raise ValueError("ownership never moves: every choice ends in a failed attempt")
    return shares.solved / moves
