"""What an agent does with a contact, and what it does to the agent: talk, the choice, solving, passing up, learning."""

import math
from typing import Any

from sim.behavior import choice, feeling, giving, learning, service
from sim.behavior.parameters import PASSES_UP, REFUSES, Rules
from sim.clock import ticks
from sim.demand import purposes as for_
from sim.engines.effects.bonuses import begins, closing, coming_back, handled, knows_no_pace, price, right
from sim.engines.effects.given import agent_of, chance, duration, number
from sim.engines.effects.pools import interest
from sim.engines.rules import CUT_TICKS, Moment
from sim.journeys.records import Reason

CUT, ROUTINE, DIAGNOSIS, ATTEMPT, SECOND_ATTEMPT, ARGUING = range(6)
"""What a talk with a customer is."""
TAKES_IT, GOES_UP, RINGS_AGAIN = range(3)
"""What a customer does with an answer."""


def picks_up(h: Any, agent: Any, team: Any, now: Moment) -> tuple[int, int]:
    """A customer on the line: return what the first talk is, and its ticks."""
    rules, its = now.rules, now.its
    h.pressure = choice.time_pressure_now(team.waiting, team.on_duty, rules)
    agent.strain = learning.step(agent.strain, h.anger, rules.strain_step)
    if chance(h.call, for_.CUT, service.cut_short(agent.cut_tendency, h.pressure)):
        return CUT, CUT_TICKS
    talk = service.talk_factor(h.anger, its.mean_temper, rules)
    whole = int(h.call_handle_ticks * (now.ours.handle_time_factor * talk) + 0.5)
    if its.routine:
        return ROUTINE, whole
    diagnosis = int(whole * its.diagnosis_share + 0.5)
    h.rest_ticks = whole - diagnosis
    return DIAGNOSIS, diagnosis


def own_goal(c: Any, h: Any, agent: Any, now: Moment) -> int:
    """Return in how many ticks an issue calls that handling a routine contact has created; -1 if it has not."""
    if now.its.creates < 0 or c.own_goal:
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


def authority(h: Any, now: Moment) -> float:
    """Return the largest ask, in cents, that an agent may grant: the manager may have lifted the limit for this once."""
    return math.inf if h.authorized_once else now.its.authority_cents * now.ours.authority_factor


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
    c.ability = choice.ability(agent.skill - its.surprise, c.complexity, rules)
    c.attempt_probability = inclination(c, h, agent, team, now)
    c.passed_up = number(h.call, for_.CHOICE) >= c.attempt_probability
    if not rules.fixed_choice:
        agent.habit = learning.step(agent.habit, 1.0 if c.passed_up else 0.0, rules.habit_rate)
    return Reason.CHOSEN if c.passed_up else Reason.NONE


def felt(c: Any, agent: Any, team: Any, now: Moment) -> choice.Felt:
    """Return what an agent feels about passing up: at the choice, and again after a failed attempt."""
    rules, charge = now.rules, agent.charge
    if rules.charge_known:
        charge = choice.felt_charge(rules.charge_share * c.ask_cents, interest(team, now), rules)
    charge += price(agent, team, now)
    left = closing(agent, team, now) - coming_back(agent, team, now)
    leave = choice.leaving(agent.engagement, left, rules)
    return choice.Felt(agent.reward, charge, agent.habit, leave, right(c.ability, team, now))


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


# --- the answer to what is asked ---------------------------------------------------------------------------------


def offer(c: Any, h: Any, agent: Any, team: Any, now: Moment) -> int:
    """Return what a yes grants, in cents: within the authority, and what is left of the month's budget."""
    limit, rules = authority(h, now), now.rules
    if rules.above_authority == REFUSES and not service.is_within_authority(c.ask_cents, limit):
        return 0
    if not h.authorized_once:
        limit = min(limit, max(0.0, rules.budget_cents - agent.month_given))
    return service.agent_concession(c.ask_cents, limit, agent.reward, agent.charge + price(agent, team, now), rules)


def asked(c: Any, h: Any, agent: Any, team: Any, feels: choice.Felt, now: Moment) -> giving.Ask:
    """Return what an agent weighs where a customer asks for money."""
    rules, granted = now.rules, offer(c, h, agent, team, now)
    paid = giving.price_of_giving(granted, team.balance, interest(team, now), rules) if now.ours.shares_pool else 0.0
    short = max(0.0, 1.0 - granted / c.ask_cents)
    return giving.Ask(
        paid,
        granted > 0,
        agent.engagement,
        giving.insists_on_more(short, now.heard.expected, now.heard.rest, rules),
        giving.insists_on_more(1.0, now.heard.expected, now.heard.rest, rules),
        feels.reward - feels.charge - closing(agent, team, now),
        rules.time_pressure + agent.minute,
    )


