"""One center at many settings, on common random numbers: which setting is best, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Unpack

from sim.experiment.asked_metrics import outcomes_of
from sim.experiment.compare import check_numbers
from sim.experiment.designs import Design, count_of, designed
from sim.experiment.running import How
from sim.experiment.study import Sizes, Task, base_of, engine_of, study
from sim.experiment.sweep_study import Sweep
from sim.metrics import HEADLINE, METRICS, Weeks
from sim.scenario import Problem, Scenario, ScenarioError

USUAL_REPLICATIONS = 30


@dataclass(frozen=True, kw_only=True)
class SweepTask(Task):
    """What a sweep will run.

    Attributes
    ----------
    keys : dict of str to sequence
        Dotted keys with their values, or ranges.
    layout : str
        `grid` or `sobol`.
    points : int
        Of a Sobol design.
    outcomes : tuple of str
        The metrics that the verdict is about, and over which is corrected.
    weeks : tuple of int
        The first and the last week over which metrics are taken.
    """

    kind: ClassVar[str] = "sweep"
    keys: Mapping[str, Sequence[Any]]
    layout: str
    points: int
    outcomes: tuple[str, ...]
    weeks: Weeks

    @cached_property
    def design(self) -> Design:
        """What is varied, and the settings."""
        return designed(self.scenario, self.keys, self.layout, self.points)

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it this sweep and no other."""
        return {
            "study": self.kind,
            "keys": list(self.design.keys),
            "centers": self.design.digest,
            "seed": self.seed,
            "replications": self.replications,
            "weeks": list(self.weeks),
            "metrics": list(self.outcomes),
        }

    def sizes(self) -> Sizes:
        """Yield about what will run before the settings are laid out, then all of it."""
        yield [self.scenario], self.replications * count_of(self.keys, self.layout, self.points)
        yield [self.scenario, *self.design.scenarios], self.replications

    def run(self, **how: Unpack[How]) -> Sweep:
        """Run the settings and the center as it is, each different one once."""
        engine = engine_of(how)
        points = (self.scenario, *self.design.scenarios)
        different = {point.fingerprint: point for point in points}
        span = self.weeks if self.weeks != (1, self.scenario.calendar.weeks) else None
        metrics = tuple(dict.fromkeys([*METRICS, *self.outcomes]))
        values = study(list(different.values()), self.replications, self.seed, weeks=span, metrics=metrics, **how)
        places = {name: place for place, name in enumerate(different)}
        order = [places[point.fingerprint] for point in points]
        return Sweep(self, engine, {metric: found[order] for metric, found in values.items()})


def sweep(
    center: Scenario,
    keys: Mapping[str, Sequence[Any]],
    *,
    replications: int | None = None,
    seed: int | None = None,
    what_if: str | None = None,
    weeks: Weeks | None = None,
    design: str = "grid",
    points: int = 64,
    metrics: Sequence[str] = HEADLINE,
    **how: Unpack[How],
) -> Sweep:
    """Run a center at many settings of some keys, on the same customers.

    A setting changes the center from the start: its people begin in the culture that it breeds. To ask what a change
    on a Monday morning does, write a what-if and use `compare`.

    Parameters
    ----------
    center : Scenario
        What is varied; its what-ifs do not run.
    keys : dict of str to sequence
        Dotted keys with their values, absolute or relative as in `Scenario.override`; all combinations are run. For
        a Sobol design, each key's range (low, high).
    replications, seed : int, optional
        The scenario's own by default.
    what_if : str, optional
        Vary this what-if instead of the baseline.
    weeks : tuple of int, optional
        First and last week over which metrics are taken; all by default.
    design : str
        `grid`, or `sobol` for so many `points`, a power of 2, that fill the ranges evenly.
    metrics : sequence of str
        The outcomes that the verdict is about; the three headline outcomes by default.
    **how
        Where replications run and rest (jobs, engine, executor, store, progress): see `How`.

    Raises
    ------
    ScenarioError
        If a key, a value, a metric or a span of weeks does not exist.

    Examples
    --------
    >>> import sim
    >>> center = sim.load("scenarios/minimal.yaml")
    >>> done = sim.sweep(center, {"incentives.relief": [0, 0.5]}, replications=2, jobs=1)
    >>> done.to_frame().shape[0] == 2 * len(sim.METRICS)
    True
    """
    task = sweep_task(
        center, keys, replications=replications, seed=seed, what_if=what_if, weeks=weeks, design=design, points=points,
        metrics=metrics,
    )  # fmt: skip
    return task.run(**how)


def sweep_task(
    center: Scenario,
    keys: Mapping[str, Sequence[Any]],
    *,
    replications: int | None = None,
    seed: int | None = None,
    what_if: str | None = None,
    weeks: Weeks | None = None,
    design: str = "grid",
    points: int = 64,
    metrics: Sequence[str] = HEADLINE,
) -> SweepTask:
    """Return what `sweep` would run, checked; parameters and errors are the same."""
    base = base_of(center, what_if)
    replications, seed = numbers_for(base, replications, seed)
    return SweepTask(
        scenario=base, replications=replications, seed=seed, keys=keys, layout=design, points=points,
        outcomes=outcomes_of(metrics, base), weeks=_within(base, weeks),
    )  # fmt: skip


def numbers_for(scenario: Scenario, replications: int | None, seed: int | None) -> tuple[int, int]:
    """Return replications and seed as asked, else the scenario's own.

    Raises
    ------
    ScenarioError
        If they mean nothing, or replications shall be found automatically, which only `compare` and `run` do.
    """
    own = scenario.study.replications
    wanted: Any = replications if replications is not None else own if own != "auto" else USUAL_REPLICATIONS
    seed = scenario.study.seed if seed is None else seed
    if wanted == "auto":
        raise ScenarioError(
            [Problem("must be a number here; only compare and run find it by themselves", "replications")]
        )
    check_numbers(wanted, seed)
    return int(wanted), seed


def _within(base: Scenario, weeks: Weeks | None) -> Weeks:
    last = base.calendar.weeks
    first, end = weeks or (1, last)
    if not 1 <= first <= end <= last:
        raise ScenarioError([Problem(f"must be two rising weeks from 1 to {last}, not {first} and {end}", "weeks")])
    return first, end
