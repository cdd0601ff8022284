"""Who is on the floor: agents come and go by the roster, take breaks, and are away at gatherings and sessions."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sim.clock import DAY, Kind
from sim.demand.duties import Change, What
from sim.engines.effects import duty as effects
from sim.engines.reference.clockwork import Steps

if TYPE_CHECKING:
    from sim.engines.reference.agent import Agent
    from sim.engines.reference.center import Center
    from sim.engines.reference.team import Team

MOST_SEATS = 10_000
REST_ID, FLOATS_ID = 1 << 31, 1 << 32
"""Breaks that end, and those that float, come after what the roster has happen in the same instant."""


Does = Callable[["Center"], None]


def opening_hours(center: "Center", opens: Does, closes: Does) -> Steps:
    """Agents come and go by the roster; the others say what happens when the center opens and closes."""
    env = center.env
    for day in range(center.plan.horizon_tick // DAY):
        changes: list[tuple[int, Kind, int, Change | None]] = [
            (day * DAY + change.tick, Kind.OPENING, change.past, change) for change in center.roster.changes(day)
        ]
        changes += [(tick, Kind.CLOSING, past, None) for tick, past in center.roster.closings(day)]
        changes.sort(key=lambda each: each[:2])
        for number, (tick, kind, past, change) in enumerate(changes):
            yield env.at(tick, kind, number)
            center.day = max(0, day - past)
            if change is not None:
                if change.what <= What.HEADS:
                    opens(center)
                happens(center, change)
            elif tick % DAY or not _opens_at(center, tick):
                closes(center)


def _opens_at(center: "Center", tick: int) -> bool:
    """Whether the center goes on past midnight."""
    return any(start == 0 for start, _ in center.days.spans(tick // DAY)) and tick < center.plan.horizon_tick


def happens(center: "Center", change: Change) -> None:
    """What the roster has happen."""
    if change.what == What.OPENS:
        return
    team = center.teams[change.team]
    if change.what == What.HEADS:
        has_heads(team, center.roster.heads(change, center.env.tick // DAY))
    elif change.what == What.BLOCK:
        for agent in team.agents:
            if effects.off_phone(agent.center, agent, team, agent.on_duty and is_off_phone(agent), center.env.tick):
                comes_free(agent)
    else:
        _happens_to(team.agents[change.seat], change)


def _happens_to(agent: "Agent", change: Change) -> None:
    """What the roster has happen to a person."""
    team, env = agent.crew, agent.center.env
    if change.what == What.STARTS:
        shift_starts(agent, agent.center.day)
    elif change.what == What.ENDS:
        leaves(agent)
    elif change.what in (What.GONE, What.BACK):
        gone = change.what == What.GONE and not agent.vacant
        effects.is_excused(agent.center, agent, team, gone, change.paid, env.tick)
    elif change.what in (What.MEETS, What.MET):
        if effects.meets(agent.center, agent, team, change.what == What.MEETS, env.tick):
            comes_free(agent)
    elif change.what == What.WINDS_DOWN:
        effects.winds_down(agent.center, agent, team, env.tick)
        comes_free(agent)
    elif change.slack:
        tick = env.tick + agent.center.roster.floats(change, agent.center.day)
        env.when(env.at(tick, Kind.OPENING, FLOATS_ID + ident(agent)), partial(rest_is_due, agent, change))
    else:
        rest_is_due(agent, change)


def ident(agent: "Agent") -> int:
    """Return what orders the agents of all teams."""
    return agent.team * MOST_SEATS + agent.seat


def shift_starts(agent: "Agent", day: int) -> None:
    """A person's shift starts, which begins on a day: who is absent misses all of it."""
    team = agent.crew
    missing = not agent.vacant and team.center.roster.is_absent(team.index, agent.seat, day)
    effects.is_absent(agent.center, agent, team, missing, team.center.env.tick)
    set_duty(agent, not agent.vacant and not missing)


def rest_is_due(agent: "Agent", change: Change) -> None:
    """A break falls due."""
    effects.rest_is_due(agent.center, agent, agent.crew, change.value, change.paid, agent.center.env.tick)
    takes_break(agent)


def takes_break(agent: "Agent") -> bool:
    """Who is free takes the break that is due; say whether there is one."""
    env = agent.center.env
    lasts = effects.begins_rest(agent.center, agent, agent.crew, env.tick)
    if lasts == 0:
        return False
    agent.crew.idle.discard(agent)
    env.when(env.after(lasts, Kind.OPENING, REST_ID + ident(agent)), partial(rest_ends, agent))
    return True


def rest_ends(agent: "Agent") -> None:
    """A break is over."""
    if effects.rest_ends(agent.center, agent, agent.crew, agent.center.env.tick):
        comes_free(agent)


def is_off_phone(agent: "Agent") -> bool:
    """Whether an agent is off the phone now, for meetings and the like."""
    return agent.center.roster.is_off_phone(agent.team, agent.seat, agent.center.env.tick)


def has_heads(team: "Team", heads: int) -> None:
    """From now on so many seats are on the floor; those beyond leave when they are free."""
    for agent in team.agents:
        is_due = agent.seat < heads and not agent.vacant
        missing = is_due and team.center.roster.is_absent(team.index, agent.seat, team.center.day)
        effects.is_absent(agent.center, agent, team, missing, team.center.env.tick)
        set_duty(agent, is_due and not missing)


def closes(team: "Team") -> None:
    """At closing seats are empty; who works a shift is there until it ends."""
    if not team.by_person:
        has_heads(team, 0)


def goes_home(team: "Team") -> None:
    """At the end of the simulated time everybody leaves."""
    has_heads(team, 0)


def set_duty(agent: "Agent", on: bool) -> None:
    """An agent comes on the floor or leaves it."""
    if agent.on_duty == on:
        return
    team, tick, was_away = agent.crew, agent.center.env.tick, agent.away > 0
    effects.changes_duty(agent.center, agent, team, tick)
    if not on:
        team.leaves_to_others(agent)
        if not agent.is_there:
            team.idle.discard(agent)
        elif was_away and not agent.busy:
            team.is_free(agent)
    elif effects.off_phone(agent.center, agent, team, is_off_phone(agent), tick):
        team.idle.discard(agent)
    elif not agent.busy:
        team.is_free(agent)


def leaves(agent: "Agent") -> None:
    """Whose shift is over, or who has quit, is at work no longer."""
    effects.is_absent(agent.center, agent, agent.crew, False, agent.center.env.tick)
    set_duty(agent, False)


def goes_away(agent: "Agent", away: bool) -> None:
    """An agent goes to a gathering, or comes back from it."""
    effects.goes_away(agent.center, agent, agent.crew, away, agent.center.env.tick)
    comes_free(agent)


def comes_free(agent: "Agent") -> None:
    """Who is there, not away and not busy takes the break that is due, or looks for work."""
    if agent.away:
        agent.crew.idle.discard(agent)
    elif agent.is_there and not agent.busy and not takes_break(agent):
        agent.crew.is_free(agent)
