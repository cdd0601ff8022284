"""The least people in each interval of the week that keep the targets: by Erlang A, corrected by simulation, proven."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, Unpack

import numpy as np

from sim.experiment.floor_figures import Counts, FloorFigures, figures_of
from sim.experiment.floors import floors_of
from sim.experiment.people_table import shared_out, with_people
from sim.experiment.planning import IntervalTask, counts_of
from sim.experiment.running import How, Progress, Runner, in_all, reporter, runner
from sim.experiment.shift_cover import covers, least_shifts, with_shifts
from sim.experiment.staff_correction import corrected, lifted, rounded_up
from sim.experiment.study import Sizes, Study, base_of, engine_of
from sim.metrics.metric import Metric
from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.changes import Change
from sim.scenario.promises import Targets
from sim.statistics.estimates import Estimate, Vector

PASSES = 5
"""How often staff is corrected at most before it is held to its proof."""
LIFTS = 6
"""How often intervals that clearly miss a target get one more at most."""
_FIRST = 20
"""Replications of a correction; the proof has all."""


class Need(NamedTuple):
    """The people that one floor needs in each interval: by formula alone, corrected, and in whole."""

    by_formula: Vector
    corrected: Vector
    whole: Vector


@dataclass(frozen=True)
class Staffed(Study):
    """The least people of each interval, and the proof that they keep the targets.

    Attributes
    ----------
    needs : dict of str to Need
        By floor.
    people : dict of str to ndarray
        By team, the heads of each interval of the week.
    before, proof : Counts
        What was counted of the center as it is, and with these people.
    shifts : dict of str to dict
        By team that works shifts, the least people of each who cover that.
    shift_proof : Counts, optional
        What was counted with these shifts.
    """

    shown_by: ClassVar[str] = "staff_account"
    task: "StaffTask"
    needs: dict[str, Need] = field(repr=False)
    people: dict[str, Vector] = field(repr=False)
    before: Counts = field(repr=False)
    proof: Counts = field(repr=False)
    shifts: dict[str, dict[str, int]] = field(default_factory=dict, repr=False)
    shift_proof: Counts | None = field(default=None, repr=False)

    @cached_property
    def center(self) -> Scenario:
        """The center with these people."""
        return with_people(self.scenario, self.people, self.minutes)

    @cached_property
    def now(self) -> list[FloorFigures]:
        """The figures of each floor as it is."""
        return [figures_of(self.scenario, self.before, its, self.task.targets) for its in floors_of(self.scenario)]

    @cached_property
    def then(self) -> list[FloorFigures]:
        """The figures of each floor with these people: the proof."""
        return [figures_of(self.center, self.proof, its, self.task.targets) for its in floors_of(self.scenario)]

    @property
    def minutes(self) -> int:
        """Width of an interval."""
        return self.task.minutes

    def level(self, metric: Metric) -> Estimate | None:
        """Return a figure of the whole center with these people, None where there is none."""
        return self.proof.total(metric.id)

    @property
    def shift_level(self) -> Estimate | None:
        """The service level of the whole center with the shifts found, None where there are none."""
        return None if self.shift_proof is None else self.shift_proof.total("service_level")

    def to_frame(self) -> Any:
        """Return the heads of each team by weekday and start, as ``agents: {file:, column:, bin_minutes:}`` reads."""
        from sim.experiment.staff_table import people_frame

        return people_frame(self)

    def proof_frame(self) -> Any:
        """Return what each interval of each floor needs and what comes of it, with 95 % intervals."""
        from sim.experiment.staff_table import proof_frame

        return proof_frame(self)


@dataclass(frozen=True, kw_only=True)
class StaffTask(IntervalTask):
    """What the search for the least people will run."""

    kind: ClassVar[str] = "staff"

    def sizes(self) -> Sizes:
        """Yield what will run at most."""
        yield [self.scenario], (1 + PASSES) * min(_FIRST, self.replications) + self.replications

    def run(self, **how: Unpack[How]) -> Staffed:
        """Find the least people and prove that they keep the targets."""
        engine = engine_of(how)
        with runner(self.seed, how) as running:
            search = _Search(self, running, reporter(how))
            found = search.people()
            return Staffed(self, engine, *found, *search.shifts(found[1]))


class _Search:
    """Goes from Erlang A's people to those that keep the targets in the simulated center."""

    def __init__(self, task: StaffTask, running: Runner, progress: Progress | None) -> None:
        self.task, self.running = task, running
        self.few = min(_FIRST, task.replications)
        self.tell = in_all(progress, (1 + PASSES) * self.few + task.replications)
        self.floors = floors_of(task.scenario)

    def _count(self, scenario: Scenario, replications: int) -> Counts:
        return counts_of(self.running, scenario, replications, self.task.minutes, self.tell)

    def _figures(self, scenario: Scenario, counts: Counts) -> dict[str, FloorFigures]:
        return {its.name: figures_of(scenario, counts, its, self.task.targets) for its in self.floors}

    def _spread(self, needs: Mapping[str, Need]) -> dict[str, Vector]:
        """Return the heads of each team."""
        found: dict[str, Vector] = {}
        for floor in self.floors:
            found |= shared_out(self.task.scenario, floor, needs[floor.name].whole, self.task.minutes)
        return found

    def people(self) -> tuple[dict[str, Need], dict[str, Vector], Counts, Counts]:
        """Return needs by floor, heads by team, and what was counted before and with them."""
        scenario = self.task.scenario
        before = self._count(scenario, self.few)
        needs = {name: _by_formula(its) for name, its in self._figures(scenario, before).items()}
        for _ in range(PASSES):
            people = self._spread(needs)
            trial = with_people(scenario, people, self.task.minutes)
            found = self._figures(trial, self._count(trial, self.few))
            new = {name: _corrected(its, needs[name]) for name, its in found.items()}
            settled = all(np.array_equal(new[name].whole, needs[name].whole) for name in new)
            needs = new
            if settled:
                break
        return self._proven(needs, before)

    def shifts(self, people: Mapping[str, Vector]) -> tuple[dict[str, dict[str, int]], Counts | None]:
        """Return the least people of each shift who cover the heads of every interval, and what comes of it."""
        scenario, minutes, found = self.task.scenario, self.task.minutes, {}
        for name, team in scenario.teams.items():
            if team.shifts:
                found[name] = least_shifts(people[name], *covers(scenario, name, minutes))
        if not found:
            return {}, None
        heads = {name: each for name, each in people.items() if name not in found}
        center = with_shifts(with_people(scenario, heads, minutes), found)
        return found, self._count(center, self.task.replications)

    def _proven(
        self, needs: dict[str, Need], before: Counts
    ) -> tuple[dict[str, Need], dict[str, Vector], Counts, Counts]:
        """Hold people to the targets with all replications; who clearly misses one gets one more."""
        for lift in range(LIFTS + 1):
            people = self._spread(needs)
            trial = with_people(self.task.scenario, people, self.task.minutes)
            proof = self._count(trial, self.task.replications)
            figures = self._figures(trial, proof)
            more = {name: lifted(its, self.task.targets) for name, its in figures.items()}
            if lift == LIFTS or not any(each.any() for each in more.values()):
                break
            needs = {name: need._replace(whole=need.whole + more[name]) for name, need in needs.items()}
        return needs, people, before, proof


