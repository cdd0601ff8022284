"""A finished run with all its rows, as frames, and the laws that it must obey."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from sim.journeys.frames import agents_frame, contacts_frame, ledger_frame
from sim.journeys.laws import Run, broken_laws
from sim.journeys.records import Presence, Week
from sim.scenario.plan import Plan, backlog_of
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
        """One row per contact as a DataFrame, in the order in which they ended.

        ``contact`` is its id; types, teams, outcomes and reasons are names (categories). Moments stand in ticks
        (milliseconds since Monday 00:00 of week 1, -1 for what did not happen) and as dates (``arrived_at``), durations
        in ticks and minutes (``handle_minutes``, ``waited_minutes`` on the line), money in cents and whole units
        (``ask``, ``offered`` by the agent who solved it, ``granted`` in the end). ``owed`` is whether the ask was, and
        ``refused`` whether the agent said no; who then goes up has the reason ``insisted_on_more``, who rings for
        another agent the outcome ``refused``. ``issue_came_back`` is the ticks from the end of an issue's first contact
        to the second, -1 where there was none.
        """
        return contacts_frame(self.plan, self.rows, self.streams)

    @cached_property
    def agents(self) -> Any:
        """Agents' state at the end of each week (``week_at``) as a DataFrame, time in ticks and minutes."""
        return agents_frame(self.plan, self.diaries)

    @cached_property
    def ledger(self) -> Any:
        """Every movement of the bonus pools as a DataFrame, money in cents and whole units (``amount``)."""
        return ledger_frame(self.plan, self.entries)

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
    """Return the names of the streams of first contacts: issue types, then surges, then who is in line at the start."""
    surges = (surge.stream for surge in plan.surges if surge.times > 1)
    return [*plan.baseline.issues, *surges, *map(backlog_of, plan.baseline.backlog)]
