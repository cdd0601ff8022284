"""Amounts of money said as multiples of what customers ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.scenario.means import median_of

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_MAY_BE_EMPTY = ("empowerment.goodwill_budget", "manager.authority")
"""Amounts of money that stand empty where there is no limit."""


def median_ask(scenario: Scenario) -> float:
    """Return the median ask of the scenario's first type that asks for money (1.0 where none does)."""
    for issue in scenario.issues.values():
        if not issue.routine and issue.asks_share > 0:
            return median_of(issue.ask)
    return 1.0


def in_asks(scenario: Scenario, amount: float, key: str, current: Any) -> Any:
    """Return so many median asks: an amount of money, or one for each issue type where amounts by type stand.

    Raises
    ------
    ValueError
        If no amount of money stands there.
    """
    if isinstance(current, dict):
        return {name: round(amount * median_of(scenario.issues[name].ask), 2) for name in current}
    is_number = isinstance(current, (int, float)) and not isinstance(current, bool)
    if not (is_number or (current is None and key in _MAY_BE_EMPTY)):
        raise ValueError("'median_asks' sets an amount of money, and this is none")
    return round(amount * median_ask(scenario), 2)


def asks_of_each(scenario: Scenario, amount: float, key: str) -> dict[str, float]:
    """Return so many median asks of each issue type that agents decide on.

    Raises
    ------
    ValueError
        If the key takes no amounts by issue type.
    """
    if key != "empowerment.authority":
        raise ValueError("'median_asks_of_each' sets amounts by issue type, and only empowerment.authority takes them")
    decided = {name: issue for name, issue in scenario.issues.items() if not issue.routine}
    return {name: round(amount * median_of(issue.ask), 2) for name, issue in decided.items()}
