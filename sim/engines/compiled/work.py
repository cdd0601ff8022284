"""A frontline agent's work in compiled code: talk, diagnosis, the choice, solving and passing up."""

import math
from typing import Any

import numpy as np

from sim.behavior import choice, feeling, learning, service
from sim.clock import Kind
from sim.demand import purposes as for_
from sim.demand.numbers import word_of
from sim.engines.compiled.at import (
    agent_at,
    contact_at,
    hidden_at,
    int_at,
    rules_at,
    team_at,
    team_rules_at,
    type_rules_at,
)
from sim.engines.compiled.callers import OWN_GOAL, own_goal, when_open
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.endings import CUT_SHORT, HELD, LEFT_UNRESOLVED, NO_HOLD, SERVED, SOLVED, ends, leaves_agent
from sim.engines.compiled.events import present, push
from sim.engines.compiled.floor import is_busy, next_for
from sim.engines.compiled.money import charges_agent_concession, interest, pays_resolution_bonus
from sim.engines.compiled.random_numbers import chance, number, output, read_ticks
from sim.engines.compiled.upstairs import goes_upstairs
from sim.engines.rules import CUT_TICKS
from sim.journeys.records import Reason

_CUT, _ROUTINE, _DIAGNOSIS, _ATTEMPT, _SECOND_ATTEMPT = range(5)
_NONE, _INSISTED, _RESERVED = int(Reason.NONE), int(Reason.INSISTED), int(Reason.RESERVED)
_AUTHORITY, _CHOSEN, _FAILED = int(Reason.AUTHORITY), int(Reason.CHOSEN), int(Reason.FAILED)
_AGENT_DONE, _RETURN_CALL = int(Kind.AGENT_DONE), int(Kind.RETURN_CALL)
_OWN_GOAL_WORD = np.uint64(word_of("own goal"))
_NO_LIMIT = math.inf


@compiled
def starts(w: Any, a: int, i: int) -> None:
    """An agent begins with a contact."""
    is_busy(w, a, True)
    agent_at(w.agents, a).busy_since = w.tick
    hidden_at(w.hiddens, i).agent = a
    if contact_at(w.contacts, i).returned >= 0:
        _takes_back(w, a, i)
    else:
        _handles(w, a, i)


@compiled
def is_done(w: Any, a: int) -> None:
    """An agent has done with a contact, and takes the next."""
    agent = agent_at(w.agents, a)
    is_busy(w, a, False)
    agent.busy_ticks += w.tick - agent.busy_since
    if not agent.on_duty:
        agent.overtime_ticks += w.tick - max(agent.busy_since, agent.duty_since)
    agent.idle_since = w.tick
    i = next_for(w, a)
    if i >= 0:
        starts(w, a, i)


@compiled
def _talks(w: Any, i: int, phase: int, ticks: int) -> None:
    """Spend time with a customer; what comes then depends on the phase."""
    c = contact_at(w.contacts, i)
    hidden_at(w.hiddens, i).phase = phase
    c.handle_ticks += ticks
    push(w, w.tick + ticks, _AGENT_DONE, c.row, i, 0)


@compiled
def _handles(w: Any, a: int, i: int) -> None:
    """A customer on the line: the first word."""
    c, h, agent = contact_at(w.contacts, i), hidden_at(w.hiddens, i), agent_at(w.agents, a)
    rules, its = rules_at(w.rules, w.segment), type_rules_at(w.type_rules, w.segment * w.n_types + c.type)
    team = team_at(w.teams, agent.team)
    h.pressure = choice.time_pressure_now(team.waiting, team.on_duty, rules)
    agent.strain = learning.step(agent.strain, h.anger, rules.strain_step)
    if chance(h.call, for_.CUT, service.cut_short(agent.cut_tendency, h.pressure)):
        _talks(w, i, _CUT, CUT_TICKS)
        return
    talk = service.talk_factor(h.anger, its.mean_temper, rules)
    factor = team_rules_at(w.team_rules, w.segment * w.n_teams + agent.team).handle_time_factor
    whole = int(h.call_handle_ticks * (factor * talk) + 0.5)
    if its.routine:
        _talks(w, i, _ROUTINE, whole)
        return
    diagnosis = int(whole * its.diagnosis_share + 0.5)
    h.rest_ticks = whole - diagnosis
    _talks(w, i, _DIAGNOSIS, diagnosis)


