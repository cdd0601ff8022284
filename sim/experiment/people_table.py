"""Heads by interval put into a center: a table of each team, and a floor's heads shared out to its teams."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.experiment.floors import Floor
from sim.experiment.open_time import planned_heads
from sim.scenario import Scenario, plan_of
from sim.statistics.estimates import Vector

FILE = "staff.csv"
_NOBODY: dict[str, Any] = {"shifts": {}, "roster": None, "people": None, "wind_down": 0}
"""What says of persons who works when, and gives way to seats by interval."""


def with_people(scenario: Scenario, people: Mapping[str, Vector], minutes: int) -> Scenario:
    """Return a center with so many people of each team in each interval of the week."""
    changes: dict[str, Any] = {}
    for name, heads in people.items():
        figures = [[float(each) for each in day] for day in heads.reshape(7, -1)]
        if scenario.teams[name].by_person:
            changes |= {f"teams.{name}.{key}": nothing for key, nothing in _NOBODY.items()}
        changes[f"teams.{name}.agents"] = {"file": FILE, "column": name, "bin_minutes": minutes, "figures": figures}
    return scenario.override(changes)


def shared_out(scenario: Scenario, floor: Floor, heads: Vector, minutes: int) -> dict[str, Vector]:
    """Return a floor's heads by team, in the proportions in which they are there now; the largest remainder decides."""
    if len(floor.teams) == 1:
        return {floor.teams[0]: heads}
    plan = plan_of(scenario)
    now = np.stack([planned_heads(plan, Floor((), (name,)), minutes) for name in floor.teams])
    usual = now.sum(axis=1, keepdims=True)
    shares = np.where(now.sum(axis=0) > 0, now, np.where(usual.sum() > 0, usual, 1.0))
    exact = heads * shares / shares.sum(axis=0)
    found = np.floor(exact)
    left = (heads - found.sum(axis=0)).round().astype(int)
    order = np.argsort(-(exact - found), axis=0, kind="stable")
    for place in range(heads.size):
        found[order[: left[place], place], place] += 1
    return dict(zip(floor.teams, found, strict=True))
