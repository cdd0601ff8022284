"""When agents were at their phones, read from the calls they took where nobody gives a roster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, HOUR, MINUTE
from sim.fit.answered import LONGEST_GAP, Answered
from sim.fit.call_log import CallLog
from sim.fit.compact_columns import in_pieces, some_of
from sim.fit.shift_table import Presence

SLOT = 30 * MINUTE
SLOTS = DAY // SLOT
"""Half hours in a day."""
_TIMES_IDLE = 6
"""A gap is no end of a session while it is shorter than so many times the idle time expected in that half hour.

Idle times are nearly exponential: of those, 0.2 % are longer and end a session by mistake."""
_LONGEST_IDLE = 2 * HOUR
"""What is expected is at most this: a half hour with a single call tells little."""
_OFTEN = 3
"""So many times the idle time expected until the center closes are no sign that the agent had gone: 5 % are longer."""
_ROUNDS = 6
Ticks = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Sessions:
    """Spells of agents at their phones, none over midnight; every column has one entry for each.

    Attributes
    ----------
    agent, start, end : ndarray
        Who, from when to when, ticks.
    idle : ndarray
        Expected idle time of an agent before a call, ticks, of each half hour of the log: what staff is left over by
        calls and their handling, over the calls. Starts and ends are extended by it, since the first call comes later
        than the agent and the last one ends before he goes.
    """

    agent: NDArray[np.int32]
    start: Ticks
    end: Ticks
    idle: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.start)

    @property
    def day(self) -> Ticks:
        """The day of each session, counted from the log's first Monday."""
        return (self.start + self.end) // 2 // DAY


