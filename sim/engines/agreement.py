"""Both engines side by side: the same records to the last bit, or the first difference by name."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.clock import describe
from sim.engines import center_of
from sim.journeys import Week
from sim.journeys.frames import contact_ids
from sim.journeys.journeys import streams_of
from sim.journeys.laws import STATIONS
from sim.scenario.plan import Plan

TABLES = ("contacts", "agents", "ledger", "duty")


class Disagreement(NamedTuple):
    """The first figure in which the engines differ.

    Attributes
    ----------
    replication : int
        In which run.
    table : str
        `contacts`, `agents` (their diaries), `ledger`, `duty` (spells at work) or `presence`.
    row : int
        Which row of the whole run, from 0.
    of : str
        Whose row: a contact's id, an agent's week and seat, a movement's moment, a station.
    column : str
        `rows` where one engine has more of them.
    simpy, compiled : object
        The two values.
    """

    replication: int
    table: str
    row: int
    of: str
    column: str
    simpy: Any
    compiled: Any

    def __str__(self) -> str:
        where = f"replication {self.replication}, {self.table}, row {self.row} ({self.of}), column {self.column}"
        return f"the engines differ: {where}: simpy {self.simpy!r}, compiled {self.compiled!r}"


class Agreement(NamedTuple):
    """What was compared, and the first difference, or None."""

    contacts: int = 0
    agents: int = 0
    ledger: int = 0
    duty: int = 0
    difference: Disagreement | None = None

    def __str__(self) -> str:
        if self.difference is not None:
            return str(self.difference)
        counted = f"{self.contacts:,} contacts, {self.agents:,} diary rows, {self.ledger:,} ledger rows"
        return f"engines agree: {counted}, equal to the last bit"

    def and_then(self, other: "Agreement") -> "Agreement":
        """Return both together; the difference that came first is kept."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in TABLES}
        return Agreement(**counts, difference=self.difference or other.difference)


class Both:
    """One replication run by both engines, compared week by week in every column of every row.

    Attributes
    ----------
    agreement : Agreement
        What has been compared so far.
    """

    def __init__(self, plan: Plan, seed: int, replication: int) -> None:
        self.plan, self.seed, self.replication = plan, seed, replication
        self.agreement = Agreement()

    def weeks(self) -> Iterator[Week]:
        """Yield the weeks of the SimPy engine, up to the first in which the compiled one differs."""
        simpy, compiled = (center_of(self.plan, self.seed, self.replication, name) for name in ("simpy", "compiled"))
        for expected, found in zip(simpy.weeks(), compiled.weeks(), strict=True):
            self._add(expected, first_difference(self.plan, expected, found))
            yield expected
            if self.agreement.difference is not None:
                return
        for span in ("in_horizon", "whole"):
            pairs = zip(STATIONS, *(getattr(center.presence(), span) for center in (simpy, compiled)), strict=True)
            for row, (station, one, other) in enumerate(pairs):
                if one != other and self.agreement.difference is None:
                    found = Disagreement(self.replication, "presence", row, station, span, one, other)
                    self.agreement = self.agreement._replace(difference=found)

    def _add(self, week: Week, difference: Disagreement | None) -> None:
        if difference is not None:
            row = difference.row + getattr(self.agreement, difference.table)
            difference = difference._replace(replication=self.replication, row=row)
        counts = {name: len(getattr(week, name)) for name in TABLES}
        self.agreement = self.agreement.and_then(Agreement(**counts, difference=difference))


def agreement(plan: Plan, seed: int, replication: int) -> Agreement:
    """Run one replication by both engines and return whether they agree."""
    both = Both(plan, seed, replication)
    for _ in both.weeks():
        pass
    return both.agreement


def first_difference(plan: Plan, simpy: Week, compiled: Week) -> Disagreement | None:
    """Return the first figure in which two records of a week differ, or None; rows are counted within the week."""
    for table in TABLES:
        one, other = getattr(simpy, table), getattr(compiled, table)
        if one.tobytes() == other.tobytes():
            continue
        common = min(len(one), len(other))
        row = next((i for i in range(common) if one[i].tobytes() != other[i].tobytes()), common)
        column, values = "rows", (len(one), len(other))
        if row < common:
            column = next(name for name in one.dtype.names if one[name][row].tobytes() != other[name][row].tobytes())
            values = one[column][row].item(), other[column][row].item()
        whose = _whose(plan, table, max(one, other, key=len)[row : row + 1])
        return Disagreement(0, table, row, whose, column, *values)
    return None


def _whose(plan: Plan, table: str, rows: Any) -> str:
    """Return in words whose row it is."""
    if table == "contacts":
        return contact_ids(rows, list(plan.baseline.issues), streams_of(plan))[0]
    team = list(plan.baseline.teams)[rows["team"][0]]
    if table == "duty":
        return f"{describe(int(rows['start'][0]))}, {team}, seat {rows['seat'][0]}"
    if table == "agents":
        return f"week {rows['week'][0]}, {team}, seat {rows['seat'][0]}"
    return f"{describe(int(rows['tick'][0]))}, {team}"
