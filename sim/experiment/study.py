"""A task (a study that has not run yet), a study, and points (scenarios) by replications, which studies are made of."""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, Unpack

import numpy as np
from numpy.typing import NDArray

from sim.engines import default_engine
from sim.experiment.batches import Job
from sim.experiment.running import How, Runner, reporter, runner
from sim.metrics import METRICS, Weeks, metric_of
from sim.scenario import Scenario
from sim.shown import ShownStudy

Values = dict[str, NDArray[np.float64]]
"""By metric, an array of shape (points, replications); nan where a metric does not exist."""
Sizes = Iterator[tuple[Sequence[Scenario], int]]
"""Scenarios and how often they run."""


@dataclass(frozen=True, kw_only=True)
class Task(ABC):
    """A study that has not run yet: all that makes it this study and no other, checked.

    Attributes
    ----------
    scenario : Scenario
        The center as it is.
    replications, seed : int
        What will be run.
    """

    kind: ClassVar[str]
    scenario: Scenario = field(repr=False)
    replications: int
    seed: int

    @property
    @abstractmethod
    def identity(self) -> dict[str, Any]:
        """What makes it this study and no other, as plain data: it names the folder, and refuses another's."""

    @property
    def tag(self) -> str:
        """What the name of its folder ends in."""
        text = json.dumps(self.identity, sort_keys=True)
        return f"{self.kind}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    @abstractmethod
    def sizes(self) -> Sizes:
        """Yield what will run: at first about, before many points are laid out; at last all."""

    @abstractmethod
    def run(self, **how: Unpack[How]) -> Any:
        """Run it and return what was found."""


@dataclass(frozen=True)
class Study(ABC, ShownStudy):
    """A task that has run.

    Attributes
    ----------
    task : Task
        What was asked.
    engine : str
        Which engine ran it.
    """

    task: Task
    engine: str

    @abstractmethod
    def to_frame(self) -> Any:
        """Return what was found as a tidy DataFrame."""

    @property
    def scenario(self) -> Scenario:
        """The center as it is."""
        return self.task.scenario

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it this study and no other."""
        return self.task.identity

    @property
    def seed(self) -> int:
        """What the random numbers belong to."""
        return self.task.seed

    @property
    def replications(self) -> int:
        """How often each point ran."""
        return self.task.replications


class Sampler:
    """Takes replications of points on common random numbers, some now and more later.

    Parameters
    ----------
    running : Runner
        What runs them.
    weeks : tuple of int, optional
        The weeks over which metrics are taken; all by default.
    """

    def __init__(self, running: Runner, weeks: Weeks | None) -> None:
        self._running = running
        self._weeks = weeks

    def take(
        self,
        points: Sequence[Scenario],
        jobs: Sequence[Job],
        metrics: Sequence[str],
        progress: Callable[[int, int], None] | None = None,
    ) -> Values:
        """Return the metrics of some jobs, each a point by its place and a replication; nan where there is none."""
        places = {job: place for place, job in enumerate(jobs)}
        values = {name: np.full(len(jobs), np.nan) for name in metrics}
        for done, (job, tally) in enumerate(self._running.run(points, jobs), start=1):
            if progress is not None:
                progress(done, len(jobs))
            total = tally.total(*(self._weeks or (1, None)))
            for name in metrics:
                value = metric_of(name).value(total)
                if value is not None:
                    values[name][places[job]] = value
        return values

    def values(
        self,
        points: Sequence[Scenario],
        replications: range,
        metrics: Sequence[str] = tuple(METRICS),
        progress: Callable[[int, int], None] | None = None,
    ) -> Values:
        """Return the metrics of some replications of some points; memory holds the values, not the runs."""
        values = {name: np.full((len(points), len(replications)), np.nan) for name in metrics}
        jobs = [Job(point, n) for point in range(len(points)) for n in replications]
        for done, (job, tally) in enumerate(self._running.run(points, jobs), start=1):
            total = tally.total(*(self._weeks or (1, None)))
            for name in metrics:
                value = metric_of(name).value(total)
                if value is not None:
                    values[name][job.number, job.replication - replications.start] = value
            if progress is not None:
                progress(done, len(jobs))
        return values


@contextmanager
def sampling(seed: int, weeks: Weeks | None = None, **how: Unpack[How]) -> Iterator[Sampler]:
    """Provide a `Sampler`; the workers and the store stay open until it is done with."""
    with runner(seed, how) as running:
        yield Sampler(running, weeks)


def study(
    points: Sequence[Scenario],
    replications: int,
    seed: int,
    *,
    weeks: Weeks | None = None,
    metrics: Sequence[str] = tuple(METRICS),
    **how: Unpack[How],
) -> Values:
    """Run replications 0 .. n-1 of every point on the same random numbers and return the values of metrics.

    Parameters
    ----------
    points : sequence of Scenario
        Without what-ifs of their own, or with: they do not run.
    replications, seed : int
        How many, and what the numbers belong to.
    weeks : tuple of int, optional
        First and last week over which metrics are taken; all by default.
    metrics : sequence of str
        Which; all by default.
    **how
        Where they run and rest: see `How`.

    Returns
    -------
    dict of str to ndarray, shape (points, replications)
        Values by metric, nan where a metric does not exist.
    """
    with sampling(seed, weeks, **how) as sampler:
        return sampler.values(points, range(replications), metrics, reporter(how))


def engine_of(how: How) -> str:
    """Settle which engine runs, and return it."""
    how["engine"] = engine = how.get("engine") or default_engine()
    return engine


def base_of(scenario: Scenario, what_if: str | None) -> Scenario:
    """Return the scenario that a study varies: the baseline, or a what-if, with no further questions."""
    base: Any = scenario if what_if is None else scenario.what_if(what_if)
    return base.model_copy(update={"what_ifs": {}}) if base.what_ifs else base
