"""The engines: each runs the demand of a plan through the center and yields what ended week by week."""

from collections.abc import Iterator
from typing import Any

from sim.engines.availability import ENGINES, check_engine, default_engine, why_not_compiled, why_not_made
from sim.engines.books import Book
from sim.journeys import Journeys, Week
from sim.scenario.plan import Plan, plan_of
from sim.scenario.scenario import Scenario

__all__ = [
    "ENGINES", "Book", "center_of", "check_engine", "default_engine", "run", "simulate", "weeks_of", "why_not_compiled",
    "why_not_made",
]  # fmt: skip


def weeks_of(
    plan: Plan, seed: int, replication: int, engine: str | None = None, *, book: Book | None = None
) -> Iterator[Week]:
    """Run one replication and yield its weeks; memory does not grow with the horizon.

    Where the compiled engine is given a book, it counts contacts there as they end, and its weeks have no rows of them.

    Raises
    ------
    ValueError
        If there is no such engine.
    """
    yield from center_of(plan, seed, replication, engine, book=book).weeks()


def run(plan: Plan, seed: int, replication: int, engine: str | None = None) -> Journeys:
    """Run one replication and return all its records.

    Raises
    ------
    ValueError
        If there is no such engine.
    """
    center = center_of(plan, seed, replication, engine, keep=True)
    return Journeys.of(plan, seed, replication, center.weeks(), center.presence)


def center_of(
    plan: Plan, seed: int, replication: int, engine: str | None, *, keep: bool = False, book: Book | None = None
) -> Any:
    """Return a center that an engine has set up: it has `weeks()` and, once they are over, `presence()`."""
    check_engine(engine)
    if (engine or default_engine()) == "compiled":
        if why_not_compiled():
            raise ValueError(f"engine 'compiled': {why_not_compiled()}; engine 'simpy' gives the same results")
        from sim.engines import compiled

        return compiled.Center(plan, seed, replication, keep=keep, book=book)
    from sim.engines import reference

    return reference.Center(plan, seed, replication)


def simulate(scenario: Scenario, seed: int = 1, replication: int = 0, engine: str | None = None) -> Journeys:
    """Run a scenario once and return its journeys: every contact, every agent, every cent.

    Parameters
    ----------
    scenario : Scenario
        A baseline, or a what-if from `Scenario.what_if`.
    seed, replication : int
        What the random numbers belong to.
    engine : str, optional
        `simpy` or `compiled`; `compiled` where numba is installed, if none is named.

    Raises
    ------
    ValueError
        If there is no such engine.
    """
    return run(plan_of(scenario), seed, replication, engine)
