"""How long agents are away between contacts, read from gaps at whose beginning callers were waiting."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, SECOND
from sim.fit.answered import LONGEST_GAP, Answered
from sim.fit.call_log import CallLog
from sim.fit.fitted import Fitted, mean_figure, share_figure
from sim.fit.sessions import SLOT, SLOTS

LONG = 60 * SECOND
"""A gap beyond this is an absence, not the work after a contact."""
_ENOUGH = 300
_SMALL = 0.5
_LASTING, _MANY = (3, 2), 2000
"""A line of three callers lasts until an agent is back, of two where fewer gaps than so many begin with three."""
Ticks = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """Gaps between contacts, each with when it began.

    Only gaps count at whose beginning somebody was waiting whom the agent might have taken: whether they do does not
    depend on how long the gap becomes. Gaps whose *next* caller had waited are too often long ones, since a long
    absence makes callers wait.

    Attributes
    ----------
    length : ndarray
        Ticks from the release on.
    wrap_up : ndarray
        What of it is told wrap-up; 0 where the log tells none.
    slot : ndarray
        The half hour of the day in which each began.
    day : ndarray
        Its day, counted from the log's first Monday.
    agent : ndarray
        Whose.
    waiting : ndarray
        How many he might have taken when it began, at least one.
    small : ndarray of bool, shape (7,)
        Weekdays (Monday first) with less than half the volume of the busiest: they have gaps of their own.
    """

    length: Ticks
    wrap_up: Ticks
    slot: NDArray[np.int64]
    day: NDArray[np.int64]
    agent: NDArray[np.int32]
    waiting: NDArray[np.int64]
    small: NDArray[np.bool_]

    @property
    def is_long(self) -> NDArray[np.bool_]:
        """Whether each gap is an absence: over a minute, without wrap-up that is told."""
        return self.length - self.wrap_up > LONG

    def of_lasting_lines(self) -> Gaps:
        """Return the gaps at whose beginning three callers waited; two or one where these are few.

        A line of one is often gone before the agent is back, and part of the gap is then idle time.
        """
        least = next((each for each in _LASTING if (self.waiting >= each).sum() >= _MANY), 1)
        own = self.waiting >= least
        return replace(
            self, length=self.length[own], wrap_up=self.wrap_up[own], slot=self.slot[own], day=self.day[own],
            agent=self.agent[own], waiting=self.waiting[own],
        )  # fmt: skip

    def pools(self, *, small: bool) -> tuple[list[Ticks], list[Ticks], NDArray[np.float64]]:
        """Return for each half hour of the day short gaps, long ones, and the share of these.

        A half hour with fewer than 300 takes those of its neighbors too, as many as it needs.
        """
        own = self.small[self.day % 7] == small
        own = own if own.sum() >= 100 else np.ones_like(own)
        length, slot, is_long = self.length[own], self.slot[own], self.is_long[own]
        short, long = [], []
        for place in range(SLOTS):
            width = 0
            near = slot == place
            while near.sum() < _ENOUGH and width < SLOTS:
                width += 1
                near = np.abs(slot - place) <= width
            short.append(length[near & ~is_long])
            long.append(length[near & is_long])
        counts = np.array([[len(one), len(other)] for one, other in zip(short, long, strict=True)], dtype=np.float64)
        return short, long, counts[:, 1] / np.maximum(counts.sum(axis=1), 1.0)

    def figures(self) -> tuple[Fitted, ...]:
        """Return the work after contacts, the share of absences, and the mean of all, in seconds."""
        brief = self.length[~self.is_long]
        return (
            mean_figure(brief / SECOND, name="work after a contact (gaps up to 60 s)", unit="seconds"),
            share_figure(int(self.is_long.sum()), len(self.length), name="gaps over 60 s"),
            mean_figure(self.length / SECOND, name="gap between contacts while callers wait", unit="seconds"),
        )

    def away_share(self, talk: float) -> NDArray[np.float64]:
        """Return for each half hour of the day the share of an agent's time at work that long gaps take.

        Parameters
        ----------
        talk : float
            The agent's mean time with a contact, ticks.
        """
        short, long, _ = self.pools(small=False)
        wrap_up = float(self.wrap_up[self.is_long].mean()) if self.is_long.any() else 0.0
        found = np.zeros(SLOTS)
        for place, (brief, away) in enumerate(zip(short, long, strict=True)):
            n = len(brief) + len(away)
            cycle = n * talk + float(brief.sum()) + float(away.sum())
            found[place] = max(0.0, float(away.sum()) - len(away) * wrap_up) / cycle if cycle > 0 else 0.0
        return found


def gaps_of(log: CallLog, answered: Answered, waiting: NDArray[np.int64]) -> Gaps:
    """Return the gaps of a log at whose beginning somebody was waiting.

    Parameters
    ----------
    log : CallLog
        The log.
    answered : Answered
        Its answered contacts.
    waiting : ndarray
        How many callers each agent might have taken when he became free, as `waiting_for` counts them.
    """
    chosen = (waiting >= 1) & (answered.gap < LONGEST_GAP)
    release = answered.release[chosen]
    return Gaps(
        length=np.maximum(answered.gap[chosen], 0), wrap_up=(answered.free - answered.release)[chosen],
        slot=release % DAY // SLOT, day=release // DAY, agent=answered.agent[chosen],
        waiting=waiting[chosen], small=_small(log),
    )  # fmt: skip


def _small(log: CallLog) -> NDArray[np.bool_]:
    by_day = np.bincount(log.received // DAY) if len(log) else np.zeros(1, np.int64)
    days = np.flatnonzero(by_day)
    middle = np.array([np.median(by_day[days[days % 7 == w]]) if (days % 7 == w).any() else 0.0 for w in range(7)])
    return np.asarray(middle < _SMALL * middle.max())
