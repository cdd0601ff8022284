"""What a what-if does to cost, in words: what of it is lost and not saved, per resolved issue, and customers lost."""

from sim.experiment.findings import COST, EACH, Finding
from sim.metrics import metric_of
from sim.present.effect_words import digits_in, from_to
from sim.present.numerals import amount, measured, money_digits


def cost_words(found: Finding, currency: str) -> list[str]:
    """Return what becomes of cost where that is clear, and of what customers are worth who leave for good."""
    return [*_cost(found, currency), *_each(found, currency), *_worth(found, currency)]


def _cost(found: Finding, currency: str) -> list[str]:
    cost = found.sides.get(COST)
    if cost is None:
        return []
    falls, digits = cost.value < 0, digits_in(cost)
    change = measured(cost.by, f"{currency} a week", digits, flip=falls)
    said = [f"Cost, bonuses included, {'falls' if falls else 'rises'} by {change}, {from_to(cost)}."]
    if found.lost is None:
        return said
    served, rest = found.lost
    more, falls = served.value > 0, rest.value < 0
    size = measured(served, currency, digits, flip=not more)
    apart = measured(rest, f"{currency} a week", digits, flip=falls)
    who = "customers are granted who gave up or hung up before" if more else "customers no longer get who now give up"
    verb = "falls" if falls else "rises"
    return [*said, f"Of this, {size} is what {who}: lost, not saved. Apart from it cost {verb} by {apart}."]


def _each(found: Finding, currency: str) -> list[str]:
    """Return the cost of a resolved issue where their number moves, since less of both is no saving."""
    if found.each is None:
        return []
    was, is_now = (amount(level.value, metric_of(EACH).digits) for level in found.each)
    return [f"Cost per resolved issue, without what is lost, is {is_now} instead of {was} {currency}."]


def _worth(found: Finding, currency: str) -> list[str]:
    """Return what customers are worth who leave for good, where the scenario says what one is worth."""
    if found.worth is None or found.leavers is None:
        return []
    more = found.worth.value > 0
    size = measured(found.worth, f"{currency} a week", money_digits(found.worth.value), flip=not more)
    number = measured(found.leavers, "a week", flip=not more)
    return [
        f"{'More' if more else 'Fewer'} customers leave for good: {number}, worth {size}, which is in no cost above."
    ]
