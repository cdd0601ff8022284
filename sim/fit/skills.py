"""Who can take what, read from who took what; and teams of agents who take the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY
from sim.fit.answered import Answered
from sim.fit.call_log import CallLog
from sim.fit.compact_columns import some_of
from sim.fit.fitted import Vector
from sim.fit.lacking import LEAST_CALLS, LEAST_SHARE, with_lacking
from sim.fit.late_takers import parted, when_taken

_DAYS = 3
_TELLING = 5.0
_TENTH = 0.1
_MOST_TEAMS = 8
_LEAST_PEOPLE, _SOME_WORK, _MUCH_WORK = 3, 0.02, 0.1
"""Three people with this share of all contacts are a team, and one with much of it."""


@dataclass(frozen=True, kw_only=True)
class Skills:
    """What agents answer, day by day.

    Attributes
    ----------
    took : ndarray, shape (days, agents, types)
        Contacts that each took up to the end of a day, summed from the first on; the first entry is 0.
    teams : dict of str to tuple of str
        Teams, and the types that they take.
    team_of : dict of int to str
        The team of each agent.
    may : ndarray of bool, shape (agents, types)
        Whether an agent's team took a tenth of its share of a type, or too little of all to tell.
    """

    took: NDArray[np.int32]
    teams: dict[str, tuple[str, ...]]
    team_of: dict[int, str]
    may: NDArray[np.bool_]

    def on(self, day: int) -> NDArray[np.bool_]:
        """Return who has which skill on a day, shape (agents, types).

        Whoever answered at least two contacts of a type within three days before and after, and one in a hundred of
        his own. Where fewer than five would be expected of him, none tells nothing: he has it if his team does.
        """
        low, high = max(0, day - _DAYS), min(len(self.took) - 1, day + _DAYS + 1)
        took = self.took[max(high, 0)] - self.took[min(low, len(self.took) - 1)]
        own = took.sum(axis=1, keepdims=True)
        expected = own * (took.sum(axis=0) / max(1, int(took.sum())))
        return np.asarray(((took >= LEAST_CALLS) & (took >= LEAST_SHARE * own)) | ((expected < _TELLING) & self.may))


def skills_of(log: CallLog, answered: Answered) -> Skills:
    """Return who can take what, and teams."""
    days = int((answered.start.max() if len(answered) else 0) // DAY) + 1
    agents, types = max(1, len(log.agents)), max(1, len(log.issues))
    flat = (answered.start // DAY * agents + answered.agent) * types + some_of(log, "issue", answered.row)
    by_day = np.bincount(flat, minlength=days * agents * types).astype(np.int32).reshape(days, agents, types)
    took = np.zeros((days + 1, agents, types), dtype=np.int32)
    np.cumsum(by_day, axis=0, out=took[1:])
    total = took[-1]
    masks = (total >= LEAST_CALLS) & (total >= LEAST_SHARE * total.sum(axis=1, keepdims=True))
    active = np.flatnonzero(total.sum(axis=1) > 0)
    groups, sets = _teams(masks[active], total[active].astype(np.float64))
    teams = parted(groups, when_taken(log, answered)[active], total[active].astype(np.float64), _MOST_TEAMS)
    origin = [groups[teams == team][0] for team in range(int(teams.max(initial=-1)) + 1)]
    groups, sets = teams, sets[origin]
    handled = _handled(groups, sets, total[active], log.issues)
    team_of = {int(agent): f"team_{group + 1}" for agent, group in zip(active, groups, strict=True)}
    may = np.ones((agents, types), dtype=bool)
    may[active] = _may(groups, total[active])
    if len(handled) == 1:
        handled, team_of = {"agents": next(iter(handled.values()))}, dict.fromkeys(team_of, "agents")
    return Skills(took=took, teams=handled, team_of=team_of, may=may)


def _may(groups: NDArray[np.intp], took: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which types each agent's team may know."""
    total = np.zeros((int(groups.max(initial=0)) + 1, took.shape[1]))
    np.add.at(total, groups, took)
    expected = total.sum(axis=1, keepdims=True) * (total.sum(axis=0) / max(1.0, float(total.sum())))
    return np.asarray(((total >= _TENTH * expected) | (expected < _TELLING))[groups])


def _teams(masks: NDArray[np.bool_], took: Vector) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return a group for each agent, and the types of each group; rare sets are joined to the set that is most alike.

    Who lacks a type only because few such contacts came to him belongs to those who have it. Sets are compared by the
    share of types that both have of those that either has (Jaccard 1901).
    """
    if len(masks) == 0:
        return np.zeros(0, dtype=np.intp), masks
    sets, group = np.unique(with_lacking(masks, took), axis=0, return_inverse=True)
    group = group.reshape(-1)
    people = np.bincount(group, minlength=len(sets))
    work = np.bincount(group, took.sum(axis=1), minlength=len(sets))
    share = work / max(1.0, float(work.sum()))
    large = np.flatnonzero(((people >= _LEAST_PEOPLE) & (share >= _SOME_WORK)) | (share >= _MUCH_WORK))
    kept = large[np.argsort(-work[large], kind="stable")][:_MOST_TEAMS]
    if len(kept) == 0:
        kept = np.array([int(work.argmax())])
    both = (sets[:, None, :] & sets[None, kept, :]).sum(axis=2)
    either = (sets[:, None, :] | sets[None, kept, :]).sum(axis=2)
    nearest = (both / np.maximum(either, 1)).argmax(axis=1)
    return np.asarray(nearest[group]), sets[kept]


def _handled(
    groups: NDArray[np.intp], sets: NDArray[np.bool_], took: NDArray[np.int32], issues: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Return what each team takes; a type that nobody would take goes to the team that took most of it."""
    count = int(groups.max()) + 1 if len(groups) else 1
    total = np.zeros((count, len(issues)))
    np.add.at(total, groups, took)
    share = total / np.maximum(total.sum(axis=1, keepdims=True), 1)
    takes = (total >= LEAST_CALLS) & (share >= LEAST_SHARE)
    takes[: len(sets)] |= sets
    for code in range(len(issues)):
        if not takes[:, code].any():
            takes[int(total[:, code].argmax()) if total[:, code].any() else 0, code] = True
    return {
        f"team_{group + 1}": tuple(name for code, name in enumerate(issues) if takes[group, code])
        for group in range(count)
    }
