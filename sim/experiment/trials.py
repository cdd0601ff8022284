"""The replications of an optimization: those that search and those that give the final figures, which are others."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.experiment.missing import why_missing
from sim.experiment.optimum import Candidate, Question
from sim.experiment.running import Progress
from sim.experiment.study import Sampler
from sim.metrics import metric_of
from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.changes import BASELINE
from sim.statistics.estimates import Vector

SEARCH_FROM = 1_000_000
"""The search uses replications from this number on, the final figures 0, 1, ... as `compare` does: other customers."""
DELTA, TOLERANCE = 0.02, 0.01
"""What is worth detecting of the objective, and of a limit, as shares of the baseline's level; rounded to one digit."""
Figures = Mapping[str, Vector]
"""By metric, one value for each replication."""


class Trials:
    """Takes replications for an optimization and tells how far it is.

    Parameters
    ----------
    sampler : Sampler
        What takes them.
    question : Question
        What is asked.
    baseline : Scenario
        As it is now.
    progress : callable, optional
        Hears of replications done and expected.
    """

    def __init__(self, sampler: Sampler, question: Question, baseline: Scenario, progress: Progress | None) -> None:
        self._sampler, self._progress = sampler, progress
        self._done = self._expected = 0
        self.taken = 0
        (figures,) = self.final([baseline], question)
        self.baseline = Candidate(BASELINE, baseline, values=figures)
        self.question = settled(question, figures, lambda name: why_missing(baseline, name, question.weeks))

    def expect(self, replications: int) -> None:
        """Say how many replications there will be from now on."""
        self._expected = self._done + replications

    def final(self, points: Sequence[Scenario], question: Question | None = None) -> list[Figures]:
        """Return the final figures of points."""
        asked = question or self.question
        return self._take(points, range(asked.replications), asked.metrics)

    def search(self, points: Sequence[Scenario], replications: range) -> list[Figures]:
        """Return what replications of the search give, of the metrics that decide; they are counted."""
        self.taken += len(points) * len(replications)
        shifted = range(SEARCH_FROM + replications.start, SEARCH_FROM + replications.stop)
        return self._take(points, shifted, self.question.deciding)

    def _take(self, points: Sequence[Scenario], replications: range, metrics: Sequence[str]) -> list[Figures]:
        before = self._done
        self._done += len(points) * len(replications)

        def tell(done: int, _: int) -> None:
            if self._progress is not None:
                self._progress(before + done, max(self._done, self._expected))

        values = self._sampler.values(points, replications, metrics, tell)
        return [{name: each[i] for name, each in values.items()} for i in range(len(points))]

    def tell_end(self) -> None:
        """Say that nothing more will come."""
        if self._progress is not None:
            self._progress(self._done, self._done)


def settled(question: Question, baseline: Figures, why: Callable[[str], str]) -> Question:
    """Return a question with the sizes that depend on the baseline: what is worth detecting, and relative limits.

    `why` tells of a metric why it may have no value.

    Raises
    ------
    ScenarioError
        If the baseline has no such figure.
    """
    missing = [name for name in question.deciding if np.isnan(baseline[name]).any()]
    if missing:
        here = {name: why(name) or "or not in every replication" for name in missing}
        others = "`frontline metrics` shows others"
        raise ScenarioError([Problem(f"has no value here, {here[name]}; {others}", name) for name in missing])
    means = {name: float(baseline[name].mean()) for name in question.deciding}
    first = question.objectives[0].metric
    limits = tuple(
        replace(limit.settled(means[limit.metric]), tolerance=limit.tolerance or worth(means, limit.metric, TOLERANCE))
        for limit in question.limits
    )
    return replace(question, delta=question.delta or worth(means, first, DELTA), limits=limits)


def worth(means: Mapping[str, float], metric: str, share: float) -> float:
    """Return a share of a metric's level, rounded to one digit; where that is 0, the last digit shown."""
    size = share * abs(means[metric])
    return round(size, -math.floor(math.log10(size))) if size else 10.0 ** -metric_of(metric).digits
