"""Who answered what from when to when: the agent's time, which may end before the caller's, and what came after it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, MINUTE, SECOND
from sim.fit.call_log import MORE_COLUMNS, NEVER, CallLog
from sim.fit.compact_columns import Column, held, held_rows
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
        return self.release - self.start

    def __len__(self) -> int:
        return len(held(self)["row"])


def waits(log: CallLog) -> Ticks:
    """Return how long each contact waited, until it was answered or given up; 0 where the log does not tell."""
    end = np.where(log.answered >= 0, log.answered, log.left)
    return np.where(end >= 0, np.maximum(end - log.received, 0), 0)


def rows_of(log: CallLog, keep: NDArray[np.bool_] | NDArray[np.int64]) -> CallLog:
    """Return a log of some of its rows, chosen or in another order."""
    more = {name: column[keep] for name in MORE_COLUMNS if (column := getattr(log, name)) is not None}
    return replace(log, **held_rows(log, keep), **more)


def ring_of(log: CallLog) -> int:
    """Return the wait up to which a caller counts as put through at once: the commonest short wait and two seconds.

    The commonest whole second below ten is the ringing of the phone.
    """
    seconds = waits(log)[log.answered >= 0]
    short = seconds[seconds < _RINGS] // SECOND
    return (int(np.bincount(short).argmax()) * SECOND if len(short) else 0) + _BEYOND_RING


def answered_of(log: CallLog) -> Answered:
    """Return the answered contacts of a log with the agent's time of each.

    The agent's time ends at hang-up; at the first of transfer and hang-up where more than `OVERLAP` of next answers
    come before the previous hang-up. It never outlasts the agent's next answer.

    Parameters
    ----------
    log : CallLog
        The log. Contacts without an end are left out.
    """
    known = (log.answered >= 0) & (log.agent >= 0) & (log.ended >= log.answered)
    order = np.flatnonzero(known)
    order = order[np.lexsort((log.answered[order], log.agent[order]))]
    agent, start, end = log.agent[order], log.answered[order], log.ended[order]
    same = np.append(agent[1:] == agent[:-1], False)[: len(agent)]
    following = np.append(start[1:], 0)[: len(start)]
    early = int((same & (following < end)).sum())
    evidence = share_figure(early, int(same.sum()), name="next answer before the previous caller hung up")
    transfer = log.transferred[order]
    if math.isfinite(evidence.value) and evidence.value > OVERLAP:
        end = np.where(transfer >= start, np.minimum(transfer, end), end)
    release = np.where(same, np.minimum(end, np.maximum(following, start)), end)
    ring = ring_of(log)
    next_waited = np.append((waits(log) > ring)[order][1:], False)[: len(order)] & same
    free = release + np.maximum(log.wrap_up[order], 0)
    return Answered(
        row=order, agent=agent, start=start, release=release,
        free=np.where(same, np.minimum(free, np.maximum(following, release)), free),
        gap=np.where(same, following - release, NO_GAP), next_waited=next_waited,
        ring=ring, left_before=evidence,
    )  # fmt: skip


def times_figures(log: CallLog, answered: Answered) -> tuple[Fitted, ...]:
    """Return the caller's time and the agent's time, in seconds, and what tells them apart."""
    caller = (log.ended - log.answered)[answered.row] / SECOND
    agent = answered.talk / SECOND
    found = [
        mean_figure(caller, name="caller's time, answer to hang-up", unit="seconds"),
        mean_figure(agent, name="agent's time, answer to release", unit="seconds"),
        answered.left_before,
    ]
    moved = log.transferred[answered.row] >= 0
    if moved.any() and "transferred" not in log.unknown:
        gone = log.transferred[answered.row] <= answered.release
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
    column = log.wrap_up[answered.row]
    known = column[column >= 0] / MINUTE
    return (mean_figure(known, name="wrap-up", unit="minutes"), float(known.std())) if len(known) else None
