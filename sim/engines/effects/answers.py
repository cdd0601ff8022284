"""What an agent answers to what a customer asks, and what the customer makes of it: yes or no, content or not."""

import math
from typing import Any

from sim.behavior import choice, giving, service
from sim.behavior.parameters import REFUSES
from sim.clock import ticks
from sim.demand import purposes as for_
from sim.engines.effects.bonuses import closing, coming_back, price, right
from sim.engines.effects.given import chance, number
from sim.engines.effects.pools import interest
from sim.engines.rules import Moment

TAKES_IT, GOES_UP, RINGS_AGAIN = range(3)
"""What a customer does with an answer."""


def authority(h: Any, now: Moment) -> float:
    """Return the largest ask, in cents, that an agent may grant; the manager may have lifted it for this once."""
    return math.inf if h.authorized_once else now.its.authority_cents * now.ours.authority_factor


def felt(c: Any, agent: Any, team: Any, now: Moment) -> choice.Felt:
    """Return what an agent feels about passing up: at the choice, and again after a failed attempt."""
    rules, charge = now.rules, agent.charge
    if rules.charge_known:
        charge = choice.felt_charge(rules.charge_share * c.ask_cents, interest(team, now), rules)
    charge += price(agent, team, now)
    left = closing(agent, team, now) - coming_back(agent, team, now)
    leave = choice.leaving(agent.engagement, left, rules)
    return choice.Felt(agent.reward, charge, agent.habit, leave, right(c.ability, team, now))


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
