"""What an optimization found: the best candidate or the front of several aims, and how sure that is."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from sim.experiment.bounds import bounded
from sim.experiment.candidates import Settings
from sim.experiment.limits import Limit
from sim.experiment.missing import cannot_differ
from sim.experiment.study import Study
from sim.metrics import HEADLINE, metric_of
from sim.scenario import Scenario, plan_of
from sim.statistics.estimates import Difference, Estimate, Vector, mean_estimate, no_difference, paired_difference

if TYPE_CHECKING:
    from sim.experiment.optimize import OptimizeTask


@dataclass(frozen=True)
class Objective:
    """A metric that is to be as small, or as large, as possible."""

    metric: str
    is_most: bool = False

    @property
    def sign(self) -> int:
        """1 where less is better, -1 where more is."""
        return -1 if self.is_most else 1


@dataclass(frozen=True)
class Question:
    """What was asked, settled against the baseline.

    Attributes
    ----------
    objectives : tuple of Objective
        One, or several for a front.
    limits : tuple of Limit
        With their tolerances.
    delta : float
        The least difference of the objective worth detecting, in its unit.
    confidence : float
        Of the choice, and of the intervals.
    weeks : (int, int)
        The weeks over which metrics are taken.
    seed : int
        What the random numbers belong to.
    replications, first_stage, budget : int
        Of the final figures; of each candidate in the search; of the search in all.
    over : dict
        The levers, by dotted key their values or range; empty for what-ifs.
    what_if : str or None
        On top of which what-if levers are varied.
    given_delta : float or None
        As it was asked for.
    """

    objectives: tuple[Objective, ...]
    limits: tuple[Limit, ...]
    delta: float
    confidence: float
    weeks: tuple[int, int]
    seed: int
    replications: int
    first_stage: int
    budget: int
    over: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    what_if: str | None = None
    given_delta: float | None = None

    @property
    def deciding(self) -> tuple[str, ...]:
        """The metrics that decide: objectives, then limits."""
        asked = [objective.metric for objective in self.objectives] + [limit.metric for limit in self.limits]
        return tuple(dict.fromkeys(asked))

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics of the answer: those that decide, then the other headline outcomes."""
        return tuple(dict.fromkeys([*self.deciding, *HEADLINE]))


@dataclass(frozen=True, eq=False)
class Candidate:
    """One setting, what became of it in the search, and its final figures; equal to itself alone.

    Attributes
    ----------
    name : str
        In tables.
    scenario : Scenario
        The setting as a scenario.
    settings : dict
        The levers that it sets, by dotted key; empty for what-ifs.
    values : mapping of ndarray
        Final figures, one value for each replication 0 .. n-1, by metric; empty where it was not carried so far.
    searched : int
        How many replications of it the search looked at, others than the final ones.
    means : mapping of float
        Of these replications, by the metrics that decide.
    breaks : str
        The limit that it breaks, as ``csat_proxy >= 80``; ``metric`` alone where it has no such figure.
    beaten_by : str
        The candidate that proved better in a contest.
    is_tied : bool
        Whether it differs from that candidate by less than was worth detecting, so that the choice was open.
    dominated_by : tuple of str or None
        With several aims, the candidates that are better in all of them; None where it was not compared.
    is_clear : bool
        Whether one of these is so clearly.
    """

    name: str
    scenario: Scenario = field(repr=False)
    settings: Settings = field(default_factory=dict)
    values: Mapping[str, Vector] = field(default_factory=dict, repr=False)
    searched: int = 0
    means: Mapping[str, float] = field(default_factory=dict, repr=False)
    breaks: str = ""
    beaten_by: str = ""
    is_tied: bool = False
    dominated_by: tuple[str, ...] | None = None
    is_clear: bool = False


