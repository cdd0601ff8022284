"""The planner's page: staff on the floor against what is needed, by interval of the week, simulated and by formula."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Unpack

import numpy as np

from sim.clock import DAY, MINUTE, WEEK
from sim.demand.roster import Roster
from sim.experiment.batches import Job
from sim.experiment.floors import (
    Floor,
    Formulas,
    floors_of,
    interval_minutes,
    level_a,
    open_minutes,
    patience_of,
    promise_of,
)
from sim.experiment.running import How, Runner, reporter, runner
from sim.experiment.study import Sizes, Study, Task, base_of, engine_of
from sim.experiment.sweep import numbers_for
from sim.metrics import METRICS
from sim.metrics.intervals import Intervals, together
from sim.metrics.metric import Metric
from sim.scenario import Plan, Scenario, plan_of
from sim.scenario.service import Targets
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


def counts_of(
    running: Runner, scenario: Scenario, replications: int, minutes: int, progress: Any = None, before: int = 0
) -> Counts:
    """Run replications of a center and return what is counted of them by interval."""
    plan, found = plan_of(scenario), []
    jobs = [Job(0, n) for n in range(replications)]
    for done, (job, tally) in enumerate(running.run([scenario], jobs), start=1):
        total = tally.total()
        values = [METRICS[name].value(total) for name in TOLD]
        found.append((job.replication, tally.intervals(plan).wider(minutes), values))
        if progress is not None:
            progress(before + done, before + replications)
    found.sort(key=lambda each: each[0])
    values = np.array([[np.nan if each is None else each for each in values] for _, _, values in found])
    return Counts(together([its for _, its, _ in found]), dict(zip(TOLD, values.T, strict=True)))


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


@dataclass(frozen=True)
class Planned(Study):
    """A center's week as its planner sees it.

    Attributes
    ----------
    counts : Counts
        What was counted of its runs.
    """

    shown_by: ClassVar[str] = "plan_account"
    task: "PlanTask"
    counts: Counts = field(repr=False)

    @cached_property
    def floors(self) -> list[FloorFigures]:
        """The figures of each floor."""
        return [figures_of(self.scenario, self.counts, floor, self.task.targets) for floor in floors_of(self.scenario)]

    @cached_property
    def planned_by_team(self) -> dict[str, Vector]:
        """The heads of each team as planned, by interval."""
        laid = plan_of(self.scenario)
        return {name: planned_heads(laid, Floor((), (name,)), self.minutes) for name in self.scenario.teams}

    @property
    def minutes(self) -> int:
        """Width of an interval."""
        return self.task.minutes

    def level(self, metric: Metric) -> Estimate | None:
        """Return a figure of the whole center, None where there is none."""
        return self.counts.total(metric.id)

    def to_frame(self) -> Any:
        """Return one row for each interval of each floor, issue type and team; see `sim.experiment.interval_table`."""
        from sim.experiment.interval_table import interval_table

        return interval_table(self)


@dataclass(frozen=True, kw_only=True)
class PlanTask(Task):
    """What the planner's page will run.

    Attributes
    ----------
    minutes : int
        Width of an interval.
    targets : Targets
        What staff shall keep beside the service level.
    """

    kind: ClassVar[str] = "plan"
    minutes: int
    targets: Targets

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it this page and no other."""
        return {
            "study": self.kind,
            "center": self.scenario.digest,
            "minutes": self.minutes,
            "targets": self.targets.model_dump(),
            "seed": self.seed,
            "replications": self.replications,
        }

    def sizes(self) -> Sizes:
        """Yield what will run."""
        yield [self.scenario], self.replications

    def run(self, **how: Unpack[How]) -> Planned:
        """Run the center."""
        engine = engine_of(how)
        with runner(self.seed, how) as running:
            counts = counts_of(running, self.scenario, self.replications, self.minutes, reporter(how))
        return Planned(self, engine, counts)


def plan_task(
    center: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    what_if: str | None = None,
    targets: Targets | None = None,
) -> PlanTask:
    """Return what `plan` would run, checked; parameters and errors are the same."""
    base = base_of(center, what_if)
    replications, seed = numbers_for(base, replications, seed)
    return PlanTask(
        scenario=base, replications=replications, seed=seed, minutes=interval_minutes(base),
        targets=targets or base.study.targets,
    )  # fmt: skip


def plan(
    center: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    what_if: str | None = None,
    targets: Targets | None = None,
    **how: Unpack[How],
) -> Planned:
    """Simulate a center and hold its staff against what each interval of the week needs.

    Parameters
    ----------
    center : Scenario
        What is planned.
    replications, seed : int, optional
        The scenario's own by default.
    what_if : str, optional
        Plan this what-if instead of the baseline.
    targets : Targets, optional
        What staff shall keep beside the service level; `study.targets` by default.
    **how
        Where replications run and rest (jobs, engine, executor, store, progress): see `How`.

    Raises
    ------
    ScenarioError
        If a number or a what-if does not exist.
    """
    return plan_task(center, replications=replications, seed=seed, what_if=what_if, targets=targets).run(**how)
