"""How long agents who seem idle take to answer: callers who meet no line and idle agents, and wait all the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY
from sim.fit.answered import waits
from sim.fit.client import Client

_IDLE, _LEAST = 2, 100


def idle_response(client: Client, days: NDArray[np.int64], line: NDArray[np.int64]) -> float:
    """Return the mean wait of callers who met no line and two or more idle agents with the skill, yet waited; ticks.

    They wait until one of these agents is back at hand or another ends a contact.

    Parameters
    ----------
    client : Client
        The whole log.
    days : ndarray
        The days looked at.
    line : ndarray
        How many callers each contact of the log met.

    Returns
    -------
    float
        0 where fewer than a hundred waited so.
    """
    log, answered, sessions = client.log, client.answered, client.sessions
    day, wait = log.received // DAY, waits(log)
    slow = np.isin(day, days) & (line == 0) & (log.answered >= 0) & (wait > answered.ring)
    able = {int(each): client.skills.on(int(each)) for each in days}
    none = np.zeros_like(client.skills.on(0))
    there = np.array([able.get(at, none)[who] for at, who in zip(sessions.day.tolist(), sessions.agent, strict=True)])
    busy = np.zeros((len(answered), len(log.issues)), dtype=bool)
    for number, skills in able.items():
        here = np.flatnonzero(answered.start // DAY == number)
        busy[here] = skills[answered.agent[here]]
    total, n = 0.0, 0
    for code in range(len(log.issues)):
        rows = np.flatnonzero(slow & (log.issue == code))
        at = log.received[rows]
        own, taken = there[:, code], busy[:, code]
        idle = _between(sessions.start[own], sessions.end[own], at)
        idle -= _between(answered.start[taken], answered.release[taken], at)
        total += float(wait[rows[idle >= _IDLE]].sum())
        n += int((idle >= _IDLE).sum())
    return total / n if n >= _LEAST else 0.0


def _between(start: NDArray[np.int64], end: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return how many spells hold each moment."""
    return np.searchsorted(np.sort(start), at, "right") - np.searchsorted(np.sort(end), at, "right")
