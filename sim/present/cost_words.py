"""What a what-if does to cost, in words: what of it is lost and not saved, per resolved issue, and customers lost."""

from typing import Any

from sim.experiment import harms
from sim.metrics import METRICS
from sim.present.effect_words import digits_of, from_to
from sim.present.numerals import amount, measured, money_digits

_MOVES = 0.02
"""Where the number of resolved issues changes by a larger share, the week's cost is told per resolved issue too."""


def cost_words(comparison: Any, name: str) -> list[str]:
    """Return what becomes of cost where that is clear, and of what customers are worth who leave for good."""
    said = _cost(comparison, name)
    return [*said, *(_each(comparison, name) if said else []), *_worth(comparison, name)]


def _cost(comparison: Any, name: str) -> list[str]:
    effect = harms.side_effect(comparison, name, harms.COST)
    if effect is None:
        return []
    falls, currency = effect.value < 0, comparison.scenario.currency
    change = measured(effect, f"{currency} a week", digits_of(comparison, name, harms.COST), flip=falls)
    levels = from_to(comparison, name, harms.COST)
    said = [f"Cost, bonuses included, {'falls' if falls else 'rises'} by {change}, {levels}."]
    lost = harms.lost_not_saved(comparison, name)
    if lost is None:
        return said
    served, rest = lost
    more = served.value > 0
    size = measured(served, currency, digits_of(comparison, name, harms.COST), flip=not more)
    apart = measured(rest, f"{currency} a week", digits_of(comparison, name, harms.COST), flip=rest.value < 0)
    who = "customers are granted who gave up or hung up before" if more else "customers no longer get who now give up"
    return [
        *said,
        f"Of this, {size} is what {who}: lost, not saved. Apart from it cost {_falls(rest)} by {apart}.",
    ]


def _falls(effect: Any) -> str:
    return "falls" if effect.value < 0 else "rises"


def _each(comparison: Any, name: str) -> list[str]:
    """Return the cost of a resolved issue where their number moves, since less of both is no saving."""
    costs, each = (
        [comparison.level(which, metric) for which in (comparison.baseline, name)]
        for metric in (harms.COST, "cost_per_resolved_issue")
    )
    if not all(level is not None and level.value for level in (*costs, *each)):
        return []
    before, after = (cost.value / per.value for cost, per in zip(costs, each, strict=True))
    if abs(after - before) <= _MOVES * before:
        return []
    was, is_now = (amount(level.value, METRICS["cost_per_resolved_issue"].digits) for level in each)
    return [
        f"Cost per resolved issue, without what is lost, is {is_now} instead of {was} {comparison.scenario.currency}."
    ]


def _worth(comparison: Any, name: str) -> list[str]:
    """Return what customers are worth who leave for good, where the scenario says what one is worth."""
    worth, lost = (comparison.effect(name, metric) for metric in ("lost_worth_per_week", "customers_lost_per_week"))
    if worth is None or lost is None or worth.interval is None or worth.interval[0] <= 0 <= worth.interval[1]:
        return []
    more = worth.value > 0
    size = measured(worth, f"{comparison.scenario.currency} a week", money_digits(worth.value), flip=not more)
    number = measured(lost, "a week", flip=not more)
    return [
        f"{'More' if more else 'Fewer'} customers leave for good: {number}, worth {size}, which is in no cost above."
    ]
