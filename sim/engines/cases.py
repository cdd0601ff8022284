"""The choices that a team has to expect, case by case, as `sim.engines.resting` has them."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.behavior import choice, feeling, giving, learning, pay, service
from sim.behavior.parameters import GRANT, REFUSES, Rules
from sim.demand.roster import Roster
from sim.engines.expected import Kind, Now, Work
from sim.engines.rules import kept_of

_PRICED_ASKS = 5
"""And over so many where giving has a price."""
_KNOWN_ASKS = 20
"""Over so many parts of the asks, each by its mean, choices are averaged where the charge of each is known."""


def praise_of(now: Now, work: Work, index: int) -> float:
    """Return the felt praise at rest of a team's agents, who solve the share of their choices that ownership says."""
    solved = work.per_agent_day(index) * work.ownership[index]
    return learning.praise_at_rest(solved, kept_of(now.scenario).praise_kept, now.rules)


def cases_of(now: Now, index: int, kinds: Iterable[Kind], praise: float) -> list[tuple[float, ...]]:
    """Return the choices that a team, by its place, has to expect of contacts, as `sim.engines.resting` has them.

    What hangs on the month's count of escalations is no part of them: see `sim.engines.month_prices`.
    """
    team, rules = list(now.scenario.teams.values())[index], now.rules
    sharers = max(1, Roster(now.plan, 0, 0).usual_sharers(index, now.first_day))
    shares = now.segment.teams[index].shares_pool
    interest = choice.interest_in_pool(sharers, rules) if shares else 0.0
    price, *measured = _known_prices(interest, rules) if team.shares_pool else (0.0,) * 4
    cases: list[tuple[float, ...]] = []
    for kind in kinds:
        worth = choice.benefit(team.engagement, praise, interest if shares else 1.0, kind.anger, rules)
        worth += measured[-1]
        minutes, felt, stays = kind.its.mean_remaining_minutes, _felt_closing(kind, interest, rules), kind.stays
        for share, known, answer in _asked(kind, interest if shares else -1.0, rules):
            cases += [
                (
                    share * part,
                    c,
                    worth,
                    minutes,
                    known,
                    felt,
                    1.0,
                    price,
                    stays.within,
                    *(team.engagement, *answer),
                    *measured,
                    kind.skill,
                )
                for c, part in kind.choices
            ]
        if 0.0 < kind.blocked < 1.0:
            above = kind.blocked / (1.0 - kind.blocked)
            cases += [(above * part, c, *_ABOVE[:6], stays.above, *_ABOVE[6:]) for c, part in kind.choices]
    return cases


def _known_prices(interest: float, rules: Rules) -> tuple[float, float, float, float]:
    """Return what is known to be paid or charged for each event, in utility: an escalation, and, as
    cases have them last but one, a right one, leaving a customer, and a closure."""
    charge, back = int(rules.escalation_charge_cents + 0.5), int(rules.repeat_charge_cents + 0.5)
    closing = pay.known_earning(int(rules.closure_pays_cents + 0.5), interest, rules.closure_from_pool, rules)
    again = pay.known_charge(back, interest, rules.repeat_charged_to_own, rules) * rules.repeats_in_window
    right = rules.right_bonus_cents / rules.money_unit_cents
    return pay.known_charge(charge, interest, rules.charged_to_own, rules), right, closing - again, closing


_ABOVE = (*(0.0,) * 7, -1.0, *(0.0,) * 7)
"""What does not matter of a case without a choice."""


def _asked(kind: Kind, interest: float, rules: Rules) -> list[tuple[float, float, tuple[float, ...]]]:
    """Return shares of choices, the felt charge of their asks where it is known, and what there is to answer.

    In parts, each by its mean, where an agent prices each ask; `interest` is negative where none of it is felt.
    """
    nothing = (-1.0, 0.0, 0.0, 0.0)
    customers_insist = rules.insists_share > 0.0
    if not kind.asks or not (rules.charge_known or rules.gives or customers_insist):
        return [(1.0, 0.0, nothing)]
    priced = rules.charge_known or rules.agent_charge_share > 0.0
    wanted = _KNOWN_ASKS if rules.charge_known else _PRICED_ASKS if priced else 1
    found: list[tuple[float, float, tuple[float, ...]]] = [(1.0 - kind.asks_share, 0.0, nothing)]
    for part in np.array_split(np.array(kind.asks), wanted):
        if len(part):
            share = kind.asks_share * len(part) / len(kind.asks)
            known = choice.felt_charge(rules.charge_share * float(part.mean()), max(0.0, interest), rules)
            found.append((share, known if rules.charge_known else 0.0, answer_of(kind, part, interest, rules)))
    return found


def answer_of(kind: Kind, asks: Any, interest: float, rules: Rules) -> tuple[float, float, float, float]:
    """Return what there is to answer of some asks, each weighed alike: four figures of a case (`resting.CASE`)."""
    offers = np.array([offered(int(ask), kind.limit, rules) for ask in asks])
    short = np.maximum(0.0, 1.0 - offers / asks).mean()
    if_yes, if_no = (giving.insists_on_more(each, 0.0, 0.0, rules) for each in (float(short), 1.0))
    if not rules.gives:
        return -1.0, if_yes, if_no, kind.its.believed_owed
    if not offers.any():
        return math.inf, if_no, if_no, kind.its.believed_owed
    mean = int(offers.mean() + 0.5)
    price = giving.price_of_giving(mean, _A_FULL_POOL, interest, rules) if interest >= 0.0 else 0.0
    return price, if_yes, if_no, kind.its.believed_owed


_A_FULL_POOL = 1 << 62


def offered(ask_cents: int, limit_cents: float, rules: Rules) -> int:
    """Return what a yes grants, without fear and before the month's budget is spent."""
    if rules.above_authority == REFUSES and not service.is_within_authority(ask_cents, limit_cents):
        return 0
    return service.agent_concession(ask_cents, limit_cents, 0.0, 0.0, rules)


def _felt_closing(kind: Kind, interest: float, rules: Rules) -> float:
    """Return the mean felt charge of what the manager closes after a hand-over: of what he grants of the grown ask."""
    if not kind.asks or rules.charge_share <= 0.0:
        return 0.0
    calm = kind.its.mean_temper
    anger, granted = feeling.risen(kind.anger, rules.anger_handoff), 1.0
    if rules.manager_policy != GRANT:  # what was handed back and failed again is investigated too
        granted = rules.settlement
        anger += rules.adversarial * (feeling.risen(anger, rules.anger_adversarial) - anger)
    mean = kind.asks_share * sum(kind.asks) / len(kind.asks)
    grown = service.grown_ask(int(mean + 0.5), anger, calm, rules)
    return choice.felt_charge(rules.charge_share * granted * grown, interest, rules)
