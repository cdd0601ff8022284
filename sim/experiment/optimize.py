"""The best setting under limits: out of a list, inside ranges of levers, or as a front of several aims."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Unpack

from sim.experiment.alternatives import first_change
from sim.experiment.asked_metrics import check_metrics
from sim.experiment.candidates import Over, Settings, box_of, finite, is_box
from sim.experiment.compare import check_numbers
from sim.experiment.limits import Limit, limits_of, metric_named
from sim.experiment.optimum import Objective, Optimum, Question
from sim.experiment.optimum_search import Ranges, contest, front_in_ranges, front_of_list, search
from sim.experiment.running import How, reporter
from sim.experiment.study import Sizes, Task, base_of, engine_of, sampling
from sim.experiment.trials import Trials
from sim.metrics import Weeks
from sim.scenario import Problem, Scenario, ScenarioError

MOST_BY_LIST, MOST_BY_SEARCH = 20_000, 2_000
"""Replications of the search, where no budget is given."""
LEAST_SETTINGS = 6
"""So many settings must a search be able to try, the baseline among them."""


def optimize(
    scenario: Scenario,
    *,
    minimize: str | Sequence[str] = (),
    maximize: str | Sequence[str] = (),
    subject_to: Mapping[str, str] | Sequence[str] | None = None,
    over: Over | None = None,
    what_if: str | None = None,
    weeks: Weeks | None = None,
    replications: int | None = None,
    first_stage: int = 10,
    budget: int | None = None,
    delta: float | None = None,
    confidence: float = 0.95,
    seed: int | None = None,
    **how: Unpack[How],
) -> Optimum:
    """Find the best what-if, or the best setting of levers, under limits.

    Out of a list (`over` gives lists of values; by default the baseline and its what-ifs): a fully sequential
    ranking-and-selection procedure with a guaranteed probability of choosing right, see
    `sim.statistics.selection.select_best`. Inside ranges (`over` gives tuples): a pattern search from several starts,
    see `sim.experiment.searching.pattern_search`; it promises nothing about what it has not tried. With several aims:
    the settings that none other beats, see `sim.statistics.pareto.standings`. All candidates meet the same customers.

    The search and the final figures use different replications, so that the figures of what was chosen are not
    flattered by the choice. The final ones are 0, 1, ... as in `compare` and `run`.

    Parameters
    ----------
    scenario : Scenario
        The center, with what-ifs if these are to be chosen from.
    minimize, maximize : str or sequence of str
        Ids of metrics; more than one in all gives a front.
    subject_to : mapping or sequence of str, optional
        Limits, as ``{"csat_proxy": ">= 80", "bonus_per_agent": ">= -5%"}`` or ``["csat_proxy>=80"]``; a signed
        percentage is a change from the baseline. See `sim.experiment.limits.limits_of`.
    over : mapping, optional
        By dotted key a list of values, or a range as a tuple (low, high); all of one kind.
    what_if : str, optional
        The what-if on top of which levers are varied; the baseline by default.
    weeks : (int, int), optional
        First and last week over which metrics are taken; by default from the first change to the end.
    replications : int, optional
        Of the final figures; the scenario's own number by default.
    first_stage : int
        Replications of each candidate before it may be judged in a list; in a search, of each setting.
    budget : int, optional
        Replications of the search in all; by default 20,000 at most for a list, 2,000 for ranges.
    delta : float, optional
        The least difference of the objective worth detecting, in its unit; by default 2 % of the baseline's level,
        rounded to one digit. Likewise limits have a tolerance, by default 1 % of the baseline's level.
    confidence : float
        Probability of a right choice, and of the intervals.
    seed : int, optional
        What the random numbers belong to; the scenario's own by default.
    **how
        Where replications run and rest (jobs, engine, executor, store, progress): see `How`.

    Returns
    -------
    Optimum
        With `.best` (a Scenario), `.verdict`, `.to_frame()`, `.plot()` and `.save(folder)`.

    Raises
    ------
    ScenarioError
        If a metric, a limit, a key or a value is wrong, or the budget does not reach.
    """
    task = optimize_task(
        scenario,
        minimize=minimize,
        maximize=maximize,
        subject_to=subject_to,
        over=over,
        what_if=what_if,
        weeks=weeks,
        replications=replications,
        first_stage=first_stage,
        budget=budget,
        delta=delta,
        confidence=confidence,
        seed=seed,
    )
    return task.run(**how)


@dataclass(frozen=True, kw_only=True)
class OptimizeTask(Task):
    """What is to be optimized: the question, not yet settled, and either ranges or a list to choose from."""

    kind: ClassVar[str] = "optimize"
    question: Question
    ranges: Ranges | None
    listed: Mapping[str, tuple[Scenario, Settings]]

    def __post_init__(self) -> None:
        """Refuse what means nothing, and a budget that does not reach."""
        _check(self.question)
        if self.least > self.question.budget:
            message = f"{self.question.budget:,} replications do not reach; this takes {self.least:,} at least"
            raise ScenarioError([Problem(message, "budget")])

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it this optimization and no other."""
        asked = self.question
        return {
            "study": self.kind,
            "scenario": self.scenario.digest,
            "aims": {aim.metric: "most" if aim.is_most else "least" for aim in asked.objectives},
            "limits": [limit.words for limit in asked.limits],
            "over": {key: list(values) for key, values in asked.over.items()},
            "ranges": any(isinstance(values, tuple) for values in asked.over.values()),
            "what_if": asked.what_if,
            "weeks": list(asked.weeks),
            "replications": asked.replications,
            "first_stage": asked.first_stage,
            "budget": asked.budget,
            "delta": asked.given_delta,
            "confidence": asked.confidence,
            "seed": asked.seed,
        }

    @property
    def least(self) -> int:
        """The least budget with which it can begin: for a front of a list all that it takes."""
        asked = self.question
        if self.ranges is not None:
            return LEAST_SETTINGS * asked.first_stage
        return len(self.listed) * (asked.replications if self.way == "front" else asked.first_stage)

    @property
    def way(self) -> str:
        """`list`, `search` or `front`: see `Optimum`."""
        return "front" if len(self.question.objectives) > 1 else "list" if self.ranges is None else "search"

    def sizes(self) -> Sizes:
        """Yield about what it takes: of a list the least, since it ends when it can tell; of ranges all."""
        searched = self.question.budget if self.ranges is not None else 0 if self.way == "front" else self.least
        yield [base_of(self.scenario, None)], searched + 6 * self.replications

    def run(self, **how: Unpack[How]) -> Optimum:
        """Search, and run the final figures."""
        engine, asked, ranges = engine_of(how), self.question, self.ranges
        with sampling(asked.seed, asked.weeks, **how) as sampler:
            trials = Trials(sampler, asked, base_of(self.scenario, None), reporter(how))
            if ranges is not None:
                found = front_in_ranges(trials, ranges) if self.way == "front" else search(trials, ranges)
            else:
                found = front_of_list(trials, self.listed) if self.way == "front" else contest(trials, self.listed)
            trials.tell_end()
        return Optimum(
            self, engine, trials.question, trials.baseline, found.candidates, found.chosen, found.is_finished,
            trials.taken,
        )  # fmt: skip


