"""What bonuses that hang on a month's count make one more escalation cost over a month at a steady pace.

An agent at rest looks at the count each morning as the engines let him (`sim.engines.effects.bonuses`), so that what he
feels is spread: it hangs on the day of the month and on the luck so far. The spread is kept as a few equal parts.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.behavior import pay
from sim.behavior.parameters import Rules

Parts = tuple[tuple[float, float], ...]
"""Shares of mornings, each with what one more escalation then costs, in utility."""
NOTHING: Parts = ((1.0, 0.0),)
DAYS_PER_MONTH = 365.25 / 12
_MORNINGS = (0.125, 0.375, 0.625, 0.875)
_LUCK = (-1.2816, -0.5244, 0.0, 0.5244, 1.2816)
"""Middles of five equal parts of a standard normal: how far a count lies from its mean, in roots of that mean."""
_FEW = (-1.0, 0.0, 1.0)
_PARTS = 4


class Month(NamedTuple):
    """A month of an agent at a steady pace.

    Attributes
    ----------
    rules : Rules
        What the bonuses are.
    contacts : float
        Contacts that an agent diagnoses on a working day.
    choices : float
        Those of them that leave a choice.
    people : float
        Agents whose contacts count together.
    days : float
        Working days.
    """

    rules: Rules
    contacts: float
    choices: float
    people: float
    days: float

    def up(self, passed_or_failed: float) -> float:
        """Return what an agent passes up on a working day, who passes up this share of choices, at first or failed."""
        return self.contacts - self.choices * (1.0 - passed_or_failed)

    def parts(self, own: float, of_team: float) -> Parts:
        """Return what one more escalation costs where the agent, and each of the team, passes up so many a day."""
        felt = _felt(self, 1.0, own, False) + _felt(self, self.people, of_team, True)
        return tuple((1.0 / _PARTS, float(part.mean())) for part in np.array_split(np.sort(felt), _PARTS))


def _felt(month: Month, people: float, up: float, of_team: bool) -> np.ndarray:
    """Return what the bonuses that count the agent, or the team, make one more cost on mornings equally likely."""
    rules = month.rules
    target = rules.target_pays_cents > 0.0 and rules.target_of_team == of_team
    proportion = rules.proportional_pays_cents > 0.0 and rules.proportional_of_team == of_team
    a_day, up_a_day = people * month.contacts, people * up
    found = []
    for gone in _MORNINGS:
        past, left = gone * month.days, (1.0 - gone) * month.days
        for luck in _LUCK:
            passed_up = _count(up_a_day * past, luck)
            for other in _FEW:
                contacts = max(passed_up, _count(a_day * past, other))
                to_come = left * (contacts + a_day) / (past + 1.0)
                expected = left * (passed_up + up_a_day) / (past + 1.0)
                price = pay.price_of_target(contacts, passed_up, to_come, expected, rules) if target else 0.0
                if proportion:
                    price += pay.price_of_proportion(contacts, passed_up, to_come, expected, rules)
                found.append(price)
    return np.array(found)


def _count(mean: float, luck: float) -> int:
    return max(0, round(mean + luck * mean**0.5))


def with_prices(cases: Sequence[tuple[float, ...]], parts: Parts) -> list[tuple[float, ...]]:
    """Return choices as `sim.engines.resting` has them, those that are free split by what one more then costs."""
    if parts == NOTHING:
        return list(cases)
    found: list[tuple[float, ...]] = []
    for case in cases:
        split = parts if case[6] else NOTHING
        found += [(case[0] * share, *case[1:7], case[7] + price, case[8]) for share, price in split]
    return found
