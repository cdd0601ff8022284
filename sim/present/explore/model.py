"""What the panel computes: A and B on the same customers, in a thread of its own, where the newest wish wins."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sim.engines import default_engine
from sim.experiment.batches import Job
from sim.experiment.compare import Comparison
from sim.experiment.running import How, runner
from sim.metrics import Tally
from sim.present.explore.setting import Setting
from sim.scenario import Scenario, ScenarioError
from sim.scenario.changes import BASELINE

STEPS = (20, 40, 80)
"""Replications: of a first answer, and of its refinements while the hand rests."""
REST_SECONDS = 0.6
_KEPT = 24
"""So many settings keep their runs."""


class _SupersededError(Exception):
    """Something newer is wanted."""


@dataclass(frozen=True)
class Pair:
    """What is compared: B with A."""

    a: Setting
    b: Setting

    @property
    def differs(self) -> bool:
        """Whether there is anything to compare."""
        return self.a != self.b and not (self.a.is_baseline and self.b.is_baseline)

    @property
    def since(self) -> int:
        """The first week of a change; where nothing is changed, the week from which it would be."""
        return min((each.week for each in (self.a, self.b) if not each.is_baseline), default=self.b.week)


@dataclass(frozen=True)
class Answer(Comparison):
    """What the panel shows: a comparison whose figures all cover the same weeks.

    Attributes
    ----------
    since : int
        The first of these weeks where there is nothing to compare.
    """

    since: int = 1

    @cached_property
    def window(self) -> tuple[int, int]:
        """The weeks that `compare` takes; those of A alone are the weeks that B will have."""
        return super().window if self.what_ifs else (self.since, self.weeks)

    @property
    def late(self) -> tuple[int, int]:
        """The same weeks: figures of the last weeks alone would be a second number for one thing."""
        return self.window


Show = Callable[[Pair, Comparison], None]


class Runs:
    """Replications by what determines them: none is run twice.

    Parameters
    ----------
    seed : int
        What the random numbers belong to.
    how : How
        Where they run.
    """

    def __init__(self, seed: int, how: How) -> None:
        self.seed = seed
        self._how = how
        self._kept: OrderedDict[str, dict[int, Tally]] = OrderedDict()

    def of(
        self, scenarios: Sequence[Scenario], count: int, go_on: Callable[[int, int], None] = lambda done, total: None
    ) -> list[list[Tally]]:
        """Return the first replications of scenarios; `go_on` is called as new ones finish, and may raise."""
        known = [self._of(scenario) for scenario in scenarios]
        unlike = {id(each): number for number, each in enumerate(known)}
        jobs = [Job(number, n) for number in unlike.values() for n in range(count) if n not in known[number]]
        if jobs:
            with runner(self.seed, self._how) as running:
                for done, (job, tally) in enumerate(running.run(scenarios, jobs), start=1):
                    known[job.number][job.replication] = tally
                    go_on(done, len(jobs))
        return [[each[n] for n in range(count)] for each in known]

    def _of(self, scenario: Scenario) -> dict[int, Tally]:
        print_ = scenario.fingerprint
        mine = self._kept.setdefault(print_, {})
        self._kept.move_to_end(print_)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return mine


class Explorer:
    """Answers what B does against A, and refines the answer while nothing newer is wanted.

    Parameters
    ----------
    scenario : Scenario
        The center and its what-ifs.
    shows : iterable of callable
        Called in the worker's thread with each wish and its answer, one after the other; the rest is left out when
        something newer is wanted.
    tell : callable
        Called with what is going on, in words.
    steps : sequence of int
        Replications of the first answer and of its refinements.
    rest_seconds : float
        How long the hand rests before an answer is refined.
    seed : int, optional
        The scenario's own by default.
    **how
        Where replications run: see `sim.experiment.running.How`.
    """

    def __init__(
        self,
        scenario: Scenario,
        shows: Iterable[Show] = (),
        tell: Callable[[str], None] = lambda words: None,
        *,
        steps: Sequence[int] = STEPS,
        rest_seconds: float = REST_SECONDS,
        seed: int | None = None,
        jobs: int | None = None,
        engine: str | None = None,
    ) -> None:
        self.scenario = scenario
        self.engine = engine or default_engine()
        self.seed = scenario.study.seed if seed is None else seed
        self.steps = tuple(steps)
        self.comparison: Comparison | None = None
        self._shows, self._tell, self._rest_seconds = list(shows), tell, rest_seconds
        self._runs = Runs(self.seed, {"jobs": jobs, "engine": self.engine})
        self._changed = threading.Condition()
        self._wanted: Pair | None = None
        self._closed = self._busy = False
        self._thread = threading.Thread(target=self._work, name="sim.explore", daemon=True)
        self._thread.start()

    def ask(self, pair: Pair) -> None:
        """Want a comparison; what was wanted before is given up. Returns at once."""
        with self._changed:
            self._wanted, self._busy = pair, True
            self._changed.notify_all()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the last wish is answered and refined; return whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy, timeout)

    def close(self) -> None:
        """End the thread; nothing is shown any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if threading.current_thread() is not self._thread:
            self._thread.join(5)

    def compare(self, pair: Pair, count: int) -> Comparison:
        """Return the comparison of a pair; what has been run before is not run again."""
        return self._compare(pair, count, lambda done, total: None)

    def _compare(self, pair: Pair, count: int, go_on: Callable[[int, int], None]) -> Comparison:
        first = BASELINE if pair.a.is_baseline else "A"
        scenarios = {first: pair.a.scenario(self.scenario, first)}
        if pair.differs:
            scenarios["B"] = pair.b.scenario(self.scenario, "B")
        tallies = self._runs.of(list(scenarios.values()), count, go_on)
        base = scenarios[first].model_copy(update={"name": self.scenario.name})
        found = dict(zip(scenarios, tallies, strict=True))
        return Answer(base, scenarios, found, self.seed, count, engine=self.engine, since=pair.since)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._wanted is not None)
                pair, self._wanted = self._wanted, None
            if self._closed or pair is None:
                return
            try:
                self._answer(pair)
            except _SupersededError:
                continue
            except Exception as error:  # in a thread nobody else would hear of it
                self._tell(f"not computed: {in_words(error)}")
            with self._changed:
                self._busy = self._wanted is not None
                self._changed.notify_all()

    def _answer(self, pair: Pair) -> None:
        """Answer a wish, show the answer, and refine it while nothing newer is wanted."""
        for step, count in enumerate(self.steps):
            if step:
                self._rest()
            self._tell(f"refining to {count} replications …" if step else "computing …")
            began = time.perf_counter()
            comparison = self._compare(pair, count, lambda done, total: self._go_on())
            for show in self._shows:
                self._go_on()
                show(pair, comparison)
            self.comparison = comparison
            self._go_on()
            self._tell(f"{count} replications, {time.perf_counter() - began:.1f} s")

    def _go_on(self) -> None:
        if self._closed or self._wanted is not None:
            raise _SupersededError

    def _rest(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._wanted is not None, self._rest_seconds)
        self._go_on()


def in_words(error: Exception) -> str:
    """Return an error as a line for people."""
    if isinstance(error, ScenarioError):
        return "; ".join(str(problem) for problem in error.problems)
    return " ".join(str(error).split()) or type(error).__name__