def optimize_task(
    scenario: Scenario,
    *,
    minimize: str | Sequence[str] = (),
    maximize: str | Sequence[str] = (),
    subject_to: Mapping[str, str] | Sequence[str] | None = None,
    over: Over | None = None,
    what_if: str | None = None,
    weeks: Weeks | None = None,
    replications: int | None = None,
    first_stage: int = 10,
    budget: int | None = None,
    delta: float | None = None,
    confidence: float = 0.95,
    seed: int | None = None,
) -> OptimizeTask:
    """Return what `optimize` would do, checked, before anything runs; parameters and errors are the same."""
    own, end = scenario.study, scenario.calendar.weeks
    seed = own.seed if seed is None else seed
    final = replications or (30 if own.replications == "auto" else own.replications)
    check_numbers(final, seed)
    over = None if over is None else {key: _listed(key, values) for key, values in over.items()}
    objectives, is_ranged = _objectives(minimize, maximize), is_box(over)
    ranges, listed, first = _laid_out(scenario, over if is_ranged else None, what_if, over)
    numbers = {"replications": int(final), "seed": seed}
    asked = Question(
        objectives=objectives,
        limits=_limits(subject_to, objectives, scenario),
        delta=delta or 0.0,
        confidence=confidence,
        weeks=_weeks(weeks, (first, end), end),
        first_stage=first_stage,
        budget=budget or (MOST_BY_SEARCH if is_ranged else MOST_BY_LIST),
        over=over or {},
        what_if=what_if,
        given_delta=delta,
        **numbers,
    )
    return OptimizeTask(scenario=scenario, question=asked, ranges=ranges, listed=listed, **numbers)


