"""Does the advice survive other beliefs about people? Baseline and what-ifs in many worlds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from typing import Any, ClassVar, Unpack

import numpy as np

from sim.experiment.alternatives import first_change, named
from sim.experiment.claims import Claim, Finding, Outcomes, break_evens, influential, rarer_kind
from sim.experiment.compare import check_numbers
from sim.experiment.managers import outcomes_in
from sim.experiment.missing import cannot_differ
from sim.experiment.running import How, Progress, in_all, reporter
from sim.experiment.study import Sampler, Sizes, Study, Task, engine_of, sampling
from sim.experiment.sweep import outcomes_of
from sim.experiment.worlds import values_at, world
from sim.metrics import HEADLINE, METRICS, Weeks
from sim.scenario import Problem, Scenario, ScenarioError, plan_of
from sim.scenario.beliefs import Belief, beliefs_over
from sim.statistics.estimates import Difference, Vector, no_difference, paired_difference
from sim.statistics.intervals import told_apart
from sim.statistics.rule_induction import find_rule
from sim.statistics.sobol import Points, even_points

WORLDS = 128
REPLICATIONS = 6
BREAK_EVEN_TIMES = 2
"""Along a single belief each point takes so many times as many replications."""
_BELIEFS_TRIED = 2


@dataclass(frozen=True)
class Standing:
    """How a what-if stands on an outcome; counts of worlds.

    Attributes
    ----------
    better, tied, worse : int
        Its mean is better than the baseline's, the same, or worse.
    clearly_better, clearly_worse : int
        The paired 95 % interval leaves no doubt.
    best : int
        Its mean is better than the baseline's and than every other's; a tie is not best.
    """

    better: int
    tied: int
    worse: int
    clearly_better: int
    clearly_worse: int
    best: int


@dataclass(frozen=True, kw_only=True)
class StressTask(Task):
    """What a stress will run.

    Attributes
    ----------
    worlds : int
        How many, beside the user's own.
    beliefs : tuple of Belief
        What differs between worlds, each drawn from its range.
    outcomes : tuple of str
        The outcomes that are asked for.
    """

    kind: ClassVar[str] = "stress"
    worlds: int
    beliefs: tuple[Belief, ...] = field(repr=False)
    outcomes: tuple[str, ...]

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it this stress and no other."""
        return {
            "study": self.kind,
            "scenario": self.scenario.digest,
            "worlds": self.worlds,
            "ranges": {belief.key: list(belief.likely) for belief in self.beliefs},
            "outcomes": list(self.outcomes),
            "replications": self.replications,
            "seed": self.seed,
        }

    def sizes(self) -> Sizes:
        """Yield what all worlds will run; break-evens come on top."""
        yield [self.scenario], self.replications * (self.worlds + 1)

    @property
    def weeks(self) -> Weeks:
        """Over which outcomes are taken: from the first change to the end, as in a comparison."""
        return first_change(self.scenario, list(self.runs.values())[1:]), self.scenario.calendar.weeks

    @cached_property
    def runs(self) -> dict[str, Scenario]:
        """The baseline and its what-ifs by name."""
        return named(self.scenario, ())

    def run(self, **how: Unpack[How]) -> "Stress":
        """Run baseline and what-ifs in all worlds, and look for break-evens."""
        own = np.array([[belief.value for belief in self.beliefs]], dtype=np.float64)
        others = values_at(self.beliefs, even_points(self.worlds, len(self.beliefs), self.seed))
        points = np.concatenate([own, others])
        engine = engine_of(how)
        how["progress"] = tell = in_all(reporter(how), len(points) * len(self.runs) * self.replications)
        with sampling(self.seed, self.weeks, **how) as sampler:
            lab = _Lab(self.scenario, self.beliefs, self.outcomes, sampler, tell)
            values = lab.outcomes(points, self.replications)
            values = {name: found for name, found in values.items() if np.isfinite(found).all()}
            claims = list(_claims(values, list(values)))
            findings = _findings(claims, lab, points, values, self.seed)
        return Stress(self, engine, points, values, findings)


