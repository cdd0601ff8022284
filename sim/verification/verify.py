"""All checks on this machine: engines, theory, formulas, laws, random numbers."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version

import sim
from sim.engines import default_engine, why_not_compiled
from sim.experiment.running import Progress
from sim.experiment.workers import workers
from sim.reading.files import load, shipped_folder
from sim.scenario import Scenario
from sim.verification import minds, queues, transients
from sim.verification.checks import Check, head
from sim.verification.engines import compared, lawful, odd_centers, shortened
from sim.verification.formulas import published, two_ways
from sim.verification.lab import Lab, Reference, judged

SHIPPED = {"minimal": 4, "dealership": 20, "support_center": 3, "bank": 3}
"""Shipped scenarios, and how many weeks of their last what-if both engines run: it has begun by then."""
THEORY: tuple[Callable[[Lab], Iterator[Reference]], ...] = (
    queues.one_agent,
    queues.one_manager,
    queues.team,
    queues.impatient_team,
    queues.urgent_first,
    queues.handed_up,
    queues.coming_back,
    transients.changing_load,
    transients.from_empty,
    minds.gatekeepers,
    minds.habits,
    minds.many_small_steps,
    minds.answers,
    minds.leaving,
)
QUICK, ALONE = 0.05, 0.02
"""The size of a quick look, and of any where SimPy must do the work alone."""
NO_COMPILER = (
    "engines: not compared, since there is no compiled engine here; the rest is run by SimPy, on fewer contacts"
)

PACKAGES = ("numpy", "scipy", "simpy", "numba")

PARTS = {
    "engines": "Both engines on small odd centers and on what-ifs of the shipped scenarios: scenarios that differ.",
    "theory": "The engine simulates what theory knows exactly; of 1,000 seeds 999 find every figure within +-.",
    "formulas": "The formulas themselves, computed a second way.",
    "laws": "Laws that every run obeys, on every contact of the shipped scenarios: violations.",
    "numbers": "The random numbers against the published outputs of their generator: words that are the same.",
}
"""The parts of the table, in order, and what each shows."""

Found = list[Check] | list[Reference]


@dataclass(frozen=True)
class Verification:
    """What the checks found.

    Attributes
    ----------
    machine : dict of str to str
        What they ran on.
    checks : list of Check
        The rows of the table, part by part.
    skipped : str
        What could not be checked here, or nothing.
    """

    machine: dict[str, str]
    checks: list[Check]
    skipped: str = ""

    @property
    def wrong(self) -> list[Check]:
        """The checks that did not come out as they must."""
        return [check for check in self.checks if not check.ok]

    def tables(self) -> Iterator[tuple[str, list[str], list[list[str]]]]:
        """Yield each part of the table: what it shows, the heads of its columns, its rows."""
        for part, words in PARTS.items():
            mine = [check for check in self.checks if check.part == part]
            if mine:
                yield words, head(part, mine[0].unit), [check.cells for check in mine]


def verify(
    *, seed: int = 1, size: float = 1.0, jobs: int | None = None, progress: Progress | None = None
) -> Verification:
    """Check engines, theory, laws and random numbers on this machine.

    Parameters
    ----------
    seed : int
        Of everything that is simulated; the same seed finds the same figures.
    size : float
        1 takes less than a minute; less looks at fewer contacts, with wider intervals.
    jobs : int, optional
        Threads; all cores by default.
    progress : callable, optional
        Called with (done, total).
    """
    facts = machine()
    compiler = default_engine() == "compiled"
    lab = Lab(default_engine(), seed, size if compiler else ALONE)
    tasks = _tasks(lab, compiler)
    done: dict[int, Found] = {}
    with workers(jobs, threads=True) as hands:
        for place, found in hands.do(lambda number: tasks[number](), range(len(tasks))):
            done[place] = found
            if progress is not None:
                progress(len(done), len(tasks))
    rows = [row for place in range(len(tasks)) for row in done[place]]
    checks = [row for row in rows if isinstance(row, Check)] + judged(
        [row for row in rows if isinstance(row, Reference)]
    )
    return Verification(
        facts, sorted(checks, key=lambda check: list(PARTS).index(check.part)), "" if compiler else NO_COMPILER
    )


def _tasks(lab: Lab, compiler: bool) -> list[Callable[[], Found]]:
    """Return what there is to do, what takes longest first: SimPy's part needs the interpreter for itself."""
    scenarios = {name: load(shipped_folder() / f"{name}.yaml") for name in SHIPPED}
    baselines = {name: each.model_copy(update={"what_ifs": {}}) for name, each in scenarios.items()}
    quick = lab.size <= QUICK
    tasks: list[Callable[[], Found]] = []
    if compiler:
        odd = dict(odd_centers(scenarios["minimal"]))
        some = {name: odd[name] for name in list(odd)[:: 5 if quick else 1]}
        tasks.append(partial(compared, f"{len(some)} odd centers", some, lab.seed))
        for name, weeks in SHIPPED.items():
            weeks = 1 if quick else weeks
            case = shortened(baselines[name] if quick else _last(scenarios[name]), weeks)
            what = f"{name}, {weeks} week{'s' * (weeks > 1)}"
            tasks.append(partial(compared, what, {name: case}, lab.seed))
    tasks += [partial(list, theory(lab)) for theory in THEORY]
    runs = [shortened(each, 1) if quick else each for each in baselines.values()]
    return [*tasks, two_ways, partial(lawful, runs, lab.engine, lab.seed), published]


def _last(scenario: Scenario) -> Scenario:
    """Return the last what-if, which begins as the baseline does."""
    return scenario.what_if(list(scenario.what_ifs)[-1])


def machine() -> dict[str, str]:
    """Return versions and hardware, by name; the compiled engine is made ready on the way."""
    facts = {
        "frontline": sim.__version__,
        "Python": f"{platform.python_version()} ({platform.python_implementation()})",
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
    }
    for name in PACKAGES:
        try:
            facts[name] = version(name)
        except PackageNotFoundError:
            facts[name] = "not installed"
    facts["engine"] = _engine()
    return facts


def _engine() -> str:
    """Make the engine ready, and tell whether its machine code was compiled or found on disk."""
    started = time.perf_counter()
    if default_engine() != "compiled":
        return f"simpy alone: {why_not_compiled()}"
    from sim.engines.compiled.cache import was_compiled

    seconds = time.perf_counter() - started
    return f"compiled, {'compiled just now' if was_compiled() else 'read from disk'} in {seconds:.1f} s"