@dataclass(frozen=True)
class Optimum(Study):
    """The answer to `optimize`.

    Attributes
    ----------
    task : OptimizeTask
        What was asked for.
    engine : str
        What ran it.
    question : Question
        What was asked, settled against the baseline.
    baseline : Candidate
        As it is now.
    candidates : list of Candidate
        Those with final figures first, the chosen one before all.
    chosen : Candidate or None
        The best; None if nothing keeps the limits, and for a front.
    is_finished : bool
        Whether the procedure came to its end within the budget, so that its guarantee holds.
    taken : int
        Replications of the search in all.
    """

    shown_by: ClassVar[str] = "optimum_account"
    task: "OptimizeTask"
    question: Question
    baseline: Candidate
    candidates: list[Candidate]
    chosen: Candidate | None
    is_finished: bool
    taken: int

    @property
    def way(self) -> str:
        """`list` (a ranking-and-selection procedure), `search` (inside ranges) or `front` (several aims)."""
        return self.task.way

    @property
    def best(self) -> Scenario | None:
        """The best setting as a scenario; None if nothing keeps the limits, and for a front."""
        return None if self.chosen is None else self.chosen.scenario

    @property
    def front(self) -> list[Candidate]:
        """With several aims, the candidates that none of the others beats, by the first aim."""
        inside = [each for each in self.final if each.dominated_by == ()]
        first = self.question.objectives[0]
        return sorted(inside, key=lambda each: first.sign * float(each.values[first.metric].mean()))

    @property
    def final(self) -> list[Candidate]:
        """The candidates that have final figures."""
        return [each for each in self.candidates if each.values]

    @property
    def comparisons(self) -> int:
        """How many candidates were chosen from by the final figures, whose intervals hold for all of them at once.

        In a list others choose: the replications of the contest.
        """
        return 1 if self.way == "list" else max(1, len(self.final))

    def level(self, candidate: Candidate, metric: str) -> Estimate | None:
        """Return a final figure with its interval, None where it does not exist."""
        values = _known(candidate, metric)
        if values is None:
            return None
        confidence = 1 - (1 - self.question.confidence) / self.comparisons
        return bounded(mean_estimate(values, confidence), metric_of(metric))

    def effect(self, candidate: Candidate, metric: str) -> Difference | None:
        """Return the paired difference of a final figure from the baseline's."""
        base, values = _known(self.baseline, metric), _known(candidate, metric)
        if base is None or values is None:
            return None
        plans = [plan_of(each.scenario) for each in (candidate, self.baseline)]
        if cannot_differ(plans[0], plans[1], metric):
            return no_difference(len(base))
        return paired_difference(base, values, self.question.confidence, self.comparisons)

    def gap(self, candidate: Candidate, metric: str) -> Difference | None:
        """Return the paired difference of a final figure from the chosen candidate's."""
        best = None if self.chosen is None else _known(self.chosen, metric)
        values = _known(candidate, metric)
        if best is None or values is None:
            return None
        return paired_difference(best, values, self.question.confidence, self.comparisons)

    def keeps(self, candidate: Candidate, limit: Limit) -> bool | None:
        """Return whether final figures keep a limit; None where the interval holds the bound."""
        return keeps(candidate.values, self.baseline.values, limit, self.question.confidence, self.comparisons)

    def to_frame(self) -> Any:
        """Return one row for each candidate and metric of the answer, as a tidy DataFrame.

        Columns: candidate, the levers, metric, unit, role, mean, mean_low, mean_high, difference, difference_low,
        difference_high (of the final figures, empty where there are none), replications, searched (replications of the
        search), searched_mean (of the first objective), outcome.
        """
        from sim.experiment.tidy_tables import optimum_frame

        return optimum_frame(self)

    def figure(self, candidate: Candidate, metric: str) -> float:
        """Return a final figure without its interval."""
        return float(candidate.values[metric].mean())

    def role(self, metric: str) -> str:
        """Return what a metric was asked to do: ``minimize``, ``maximize``, its limit, or nothing."""
        aims = {aim.metric: "maximize" if aim.is_most else "minimize" for aim in self.question.objectives}
        limits = [limit.text for limit in self.question.limits if limit.metric == metric]
        return aims.get(metric, " and ".join(limits))

    def outcome(self, candidate: Candidate) -> str:
        """Return what became of a candidate, in words."""
        if candidate is self.chosen:
            return "chosen"
        if candidate.breaks:
            return f"breaks {candidate.breaks}"
        if candidate.beaten_by:
            return f"{'ties with' if candidate.is_tied else 'beaten by'} {candidate.beaten_by}"
        if candidate.dominated_by is None:
            return "" if self.is_finished else "not told apart"
        if not candidate.dominated_by:
            return "on the front"
        return f"{'clearly' if candidate.is_clear else 'not clearly'} dominated by {candidate.dominated_by[0]}"


def _known(candidate: Candidate, metric: str) -> Vector | None:
    values = candidate.values.get(metric)
    return None if values is None or np.isnan(values).any() else values


def keeps(
    values: Mapping[str, Vector],
    baseline: Mapping[str, Vector],
    limit: Limit,
    confidence: float,
    comparisons: int = 1,
) -> bool | None:
    """Return whether figures clearly keep a limit (True) or break it (False); None if neither is clear."""
    excess = limit.excess(values[limit.metric], baseline[limit.metric])
    low, high = mean_estimate(excess, 1 - (1 - confidence) / comparisons).interval or (-math.inf, math.inf)
    return True if high <= 0 else False if low > 0 else None