@dataclass(frozen=True)
class Stress(Study):
    """Baseline and what-ifs in the user's own world and in others.

    Attributes
    ----------
    task : StressTask
        What was run.
    engine : str
        Which engine ran it.
    points : ndarray, shape (worlds + 1, beliefs)
        Values of the beliefs in each world; world 0 is the user's own and counts in no share.
    values : dict of str to ndarray, shape (worlds + 1, scenarios, replications)
        By outcome; outcomes that do not exist in every world are left out.
    findings : tuple of Finding
        What became of each what-if that clearly beats the baseline at the user's own values.
    """

    shown_by: ClassVar[str] = "stress_account"
    task: StressTask
    points: Points = field(repr=False)
    values: Outcomes = field(repr=False)
    findings: tuple[Finding, ...] = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The baseline, then the what-ifs."""
        return tuple(self.task.runs)

    @property
    def beliefs(self) -> tuple[Belief, ...]:
        """What differs between worlds, each drawn from its range."""
        return self.task.beliefs

    @property
    def weeks(self) -> Weeks:
        """Over which outcomes are taken."""
        return self.task.weeks

    @property
    def worlds(self) -> int:
        """How many worlds there are beside the user's own."""
        return len(self.points) - 1

    @property
    def what_ifs(self) -> tuple[str, ...]:
        """The names of the what-ifs."""
        return self.names[1:]

    @property
    def outcomes(self) -> list[str]:
        """The outcomes that exist in every world."""
        return list(self.values)

    def effects(self, name: str, outcome: str) -> Points:
        """Return what a what-if changes, shape (worlds + 1, replications), in the outcome's own unit."""
        found = self.values[outcome]
        return told_apart(found[:, 0], found[:, self.names.index(name)])

    def own_effect(self, name: str, outcome: str) -> Difference:
        """Return the paired difference at the user's own values, as `compare` has it."""
        found = self.values[outcome][0]
        plans = [plan_of(self.scenario), plan_of(self.scenario.what_if(name))] if name in self.scenario.what_ifs else []
        if plans and cannot_differ(plans[1], plans[0], outcome):
            return no_difference(len(found[0]))
        return paired_difference(found[0], found[self.names.index(name)])

    def settled(self, name: str, outcome: str) -> tuple[Any, Any]:
        """Return in which worlds, the own one first, a what-if clearly beats the baseline, and in which it loses."""
        return Claim(outcome, self.names.index(name), (0,)).settled(self.values)

    def standing(self, name: str, outcome: str) -> Standing:
        """Return how a what-if stands on an outcome, the user's own world left out."""
        one = self.names.index(name)
        rest = tuple(i for i in range(len(self.names)) if i != one)
        leads = Claim(outcome, one, rest).leads(self.values).mean(axis=2)[1:]
        lead, clear = leads[:, 0], [which[1:] for which in self.settled(name, outcome)]
        counted = (lead > 0, lead == 0, lead < 0, *clear, (leads > 0).all(axis=1))
        return Standing(*(int(which.sum()) for which in counted))

    def advice(self, outcome: str) -> Finding | None:
        """Return what became of the what-if that is best at the user's own values; None if none clearly helps."""
        rivals = len(self.names) - 1
        return next((f for f in self.findings if f.claim.outcome == outcome and len(f.claim.others) == rivals), None)

    def mean_effects(self, name: str, outcome: str) -> Vector:
        """Return what a what-if changes in each world, the mean over replications."""
        return np.asarray(self.effects(name, outcome).mean(axis=1))

    def changes(self, name: str, outcome: str) -> bool:
        """Whether a what-if changes an outcome in any replication of any world."""
        return bool(self.effects(name, outcome).any())

    def is_moved(self, outcome: str) -> bool:
        """Whether any what-if changes an outcome."""
        return any(self.changes(name, outcome) for name in self.what_ifs)

    def to_frame(self) -> Any:
        """Return a DataFrame with one row for each outcome and what-if."""
        from sim.experiment.tidy_tables import stress_frame

        return stress_frame(self)

    def worlds_frame(self) -> Any:
        """Return a DataFrame with one row for each world and scenario: beliefs and mean outcomes; world 0 is yours."""
        from sim.experiment.tidy_tables import worlds_frame

        return worlds_frame(self)

    def claims_frame(self) -> Any:
        """Return a DataFrame with one row for each claim: in how many worlds it holds, its rule, its break-evens."""
        from sim.experiment.tidy_tables import claims_frame

        return claims_frame(self)


def stress(
    scenario: Scenario,
    worlds: int = WORLDS,
    *,
    inputs: Mapping[str, tuple[float, float]] | None = None,
    outcomes: str | Sequence[str] = HEADLINE,
    replications: int = REPLICATIONS,
    seed: int | None = None,
    **how: Unpack[How],
) -> Stress:
    """Ask whether the advice survives other beliefs: run baseline and what-ifs in worlds that differ in them.

    In each world beliefs have other values from the start on. Where a what-if sets a belief itself, it has that
    value in every world from then on. All scenarios of all worlds run on the same random numbers.

    Parameters
    ----------
    scenario : Scenario
        The baseline and its what-ifs.
    worlds : int
        How many beside the user's own, drawn evenly over the ranges; a power of 2 is most even.
    inputs : mapping of str to (low, high), optional
        What differs, by dotted key; by default all parameters of behavior over their likely ranges.
    outcomes : str or sequence of str
        Metrics; the headline by default.
    replications : int
        Of each scenario in each world; with one, nothing is clear.
    seed : int, optional
        Of the worlds and of all replications; the scenario's own by default.
    **how
        Where replications run and rest (jobs, engine, executor, store, progress): see `How`.

    Raises
    ------
    ScenarioError
        If there is no what-if, or a key, a range or an outcome does not exist or is not allowed.
    ValueError
        If a number means nothing.
    """
    task = stress_task(scenario, worlds, inputs=inputs, outcomes=outcomes, replications=replications, seed=seed)
    return task.run(**how)


