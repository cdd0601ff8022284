"""What another program got for its model beside what ours gets, each figure by the other's definition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np

from sim.clock import SECOND
from sim.demand.purposes import TRANSFER
from sim.engines import run
from sim.fit.imported.foreign_results import Counts, Results
from sim.fit.imported.onto_keys import named
from sim.fit.scenario_keys import slugs
from sim.journeys.records import Outcome
from sim.scenario import Scenario, plan_of
from sim.statistics.estimates import mean_estimate

_LOST = (Outcome.ABANDONED, Outcome.BLOCKED, Outcome.DROPPED, Outcome.BALKED)
REPLICATIONS = 20
MOST_POINTS, MOST_PERCENT = 1.0, 10.0
"""So near two simulators of one model come: shares in points, waits in per cent."""


@dataclass(frozen=True)
class Compared:
    """One figure of both programs.

    Attributes
    ----------
    of : str
        Whose it is: ``all``, or a client type under its name here.
    name, definition : str
        What it is called, and what it counts.
    unit : str
        ``%``, ``s`` or ``calls``.
    theirs, ours, margin : float
        What the other program got, what ours gets, and half the 95 % interval of ours over replications.
    """

    of: str
    name: str
    definition: str
    unit: str
    theirs: float
    ours: float
    margin: float

    @property
    def error(self) -> float:
        """The difference: in points of a share, else in % of theirs."""
        away = self.ours - self.theirs
        return away if self.unit == "%" else 100 * away / self.theirs if self.theirs else 0.0

    @property
    def is_near(self) -> bool:
        """Whether it is as near as two simulators of one model come, chance apart."""
        within = MOST_POINTS if self.unit == "%" else MOST_PERCENT
        chance = self.margin if self.unit == "%" else 100 * self.margin / self.theirs if self.theirs else 0.0
        return abs(self.error) <= within + chance


_FIGURES = (
    ("clients served", "%", "of clients, who count once, with redials and hand-ons", "clients_served", "clients"),
    ("calls served", "%", "of calls, every attempt and every hand-on", "calls_served", "calls"),
    (
        "wait of a client",
        "s",
        "all answered calls of a client together, of those served at last",
        "clients_wait",
        "clients_served",
    ),
    ("wait of a call", "s", "of answered calls, connecting included", "calls_wait", "calls_served"),
    ("clients in time", "%", "whole wait within the level, of all clients", "clients_in_time", "clients"),
    ("calls in time", "%", "wait within the level, of all calls", "calls_in_time", "calls"),
    ("wait of who hangs up", "s", "of calls", "cancel_wait", "calls_canceled"),
    ("calls of a client", "calls", "calls over clients", "calls", "clients"),
)


def side_by_side(
    scenario: Scenario, theirs: Results, connects: float, replications: int = REPLICATIONS, seed: int = 1
) -> list[Compared]:
    """Simulate a scenario and return its figures beside those of the program that its model comes from.

    Parameters
    ----------
    scenario
        As `import_model` returns it.
    theirs
        The other program's counts.
    connects
        Seconds between agent and talk, which the other program counts as waiting.
    replications, seed
        Of ours.

    Returns
    -------
    list of Compared
        All clients first, then each type.
    """
    here = slugs(theirs.types, "type")
    plan = plan_of(scenario)
    got = [counts_of(run(plan, seed, n).rows, scenario, connects) for n in range(replications)]
    found = list(_compared("all", theirs.all, [each[0] for each in got]))
    for place, name in enumerate(scenario.issues):
        called = next((there for there in theirs.types if named(there, here) == name), None)
        if called is not None:
            found += _compared(name, theirs.types[called], [each[1 + place] for each in got])
    return found


def _compared(of: str, theirs: Counts, ours: list[Counts]) -> Iterator[Compared]:
    for name, unit, definition, over, under in _FIGURES:
        scale = 100.0 if unit == "%" else 1.0
        if not getattr(theirs, under):
            continue
        values = [scale * getattr(each, over) / getattr(each, under) for each in ours if getattr(each, under)]
        if values:
            found = mean_estimate(values)
            value = scale * getattr(theirs, over) / getattr(theirs, under)
            yield Compared(of, name, definition, unit, value, found.value, found.half_width or 0.0)


def counts_of(rows: Any, scenario: Scenario, connects: float) -> list[Counts]:
    """Return a run's counts by the other program's definitions: of all, then of each type."""
    rows = rows[np.lexsort((rows["attempt"], rows["ordinal"], rows["bin"], rows["stream"]))]
    changes = [np.diff(rows[name]) != 0 for name in ("stream", "bin", "ordinal")]
    first = np.concatenate([[True], np.logical_or.reduce(changes)]) if len(rows) else np.zeros(0, bool)
    issue = np.cumsum(first) - 1
    last = np.concatenate([first[1:], [True]]) if len(rows) else first
    within = np.array([_within(scenario, name, connects) for name in scenario.issues])
    served, lost = rows["outcome"] == Outcome.SERVED, np.isin(rows["outcome"], _LOST)
    waits = np.where(served, (rows["answered"] - rows["queued"]) / SECOND + connects, 0.0)
    whole = np.bincount(issue, waits, minlength=int(first.sum()))
    ended = last & rows["issue_closed"] & (served | lost)
    client = rows["type"][first][issue[ended]]
    at_last, all_waits = served[ended], whole[issue[ended]]
    in_time = at_last & (np.floor(all_waits) <= within[rows["type"][ended]])
    by_client = (client, np.ones(len(client)), at_last, all_waits * at_last, in_time)
    hung_up = rows["outcome"] == Outcome.ABANDONED
    by_call = (
        *(rows["type"], (served | lost), served, waits),
        served & (np.floor(waits) <= within[rows["type"]]),
        *(hung_up, np.where(hung_up, (rows["ended"] - rows["queued"]) / SECOND, 0.0)),
        *(rows["kind"] == TRANSFER, (rows["attempt"] > 1) & (rows["kind"] != TRANSFER)),
    )
    table = [*_by_type(by_client, len(within)), *_by_type(by_call, len(within))]
    types = [Counts(*(float(column[place]) for column in table)) for place in range(len(within))]
    return [Counts(*map(sum, zip(*map(astuple, types), strict=True))), *types]


def _by_type(columns: tuple[Any, ...], types: int) -> Iterator[Any]:
    kind, *values = columns
    return (np.bincount(kind, np.asarray(each, float), minlength=types) for each in values)


def _within(scenario: Scenario, name: str, connects: float) -> float:
    own = scenario.issues[name].service_level
    within = scenario.service_level.within if own is None or own.within is None else own.within
    return float(within) + connects
