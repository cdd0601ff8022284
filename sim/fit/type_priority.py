"""Which types are taken first: the head start of each over the others that an agent might have taken instead."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import SECOND
from sim.fit.answered import Answered
from sim.fit.call_log import CallLog
from sim.fit.fitted import Fitted
from sim.fit.head_starts import STARTS
from sim.fit.routing_fit import Step
from sim.fit.sessions import members
from sim.fit.skills import Skills

_GAIN = 0.02
"""A head start is believed that explains so many more of the pairs in a hundred."""
_LEAST = 200


def type_priorities(log: CallLog, answered: Answered, skills: Skills, steps: tuple[Step, ...]) -> dict[int, Fitted]:
    """Return the head starts of types in minutes, by code; types that have none are absent.

    Of two callers of different types who are answered one after the other by agents of a team, both waiting by then for
    longer than the team's step for the type, the head start is the one that explains most often who was first.

    Parameters
    ----------
    log : CallLog
        The log.
    answered : Answered
        Its answered contacts.
    skills : Skills
        Teams, and who is in which.
    steps : tuple of Step
        Waits after which teams take a type.
    """
    pairs = [_pairs(log, answered, skills, team, steps) for team in skills.teams]
    if not pairs or len(log.issues) < 2:
        return {}
    first, then = (np.concatenate(side) for side in zip(*pairs, strict=True))
    ahead = (log.received[then] - log.received[first]).astype(np.int64)
    found = {}
    for code, issue in enumerate(log.issues):
        side = (log.issue[first] == code).astype(np.int64) - (log.issue[then] == code)
        mixed = side != 0
        if mixed.sum() < _LEAST:
            continue
        right = np.array([(ahead[mixed] + side[mixed] * start > 0).mean() for start in STARTS])
        if right.max() > right[0] + _GAIN:
            told = f"explains who was first in {100 * right.max():.0f} % of pairs, none does in {100 * right[0]:.0f} %"
            found[code] = Fitted(
                name=f"head start of {issue}", value=float(STARTS[right.argmax()]) / (60 * SECOND), n=int(mixed.sum()),
                key=f"issues.{issue}.priority", unit="minutes", fit=told,
            )  # fmt: skip
    return found


def _pairs(
    log: CallLog, answered: Answered, skills: Skills, team: str, steps: tuple[Step, ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return contacts that a team answered one after the other, while the second was waiting for it, too."""
    mine = members(skills.team_of, team, len(log.agents))
    rows = answered.row[mine[answered.agent]] if len(mine) else np.zeros(0, dtype=np.int64)
    after = np.zeros(len(log.issues), dtype=np.int64)
    for step in steps:
        if step.team == team:
            after[step.issue] = step.ticks
    since = log.received + after[log.issue] + answered.ring
    rows = rows[since[rows] < log.answered[rows]]
    rows = rows[np.argsort(log.answered[rows], kind="stable")]
    first, then = rows[:-1], rows[1:]
    both = (since[then] < log.answered[first]) & (log.issue[first] != log.issue[then])
    return first[both], then[both]
