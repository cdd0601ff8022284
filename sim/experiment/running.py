"""Running replications: anywhere and in any order, which never shows in the results."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from itertools import groupby
from typing import NamedTuple

from sim.engines import default_engine, weeks_of
from sim.experiment.replications import ReplicationRule
from sim.experiment.workers import Workers, is_stopped, workers
from sim.journeys import Week
from sim.metrics import HEADLINE, METRICS, Tally, tally
from sim.scenario import Scenario, plan_of

Progress = Callable[[int, int], None]
"""Called with (done, total) as replications finish."""
MOST_REPLICATIONS = 200
_BATCH_SECONDS = {True: 0.05, False: 0.3}
"""How long a batch should take in a thread, and elsewhere, so that handing it over costs less than a twentieth."""


class Job(NamedTuple):
    """One replication of one of the scenarios of a study."""

    number: int
    replication: int


class Batch(NamedTuple):
    """Some replications that one worker does in one go; it carries scenarios and seeds, never code or records."""

    scenarios: dict[int, Scenario]
    jobs: tuple[Job, ...]
    seed: int
    engine: str

    def __str__(self) -> str:
        names = {self.scenarios[job.number].name: None for job in self.jobs}
        return f"replications of {', '.join(names)}"


def replicate(batch: Batch) -> tuple[list[Tally], float]:
    """Run a batch of replications and return the sums of each, and how many seconds one took."""
    began = time.perf_counter()
    tallies = []
    for number, jobs in groupby(batch.jobs, lambda job: job.number):
        plan = plan_of(batch.scenarios[number])
        for job in jobs:
            tallies.append(tally(plan, _unless_stopped(weeks_of(plan, batch.seed, job.replication, batch.engine))))
    return tallies, (time.perf_counter() - began) / len(batch.jobs)


def _unless_stopped(weeks: Iterator[Week]) -> Iterator[Week]:
    for week in weeks:
        if is_stopped():
            raise InterruptedError("nobody waits for this run any more")
        yield week


class Runner:
    """Runs replications of scenarios on workers, in batches that are worth handing over.

    Parameters
    ----------
    scenarios : sequence of Scenario
        All run on the same random numbers.
    seed : int
        What the numbers belong to.
    engine : str
        Name of the engine.
    workers : Workers
        Who works.
    batch_seconds : float
        How long a batch should take.
    """

    def __init__(
        self, scenarios: Sequence[Scenario], seed: int, engine: str, workers: Workers, batch_seconds: float
    ) -> None:
        self.scenarios = scenarios
        self.seed = seed
        self.engine = engine
        self._workers = workers
        self._batch_seconds = batch_seconds
        self._seconds = 0.0

    def run(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Tally]]:
        """Run replications and yield them with their sums as they finish."""
        for batch, (tallies, seconds) in self._workers.do(replicate, self._batches(jobs)):
            self._seconds = seconds
            yield from zip(batch.jobs, tallies, strict=True)

    def _batches(self, jobs: Sequence[Job]) -> Iterator[Batch]:
        begin = 0
        while begin < len(jobs):
            fair = (len(jobs) - begin) // (2 * self._workers.count)
            worth = int(self._batch_seconds / self._seconds) if self._seconds else 1
            chosen = tuple(jobs[begin : begin + max(1, min(fair, worth))])
            begin += len(chosen)
            yield Batch({job.number: self.scenarios[job.number] for job in chosen}, chosen, self.seed, self.engine)


def run_all(
    scenarios: Sequence[Scenario],
    replications: int,
    seed: int,
    *,
    jobs: int | None = None,
    engine: str | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[list[Tally]]:
    """Run replications 0 .. n-1 of every scenario.

    Parameters
    ----------
    scenarios : sequence of Scenario
        All run on the same random numbers.
    replications, seed : int
        How many, and what the numbers belong to.
    jobs : int, optional
        Workers: threads for the compiled engine, processes for SimPy's; all cores by default.
    engine : str, optional
        Name of the engine; the fastest that there is by default.
    executor : Executor, optional
        Runs the work instead of this machine's own workers; anything that is a `concurrent.futures.Executor`.
    progress : callable, optional
        Called with (done, total).

    Returns
    -------
    list of list of Tally
        By scenario, then by replication; the same whatever ran where.
    """
    with _runner(scenarios, seed, jobs, engine, executor) as runner:
        return _run(runner, range(replications), progress)


def run_until_precise(
    scenarios: Sequence[Scenario],
    seed: int,
    precision: float,
    window: tuple[int, int],
    *,
    jobs: int | None = None,
    engine: str | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> tuple[list[list[Tally]], ReplicationRule]:
    """Run replications until every headline outcome of every scenario is precise, or 200 are reached.

    The rule of Hoad, Robinson and Davies (2010) looks at replications in their order, so that the number
    does not depend on who ran them.

    Returns
    -------
    tallies, rule
        As `run_all`, and the rule with what was reached.
    """
    rule = ReplicationRule(precision, most=MOST_REPLICATIONS)
    results: list[list[Tally]] = [[] for _ in scenarios]
    with _runner(scenarios, seed, jobs, engine, executor) as runner:
        while not rule.finished:
            done = len(results[0])
            new = _run(runner, range(done, min(MOST_REPLICATIONS, done + (8 if done else 5))), progress)
            for fresh in zip(*new, strict=True):
                if rule.finished:
                    break
                for old, counted in zip(results, fresh, strict=True):
                    old.append(counted)
                rule.add(_headline(fresh, window))
    return results, rule


def _headline(tallies: Sequence[Tally], window: tuple[int, int]) -> dict[str, float]:
    """Return the outcomes that must become precise: those that exist."""
    outcomes = {}
    for number, counted in enumerate(tallies):
        for name in HEADLINE:
            value = counted.value(METRICS[name], *window)
            outcomes[f"{number} {name}"] = 0.0 if value is None else value
    return outcomes


@contextmanager
def _runner(
    scenarios: Sequence[Scenario], seed: int, jobs: int | None, engine: str | None, executor: Executor | None
) -> Iterator[Runner]:
    engine = engine or default_engine()
    in_threads = engine == "compiled" and executor is None
    with workers(jobs, threads=in_threads, executor=executor) as hands:
        yield Runner(scenarios, seed, engine, hands, _BATCH_SECONDS[in_threads])


def _run(runner: Runner, replications: range, progress: Progress | None) -> list[list[Tally]]:
    """Run some replications of every scenario and return their sums by scenario, in order."""
    several = len(runner.scenarios)
    results: dict[Job, Tally] = {}
    for job, counted in runner.run([Job(number, n) for number in range(several) for n in replications]):
        results[job] = counted
        if progress is not None:
            progress(several * replications.start + len(results), several * replications.stop)
    return [[results[Job(number, n)] for n in replications] for number in range(several)]
