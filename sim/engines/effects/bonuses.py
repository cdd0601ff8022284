"""Bonuses that hang on how many contacts are passed up: the month's count, what one more costs, what is paid."""

from typing import Any

from sim.behavior import pay
from sim.behavior.parameters import Rules
from sim.engines.effects.given import agent_of, post
from sim.engines.effects.pools import could_be_avoided, debit, interest, pays_out
from sim.engines.months import Payday
from sim.engines.rules import Moment
from sim.journeys.records import Entry, Reason


def diagnosed(c: Any, agent: Any, team: Any) -> None:
    """A contact is diagnosed, and counted for the month."""
    c.diagnosed = True
    agent.month_contacts += 1
    team.month_contacts += 1


def passed_up(books: Any, team: Any, agent: Any, c: Any, reason: int, now: Moment) -> None:
    """A contact goes up for the first time: it is counted, and charged where it could have been avoided."""
    if reason == Reason.NONE:
        return
    agent.month_up += 1
    team.month_up += 1
    cents = int(now.rules.escalation_charge_cents + 0.5)
    if cents <= 0 or not could_be_avoided(c) or not (team.earns and now.ours.earns):
        return
    if now.rules.charged_to_own:
        post(books, team, Entry.OWN_CHARGE, -cents, (c.row, agent.seat))
        agent.account -= cents
    else:
        debit(books, team, Entry.ESCALATION_CHARGE, cents, (c.row, now.rules.absorb))


def price(agent: Any, team: Any, now: Moment) -> float:
    """Return what one more escalation is known to cost this agent, in utility."""
    if not (team.earns and now.ours.earns):
        return 0.0
    cents = int(now.rules.escalation_charge_cents + 0.5)
    if now.rules.absorb and not now.rules.charged_to_own:
        cents = min(cents, max(0, team.balance))
    return agent.price + pay.known_charge(cents, interest(team, now), now.rules)


def looks_ahead(center: Any, team: Any, opens: bool, left: int, rules: Rules) -> None:
    """A morning: the month so far is seen, and what one more escalation costs follows from it.

    `opens` is whether today is a working day, `left` how many of them this month has, today among them.
    """
    if not team.earns:
        return
    common = _price(team, left, rules, True)
    team.month_days += opens
    for seat in range(team.seats):
        agent = agent_of(center, team, seat)
        agent.price = common + _price(agent, left, rules, False)
        agent.month_days += opens


def _price(who: Any, left: int, rules: Rules, of_team: bool) -> float:
    """Return what one more escalation of an agent, or a team, costs by the bonuses that count his, or its own."""
    target = rules.target_pays_cents > 0.0 and rules.target_of_team == of_team
    proportion = rules.proportional_pays_cents > 0.0 and rules.proportional_of_team == of_team
    found = 0.0
    if target or proportion:
        a_day = pay.pace(who.month_contacts, who.month_days, who.pace_contacts)
        up_a_day = pay.pace(who.month_up, who.month_days, who.pace_up)
        if a_day < 0.0:
            return 0.0
        if target:
            found += pay.price_of_target(who.month_contacts, who.month_up, a_day * left, up_a_day * left, rules)
        if proportion:
            found += pay.price_of_proportion(who.month_contacts, who.month_up, a_day * left, up_a_day * left, rules)
    return found


def terms_change(old: Rules, new: Rules) -> bool:
    """Whether bonuses that hang on a month's count are other than they were."""
    return (
        old.target_pays_cents != new.target_pays_cents
        or old.target_per_100 != new.target_per_100
        or old.target_of_team != new.target_of_team
        or old.proportional_pays_cents != new.proportional_pays_cents
        or old.proportional_zero_at != new.proportional_zero_at
        or old.proportional_of_team != new.proportional_of_team
    )


def counts_anew(center: Any, team: Any) -> None:
    """A month begins, or other terms: all that was counted is now the pace that was known before."""
    if not team.earns:
        return
    _turns(team)
    for seat in range(team.seats):
        _turns(agent_of(center, team, seat))


def _turns(who: Any) -> None:
    who.pace_contacts = pay.pace(who.month_contacts, who.month_days, who.pace_contacts)
    who.pace_up = pay.pace(who.month_up, who.month_days, who.pace_up)
    who.month_contacts = 0
    who.month_up = 0
    who.month_days = 0


def month_ends(books: Any, team: Any, payday: Payday) -> None:
    """Pay out the pool and what hangs on the month's escalations, settle up, and count anew."""
    pays_out(books, team, payday)
    for seat in range(team.seats):
        agent = agent_of(books, team, seat)
        if seat < payday.heads and not agent.vacant:
            _pays_by_count(books, team, agent, payday)
        settles_up(books, team, agent)
    counts_anew(books, team)


def _pays_by_count(books: Any, team: Any, agent: Any, payday: Payday) -> None:
    """Pay an agent what hangs on a month's escalations: in part where they were counted over a part of it."""
    rules, share = payday.rules, payday.counted / payday.days
    if rules.target_pays_cents > 0.0:
        contacts, up = _counted(agent, team, rules.target_of_team)
        _pays(books, team, agent, Entry.TARGET_BONUS, int(pay.target_due(contacts, up, rules) * share + 0.5))
    if rules.proportional_pays_cents > 0.0:
        contacts, up = _counted(agent, team, rules.proportional_of_team)
        _pays(books, team, agent, Entry.PROPORTIONAL_BONUS, int(pay.proportion_due(contacts, up, rules) * share + 0.5))


def _counted(agent: Any, team: Any, of_team: bool) -> tuple[int, int]:
    if of_team:
        return team.month_contacts, team.month_up
    return agent.month_contacts, agent.month_up


def _pays(books: Any, team: Any, agent: Any, entry: int, cents: int) -> None:
    post(books, team, entry, cents, (-1, agent.seat))
    agent.account += cents


def settles_up(books: Any, team: Any, agent: Any) -> None:
    """A month ends, or an agent leaves: charges beyond the month's bonus are forgiven."""
    if agent.account < 0:
        post(books, team, Entry.FORGIVEN, -agent.account, (-1, agent.seat))
    agent.account = 0
