"""The figures of a floor's week: what came, who was there, who was needed, what became of it, by interval."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.clock import DAY, MINUTE, WEEK
from sim.demand.roster import Roster
from sim.experiment.floors import Floor, Formulas, level_a, open_minutes, patience_of, promise_of
from sim.metrics.by_interval import Intervals
from sim.scenario import Plan, Scenario, plan_of
from sim.scenario.promises import Targets
from sim.statistics.estimates import Estimate, Vector, mean_estimate
from sim.statistics.ratios import Ratios, ratios
from sim.theory.staffing import Load, erlang_a, least_people

TOLD = (
    *("service_level", "abandonment_rate", "not_served", "asa_seconds", "occupancy", "overtime_hours_per_week"),
    *("contacts_per_week", "cost_per_week", "cost_per_contact", "cost_per_resolved_issue"),
)
"""Figures of the whole center that stand on the page."""
_LEAST_ANSWERED = 30
"""Intervals with fewer contacts answered in all runs together take the mean handle time of the floor."""


@dataclass(frozen=True)
class Counts:
    """What was counted of a center's runs, by interval and in all.

    Attributes
    ----------
    intervals : Intervals
        With an axis of replications before the others.
    totals : dict of str to ndarray
        The metrics of `TOLD`, one value for each replication.
    """

    intervals: Intervals
    totals: dict[str, Vector]

    def total(self, name: str) -> Estimate | None:
        """Return a figure of the whole center, None where there is none."""
        values = self.totals[name]
        return None if np.isnan(values).any() else mean_estimate(values)


@dataclass(frozen=True)
class FloorFigures:
    """What there is to say of one floor, each an array over the intervals of the week.

    Attributes
    ----------
    floor : Floor
        Its types and teams.
    open : ndarray
        Minutes of each interval in which the center is open.
    offered, handle : ndarray
        Contacts in a usual week, and their mean handle time in minutes.
    planned, staffed : ndarray
        Heads as planned, and those there were on duty, on average over the open time.
    service_level, abandonment, not_served, wait, occupancy : Ratios
        As simulated, in %, the wait of those answered in seconds.
    formulas : Formulas
        Erlang C and A for the same load.
    needed : ndarray
        The least people by Erlang A, unrounded, who keep the targets.
    """

    floor: Floor
    open: Vector
    offered: Vector
    handle: Vector
    planned: Vector
    staffed: Vector
    service_level: Ratios
    abandonment: Ratios
    not_served: Ratios
    wait: Ratios
    occupancy: Ratios
    formulas: Formulas
    needed: Vector

    @property
    def busy(self) -> Any:
        """Which intervals are open."""
        return self.open > 0

    @property
    def by_formula(self) -> dict[str, Vector]:
        """What a planner's spreadsheet would have said for the same load and staff: service levels and lost, in %."""
        return {
            "erlang_c": self.formulas.level_c(self.staffed),
            "erlang_a": self.formulas.level_a(self.staffed),
            "erlang_a_abandonment": 100 * self.formulas.waits_a(self.staffed).lost,
        }

    def hours(self, people: Vector) -> float:
        """Return the hours a week of so many people in each interval."""
        return float((people * self.open).sum() / 60)


