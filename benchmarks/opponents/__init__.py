"""Simulators of the center of two_tier.yaml: ours, and others written to the same model.

Each is a function `run(days, seed)` that returns something with `contacts` (how many), `rows` and `minds`.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple


class Opponent(NamedTuple):
    """One line of the race: its label, where it is, what it needs, days a run, runs a round, one-day runs to check."""

    label: str
    where: str
    needs: str
    days: int
    runs: int = 1
    checks: int = 0

    def load(self) -> Callable[[int, int], Any]:
        """Return its `run`.

        Raises
        ------
        ImportError
            If what it needs is not installed.
        """
        module, function = self.where.split(":")
        found: Callable[[int, int], Any] = getattr(import_module(f"opponents.{module}"), function)
        return found


OURS = "compiled"
OPPONENTS = {
    OURS: Opponent("**frontline, compiled engine**", "frontline:compiled", "numba", 28, 8),
    "reference": Opponent("frontline, SimPy engine", "frontline:reference", "simpy", 7),
    "simpy": Opponent("SimPy, idiomatic", "simpy_processes:run", "simpy", 7, checks=60),
    "ciw": Opponent("Ciw", "ciw_network:run", "ciw", 2, checks=40),
    "salabim": Opponent("salabim", "salabim_components:run", "salabim", 1, checks=30),
    "cimba": Opponent("cimba, customers as processes", "cimba_processes:run", "cimba", 28, 2, checks=300),
    "cimba_events": Opponent("cimba, customers as events", "cimba_events:run", "cimba", 28, 2, checks=300),
    "cpp": Opponent("C++, all our columns", "cpp:full", "g++", 28, 8),
    "cpp_lean": Opponent("C++, the others' columns", "cpp:lean", "g++", 28, 8, checks=300),
}
EQUAL_TO_THE_BIT = ("reference", "cpp")
