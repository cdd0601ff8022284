"""Running replications: anywhere and in any order, which never shows in the results."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from pickle import UnpicklingError
from types import NoneType
from typing import Literal, TypedDict, Unpack

from sim.engines import check_engine, default_engine
from sim.experiment.batches import Batch, Job, replicate
from sim.experiment.orders import SAME, Check, Order, StrangerError, perform
from sim.experiment.precision import MOST_REPLICATIONS, headline, rule_of
from sim.experiment.size import size_of
from sim.experiment.store import Store
from sim.experiment.workers import Workers, workers
from sim.metrics import Tally
from sim.scenario import Plan, Scenario, plan_of
from sim.scenario.messages import did_you_mean
from sim.shown import progress_bar

_log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]
"""Called with (done, total) as replications finish."""
FEW = 4
"""Replications of a first answer: what is large is seen in them."""
_BATCH_SECONDS = {True: 0.1, False: 0.5}
"""How long a batch should take on this machine, and on an executor, so that handing it over costs little."""


class How(TypedDict, total=False):
    """Where replications run and rest; none of it shows in the results.

    Attributes
    ----------
    jobs : int
        Workers: threads for the compiled engine, processes for SimPy's; all cores by default.
    engine : str
        `compiled` or `simpy`; the fastest that there is by default.
    executor : concurrent.futures.Executor
        Runs the work instead of this machine's own workers: Dask's `Client.get_executor()`, for instance.
    processes : bool
        Processes for the compiled engine too: a long study of short replications takes two thirds of the time. They
        take a second or two to start, and a script that asks for them needs ``if __name__ == "__main__":``.
    store : Store or path
        Keeps finished replications; those that it holds are not run again. None or ``"none"`` keeps nothing.
    progress : callable
        Called with (done, total) as replications finish; by default a bar in notebooks that have the extra
        `notebook`, and nothing elsewhere; False for none.
    """

    jobs: int | None
    engine: str | None
    executor: Executor | None
    processes: bool
    store: Store | str | Path | None
    progress: Progress | Literal[False] | None


class Runner:
    """Runs replications on workers, in batches that are worth handing over, and keeps them in a store.

    Parameters
    ----------
    seed : int
        What the numbers belong to.
    engine : str
        Name of the engine.
    hands : Workers
        Who works.
    batch_seconds : float
        How long a batch should take.
    store : Store or None
        Where finished replications rest.
    """

    def __init__(self, seed: int, engine: str, hands: Workers, batch_seconds: float, store: Store | None) -> None:
        self.seed = seed
        self.engine = engine
        self._hands = hands
        self._batch_seconds = batch_seconds
        self._store = store
        self._seconds = 0.0
        self._check = Check()

    def run(self, scenarios: Sequence[Scenario], jobs: Sequence[Job]) -> Iterator[tuple[Job, Tally]]:
        """Yield replications of scenarios with their sums: those that rest in the store, then others as they finish."""
        if self._store is None:
            yield from self._run_new(scenarios, jobs, None)
            return
        numbers = dict.fromkeys(job.number for job in jobs)
        prints = {number: f"{scenarios[number].fingerprint} {self.engine}" for number in numbers}
        new: list[Job] = []
        for number, mine in groupby(jobs, lambda job: job.number):
            wanted = [job.replication for job in mine]
            known = set()
            for replication, counted in self._known(self._store, prints[number], plan_of(scenarios[number]), wanted):
                known.add(replication)
                yield Job(number, replication), counted
            new += [Job(number, replication) for replication in wanted if replication not in known]
        try:
            yield from self._run_new(scenarios, new, prints)
        except (KeyboardInterrupt, GeneratorExit):
            self._store.hurry()
            raise
        finally:
            self._store.flush(now=True)

    def _known(self, store: Store, print_: str, plan: Plan, wanted: Sequence[int]) -> Iterator[tuple[int, Tally]]:
        """Yield the replications of a plan that rest in the store."""
        for replication, packed in store.known(print_, self.seed, wanted):
            try:
                counted = Tally.from_bytes(plan, packed)
            except ValueError:
                raise store.damaged(print_, replication) from None
            yield replication, counted

    def _run_new(
        self, scenarios: Sequence[Scenario], jobs: Sequence[Job], prints: dict[int, str] | None
    ) -> Iterator[tuple[Job, Tally]]:
        store, alone = self._store, self._hands.count == 1
        if jobs and not self._seconds:
            too_much = size_of([scenarios[jobs[0].number]]).too_much(len(jobs), self.engine)
            if too_much:
                _log.warning("%s: %s", scenarios[jobs[0].number].name, too_much)
        meanwhile = store.flush if store is not None else None
        for batch, (tallies, seconds) in self._done(self._batches(scenarios, jobs), meanwhile):
            self._seconds = seconds
            if store is not None and prints is not None:
                for job, counted in zip(batch.jobs, tallies, strict=True):
                    store.add(prints[job.number], self.seed, [(job.replication, counted.to_bytes())])
                store.flush(now=alone)
            yield from zip(batch.jobs, tallies, strict=True)

    def _done(
        self, batches: Iterator[Batch], meanwhile: Callable[[], None] | None
    ) -> Iterator[tuple[Batch, tuple[list[Tally], float]]]:
        """Have batches done; what others than our own workers bring is looked at before it counts."""
        if not self._hands.is_lent:
            yield from self._hands.do(replicate, batches, meanwhile)
            return
        try:
            for order, answer in self._hands.do(perform, map(Order, batches), meanwhile):
                batch = order.made_of
                yield batch, (self._check.of(batch, answer), answer[-1])
        except (AttributeError, ImportError, UnpicklingError) as error:
            raise StrangerError(f"a worker cannot read the work ({type(error).__name__}: {error}): {SAME}") from error

    def _batches(self, scenarios: Sequence[Scenario], jobs: Sequence[Job]) -> Iterator[Batch]:
        begin = 0
        while begin < len(jobs):
            fair = (len(jobs) - begin) // (2 * self._hands.count)
            worth = int(self._batch_seconds / self._seconds) if self._seconds else 1
            size = max(1, min(fair, worth))
            rest = [job.number for job in jobs[begin + size : begin + 2 * size]].count(jobs[begin + size - 1].number)
            size += rest if rest < size else 0  # a scenario's last replications go along: laying it out again costs
            chosen = tuple(jobs[begin : begin + size])
            begin += size
            yield Batch({job.number: scenarios[job.number] for job in chosen}, chosen, self.seed, self.engine)


def reporter(how: How) -> Progress | None:
    """Return what progress is told to: the caller's own, or a notebook's bar."""
    report = how.get("progress")
    return progress_bar() if report is None else report or None


def in_all(report: Progress | None, total: int) -> Progress:
    """Return a callable that tells the progress of several studies, one after the other, as that of one."""
    finished, latest = 0, 0

    def tell(done: int, of: int) -> None:
        nonlocal finished, latest
        finished += latest if done <= latest else 0
        latest = done
        if report is not None:
            report(finished + done, max(total, finished + of))

    return tell


def check_how(how: How) -> None:
    """Refuse what does not say where replications run and rest, before any runs; see `runner`."""
    known = list(How.__annotations__)
    for name in how:
        if name not in known:
            raise TypeError(f"unexpected argument {name!r}{did_you_mean(name, known)}")
    check_engine(how.get("engine"))
    if not isinstance(how.get("executor"), (Executor, NoneType)):
        raise TypeError(f"executor must be a concurrent.futures.Executor, not {how.get('executor')!r}")


@contextmanager
def runner(seed: int, how: How) -> Iterator[Runner]:
    """Provide what runs replications.

    Raises
    ------
    TypeError
        If a keyword is none of `How`, or the executor is none.
    ValueError
        If there is no such engine.
    """
    check_how(how)
    engine, executor, store = how.get("engine") or default_engine(), how.get("executor"), how.get("store")
    in_threads = engine == "compiled" and not how.get("processes")
    with ExitStack() as stack:
        if str(store) == "none":  # as on the command line
            store = None
        elif isinstance(store, (str, Path)):
            store = stack.enter_context(Store(store))
        hands = stack.enter_context(workers(how.get("jobs"), threads=in_threads, executor=executor))
        yield Runner(seed, engine, hands, _BATCH_SECONDS[executor is None], store)


def run_all(
    scenarios: Sequence[Scenario],
    replications: int,
    seed: int,
    *,
    first: Callable[[list[list[Tally]]], None] | None = None,
    **how: Unpack[How],
) -> list[list[Tally]]:
    """Run replications 0 .. n-1 of every scenario.

    Parameters
    ----------
    scenarios : sequence of Scenario
        All run on the same random numbers.
    replications, seed : int
        How many, and what the numbers belong to.
    first : callable, optional
        Is told the sums of the first `FEW` replications, where there are more.
    **how
        Where they run and rest: see `How`.

    Returns
    -------
    list of list of Tally
        By scenario, then by replication; the same whatever ran where.
    """
    report, few = reporter(how), FEW if first is not None and replications > FEW else 0
    begun: list[list[Tally]] = [[] for _ in scenarios]
    if first is not None and few:
        with runner(seed, {**how, "processes": False}) as running:  # threads answer before processes have started
            first(begun := _run(running, scenarios, range(few), report))
    with runner(seed, how) as running:
        rest = _run(running, scenarios, range(few, replications), report)
    return [[*one, *other] for one, other in zip(begun, rest, strict=True)]


def run_until_precise(
    scenarios: Sequence[Scenario],
    seed: int,
    precision: float,
    window: tuple[int, int],
    most: int = MOST_REPLICATIONS,
    **how: Unpack[How],
) -> list[list[Tally]]:
    """Run replications until all headline outcomes and differences are precise, or `most` are reached.

    The rule (see `rule_of`) looks at replications in their order, so that the number does not depend on who ran
    them.

    Returns
    -------
    list of list of Tally
        As `run_all`.
    """
    rule = rule_of(len(scenarios), precision, most)
    results: list[list[Tally]] = [[] for _ in scenarios]
    report = reporter(how)
    with runner(seed, how) as running:
        while not rule.finished:
            done = len(results[0])
            ahead = rule.initial - done if done < rule.initial else 8 if rule.sufficient is None else rule.end - done
            some = range(done, min(most, done + ahead))
            for fresh in zip(*_run(running, scenarios, some, report), strict=True):
                if rule.finished:
                    break
                for old, counted in zip(results, fresh, strict=True):
                    old.append(counted)
                rule.add(headline(fresh, window))
    return results


def _run(
    running: Runner, scenarios: Sequence[Scenario], replications: range, progress: Progress | None
) -> list[list[Tally]]:
    """Run some replications of every scenario and return their sums by scenario, in order."""
    several = len(scenarios)
    results: dict[Job, Tally] = {}
    for job, counted in running.run(scenarios, [Job(number, n) for number in range(several) for n in replications]):
        results[job] = counted
        if progress is not None:
            progress(several * replications.start + len(results), several * replications.stop)
    return [[results[Job(number, n)] for n in replications] for number in range(several)]
