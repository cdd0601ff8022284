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
