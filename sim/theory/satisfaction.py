"""Coefficients of the logistic satisfaction proxy from anchor shares."""

from __future__ import annotations

import math

from sim.theory.erlang import require_positive, require_probability


def logit(share: float) -> float:
    """Return the log odds of a share strictly between 0 and 1."""
    require_probability(share=share)
    require_positive(share=share, rest=1 - share)
    return math.log(share) - math.log1p(-share)


def logistic(score: float) -> float:
    """Return ``1 / (1 + exp(-score))`` without overflow."""
    if score >= 0:
        return 1 / (1 + math.exp(-score))
    return math.exp(score) / (1 + math.exp(score))


def logit_cost(before: float, after: float) -> float:
    """Return by how much a fall from one share to another lowers the log odds."""
    return logit(before) - logit(after)


def repeat_cost(first: float, later: float, contacts: int) -> float:
    """Return the cost per further contact if shares fall so between contact 1 and `contacts`."""
    return logit_cost(first, later) / (contacts - 1)


def wait_cost(before: float, after: float, wait_min: float, scale_min: float = 2.0) -> float:
    """Return the coefficient of ``ln(1 + wait / scale)`` that explains a fall by a wait."""
    return logit_cost(before, after) / math.log1p(wait_min / scale_min)


def satisfied_share(
    base: float, contacts: int = 1, repeat: float = 0.0, other_costs: float = 0.0
) -> float:
    """Return ``logistic(b0 - b_repeat (contacts - 1) - other costs)``."""
    return logistic(base - repeat * (contacts - 1) - other_costs)
