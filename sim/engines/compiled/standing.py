"""Who stands in line: customers in the queues of teams and desks, agents who are idle, contacts that have come back."""

from typing import Any

from sim.engines.compiled.at import agent_at, hidden_at, line_at, team_at
from sim.engines.compiled.compiler import compiled


@compiled
def joins(w: Any, n: int, i: int) -> None:
    """A contact joins the end of a line."""
    line, h = line_at(w.lines, n), hidden_at(w.hiddens, i)
    h.before, h.after = line.last, -1
    if line.last >= 0:
        hidden_at(w.hiddens, line.last).after = i
    else:
        line.first = i
    line.last = i


@compiled
def leaves(w: Any, n: int, i: int) -> None:
    """A contact leaves a line, wherever it stands."""
    line, h = line_at(w.lines, n), hidden_at(w.hiddens, i)
    if h.before >= 0:
        hidden_at(w.hiddens, h.before).after = h.after
    else:
        line.first = h.after
    if h.after >= 0:
        hidden_at(w.hiddens, h.after).before = h.before
    else:
        line.last = h.before


@compiled
def _beside(w: Any, t: int, open: int, idle: int) -> None:
    """Count who waits for a team, and who is idle in it and in all, and in how many teams there is either."""
    team = team_at(w.teams, t)
    was = 1 if team.open > 0 and team.idle > 0 else 0
    team.open += open
    team.idle += idle
    w.idle += idle
    w.beside_teams += (1 if team.open > 0 and team.idle > 0 else 0) - was


@compiled
def may_take(w: Any, t: int, change: int) -> None:
    """A team may take one customer more of those who wait, or less."""
    _beside(w, t, change, 0)


@compiled
def is_busy(w: Any, a: int, busy: bool) -> None:
    """An agent begins or ends work."""
    if busy:
        stands_no_more(w, a)
    agent_at(w.agents, a).busy = busy


@compiled
def stands_by(w: Any, a: int) -> None:
    """An idle agent takes a place by time and seat."""
    agent = agent_at(w.agents, a)
    team = team_at(w.teams, agent.team)
    before = team.idle_last
    while before >= 0:
        other = agent_at(w.agents, before)
        if other.idle_since < agent.idle_since or (other.idle_since == agent.idle_since and other.seat < agent.seat):
            break
        before = other.before
    after = team.idle_first if before < 0 else agent_at(w.agents, before).after
    agent.before, agent.after, agent.idle = before, after, True
    _beside(w, agent.team, 0, 1)
    if before >= 0:
        agent_at(w.agents, before).after = a
    else:
        team.idle_first = a
    if after >= 0:
        agent_at(w.agents, after).before = a
    else:
        team.idle_last = a


@compiled
def stands_no_more(w: Any, a: int) -> None:
    """An agent is idle no longer."""
    agent = agent_at(w.agents, a)
    if not agent.idle:
        return
    agent.idle = False
    _beside(w, agent.team, 0, -1)
    team = team_at(w.teams, agent.team)
    if agent.before >= 0:
        agent_at(w.agents, agent.before).after = agent.after
    else:
        team.idle_first = agent.after
    if agent.after >= 0:
        agent_at(w.agents, agent.after).before = agent.before
    else:
        team.idle_last = agent.before
