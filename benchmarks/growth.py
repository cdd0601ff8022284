"""How the compiled engine's cost grows with contacts and with agents, its memory, and its speed on two cores."""

import gc
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from opponents.center import SCENARIO
from opponents.frontline import plan
from race import peak_mb

LARGE = Path(__file__).resolve().parent / "large.yaml"
DAYS = {10_000: 2, 100_000: 21, 1_000_000: 217, 10_000_000: 2163}
"""Days of the center that bring about so many contacts."""
AGENTS = {10: 28, 20: 28, 50: 14, 100: 7, 200: 7, 500: 3, 1000: 1, 2000: 1}
"""Sizes of the center, load and managers in proportion, with the days run."""
ENGINE = "compiled"


class Cost(NamedTuple):
    """What runs of one size cost: contacts of one, and CPU nanoseconds a contact, best and median of rounds."""

    contacts: int
    best: float
    median: float


def in_contacts(rounds: int, most: int) -> dict[int, Cost]:
    """Measure ever longer runs, week by week, keeping no records."""
    sizes = {about: (days, 0) for about, days in DAYS.items() if about <= most}
    return _costs(sizes, rounds)


def in_agents(rounds: int) -> dict[int, Cost]:
    """Measure ever larger centers."""
    return _costs({agents: (days, agents) for agents, days in AGENTS.items()}, rounds)


def _costs(sizes: dict[int, tuple[int, int]], rounds: int) -> dict[int, Cost]:
    measured: dict[int, list[tuple[int, float]]] = {size: [] for size in sizes}
    for number in range(rounds + 1):
        for size, (days, agents) in sizes.items():
            repeats = max(1, 200_000 // (240 * (agents or 18) * days))  # short runs are repeated, for the clock's sake
            if number == 0 and days > 28:
                continue
            measured[size].append(_cost(days, agents, number, repeats))
    return {size: _summary(list(runs), sizes[size][0] <= 28) for size, runs in measured.items()}


def _summary(runs: list[tuple[int, float]], warmed_up: bool) -> Cost:
    kept = runs[1:] if warmed_up and len(runs) > 1 else runs
    costs = sorted(cost for _, cost in kept)
    return Cost(kept[0][0], costs[0], costs[len(costs) // 2])


def _cost(days: int, agents: int, seed: int, repeats: int) -> tuple[int, float]:
    from sim.engines import weeks_of

    laid_out = plan(days, agents)
    gc.collect()
    start, contacts = time.process_time(), 0
    for number in range(repeats):
        contacts += sum(len(week.contacts) for week in weeks_of(laid_out, seed, number, ENGINE))
    return contacts // repeats, (time.process_time() - start) / contacts * 1e9


class Memory(NamedTuple):
    """A year of a large center: contacts, megabytes of their columns, and of the process before and at its peak."""

    contacts: int
    columns: float
    before: float
    peak: float


def memory(kept: bool) -> Memory:
    """Run the large center in a process of its own, keeping all records or none."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_year, kept).result()


def _year(kept: bool) -> Memory:
    from sim.engines import weeks_of
    from sim.journeys.records import CONTACT_DTYPE
    from sim.scenario import plan_of
    from sim.scenario.files import load

    laid_out = plan_of(load(LARGE))
    before = peak_mb()
    records: list[Any] = []
    contacts = 0
    for week in weeks_of(laid_out, 1, 0, ENGINE):
        contacts += len(week.contacts)
        if kept:
            records.append(week)
    peak = peak_mb()
    return Memory(contacts, contacts * CONTACT_DTYPE.itemsize / 2**20, before, peak)


def scaling(replications: int, tell: Callable[[str], None]) -> dict[int, float]:
    """Return wall seconds of as many replications by the number of jobs, starting the workers included."""
    from sim.experiment.running import run_all
    from sim.scenario.files import load

    scenario = load(SCENARIO)
    run_all([scenario], 1, 0, jobs=1, engine=ENGINE)
    seconds = {}
    for jobs in (1, 2):
        start = time.perf_counter()
        run_all([scenario], replications, 1, jobs=jobs, engine=ENGINE)
        seconds[jobs] = time.perf_counter() - start
        tell(f"{jobs} job{'s' * (jobs > 1)}")
    return seconds