def stress_task(
    scenario: Scenario,
    worlds: int = WORLDS,
    *,
    inputs: Mapping[str, tuple[float, float]] | None = None,
    outcomes: str | Sequence[str] = HEADLINE,
    replications: int = REPLICATIONS,
    seed: int | None = None,
) -> StressTask:
    """Return what `stress` would run, checked; parameters and errors are the same."""
    seed = scenario.study.seed if seed is None else seed
    check_numbers(replications, seed)
    if worlds < 2:
        raise ValueError(f"stress needs two worlds or more, not {worlds!r}")
    beliefs = tuple(beliefs_over(scenario, inputs))
    return StressTask(
        scenario=scenario, replications=replications, seed=seed, worlds=worlds, beliefs=beliefs,
        outcomes=_asked(scenario, outcomes),
    )  # fmt: skip


def _asked(scenario: Scenario, outcomes: str | Sequence[str]) -> tuple[str, ...]:
    """Return the outcomes, if there is something to ask of them.

    Raises
    ------
    ScenarioError
        If there is no what-if, no such metric, or one of which neither more nor less is better.
    """
    if not scenario.what_ifs:
        raise ScenarioError([Problem("there is no what-if to stress; add one under what_if", scenario.name)])
    names = outcomes_in(scenario, outcomes_of(outcomes))
    if aimless := [name for name in names if METRICS[name].better == "neither"]:
        raise ScenarioError([Problem(f"more of {name} is neither better nor worse", "outcome") for name in aimless])
    return names


@dataclass(frozen=True)
class _Lab:
    """Where worlds are run."""

    scenario: Scenario
    beliefs: tuple[Belief, ...]
    names: tuple[str, ...]
    sampler: Sampler
    tell: Progress

    def outcomes(self, points: Points, replications: int) -> Outcomes:
        """Return the outcomes of all scenarios in worlds."""
        runs: list[Scenario] = []
        for values in points:
            runs += named(world(self.scenario, self.beliefs, values), ()).values()
        found = self.sampler.values(runs, range(replications), self.names, self.tell)
        return {name: values.reshape(len(points), -1, replications) for name, values in found.items()}

    def lines(self, replications: int) -> Callable[[Belief, float], Outcomes]:
        """Return the outcomes as a function of one belief, the others at the user's own values; each runs once."""

        @cache
        def at(belief: Belief, value: float) -> Outcomes:
            if value == belief.value and belief != self.beliefs[0]:
                return at(self.beliefs[0], self.beliefs[0].value)
            return replace(self, beliefs=(belief,)).outcomes(np.array([[value]]), replications)

        return at


def _claims(values: Outcomes, names: Sequence[str]) -> Iterator[Claim]:
    """Yield what is clear at the user's own values: which what-ifs beat the baseline, and the best of them, all."""
    for outcome in names:
        own = {outcome: values[outcome][:1]}
        count = own[outcome].shape[1]
        clear = [claim for one in range(1, count) if (claim := Claim(outcome, one, (0,))).settled(own)[0][0]]
        yield from clear
        if clear and count > 2:
            best = max(clear, key=lambda claim: float(claim.margin(own)[0])).one
            yield Claim(outcome, best, tuple(i for i in range(count) if i != best))


def _findings(claims: Sequence[Claim], lab: _Lab, points: Points, values: Outcomes, seed: int) -> tuple[Finding, ...]:
    """Return what became of claims; break-evens are looked for where a claim does not hold in every world."""
    others = {name: found[1:] for name, found in values.items()}
    times = BREAK_EVEN_TIMES * next(iter(values.values())).shape[2] if values else 0
    at = lab.lines(times)
    findings = []
    for claim in claims:
        holds, fails = claim.settled(others)
        kind, these, among = rarer_kind(claim, others)
        rule = find_rule(points[1:][among], these[among], seed) if kind else None
        margin = claim.margin(others)
        is_opposed = bool((margin < 0).any())
        chosen = influential(points[1:], margin, _BELIEFS_TRIED if len(claim.others) > 1 else 1) if is_opposed else []
        along = [break_evens(claim, belief, partial(at, belief)) for belief in (lab.beliefs[i] for i in chosen)]
        counts = int(holds.sum()), int(fails.sum())
        findings.append(Finding(claim, *counts, kind, rule, is_opposed, tuple(along)))
    return tuple(findings)
