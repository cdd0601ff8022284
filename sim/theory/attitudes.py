"""One agent's mind and one customer's answer: choices, values, satisfaction and leaving with known answers."""

from __future__ import annotations

import math


def attempt_threshold(
    bonus: float, effort: float, discomfort: float, reward: float = 0.0, penalty: float = 0.0
) -> float:
    """Return the success probability from which an agent attempts an issue; infinite if never.

    Parameters
    ----------
    bonus, effort : float
        For resolving an issue, and what an attempt costs.
    discomfort : float
        Of a failed attempt.
    reward, penalty : float
        Of passing up: relief, since the manager takes the work, and what is felt for it.

    Returns
    -------
    float
        ``(effort + d) / (b + pi - rho + d)``: success falls with complexity, so that it is a cut-off in complexity.
        The structure follows Shumsky and Pinker (2003) and Hasija, Pinker and Shumsky (2005).
    """
    stake = bonus + penalty - reward + discomfort
    return (effort + discomfort) / stake if stake > 0 else math.inf


def value_after(events: float, rate: float, reward: float = 1.0, start: float = 0.0) -> float:
    """Return the value after some updates ``V <- V + rate (reward - V)`` (Rescorla-Wagner)."""
    return reward + (start - reward) * math.pow(1 - rate, events)


def value_sd(rate: float, reward_sd: float) -> float:
    """Return the stationary standard deviation of a value learned from a noisy reward.

    ``sqrt(rate / (2 - rate)) sd``, the variance of a first-order autoregression.
    """
    return math.sqrt(rate / (2 - rate)) * reward_sd


def logit(share: float) -> float:
    """Return the log odds of a share strictly between 0 and 1."""
    return math.log(share) - math.log1p(-share)


def logit_cost(before: float, after: float) -> float:
    """Return by how much a fall from one share to another lowers the log odds of satisfaction."""
    return logit(before) - logit(after)


def repeat_cost(first: float, later: float, contacts: int) -> float:
    """Return the cost per further contact if shares fall so between contact 1 and `contacts`."""
    return logit_cost(first, later) / (contacts - 1)


def satisfied_share(first: float, contacts: int, repeat: float) -> float:
    """Return the share satisfied after so many contacts, ``logistic(logit(first) - repeat (contacts - 1))``."""
    odds = math.exp(logit(first) - repeat * (contacts - 1))
    return odds / (1 + odds)


def hazard_of_yearly_share(share_per_year: float) -> float:
    """Return the quit hazard per year that loses a share within a year, ``-ln(1 - q)``."""
    return -math.log1p(-share_per_year)
