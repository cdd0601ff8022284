"""Running replications: in parallel processes, in an order that never shows in the results."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context

from sim.engines import weeks_of
from sim.experiment.replications import ReplicationRule
from sim.metrics import HEADLINE, METRICS, Tally, tally
from sim.scenario import Scenario, plan_of

Progress = Callable[[int, int], None]
"""Called with (done, total) as replications finish."""
MOST_REPLICATIONS = 200
_WINDOW_PER_WORKER = 4


def replicate(scenario: Scenario, seed: int, replication: int, engine: str) -> Tally:
    """Run one replication of a scenario and return its sums."""
    plan = plan_of(scenario)
    return tally(plan, weeks_of(plan, seed, replication, engine))


def run_all(
    scenarios: Sequence[Scenario],
    replications: int,
    seed: int,
    *,
    jobs: int | None = None,
    engine: str = "simpy",
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
        Processes; all cores by default.
    engine : str
        Name of the engine.
    progress : callable, optional
        Called with (done, total).

    Returns
    -------
    list of list of Tally
        By scenario, then by replication; the same whatever `jobs`.
    """
    with workers(jobs) as executor:
        return _batch(executor, scenarios, range(replications), seed, engine, progress, 0, None)


def run_until_precise(
    scenarios: Sequence[Scenario],
    seed: int,
    precision: float,
    window: tuple[int, int],
    *,
    jobs: int | None = None,
    engine: str = "simpy",
    progress: Progress | None = None,
) -> tuple[list[list[Tally]], ReplicationRule]:
    """Run replications until every headline outcome of every scenario is precise, or 200 are reached.

    The rule of Hoad, Robinson and Davies (2010) looks at replications in their order, so that the number
    does not depend on `jobs`.

    Returns
    -------
    tallies, rule
        As `run_all`, and the rule with what was reached.
    """
    rule = ReplicationRule(precision, most=MOST_REPLICATIONS)
    results: list[list[Tally]] = [[] for _ in scenarios]
    with workers(jobs) as executor:
        while not rule.finished:
            done = len(results[0])
            batch = range(done, min(MOST_REPLICATIONS, done + (8 if done else 5)))
            total = len(scenarios) * batch.stop
            new = _batch(executor, scenarios, batch, seed, engine, progress, len(scenarios) * done, total)
            for offset in range(len(batch)):
                if rule.finished:
                    break
                for old, fresh in zip(results, new, strict=True):
                    old.append(fresh[offset])
                rule.add(_headline([kept[-1] for kept in results], window))
    return results, rule


def _headline(tallies: Sequence[Tally], window: tuple[int, int]) -> dict[str, float]:
    """Return the outcomes that must become precise: those that exist."""
    outcomes = {}
    for number, counted in enumerate(tallies):
        for name in HEADLINE:
            value = counted.value(METRICS[name], *window)
            outcomes[f"{number} {name}"] = 0.0 if value is None else value
    return outcomes


def _batch(
    executor: Executor | None,
    scenarios: Sequence[Scenario],
    replications: range,
    seed: int,
    engine: str,
    progress: Progress | None,
    done: int,
    total: int | None,
) -> list[list[Tally]]:
    tasks = [(scenario, seed, replication, engine) for replication in replications for scenario in scenarios]
    results = []
    for result in _in_order(executor, tasks):
        results.append(result)
        if progress is not None:
            progress(done + len(results), total or len(tasks))
    return [results[number :: len(scenarios)] for number in range(len(scenarios))]


def _in_order(executor: Executor | None, tasks: Sequence[tuple[Scenario, int, int, str]]) -> Iterator[Tally]:
    """Yield the results of tasks in their order; at most a few tasks a worker are under way."""
    if executor is None:
        yield from (replicate(*task) for task in tasks)
        return
    waiting = iter(tasks)
    window = _WINDOW_PER_WORKER * (os.cpu_count() or 1)
    running = [executor.submit(replicate, *task) for task in islice(waiting, window)]
    while running:
        yield running.pop(0).result()
        running.extend(executor.submit(replicate, *task) for task in islice(waiting, 1))


@contextmanager
def workers(jobs: int | None) -> Iterator[Executor | None]:
    """Provide worker processes, or None to run in this one; on Ctrl-C they are ended at once."""
    count = jobs or os.cpu_count() or 1
    if count == 1:
        yield None
        return
    pool = ProcessPoolExecutor(min(count, 61), mp_context=get_context("spawn"), initializer=_ignore_interrupt)
    try:
        yield pool
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _ignore_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
