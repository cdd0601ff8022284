"""Bringing the simulated baseline to what was observed: a place by least squares, worlds by rejection and weights.

What moves a target is found first, one belief at a time. Then points spread over the ranges are simulated in waves,
each where a quadratic surrogate of the last says that the observed may be shown; what they really show weighs them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar, Unpack

import numpy as np

from sim.experiment.alternatives import first_change
from sim.experiment.batches import Job
from sim.experiment.calibrated import Calibrated
from sim.experiment.calibration_search import Search
from sim.experiment.calibration_waves import TOLD
from sim.experiment.compare import check_numbers
from sim.experiment.matching import enough
from sim.experiment.running import How, Progress, Runner, in_all, reporter, runner
from sim.experiment.study import Sizes, Task, base_of, engine_of
from sim.experiment.targets import Target, target_problems, targets_of
from sim.experiment.worlds import world
from sim.metrics import Weeks
from sim.scenario import Scenario, ScenarioError
from sim.scenario.beliefs import Belief, beliefs_of, beliefs_over
from sim.scenario.levers import read_key
from sim.statistics.sobol import Points

POINTS = 128
"""Of each wave."""
WAVES = 3
TIMES = 1
"""Replications of each point of a wave."""
CHECKED = 24
"""Worlds of the ranges that are simulated for the predictive check."""
RELIEF, PROBABILITY, HANDLE = "incentives.relief", "behavior.escalation_probability", "handle_minutes"
WIDE = 1.0
"""What passing up is worth may be so much: nothing is known of it but its sign."""


@dataclass(frozen=True, kw_only=True)
class CalibrateTask(Task):
    """What a calibration will run.

    Attributes
    ----------
    beliefs : tuple of Belief
        What may change, each within its range.
    targets : tuple of Target
        What the baseline shall show.
    points : int
        Of each wave.
    written : str
        The file that the calibrated scenario goes to, for the next command.
    """

    kind: ClassVar[str] = "calibrate"
    beliefs: tuple[Belief, ...] = field(repr=False)
    targets: tuple[Target, ...]
    points: int = POINTS
    written: str = field(default="calibrated.yaml", compare=False)

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it this calibration and no other."""
        observed = {its.name: [its.seen, its.likelihood.cases, its.likelihood.least_sd] for its in self.targets}
        return {
            "study": self.kind,
            "scenario": self.scenario.digest,
            "ranges": {belief.key: list(belief.likely) for belief in self.beliefs},
            "observed": observed,
            "points": self.points,
            "replications": self.replications,
            "seed": self.seed,
        }

    @cached_property
    def base(self) -> Scenario:
        """The center without its what-ifs."""
        return base_of(self.scenario, None)

    @property
    def weeks(self) -> Weeks:
        """Over which levels are taken: those that a comparison with the what-ifs is about."""
        return window_of(self.scenario)

    @property
    def runs(self) -> int:
        """About how many replications."""
        waves = (WAVES + TOLD / 2) * self.points
        return int(TIMES * (2 * len(self.beliefs) + waves) + 3 * self.replications + CHECKED)

    def sizes(self) -> Sizes:
        """Yield about what will run."""
        yield [self.base], self.runs

    def run(self, **how: Unpack[How]) -> Calibrated:
        """Find what moves the targets, the place, and the ranges."""
        engine = engine_of(how)
        tell = in_all(reporter(how), self.runs)
        with runner(self.seed, how) as running:
            lab = _Lab(self, running, tell)
            found = Search(self.targets, self.beliefs, lab, points=self.points, times=TIMES, waves=WAVES)
            return Calibrated(self, engine, *found.result(self.replications, CHECKED, self.seed))


@dataclass(frozen=True)
class _Lab:
    """Where worlds are run, and their targets read off."""

    task: CalibrateTask
    running: Runner
    tell: Progress

    def scaled(self, beliefs: Sequence[Belief], points: Points, replications: Sequence[range]) -> list[Points]:
        """Return the targets on their scales, by point an array of shape (replications, targets)."""
        scenarios = [world(self.task.base, beliefs, point) for point in points]
        jobs = [Job(place, number) for place, times in enumerate(replications) for number in times]
        found = [np.full((len(times), len(self.task.targets)), np.nan) for times in replications]
        for done, (job, tally) in enumerate(self.running.run(scenarios, jobs), start=1):
            row = found[job.number][job.replication - replications[job.number].start]
            row[:] = [target.scaled(tally, self.task.weeks) for target in self.task.targets]
            self.tell(done, len(jobs))
        return found

    def courses(self, beliefs: Sequence[Belief], point: Sequence[float], times: int) -> dict[str, Points]:
        """Return the weeks of the metrics of a history at a point, by metric an array (replications, weeks)."""
        names = {its.metric.id: its.metric for its in self.task.targets if its.aligned == "course"}
        if not names:
            return {}
        weeks = self.task.base.calendar.weeks
        found = {name: np.full((times, weeks), np.nan) for name in names}
        jobs = [Job(0, number) for number in range(times)]
        for job, tally in self.running.run([world(self.task.base, beliefs, point)], jobs):
            for name, metric in names.items():
                found[name][job.replication] = [np.nan if v is None else v for v in tally.by_week(metric)]
        return found


