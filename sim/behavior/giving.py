"""Giving: yes or no to what a customer asks, and who is not content with less (docs/model.md, section 3)."""

import math
from typing import NamedTuple

from sim.behavior.choice import felt_charge, logistic
from sim.behavior.parameters import Rules


def insists_on_more(shortfall: float, known_gain: float, gain_at_rest: float, rules: Rules) -> float:
    """Return the probability that a customer who gets less than asked insists and goes up.

    Parameters
    ----------
    shortfall
        Share of the ask that is not granted.
    known_gain, gain_at_rest
        What insisting is known to bring, as a share of the ask: now, and in the baseline at rest.
    """
    if rules.insists_share <= 0.0 or shortfall <= 0.0:
        return 0.0
    usual = math.log(rules.insists_share / (1.0 - rules.insists_share))
    return shortfall * logistic(usual + rules.insist_gain * (known_gain - gain_at_rest))


def opening_demand(usual: float, known_gain: float, gain_at_rest: float, rules: Rules) -> float:
    """Return the probability that a customer who asks for money insists on a manager from the first word on."""
    shift = rules.insist_gain * (known_gain - gain_at_rest)
    if rules.insists_share <= 0.0 or shift == 0.0 or usual <= 0.0 or usual >= 1.0:
        return usual
    return logistic(math.log(usual / (1.0 - usual)) + shift)


def tries_another(shortfall: float, rules: Rules) -> float:
    """Return the probability that a customer who gets less, and does not insist, rings again for another agent."""
    return shortfall * rules.tries_another_share if rules.insists_share > 0.0 else 0.0


def price_of_giving(granted_cents: int, in_pool_cents: int, interest: float, rules: Rules) -> float:
    """Return what granting is felt to cost the agent, in utility: its charge to the pool, or to the agent's own bonus.

    Parameters
    ----------
    granted_cents
        What would be granted.
    in_pool_cents
        Balance of the pool: of an empty one that the company fills up, only what is really debited is felt.
    interest
        The felt share of a charge to the pool.
    """
    cents = int(rules.agent_charge_share * granted_cents + 0.5)
    if rules.giving_charged_to_own:
        return felt_charge(cents, 1.0, rules)
    if rules.absorb:
        cents = min(cents, max(0, in_pool_cents))
    return felt_charge(cents, interest, rules)


class Ask(NamedTuple):
    """What an agent weighs where a customer asks for money.

    Attributes
    ----------
    price : float
        Felt price of what would be granted.
    is_offered : bool
        Whether there is anything to grant; if not, the answer is no.
    engagement : float
        The agent's.
    if_yes, if_no : float
        Chances that the customer insists after each answer.
    passing_up : float
        What an escalation is worth: Q - C less the known price of one more.
    minute : float
        What a minute with the customer is felt to cost.
    """

    price: float
    is_offered: bool
    engagement: float
    if_yes: float
    if_no: float
    passing_up: float
    minute: float


def utility_of_yes(ask: Ask, believed_owed: bool, rules: Rules) -> float:
    """Return what granting is worth to the agent; what is not believed owed may be found by who listens."""
    return -ask.price - (0.0 if believed_owed else rules.caught) + ask.if_yes * ask.passing_up


def utility_of_no(ask: Ask, believed_owed: bool, rules: Rules) -> float:
    """Return what refusing is worth to the agent: it is argued, and conscience minds where it is believed owed."""
    minded = rules.conscience * ask.engagement if believed_owed else 0.0
    return -rules.arguing - ask.minute * rules.arguing_minutes - minded + ask.if_no * ask.passing_up


def says_yes(ask: Ask, believed_owed: bool, rules: Rules) -> float:
    """Return the probability of a yes."""
    if not ask.is_offered:
        return 0.0
    return logistic(
        rules.sharpness * (utility_of_yes(ask, believed_owed, rules) - utility_of_no(ask, believed_owed, rules))
    )


def worth_of_answering(ask: Ask, believed_owed: float, rules: Rules) -> float:
    """Return what it is worth to have to answer, over a share of asks that is believed owed."""
    worth = 0.0
    for owed, share in ((True, believed_owed), (False, 1.0 - believed_owed)):
        p = says_yes(ask, owed, rules)
        worth += share * (p * utility_of_yes(ask, owed, rules) + (1.0 - p) * utility_of_no(ask, owed, rules))
    return worth
