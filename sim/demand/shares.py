"""Shares of customers: as a client measures them, turned into the factor by which a trait decides; the vendor's."""

import numpy as np

from sim.demand.numbers import Floats
from sim.demand.quantile_tables import cells_of, table_of
from sim.scenario import Scenario, ScenarioError
from sim.scenario.issues import IssueType
from sim.scenario.problems import problem_at


def factor_for(share: float, traits: Floats, weights: Floats) -> float:
    """Return the factor k at which ``min(1, k x)``, the probability of a case of trait x, has a given mean.

    Parameters
    ----------
    share : float
        The mean that is wanted, at least 0 and below the weight of the cases whose trait is above 0.
    traits, weights : ndarray, shape (n,)
        The trait of each case, 0 or more, and its share of all cases; the weights add up to 1.

    Returns
    -------
    float
        The mean rises with k in straight pieces that end where another case reaches probability 1, so that the
        piece on which `share` lies gives k exactly. Infinite where no factor reaches the share.
    """
    order = np.argsort(-traits, kind="stable")
    x, w = traits[order], weights[order]
    positive = x > 0.0
    x, w = x[positive], w[positive]
    certain = np.concatenate([[0.0], np.cumsum(w)])[:-1]
    rest = np.cumsum((w * x)[::-1])[::-1]
    reached = certain + rest / x  # the mean where k = 1 / x
    place = int(np.searchsorted(reached, share))
    return float((share - certain[place]) / rest[place]) if place < len(x) else np.inf


def asking_share(issue: IssueType, name: str) -> float:
    """Return the share of a type's customers who ask for a manager at the usual opening temper, before any wait."""
    anger, weights = cells_of(table_of(issue.opening_temper))
    return float(np.sum(weights * np.minimum(1.0, demand_factor(issue, name) * np.maximum(0.0, anger))))


def demand_factor(issue: IssueType, name: str) -> float:
    """Return by how much anger makes a type's customers ask for a manager: ``min(1, factor x anger)``.

    Raises
    ------
    ScenarioError
        If so many cannot ask, since fewer are angry at all.
    """
    if issue.asks_for_manager is None:
        return float(issue.demand_manager)
    anger, weights = cells_of(table_of(issue.opening_temper))
    factor = factor_for(issue.asks_for_manager, np.maximum(0.0, anger), weights)
    return _reachable(factor, ("issues", name, "asks_for_manager"), "have an opening_temper above 0")


def containment_factor(scenario: Scenario) -> float:
    """Return how likely self-service solves an issue: ``min(1, factor x (1 - complexity)^2)``.

    Raises
    ------
    ScenarioError
        If so many cannot be solved, since fewer have a complexity below 1.
    """
    power = scenario.empowerment
    if power.containment_share is None:
        return float(power.containment)
    ease, weights = _ease(scenario)
    if not len(ease):
        return 0.0
    factor = factor_for(power.containment_share, ease, weights)
    return _reachable(factor, ("empowerment", "containment_share"), "have a complexity below 1")


def contained_share(scenario: Scenario) -> float:
    """Return the share of the contacts that try self-service which it solves, 0 where none tries."""
    ease, weights = _ease(scenario)
    return float(np.sum(weights * np.minimum(1.0, containment_factor(scenario) * ease)))


def _ease(scenario: Scenario) -> tuple[Floats, Floats]:
    """Return ``(1 - complexity)^2`` of what tries self-service, in cells, with the share of each; empty where none."""
    tried = [its for its in scenario.issues.values() if its.self_service and not its.routine]
    if not tried:
        return np.zeros(0), np.zeros(0)
    volume = sum(its.per_week for its in tried)
    cells = [cells_of(table_of(its.complexity)) for its in tried]
    shares = [its.per_week / volume if volume else 1.0 / len(tried) for its in tried]
    ease = np.concatenate([np.maximum(0.0, 1.0 - complexity) ** 2 for complexity, _ in cells])
    return ease, np.concatenate([weights * share for (_, weights), share in zip(cells, shares, strict=True)])


def _reachable(factor: float, key: tuple[str, ...], condition: str) -> float:
    if np.isinf(factor):
        raise ScenarioError([problem_at(key, f"is a larger share than that of the issues that {condition}")])
    return factor
