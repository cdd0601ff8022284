"""Worlds: the same center with other beliefs about people, drawn evenly over the ranges in which they may lie."""

from collections.abc import Sequence

import numpy as np

from sim.experiment.alternatives import named
from sim.scenario import Scenario, plan_of
from sim.scenario.beliefs import Belief
from sim.scenario.levers import changed, read_key
from sim.statistics.sobol import Points


def values_at(beliefs: Sequence[Belief], points: Points) -> Points:
    """Return the values of beliefs at points of the unit cube, both of shape (n, beliefs); whole numbers where due."""
    columns = []
    for belief, share in zip(beliefs, points.T, strict=True):
        low, high = belief.likely
        if belief.is_whole:
            columns.append(np.minimum(high, np.floor(low + share * (high - low + 1))))
        else:
            columns.append(low + share * (high - low))
    return np.stack(columns, axis=1)


def worlds_at(center: Scenario, beliefs: Sequence[Belief], points: Points) -> Points:
    """Return the values of beliefs at points of the unit cube; those that were found together go together.

    Where the center knows worlds that show what was observed, and their beliefs vary over the ranges found, each point
    takes all of these from one such world.
    """
    values, known = values_at(beliefs, points), joint(center, beliefs)
    if known:
        place = {belief.key: column for column, belief in enumerate(beliefs)}
        count = len(next(iter(known.values())))
        rows = np.minimum(count - 1, np.floor(count * points[:, place[next(iter(known))]])).astype(int)
        for key, column in known.items():
            values[:, place[key]] = np.array(column)[rows]
    return values


def joint(center: Scenario, beliefs: Sequence[Belief]) -> dict[str, list[float]]:
    """Return the worlds that a center knows by key, if beliefs vary over their ranges; else nothing."""
    fitted, ranges = center.beliefs, {belief.key: belief.likely for belief in beliefs}
    varied = {key: column for key, column in fitted.worlds.items() if min(column) < max(column)}
    return varied if all(ranges.get(key) == fitted.over[key] for key in varied) else {}


def world(center: Scenario, beliefs: Sequence[Belief], values: Sequence[float]) -> Scenario:
    """Return a center in which beliefs have other values.

    Only the start changes. What a timeline or a what-if sets afterward, it sets in every world; what it adds to or
    multiplies, it adds to the world's own value. A center at its own values is the center itself.
    """
    found: Scenario = changed(
        center,
        {
            belief.key: int(value) if belief.is_whole else float(value)
            for belief, value in zip(beliefs, values, strict=True)
            if value != belief.value
        },
    )
    return found


def fixed_by(center: Scenario, belief: Belief) -> list[str]:
    """Return the what-ifs that set a belief themselves, so that in the end it is the same in every world."""
    ends = []
    for value in belief.likely:
        runs = named(world(center, [belief], [value]), ())
        ends.append({name: read_key(plan_of(run).epochs[-1].scenario, belief.key) for name, run in runs.items()})
    return [name for name in center.what_ifs if ends[0][name] == ends[1][name]]
