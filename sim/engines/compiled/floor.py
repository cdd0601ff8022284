"""A team's floor: what its agents do next, what comes back to them, who comes and goes."""

from typing import Any

from sim.engines.compiled.at import agent_at, contact_at, hidden_at, team_at
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.standing import stands_by, stands_no_more
from sim.engines.compiled.waiting import calls, contact_for

# --- what comes back, and what is next ---------------------------------------------------------------------------


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
def _returned_to(w: Any, team: Any) -> int:
    """Take the oldest contact that has come back to a team; there is one."""
    i = team.returned_first
    team.returned_first = hidden_at(w.hiddens, i).after
    if team.returned_first < 0:
        team.returned_last = -1
    return i


@compiled
def _comes_back(w: Any, whose: Any, i: int) -> None:
    """A contact comes back to an agent or a team."""
    hidden_at(w.hiddens, i).after = -1
    if whose.returned_last >= 0:
        hidden_at(w.hiddens, whose.returned_last).after = i
    else:
        whose.returned_first = i
    whose.returned_last = i


@compiled
def is_there(w: Any, agent: Any) -> bool:
    """Whether a customer may be put through: on duty, or staying after closing, and not away."""
    return (agent.on_duty or (agent.stays and w.overtime)) and agent.away == 0


@compiled
def next_for(w: Any, a: int) -> int:
    """Return the next contact for an agent who is free, what has come back first; -1 leaves the agent idle."""
    stands_no_more(w, a)
    agent = agent_at(w.agents, a)
    team = team_at(w.teams, agent.team)
    if agent.returned_first >= 0:
        return _returned(w, a)
    if agent.on_duty and agent.away == 0 and team.returned_first >= 0:
        return _returned_to(w, team)
    if not is_there(w, agent):
        return -1
    i = contact_for(w, a)
    if i < 0:
        stands_by(w, a)
    return i


@compiled
def is_free(w: Any, a: int) -> None:
    """An agent who has nothing to do looks for work."""
    stands_no_more(w, a)
    agent_at(w.agents, a).idle_since = w.tick
    i = next_for(w, a)
    if i >= 0:
        calls(w, a, i)


@compiled
def gives_back(w: Any, i: int) -> None:
    """An issue returns from the manager to the agent who raised it; while he is off duty, to the team."""
    c = contact_at(w.contacts, i)
    team = team_at(w.teams, c.team)
    a = team.first_agent + c.seat
    agent = agent_at(w.agents, a)
    if agent.on_duty or w.is_over:
        _comes_back(w, agent, i)
        if not agent.busy and (w.is_over or agent.away == 0):
            calls(w, a, _returned(w, a))
    else:
        _comes_back(w, team, i)
        _takes_what_came_back(w, team)


@compiled
def _takes_what_came_back(w: Any, team: Any) -> None:
    """Whoever of the team is free takes what has come back to it."""
    a = team.idle_first
    while a >= 0 and team.returned_first >= 0:
        after = agent_at(w.agents, a).after
        if agent_at(w.agents, a).on_duty:
            calls(w, a, _returned_to(w, team))
        a = after


@compiled
def leaves_to_others(w: Any, a: int) -> None:
    """An agent leaves the floor: what has come back to him and still waits is the team's."""
    agent = agent_at(w.agents, a)
    if agent.busy or w.is_over or agent.returned_first < 0:
        return
    team = team_at(w.teams, agent.team)
    while agent.returned_first >= 0:
        _comes_back(w, team, _returned(w, a))
    _takes_what_came_back(w, team)


@compiled
def finishes_what_came_back(w: Any, t: int) -> None:
    """The simulated time is over: who raised a matter finishes it."""
    team = team_at(w.teams, t)
    while team.returned_first >= 0:
        i = _returned_to(w, team)
        _comes_back(w, agent_at(w.agents, team.first_agent + contact_at(w.contacts, i).seat), i)
    for seat in range(team.seats):
        agent = agent_at(w.agents, team.first_agent + seat)
        if agent.returned_first >= 0 and not agent.busy:
            is_free(w, team.first_agent + seat)


# --- who stays after closing -------------------------------------------------------------------------------------


@compiled
def stays(w: Any, a: int, stay: bool) -> None:
    """An agent stays after closing, or no longer."""
    agent = agent_at(w.agents, a)
    if agent.stays != stay:
        agent.stays = stay
        team_at(w.teams, agent.team).stayers += 1 if stay else -1


@compiled
def goes_home(w: Any, a: int) -> None:
    """The center opens again: nobody stays from the day before."""
    stays(w, a, False)
    if not agent_at(w.agents, a).on_duty:
        stands_no_more(w, a)
