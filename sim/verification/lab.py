"""Where reference values are simulated: an engine, a seed and a size; and how a figure is judged."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.engines import weeks_of
from sim.journeys.records import CONTACT_DTYPE
from sim.scenario import Scenario, plan_of
from sim.statistics.estimates import t_critical
from sim.verification.batch_means import Measured
from sim.verification.checks import Check

Figures = Mapping[str, Measured]
MOST_WEEKS = 530
CONFIDENCE = 0.999
"""That all simulated figures lie within their bounds, if program and theory are right."""
EXACT = 1e-9
"""Relative room for rounding where a figure has no error of sampling."""
QUEUE = ("queued", "answered", "released", "ended", "outcome")
UPSTAIRS = ("escalated", "manager_start", "manager_end")


class Reference(NamedTuple):
    """A figure that theory knows and the engine has simulated.

    Attributes
    ----------
    what, source : str
        What is measured where, and whose formula says what it must be.
    expected : float
        By `sim.theory`.
    found : Measured
        By the engine.
    contacts : int
        How many were simulated for it.
    bias : float
        How far the formula itself may be off: 0 but for limits.
    """

    what: str
    source: str
    expected: float
    found: Measured
    contacts: int
    bias: float = 0.0


def known(contacts: int, found: Figures, rows: Iterable[tuple[str, str, float, str]]) -> Iterator[Reference]:
    """Yield references from rows of what, source, expected and the name of the figure that was found."""
    for what, source, expected, figure in rows:
        yield Reference(what, source, expected, found[figure], contacts)


@dataclass(frozen=True)
class Lab:
    """Runs centers by one engine and keeps of their contacts only the columns that are asked for.

    Attributes
    ----------
    engine : str
        `compiled` or `simpy`.
    seed : int
        Each center has random numbers of its own under it.
    size : float
        1 for all the weeks that a center asks for; less for a quicker and coarser look.
    """

    engine: str
    seed: int
    size: float = 1.0

    def weeks(self, full: int, least: int = 1) -> int:
        """Return how many weeks to simulate where `full` are wanted, and no fewer than `least` tell anything."""
        return max(least, min(MOST_WEEKS, round(full * self.size)))

    def rows(self, name: str, scenario: Scenario, columns: Sequence[str]) -> Any:
        """Run a center and return these columns of all contacts, as a structured array."""
        return self.records(name, scenario, columns)[0]

    def records(self, name: str, scenario: Scenario, columns: Sequence[str]) -> tuple[Any, Any]:
        """Run a center and return these columns of all contacts, and the agents' diaries."""
        parts: dict[str, list[Any]] = {column: [] for column in columns}
        diaries = []
        for week in weeks_of(plan_of(scenario), zlib.crc32(f"{name} {self.seed}".encode()), 0, self.engine):
            for column in columns:
                parts[column].append(week.contacts[column].copy())
            diaries.append(week.agents)
        rows = np.empty(sum(map(len, parts[columns[0]])), [(column, CONTACT_DTYPE[column]) for column in columns])
        for column in columns:
            rows[column] = np.concatenate(parts.pop(column))
        return rows, np.concatenate(diaries)


def judged(references: Sequence[Reference]) -> list[Check]:
    """Judge simulated figures: all of them within their bounds at once with `CONFIDENCE` (Bonferroni, Student)."""
    drawn = sum(reference.found.error > 0 for reference in references)
    return [_judged(reference, drawn) for reference in references]


def _judged(reference: Reference, drawn: int) -> Check:
    what, source, expected, found, contacts, bias = reference
    distance = abs(found.value - expected)
    if found.error == 0:
        ok = distance <= EXACT * max(1.0, abs(expected))
        return Check("theory", what, source, expected, found.value, contacts, ok, unit="contacts")
    half_width = t_critical(found.sample, CONFIDENCE, drawn) * found.error + bias
    z = np.copysign(max(0.0, distance - bias), found.value - expected) / found.error
    return Check(
        "theory",
        what,
        source,
        expected,
        found.value,
        contacts,
        distance <= half_width,
        half_width,
        float(z),
        "contacts",
    )
