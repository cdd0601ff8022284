"""The baseline against its what-ifs, on common random numbers: differences, their uncertainty, and why."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from numbers import Integral
from typing import Any, ClassVar, Unpack

from sim.experiment.alternatives import first_change, named
from sim.experiment.comparison import Comparison, identity_of
from sim.experiment.metric_names import check_named
from sim.experiment.other_worlds import other_worlds
from sim.experiment.precision import MOST_REPLICATIONS
from sim.experiment.running import How, run_all, run_until_precise
from sim.experiment.study import Sizes, Task, engine_of
from sim.experiment.verdict import verdict_of
from sim.metrics import Tally
from sim.scenario import Scenario


def _is_whole(number: object) -> bool:
    return isinstance(number, Integral) and not isinstance(number, bool)


def check_numbers(replications: int | str, seed: int, most: int = MOST_REPLICATIONS) -> None:
    """Refuse replications and seeds that mean nothing.

    Raises
    ------
    ValueError
        With what would be right.
    """
    if replications != "auto" and (not _is_whole(replications) or int(replications) < 1):
        raise ValueError(f"replications must be a whole number from 1, or 'auto', not {replications!r}")
    if not _is_whole(most) or most < 2:
        raise ValueError(f"most must be a whole number from 2, not {most!r}")
    if not _is_whole(seed) or not 0 <= seed <= 2**53:
        raise ValueError(f"seed must be a whole number from 0 to 2^53, not {seed!r}")


def compare(
    scenario: Scenario,
    *others: Scenario,
    replications: int | str | None = None,
    seed: int | None = None,
    precision: float = 0.05,
    most: int = MOST_REPLICATIONS,
    beliefs: bool = True,
    **how: Unpack[How],
) -> Comparison:
    """Compare a baseline with its what-ifs, and with other scenarios, on common random numbers.

    Parameters
    ----------
    scenario : Scenario
        The baseline and its what-ifs.
    *others : Scenario
        Further scenarios; their baselines and what-ifs join the table.
    replications : int or "auto", optional
        The scenario's own number by default; "auto" runs until `precision` is met, at most `most`.
    seed : int, optional
        What the random numbers belong to; the scenario's own by default.
    precision : float
        Half-width that "auto" asks of every headline outcome, and of every difference from the baseline, as a share
        of the scenario's level or the baseline's, whichever is larger.
    most : int
        Where "auto" stops all the same, from 2.
    beliefs : bool
        Try the best what-ifs in a few worlds with other beliefs about people too; see `sim.experiment.other_worlds`.
    **how
        Where replications run and rest (jobs, engine, executor, store, progress): see `How`.

    Raises
    ------
    ScenarioError
        If the scenarios do not cover the same weeks.
    """
    task = compare_task(
        scenario, *others, replications=replications, seed=seed, precision=precision, most=most, beliefs=beliefs
    )
    return task.run(**how)


def compare_task(
    scenario: Scenario,
    *others: Scenario,
    replications: int | str | None = None,
    seed: int | None = None,
    precision: float = 0.05,
    most: int = MOST_REPLICATIONS,
    beliefs: bool = True,
) -> "CompareTask":
    """Return what `compare` would run, checked; parameters and errors are the same."""
    scenarios = named(scenario, others)
    check_named(scenario, *others)
    wanted = scenario.study.replications if replications is None else replications
    seed = scenario.study.seed if seed is None else seed
    check_numbers(wanted, seed, most)
    return CompareTask(
        scenario=scenario,
        replications=most if wanted == "auto" else int(wanted),
        seed=seed,
        others=others,
        scenarios=scenarios,
        precision=precision if wanted == "auto" else None,
        beliefs=beliefs,
    )


@dataclass(frozen=True, kw_only=True)
class CompareTask(Task):
    """What a comparison will run; with a precision, at most so many replications.

    Attributes
    ----------
    others : tuple of Scenario
        The further scenarios that join, with their own what-ifs.
    scenarios : dict of str to Scenario
        What will be run, by name; the baseline first.
    precision : float or None
        The precision asked for, where the number of replications is automatic.
    beliefs : bool
        Whether the best what-ifs are tried under other beliefs too.
    """

    kind: ClassVar[str] = "compare"
    others: tuple[Scenario, ...] = field(repr=False)
    scenarios: dict[str, Scenario] = field(repr=False)
    precision: float | None
    beliefs: bool = True

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it this run and no other."""
        return identity_of(self.scenarios, self.seed, self.replications, self.precision)

    @property
    def tag(self) -> str:
        """What the name of its folder ends in."""
        return self.scenario.digest

    def sizes(self) -> Sizes:
        """Yield what will run."""
        yield [self.scenario, *self.others], self.replications

    def run(self, first: Callable[[Comparison], None] | None = None, **how: Unpack[How]) -> Comparison:
        """Run baseline, what-ifs and the others.

        Parameters
        ----------
        first : callable, optional
            Is told what the first few replications say, where there are more; never where their number is automatic.
        **how
            See `compare`.
        """
        engine, runs = engine_of(how), list(self.scenarios.values())
        if self.precision is not None:
            window = (first_change(self.scenario, runs[1:]), self.scenario.calendar.weeks)
            tallies = run_until_precise(runs, self.seed, self.precision, window, self.replications, **how)
        else:
            asked = None if first is None else lambda few: first(self._found(few, engine))
            tallies = run_all(runs, self.replications, self.seed, first=asked, **how)
        done = self._found(tallies, engine)
        how["progress"] = False
        worlds = other_worlds(done, verdict_of(done), **how) if self.beliefs and not self.others else None
        return replace(done, worlds=worlds)

    def _found(self, tallies: list[list[Tally]], engine: str) -> Comparison:
        by_name = dict(zip(self.scenarios, tallies, strict=True))
        many = len(tallies[0])
        return Comparison(self.scenario, self.scenarios, by_name, self.seed, many, engine, self.precision, self.others)