@compiled
def talk_ends(w: Any, i: int) -> None:
    """What comes after a talk."""
    h = hidden_at(w.hiddens, i)
    a, phase = h.agent, h.phase
    free = True
    if phase == _CUT:
        ends(w, i, CUT_SHORT)
    elif phase == _ROUTINE:
        _own_goal_of(w, a, i)
        ends(w, i, SERVED)
    elif phase == _DIAGNOSIS:
        free = _decides(w, a, i)
    elif phase == _ATTEMPT:
        free = _attempted(w, a, i)
    else:
        free = _attempted_again(w, a, i)
    if free:
        is_done(w, a)


@compiled
def _own_goal_of(w: Any, a: int, i: int) -> None:
    """Handling a routine contact may create an issue, which calls in its own time."""
    c, h, agent = contact_at(w.contacts, i), hidden_at(w.hiddens, i), agent_at(w.agents, a)
    rules, its = rules_at(w.rules, w.segment), type_rules_at(w.type_rules, w.segment * w.n_types + c.type)
    if its.creates < 0 or c.own_goal:
        return
    chance = service.own_goal(c.complexity, agent.ownership, agent.engagement, rules, its)
    if number(h.call, for_.OWN_GOAL) >= chance:
        return
    table = int_at(w.own_goal_delays, w.segment * w.n_types + c.type).v
    due = when_open(w, w.tick + read_ticks(w, table, number(h.call, for_.OWN_GOAL_AFTER)))
    if due < w.horizon_tick:
        key = output(output(h.key, OWN_GOAL), _OWN_GOAL_WORD)
        goal = own_goal(w, i, key, its.creates, due)
        push(w, due, _RETURN_CALL, c.row, goal, 0)


@compiled
def _decides(w: Any, a: int, i: int) -> bool:
    """After the diagnosis: pass up or try; say whether the agent is free at once."""
    c = contact_at(w.contacts, i)
    c.diagnosed = True
    if _notices(w, a, i):
        return _passes_up(w, a, i, _NONE, True)
    reason = _reason(w, a, i)
    if reason != _NONE:
        return _passes_up(w, a, i, reason, False)
    c.attempted = True
    _talks(w, i, _ATTEMPT, hidden_at(w.hiddens, i).rest_ticks)
    return False


@compiled
def _notices(w: Any, a: int, i: int) -> bool:
    """Whether this is a rare opportunity or a brewing crisis that the agent sees, with a lane to route it to."""
    c, rules = contact_at(w.contacts, i), rules_at(w.rules, w.segment)
    if c.rare == 0 or not rules.lane_open:
        return False
    luck = number(hidden_at(w.hiddens, i).call, for_.NOTICED)
    c.noticed = luck < service.notices(agent_at(w.agents, a).engagement, rules)
    return c.noticed


@compiled
def _reason(w: Any, a: int, i: int) -> int:
    """Solve it or pass it up? Returns the reason for passing up, or NONE for an attempt."""
    c, h, agent = contact_at(w.contacts, i), hidden_at(w.hiddens, i), agent_at(w.agents, a)
    rules, its = rules_at(w.rules, w.segment), type_rules_at(w.type_rules, w.segment * w.n_types + c.type)
    if chance(h.call, for_.INSISTS, service.insists(h.anger, its)):
        return _INSISTED
    if h.reserved:
        return _RESERVED
    authority = team_rules_at(w.team_rules, w.segment * w.n_teams + agent.team).authority_cents
    if not service.is_within_authority(c.ask_cents, authority):
        return _AUTHORITY
    c.had_choice = True
    c.ability = choice.ability(agent.skill - its.surprise, c.complexity, rules)
    c.attempt_probability = _inclination(w, a, i)
    passes = number(h.call, for_.CHOICE) >= c.attempt_probability
    if not rules.fixed_choice:
        agent.habit = learning.step(agent.habit, 1.0 if passes else 0.0, rules.habit_rate)
    c.passed_up = passes
    return _CHOSEN if passes else _NONE


@compiled
def _inclination(w: Any, a: int, i: int) -> float:
    """Return the probability that the agent tries, from what is in it for him."""
    c, h, agent = contact_at(w.contacts, i), hidden_at(w.hiddens, i), agent_at(w.agents, a)
    rules, its = rules_at(w.rules, w.segment), type_rules_at(w.type_rules, w.segment * w.n_types + c.type)
    share = interest(w, agent.team)
    own = share if team_rules_at(w.team_rules, w.segment * w.n_teams + agent.team).shares_pool else 1.0
    charge = agent.charge
    if rules.charge_known:
        charge = choice.felt_charge(rules.charge_share * c.ask_cents, share, rules)
    worth = choice.benefit(agent.engagement, agent.pride_gained, own, h.anger, rules)
    return choice.inclination(
        c.ability,
        worth,
        c.complexity,
        h.pressure,
        its.mean_remaining_minutes,
        agent.reward,
        charge,
        agent.habit,
        rules,
    )


