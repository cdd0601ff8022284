"""Steps of routing: teams that take a type only after its callers have waited, or only a share of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, MINUTE
from sim.fit.answered import Answered, waits
from sim.fit.call_log import CallLog
from sim.fit.fitted import Fitted
from sim.fit.queue_order import Idle, idle_of, in_order
from sim.fit.route_evidence import Answers
from sim.fit.skills import Skills


@dataclass(frozen=True, kw_only=True)
class Step:
    """From which wait on a team takes a type, and how much of it.

    Attributes
    ----------
    team : str
        Whose agents.
    issue : int
        The code of the type.
    after : Fitted, optional
        Minutes of wait; none where the team takes its share at once.
    share : Fitted, optional
        The share of contacts for which there is this step, where it is not all. Without `after` these are for this team
        alone, and all others never for it.
    """

    team: str
    issue: int
    after: Fitted | None = None
    share: Fitted | None = None

    @property
    def ticks(self) -> int:
        """The wait, in ticks."""
        return round(self.after.value * MINUTE) if self.after else 0

    @property
    def figures(self) -> tuple[Fitted, ...]:
        """What was fitted of it."""
        return tuple(each for each in (self.after, self.share) if each)


@dataclass(frozen=True, kw_only=True)
class Routing:
    """Who takes which type when.

    Attributes
    ----------
    steps : tuple of Step
        Of teams that do not take all of a type at once.
    first : dict of int to tuple of str
        The teams that take a type at once, by its code, in the order in which they are asked.
    """

    steps: tuple[Step, ...] = ()
    first: dict[int, tuple[str, ...]]

    @property
    def figures(self) -> tuple[Fitted, ...]:
        """What was fitted of the steps."""
        return tuple(told for each in self.steps for told in each.figures)


def routing_of(log: CallLog, answered: Answered, skills: Skills) -> Routing:
    """Return who takes which type when.

    *After a wait.* An agent who was free before a caller came, and answers him later on, might not have taken him at
    once. Where next to none of a team's answers of a type come before some wait, be its agents free or not, this is a
    step; but if no other team takes the type earlier, the wait is something else, such as an announcement.

    *A share.* A team that passes over callers of its type who came earlier and are taken by others later on, while it
    takes its own in order, may not take them. If it takes the type at once, there are callers for it alone.

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
        return Routing(first={})
    team = np.full(len(log.agents), -1)
    for agent, name in skills.team_of.items():
        team[agent] = names.index(name)
    idle = [idle_of(answered, team[answered.agent] == place) for place in range(len(names))]
    steps: list[Step] = []
    first: dict[int, tuple[str, ...]] = {}
    for code, issue in enumerate(log.issues):
        able = {place: name for place, name in enumerate(names) if issue in skills.teams[name]}
        found, first[code] = _route(Answers(log, answered, team, code), able, idle)
        steps += found
    return Routing(steps=tuple(steps), first=first)


def _route(its: Answers, able: dict[int, str], idle: list[Idle]) -> tuple[list[Step], tuple[str, ...]]:
    """Return the steps of a type, and the teams that take it at once in order; teams by place and name."""
    took = [place for place in able if its.by(place).any()]
    floors = {place: its.floor(place) for place in took}
    late = {place: each for place, each in floors.items() if each is not None}
    if len(late) == len(took):
        late = {}
    steps = []
    for place, after in late.items():
        step = Step(team=able[place], issue=its.code, after=after)
        steps.append(replace(step, share=its.share_after(place, step.ticks, idle[place])))
    at_once = [place for place in able if place not in late]
    for place in sorted(set(at_once) & set(took), key=lambda each: int(its.by(each).sum())):
        others = [each for each in at_once if each != place]
        if its.are_apart(place, others):
            steps.append(Step(team=able[place], issue=its.code, share=its.share_apart(place)))
            at_once = others
    moments = [np.sort(its.received[its.by(place) & (its.wait <= its.ring)]) for place in at_once]
    order = in_order(moments, [idle[place] for place in at_once])
    return [_named(step, its.name) for step in steps], tuple(able[at_once[place]] for place in order)


def _named(step: Step, issue: str) -> Step:
    """Return a step whose figures say what they are."""
    who = f"{issue} taken by {step.team}"
    after = replace(step.after, name=f"{who} from this wait on") if step.after else None
    return replace(step, after=after, share=replace(step.share, name=f"{who}, share") if step.share else None)


def waiting_for(log: CallLog, answered: Answered, skills: Skills, steps: tuple[Step, ...]) -> NDArray[np.int64]:
    """Return how many callers each agent might have taken when he became free: of his types, and beyond their steps.

    Of a type that comes for teams in shares only those count for a team whom it took in the end: of the others nobody
    knows whether it might have.

    Parameters
    ----------
    log, answered, skills
        As in `routing_of`.
    steps : tuple of Step
        Of the log.
    """
    found = np.zeros(len(answered), dtype=np.int64)
    if not len(answered):
        return found
    wait = waits(log)
    takes = _takes(answered, skills, len(log.issues))
    for code in range(len(log.issues)):
        for group, floor, whose in _groups(log, answered, skills, [each for each in steps if each.issue == code]):
            rows = np.flatnonzero(group & takes[:, code])
            own = (log.issue == code) & (wait > max(answered.ring, floor))
            own = own if whose is None else own & whose
            since = np.sort(log.received[own] + floor)
            until = np.sort((log.received + wait)[own])
            moment = answered.free[rows]
            found[rows] += np.searchsorted(since, moment, "right") - np.searchsorted(until, moment, "right")
    return found


def _takes(answered: Answered, skills: Skills, types: int) -> NDArray[np.bool_]:
    """Return for each answer which types its agent takes on that day."""
    day = answered.start // DAY
    takes = np.zeros((len(answered), types), dtype=bool)
    order = np.argsort(day, kind="stable")
    days, first = np.unique(day[order], return_index=True)
    for number, rows in zip(days.tolist(), np.split(order, first[1:]), strict=True):
        takes[rows] = skills.on(number)[answered.agent[rows]]
    return takes


def _groups(
    log: CallLog, answered: Answered, skills: Skills, steps: list[Step]
) -> list[tuple[NDArray[np.bool_], int, NDArray[np.bool_] | None]]:
    """Return answers by the step of their agents' team: which, its wait, and whose callers count; nothing: all."""
    if not steps:
        return [(np.ones(len(answered), dtype=bool), 0, None)]
    teams = {step.team: np.zeros(len(log.agents) + 1, dtype=bool) for step in steps}
    for agent, team in skills.team_of.items():
        if team in teams:
            teams[team][agent] = True
    apart = [teams[step.team] for step in steps if step.after is None]
    groups: list[tuple[NDArray[np.bool_], int, NDArray[np.bool_] | None]] = []
    rest = np.ones(len(answered), dtype=bool)
    for step in steps:
        mine = teams[step.team]
        rest &= ~mine[answered.agent]
        groups.append((mine[answered.agent], step.ticks, mine[log.agent] if step.share else None))
    theirs = ~np.any([each[log.agent] for each in apart], axis=0) & (log.agent >= 0) if apart else None
    return [*groups, (rest, 0, theirs)]