def answers(c: Any, h: Any, agent: Any, team: Any, now: Moment) -> int:
    """The issue is solved but for what is asked: yes or no. Return the ticks that arguing takes after a no."""
    if c.ask_cents == 0:
        return 0
    rules = now.rules
    c.offered_cents = offer(c, h, agent, team, now)
    if rules.gives and not h.authorized_once:
        believed = c.owed == (number(h.call, for_.JUDGED) < rules.judged_right)
        likely = giving.says_yes(asked(c, h, agent, team, felt(c, agent, team, now), now), believed, rules)
        c.refused = not chance(h.call, for_.GIVES, likely)
    elif rules.above_authority == REFUSES:
        c.refused = not service.is_within_authority(c.ask_cents, authority(h, now))
    if not c.refused:
        return 0
    c.offered_cents = 0
    return ticks(rules.arguing_minutes)


def gives_freely(c: Any, h: Any, agent: Any, team: Any, now: Moment) -> None:
    """What the manager has handed back is granted without a decision."""
    if c.ask_cents != 0:
        c.offered_cents = offer(c, h, agent, team, now)


def is_content(c: Any, h: Any, now: Moment) -> int:
    """The agent has answered. Return whether the customer takes it, goes up for more, or rings for another agent."""
    rules = now.rules
    if c.ask_cents == 0 or h.authorized_once or rules.insists_share <= 0.0:
        return TAKES_IT
    short = max(0.0, 1.0 - c.offered_cents / c.ask_cents)
    if chance(h.call, for_.INSISTS_ON_MORE, giving.insists_on_more(short, now.heard.expected, now.heard.rest, rules)):
        return GOES_UP
    if h.contacts < rules.max_contacts and chance(h.call, for_.TRIES_ANOTHER, giving.tries_another(short, rules)):
        return RINGS_AGAIN
    return TAKES_IT


def solves(c: Any, h: Any, agent: Any, now: Moment) -> None:
    """The issue is closed at the desk: the concession, what it does to the customer, what the agent learns."""
    rules = now.rules
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
    if reason != Reason.NONE:
        c.reason = reason
    h.anger = feeling.risen(h.anger, rules.anger_handoff)
    h.handoffs += 1
    if reason == Reason.CHOSEN and not rules.fixed_choice:
        agent.ownership = learning.step(agent.ownership, 0.0, rules.ownership_rate)


def takes_back(c: Any, h: Any, agent: Any, tick: int, now: Moment) -> None:
    """An issue has come back from the manager: with what was said there, this agent tries."""
    boost = now.rules.coach_boost if h.authorized_once else 0.0
    c.ability = choice.ability(agent.skill + boost - now.its.surprise, c.complexity, now.rules)
    c.attempted = True
    c.returned_seat = agent.seat
    c.returned_answered = tick


def is_done(agent: Any, team: Any, tick: int) -> None:
    """An agent has done with a contact."""
    agent.busy_ticks += tick - agent.busy_since
    handled(agent, team, tick - agent.busy_since)
    if not agent.on_duty:
        agent.overtime_ticks += tick - max(agent.busy_since, agent.duty_since)
    agent.idle_since = tick


# --- days and weeks ----------------------------------------------------------------------------------------------


def sits_down(agent: Any, team: Any, start: float, rest: Any, center: Any) -> None:
    """A new occupant takes the seat: skill and where it rests, habit, beliefs."""
    raised = team.skill - team.baseline_skill
    agent.vacant = False
    agent.start_skill = start + raised
    agent.skill = rest.skill + raised
    agent.habit = rest.habit
    agent.ownership = rest.ownership
    agent.reward = center.starting_reward
    agent.charge = center.starting_charge
    agent.engagement = team.engagement
    agent.pride_gained = 0.0
    agent.praise = team.praise
    agent.strain = 0.0
    agent.price, agent.coming_back, agent.closing, agent.minute = 0.0, 0.0, 0.0, 0.0
    agent.month_given = 0
    begins(agent)
    knows_no_pace(agent)


def changes_duty(agent: Any, team: Any, tick: int) -> None:
    """An agent comes on the floor or leaves it."""
    agent.on_duty = not agent.on_duty
    if not agent.on_duty:
        agent.duty_ticks += tick - agent.duty_since
    elif agent.busy:
        agent.overtime_ticks += tick - max(agent.busy_since, agent.duty_since)
    team.on_duty += 1 if agent.on_duty else -1
    agent.duty_since = tick


