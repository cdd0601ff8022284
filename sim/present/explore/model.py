"""What the panel asks for: A and B on the same customers, in a thread of its own, where the newest wish wins."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sim.experiment.trying import Answer, Runs, steps_for
from sim.present.explore.setting import Setting
from sim.scenario import Scenario, ScenarioError
from sim.scenario.changes import BASELINE

HELD, YOURS = "Held", "Your what-if"
"""What is compared, by name, where it is not a what-if of the scenario."""
REST_SECONDS = 0.6


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

    @property
    def settings(self) -> dict[str, Setting]:
        """A, and B where it differs, by the names under which they are compared."""
        of_file = self.b.preset if not self.b.values and self.b.preset not in (BASELINE, HELD) else ""
        found = {BASELINE if self.a.is_baseline else HELD: self.a}
        return found | ({of_file or YOURS: self.b} if self.differs else {})


Show = Callable[[Pair, Answer], None]


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
    steps : sequence of int, optional
        Replications of the first answer and of its refinements; by default those that fit the center's size.
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
        steps: Sequence[int] | None = None,
        rest_seconds: float = REST_SECONDS,
        seed: int | None = None,
        jobs: int | None = None,
        engine: str | None = None,
    ) -> None:
        self.scenario = scenario
        self.seed = scenario.study.seed if seed is None else seed
        self.steps = tuple(steps or steps_for(scenario))
        self.comparison: Answer | None = None
        self._shows, self._tell, self._rest_seconds = list(shows), tell, rest_seconds
        self._runs = Runs(self.seed, {"jobs": jobs, "engine": engine})
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

    def compare(self, pair: Pair, count: int, *, worlds: bool = False) -> Answer:
        """Return the comparison of a pair, in other worlds too if that is asked; what has been run is not run again."""
        found = self._compare(pair, count, lambda done, total: None)
        return self._with_worlds(pair, found, lambda done, total: None) if worlds else found

    def _compare(self, pair: Pair, count: int, go_on: Callable[[int, int], None]) -> Answer:
        scenarios = {name: setting.scenario(self.scenario, name) for name, setting in pair.settings.items()}
        return self._runs.answer(self.scenario.name, scenarios, count, pair.since, go_on)

    def _with_worlds(self, pair: Pair, found: Answer, go_on: Callable[[int, int], None]) -> Answer:
        """Return an answer with what other beliefs about people make of it."""
        if not found.what_ifs:
            return found
        asked = {name: each.what_if(self.scenario) for name, each in pair.settings.items() if name != BASELINE}
        return self._runs.with_worlds(found, self.scenario.model_copy(update={"what_ifs": asked}), go_on)

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
            is_last = count == self.steps[-1]
            self._tell(f"refining to {count} replications …" if step else "computing …")
            began = time.perf_counter()
            found = self._compare(pair, count, lambda done, total: self._go_on())
            self._show(pair, found)
            if is_last and found.what_ifs:
                self._tell("trying other beliefs about people …")
                found = self._with_worlds(pair, found, lambda done, total: self._go_on())
                self._show(pair, found)
            self._tell(f"{count} replications, {time.perf_counter() - began:.1f} s{'' if is_last else '; refining'}")

    def _show(self, pair: Pair, found: Answer) -> None:
        for show in self._shows:
            self._go_on()
            show(pair, found)
        self.comparison = found
        self._go_on()

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
