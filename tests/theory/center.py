"""A plain center, run and held to the laws of the model."""

from __future__ import annotations

import zlib
from contextvars import ContextVar
from typing import Any

from sim.engines import run
from sim.journeys import Journeys
from sim.scenario import Scenario, plan_of
from sim.verification.centers import plain

ENGINE: ContextVar[str | None] = ContextVar("ENGINE", default=None)
"""What runs: the default engine, equal to the definition bit by bit (tests/engines), and for long tests the latter."""
MOST_CHECKED = 80_000
"""Runs with more contacts are not checked against the laws of the model: other tests do that."""


def run_of(scenario: Scenario, seed: str) -> Journeys:
    """Run a center and check the laws of the model.

    `seed` is any text, such as the parameters of a row: each row has random numbers of its own.
    """
    journeys = run(plan_of(scenario), zlib.crc32(seed.encode()), 0, ENGINE.get())
    if len(journeys.rows) < MOST_CHECKED:
        journeys.check()
    return journeys


def simulated(agents: int, issues: dict[str, Any], weeks: int, seed: str, **parts: Any) -> Journeys:
    """Run a plain center with one team; `parts` are those of `plain`."""
    return run_of(plain(agents, issues, weeks, **parts), seed)
