"""Who is on the floor: agents come and go by the roster, and are away at gatherings and sessions."""

from typing import Any

from sim.demand import purposes as for_
from sim.engines.compiled.at import agent_at, team_at
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.floor import is_free
from sim.engines.compiled.roster import daily_number, is_missing
from sim.engines.compiled.standing import stands_no_more
from sim.engines.effects import people


@compiled
def comes_and_goes(w: Any, change: Any) -> None:
    """What the roster has happen."""
    heads = change.value
    if change.share > 0.0:
        one_more = team_at(w.teams, change.team).first_agent + heads
        heads += daily_number(w, one_more, w.day, for_.WORKS + change.minute) < change.share
    has_heads(w, change.team, heads)


@compiled
def has_heads(w: Any, t: int, heads: int) -> None:
    """From now on so many seats are on the floor; those beyond leave when they are free."""
    team = team_at(w.teams, t)
    for seat in range(team.seats):
        a = team.first_agent + seat
        is_due = seat < heads and not agent_at(w.agents, a).vacant
        missing = is_due and is_missing(w, a)
        people.is_absent(agent_at(w.agents, a), missing, w.tick)
        set_duty(w, a, is_due and not missing)


@compiled
def set_duty(w: Any, a: int, on: bool) -> None:
    """An agent comes on the floor or leaves it."""
    agent = agent_at(w.agents, a)
    if agent.on_duty == on:
        return
    people.changes_duty(agent, team_at(w.teams, agent.team), w.tick)
    if not on:
        stands_no_more(w, a)
    elif not agent.busy:
        is_free(w, a)


@compiled
def goes_away(w: Any, a: int, away: bool) -> None:
    """An agent goes to a gathering, or comes back from it."""
    agent = agent_at(w.agents, a)
    agent.away += 1 if away else -1
    if away:
        stands_no_more(w, a)
    if agent.away == 0 and agent.on_duty and not agent.busy:
        is_free(w, a)
