"""Steps of routing: teams that take a type only after its callers have waited, though their agents were free before."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, MINUTE, SECOND
from sim.fit.answered import Answered, waits
from sim.fit.call_log import CallLog
from sim.fit.compact_columns import pieces, smallest, some_of
from sim.fit.fitted import Fitted
from sim.fit.skills import Skills

_EARLY = 0.02
"""Up to this share of answers may come before the step: exceptions, and clocks that differ."""
_LEAST_ANSWERS = 30
_LEAST_STEP = 5 * SECOND
"""A step beyond ringing is at least so long."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """From which wait on a team takes a type.

    Attributes
    ----------
    team : str
        Whose agents.
    issue : int
        The code of the type.
    after : Fitted
        Minutes of wait.
    """

    team: str
    issue: int
    after: Fitted

    @property
    def ticks(self) -> int:
        """The wait, in ticks."""
        return round(self.after.value * MINUTE)


def steps_of(log: CallLog, answered: Answered, skills: Skills) -> tuple[Step, ...]:
    """Return the steps of a log.

    An agent who was free before a caller came, and answers him later on, might not have taken him at once.
    Where next to none of a team's answers of a type come before some wait, be its agents free or not, this is a step;
    but if no other team takes the type earlier, the wait is something else, such as an announcement.

    Parameters
    ----------
    log : CallLog
        The log.
    answered : Answered
        Its answered contacts.
    skills : Skills
        Teams, and who is in which.
    """
    names = list(skills.teams)
    if len(names) < 2 or not len(answered):
        return ()
    number = np.full(len(log.agents), -1)
    for agent, team in skills.team_of.items():
        number[agent] = names.index(team)
    wait, issue = waits(log, answered.row), some_of(log, "issue", answered.row)
    before = np.append(0, answered.free[:-1])
    follows = np.append(False, answered.agent[1:] == answered.agent[:-1])
    was_free = follows & (before <= log.received[answered.row])
    found = []
    for code in range(len(log.issues)):
        own = [(issue == code) & (number[answered.agent] == place) for place in range(len(names))]
        floors = [_floor(wait[each], wait[each & was_free], answered.ring) for each in own]
        if any(each is None for each, some in zip(floors, own, strict=True) if some.any()):
            found += [
                Step(
                    team=name,
                    issue=code,
                    after=replace(each, name=f"{log.issues[code]} taken by {name} from this wait on"),
                )
                for name, each in zip(names, floors, strict=True)
                if each is not None and log.issues[code] in skills.teams[name]
            ]
    return tuple(found)


def _floor(wait: NDArray[np.int64], of_free: NDArray[np.int64], ring: int) -> Fitted | None:
    """Return the wait before which next to none was answered; nothing where there is none, or few answers."""
    from scipy.stats import binom

    n = len(of_free)
    if n < _LEAST_ANSWERS:
        return None
    ranks = np.asarray(binom.ppf([0.025, 0.975], n, _EARLY)).astype(
        int
    )  # of the ordered waits: the quantile's interval
    ordered = np.sort(of_free)
    low, high = (float(ordered[min(rank, n - 1)]) / MINUTE for rank in ranks)
    floor = int(ordered[int(_EARLY * n)])
    if floor < ring + _LEAST_STEP or (wait < floor - SECOND).mean() > _EARLY:
        return None
    return Fitted(name="", value=floor / MINUTE, low=low, high=high, n=n, unit="minutes",
                  fit=f"{100 * float((wait < floor - SECOND).mean()):.1f} % of answers come earlier")  # fmt: skip


def waiting_for(log: CallLog, answered: Answered, skills: Skills, steps: tuple[Step, ...]) -> NDArray[np.int64]:
    """Return how many callers each agent might have taken when he became free: of his types, and beyond their steps.

    Parameters
    ----------
    log, answered, skills
        As in `steps_of`.
    steps : tuple of Step
        Of the log.
    """
    if not len(answered):
        return np.zeros(0, dtype=np.int64)
    days, day = _days(answered)
    takes = np.array([skills.on(number) for number in days.tolist()])
    agent, found = answered.agent, np.zeros(len(answered), dtype=np.int64)
    for code in range(len(log.issues)):
        after = {step.team: step.ticks for step in steps if step.issue == code}
        floor = np.array([after.get(skills.team_of.get(who, ""), 0) for who in range(len(log.agents))])
        own = np.flatnonzero(log.issue == code)
        wait, came = waits(log, own), some_of(log, "received", own)
        for each in np.unique(floor):
            may = takes[:, :, code] & (floor == each)
            rows = np.flatnonzero(np.concatenate([may[day[part], agent[part]] for part in pieces(len(day))]))
            late = wait > max(answered.ring, int(each))
            since, until = np.sort(came[late] + each), np.sort((came + wait)[late])
            for piece in pieces(len(rows)):
                moment = some_of(answered, "free", rows[piece])
                found[rows[piece]] += np.searchsorted(since, moment, "right") - np.searchsorted(until, moment, "right")
    return found


def _days(answered: Answered) -> tuple[NDArray[np.int64], NDArray[np.signedinteger]]:
    """Return the days with answers, and the place of each contact's day among them."""
    day = np.concatenate([smallest(some_of(answered, "start", piece) // DAY) for piece in pieces(len(answered))])
    days = np.flatnonzero(np.bincount(day))
    return days, smallest(np.searchsorted(days, np.arange(int(day.max()) + 1)))[day]
