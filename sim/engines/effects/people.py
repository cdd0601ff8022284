"""What days, weeks, months and meetings do to agents: who sits down, tires, forgets, is told, is coached, quits."""

import math
from typing import Any

from sim.behavior import learning
from sim.behavior.parameters import Rules
from sim.engines.effects import duty
from sim.engines.effects.bonuses import begins, knows_no_pace
from sim.engines.effects.given import agent_of
from sim.engines.effects.pools import belongs


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


def week_begins(agent: Any) -> None:
    """Hours and those who quit are counted anew."""
    duty.week_begins(agent)
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
    is_here = belongs(agent, team, team.sharers) and not agent.vacant
    return rules.session_ticks > 0 and is_here and (week + agent.number) % rules.session_weeks == 0


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


def follows(center: Any, team: Any, its: Any, tick: int) -> None:
    """From now on a team's settings hold: agents keep what sets them apart from the team's level."""
    for seat in range(team.seats):
        duty.passes(center, agent_of(center, team, seat), team, tick)
    skill, engagement = its.skill - team.skill, its.engagement - team.engagement
    team.skill = its.skill
    team.engagement = its.engagement
    team.off_phone = its.off_phone
    team.pays_absence = its.pays_absence
    team.pays_off_phone = its.pays_off_phone
    for seat in range(team.seats):
        agent = agent_of(center, team, seat)
        agent.start_skill += skill
        agent.skill += skill
        agent.engagement = min(1.0, max(0.0, agent.engagement + engagement))
