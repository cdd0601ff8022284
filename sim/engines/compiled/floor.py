"""A team's floor: its queue, who is idle, who takes whom.

First in, first out within priority; longest idle first.
"""

from typing import Any

from sim.engines.compiled.at import (
    agent_at,
    contact_at,
    hidden_at,
    int_at,
    line_at,
    seen,
    team_at,
    type_at,
)
from sim.engines.compiled.callers import ends
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.events import STARTS, follows, present
from sim.engines.compiled.roster import is_missing
from sim.engines.compiled.standing import joins, leaves, stands_by, stands_no_more
from sim.engines.effects import contacts
from sim.journeys.records import Outcome

# --- the queue ---------------------------------------------------------------------------------------------------


@compiled
def _queues(w: Any, t: int, i: int, change: int) -> None:
    """A customer joins a team's queue, or leaves it; the desks' lines stand before the teams'."""
    n = 2 + t * w.n_ranks + type_at(w.types, contact_at(w.contacts, i).type).rank
    if change > 0:
        joins(w, n, i)
    else:
        leaves(w, n, i)
    team_at(w.teams, t).waiting += change
    hidden_at(w.hiddens, i).queue = t
    present(w, 0, change)


@compiled
def _next_in_line(w: Any, t: int) -> int:
    """Return who is to be served next, or -1."""
    if team_at(w.teams, t).waiting == 0:
        return -1
    for rank in range(w.n_ranks):
        first = line_at(w.lines, 2 + t * w.n_ranks + rank).first
        if first >= 0:
            return first
    return -1


@compiled
def loses(w: Any, t: int, i: int, outcome: int) -> None:
    """A queued customer leaves without having been answered."""
    _queues(w, t, i, -1)
    c, h, now = seen(w, i)
    contacts.waited(h, w.tick - c.queued, now.rules)
    ends(w, i, outcome)


@compiled
def lets_go(w: Any, t: int, outcome: int) -> None:
    """Everybody still queued leaves."""
    i = _next_in_line(w, t)
    while i >= 0:
        loses(w, t, i, outcome)
        i = _next_in_line(w, t)


# --- who takes whom ----------------------------------------------------------------------------------------------


@compiled
def is_busy(w: Any, a: int, busy: bool) -> None:
    """An agent begins or ends work."""
    agent = agent_at(w.agents, a)
    if busy:
        stands_no_more(w, a)
    if agent.busy != busy:
        agent.busy = busy
        team_at(w.teams, agent.team).busy += 1 if busy else -1


@compiled
def _answers(w: Any, i: int, a: int) -> None:
    """The customer's wait is over."""
    c, h, now = seen(w, i)
    contacts.answered(c, h, agent_at(w.agents, a), w.tick, now.rules)
    present(w, 1, 1)


@compiled
def _returned(w: Any, a: int) -> int:
    """Take the oldest contact that has come back to an agent; there is one."""
    agent = agent_at(w.agents, a)
    i = agent.returned_first
    agent.returned_first = hidden_at(w.hiddens, i).after
    if agent.returned_first < 0:
        agent.returned_last = -1
    return i


@compiled
def next_for(w: Any, a: int) -> int:
    """Return the next contact for an agent who is free, or -1 and remember that the agent is idle."""
    agent = agent_at(w.agents, a)
    if agent.returned_first >= 0:
        return _returned(w, a)
    there = agent.on_duty and agent.away == 0
    if there or (not agent.on_duty and w.overtime):
        i = _next_in_line(w, agent.team)
        if i >= 0:
            _queues(w, agent.team, i, -1)
            _answers(w, i, a)
            return i
    if there:
        stands_by(w, a)
    elif w.is_over and team_at(w.teams, agent.team).busy == 0:
        lets_go(w, agent.team, Outcome.OPEN)
    return -1


@compiled
def is_free(w: Any, a: int) -> None:
    """An idle agent looks for work."""
    stands_no_more(w, a)
    agent_at(w.agents, a).idle_since = w.tick
    i = next_for(w, a)
    if i >= 0:
        is_busy(w, a, True)
        follows(w, STARTS, a, i)


@compiled
def stays_on(w: Any, t: int) -> None:
    """In overtime, where nobody is left who would finish the queue, those who went home last come back for it."""
    team = team_at(w.teams, t)
    if not w.overtime or team.busy > 0:
        return
    for seat in range(team.seats):
        a = team.first_agent + seat
        agent = agent_at(w.agents, a)
        if team.waiting > 0 and not agent.busy and not (agent.vacant or is_missing(w, a, w.day)):
            is_free(w, a)


@compiled
def takes(w: Any, t: int, i: int) -> bool:
    """Put a customer through to the longest-idle agent, or into the queue; say whether answered at once."""
    team, c = team_at(w.teams, t), contact_at(w.contacts, i)
    a = team.idle_first
    if a >= 0:
        is_busy(w, a, True)
        _answers(w, i, a)
        follows(w, STARTS, a, i)
        return True
    _queues(w, t, i, 1)
    stays_on(w, t)
    if w.is_over and c.answered < 0 and team.busy == 0:
        loses(w, t, i, Outcome.OPEN)
        return False
    return c.answered >= 0


@compiled
def gives_back(w: Any, i: int) -> None:
    """An issue returns from the manager to the agent who raised it, or to the nearest who can take it."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    team = team_at(w.teams, c.team)
    a = team.first_agent + c.seat
    if not (agent_at(w.agents, a).on_duty or w.is_over):
        for seat in range(team.seats):
            other = agent_at(w.agents, team.first_agent + seat)
            if other.on_duty and not other.vacant:
                a = team.first_agent + seat
                break
    agent = agent_at(w.agents, a)
    h.after = -1
    if agent.returned_last >= 0:
        hidden_at(w.hiddens, agent.returned_last).after = i
    else:
        agent.returned_first = i
    agent.returned_last = i
    if not agent.busy and (w.is_over or (agent.on_duty and agent.away == 0)):
        first = _returned(w, a)
        is_busy(w, a, True)
        follows(w, STARTS, a, first)


@compiled
def team_for(w: Any, i: int) -> int:
    """Return the team that a customer is put through to: the first in preference with somebody idle, or on duty."""
    if hidden_at(w.hiddens, i).outsourced:
        return w.outsourced_to
    its = type_at(w.types, contact_at(w.contacts, i).type)
    first = int_at(w.takers, its.first_taker).v
    if its.takers == 1:
        return first
    staffed = -1
    for n in range(its.takers):
        t = int_at(w.takers, its.first_taker + n).v
        team = team_at(w.teams, t)
        if team.on_duty > 0:
            if staffed < 0:
                staffed = t
            if team.waiting == 0 and team.idle_first >= 0:
                return t
    return staffed if staffed >= 0 else first
