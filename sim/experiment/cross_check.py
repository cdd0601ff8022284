"""One scenario run by both engines: its figures, and whether the engines agree in every bit of every record."""

from collections.abc import Iterator
from functools import partial, reduce
from typing import Unpack

from sim.engines.agreement import Agreement, Both
from sim.experiment.compare import check_numbers
from sim.experiment.result import Result
from sim.experiment.running import How
from sim.experiment.workers import workers
from sim.journeys import Week
from sim.metrics import Tally, tally
from sim.scenario import Scenario, plan_of

FIRST = 3


def first_few(scenario: Scenario) -> int:
    """Return how many replications are compared unless more are asked for: three; the SimPy engine takes its time."""
    wanted = scenario.study.replications
    return FIRST if wanted == "auto" else min(FIRST, wanted)


def run_both(
    scenario: Scenario,
    *,
    replications: int | None = None,
    seed: int | None = None,
    **how: Unpack[How],
) -> tuple[Result | None, Agreement]:
    """Run a scenario's baseline (or a what-if from `Scenario.what_if`) by both engines.

    Parameters
    ----------
    scenario : Scenario
        What to run.
    replications : int, optional
        How many; by default the first three, or fewer where the scenario's study asks for fewer.
    seed, **how
        As in `compare`; a store keeps no records, so that nothing is taken from it.

    Returns
    -------
    result, agreement
        The figures, None where the engines differ; and what was compared up to the first difference.
    """
    replications = first_few(scenario) if replications is None else replications
    seed = scenario.study.seed if seed is None else seed
    check_numbers(replications, seed)
    done: dict[int, tuple[Tally | None, Agreement]] = {}
    with workers(how.get("jobs"), threads=False, executor=how.get("executor")) as hands:
        for replication, result in hands.do(partial(_replicate, scenario, seed), range(replications)):
            done[replication] = result
            if progress := how.get("progress"):
                progress(len(done), replications)
    tallies = [done[replication][0] for replication in range(replications)]
    agreed = reduce(Agreement.and_then, (done[replication][1] for replication in range(replications)))
    whole = [counted for counted in tallies if counted is not None]
    return None if agreed.difference else Result(scenario, whole, seed, replications, "both"), agreed


def _replicate(scenario: Scenario, seed: int, replication: int) -> tuple[Tally | None, Agreement]:
    """Run one replication by both engines; there are no sums of a run that they do not agree on."""
    plan = plan_of(scenario)
    both = Both(plan, seed, replication)
    try:
        counted = tally(plan, _weeks(both))
    except _DifferError:
        return None, both.agreement
    return None if both.agreement.difference else counted, both.agreement


class _DifferError(Exception):
    """The engines differ, so there is nothing to count."""


def _weeks(both: Both) -> Iterator[Week]:
    for week in both.weeks():
        if both.agreement.difference is not None:
            raise _DifferError
        yield week
