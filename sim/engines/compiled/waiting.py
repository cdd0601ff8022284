"""The lines: a contact looks for an agent when it joins and when a step of its route falls due; an agent who is free
looks for a contact.

A contact stands in the rank of those with the same rights: the same steps, and handed off before or not. Within a rank
waiting alone decides, so that only its first is looked at: nothing grows with the number who wait.
"""

from typing import Any

from sim.clock import Kind
from sim.engines.compiled.at import (
    agent_at,
    contact_at,
    floor_at,
    hidden_at,
    int_at,
    line_at,
    may_at,
    rank_at,
    route_at,
    route_step_at,
    rules_at,
    seen,
    step_at,
    taker_at,
    team_at,
    type_line_at,
    type_rules_at,
)
from sim.engines.compiled.callers import ends
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.events import STARTS, follows, present, push
from sim.engines.compiled.idle_agents import agent_for
from sim.engines.compiled.standing import is_busy, joins, leaves, may_take
from sim.engines.effects import contacts, waiting
from sim.engines.effects.given import number
from sim.journeys.records import Outcome

_STEP_BITS = 4
"""Steps have numbers of their own below a contact's row."""
_NOBODY = -1


# --- customers ---------------------------------------------------------------------------------------------------


@compiled
def comes_to_line(w: Any, i: int) -> bool:
    """A customer comes to the line: to an idle agent, away again, or to wait; say whether the wait is over."""
    c, h, now = seen(w, i)
    c.queued = w.tick
    route = route_at(w.routes, now.its.route)
    c.drawn = _drawn(w, h.key, route)
    h.rank = int_at(w.rank_of_drawn, route.first_drawn + c.drawn).v
    h.line = 2 + 2 * h.rank + (1 if c.handed_off else 0)
    a = agent_for(w, i)
    if a >= 0:
        answers(w, i, a)
        calls(w, a, i)
        return True
    if _is_turned_away(w, i):
        return True
    return _waits(w, i)


@compiled
def _drawn(w: Any, key: Any, route: Any) -> int:
    """Return which steps of a route an issue has, by bit: all of them where nothing is drawn."""
    if route.always >= 0:
        return int(route.always)
    drawn = 0
    for place in range(route.steps):
        step = route_step_at(w.route_steps, route.first_step + place)
        if step.share >= 1.0 or number(key, step.word) < step.share:
            if step.only:
                return 1 << place
            drawn |= 1 << place
    return drawn


@compiled
def _is_turned_away(w: Any, i: int) -> bool:
    """Whether a customer finds the line full, or hears a wait that is too long."""
    c, h, now = seen(w, i)
    line = type_line_at(w.type_lines, c.type)
    full = waiting.is_full(line.waiting, now)
    if not full:
        on_duty, route = 0, route_at(w.routes, now.its.route)
        if now.rules.balk_share > 0.0:
            for n in range(route.teams):
                on_duty += team_at(w.teams, int_at(w.route_teams, route.first_team + n).v).on_duty
        if not waiting.balks(h, line.last_wait, line.waiting, on_duty, now):
            return False
    c.queued = -1
    ends(w, i, Outcome.BLOCKED if full else Outcome.BALKED)
    return True


@compiled
def _waits(w: Any, i: int) -> bool:
    """A customer waits, unless nobody will come; say whether the wait is over."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    joins(w, h.line, i)
    type_line_at(w.type_lines, c.type).waiting += 1
    present(w, 0, 1)
    h.opened = 0
    rank = rank_at(w.ranks, h.rank)
    for n in range(rank.takers):
        taker = taker_at(w.takers, rank.first_taker + n)
        team_at(w.teams, taker.team).ever += 1
        if taker.after == 0:
            may_take(w, taker.team, 1)
    if w.is_closed and not w.overtime:
        loses(w, i, Outcome.DROPPED)
        return True
    if w.is_over and _is_stuck(w, h.rank):
        loses(w, i, Outcome.OPEN)
        return True
    _next_step(w, i, 0, -1)
    return False


@compiled
def _next_step(w: Any, i: int, after: int, place: int) -> None:
    """Have the step fall due that comes after one, by waiting and place; those at once need not."""
    c, rank, best = contact_at(w.contacts, i), rank_at(w.ranks, hidden_at(w.hiddens, i).rank), -1
    for n in range(rank.steps):
        step = step_at(w.steps, rank.first_step + n)
        is_later = step.after > after or (step.after == after and step.place > place and after > 0)
        if is_later and (best < 0 or step.after < step_at(w.steps, best).after):
            best = rank.first_step + n
    if best >= 0:
        step = step_at(w.steps, best)
        push(w, c.queued + step.after, Kind.STEP_DUE, (c.row << _STEP_BITS) + step.place, i, best)


@compiled
def step_is_due(w: Any, i: int, n: int) -> None:
    """More teams may take a customer who still waits; the slot may have gone to another."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    if c.row != w.event_id >> _STEP_BITS or c.answered >= 0 or c.ended >= 0:
        return
    step, rank = step_at(w.steps, n), rank_at(w.ranks, h.rank)
    for m in range(rank.takers):
        taker = taker_at(w.takers, rank.first_taker + m)
        if h.opened < taker.after <= step.after:
            may_take(w, taker.team, 1)
    h.opened = step.after
    a = agent_for(w, i)
    if a >= 0:
        _leaves(w, i)
        answers(w, i, a)
        calls(w, a, i)
    else:
        _next_step(w, i, step.after, step.place)


