"""Who answered what from when to when: the agent's time, which may end before the caller's, and what came after it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, MINUTE, SECOND
from sim.fit.call_log import MORE_COLUMNS, NEVER, CallLog
from sim.fit.compact_columns import (
    Column,
    Rows,
    Stack,
    held,
    held_rows,
    in_pieces,
    pieces,
    return_memory,
    smallest,
    some_of,
)
from sim.fit.fitted import Fitted, mean_figure, share_figure

Ticks = NDArray[np.int64]
OVERLAP = 0.01
"""Where more next answers than this share come before the previous hang-up, agents leave callers earlier."""
_RINGS = 10 * SECOND
_BEYOND_RING = 2 * SECOND
LONGEST_GAP = 30 * MINUTE
"""A longer one is the end of a session."""
NO_GAP = 1 << 50


@dataclass(frozen=True, kw_only=True)
class Answered:
    """Contacts answered by a known agent, in order of agent and time; every column has one entry for each.

    Attributes
    ----------
    row : ndarray
        The contact's place in the log.
    agent, start, release : ndarray
        Who, from when to when; the release is the agent's, who may go before the caller.
    free : ndarray
        When the agent is free again: after the wrap-up where the log tells it, at the latest at his next answer.
    gap : ndarray
        From the release to the agent's next answer, ticks; `NO_GAP` for an agent's last.
    next_waited : ndarray of bool
        Whether that next caller had waited.
    ring : int
        A wait of no more ticks is ringing: the caller was put through at once.
    left_before : Fitted
        Share of next answers that come before the previous caller hung up: evidence that the agent had left.
    """

    row: Column[np.int64] = Column(np.int64, NEVER)
    agent: Column[np.int32] = Column(np.int32, NEVER)
    start: Column[np.int64] = Column(np.int64, NEVER)
    release: Column[np.int64] = Column(np.int64, NEVER, since="start")
    free: Column[np.int64] = Column(np.int64, NEVER, since="release")
    gap: Column[np.int64] = Column(np.int64, NO_GAP)
    next_waited: NDArray[np.bool_]
    ring: int
    left_before: Fitted

    @property
    def talk(self) -> Ticks:
        """The agent's time with each contact, ticks."""
        return in_pieces(len(self), np.int64, self.talk_of)

    @cached_property
    def mean_talk(self) -> float:
        """The agent's mean time with a contact, ticks."""
        return float(self.talk.mean())

    def talk_of(self, rows: Rows) -> Ticks:
        """Return the agent's time with some contacts, ticks."""
        return some_of(self, "release", rows) - some_of(self, "start", rows)

    def __len__(self) -> int:
        return len(held(self)["row"])


def waits(log: CallLog, rows: Rows | None = None) -> Ticks:
    """Return how long contacts waited, until they were answered or given up; 0 where the log does not tell.

    Parameters
    ----------
    log : CallLog
        The log.
    rows : ndarray or slice, optional
        Of which contacts; by default of all.
    """
    if rows is None:
        return in_pieces(len(log), np.int64, lambda piece: waits(log, piece))
    answered = some_of(log, "answered", rows)
    end = np.where(answered >= 0, answered, some_of(log, "left", rows))
    return np.where(end >= 0, np.maximum(end - some_of(log, "received", rows), 0), 0)


def rows_of(log: CallLog, keep: NDArray[np.bool_] | NDArray[np.int64]) -> CallLog:
    """Return a log of some of its rows, chosen or in another order."""
    more = {name: column[keep] for name in MORE_COLUMNS if (column := getattr(log, name)) is not None}
    return replace(log, **held_rows(log, keep), **more)


