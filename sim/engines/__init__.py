"""The engines: each runs the demand of a plan through the center and yields what ended week by week."""

from collections.abc import Iterator

from sim.journeys import Journeys, Week
from sim.scenario.plan import Plan, plan_of
from sim.scenario.scenario import Scenario

ENGINES = ("simpy",)
"""Engines by name; `simpy` is the definition."""


def weeks_of(plan: Plan, seed: int, replication: int, engine: str = "simpy") -> Iterator[Week]:
    """Run one replication and yield its weeks; memory does not grow with the horizon.

    Raises
    ------
    ValueError
        If there is no such engine.
    """
    _check(engine)
    from sim.engines.reference import Center

    yield from Center(plan, seed, replication).weeks()


def run(plan: Plan, seed: int, replication: int, engine: str = "simpy") -> Journeys:
    """Run one replication and return all its records.

    Raises
    ------
    ValueError
        If there is no such engine.
    """
    _check(engine)
    from sim.engines.reference import Center

    center = Center(plan, seed, replication)
    return Journeys.of(plan, seed, replication, center.weeks(), center.presence)


def _check(engine: str) -> None:
    if engine not in ENGINES:
        raise ValueError(f"no engine {engine!r}; there is {', '.join(ENGINES)}")


def simulate(scenario: Scenario, seed: int = 1, replication: int = 0, engine: str = "simpy") -> Journeys:
    """Run a scenario once and return its journeys: every contact, every agent, every cent.

    Parameters
    ----------
    scenario : Scenario
        A baseline, or a what-if from `Scenario.what_if`.
    seed, replication : int
        What the random numbers belong to.
    engine : str
        `simpy`.

    Raises
    ------
    ValueError
        If there is no such engine.
    """
    return run(plan_of(scenario), seed, replication, engine)
