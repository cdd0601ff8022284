"""How the compiled engine's cost grows with contacts and with agents, its memory, and its speed on two cores."""

import gc
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from opponents.center import SCENARIO
from opponents.frontline import Plan, plan, shared
from race import peak_mb

LARGE = Path(__file__).resolve().parent / "large.yaml"
DAYS = {10_000: 2, 100_000: 21, 1_000_000: 217, 10_000_000: 2163}
"""Days of the center that bring about so many contacts."""
SHARED = (1, 5, 20)
"""Numbers of issue types, and of teams that all take all of them."""
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


def in_types(rounds: int) -> dict[int, Cost]:
    """Measure centers of ever more issue types and teams, with the same people and load in all."""
    return _rounds({many: (shared(many), 1) for many in SHARED}, rounds)


def _costs(sizes: dict[int, tuple[int, int]], rounds: int) -> dict[int, Cost]:
    plans = {
        size: (plan(days, agents), max(1, 200_000 // (240 * (agents or 18) * days)))  # short runs, for the clock's sake
        for size, (days, agents) in sizes.items()
    }
    return _rounds(plans, rounds)


def _rounds(plans: dict[int, tuple[Plan, int]], rounds: int) -> dict[int, Cost]:
    """Measure plans by turns, each run so often in a round."""
    _cost(plan(1, 0), 0, 1)  # warms up
    contacts: dict[int, int] = {}
    measured: dict[int, list[float]] = {size: [] for size in plans}
    for number in range(1, rounds + 1):
        for size, (laid_out, repeats) in plans.items():
            contacts[size], cost = _cost(laid_out, number, repeats)
            measured[size].append(cost)
    return {size: Cost(contacts[size], min(costs), statistics.median(costs)) for size, costs in measured.items()}


def _cost(laid_out: Plan, seed: int, repeats: int) -> tuple[int, float]:
    from sim.engines import weeks_of

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
    from sim.engines import run, weeks_of
    from sim.journeys.records import CONTACT_DTYPE
    from sim.metrics import tallier_of
    from sim.reading.files import load
    from sim.scenario import plan_of

    laid_out = plan_of(load(LARGE))
    before = peak_mb()
    if kept:
        contacts = len(run(laid_out, 1, 0, ENGINE).rows)
    else:
        count = tallier_of(laid_out)
        book = count.book()
        contacts = int(count(weeks_of(laid_out, 1, 0, ENGINE, book=book), book).total()["contacts"])
    return Memory(contacts, contacts * CONTACT_DTYPE.itemsize / 2**20, before, peak_mb())


def scaling(replications: int, rounds: int) -> dict[int, float]:
    """Return wall seconds of as many replications by the number of jobs, in turn: the median of rounds."""
    from sim.experiment.running import run_all
    from sim.reading.files import load

    scenario = load(SCENARIO)
    run_all([scenario], 1, 0, jobs=1, engine=ENGINE)
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for number in range(rounds):
        for jobs, measured in seconds.items():
            start = time.perf_counter()
            run_all([scenario], replications, number, jobs=jobs, engine=ENGINE)
            measured.append(time.perf_counter() - start)
    return {jobs: statistics.median(measured) for jobs, measured in seconds.items()}
