"""What one more event is known to cost the agent, or to earn: charges, and bonuses that hang on the month's count.

docs/model.md, sections 3 and 5. Contacts and events are those of the month so far, the agent's or the team's.
"""

import math

from sim.behavior.choice import felt_charge
from sim.behavior.counts import at_most, exactly
from sim.behavior.parameters import CLOSURES, STEP, Item, Rules

_EXACT = 1e-9
"""What a product of decimals may lack of the whole number that it means."""


def known_charge(cents: int, interest: float, of_own: bool, rules: Rules) -> float:
    """Return what the charge for one more event is felt to cost: whole where it comes out of one's own bonus."""
    return felt_charge(cents, 1.0 if of_own else interest, rules)


def known_earning(cents: int, interest: float, from_pool: bool, rules: Rules) -> float:
    """Return what is felt to be earned with one more event: less one's own interest where the pool pays."""
    return cents / rules.money_unit_cents * (1.0 - interest if from_pool else 1.0)


def pace(so_far: int, days: int, before: float) -> float:
    """Return how many there are on a working day of the month; last month's pace counts as one day of this.

    Negative where nothing is known: before the first day is over, and where there was no month before.
    """
    if before >= 0.0:
        return (so_far + before) / (days + 1)
    return so_far / days if days > 0 else -1.0


def price_of_item(item: Item, contacts: int, so_far: int, to_come: float, expected: float, rules: Rules) -> float:
    """Return what one more event of a month is felt to be worth: a price, and for closures what it earns.

    Parameters
    ----------
    contacts, so_far
        Of the month so far, and events among them.
    to_come, expected
        Contacts, and events among them, that the rest of the month will bring at the present pace.
    """
    whole = item.pays_cents / rules.money_unit_cents
    if item.shape == STEP:
        return whole * decides_step(item, contacts + to_come, so_far, expected)
    return whole * part_of_proportion(item, contacts + to_come, so_far, expected)


def decides_step(item: Item, contacts: float, so_far: int, expected: float) -> float:
    """Return the chance that just one more event decides whether a step is paid.

    P(N = k), N being the further events of the month and k how many of them the target still allows, or, of closures,
    still lacks but for one. Nothing where it is lost, or safe.
    """
    target = item.per_100 * contacts / 100.0
    if item.measure == CLOSURES:
        return exactly(math.ceil(target - _EXACT) - 1 - so_far, expected)
    return exactly(math.floor(target + _EXACT) - so_far, expected)


def part_of_proportion(item: Item, contacts: float, so_far: int, expected: float) -> float:
    """Return what part of a proportional bonus one more event is expected to take, or of closures to add: its slope.

    The expected change of min(1, n / z) from n to n + 1.
    """
    whole = item.zero_at * contacts / 100.0
    if whole <= 0.0:
        return 0.0
    last = math.floor(whole)
    changes = at_most(last - 1 - so_far, expected) / whole
    return changes + (1.0 - last / whole) * exactly(last - so_far, expected)


def due(item: Item, contacts: int, count: int) -> float:
    """Return what a whole month's count pays, in cents."""
    if contacts <= 0:
        return 0.0
    if item.shape == STEP:
        over = 100.0 * count - item.per_100 * contacts
        met = over >= -_EXACT if item.measure == CLOSURES else over <= _EXACT
        return item.pays_cents if met else 0.0
    whole = item.zero_at * contacts
    part = min(1.0, 100.0 * count / whole) if whole > 0.0 else 1.0
    return item.pays_cents * (part if item.measure == CLOSURES else 1.0 - part)
