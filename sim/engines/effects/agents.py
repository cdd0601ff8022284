"""What an agent does with a contact, and what it does to the agent: talk, the choice, solving, passing up, learning."""

from typing import Any

from sim.behavior import choice, feeling, giving, learning, service
from sim.behavior.parameters import PASSES_UP, Rules
from sim.demand import purposes as for_
from sim.engines.effects import duty
from sim.engines.effects.answers import asked, authority, felt
from sim.engines.effects.bonuses import closing, handled
from sim.engines.effects.given import chance, duration, number
from sim.engines.effects.pools import interest
from sim.engines.rules import CUT_TICKS, Moment
from sim.journeys.records import Reason

CUT, ROUTINE, DIAGNOSIS, ATTEMPT, SECOND_ATTEMPT, ARGUING = range(6)
"""What a talk with a customer is."""


def picks_up(h: Any, agent: Any, waiting: int, on_duty: int, now: Moment) -> tuple[int, int]:
    """A customer on the line, while so many wait for so many: return what the first talk is, and its ticks."""
    rules, its = now.rules, now.its
    h.pressure = choice.time_pressure_now(waiting, on_duty, rules)
    agent.strain = learning.step(agent.strain, h.anger, rules.strain_step)
    h.to_write_ticks = 0
    if chance(h.call, for_.CUT, service.cut_short(agent.cut_tendency, h.pressure)):
        return CUT, CUT_TICKS
    factor = service.talk_factor(h.anger, its.mean_temper, rules)
    slow = now.ours.handle_time_factor / now.how.speed
    whole = int(h.call_handle_ticks * (slow * factor * agent.pace) + 0.5)
    h.to_write_ticks = min(whole, int(h.call_wrap_up_ticks * (slow * agent.pace) + 0.5))
    talk = whole - h.to_write_ticks
    if its.routine:
        return ROUTINE, talk
    diagnosis = int(talk * its.diagnosis_share + 0.5)
    h.rest_ticks = talk - diagnosis
    return DIAGNOSIS, diagnosis


def lets_go(c: Any, h: Any, agent: Any) -> None:
    """The customer leaves the agent, who writes up next what is to be written, once for each contact."""
    c.wrap_up_ticks += h.to_write_ticks
    c.handle_ticks += h.to_write_ticks
    agent.wrap_up_ticks = h.to_write_ticks
    agent.wrap_up_row = c.row
    h.to_write_ticks = 0


def own_goal(c: Any, h: Any, agent: Any, now: Moment) -> int:
    """Return in how many ticks an issue calls that handling a routine contact has created; -1 if it has not.

    Whoever is handed on creates none: an issue creates one at most, as its rows say which.
    """
    if now.its.creates < 0 or c.own_goal or h.handoffs > 0:
        return -1
    likely = service.own_goal(c.complexity, agent.ownership, agent.engagement, now.rules, now.its)
    if number(h.call, for_.OWN_GOAL) >= likely:
        return -1
    return duration(now.own_goal_after, number(h.call, for_.OWN_GOAL_AFTER))


def notices(c: Any, h: Any, agent: Any, rules: Rules) -> bool:
    """Whether this is a rare opportunity or a brewing crisis that the agent sees, with a lane to route it to."""
    if c.rare == 0 or not rules.lane_open:
        return False
    c.noticed = number(h.call, for_.NOTICED) < service.notices(agent.engagement, rules)
    return bool(c.noticed)


def decides(c: Any, h: Any, agent: Any, team: Any, now: Moment) -> int:
    """Solve it or pass it up? Return the reason for passing up, or NONE for an attempt."""
    rules, its = now.rules, now.its
    demand = service.insists(h.anger, its)
    if c.ask_cents != 0:
        demand = giving.opening_demand(demand, now.heard.expected, now.heard.rest, rules)
    if chance(h.call, for_.INSISTS, demand):
        return Reason.INSISTED
    if h.reserved:
        return Reason.RESERVED
    if rules.above_authority == PASSES_UP and not service.is_within_authority(c.ask_cents, authority(h, now)):
        return Reason.AUTHORITY
    c.had_choice = True
    c.ability = choice.ability(agent.skill + now.how.skill - its.surprise, c.complexity, rules)
    c.attempt_probability = inclination(c, h, agent, team, now)
    c.passed_up = number(h.call, for_.CHOICE) >= c.attempt_probability
    if not rules.fixed_choice:
        agent.habit = learning.step(agent.habit, 1.0 if c.passed_up else 0.0, rules.habit_rate)
    return Reason.CHOSEN if c.passed_up else Reason.NONE