def _by_formula(its: FloorFigures) -> Need:
    return Need(its.needed, its.needed, _open(its, rounded_up(its.needed)))


def _corrected(its: FloorFigures, before: Need) -> Need:
    found = corrected(its, before.whole)
    return Need(its.needed, found.people, _open(its, found.whole(its.needed)))


def _open(its: FloorFigures, people: Vector) -> Vector:
    """Return people in the intervals that are open; where anybody calls, somebody is there."""
    return np.where(its.busy & (its.offered > 0), np.maximum(1.0, people), 0.0)


def staff_task(
    center: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    what_if: str | None = None,
    targets: Targets | None = None,
) -> StaffTask:
    """Return what `staff` would run, checked; parameters and errors are the same."""
    base = base_of(center, what_if)
    for place, entry in enumerate(base.timeline):
        if isinstance(entry, Change) and any(key.startswith("teams.") and key.endswith(".agents") for key in entry.set):
            message = "changes the agents that staff looks for; leave this change out of the timeline"
            raise ScenarioError([Problem(message, f"timeline[{place}]")])
    return StaffTask.of(base, replications, seed, targets)


def staff(
    center: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    what_if: str | None = None,
    targets: Targets | None = None,
    **how: Unpack[How],
) -> Staffed:
    """Return the least people in each interval of the week that keep the service level and other targets, with proof.

    Parameters
    ----------
    center : Scenario
        Whose people are looked for; its own numbers only say how teams share a floor.
    replications, seed : int, optional
        Of the proof; the scenario's own by default.
    what_if : str, optional
        Staff this what-if instead of the baseline.
    targets : Targets, optional
        What staff shall keep beside the service level; `study.targets` by default.
    **how
        Where replications run and rest (jobs, engine, executor, store, progress): see `How`.

    Raises
    ------
    ScenarioError
        If the timeline changes the agents, or a number or a what-if does not exist.
    """
    return staff_task(center, replications=replications, seed=seed, what_if=what_if, targets=targets).run(**how)
