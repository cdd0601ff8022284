"""Being at work: how duty, breaks, absence and time off the phone pass, and how long they are paid."""

from typing import Any

from sim.engines.effects.given import was_at_work
from sim.journeys.records import AWAY, DUTY, OVERTIME


def passes(center: Any, agent: Any, team: Any, tick: int) -> None:
    """Count the time since something last changed for an agent, before it changes again."""
    lasted = tick - agent.since
    if lasted > 0 and (agent.on_duty or agent.absent):
        planned = max(0, min(lasted, agent.planned_until - agent.since))
        if agent.excused:
            agent.paid_ticks += lasted * agent.excuse_paid
        else:
            agent.scheduled_ticks += lasted
            agent.planned_rest_ticks += planned
            if agent.on_duty:
                _works(center, agent, team, lasted, planned)
            elif team.pays_absence:
                agent.paid_ticks += lasted - planned * (not agent.planned_paid)
    agent.since = tick


def _works(center: Any, agent: Any, team: Any, lasted: int, planned: int) -> None:
    """Count time on duty: at work, on a break, or off the phone."""
    is_paid = True
    if agent.resting:
        agent.break_ticks += lasted
        was_at_work(center, agent, AWAY, agent.since, agent.since + lasted)
        agent.adhered_ticks += planned
        is_paid = agent.rest_paid
    else:
        agent.adhered_ticks += lasted - planned
        if agent.away > 0 and not agent.busy:
            agent.away_ticks += lasted
            was_at_work(center, agent, AWAY, agent.since, agent.since + lasted)
            is_paid = team.pays_off_phone or not agent.meeting
    agent.paid_ticks += lasted * is_paid


def changes_duty(center: Any, agent: Any, team: Any, tick: int) -> None:
    """An agent comes on the floor or leaves it; who leaves has no break any more."""
    passes(center, agent, team, tick)
    agent.on_duty = not agent.on_duty
    if not agent.on_duty:
        agent.duty_ticks += tick - agent.duty_since
        was_at_work(center, agent, DUTY, agent.duty_since, tick)
        agent.away -= agent.resting + agent.meeting + agent.meets + agent.winding
        agent.resting, agent.meeting, agent.meets, agent.winding = False, False, False, False
        agent.due_paid, agent.due_unpaid = 0, 0
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


def is_absent(center: Any, agent: Any, team: Any, missing: bool, tick: int) -> None:
    """From now on an agent is missing whom the roster has on the floor, or no longer so."""
    passes(center, agent, team, tick)
    if agent.absent:
        agent.absent_ticks += tick - agent.absent_since
    agent.absent = missing
    agent.absent_since = tick


def is_excused(center: Any, agent: Any, team: Any, gone: bool, paid: bool, tick: int) -> None:
    """A scheduled absence begins, or is over."""
    is_absent(center, agent, team, gone, tick)
    agent.excused = gone
    agent.excuse_paid = paid


def rest_is_due(center: Any, agent: Any, team: Any, lasts: int, paid: bool, tick: int) -> None:
    """A break falls due: it is taken as soon as the agent is free; two add up."""
    if agent.excused or not (agent.on_duty or agent.absent):
        return
    passes(center, agent, team, tick)
    agent.planned_until = max(agent.planned_until, tick + lasts)
    agent.planned_paid = paid
    if agent.on_duty and paid:
        agent.due_paid += lasts
    elif agent.on_duty:
        agent.due_unpaid += lasts


def begins_rest(center: Any, agent: Any, team: Any, tick: int) -> int:
    """Begin the break that is due, if one is and the agent is free for it; return how long it lasts, else 0."""
    if agent.busy or agent.away > 0 or not agent.on_duty or agent.due_paid + agent.due_unpaid == 0:
        return 0
    passes(center, agent, team, tick)
    agent.rest_paid = agent.due_paid > 0
    lasts = agent.due_unpaid
    if agent.rest_paid:
        lasts = agent.due_paid
        agent.due_paid = 0
    else:
        agent.due_unpaid = 0
    agent.resting = True
    agent.away += 1
    agent.rest_since, agent.rest_until = tick, tick + lasts
    return int(lasts)


def rest_ends(center: Any, agent: Any, team: Any, tick: int) -> bool:
    """A break is over; return whether it is the one that the agent is on."""
    if not agent.resting or agent.rest_until != tick:
        return False
    passes(center, agent, team, tick)
    agent.resting = False
    agent.away -= 1
    agent.came_on += tick - agent.rest_since
    return True


def meets(center: Any, agent: Any, team: Any, now: bool, tick: int) -> bool:
    """A meeting that the roster has begins for who is on duty, or ends; return whether that changes anything."""
    if not agent.on_duty or agent.meets == now:
        return False
    passes(center, agent, team, tick)
    agent.meets = now
    agent.away += 1 if now else -1
    return True


def off_phone(center: Any, agent: Any, team: Any, now: bool, tick: int) -> bool:
    """Who is on duty goes to a meeting or the like, or comes back; return whether that changes anything."""
    if not agent.on_duty or agent.meeting == now:
        return False
    passes(center, agent, team, tick)
    agent.meeting = now
    agent.away += 1 if now else -1
    return True


def winds_down(center: Any, agent: Any, team: Any, tick: int) -> None:
    """A shift is nearly over: no new contact is taken."""
    if agent.on_duty and not agent.winding:
        passes(center, agent, team, tick)
        agent.winding = True
        agent.away += 1


def goes_away(center: Any, agent: Any, team: Any, away: bool, tick: int) -> None:
    """An agent goes to a gathering or a session, or comes back."""
    passes(center, agent, team, tick)
    agent.away += 1 if away else -1


def week_ends(center: Any, agent: Any, team: Any, tick: int) -> None:
    """What lasts is counted for the week that ends."""
    is_absent(center, agent, team, agent.absent, tick)
    if agent.on_duty:
        agent.duty_ticks += tick - agent.duty_since
        was_at_work(center, agent, DUTY, agent.duty_since, tick)
        agent.duty_since = tick


def week_begins(agent: Any) -> None:
    """Hours are counted anew."""
    agent.busy_ticks = 0
    agent.duty_ticks = 0
    agent.overtime_ticks = 0
    agent.absent_ticks = 0
    agent.paid_ticks = 0
    agent.scheduled_ticks = 0
    agent.planned_rest_ticks = 0
    agent.adhered_ticks = 0
    agent.break_ticks = 0
    agent.away_ticks = 0
