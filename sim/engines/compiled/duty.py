"""Who is on the floor: agents come and go by the roster, take breaks, and are away at gatherings and sessions."""

from typing import Any

from sim.clock import DAY, Kind
from sim.demand import purposes as for_
from sim.demand.duties import What
from sim.engines.compiled.at import agent_at, change_at, team_at
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.events import push
from sim.engines.compiled.floor import is_free, is_there, leaves_to_others
from sim.engines.compiled.persons import daily_number, is_missing, is_off_phone
from sim.engines.compiled.standing import stands_no_more
from sim.engines.effects import duty as effects

REST_ENDS, FLOATS = 3, 4
"""What an opening is beside those of the calendar."""
_MOST_SEATS = 10_000
_REST_ID, _FLOATS_ID = 1 << 31, 1 << 32
"""Breaks that end, and those that float, come after what the roster has happen in the same instant."""


# --- the roster --------------------------------------------------------------------------------------------------


@compiled
def happens_on_floor(w: Any, n: int) -> None:
    """What the roster has happen."""
    change = change_at(w.changes, n)
    if change.what == What.OPENS:
        return
    team = team_at(w.teams, change.team)
    if change.what == What.HEADS:
        heads = change.value
        if change.share > 0.0:
            number = daily_number(w, team.first_agent + heads, w.tick // DAY, for_.WORKS + change.minute)
            heads += number < change.share
        has_heads(w, change.team, heads)
    elif change.what == What.BLOCK:
        for a in range(team.first_agent, team.first_agent + team.seats):
            agent = agent_at(w.agents, a)
            if effects.off_phone(w, agent, team, agent.on_duty and is_off_phone(w, a), w.tick):
                comes_free(w, a)
    else:
        _happens_to(w, team.first_agent + change.seat, n)


@compiled
def _happens_to(w: Any, a: int, n: int) -> None:
    """What the roster has happen to a person."""
    change, agent = change_at(w.changes, n), agent_at(w.agents, a)
    team = team_at(w.teams, agent.team)
    if change.what == What.STARTS:
        _shift_starts(w, a, w.day)
    elif change.what == What.ENDS:
        leaves(w, a)
    elif change.what == What.GONE or change.what == What.BACK:
        effects.is_excused(w, agent, team, change.what == What.GONE and not agent.vacant, change.paid, w.tick)
    elif change.what == What.MEETS or change.what == What.MET:
        if effects.meets(w, agent, team, change.what == What.MEETS, w.tick):
            comes_free(w, a)
    elif change.what == What.WINDS_DOWN:
        effects.winds_down(w, agent, team, w.tick)
        comes_free(w, a)
    elif change.slack > 0:
        later = int(daily_number(w, a, w.day, for_.FLOATS + change.minute) * change.slack)
        push(w, w.tick + later, Kind.OPENING, _FLOATS_ID + _ident(agent), n, FLOATS)
    else:
        rest_is_due(w, n)


@compiled
def _ident(agent: Any) -> int:
    """Return what orders the agents of all teams."""
    return agent.team * _MOST_SEATS + agent.seat


@compiled
def _shift_starts(w: Any, a: int, day: int) -> None:
    """A person's shift starts, which begins on a day: who is absent misses all of it."""
    agent = agent_at(w.agents, a)
    missing = not agent.vacant and is_missing(w, a, day)
    effects.is_absent(w, agent, team_at(w.teams, agent.team), missing, w.tick)
    set_duty(w, a, not agent.vacant and not missing)


@compiled
def has_heads(w: Any, t: int, heads: int) -> None:
    """From now on so many seats are on the floor; those beyond leave when they are free."""
    team = team_at(w.teams, t)
    for seat in range(team.seats):
        a = team.first_agent + seat
        agent = agent_at(w.agents, a)
        is_due = seat < heads and not agent.vacant
        missing = is_due and is_missing(w, a, w.day)
        effects.is_absent(w, agent, team, missing, w.tick)
        set_duty(w, a, is_due and not missing)


@compiled
def closes(w: Any, t: int) -> None:
    """At closing seats are empty; who works a shift is there until it ends."""
    if not team_at(w.teams, t).by_person:
        has_heads(w, t, 0)


@compiled
def set_duty(w: Any, a: int, on: bool) -> None:
    """An agent comes on the floor or leaves it."""
    agent = agent_at(w.agents, a)
    if agent.on_duty == on:
        return
    team, was_away = team_at(w.teams, agent.team), agent.away > 0
    effects.changes_duty(w, agent, team, w.tick)
    if not on:
        leaves_to_others(w, a)
        if not is_there(w, agent):
            stands_no_more(w, a)
        elif was_away and not agent.busy:
            is_free(w, a)
    elif effects.off_phone(w, agent, team, is_off_phone(w, a), w.tick):
        stands_no_more(w, a)
    elif not agent.busy:
        is_free(w, a)


@compiled
def leaves(w: Any, a: int) -> None:
    """Whose shift is over, or who has quit, is at work no longer."""
    agent = agent_at(w.agents, a)
    effects.is_absent(w, agent, team_at(w.teams, agent.team), False, w.tick)
    set_duty(w, a, False)


# --- breaks, and being away ----------------------------------------------------------------------------------------


@compiled
def rest_is_due(w: Any, n: int) -> None:
    """A break falls due."""
    change = change_at(w.changes, n)
    team = team_at(w.teams, change.team)
    a = team.first_agent + change.seat
    effects.rest_is_due(w, agent_at(w.agents, a), team, change.value, change.paid, w.tick)
    takes_break(w, a)


@compiled
def takes_break(w: Any, a: int) -> bool:
    """Who is free takes the break that is due; say whether there is one."""
    agent = agent_at(w.agents, a)
    lasts = effects.begins_rest(w, agent, team_at(w.teams, agent.team), w.tick)
    if lasts == 0:
        return False
    stands_no_more(w, a)
    push(w, w.tick + lasts, Kind.OPENING, _REST_ID + _ident(agent), a, REST_ENDS)
    return True


@compiled
def rest_ends(w: Any, a: int) -> None:
    """A break is over."""
    agent = agent_at(w.agents, a)
    if effects.rest_ends(w, agent, team_at(w.teams, agent.team), w.tick):
        comes_free(w, a)


@compiled
def goes_away(w: Any, a: int, away: bool) -> None:
    """An agent goes to a gathering, or comes back from it."""
    agent = agent_at(w.agents, a)
    effects.goes_away(w, agent, team_at(w.teams, agent.team), away, w.tick)
    comes_free(w, a)


@compiled
def comes_free(w: Any, a: int) -> None:
    """Who is there, not away and not busy takes the break that is due, or looks for work."""
    agent = agent_at(w.agents, a)
    if agent.away > 0:
        stands_no_more(w, a)
    elif is_there(w, agent) and not agent.busy and not takes_break(w, a):
        is_free(w, a)
