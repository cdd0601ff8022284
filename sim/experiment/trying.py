"""One setting against another, again and again while somebody tries: no replication runs twice."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sim.engines import default_engine
from sim.experiment.batches import Job
from sim.experiment.comparison import Comparison
from sim.experiment.other_worlds import other_worlds
from sim.experiment.running import FEW, How, runner
from sim.experiment.size import size_of
from sim.experiment.verdict import Verdict, verdict_of
from sim.metrics import Tally
from sim.scenario import Scenario

_KEPT = 24
"""So many settings keep their runs."""
STEPS, STEPS_OF_LARGE = (FEW, 20, 40, 80), (FEW, 20, 40)
"""Replications of a first answer, few so that a hand can drag, and of its refinements."""
_LARGE = 30_000
"""Contacts of a replication."""
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Answer(Comparison):
    """A comparison whose figures all cover the same weeks.

    Attributes
    ----------
    since : int
        The first of these weeks where there is nothing to compare.
    """

    since: int = 1

    @cached_property
    def found(self) -> Verdict:
        """What it says."""
        return verdict_of(self, self.worlds)

    @cached_property
    def window(self) -> tuple[int, int]:
        """The weeks that `compare` takes; those of A alone are the weeks that B will have."""
        return super().window if self.what_ifs else (self.since, self.weeks)

    @property
    def late(self) -> tuple[int, int]:
        """The same weeks: figures of the last weeks alone would be a second number for one thing."""
        return self.window


def steps_for(scenario: Scenario) -> tuple[int, ...]:
    """Return the replications of a first answer about a center, and of its refinements."""
    return STEPS_OF_LARGE if size_of([scenario]).contacts > _LARGE else STEPS


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
        self.seed, self.engine = seed, how.get("engine") or default_engine()
        self._how: How = {**how, "engine": self.engine}
        self._kept: OrderedDict[str, dict[int, Tally]] = OrderedDict()

    def of(
        self, scenarios: Sequence[Scenario], count: int, go_on: Told = lambda done, total: None
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

    def answer(self, center: str, scenarios: dict[str, Scenario], count: int, since: int, go_on: Told) -> Answer:
        """Return the first of some scenarios, under the name of the center, compared with the others."""
        tallies = self.of(list(scenarios.values()), count, go_on)
        base = next(iter(scenarios.values())).model_copy(update={"name": center})
        found = dict(zip(scenarios, tallies, strict=True))
        return Answer(base, scenarios, found, self.seed, count, engine=self.engine, since=since)

    def with_worlds(self, answer: Answer, asked: Scenario, go_on: Told) -> Answer:
        """Return an answer with what other beliefs about people make of it.

        Parameters
        ----------
        answer : Answer
            What was found here.
        asked : Scenario
            The center with what was compared as its what-ifs, by the same names.
        go_on : callable
            Called as replications finish, and may raise.
        """
        how: How = {**self._how, "progress": go_on}
        worlds = other_worlds(replace(answer, scenario=asked), answer.found, **how)
        return replace(answer, worlds=worlds)

    def _of(self, scenario: Scenario) -> dict[int, Tally]:
        print_ = scenario.fingerprint
        mine = self._kept.setdefault(print_, {})
        self._kept.move_to_end(print_)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return mine