@compiled
def _attempted(w: Any, a: int, i: int) -> bool:
    """The first attempt is over; say whether the agent is free at once."""
    c, h, rules = contact_at(w.contacts, i), hidden_at(w.hiddens, i), rules_at(w.rules, w.segment)
    if number(h.call, for_.SOLVED) < c.ability:
        _solves(w, a, i)
        return True
    h.anger = feeling.risen(h.anger, rules.anger_failed_attempt)
    if rules.time_pressure > 0.0:
        ends(w, i, LEFT_UNRESOLVED)
        return True
    return _passes_up(w, a, i, _FAILED, False)


@compiled
def _solves(w: Any, a: int, i: int) -> None:
    """The issue is solved at the desk: the concession, the bonus, what the agent learns."""
    c, h, agent = contact_at(w.contacts, i), hidden_at(w.hiddens, i), agent_at(w.agents, a)
    rules = rules_at(w.rules, w.segment)
    if c.ask_cents != 0:
        limit = team_rules_at(w.team_rules, w.segment * w.n_teams + agent.team).authority_cents
        if h.authorized_once:
            limit = _NO_LIMIT
        c.granted_cents = service.agent_concession(c.ask_cents, limit, agent.reward, agent.charge, rules)
        c.granted_by = 1
        h.granted_share = c.granted_cents / c.ask_cents
        charges_agent_concession(w, agent.team, i)
    if c.attempt == 1 and c.reason == _NONE:
        before = h.anger
        h.anger = feeling.calmed(before, agent.engagement, rules)
        h.turned = before > 0.5 and h.anger < 0.1
    h.apologized = number(h.call, for_.APOLOGY) < service.apologizes(agent.engagement, rules)
    pays_resolution_bonus(w, a, i)
    if not rules.fixed_choice and c.had_choice:
        agent.skill = learning.practiced(agent.skill, agent.start_skill + rules.learnable, rules)
        agent.ownership = learning.step(agent.ownership, 1.0, rules.ownership_rate)
    ends(w, i, SOLVED)


@compiled
def _passes_up(w: Any, a: int, i: int, reason: int, lane: bool) -> bool:
    """Hand the customer over: cold, or held until picked up or finished; say whether the agent is free at once."""
    c, h, agent = contact_at(w.contacts, i), hidden_at(w.hiddens, i), agent_at(w.agents, a)
    rules = rules_at(w.rules, w.segment)
    if reason != _NONE:
        c.reason = reason
    h.anger = feeling.risen(h.anger, rules.anger_handoff)
    h.handoffs += 1
    if reason == _CHOSEN and not rules.fixed_choice:
        agent.ownership = learning.step(agent.ownership, 0.0, rules.ownership_rate)
    warm = rules.warm and not lane
    h.hold = HELD if warm else NO_HOLD
    h.holder = a
    goes_upstairs(w, i, lane)
    if not warm:
        leaves_agent(w, i)
    return not warm


@compiled
def _takes_back(w: Any, a: int, i: int) -> None:
    """An issue that came back from the manager: solve it this time, or it is the manager's."""
    c, h, agent = contact_at(w.contacts, i), hidden_at(w.hiddens, i), agent_at(w.agents, a)
    rules, its = rules_at(w.rules, w.segment), type_rules_at(w.type_rules, w.segment * w.n_types + c.type)
    boost = rules.coach_boost if h.authorized_once else 0.0
    c.ability = choice.ability(agent.skill + boost - its.surprise, c.complexity, rules)
    c.attempted = True
    c.returned_seat = agent.seat
    c.returned_answered = w.tick
    present(w, 1, 1)
    _talks(w, i, _SECOND_ATTEMPT, h.rest_ticks)


@compiled
def _attempted_again(w: Any, a: int, i: int) -> bool:
    """The attempt after a return is over; say whether the agent is free at once."""
    c, h, rules = contact_at(w.contacts, i), hidden_at(w.hiddens, i), rules_at(w.rules, w.segment)
    c.returned_done = w.tick
    if number(h.call, for_.SECOND_SOLVED) < c.ability:
        _solves(w, a, i)
        return True
    h.anger = feeling.risen(h.anger, rules.anger_failed_attempt)
    return _passes_up(w, a, i, _NONE, False)