def is_absent(agent: Any, missing: bool, tick: int) -> None:
    """From now on an agent is missing whom the roster has on the floor, or no longer so."""
    if agent.absent:
        agent.absent_ticks += tick - agent.absent_since
    agent.absent = missing
    agent.absent_since = tick


def week_ends(agent: Any, tick: int) -> None:
    """What lasts is counted for the week that ends."""
    if agent.on_duty:
        agent.duty_ticks += tick - agent.duty_since
        agent.duty_since = tick
    is_absent(agent, agent.absent, tick)


def week_begins(agent: Any) -> None:
    """Hours and those who quit are counted anew."""
    agent.busy_ticks = 0
    agent.duty_ticks = 0
    agent.overtime_ticks = 0
    agent.absent_ticks = 0
    agent.quits = 0
    agent.coaching_due = 0
    agent.coached = 0
    agent.coached_ticks = 0


def hears(agent: Any, felt: float, rate: float) -> None:
    """A colleague's charge is told."""
    agent.charge = learning.step(agent.charge, felt, rate)
    agent.heard = True


def drifts(agent: Any, floor: float, kept: Any) -> None:
    """A working day has passed: what is not renewed fades."""
    if not agent.heard and not agent.charged_today:
        agent.charge *= kept.charge_kept
    agent.engagement = floor + (agent.engagement - floor) * kept.engagement_kept
    agent.pride_gained *= kept.engagement_kept
    agent.praise *= kept.praise_kept
    agent.skill = agent.start_skill + (agent.skill - agent.start_skill) * kept.skill_kept


def chance_to_quit(agent: Any, team: Any, its: Any) -> float:
    """Return the probability that an agent quits on a day: strain makes people quit, engagement keeps them."""
    if its.per_year <= 0:
        return 0.0
    log_hazard = its.strain_effect * agent.strain - its.engagement_effect * (agent.engagement - team.engagement)
    return 1.0 - math.exp(-(its.per_year / 365.25 * math.exp(log_hazard)))


def is_due(agent: Any, team: Any, week: int, rules: Rules) -> bool:
    """Whether a coaching session is due for an agent in a week, counted from 0: for every one at another time."""
    is_here = agent.seat < team.sharers and not agent.vacant
    return rules.session_ticks > 0 and is_here and (week + agent.seat) % rules.session_weeks == 0


def is_held(agent: Any, number: float, left_ticks: int, due: int, rules: Rules) -> bool:
    """Whether a session is held: if the share of those due that the managers' hours allow exceeds the agent's number."""
    agent.coaching_due += 1
    return number * (rules.session_ticks * due) < left_ticks


def is_coached(agent: Any, rules: Rules) -> None:
    """A coaching session."""
    if agent.vacant:
        return
    agent.coached += 1
    agent.coached_ticks += rules.session_ticks
    agent.skill = learning.after_session(agent.skill, agent.start_skill, rules)
    agent.engagement = min(1.0, agent.engagement + rules.session_engagement)


def month_begins(center: Any, team: Any) -> None:
    """A month begins: budgets are whole again."""
    for seat in range(team.seats):
        agent_of(center, team, seat).month_given = 0


def quits(agent: Any, day: int, its: Any) -> None:
    """An agent leaves for good; a recruit comes after a while."""
    agent.vacant = True
    agent.vacant_until = day + its.recruit_days
    agent.quits += 1


def is_told(agent: Any, remaining_minutes: float, rules: Rules) -> None:
    """What passing up is worth now is announced, and believed in part."""
    if not rules.fixed_choice:
        new = learning.reward_of_passing_up(remaining_minutes, rules)
        agent.reward = learning.step(agent.reward, new, rules.credibility)


def gathers(agent: Any, meeting: Any) -> None:
    """A gathering is remembered for a while."""
    agent.engagement = min(1.0, agent.engagement + meeting.engagement)
    agent.pride_gained += meeting.pride
    agent.skill += meeting.skill


def follows(center: Any, team: Any, its: Any) -> None:
    """From now on a team's settings hold: agents keep what sets them apart from the team's level."""
    skill, engagement = its.skill - team.skill, its.engagement - team.engagement
    team.skill = its.skill
    team.engagement = its.engagement
    for seat in range(team.seats):
        agent = agent_of(center, team, seat)
        agent.start_skill += skill
        agent.skill += skill
        agent.engagement = min(1.0, max(0.0, agent.engagement + engagement))
