"""Who was away, read from turns: where agents are asked in the order in which they became free, some are skipped."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, MINUTE, SECOND
from sim.fit.answered import Answered
from sim.fit.compact_columns import some_of
from sim.fit.fitted import Vector
from sim.fit.sessions import SLOT, SLOTS, Sessions, members, slot_time, unbroken

_MOST_SKIPPED, _LEAST, _LONGER = 0.2, 300, 3.0
"""Turns are believed where at most this share of gaps is skipped, and these are so many times as long as the others."""
_SURELY = 2 * SECOND
_ABSENCE = MINUTE


def away_by_turns(answered: Answered, sessions: Sessions, team_of: Mapping[int, str]) -> dict[str, Vector]:
    """Return the share of time at work that agents are away, by team and half hour of the day.

    A gap is skipped in which somebody of the team who became free later is answered earlier. What such a gap is longer
    than others at this time of day is an absence. Breaks show so, too, where hardly anybody waits. Teams in which many
    gaps are skipped do not take turns, or differ in what they may take; they are absent from the result.

    Parameters
    ----------
    answered : Answered
        The answered contacts of a log.
    sessions : Sessions
        When agents were there, breaks between contacts included.
    team_of : mapping of int to str
        The team of each agent.

    Returns
    -------
    dict of str to ndarray, shape (48,)
    """
    inside = np.flatnonzero(unbroken(answered, sessions))
    whose = some_of(answered, "agent", inside)
    many = int(max(whose.max(initial=0), sessions.agent.max(initial=0))) + 1
    found = {}
    for team in dict.fromkeys(team_of.values()):
        own = members(team_of, team, many)
        rows = inside[own[whose]]
        begin, gap = some_of(answered, "free", rows), some_of(answered, "gap", rows)
        end = some_of(answered, "release", rows) + gap
        skipped = _skipped(begin, end)
        there = own[sessions.agent]
        away = _away(begin, end, skipped)
        if away is None:
            continue
        slots = int(sessions.end.max()) // DAY * SLOTS + SLOTS
        present = slot_time(sessions.start[there], sessions.end[there], slots).reshape(-1, SLOTS).sum(axis=0)
        gone = slot_time(*away, slots).reshape(-1, SLOTS).sum(axis=0)
        found[team] = np.divide(gone, present, out=np.zeros(SLOTS), where=present > 0)
    return found


def _skipped(begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return in which gaps somebody who became free later is answered earlier."""
    if len(begin) == 0:
        return np.zeros(0, dtype=bool)
    order = np.argsort(begin, kind="stable")
    earliest = np.minimum.accumulate(end[order][::-1])[::-1]
    later = np.searchsorted(begin[order], begin + _SURELY, "left")
    return np.asarray((later < len(begin)) & (earliest[np.minimum(later, len(begin) - 1)] < end))


def _away(
    begin: NDArray[np.int64], end: NDArray[np.int64], skipped: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Return when absences begin and end; nothing where agents do not take turns."""
    gap = end - begin
    if len(gap) < _LEAST or not 0 < skipped.sum() <= _MOST_SKIPPED * len(gap):
        return None
    usual = float(gap[~skipped].mean())
    if float(np.median(gap[skipped])) < _LONGER * usual:
        return None
    slot = begin % DAY // SLOT
    n = np.bincount(slot[~skipped], minlength=SLOTS)
    mean = np.bincount(slot[~skipped], gap[~skipped], minlength=SLOTS) / np.maximum(n, 1)
    idle = np.where(n >= 10, mean, usual)[slot].astype(np.int64)
    absent = skipped & (gap - idle > _ABSENCE)
    return begin[absent], (end - idle)[absent]
