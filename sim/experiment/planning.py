"""The planner's page: staff on the floor against what is needed, by interval of the week, simulated and by formula."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Self, Unpack

import numpy as np

from sim.experiment.batches import Job
from sim.experiment.floor_figures import TOLD, Counts, FloorFigures, figures_of
from sim.experiment.floors import Floor, floors_of, interval_minutes
from sim.experiment.open_time import planned_heads
from sim.experiment.running import How, Runner, reporter, runner
from sim.experiment.study import Sizes, Study, Task, base_of, engine_of
from sim.experiment.sweep import numbers_for
from sim.metrics import METRICS
from sim.metrics.by_interval import together
from sim.metrics.metric import Metric
from sim.scenario import Scenario, plan_of
from sim.scenario.promises import Targets
from sim.statistics.estimates import Estimate, Vector


def counts_of(
    running: Runner, scenario: Scenario, replications: int, minutes: int, progress: Any = None, before: int = 0
) -> Counts:
    """Run replications of a center and return what is counted of them by interval."""
    plan, found = plan_of(scenario), []
    jobs = [Job(0, n) for n in range(replications)]
    for done, (job, tally) in enumerate(running.run([scenario], jobs), start=1):
        total = tally.total(scenario.study.warm_up_weeks + 1)
        values = [METRICS[name].value(total) for name in TOLD]
        found.append((job.replication, tally.intervals(plan).wider(minutes), values))
        if progress is not None:
            progress(before + done, before + replications)
    found.sort(key=lambda each: each[0])
    figures = np.array([[np.nan if each is None else each for each in values] for _, _, values in found])
    return Counts(together([its for _, its, _ in found]), dict(zip(TOLD, figures.T, strict=True)))


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

    def hourly(self, floor: Floor) -> FloorFigures:
        """Return the figures of a floor by the hour."""
        counts = Counts(self.counts.intervals.wider(60), self.counts.totals)
        return figures_of(self.scenario, counts, floor, self.task.targets)

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
class IntervalTask(Task):
    """What will run for a study of the week by interval.

    Attributes
    ----------
    minutes : int
        Width of an interval.
    targets : Targets
        What staff shall keep beside the service level.
    """

    minutes: int
    targets: Targets

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it this study and no other."""
        return {
            "study": self.kind,
            "center": self.scenario.digest,
            "minutes": self.minutes,
            "targets": self.targets.model_dump(),
            "seed": self.seed,
            "replications": self.replications,
        }

    @classmethod
    def of(cls, base: Scenario, replications: int | None, seed: int | None, targets: Targets | None) -> Self:
        """Return the task of a center, its own numbers and targets where none are asked for."""
        replications, seed = numbers_for(base, replications, seed)
        return cls(
            scenario=base, replications=replications, seed=seed, minutes=interval_minutes(base),
            targets=targets or base.study.targets,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PlanTask(IntervalTask):
    """What the planner's page will run."""

    kind: ClassVar[str] = "plan"

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
    return PlanTask.of(base_of(center, what_if), replications, seed, targets)


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
