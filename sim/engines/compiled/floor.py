"""A team's floor: what its agents do next, what comes back to them, who comes and goes."""

from typing import Any

from sim.clock import DAY
from sim.demand import purposes as for_
from sim.engines.compiled.at import agent_at, contact_at, hidden_at, output, team_at, team_epoch_at
from sim.engines.compiled.callers import epoch_of
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.lines import calls, contact_for
from sim.engines.compiled.standing import stands_by, stands_no_more
from sim.engines.effects import people
from sim.engines.effects.given import number

_DAILY = 1 << 32


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
def daily_number(w: Any, a: int, day: int, purpose: int) -> float:
    """Return the number of a seat on a day."""
    agent = agent_at(w.agents, a)
    key = output(output(team_at(w.teams, agent.team).key, _DAILY + agent.seat), day)
    return number(key, purpose)


@compiled
def _absent(w: Any, a: int) -> bool:
    share = team_epoch_at(w.team_epochs, epoch_of(w, w.day * DAY) * w.n_teams + agent_at(w.agents, a).team).absence
    return share > 0 and daily_number(w, a, w.day, for_.ABSENT) < share


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
def _leaves_to_others(w: Any, a: int) -> None:
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


# --- who is on the floor -----------------------------------------------------------------------------------------


@compiled
def set_duty(w: Any, a: int, on: bool) -> None:
    """An agent comes on the floor or leaves it."""
    agent = agent_at(w.agents, a)
    if agent.on_duty == on:
        return
    people.changes_duty(w, agent, team_at(w.teams, agent.team), w.tick)
    if not on:
        _leaves_to_others(w, a)
        if not is_there(w, agent):
            stands_no_more(w, a)
    elif not agent.busy:
        is_free(w, a)


@compiled
def has_heads(w: Any, t: int, heads: int) -> None:
    """From now on so many seats are on the floor; those beyond leave when they are free."""
    team = team_at(w.teams, t)
    for seat in range(team.seats):
        a = team.first_agent + seat
        is_due = seat < heads and not agent_at(w.agents, a).vacant
        is_missing = is_due and _absent(w, a)
        people.is_absent(agent_at(w.agents, a), is_missing, w.tick)
        set_duty(w, a, is_due and not is_missing)


@compiled
def goes_away(w: Any, a: int, away: bool) -> None:
    """An agent goes to a gathering, or comes back from it."""
    agent = agent_at(w.agents, a)
    agent.away += 1 if away else -1
    if away:
        stands_no_more(w, a)
    elif agent.away == 0 and is_there(w, agent) and not agent.busy:
        is_free(w, a)


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
