"""Does the advice survive other beliefs about people? Baseline and what-ifs in many worlds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from typing import Any, ClassVar, Unpack

import numpy as np

from sim.experiment.alternatives import first_change, named
from sim.experiment.asked_metrics import outcomes_of
from sim.experiment.claims import Claim, Finding, Outcomes, break_evens, influential, rarer_kind
from sim.experiment.compare import check_numbers
from sim.experiment.managers import outcomes_in
from sim.experiment.running import How, Progress, in_all, reporter
from sim.experiment.stress_study import Stress
from sim.experiment.study import Sampler, Sizes, Task, engine_of, sampling
from sim.experiment.worlds import joint, world, worlds_at
from sim.metrics import HEADLINE, Weeks, metric_of
from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.beliefs import Belief, beliefs_over
from sim.statistics.rule_induction import find_rule
from sim.statistics.sobol import Points, even_points

WORLDS = 128
REPLICATIONS = 6
BREAK_EVEN_TIMES = 2
"""Along a single belief each point takes so many times as many replications."""
_BELIEFS_TRIED = 2


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
        together = joint(self.scenario, self.beliefs)
        return {
            "study": self.kind,
            "scenario": self.scenario.digest,
            **({"together": together} if together else {}),
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

    def run(self, **how: Unpack[How]) -> Stress:
        """Run baseline and what-ifs in all worlds, and look for break-evens."""
        own = np.array([[belief.value for belief in self.beliefs]], dtype=np.float64)
        others = worlds_at(self.scenario, self.beliefs, even_points(self.worlds, len(self.beliefs), self.seed))
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
        What differs, by dotted key; by default all parameters of behavior over their likely ranges, or as a
        calibration found them.
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
    names = outcomes_in(scenario, outcomes_of(outcomes, scenario))
    if aimless := [name for name in names if metric_of(name).better == "neither"]:
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
