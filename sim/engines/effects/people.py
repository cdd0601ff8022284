"""What days, weeks, months and meetings do to agents: who sits down, tires, forgets, is told, is coached, quits."""

import math
from typing import Any

from sim.behavior import learning
from sim.behavior.parameters import Rules
from sim.engines.effects.bonuses import begins, knows_no_pace
from sim.engines.effects.given import agent_of, was_at_work
from sim.journeys.records import DUTY, OVERTIME


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


def changes_duty(center: Any, agent: Any, team: Any, tick: int) -> None:
    """An agent comes on the floor or leaves it."""
    agent.on_duty = not agent.on_duty
    if not agent.on_duty:
        agent.duty_ticks += tick - agent.duty_since
        was_at_work(center, agent, DUTY, agent.duty_since, tick)
    elif agent.busy:
        works_over(center, agent, tick)
    team.on_duty += 1 if agent.on_duty else -1
    agent.duty_since = tick
    if agent.on_duty:
        agent.came_on, agent.handled_ticks = tick, 0


def works_over(center: Any, agent: Any, tick: int) -> None:
    """An agent has been with a customer beyond what the roster has; that is over."""
    since = max(agent.busy_since, agent.duty_since)
    agent.overtime_ticks += tick - since
    was_at_work(center, agent, OVERTIME, since, tick)


def is_absent(agent: Any, missing: bool, tick: int) -> None:
    """From now on an agent is missing whom the roster has on the floor, or no longer so."""
    if agent.absent:
        agent.absent_ticks += tick - agent.absent_since
    agent.absent = missing
    agent.absent_since = tick


def week_ends(center: Any, agent: Any, tick: int) -> None:
    """What lasts is counted for the week that ends."""
    if agent.on_duty:
        agent.duty_ticks += tick - agent.duty_since
        was_at_work(center, agent, DUTY, agent.duty_since, tick)
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
    """Whether a session is held: the share of those due that the managers' hours allow exceeds the agent's number."""
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