def sessions_of(log: CallLog, answered: Answered, is_open: NDArray[np.bool_]) -> Sessions:
    """Return the sessions of a log.

    A gap over 30 minutes ends a session, or over six times the idle time expected then, if that is longer. The
    expected idle time depends on sessions, so both are found in turns.

    Parameters
    ----------
    log : CallLog
        The log.
    answered : Answered
        Its answered contacts.
    is_open : ndarray of bool, shape (7, 48)
        Half hours of each weekday in which contacts come. Sessions are extended no further, but to these limits where
        the agent is idle no longer than often happens.
    """
    if len(answered) == 0:
        none = np.zeros(0, dtype=np.int64)
        return Sessions(agent=np.zeros(0, np.int32), start=none, end=none, idle=np.zeros(SLOTS))
    last = int(max(log.received.max(), answered.release.max())) // DAY + 2
    calls = np.bincount(log.received // SLOT, minlength=last * SLOTS).astype(np.float64)
    work = calls * (answered.mean_talk + _usual_gap(answered))
    idle = np.zeros(last * SLOTS)
    for turn in range(_ROUNDS + 1):
        starts, ends = _parted(answered, idle)
        start, end = some_of(answered, "start", starts), some_of(answered, "release", ends)
        if turn:
            start, end = _extended(some_of(answered, "agent", starts), start, end, idle, is_open)
        if turn == _ROUNDS:
            break
        spare = np.maximum(slot_time(start, end, last * SLOTS) - work, 0.0)
        idle = np.minimum(np.divide(spare, calls, out=np.zeros_like(spare), where=calls > 0), float(_LONGEST_IDLE))
    return Sessions(agent=some_of(answered, "agent", starts), start=start, end=np.maximum(end, start), idle=idle)


def sessions_of_presence(log: CallLog, presence: Sequence[Presence]) -> Sessions:
    """Return the sessions of agents who log in and out, without their pauses.

    Parameters
    ----------
    log : CallLog
        The log, for the names of its agents.
    presence : sequence of Presence
        Log-ins and pauses.
    """
    number = {name: code for code, name in enumerate(log.agents)}
    spells: dict[int, tuple[list[tuple[int, int]], list[tuple[int, int]]]] = {}
    for each in presence:
        if each.agent in number and each.end > each.start:
            inside, away = spells.setdefault(number[each.agent], ([], []))
            (inside if each.activity == "in" else away).append((each.start, each.end))
    rows = [
        (agent, start, end)
        for agent, (inside, away) in spells.items()
        for start, end in _without(_joined(inside), _joined(away))
    ]
    agent, start, end = np.array(sorted(rows, key=lambda row: row[:2]), dtype=np.int64).reshape(-1, 3).T
    slots = (int(max(log.received.max(), end.max(initial=0))) // DAY + 2) * SLOTS
    return Sessions(agent=agent.astype(np.int32), start=start, end=end, idle=np.zeros(slots))


def _joined(spells: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spells in order, those that touch joined: an agent is in once, whatever number of queues he serves."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spells):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _without(spells: list[tuple[int, int]], away: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what is left of spells without others, parted at midnight."""
    for start, end in spells:
        cuts = [(start, start), *((a, b) for a, b in away if b > start and a < end), (end, end)]
        for (_, left), (right, _) in pairwise(cuts):
            here = left
            while here < right:
                until = min(right, (here // DAY + 1) * DAY)
                yield here, until
                here = until


def _usual_gap(answered: Answered) -> float:
    """Return the mean time between contacts that follow on each other while callers wait."""
    chosen = answered.next_waited & (answered.gap < LONGEST_GAP)
    return float(answered.gap[chosen].mean()) if chosen.any() else 0.0


def _parted(answered: Answered, idle: NDArray[np.float64]) -> tuple[Ticks, Ticks]:
    """Return at which contacts sessions start and end."""

    def is_last(piece: slice) -> NDArray[np.bool_]:
        idle_then = idle[some_of(answered, "release", piece) // SLOT]
        return np.asarray(some_of(answered, "gap", piece) > np.maximum(float(LONGEST_GAP), _TIMES_IDLE * idle_then))

    day = in_pieces(len(answered), np.int32, lambda piece: some_of(answered, "start", piece) // DAY)
    ends = np.flatnonzero(in_pieces(len(answered), np.bool_, is_last) | np.append(day[1:] != day[:-1], True))
    return np.append(0, ends[:-1] + 1), ends


def _extended(
    agent: NDArray[np.int32], start: Ticks, end: Ticks, idle: NDArray[np.float64], is_open: NDArray[np.bool_]
) -> tuple[Ticks, Ticks]:
    """Return sessions that begin before the first contact and end after the last, by the idle time expected then."""
    some = is_open.any(axis=1)
    first = np.where(some, is_open.argmax(axis=1), 0)
    last = np.where(some, SLOTS - is_open[:, ::-1].argmax(axis=1), SLOTS)
    day = start // DAY
    opens = np.minimum(start, day * DAY + first[day % 7] * SLOT)
    closes = np.maximum(end, day * DAY + last[day % 7] * SLOT)
    before = idle[start // SLOT].astype(np.int64)
    after = idle[np.minimum(end // SLOT, len(idle) - 1)].astype(np.int64)
    early = np.where(start - opens <= _OFTEN * before, opens, start - before)
    late = np.where(closes - end <= _OFTEN * after, closes, end + after)
    same = agent[1:] == agent[:-1]
    early[1:] = np.where(same, np.maximum(early[1:], np.minimum(late[:-1], start[1:])), early[1:])
    late[:-1] = np.where(same, np.minimum(late[:-1], start[1:]), late[:-1])
    return early, late


def slot_time(start: Ticks, end: Ticks, slots: int) -> NDArray[np.float64]:
    """Return the time that spells spend in each of so many half hours, ticks."""
    total = np.zeros(slots)
    here = np.maximum(start, 0)
    left = here < end
    while left.any():
        slot = here // SLOT
        until = np.minimum(end, (slot + 1) * SLOT)
        inside = left & (slot < slots)
        total += np.bincount(slot[inside], (until - here)[inside], minlength=slots)[:slots]
        here = until
        left = inside & (here < end)
    return total
