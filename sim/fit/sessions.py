"""When agents were at their phones, read from the calls they took where nobody gives a roster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, HOUR, MINUTE
from sim.fit.answered import LONGEST_GAP, Answered, waits
from sim.fit.call_log import CallLog
from sim.fit.compact_columns import in_pieces, pieces, some_of
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
_FAR = 1.5
"""A team that is idle so many times as long before a contact, or as short, is a pool of its own."""
Ticks = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Sessions:
    """Spells of agents at their phones, none over midnight; every column has one entry for each.

    Attributes
    ----------
    agent, start, end : ndarray
        Who, from when to when, ticks.
    added : ndarray
        Ticks by which each was extended, since the first call comes later than the agent and the last one ends before
        he goes.
    overrun : ndarray
        Ticks at the end for which he is expected to have finished a contact and would have taken no other.
    """

    agent: NDArray[np.int32]
    start: Ticks
    end: Ticks
    added: Ticks
    overrun: Ticks

    def __len__(self) -> int:
        return len(self.start)

    @property
    def day(self) -> Ticks:
        """The day of each session, counted from the log's first Monday."""
        return (self.start + self.end) // 2 // DAY


def sessions_of(
    log: CallLog, answered: Answered, is_open: NDArray[np.bool_], team_of: Mapping[int, str] | None = None
) -> Sessions:
    """Return the sessions of a log.

    A gap over 30 minutes ends a session, or over six times the idle time expected then, if that is longer: what staff
    is left over by contacts and their handling in a half hour, over these contacts; of the agent's team alone where
    that is far from all's. It depends on sessions, so both are found in turns. Sessions begin before their first
    contact by that time, and end after their last one by the share of it for which agents are idle: who goes while he
    is busy leaves none.

    Parameters
    ----------
    log : CallLog
        The log.
    answered : Answered
        Its answered contacts.
    is_open : ndarray of bool, shape (7, 48)
        Half hours of each weekday in which contacts come. Sessions are extended no further, but to these limits where
        the agent is idle no longer than often happens.
    team_of : mapping of int to str, optional
        The team of each agent; nothing: all are one.
    """
    if len(answered) == 0:
        none = np.zeros(0, dtype=np.int64)
        return Sessions(agent=np.zeros(0, np.int32), start=none, end=none, added=none, overrun=none)
    slots = (int(max(log.received.max(), answered.release.max())) // DAY + 2) * SLOTS
    pool = _Pools(log, answered, np.zeros(len(log.agents), dtype=np.int64), slots)
    found = _found(answered, pool, is_open)
    own = pool.apart(found.agent, found.start, found.end, team_of or {})
    return _found(answered, _Pools(log, answered, own, slots), is_open) if own.any() else found


def _found(answered: Answered, pools: _Pools, is_open: NDArray[np.bool_]) -> Sessions:
    """Return sessions, each pool with an idle time of its own."""
    idle = np.zeros(pools.contacts.shape)
    for turn in range(_ROUNDS + 1):
        starts, ends = _parted(answered, pools, idle)
        first, last = some_of(answered, "start", starts), some_of(answered, "release", ends)
        start, end, agent = first, last, some_of(answered, "agent", starts)
        if turn:
            start, end = _extended(agent, first, last, pools.before_and_after(agent, first, last, idle), is_open)
        if turn < _ROUNDS:
            idle = pools.idle(agent, start, end)
    end = np.maximum(end, start)
    _, after, while_idle = pools.before_and_after(agent, first, last, idle)
    is_busy = 1 - np.divide(after, while_idle, out=np.zeros(len(after)), where=while_idle > 0)
    overrun = np.where(end - last <= after, is_busy * answered.talk_of(ends) / 2, 0).astype(np.int64)
    return Sessions(agent=agent, start=start, end=end, added=first - start + end - last, overrun=overrun)


class _Pools:
    """What each pool of agents has to do in each half hour of a log; callers who give up are work for all alike."""

    def __init__(self, log: CallLog, answered: Answered, of: NDArray[np.int64], slots: int) -> None:
        self.of, self.count, self.slots = of, int(of.max(initial=0)) + 1, slots
        gap, took, in_all = _usual_gap(answered), np.zeros(self.count * slots), np.zeros((2, self.count))
        self.work_of, self.took_of = np.zeros(len(of)), np.zeros(len(of))
        for piece in pieces(len(answered)):
            agent, talk = some_of(answered, "agent", piece), answered.talk_of(piece)
            free = waits(log, some_of(answered, "row", piece)) <= answered.ring
            mine, slot = of[agent], some_of(answered, "start", piece) // SLOT
            took += np.bincount(mine * slots + slot, minlength=len(took))
            in_all += [np.bincount(mine, each, minlength=self.count) for each in (talk, free)]
            self.work_of += np.bincount(agent, talk + gap, minlength=len(of))
            self.took_of += np.bincount(agent, minlength=len(of))
        of_slots = took.reshape(self.count, slots)
        came = np.bincount(log.received // SLOT, minlength=slots).astype(np.float64)
        whole = of_slots.sum(axis=0)
        each = np.divide(came, whole, out=np.ones(slots), where=whole > 0)
        self.contacts = of_slots * each if self.count > 1 else came[None]
        talk_each, at_once = in_all / np.maximum(of_slots.sum(axis=1), 1)
        self.each, self.at_once = talk_each + gap, np.maximum(at_once, 0.2)
        self.longest = np.zeros((self.count, SLOTS))

    def idle(self, agent: NDArray[np.int32], start: Ticks, end: Ticks) -> NDArray[np.float64]:
        """Return the idle time expected before a contact, by pool and half hour.

        Of all days, and over contacts that did not wait, it also says which gaps are no end of a session: such gaps are
        nearly exponential.
        """
        shifted = self.of[agent] * self.slots * SLOT
        there = slot_time(start + shifted, end + shifted, self.count * self.slots).reshape(self.contacts.shape)
        spare = np.maximum(there - self.contacts * self.each[:, None], 0.0)
        over, n = (each.reshape(self.count, -1, SLOTS).sum(axis=1) for each in (spare, self.contacts))
        usual = np.divide(over, n * self.at_once[:, None], out=np.zeros_like(over), where=n > 0)
        self.longest = _TIMES_IDLE * np.minimum(usual, float(_LONGEST_IDLE))
        found = np.divide(spare, self.contacts, out=np.zeros_like(spare), where=self.contacts > 0)
        return np.minimum(found, float(_LONGEST_IDLE))

    def apart(
        self, agent: NDArray[np.int32], start: Ticks, end: Ticks, team_of: Mapping[int, str]
    ) -> NDArray[np.int64]:
        """Return the pool of each agent: 0, or his team's own where it is far more or less idle than all."""
        there = np.bincount(agent, end - start, minlength=len(self.of)).astype(np.float64)
        spare = np.maximum(there - self.work_of, 0.0)
        usual = spare.sum() / max(1.0, float(self.took_of.sum()))
        found = np.zeros(len(self.of), dtype=np.int64)
        for name in dict.fromkeys(team_of.values()):
            own = members(team_of, name, len(self.of))
            its = spare[own].sum() / max(1.0, float(self.took_of[own].sum()))
            if max(its, usual) > _FAR * min(its, usual):
                found[own] = found.max() + 1
        return found

    def before_and_after(
        self, agent: NDArray[np.int32], first: Ticks, last: Ticks, idle: NDArray[np.float64]
    ) -> tuple[Ticks, Ticks, Ticks]:
        """Return idle time before first contacts; after last ones; and these as long as they are where he is idle."""
        team = self.of[agent]
        before = idle[team, first // SLOT]
        idle_then = idle[team, np.minimum(last // SLOT, self.slots - 1)]
        after = idle_then * idle_then / (idle_then + self.each[team])
        return before.astype(np.int64), after.astype(np.int64), idle_then.astype(np.int64)


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
    return Sessions(agent=agent.astype(np.int32), start=start, end=end, added=0 * start, overrun=0 * start)


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


def _parted(answered: Answered, pools: _Pools, idle: NDArray[np.float64]) -> tuple[Ticks, Ticks]:
    """Return at which contacts sessions start and end."""

    def is_last(piece: slice) -> NDArray[np.bool_]:
        pool, slot = pools.of[some_of(answered, "agent", piece)], some_of(answered, "release", piece) // SLOT
        longest = np.maximum(float(LONGEST_GAP), _TIMES_IDLE * idle[pool, slot])
        return np.asarray(some_of(answered, "gap", piece) > np.maximum(longest, pools.longest[pool, slot % SLOTS]))

    day = in_pieces(len(answered), np.int32, lambda piece: some_of(answered, "start", piece) // DAY)
    ends = np.flatnonzero(in_pieces(len(answered), np.bool_, is_last) | np.append(day[1:] != day[:-1], True))
    return np.append(0, ends[:-1] + 1), ends


def _extended(
    agent: NDArray[np.int32], start: Ticks, end: Ticks, idle: tuple[Ticks, Ticks, Ticks], is_open: NDArray[np.bool_]
) -> tuple[Ticks, Ticks]:
    """Return sessions that begin before the first contact and end after the last, by the idle time expected then."""
    some = is_open.any(axis=1)
    first = np.where(some, is_open.argmax(axis=1), 0)
    last = np.where(some, SLOTS - is_open[:, ::-1].argmax(axis=1), SLOTS)
    day = start // DAY
    opens = np.minimum(start, day * DAY + first[day % 7] * SLOT)
    closes = np.maximum(end, day * DAY + last[day % 7] * SLOT)
    before, after, while_idle = idle
    early = np.where(start - opens <= _OFTEN * before, opens, start - before)
    late = np.where(closes - end <= _OFTEN * while_idle, closes, end + after)
    same = agent[1:] == agent[:-1]
    early[1:] = np.where(same, np.maximum(early[1:], np.minimum(late[:-1], start[1:])), early[1:])
    late[:-1] = np.where(same, np.minimum(late[:-1], start[1:]), late[:-1])
    return early, late


def unbroken(answered: Answered, sessions: Sessions) -> NDArray[np.bool_]:
    """Return whether each answer and the agent's next one lie in one session."""
    if len(sessions) == 0 or len(answered) == 0:
        return np.zeros(len(answered), dtype=bool)
    span = int(max(sessions.end.max(), answered.free.max())) + 1
    key, until = sessions.agent * np.int64(span) + sessions.start, sessions.end
    order = np.argsort(key, kind="stable")
    place = np.searchsorted(key[order], answered.agent * np.int64(span) + answered.release, "right") - 1
    at = order[np.maximum(place, 0)]
    inside = (place >= 0) & (sessions.agent[at] == answered.agent)
    return np.asarray(inside & (answered.release + answered.gap <= until[at]))


def members(team_of: Mapping[int, str], team: str, agents: int) -> NDArray[np.bool_]:
    """Return which of so many agents are of a team."""
    return np.array([team_of.get(agent) == team for agent in range(agents)], dtype=bool)


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
