"""What bonuses that hang on a month's count make one more escalation cost over a month at a steady pace.

An agent at rest looks at the count each morning as the engines let him (`sim.engines.effects.bonuses`), so that what he
feels is spread: it hangs on the day of the month and on the luck so far. The spread is kept as a few equal parts.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.behavior import pay
from sim.behavior.parameters import ESCALATIONS, INVESTIGATE, Item, Rules
from sim.demand.roster import Roster
from sim.engines.expected import Now, Work
from sim.engines.measured import items_in
from sim.engines.sooner import shares

if TYPE_CHECKING:
    from sim.engines.steady_state import Choosers

Parts = tuple[tuple[float, float], ...]
"""Shares of mornings, each with what one more escalation then costs, in utility."""
NOTHING: Parts = ((1.0, 0.0),)
DAYS_PER_MONTH = 365.25 / 12
_MORNINGS = (0.125, 0.375, 0.625, 0.875)
_LUCK = (-1.2816, -0.5244, 0.0, 0.5244, 1.2816)
"""Middles of five equal parts of a standard normal: how far a count lies from its mean, in roots of that mean."""
_FEW = (-1.0, 0.0, 1.0)
_PARTS = 4
_ROUNDS, _STILL, _WEEK = 24, 1e-3, 7
"""Rounds in which what one more escalation costs comes to rest, the share of a count that is no change, days."""


class Begins(NamedTuple):
    """What agents believe at the start: reward and charge, the habit from which a rest is sought, and who finds it."""

    reward: float
    charge: float
    habit: float
    find: Callable[..., Any]


class Month(NamedTuple):
    """A month of an agent at a steady pace.

    Attributes
    ----------
    rules : Rules
        What holds.
    items : tuple of Item
        The bonuses that count escalations.
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
    items: tuple[Item, ...]
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
    items = [item for item in month.items if item.of_team == of_team]
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
                felt = (pay.price_of_item(its, contacts, passed_up, to_come, expected, month.rules) for its in items)
                found.append(sum(felt))
    return np.array(found)


def _count(mean: float, luck: float) -> int:
    mean = max(0.0, mean)  # what is passed up is what is left of all, rounded
    return max(0, round(mean + luck * mean**0.5))


def with_prices(cases: Sequence[tuple[float, ...]], parts: Parts) -> list[tuple[float, ...]]:
    """Return choices as `sim.engines.resting` has them, those that are free split by what one more then costs."""
    if parts == NOTHING:
        return list(cases)
    found: list[tuple[float, ...]] = []
    for case in cases:
        split = parts if case[6] else NOTHING
        found += [(case[0] * share, *case[1:7], case[7] + price, *case[8:]) for share, price in split]
    return found


def month_of(now: Now, work: Work, index: int) -> Month | None:
    """Return the month of a team's agents; None where nothing hangs on its count, or nobody diagnoses anything."""
    team, pays = list(now.scenario.teams.values())[index], now.scenario.incentives
    items = tuple(item for item in items_in(pays) if item.measure == ESCALATIONS)
    agent_days, opens = work.agent_days[index], sum(map(bool, Roster(now.plan, 0, 0).hours))
    contacts = sum(kind.diagnosed for kind in work.kinds[index])
    if not (items and team.shares_pool and agent_days and contacts and opens):
        return None
    choices = sum(number for kind in work.kinds[index] for _, number in kind.choices)
    days = opens / _WEEK * DAYS_PER_MONTH
    return Month(now.rules, items, contacts / agent_days, choices / agent_days, agent_days / opens, days)


def priced(
    agents: "Choosers", month: Month | None, skill: float, begins: Begins, of_team: float | None = None
) -> tuple[Parts, float]:
    """Return what one more escalation costs an agent at rest, and how many he passes up on a working day.

    What it costs hangs on how much is passed up, and that on what it costs: by damped iteration. `of_team` is what each
    of the team passes up; without it all do as he does.
    """
    parts, up = NOTHING, -1.0
    if month is None:
        return parts, up
    at_once = agents.rules._replace(manager_policy=INVESTIGATE)  # what comes up, before any of it is handed back
    reward, charge, habit, find = begins
    for _ in range(_ROUNDS):
        cases = with_prices(agents.cases, parts)
        rested = replace(agents, cases=cases).at_rest(reward, charge, skill, habit, find=find)
        all_stay = [(*case[:8], 1.0, *case[9:]) for case in cases]
        its = shares(at_once, rested.skill, reward, charge, rested.habit, all_stay)
        found = month.up(its.passed + its.failed + its.more)
        if up >= 0.0 and abs(found - up) <= _STILL * max(up, _STILL):
            break
        up = found if up < 0.0 else 0.5 * (up + found)
        parts = month.parts(up, up if of_team is None else of_team)
    return parts, up
