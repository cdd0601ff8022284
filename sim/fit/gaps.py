"""How long agents are away between contacts, read from gaps at whose beginning callers were waiting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, SECOND
from sim.fit.answered import LONGEST_GAP, Answered
from sim.fit.call_log import NEVER, CallLog
from sim.fit.compact_columns import Column, Rows, Stack, held, held_rows, pieces, return_memory, smallest, some_of
from sim.fit.fitted import Fitted, mean_figure, share_figure
from sim.fit.sessions import SLOT, SLOTS

LONG = 60 * SECOND
"""A gap beyond this is an absence, not the work after a contact."""
_ENOUGH = 300
_TELLING = 100
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
    issue : ndarray
        The type of the contact before it.
    day : ndarray
        Its day, counted from the log's first Monday.
    agent : ndarray
        Whose.
    waiting : ndarray
        How many he might have taken when it began, at least one.
    small : ndarray of bool, shape (7,)
        Weekdays (Monday first) with less than half the volume of the busiest: they have gaps of their own.
    limits : ndarray, shape (types,)
        Ticks after told wrap-up from which on a gap is an absence: a minute; where the log tells no wrap-up and most
        gaps after a type are longer than half a minute, twice their median.
    """

    length: Column[np.int64] = Column(np.int64, NEVER)
    wrap_up: Column[np.int64] = Column(np.int64, NEVER)
    slot: Column[np.int64] = Column(np.int64, NEVER)
    issue: Column[np.int32] = Column(np.int32, -1)
    day: Column[np.int64] = Column(np.int64, NEVER)
    agent: Column[np.int32] = Column(np.int32, -1)
    waiting: Column[np.int64] = Column(np.int64, NEVER)
    small: NDArray[np.bool_]
    limits: Ticks

    def __len__(self) -> int:
        return len(held(self)["length"])

    @property
    def is_long(self) -> NDArray[np.bool_]:
        """Whether each gap is an absence, not the work after a contact."""
        return np.concatenate([self._are_long(piece) for piece in pieces(len(self))])

    def _are_long(self, rows: Rows) -> NDArray[np.bool_]:
        beyond = some_of(self, "length", rows) - some_of(self, "wrap_up", rows)
        return np.asarray(beyond > self.limits[some_of(self, "issue", rows)])

    def of_lasting_lines(self) -> Gaps:
        """Return the gaps at whose beginning three callers waited; two or one where these are few.

        A line of one is often gone before the agent is back, and part of the gap is then idle time.
        """
        least = next((each for each in _LASTING if (self.waiting >= each).sum() >= _MANY), 1)
        own = self.waiting >= least
        return replace(self, **held_rows(self, own))

    def pools(self, *, small: bool) -> tuple[list[Ticks], list[Ticks], NDArray[np.float64]]:
        """Return for each half hour of the day short gaps, long ones, and the share of these.

        A half hour with fewer than 300 takes those of its neighbors too, as many as it needs.
        """
        own = self.small[smallest(self.day % 7)] == small
        rows = np.flatnonzero(own) if own.sum() >= 100 else slice(None)
        slot = smallest(some_of(self, "slot", rows))
        length, is_long = some_of(self, "length", rows), self.is_long[rows]
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
            mean_figure(brief / SECOND, name="work after a contact (short gaps)", unit="seconds"),
            share_figure(int(self.is_long.sum()), len(self.length), name="gaps that are absences"),
            mean_figure(self.length / SECOND, name="gap between contacts while callers wait", unit="seconds"),
        )

    def away_share(self, talk: float) -> NDArray[np.float64]:
        """Return for each half hour of the day the share of an agent's time at work that long gaps take.

        Parameters
        ----------
        talk : float
            The agent's mean time with a contact, ticks.
        """
        wrap_up, sums = self._sums
        found = np.zeros(SLOTS)
        for place, (brief, away, n) in enumerate(sums):
            cycle = sum(n) * talk + brief + away
            found[place] = max(0.0, away - n[1] * wrap_up) / cycle if cycle > 0 else 0.0
        return found

    @cached_property
    def mean(self) -> float:
        """Their mean, ticks."""
        return float(self.length.mean())

    @cached_property
    def _sums(self) -> tuple[float, list[tuple[float, float, tuple[int, int]]]]:
        """Return the mean wrap-up before absences, and for each half hour the sums of gaps and how many there are."""
        short, long, _ = self.pools(small=False)
        is_long = self.is_long
        wrap_up = float(some_of(self, "wrap_up", is_long).mean()) if is_long.any() else 0.0
        both = zip(short, long, strict=True)
        return wrap_up, [(float(a.sum()), float(b.sum()), (len(a), len(b))) for a, b in both]


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
    rows = np.concatenate([
        smallest(piece.start + np.flatnonzero((waiting[piece] >= 1) & (some_of(answered, "gap", piece) < LONGEST_GAP)))
        for piece in pieces(len(answered))
    ])  # fmt: skip
    found, small = Stack(Gaps), _small(log)
    limits = np.full(len(log.issues), LONG, dtype=np.int64)
    for piece in pieces(len(rows)):
        mine = rows[piece]
        release = some_of(answered, "release", mine)
        before = some_of(answered, "row", mine)
        found.add(
            Gaps(
                length=np.maximum(some_of(answered, "gap", mine), 0),
                wrap_up=some_of(answered, "free", mine) - release,
                slot=release % DAY // SLOT,
                issue=some_of(log, "issue", before),
                day=release // DAY,
                agent=some_of(answered, "agent", mine),
                waiting=waiting[mine],
                small=small,
                limits=limits,
            )
        )
    return_memory(len(log))
    gaps = Gaps(**found.columns(), small=small, limits=limits)
    return replace(gaps, **held(gaps), limits=_limits(gaps))


def _limits(gaps: Gaps) -> Ticks:
    """Return from which gap on each is an absence, by the type before it."""
    limits = gaps.limits.copy()
    if (gaps.wrap_up > 0).any():
        return limits
    issue = gaps.issue
    for code in range(len(limits)):
        own = np.flatnonzero(issue == code)
        if len(own) >= _TELLING:
            limits[code] = max(LONG, 2 * int(np.median(some_of(gaps, "length", own))))
    return limits


def _small(log: CallLog) -> NDArray[np.bool_]:
    by_day = np.bincount(log.received // DAY) if len(log) else np.zeros(1, np.int64)
    days = np.flatnonzero(by_day)
    middle = np.array([np.median(by_day[days[days % 7 == w]]) if (days % 7 == w).any() else 0.0 for w in range(7)])
    return np.asarray(middle < _SMALL * middle.max())
