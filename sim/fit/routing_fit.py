"""Steps of routing: teams that take a type only after its callers have waited, or only a share of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, MINUTE
from sim.fit.answered import Answered, waits
from sim.fit.call_log import CallLog
from sim.fit.compact_columns import pieces, smallest, some_of
from sim.fit.fitted import Fitted
from sim.fit.queue_order import Idle, idle_of, in_order
from sim.fit.route_evidence import Answers
from sim.fit.sessions import members
from sim.fit.skills import Skills

Agents = NDArray[np.bool_]


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
    whose = team[answered.agent]
    idle = [idle_of(answered, whose == place) for place in range(len(names))]
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
    if not len(answered):
        return np.zeros(0, dtype=np.int64)
    days, day = _days(answered)
    takes = np.array([skills.on(number) for number in days.tolist()])
    agent, found = answered.agent, np.zeros(len(answered), dtype=np.int64)
    for code in range(len(log.issues)):
        own = np.flatnonzero(log.issue == code)
        wait, came, by = waits(log, own), some_of(log, "received", own), some_of(log, "agent", own)
        for able, floor, whose in _groups(log, skills, [each for each in steps if each.issue == code]):
            may = takes[:, :, code] & able[:-1]
            rows = np.flatnonzero(np.concatenate([may[day[part], agent[part]] for part in pieces(len(day))]))
            late = (wait > max(answered.ring, floor)) & whose[by]
            since, until = np.sort(came[late] + floor), np.sort((came + wait)[late])
            for piece in pieces(len(rows)):
                moment = some_of(answered, "free", rows[piece])
                found[rows[piece]] += np.searchsorted(since, moment, "right") - np.searchsorted(until, moment, "right")
    return found


def _days(answered: Answered) -> tuple[NDArray[np.int64], NDArray[np.signedinteger]]:
    """Return the days with answers, and the place of each contact's day among them."""
    day = np.concatenate([smallest(some_of(answered, "start", piece) // DAY) for piece in pieces(len(answered))])
    days = np.flatnonzero(np.bincount(day))
    return days, smallest(np.searchsorted(days, np.arange(int(day.max()) + 1)))[day]


def _groups(log: CallLog, skills: Skills, steps: list[Step]) -> list[tuple[Agents, int, Agents]]:
    """Return agents by the step of their team: who, its wait, and by whom callers were answered who count."""
    everyone = np.ones(len(log.agents) + 1, dtype=bool)  # the last stands for no agent
    if not steps:
        return [(everyone, 0, everyone)]
    teams = {step.team: members(skills.team_of, step.team, len(everyone)) for step in steps}
    groups = [(teams[step.team], step.ticks, teams[step.team] if step.share else everyone) for step in steps]
    apart = [teams[step.team] for step in steps if step.after is None]
    theirs = ~np.any(apart, axis=0) & (np.arange(len(everyone)) < len(log.agents)) if apart else everyone
    return [*groups, (~np.any([*teams.values()], axis=0), 0, theirs)]
