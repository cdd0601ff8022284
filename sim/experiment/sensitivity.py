"""Which beliefs matter: how an outcome, or the effect of a what-if, varies with the inputs nobody knows exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Unpack

import numpy as np

from sim.experiment.alternatives import first_change
from sim.experiment.asked_metrics import outcomes_of
from sim.experiment.compare import check_numbers
from sim.experiment.managers import outcomes_in
from sim.experiment.running import How, Progress, in_all, reporter
from sim.experiment.study import Sampler, Sizes, Study, Task, Values, base_of, engine_of, sampling
from sim.experiment.worlds import values_at, world
from sim.metrics import HEADLINE, Weeks
from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.beliefs import Belief, beliefs_over
from sim.statistics.estimates import Difference, Estimate, mean_estimate, no_difference, paired_difference
from sim.statistics.sobol import Indices, Points, indices, saltelli_points

Of = Literal["level", "effect"]
REPLICATIONS = 2
"""Of each world of the indices, which average over many worlds."""
SWING_TIMES = 4
"""The one-at-a-time swings take so many times as many replications, because each has an interval of its own."""


@dataclass(frozen=True, kw_only=True)
class SensitivityTask(Task):
    """What a sensitivity will run.

    Attributes
    ----------
    beliefs : tuple of Belief
        What is varied, each over its range.
    what_if : str or None
        Whose level, or whose effect, is looked at; None is the baseline.
    of : str
        `level`, or `effect`: the what-if less the baseline in the same world.
    outcomes : tuple of str
        The outcomes that are asked for.
    n : int
        Points of each sample of the design.
    """

    kind: ClassVar[str] = "sensitivity"
    beliefs: tuple[Belief, ...] = field(repr=False)
    what_if: str | None
    of: Of
    outcomes: tuple[str, ...]
    n: int

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it this sensitivity and no other."""
        return {
            "study": self.kind,
            "scenario": self.scenario.digest,
            "ranges": {belief.key: list(belief.likely) for belief in self.beliefs},
            "what_if": self.what_if,
            "of": self.of,
            "outcomes": list(self.outcomes),
            "n": self.n,
            "replications": self.replications,
            "seed": self.seed,
        }

    @property
    def weeks(self) -> Weeks:
        """Over which outcomes are taken."""
        first = first_change(base_of(self.scenario, None), [base_of(self.scenario, self.what_if)])
        return first, self.scenario.calendar.weeks

    def sizes(self) -> Sizes:
        """Yield what the design will run; swings come on top."""
        yield self._runs_in(self.scenario), self.replications * self.n * (len(self.beliefs) + 2)

    def run(self, **how: Unpack[How]) -> "Sensitivity":
        """Run the worlds of the design, and those in which one belief alone is at an end of its range."""
        engine, swing_times = engine_of(how), SWING_TIMES * self.replications
        worlds = values_at(self.beliefs, saltelli_points(self.n, len(self.beliefs), self.seed))
        ends = _ends(self.beliefs)
        scenarios = len(self._runs_in(self.scenario))
        total = scenarios * (self.replications * len(worlds) + swing_times * len(ends))
        how["progress"] = tell = in_all(reporter(how), total)
        with sampling(self.seed, self.weeks, **how) as sampler:
            many = self._answers(sampler, worlds, self.replications, tell)
            few = self._answers(sampler, ends, swing_times, tell)
        there = [name for name in many if np.isfinite(many[name]).all() and np.isfinite(few[name]).all()]
        return Sensitivity(
            self,
            engine,
            {name: indices(many[name], self.n, self.seed) for name in there},
            {name: mean_estimate(few[name][0]) for name in there},
            {name: _swings(few[name], self.beliefs) for name in there},
        )

    def _runs_in(self, center: Scenario) -> list[Scenario]:
        """Return what runs of a center: a scenario, or a pair of which the first is subtracted."""
        return [base_of(center, name) for name in ((None, self.what_if) if self.of == "effect" else (self.what_if,))]

    def _answers(self, sampler: Sampler, worlds: Points, replications: int, tell: Progress) -> Values:
        """Return the outcomes in worlds, by name an array of shape (worlds, replications)."""
        runs = [run for values in worlds for run in self._runs_in(world(self.scenario, self.beliefs, values))]
        found = sampler.values(runs, range(replications), self.outcomes, tell)
        if self.of == "level":
            return found
        return {name: values[1::2] - values[::2] for name, values in found.items()}


