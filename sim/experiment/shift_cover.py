"""The least people of each shift that cover what every interval needs: an integer program."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.experiment.open_time import heads_of_week
from sim.scenario import Scenario
from sim.statistics.estimates import Vector

_CREW = 12
"""Breaks that people take by turns are averaged over so many."""


def covers(scenario: Scenario, team: str, minutes: int) -> tuple[dict[str, Vector], dict[str, float]]:
    """Return how much of an interval one person of each shift is there, breaks out, and that person's hours a week."""
    its = scenario.teams[team]
    found, hours = {}, {}
    for name, shift in its.shifts.items():
        alone = its.model_copy(update={"shifts": {name: shift.model_copy(update={"people": _CREW})}, "people": None})
        there = heads_of_week(alone.heads(scenario.calendar), scenario).reshape(-1, minutes).mean(axis=1) / _CREW
        found[name], hours[name] = there, float(there.sum() * minutes / 60)
    return found, hours


def least_shifts(need: Vector, there: Mapping[str, Vector], hours: Mapping[str, float]) -> dict[str, int]:
    """Return the people of each shift, of the fewest hours in all, who cover a need in every interval.

    What no shift covers at all is left out; it stays uncovered whoever works.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    names = list(there)
    matrix = np.stack([there[name] for name in names], axis=1)
    covered = matrix.max(axis=1) > 0
    found: Any = milp(
        np.array([hours[name] for name in names]),
        constraints=LinearConstraint(matrix[covered], need[covered] - 1e-6, np.inf),
        integrality=np.ones(len(names), dtype=int),
        bounds=Bounds(0, 5000),
        options={"time_limit": 20.0, "mip_rel_gap": 1e-4},
    )
    if found.x is None:
        raise RuntimeError(f"the integer program of shifts found nothing: {found.message}")
    return {name: round(many) for name, many in zip(names, found.x, strict=True)}


def with_shifts(scenario: Scenario, people: Mapping[str, Mapping[str, int]]) -> Scenario:
    """Return a center with so many people in each shift of its teams."""
    changes: dict[str, Any] = {}
    for team, crews in people.items():
        changes |= {f"teams.{team}.shifts.{name}.people": many for name, many in crews.items()}
    return scenario.override(changes)
