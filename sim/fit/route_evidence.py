"""What answers of one type tell of its route: waits below which a team takes none, and callers whom it passes over."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import MINUTE, SECOND
from sim.fit.answered import Answered, waits
from sim.fit.call_log import CallLog
from sim.fit.compact_columns import some_of
from sim.fit.fitted import Fitted, share_figure
from sim.fit.queue_order import SPARE, Idle, Taken, taken

EARLY = 0.02
"""Up to this share of answers may come before a step: exceptions, and clocks that differ."""
LEAST_STEP = 5 * SECOND
"""A step beyond ringing is at least so long."""
_LEAST_ANSWERS = 30
_PASSED, _IN_ORDER = 0.5, 0.2
"""Where more of the others' callers than the first are passed over, and fewer of the own than the second."""
_AT_ONCE = 5 * SECOND
_MOST_LEFT = 3.0
Rows = NDArray[np.bool_]


class Answers:
    """Contacts of one type, and which team answered them.

    Parameters
    ----------
    log, answered
        The log and its answered contacts.
    team : ndarray
        The place of each agent's team; -1: none.
    code : int
        The type.
    """

    def __init__(self, log: CallLog, answered: Answered, team: NDArray[np.int64], code: int) -> None:
        self.code, self.name, self.ring = code, log.issues[code], answered.ring
        own = np.flatnonzero(log.issue == code)
        self.wait, self.received = waits(log, own), some_of(log, "received", own)
        agent, told = some_of(log, "agent", own), np.zeros(len(log), dtype=bool)
        told[answered.row] = True
        self.team = np.where(told[own] & (agent >= 0), team[agent], -1)
        self.was_free = _were_free(log, answered, code)[own]
        lost = int(((some_of(log, "answered", own) < 0) & (some_of(log, "left", own) >= 0)).sum())
        self.leaving = lost / max(1.0, float(self.wait.sum()))

    def by(self, *teams: int) -> Rows:
        """Return which contacts some teams answered."""
        return np.isin(self.team, teams)

    def floor(self, team: int) -> Fitted | None:
        """Return the wait before which a team answers next to none; nothing where there is none, or few answers."""
        own = self.by(team)
        return _floor(self.wait[own], self.wait[own & self.was_free], self.ring)

    def _taken(self, rows: Rows) -> Taken:
        return taken(self.received[rows], (self.received + self.wait)[rows])

    def are_apart(self, team: int, others: list[int]) -> bool:
        """Return whether a team and others, all of which take the type at once, pass over each other's callers."""
        mine, theirs = self._taken(self.by(team)), self._taken(self.by(*others))
        waited = self.ring + LEAST_STEP
        passed = [theirs.passed_over_by(mine, waited), mine.passed_over_by(theirs, waited)]
        kept = [mine.passed_over_by(mine, waited), theirs.passed_over_by(theirs, waited)]
        most = max((count / n for count, n in passed if n >= _LEAST_ANSWERS), default=0.0)
        out_of_order = sum(count for count, _ in kept) / max(1, sum(n for _, n in kept))
        return most > _PASSED and out_of_order < _IN_ORDER

    def share_apart(self, team: int) -> Fitted:
        """Return the share of a type that comes for a team alone.

        Each answered contact stands for those too who left before such a wait (Horvitz and Thompson 1952).
        """
        stands_for = np.exp(np.minimum(self.leaving * self.wait, _MOST_LEFT))
        own, all_of_it = float(stands_for[self.by(team)].sum()), float(stands_for[self.team >= 0].sum())
        n = int((self.team >= 0).sum())
        return share_figure(round(n * own / all_of_it), n, name="")

    def share_after(self, team: int, after: int, idle: Idle) -> Fitted | None:
        """Return the share of contacts that a team takes after a wait; nothing where it takes all in order.

        It is the share of those whom it takes at once of all who have waited so long while some of its agents are idle.
        """
        mine, theirs = self._taken(self.by(team)), self._taken((self.team >= 0) & ~self.by(team))
        passed, n = theirs.passed_over_by(mine, after + _AT_ONCE)
        if n < _LEAST_ANSWERS or passed < _PASSED * n:
            return None
        reached = (self.wait >= after - SECOND) & (idle.at(self.received + after) >= SPARE)
        at_once = reached & self.by(team) & (self.wait <= after + _AT_ONCE)
        share = share_figure(int(at_once.sum()), int(reached.sum()), name="")
        return share if share.n >= _LEAST_ANSWERS and 0 < share.value < 1 else None


def _were_free(log: CallLog, answered: Answered, code: int) -> Rows:
    """Return which contacts of a type were answered by agents who had been free before they came."""
    found = np.zeros(len(log), dtype=bool)
    row = answered.row
    own = np.flatnonzero(some_of(log, "issue", row) == code)
    own = own[own > 0]
    follows = some_of(answered, "agent", own) == some_of(answered, "agent", own - 1)
    found[row[own]] = follows & (some_of(answered, "free", own - 1) <= some_of(log, "received", row[own]))
    return found


def _floor(wait: NDArray[np.int64], of_free: NDArray[np.int64], ring: int) -> Fitted | None:
    from scipy.stats import binom

    n = len(of_free)
    if n < _LEAST_ANSWERS:
        return None
    ranks = np.asarray(binom.ppf([0.025, 0.975], n, EARLY)).astype(int)  # of the ordered waits: the quantile's interval
    ordered = np.sort(of_free)
    low, high = (float(ordered[min(rank, n - 1)]) / MINUTE for rank in ranks)
    floor = int(ordered[int(EARLY * n)])
    if floor < ring + LEAST_STEP or (wait < floor - SECOND).mean() > EARLY:
        return None
    return Fitted(name="", value=floor / MINUTE, low=low, high=high, n=n, unit="minutes",
                  fit=f"{100 * float((wait < floor - SECOND).mean()):.1f} % of answers come earlier")  # fmt: skip