@dataclass(frozen=True)
class Sensitivity(Study):
    """What share of the variance of outcomes each belief explains, and how far each moves them alone.

    Attributes
    ----------
    task : SensitivityTask
        What was run.
    engine : str
        Which engine ran it.
    indices : dict of str to Indices
        By outcome; outcomes that do not exist in every world are left out.
    own : dict of str to Estimate
        By outcome, at the user's own values.
    swings : dict of str to list of (Difference, Difference)
        By outcome and belief: from the own values to the low and to the high end of its range alone.
    """

    shown_by: ClassVar[str] = "sensitivity_account"
    task: SensitivityTask
    indices: dict[str, Indices] = field(repr=False)
    own: dict[str, Estimate] = field(repr=False)
    swings: dict[str, list[tuple[Difference, Difference]]] = field(repr=False)

    @property
    def beliefs(self) -> tuple[Belief, ...]:
        """What was varied, each over its range."""
        return self.task.beliefs

    @property
    def what_if(self) -> str | None:
        """Whose level, or whose effect, was looked at; None is the baseline."""
        return self.task.what_if

    @property
    def of(self) -> Of:
        """`level`, or `effect`: the what-if less the baseline in the same world."""
        return self.task.of

    @property
    def n(self) -> int:
        """Points of each sample of the design."""
        return self.task.n

    @property
    def weeks(self) -> Weeks:
        """Over which outcomes are taken."""
        return self.task.weeks

    @property
    def outcomes(self) -> list[str]:
        """The outcomes that exist in every world."""
        return list(self.indices)

    @property
    def swing_replications(self) -> int:
        """Replications of each one-at-a-time swing."""
        return SWING_TIMES * self.replications

    def ranked(self, outcome: str) -> list[int]:
        """Return the positions of beliefs, those with the largest total index first."""
        return [int(i) for i in np.argsort(-self.indices[outcome].total, kind="stable")]

    def to_frame(self) -> Any:
        """Return a DataFrame with one row for each outcome and belief, in the order of total indices."""
        import pandas as pd

        rows = []
        for outcome, found in self.indices.items():
            for i in self.ranked(outcome):
                belief = self.beliefs[i]
                row: dict[str, Any] = {"outcome": outcome, "key": belief.key, "meaning": belief.meaning}
                row |= {"status": belief.status, "own": belief.value, "low": belief.likely[0], "high": belief.likely[1]}
                for name in ("first", "first_low", "first_high", "total", "total_low", "total_high"):
                    row[name] = float(getattr(found, name)[i])
                for end, swing in zip(("at_low", "at_high"), self.swings[outcome][i], strict=True):
                    low, high = swing.interval or (np.nan, np.nan)
                    row |= {end: swing.value, f"{end}_from": low, f"{end}_to": high}
                rows.append(row)
        return pd.DataFrame(rows)


def sensitivity(
    scenario: Scenario,
    inputs: Mapping[str, tuple[float, float]] | None = None,
    *,
    what_if: str | None = None,
    outcomes: str | Sequence[str] = HEADLINE,
    of: Of | None = None,
    n: int = 64,
    replications: int = REPLICATIONS,
    seed: int | None = None,
    **how: Unpack[How],
) -> Sensitivity:
    """Find out which inputs an outcome hangs on: Sobol' indices, and swings of one input at a time.

    Runs ``n (inputs + 2)`` worlds; all replications of all worlds are on the same random numbers, and the noise of
    the simulation is taken out of the indices (see `sim.statistics.sobol.indices`).

    Parameters
    ----------
    scenario : Scenario
        The center.
    inputs : mapping of str to (low, high), optional
        What to vary, by dotted key; by default all parameters of behavior over their likely ranges.
    what_if : str, optional
        Look at this what-if instead of the baseline.
    outcomes : str or sequence of str
        Metrics; the headline by default.
    of : {"level", "effect"}, optional
        The outcome itself, or what the what-if changes in it; the effect by default where there is a what-if.
    n : int
        Points of each sample of the design, a power of 2.
    replications : int
        Of each world; with one, noise cannot be told from effects.
    seed : int, optional
        Of the design and of all replications; the scenario's own by default.
    **how
        Where replications run and rest (jobs, engine, executor, store, progress): see `How`.

    Raises
    ------
    ScenarioError
        If a key, a range, an outcome or the what-if does not exist or is not allowed.
    ValueError
        If n is no power of 2, or another number means nothing.
    """
    task = sensitivity_task(
        scenario, inputs, what_if=what_if, outcomes=outcomes, of=of, n=n, replications=replications, seed=seed
    )
    return task.run(**how)


def sensitivity_task(
    scenario: Scenario,
    inputs: Mapping[str, tuple[float, float]] | None = None,
    *,
    what_if: str | None = None,
    outcomes: str | Sequence[str] = HEADLINE,
    of: Of | None = None,
    n: int = 64,
    replications: int = REPLICATIONS,
    seed: int | None = None,
) -> SensitivityTask:
    """Return what `sensitivity` would run, checked; parameters and errors are the same."""
    if n < 2 or n & (n - 1):
        raise ValueError(f"n must be a power of 2 such as 32, 64 or 128, not {n!r}")
    seed = scenario.study.seed if seed is None else seed
    check_numbers(replications, seed)
    names = outcomes_in(scenario, outcomes_of(outcomes, scenario))
    beliefs = tuple(beliefs_over(scenario, inputs))
    if len(beliefs) < 2:
        raise ScenarioError([Problem("name two or more inputs; one alone explains everything", "inputs")])
    of = of or ("level" if what_if is None else "effect")
    if of == "effect" and what_if is None:
        raise ValueError("an effect needs a what-if")
    base_of(scenario, what_if)  # refused here if there is none
    return SensitivityTask(
        scenario=scenario, replications=replications, seed=seed, beliefs=beliefs, what_if=what_if, of=of,
        outcomes=names, n=n,
    )  # fmt: skip


def _ends(beliefs: Sequence[Belief]) -> Points:
    """Return the own values, then for each belief the low and the high end of its range, the others at their own."""
    own = np.array([belief.value for belief in beliefs], dtype=np.float64)
    rows = [own]
    for i, belief in enumerate(beliefs):
        for end in belief.likely:
            rows.append(own.copy())
            rows[-1][i] = end
    return np.stack(rows)


def _swings(values: Points, beliefs: Sequence[Belief]) -> list[tuple[Difference, Difference]]:
    is_own = [end == belief.value for belief in beliefs for end in belief.likely]
    ends = [
        no_difference(len(row)) if same else paired_difference(values[0], row)
        for row, same in zip(values[1:], is_own, strict=True)
    ]
    return list(zip(ends[::2], ends[1::2], strict=True))
