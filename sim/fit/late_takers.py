"""Agents with the same types of whom some take one at once, others only after its callers have waited: two teams."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import SECOND
from sim.fit.answered import Answered, waits
from sim.fit.call_log import CallLog
from sim.fit.fitted import Vector
from sim.fit.lacking import likelihood

_BEYOND_RING = 5 * SECOND
_EARLY_SHARE, _LATE_SHARE, _CHANCE = 0.1, 0.02, 0.01
_LEAST_PEOPLE = 3
EARLY, LATE, UNKNOWN = 0, 1, 2


def when_taken(log: CallLog, answered: Answered) -> NDArray[np.int64]:
    """Return whether each agent takes each type early or late, shape (agents, types).

    Only answers count of agents who were free before the caller came. Early is who gives a tenth of these at once; late
    is who gives at most 2 % at once, so many that of an early one this were chance in less than one case of a hundred.
    """
    wait = waits(log)[answered.row]
    before = np.append(0, answered.free[:-1])
    follows = np.append(False, answered.agent[1:] == answered.agent[:-1])
    free = follows & (before <= log.received[answered.row])
    shape = (max(1, len(log.agents)), max(1, len(log.issues)))
    place = answered.agent * shape[1] + log.issue[answered.row]
    early = free & (wait <= answered.ring + _BEYOND_RING)
    n, at_once = (np.bincount(place[rows], minlength=shape[0] * shape[1]).reshape(shape) for rows in (free, early))
    is_early = (n > 0) & (at_once >= _EARLY_SHARE * n)
    usual = (at_once * is_early).sum(axis=0) / np.maximum((n * is_early).sum(axis=0), 1)
    is_late = (at_once <= _LATE_SHARE * n) & ((1 - usual) ** n < _CHANCE)
    return np.asarray(np.where(is_late, LATE, np.where(is_early, EARLY, UNKNOWN)))


def parted(group: NDArray[np.intp], when: NDArray[np.int64], took: Vector, most: int) -> NDArray[np.intp]:
    """Return groups, parted where three or more people take a type early and three or more late.

    Whose answers do not tell goes to those whose mix of types is most like his own.

    Parameters
    ----------
    group : ndarray
        The group of each agent, from 0 on.
    when : ndarray, shape (agents, types)
        As of `when_taken`.
    took : ndarray, shape (agents, types)
        How many contacts each took.
    most : int
        So many groups at most.
    """
    found = group.copy()
    number = 0
    while number <= int(found.max(initial=-1)) < most - 1:
        own = np.flatnonzero(found == number)
        sides = np.array([(when[own] == side).sum(axis=0) for side in (EARLY, LATE)]).min(axis=0)
        code = int(sides.argmax())
        if sides[code] < _LEAST_PEOPLE:
            number += 1
            continue
        side = when[own, code]
        mixes = [took[own[side == each]].sum(axis=0) for each in (EARLY, LATE)]
        nearer = np.array([likelihood(took[own], mix) for mix in mixes]).argmax(axis=0)
        found[own[np.where(side == UNKNOWN, nearer, side) == LATE]] = found.max() + 1
    return found
