"""What happens to a matter that is passed up: the wait upstairs, the manager's talk, what becomes of it."""

from typing import Any

from sim.behavior import feeling, learning, service
from sim.behavior.parameters import COACH, GRANT, INVESTIGATE, RETURN, Rules
from sim.clock import MINUTE, ticks
from sim.demand import purposes as for_
from sim.engines.effects.contacts import leaves_agent, waited
from sim.engines.effects.given import minutes, number
from sim.engines.rules import Delays, Moment, approach
from sim.journeys.records import Reason

_WANTS_UP = (Reason.NONE, Reason.INSISTED, Reason.INSISTED_ON_MORE)


def walks_away(c: Any, h: Any, tick: int, now: Moment) -> bool:
    """Whether a customer who is passed up for the first time, and did not insist on it, gives up at this moment."""
    if now.rules.walks_share <= 0.0 or c.escalated >= 0 or c.reason in _WANTS_UP:
        return False
    its, waited_minutes = now.its, h.wait_ticks / MINUTE
    likely = service.walks_away(h.contacts, waited_minutes, c.ask_cents, its.median_ask_cents, now.rules)
    if number(h.call, for_.WALKS_AWAY) >= likely:
        return False
    c.escalated = tick
    c.agent_done = tick
    return True


def goes_upstairs(c: Any, h: Any, tick: int, lane: bool) -> None:
    """A matter is passed up: to the manager, or by the leadership lane."""
    if c.escalated < 0:
        c.escalated = tick
    else:
        c.second_escalated = tick
    c.lane = lane
    if h.visits_upstairs == 0:
        c.agent_done = tick
    h.waiting_upstairs = True
    h.visits_upstairs += 1
    h.upstairs_since = tick


def patience_left(c: Any, h: Any) -> int:
    """Return how many ticks a customer goes on waiting on the line."""
    return max(0, c.patience_ticks - (h.wait_ticks - h.earlier_wait_ticks))


def takes_ticket(c: Any, h: Any, tick: int, rules: Rules) -> None:
    """A customer hangs up and goes on waiting with a ticket."""
    c.ticketed = tick
    waited(h, tick - h.upstairs_since, rules)


def lets_go(c: Any, h: Any, tick: int) -> None:
    """An agent who was held on the line is free again."""
    c.held_ticks += tick - h.upstairs_since
    leaves_agent(c, tick)


def picks_up(c: Any, h: Any, tick: int, rules: Rules) -> None:
    """The wait upstairs is over."""
    h.waiting_upstairs = False
    if c.ticketed < 0 and tick > h.upstairs_since:
        waited(h, tick - h.upstairs_since, rules)
    if h.visits_upstairs == 1:
        c.manager_start = tick
    else:
        c.second_manager_start = tick


def work_of(c: Any, h: Any, now: Moment) -> int:
    """Set what the policy of the day does with a matter, and return the ticks it takes; angry customers take longer."""
    second = h.visits_upstairs > 1
    h.policy = approach(now.rules.manager_policy, c.reason, second)
    purpose = for_.SECOND_MANAGER_TIME if second else for_.MANAGER_TIME
    talk = minutes(manager_time(now.delays, h.policy), number(h.call, purpose))
    return ticks(talk * service.manager_factor(h.anger, now.rules))


def manager_time(delays: Delays, policy: int) -> Any:
    """Return the table of minutes of a policy."""
    if policy == INVESTIGATE:
        return delays.investigate
    if policy == GRANT:
        return delays.grant
    return delays.coach if policy == COACH else delays.return_


def lane_work_of(h: Any, now: Moment) -> int:
    """Return the ticks that a matter takes at the desk of the lane."""
    talk = minutes(now.delays.lane, number(h.call, for_.LANE_TIME))
    return ticks(talk * service.manager_factor(h.anger, now.rules))


def hangs_up(c: Any, h: Any, tick: int) -> None:
    """The talk upstairs is over."""
    if h.visits_upstairs == 1:
        c.manager_end = tick
    else:
        c.second_manager_end = tick


def raiser_learns(c: Any, h: Any, agent: Any, now: Moment) -> None:
    """The agent sees what became of what was passed up, and is coached where the policy says so."""
    rules = now.rules
    if rules.fixed_choice:
        return
    if h.visits_upstairs == 1 and c.reason == Reason.CHOSEN:
        worth = learning.reward_of_passing_up(now.its.mean_remaining_minutes, rules)
        agent.reward = learning.step(agent.reward, worth, rules.learning)
    if h.policy == COACH:
        agent.skill = learning.coached(agent.skill, agent.start_skill + rules.learnable, rules)


def hands_back(c: Any, h: Any, tick: int) -> bool:
    """Return whether the manager returns the issue, with or without coaching."""
    if h.policy != COACH and h.policy != RETURN:
        return False
    h.authorized_once = h.policy == COACH
    c.returned = tick
    return True


def settles(c: Any, h: Any, rules: Rules, heard: Any) -> None:
    """Close the issue: everything asked, without questions; or a settlement after hearing both sides.

    Who insisted tells others what it brought."""
    share = 1.0
    if h.policy == INVESTIGATE:
        share = rules.settlement
        if number(h.call, for_.ADVERSARIAL) < rules.adversarial:
            before = h.anger
            h.anger = feeling.risen(before, rules.anger_adversarial)
            h.adversarial_rise = h.anger - before
        h.apologized = number(h.call, for_.APOLOGY) < rules.apology
    asked = service.grown_ask(c.ask_cents, h.anger, h.temper, rules)
    offered = c.offered_cents / c.ask_cents if c.ask_cents != 0 else 0.0
    share = max(share, offered)  # never less than was offered below
    granted = service.granted_upstairs(share, asked, rules)
    c.granted_cents = max(c.offered_cents, int(granted + 0.5))
    c.granted_by = 2
    h.granted_share = share if granted == share * asked else c.granted_cents / asked
    if c.reason == Reason.INSISTED_ON_MORE:
        heard.expected = learning.step(heard.expected, max(0.0, h.granted_share - offered), heard.rate)


def is_forgotten(heard: Any, kept: Any) -> None:
    """A working day has passed: what is known of insisting fades."""
    heard.expected *= kept.heard_kept


def seizes(c: Any, h: Any) -> None:
    """The lane: an opportunity taken or a crisis averted."""
    c.lane_ticks += h.spent
    c.granted_cents = c.ask_cents
    c.granted_by = 2
    h.granted_share = 1.0