def ring_of(log: CallLog) -> int:
    """Return the wait up to which a caller counts as put through at once: the commonest short wait and two seconds.

    The commonest whole second below ten is the ringing of the phone.
    """
    counts = np.zeros(_RINGS // SECOND, dtype=np.int64)
    for piece in pieces(len(log)):
        wait = waits(log, piece)[some_of(log, "answered", piece) >= 0]
        counts += np.bincount(wait[wait < _RINGS] // SECOND, minlength=len(counts))
    return int(counts.argmax()) * SECOND + _BEYOND_RING


def answered_of(log: CallLog) -> Answered:
    """Return the answered contacts of a log with the agent's time of each.

    The agent's time ends at hang-up; at the first of transfer and hang-up where more than `OVERLAP` of next answers
    come before the previous hang-up; at the transfer where the log follows the caller no further. It never outlasts the
    agent's next answer.

    Parameters
    ----------
    log : CallLog
        The log. Contacts of which neither is known are left out.
    """
    order = _by_agent(log)
    early, of = 0, 0
    for rows in _whole_agents(log, order):
        following, same = _following(log, rows)
        early += int((same & (following < _hang_up(log, rows))).sum())
        of += int(same.sum())
    evidence = share_figure(early, of, name="next answer before the previous caller hung up")
    leaves, ring = math.isfinite(evidence.value) and evidence.value > OVERLAP, ring_of(log)
    stack, waited = Stack(Answered), []
    for rows in _whole_agents(log, order):
        part = _spells(log, rows, evidence, ring, leaves=leaves)
        stack.add(part)
        waited.append(part.next_waited)
    del order
    return_memory(len(log))
    return Answered(**stack.columns(), next_waited=np.concatenate(waited), ring=ring, left_before=evidence)


def _whole_agents(log: CallLog, order: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield rows in order of agent and time, those of some agents at once."""
    ends = (
        np.append(np.cumsum(np.bincount(some_of(log, "agent", order))), len(order)) if len(order) else np.zeros(1, int)
    )
    begin = 0
    for piece in pieces(len(order)):
        end = int(ends[np.searchsorted(ends, piece.stop)])
        if end > begin or end == 0:
            yield order[begin:end]
        begin = max(begin, end)


def _following(log: CallLog, rows: NDArray[np.int64]) -> tuple[Ticks, NDArray[np.bool_]]:
    """Return the next answer after each contact, and whether the same agent gives it."""
    agent, start = some_of(log, "agent", rows), some_of(log, "answered", rows)
    same = np.append(agent[1:] == agent[:-1], False)[: len(agent)]
    return np.append(start[1:], 0)[: len(start)], same


def _spells(log: CallLog, rows: NDArray[np.int64], evidence: Fitted, ring: int, *, leaves: bool) -> Answered:
    """Return answered contacts of some agents; `leaves`: whether agents leave callers at transfers."""
    start, end = some_of(log, "answered", rows), _hang_up(log, rows)
    following, same = _following(log, rows)
    if leaves:
        transfer = some_of(log, "transferred", rows)
        end = np.where(transfer >= start, np.minimum(transfer, end), end)
    release = np.where(same, np.minimum(end, np.maximum(following, start)), end)
    free = release + np.maximum(some_of(log, "wrap_up", rows), 0)
    return Answered(
        row=rows, agent=some_of(log, "agent", rows), start=start, release=release,
        free=np.where(same, np.minimum(free, np.maximum(following, release)), free),
        gap=np.where(same, following - release, NO_GAP),
        next_waited=np.append((waits(log, rows) > ring)[1:], False)[: len(rows)] & same,
        ring=ring, left_before=evidence,
    )  # fmt: skip


def _hang_up(log: CallLog, rows: Rows) -> Ticks:
    """Return when contacts ended, or were handed over where the log follows the caller no further."""
    ended = some_of(log, "ended", rows)
    return np.where(ended >= some_of(log, "answered", rows), ended, some_of(log, "transferred", rows))


def _by_agent(log: CallLog) -> NDArray[np.int64]:
    """Return the rows that a known agent answered until a known end or transfer, by agent and time."""
    known = []
    for piece in pieces(len(log)):
        start = some_of(log, "answered", piece)
        told = (start >= 0) & (some_of(log, "agent", piece) >= 0) & (_hang_up(log, piece) >= start)
        told &= "work" not in log.unknown
        known.append(smallest(piece.start + np.flatnonzero(told)))
    order = np.concatenate(known)
    del known
    return order[np.lexsort((some_of(log, "answered", order), some_of(log, "agent", order)))]


def _callers_time(log: CallLog, rows: Rows) -> NDArray[np.float64]:
    """Return the caller's time with contacts of which the end is known, seconds."""
    ended = some_of(log, "ended", rows)
    return (ended - some_of(log, "answered", rows))[ended >= 0] / SECOND


def times_figures(log: CallLog, answered: Answered) -> tuple[Fitted, ...]:
    """Return the caller's time and the agent's time, in seconds, and what tells them apart."""
    caller = np.concatenate([_callers_time(log, some_of(answered, "row", part)) for part in pieces(len(answered))])
    found = [mean_figure(caller, name="caller's time, answer to hang-up", unit="seconds")]
    del caller
    agent = in_pieces(len(answered), np.float64, lambda piece: answered.talk_of(piece) / SECOND)
    found += [mean_figure(agent, name="agent's time, answer to release", unit="seconds"), answered.left_before]
    del agent
    transfer = some_of(log, "transferred", answered.row)
    moved = transfer >= 0
    if moved.any() and "transferred" not in log.unknown:
        gone = transfer <= answered.release
        found.append(
            share_figure(int((moved & gone).sum()), int(moved.sum()), name="transfers at which the agent left")
        )
    return tuple(found)


def day_numbers(log: CallLog) -> NDArray[np.int64]:
    """Return the day of each contact, counted from the log's first Monday."""
    return log.received // DAY


def is_known(column: NDArray[np.int64]) -> bool:
    """Return whether a column tells anything."""
    return bool(len(column)) and bool((column != NEVER).any())


def told_wrap_up(log: CallLog, answered: Answered) -> tuple[Fitted, float] | None:
    """Return the mean wrap-up of answered contacts in minutes and its standard deviation, where the log tells it."""
    column = some_of(log, "wrap_up", answered.row)
    known = column[column >= 0] / MINUTE
    return (mean_figure(known, name="wrap-up", unit="minutes"), float(known.std())) if len(known) else None