@compiled
def loses(w: Any, i: int, outcome: int) -> None:
    """A waiting customer leaves without having been answered."""
    _leaves(w, i)
    c, h, now = seen(w, i)
    contacts.waited(h, w.tick - c.queued, now.rules)
    ends(w, i, outcome)


@compiled
def lets_go(w: Any, outcome: int, only_stuck: bool) -> None:
    """Everybody who waits leaves, or who waits for nobody, one after the other as they would have been served."""
    while True:
        best, highest = -1, 0.0
        for r in range(w.n_ranks):
            if not (only_stuck and not _is_stuck(w, r)):
                best, highest = _first_of(w, r, 0, best, highest)
        if best < 0:
            return
        loses(w, best, outcome)


@compiled
def _is_stuck(w: Any, r: int) -> bool:
    """Whether nobody has stayed who may take the customers of a rank, now or when a step falls due."""
    rank = rank_at(w.ranks, r)
    stayers = 0
    for n in range(rank.takers):
        stayers += team_at(w.teams, taker_at(w.takers, rank.first_taker + n).team).stayers
    return stayers == 0


# --- agents ------------------------------------------------------------------------------------------------------


@compiled
def contact_for(w: Any, a: int) -> int:
    """Return the customer whom an agent who is free takes next, off the line; -1 where nobody waits for him."""
    team = team_at(w.teams, agent_at(w.agents, a).team)
    if team.ever == 0:
        return _NOBODY
    best, highest = -1, 0.0
    for n in range(team.may):
        may = may_at(w.mays, team.first_may + n)
        best, highest = _first_of(w, may.rank, may.after, best, highest)
    if best >= 0:
        _leaves(w, best)
        answers(w, best, a)
    return best


@compiled
def _first_of(w: Any, r: int, after: int, best: int, highest: float) -> Any:
    """Return the first of a rank who has waited so long, with his priority, if he goes before the best so far."""
    for handed in range(2):
        i = line_at(w.lines, 2 + 2 * r + handed).first
        if i < 0:
            continue
        c = contact_at(w.contacts, i)
        waited = w.tick - c.queued
        if waited >= after:
            its = type_rules_at(w.type_rules, w.segment * w.n_types + c.type)
            priority = waiting.priority(waited, c.handed_off, its)
            if best < 0 or waiting.goes_before(c, contact_at(w.contacts, best), priority, highest):
                best, highest = i, priority
    return best, highest


@compiled
def calls(w: Any, a: int, i: int) -> None:
    """An agent who has nothing to do is called."""
    is_busy(w, a, True)
    follows(w, STARTS, a, i)


@compiled
def _leaves(w: Any, i: int) -> None:
    """A customer leaves the line."""
    h = hidden_at(w.hiddens, i)
    leaves(w, h.line, i)
    type_line_at(w.type_lines, contact_at(w.contacts, i).type).waiting -= 1
    present(w, 0, -1)
    rank = rank_at(w.ranks, h.rank)
    for n in range(rank.takers):
        taker = taker_at(w.takers, rank.first_taker + n)
        team_at(w.teams, taker.team).ever -= 1
        if taker.after <= h.opened:
            may_take(w, taker.team, -1)


@compiled
def answers(w: Any, i: int, a: int) -> None:
    """The customer's wait is over."""
    c, h, now = seen(w, i)
    agent = agent_at(w.agents, a)
    contacts.answered(c, h, agent, w.tick, now.rules)
    type_line_at(w.type_lines, c.type).last_wait = w.tick - c.queued
    team_at(w.teams, agent.team).last = agent.seat
    present(w, 1, 1)


# --- what is known of the lines ------------------------------------------------------------------------------------


@compiled
def load_on(w: Any, t: int) -> Any:
    """Return how many wait in the lines from which a team may ever take, and how many agents are on duty there."""
    queue, on_duty = 0, 0
    if rules_at(w.rules, w.segment).load_weight > 0.0:  # else nobody minds
        floor = floor_at(w.floors, w.segment * w.n_teams + t)
        for n in range(floor.types):
            queue += type_line_at(w.type_lines, int_at(w.floor_members, floor.first + n).v).waiting
        for n in range(floor.types, floor.types + floor.teams):
            on_duty += team_at(w.teams, int_at(w.floor_members, floor.first + n).v).on_duty
    return queue, on_duty