def _laid_out(
    scenario: Scenario, box: Over | None, what_if: str | None, over: Over | None
) -> tuple[Ranges | None, Mapping[str, tuple[Scenario, Settings]], int]:
    """Return the ranges to search, or the list to choose from, and the first week in which anything differs."""
    if box is not None:
        base = base_of(scenario, what_if)
        return Ranges(scenario, base, box, box_of(base, box)), {}, 1
    listed = finite(scenario, over, what_if)
    return None, listed, first_change(base_of(scenario, None), [each for each, _ in listed.values()])


def _objectives(minimize: str | Sequence[str], maximize: str | Sequence[str]) -> tuple[Objective, ...]:
    found: list[Objective] = []
    for names, is_most, where in ((minimize, False, "minimize"), (maximize, True, "maximize")):
        for name in [names] if isinstance(names, str) else names:
            found.append(Objective(metric_named(name, where).id, is_most))
    if not found:
        message = "say what is to be small or large, as minimize manager_hours_per_week, or maximize csat_proxy"
        raise ScenarioError([Problem(message, "optimize")])
    twice = {each.metric for each in found if sum(other.metric == each.metric for other in found) > 1}
    if twice:
        raise ScenarioError([Problem("is asked for twice; name each metric once", name) for name in sorted(twice)])
    return tuple(found)


def _limits(
    subject_to: Mapping[str, str] | Sequence[str] | None, objectives: Sequence[Objective], scenario: Scenario
) -> tuple[Limit, ...]:
    """Return the limits, if they and the aims are metrics of the scenario."""
    limits = limits_of(subject_to)
    check_metrics([each.metric for each in objectives], [scenario], "aim")
    check_metrics([each.metric for each in limits], [scenario], "limit")
    return limits


def _listed(key: str, values: Any) -> Sequence[Any]:
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        raise ScenarioError([Problem(f"{values!r}: give a list of values, or a range as a tuple (low, high)", key)])
    return values if isinstance(values, tuple) else list(values)


def _weeks(weeks: Weeks | None, window: Weeks, end: int) -> Weeks:
    if weeks is None:
        return window
    if not 1 <= weeks[0] <= weeks[1] <= end:
        raise ScenarioError([Problem(f"{weeks[0]} to {weeks[1]}: there are weeks 1 to {end}", "weeks")])
    return weeks


def _check(asked: Question) -> None:
    wrong = {
        "first_stage": ("at least 2 replications", asked.first_stage >= 2),
        "budget": ("a number of replications", asked.budget >= 1),
        "delta": ("above 0, in the objective's unit", asked.given_delta is None or 0 < asked.given_delta < math.inf),
        "confidence": ("between 0.5 and 1", 0.5 < asked.confidence < 1),
        "replications": ("at least 2, for intervals", asked.replications >= 2),
    }
    problems = [Problem(f"must be {what}", name) for name, (what, is_right) in wrong.items() if not is_right]
    if problems:
        raise ScenarioError(problems)