def inclination(c: Any, h: Any, agent: Any, team: Any, now: Moment) -> float:
    """Return the probability that the agent tries, from what is in it for him."""
    rules, its, feels = now.rules, now.its, felt(c, agent, team, now)
    own = interest(team, now) if now.ours.shares_pool else 1.0
    worth = choice.benefit(agent.engagement, agent.pride_gained + agent.praise, own, h.anger, rules)
    worth += closing(agent, team, now)
    if rules.gives and c.ask_cents != 0:
        ask = asked(c, h, agent, team, feels, now)
        worth += giving.worth_of_answering(ask, its.believed_owed, rules)
    pressure = h.pressure + agent.minute
    return choice.inclination(c.ability, worth, c.complexity, pressure, its.mean_remaining_minutes, feels, rules)


def succeeds(c: Any, h: Any, purpose: int, rules: Rules) -> bool:
    """An attempt is over. Return whether it has solved the issue: a problem that resisted once resists again."""
    luck = number(h.call, purpose)
    if purpose == for_.SOLVED and not rules.after_failure_as_before:
        if h.solve_luck < 0.0:
            h.solve_luck = luck
        luck = h.solve_luck
    if luck < c.ability:
        return True
    h.anger = feeling.risen(h.anger, rules.anger_failed_attempt)
    return False


def leaves_it(c: Any, h: Any, agent: Any, team: Any, now: Moment) -> bool:
    """The attempt has failed. Whether the agent leaves it, and tells the customer that it is done."""
    rules, feels = now.rules, felt(c, agent, team, now)
    up = choice.passing_up_after_failure(feels.reward, feels.charge, now.its.mean_remaining_minutes, feels.extra, rules)
    return chance(h.call, for_.LEAVES, choice.leaves(up, feels.leave, rules))


def solves(c: Any, h: Any, agent: Any, now: Moment) -> None:
    """The issue is closed at the desk: the concession, what it does to the customer, what the agent learns."""
    rules = now.rules
    lets_go(c, h, agent)
    if c.ask_cents != 0:
        c.granted_cents = c.offered_cents
        c.granted_by = 1
        h.granted_share = c.granted_cents / c.ask_cents
        if not h.authorized_once:
            agent.month_given += c.granted_cents
    if c.attempt == 1 and c.reason == Reason.NONE and not c.refused:
        before = h.anger
        h.anger = feeling.calmed(before, agent.engagement, rules)
        h.turned = before > 0.5 and h.anger < 0.1
    h.apologized = number(h.call, for_.APOLOGY) < service.apologizes(agent.engagement, rules)
    if not rules.fixed_choice and c.had_choice and not c.refused:
        agent.skill = learning.practiced(agent.skill, agent.start_skill + rules.learnable, rules)
        agent.ownership = learning.step(agent.ownership, 1.0, rules.ownership_rate)
        agent.praise = learning.step(agent.praise, rules.praise, rules.learning)


def passes_up(c: Any, h: Any, agent: Any, reason: int, rules: Rules) -> None:
    """Hand the customer over."""
    lets_go(c, h, agent)
    if reason != Reason.NONE:
        c.reason = reason
    h.anger = feeling.risen(h.anger, rules.anger_handoff)
    h.handoffs += 1
    if reason == Reason.CHOSEN and not rules.fixed_choice:
        agent.ownership = learning.step(agent.ownership, 0.0, rules.ownership_rate)


def takes_back(c: Any, h: Any, agent: Any, tick: int, now: Moment) -> None:
    """An issue has come back from the manager: with what was said there, this agent tries."""
    boost = now.rules.coach_boost if h.authorized_once else 0.0
    c.ability = choice.ability(agent.skill + now.how.skill + boost - now.its.surprise, c.complexity, now.rules)
    c.attempted = True
    c.returned_seat = agent.seat
    c.returned_answered = tick


def is_done(center: Any, agent: Any, team: Any, tick: int) -> None:
    """An agent has done with a contact, and is busy no longer."""
    if agent.away > 0:  # what passes else is counted alike, busy or not
        duty.passes(center, agent, team, tick)
    agent.busy_ticks += tick - agent.busy_since
    agent.handled_ticks += tick - max(agent.busy_since, agent.came_on)
    handled(agent, team, tick - agent.busy_since)
    if not agent.on_duty:
        duty.works_over(center, agent, tick)
    agent.idle_since = tick
