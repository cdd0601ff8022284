"""What one more escalation is known to cost the agent: charges, and bonuses that hang on the month's count.

docs/model.md, sections 3 and 5. Contacts and escalations are those of the month so far, the agent's or the team's.
"""

import math

from sim.behavior.choice import felt_charge
from sim.behavior.counts import at_most, exactly
from sim.behavior.parameters import Rules

_EXACT = 1e-9
"""What a product of decimals may lack of the whole number that it means."""


def known_charge(cents: int, interest: float, rules: Rules) -> float:
    """Return what the charge for one more escalation is felt to cost: whole where it is one's own bonus."""
    return felt_charge(cents, 1.0 if rules.charged_to_own else interest, rules)


def pace(so_far: int, days: int, before: float) -> float:
    """Return how many there are on a working day of the month; last month's pace counts as one day of this.

    Negative where nothing is known: before the first day is over, and where there was no month before.
    """
    if before >= 0.0:
        return (so_far + before) / (days + 1)
    return so_far / days if days > 0 else -1.0


def price_of_target(contacts: int, passed_up: int, to_come: float, expected: float, rules: Rules) -> float:
    """Return what one more escalation is felt to cost under a target bonus.

    `pays` times the chance that just this one loses it: P(N <= k) - P(N <= k - 1), N being the further escalations of
    the month and k how many of them the target still allows. Nothing where it is lost, or safe.

    Parameters
    ----------
    contacts, passed_up
        Of the month so far.
    to_come, expected
        Contacts, and escalations among them, that the rest of the month will bring at the present pace.
    """
    allowed = math.floor(rules.target_per_100 * (contacts + to_come) / 100.0 + _EXACT) - passed_up
    return rules.target_pays_cents / rules.money_unit_cents * exactly(allowed, expected)


def price_of_proportion(contacts: int, passed_up: int, to_come: float, expected: float, rules: Rules) -> float:
    """Return what one more escalation is felt to cost under a proportional bonus: its slope, while any of it is left.

    The parameters are those of `price_of_target`; the expected fall of max(0, 1 - n / z) from n to n + 1.
    """
    none_left = rules.proportional_zero_at * (contacts + to_come) / 100.0
    if none_left <= 0.0:
        return 0.0
    last = math.floor(none_left)
    falls = at_most(last - 1 - passed_up, expected) / none_left
    falls += (1.0 - last / none_left) * exactly(last - passed_up, expected)
    return rules.proportional_pays_cents / rules.money_unit_cents * falls


def target_due(contacts: int, passed_up: int, rules: Rules) -> float:
    """Return what the target bonus pays for a whole month, in cents."""
    met = contacts > 0 and 100.0 * passed_up <= rules.target_per_100 * contacts + _EXACT
    return rules.target_pays_cents if met else 0.0


def proportion_due(contacts: int, passed_up: int, rules: Rules) -> float:
    """Return what the proportional bonus pays for a whole month, in cents."""
    if contacts <= 0:
        return 0.0
    return rules.proportional_pays_cents * max(0.0, 1.0 - 100.0 * passed_up / (rules.proportional_zero_at * contacts))
