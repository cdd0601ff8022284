"""The figures of a floor's week: what came, who was there, who was needed, what became of it, by interval."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.clock import MINUTE
from sim.experiment.floors import Floor, Formulas, expected_calls, level_a, patience_of, promise_of
from sim.experiment.open_time import open_minutes, planned_heads, usual_minutes
from sim.metrics.by_interval import Intervals
from sim.scenario import Scenario, plan_of
from sim.scenario.promises import Targets
from sim.statistics.estimates import Estimate, Vector, mean_estimate
from sim.statistics.ratios import Ratios, ratios
from sim.statistics.shrinking import drawn_together
from sim.theory.many_intervals import Load, erlang_a, least_people

TOLD = (
    *("service_level", "abandonment_rate", "not_served", "asa_seconds", "occupancy", "overtime_hours_per_week"),
    *("adherence", "shrinkage", "contacts_per_week", "cost_per_week", "cost_per_contact", "cost_per_resolved_issue"),
)
"""Figures of the whole center that stand on the page."""


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
    whole : Ratios
        The service level of the whole week.
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
    whole: Ratios

    @property
    def is_kept(self) -> bool:
        """Whether the service level of the whole week surely is as promised: its interval lies at or above."""
        low = self.whole.value if np.isnan(self.whole.low) else self.whole.low
        return not low < self.formulas.promise.share

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
    offered = its.of_types("offered").sum(axis=0)
    handle = _handle_minutes(its)
    usual = usual_minutes(scenario, by.minutes)
    there = np.divide(opened, usual, out=np.zeros_like(opened), where=usual > 0)
    expected = expected_calls(scenario, floor, by.minutes) * there * by.weeks * runs
    load = Load(np.where(opened > 0, _smooth(its, expected) / (span / MINUTE), 0.0), np.maximum(handle, 1e-6))
    formulas = Formulas(load, patience_of(scenario, floor), promise_of(scenario, floor))
    lost = sum(its.of_types(name) for name in ("abandoned", "blocked", "balked", "dropped", "gave_up", "left_open"))
    return FloorFigures(
        floor,
        opened,
        offered / (by.weeks * runs),
        handle,
        planned_heads(plan_of(scenario), floor, by.minutes),
        its.on_phone_ticks.sum(axis=0) / span,
        ratios(100 * its.of_types("service_met"), its.of_types("service_base")),
        ratios(100 * its.of_types("abandoned"), its.of_types("offered")),
        ratios(100 * lost, its.of_types("offered")),
        ratios(its.of_types("answered_wait_ticks") / 1000, its.of_types("answered")),
        ratios(100 * its.of_teams("handling_ticks"), its.at_work_ticks),
        formulas,
        needed_by_formula(formulas, targets),
        ratios(100 * its.of_types("service_met").sum(axis=1), its.of_types("service_base").sum(axis=1)),
    )


def _smooth(its: Intervals, expected: Vector) -> Vector:
    """Return the contacts offered in all runs, chance taken out as far as the volume says what to expect.

    Repeats and surges come on top: they are the ratio to what is expected, drawn together over the week.
    """
    offered = its.of_types("offered")
    whole, known = offered.sum(axis=0), expected > 0
    found = ratios(offered, np.where(known, expected, np.nan) / len(offered))
    return np.where(known, expected * _calm(found, expected, known), whole)


def _handle_minutes(its: Intervals) -> Vector:
    """Return the mean handle time of each interval, chance taken out as far as it explains why they differ."""
    answered, handled = its.of_types("answered"), its.of_types("handle_ticks") / MINUTE
    many = answered.sum(axis=0)
    return _calm(ratios(handled, answered), many, many > 0)


def _calm(found: Ratios, many: Vector, known: Any) -> Vector:
    """Return ratios drawn together, whose variances go by how many contacts each rests on."""
    errors = (found.high - found.value) / 2
    sure = known & np.isfinite(errors)
    each = float(np.mean((errors**2 * many)[sure])) if sure.any() else 1.0
    variances = np.where(known, each / np.maximum(many, 1e-9), 1.0)
    return drawn_together(np.where(known, found.value, 0.0), variances, known).values


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