def window_of(scenario: Scenario) -> Weeks:
    """Return the weeks over which levels are taken: those that a comparison with the what-ifs is about."""
    return first_change(
        base_of(scenario, None), list(map(scenario.what_if, scenario.what_ifs))
    ), scenario.calendar.weeks


def calibrate(
    scenario: Scenario,
    *,
    inputs: Mapping[str, tuple[float, float]] | None = None,
    points: int = POINTS,
    replications: int | None = None,
    seed: int | None = None,
    **how: Unpack[How],
) -> Calibrated:
    """Bring the simulated baseline to what was observed, and find which beliefs about people go with that.

    Parameters
    ----------
    scenario : Scenario
        The center, with `observed`.
    inputs : mapping of str to (low, high), optional
        What may change, by dotted key; by default all parameters of behavior over their likely ranges, widened to the
        scenario's own values, and what passing up is worth over 0 to 1; of a type whose handle time was observed, also
        the mean of that.
    points : int
        Of each of three waves of simulated worlds.
    replications : int, optional
        At the values found; by default thirty, fewer where there are contacts enough.
    seed : int, optional
        Of the points and of all replications; the scenario's own by default.
    **how
        Where replications run and rest (jobs, engine, executor, store, progress): see `How`.

    Raises
    ------
    ScenarioError
        If nothing was observed, or what was cannot be compared, or an input does not exist or is not allowed.
    ValueError
        If a number means nothing.
    """
    return calibrate_task(scenario, inputs=inputs, points=points, replications=replications, seed=seed).run(**how)


def calibrate_task(
    scenario: Scenario,
    *,
    inputs: Mapping[str, tuple[float, float]] | None = None,
    points: int = POINTS,
    replications: int | None = None,
    seed: int | None = None,
    written: str = "calibrated.yaml",
) -> CalibrateTask:
    """Return what `calibrate` would run, checked; parameters and errors are the same."""
    seed = scenario.study.seed if seed is None else seed
    replications = enough(scenario) if replications is None else replications
    check_numbers(replications, seed)
    if points < 8:
        raise ValueError(f"calibrate needs eight points or more, not {points!r}")
    if problems := target_problems(scenario):
        raise ScenarioError(problems)
    beliefs = beliefs_over(scenario, inputs) if inputs is not None else _usual(scenario)
    return CalibrateTask(
        scenario=scenario, replications=replications, seed=seed, beliefs=tuple(beliefs),
        targets=targets_of(scenario, window_of(scenario)), points=points, written=written,
    )  # fmt: skip


def _usual(scenario: Scenario) -> list[Belief]:
    """Return what may change: beliefs over likely ranges that hold the own values, and facts that were observed."""
    found = []
    for belief in beliefs_of(scenario):
        low, high = belief.likely
        if belief.key == RELIEF:
            low, high = 0.0, max(WIDE, high)
        found.append(replace(belief, likely=(min(low, belief.value), max(high, belief.value))))
    facts: dict[str, tuple[float, float]] = {}
    if scenario.behavior.choice == "fixed":
        facts[PROBABILITY] = 0.0, 1.0
    for name in scenario.seen:
        what, _, group = name.partition("@")
        issue = group.removeprefix("issue:") or (next(iter(scenario.issues)) if len(scenario.issues) == 1 else "")
        if what != HANDLE or issue not in scenario.issues:
            continue
        key = f"issues.{issue}.handle_time.mean"
        try:
            mean = read_key(scenario, key)
        except ScenarioError:  # a table, or a distribution that says its median
            continue
        facts[key] = 0.5 * mean, 2.0 * mean
    return [*found, *(beliefs_over(scenario, facts) if facts else ())]