def figures_of(scenario: Scenario, counts: Counts, floor: Floor, targets: Targets) -> FloorFigures:
    """Return the figures of one floor."""
    by, names = counts.intervals, (list(scenario.issues), list(scenario.teams))
    kinds = by.types[:, [names[0].index(name) for name in floor.issues]].sum(axis=1)
    teams = by.teams[:, [names[1].index(name) for name in floor.teams]].sum(axis=1)
    its = Intervals(by.minutes, by.weeks, kinds, teams)
    opened = open_minutes(scenario, by.minutes)
    runs = len(kinds)
    span = np.where(opened > 0, opened, by.minutes) * MINUTE * by.weeks * runs
    offered, answered = (its.of_types(name).sum(axis=0) for name in ("offered", "answered"))
    handled = its.of_types("handle_ticks").sum(axis=0) / MINUTE
    usual = handled.sum() / max(answered.sum(), 1.0)
    handle = np.where(answered >= _LEAST_ANSWERED, handled / np.maximum(answered, 1.0), usual)
    load = Load(np.where(opened > 0, offered / (span / MINUTE), 0.0), np.maximum(handle, 1e-6))
    formulas = Formulas(load, patience_of(scenario, floor), promise_of(scenario, floor))
    lost = sum(its.of_types(name) for name in ("abandoned", "blocked", "balked", "dropped", "gave_up", "left_open"))
    there = its.of_teams("duty_ticks") + its.of_teams("overtime_ticks")
    return FloorFigures(
        floor,
        opened,
        offered / (by.weeks * runs),
        handle,
        planned_heads(plan_of(scenario), floor, by.minutes),
        its.of_teams("duty_ticks").sum(axis=0) / span,
        ratios(100 * its.of_types("service_met"), its.of_types("service_base")),
        ratios(100 * its.of_types("abandoned"), its.of_types("offered")),
        ratios(100 * lost, its.of_types("offered")),
        ratios(its.of_types("answered_wait_ticks") / 1000, its.of_types("answered")),
        ratios(100 * its.of_teams("handling_ticks"), there),
        formulas,
        needed_by_formula(formulas, targets),
    )


def needed_by_formula(formulas: Formulas, targets: Targets) -> Vector:
    """Return the least people of each interval by Erlang A, unrounded, who keep the service level and the targets."""
    return least_people(formulas.load, lambda load, people: spare(formulas, targets, load, people))


def spare(formulas: Formulas, targets: Targets, load: Load, people: Vector) -> Vector:
    """Return by how much each target is kept by so many people, by Erlang A, of shape (targets, intervals)."""
    patience, promise = formulas.patience, formulas.promise
    found = [level_a(load, people, patience, promise) - promise.share]
    if targets.abandonment is not None or targets.wait is not None:
        waits = erlang_a(load, people, patience, 0.0)
        found += [] if targets.abandonment is None else [targets.abandonment - 100 * waits.lost]
        found += [] if targets.wait is None else [targets.wait - 60 * waits.wait]
    if targets.occupancy is not None:
        found.append(targets.occupancy * people - 100 * load.erlangs)
    return np.stack(found)


def planned_heads(plan: Plan, floor: Floor, minutes: int) -> Vector:
    """Return the heads of a floor as planned, on average over the open time of each interval and over weeks."""
    roster, width = Roster(plan, 0, 0), minutes * MINUTE
    places = [list(plan.baseline.teams).index(name) for name in floor.teams]
    there, opened = np.zeros(WEEK // width), np.zeros(WEEK // width)
    for day in range(plan.horizon_tick // DAY):
        for team, spells in _spells(roster, day).items():
            for start, end, heads in spells:
                for piece, shared in _pieces(start, end, width):
                    there[piece] += heads * shared if team in places else 0.0
                    opened[piece] += shared if team == places[0] else 0.0
    return np.divide(there, opened, out=np.zeros_like(there), where=opened > 0)


def _spells(roster: Roster, day: int) -> dict[int, list[tuple[int, int, int]]]:
    """Return by team from when to when so many heads are on the floor on a day, in opening hours."""
    closings = [day * DAY + end * MINUTE for _, end in roster.hours[day % 7]]
    found: dict[int, list[tuple[int, int, int]]] = {}
    changes = roster.head_counts(day)
    for place, change in enumerate(changes):
        later = [each.tick for each in changes[place + 1 :] if each.team == change.team]
        end = min([*later[:1], *(tick for tick in closings if tick > change.tick)])
        found.setdefault(change.team, []).append((change.tick, end, change.heads))
    return found


def _pieces(start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """Yield the intervals of the week over which a spell lasts, each with the ticks that it shares."""
    while start < end:
        until = min(end, start - start % width + width)
        yield start % WEEK // width, until - start
        start = until
