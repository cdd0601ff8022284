"""Who is passed over and who is idle: what tells whom a team may take, and which team is asked first."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.clock import MINUTE, SECOND
from sim.fit.answered import Answered
from sim.fit.compact_columns import some_of

Ticks = NDArray[np.int64]
_SHORT_IDLE = 10 * MINUTE
"""A longer gap may be an absence."""
SPARE = 2
"""Where so many agents are idle, one might surely have answered."""


class Taken(NamedTuple):
    """Contacts of one type that some agents answered, in order of arrival: when each came, and when he was answered."""

    received: Ticks
    answered: Ticks

    def somebody_waits(self, came_before: Ticks, at: Ticks) -> NDArray[np.bool_]:
        """Return whether anybody who came before some moments was still waiting at others."""
        if len(self.received) == 0:
            return np.zeros(len(at), dtype=bool)
        place = np.searchsorted(self.received, came_before, "left")
        latest = np.maximum.accumulate(self.answered)
        return (place > 0) & (latest[np.maximum(place - 1, 0)] > at)

    def passed_over_by(self, others: Taken, waited: int) -> tuple[int, int]:
        """Return how often others are answered while one of these has waited so long, and how often he came earlier."""
        long_here = others.answered - waited
        there = self.somebody_waits(long_here, others.answered)
        earlier = self.somebody_waits(np.minimum(long_here, others.received - SECOND), others.answered)
        return int(earlier.sum()), int(there.sum())


def taken(received: Ticks, answered: Ticks) -> Taken:
    """Return contacts in order of arrival."""
    order = np.argsort(received, kind="stable")
    return Taken(received[order], answered[order])


class Idle(NamedTuple):
    """When agents of a team were free and took a contact soon after: begins and ends in order."""

    begins: Ticks
    ends: Ticks

    def at(self, moment: Ticks) -> NDArray[np.int64]:
        """Return how many were idle just before some moments."""
        return np.searchsorted(self.begins, moment, "left") - np.searchsorted(self.ends, moment, "left")


def idle_of(answered: Answered, of_team: NDArray[np.bool_]) -> Idle:
    """Return when agents were surely idle; `of_team` says which answers are theirs."""
    rows = np.flatnonzero(of_team)
    free, until = some_of(answered, "free", rows), some_of(answered, "release", rows)
    gap = some_of(answered, "gap", rows)
    spare = gap < _SHORT_IDLE
    until = until[spare] + gap[spare]
    free = free[spare]
    return Idle(np.sort(free[until > free]), np.sort(until[until > free]))


def in_order(at_once: list[Ticks], idle: list[Idle]) -> list[int]:
    """Return places of teams in order of who is asked first.

    Parameters
    ----------
    at_once : list of ndarray
        For each team the moments at which it answered callers who did not wait.
    idle : list of Idle
        When agents of each team were idle.
    """
    lead = np.zeros(len(idle))
    for one in range(len(idle)):
        for other in range(len(idle)):
            if one == other:
                continue
            wins = int((idle[other].at(at_once[one]) >= SPARE).sum())
            losses = int((idle[one].at(at_once[other]) >= SPARE).sum())
            lead[one] += wins / (wins + losses) if wins + losses else 0.5
    return np.argsort(-lead, kind="stable").tolist()
