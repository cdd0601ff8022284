"""What a planned week shows: where there are too few people, where too many, where the promise is missed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.statistics.estimates import Vector
from sim.statistics.ratios import Ratios, ratios

if TYPE_CHECKING:
    from sim.experiment.floor_figures import FloorFigures
    from sim.experiment.planning import Planned

_APART = 0.05
"""Heads: what is missing by less is met."""
Week = list[list[tuple[int, int]]]
"""Seven days of spans, in minutes after midnight."""


@dataclass(frozen=True)
class FloorFindings:
    """What one floor's week shows.

    Attributes
    ----------
    name : str
        The floor's.
    target : float
        The share that shall be served in time, in %.
    level, lost, abandoned : tuple of float
        Service level, not served and abandonment of the whole week in %, each with the bounds of its interval.
    missed, short, over : list
        When the simulated service level is clearly below the target; when fewer people are there than are needed; and
        when one more than is needed could stay away.
    intervals : tuple of int
        How many intervals these are, and how many are open.
    below : int
        In how many intervals the simulated service level is below the target, clearly or not.
    hours : tuple of float
        Hours a week on duty, needed, missing where there are too few, and to spare where there are too many.
    formulas : tuple of float
        The service level of the whole week by Erlang C and by Erlang A, in %.
    absent : float
        Hours a week that are planned and not there.
    """

    name: str
    target: float
    level: tuple[float, float, float]
    lost: tuple[float, float, float]
    abandoned: tuple[float, float, float]
    missed: Week
    short: Week
    over: Week
    intervals: tuple[int, int, int, int]
    below: int
    hours: tuple[float, float, float, float]
    formulas: tuple[float, float]
    absent: float


def findings(planned: "Planned") -> list[FloorFindings]:
    """Return what each floor's week shows."""
    return [floor_findings(planned, its) for its in planned.floors]


def most_wanting(found: list[FloorFindings]) -> FloorFindings:
    """Return the floor farthest below its target; where all keep theirs, the one that needs the most people."""
    return min(found, key=lambda its: (min(0.0, its.level[0] - its.target), -its.hours[1]))


def floor_findings(planned: "Planned", its: "FloorFigures") -> FloorFindings:
    """Return what one floor's week shows."""
    target, opened = its.formulas.promise.share, its.busy
    missed = opened & (its.service_level.high < target)
    short = is_short(its)
    over = opened & (its.staffed - np.ceil(its.needed - _APART) >= 1 - _APART)
    missing = np.where(short, its.needed - its.staffed, 0.0)
    spare = np.where(over, its.staffed - np.ceil(its.needed - _APART), 0.0)
    weights = its.offered * opened
    c, a = (float((level * weights).sum() / max(weights.sum(), 1e-12)) for level in _levels(its))
    by = planned.counts.intervals
    places = [list(planned.scenario.issues).index(name) for name in its.floor.issues]

    def whole(above: tuple[str, ...], below: str) -> tuple[float, float, float]:
        top, bottom = (
            sum(by.of_types(name)[:, places].sum(axis=(1, 2)) for name in names) for names in (above, (below,))
        )
        return _numbers(ratios(100 * np.asarray(top), np.asarray(bottom)))

    lost = ("abandoned", "blocked", "balked", "dropped", "gave_up", "left_open")
    return FloorFindings(
        its.floor.name,
        target,
        whole(("service_met",), "service_base"),
        whole(lost, "offered"),
        whole(("abandoned",), "offered"),
        spans_of(missed, planned.minutes),
        spans_of(short, planned.minutes),
        spans_of(over, planned.minutes),
        (int(missed.sum()), int(short.sum()), int(over.sum()), int(opened.sum())),
        int((opened & (its.service_level.value < target)).sum()),
        (its.hours(its.staffed), its.hours(its.needed), its.hours(missing), its.hours(spare)),
        (c, a),
        its.hours(np.maximum(its.planned - its.staffed, 0.0)),
    )


def is_short(its: "FloorFigures") -> Any:
    """Return in which intervals there are fewer people than are needed."""
    return its.busy & (its.needed - its.staffed > _APART)


def _levels(its: "FloorFigures") -> tuple[Vector, Vector]:
    return its.formulas.level_c(its.staffed), its.formulas.level_a(its.staffed)


def _numbers(found: Ratios) -> tuple[float, float, float]:
    value, low, high = (float(each) for each in found)
    return value, low, high


def spans_of(chosen: Any, minutes: int) -> Week:
    """Return chosen intervals of the week as spans of each day, neighbors joined."""
    week: Week = []
    for day in np.asarray(chosen).reshape(7, -1):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], day.astype(int), [0]])))
        week.append([(int(a) * minutes, int(b) * minutes) for a, b in edges.reshape(-1, 2)])
    return week
