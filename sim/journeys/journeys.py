"""A finished run with all its rows, as frames, and the laws that it must obey."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from sim.clock import describe
from sim.journeys.laws import Run, broken_laws
from sim.journeys.records import Entry, Outcome, Presence, Reason, Week
from sim.scenario.plan import Plan
from sim.shown import ShownRun


def _joined(parts: list[Any]) -> Any:
    """Return rows one after the other: as they lie, where they are neighbors in memory, else whole rows copied."""
    whole, begun = parts[0].base, parts[0].ctypes.data
    ends = [begun + sum(part.nbytes for part in parts[:n]) for n in range(len(parts))]
    if whole is not None and all(
        part.base is whole and part.ctypes.data == end for part, end in zip(parts, ends, strict=True)
    ):
        first = (begun - whole.ctypes.data) // whole.itemsize
        return whole[first : first + sum(map(len, parts))]
    kind = parts[0].dtype
    return np.concatenate([part.view(f"V{kind.itemsize}") for part in parts]).view(kind)


class BrokenLawError(AssertionError):
    """A run that breaks a law of the model; the message names the law and the first contact."""


@dataclass(frozen=True)
class Journeys(ShownRun):
    """One finished run.

    Attributes
    ----------
    plan : Plan
        The scenario laid out in time.
    seed, replication : int
        What the random numbers belonged to.
    rows, diaries, entries : structured ndarray
        Contacts in the order in which they ended, agents at each week's end, the ledger.
    presence : Presence
        Numbers present, integrated by the engine.
    """

    plan: Plan = field(repr=False)
    seed: int
    replication: int
    rows: Any = field(repr=False)
    diaries: Any = field(repr=False)
    entries: Any = field(repr=False)
    presence: Presence = field(repr=False)

    @classmethod
    def of(cls, plan: Plan, seed: int, replication: int, weeks: Iterable[Week], presence: Any) -> "Journeys":
        """Join the weeks of a run; `presence` is called once they are over."""
        batches = list(weeks)
        return cls(
            plan,
            seed,
            replication,
            _joined([week.contacts for week in batches]),
            _joined([week.agents for week in batches]),
            _joined([week.ledger for week in batches]),
            presence(),
        )

    @cached_property
    def streams(self) -> list[str]:
        """Names of the streams of first contacts: issue types, then surges."""
        return streams_of(self.plan)

    @cached_property
    def contacts(self) -> Any:
        """One row per contact as a DataFrame: ids, names in words, times in ticks of a millisecond."""
        import pandas as pd

        frame = pd.DataFrame({name: self.rows[name] for name in self.rows.dtype.names})
        frame.insert(0, "contact", contact_ids(self.rows, list(self.plan.baseline.issues), self.streams))
        types, teams = list(self.plan.baseline.issues), list(self.plan.baseline.teams)
        frame["type"] = [types[i] for i in self.rows["type"].tolist()]
        frame["team"] = [teams[i] if i >= 0 else "" for i in self.rows["team"].tolist()]
        frame["outcome"] = [Outcome(i).name.lower() for i in self.rows["outcome"].tolist()]
        frame["reason"] = [Reason(i).name.lower() for i in self.rows["reason"].tolist()]
        frame.attrs["units"] = {"ticks": "milliseconds since Monday 00:00 of week 1", "cents": "1/100 of the currency"}
        return frame

    @cached_property
    def agents(self) -> Any:
        """Agents' state at the end of each week, as a DataFrame."""
        import pandas as pd

        frame = pd.DataFrame({name: self.diaries[name] for name in self.diaries.dtype.names})
        teams = list(self.plan.baseline.teams)
        frame["team"] = [teams[i] for i in self.diaries["team"].tolist()]
        return frame

    @cached_property
    def ledger(self) -> Any:
        """Every movement of the bonus pools, as a DataFrame."""
        import pandas as pd

        frame = pd.DataFrame({name: self.entries[name] for name in self.entries.dtype.names})
        teams = list(self.plan.baseline.teams)
        frame["team"] = [teams[i] for i in self.entries["team"].tolist()]
        frame["entry"] = [Entry(i).name.lower() for i in self.entries["entry"].tolist()]
        frame.insert(0, "when", [describe(tick) for tick in self.entries["tick"].tolist()])
        return frame

    def check(self) -> None:
        """Check the laws that every run obeys.

        Raises
        ------
        BrokenLawError
            With one line for each law that is broken.
        """
        broken = broken_laws(Run(self.plan, self.rows, self.entries, self.presence))
        if broken:
            replay = f"scenario {self.plan.baseline.name!r}, seed {self.seed}, replication {self.replication}"
            raise BrokenLawError("\n".join([replay, *broken]))


def streams_of(plan: Plan) -> list[str]:
    """Return the names of the streams of first contacts: issue types, then surges."""
    return [*plan.baseline.issues, *(surge.stream for surge in plan.surges if surge.times > 1)]


def contact_ids(rows: Any, types: list[str], streams: list[str]) -> list[str]:
    """Return ids such as ``complaint/412/3.1``: type/bin/ordinal.attempt; an own goal names its parent's stream."""
    columns = (rows[name].tolist() for name in ("type", "stream", "bin", "ordinal", "attempt", "own_goal"))
    return [
        f"{types[type_]}@{streams[stream]}/{bin_}/{ordinal}.{attempt}"
        if own_goal
        else f"{streams[stream]}/{bin_}/{ordinal}.{attempt}"
        for type_, stream, bin_, ordinal, attempt, own_goal in zip(*columns, strict=True)
    ]
