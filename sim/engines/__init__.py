"""The engines: each runs the demand of a plan through the center and yields what ended week by week."""

import logging
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from textwrap import shorten
from typing import Any

from sim.journeys import Journeys, Week
from sim.scenario.plan import Plan, plan_of
from sim.scenario.scenario import Scenario

_log = logging.getLogger("sim.engines")
ENGINES = ("simpy", "compiled")
"""Engines by name; `simpy` is the definition, `compiled` gives the same results, to the bit, many times as fast."""


@cache
def default_engine() -> str:
    """Return the engine that runs where none is asked for: the fast one, if it can be made here."""
    why = why_not_compiled()
    if not why:
        return "compiled"
    _log.info("%s, so the SimPy engine runs: the same results, many times slower", why)
    return "simpy"


@cache
def why_not_compiled() -> str:
    """Return why there is no compiled engine here; nothing where there is one, which is then ready to run."""
    if find_spec("numba") is None:
        return "numba is not installed here"
    try:
        if import_module("numba").config.DISABLE_JIT:
            return "numba is switched off here (NUMBA_DISABLE_JIT)"
    except Exception as error:
        return f"numba cannot be used here ({_line(error)})"
    return why_not_made("sim.engines.compiled")


@cache
def why_not_made(module: str) -> str:
    """Return why the compiled functions of a module cannot be made here; nothing where they are, and ready to run."""
    try:
        import_module(module).make_ready()
    except Exception as error:  # whatever numba, its internals, or the processor does not allow
        return f"numba {version('numba')} cannot compile {module} here ({_line(error)})"
    return ""


def _line(error: Exception) -> str:
    """Return an error in a line that is not too long."""
    return shorten(" ".join(str(error).split()) or type(error).__name__, 160)


def weeks_of(plan: Plan, seed: int, replication: int, engine: str | None = None) -> Iterator[Week]:
    """Run one replication and yield its weeks; memory does not grow with the horizon.

    Raises
    ------
    ValueError
        If there is no such engine.
    """
    yield from center_of(plan, seed, replication, engine).weeks()


def run(plan: Plan, seed: int, replication: int, engine: str | None = None) -> Journeys:
    """Run one replication and return all its records.

    Raises
    ------
    ValueError
        If there is no such engine.
    """
    center = center_of(plan, seed, replication, engine, keep=True)
    return Journeys.of(plan, seed, replication, center.weeks(), center.presence)


def check_engine(engine: str | None) -> None:
    """Refuse an engine that there is not; None stands for the fastest there is."""
    if engine not in (None, *ENGINES):
        raise ValueError(f"no engine {engine!r}; there is {', '.join(ENGINES)}")


def center_of(plan: Plan, seed: int, replication: int, engine: str | None, *, keep: bool = False) -> Any:
    """Return a center that an engine has set up: it has `weeks()` and, once they are over, `presence()`."""
    check_engine(engine)
    if (engine or default_engine()) == "compiled":
        if why_not_compiled():
            raise ValueError(f"engine 'compiled': {why_not_compiled()}; engine 'simpy' gives the same results")
        from sim.engines import compiled

        return compiled.Center(plan, seed, replication, keep=keep)
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
