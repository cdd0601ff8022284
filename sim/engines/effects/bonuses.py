"""What people are measured on: the month's counts, what one more event costs or earns, what is paid."""

from typing import Any

from sim.behavior import pay
from sim.behavior.parameters import CLOSURES, ESCALATIONS, HANDLE_TIME, REPEATS, STEP, Item, Rules
from sim.clock import MINUTE
from sim.engines.effects.given import agent_of, item_of, post
from sim.engines.effects.pools import belongs, could_be_avoided, debit, interest, pays_out
from sim.engines.months import Payday
from sim.engines.rules import Moment
from sim.journeys.records import Entry, Reason

# --- what is counted ---------------------------------------------------------------------------------------------


def diagnosed(c: Any, agent: Any, team: Any) -> None:
    """A contact is diagnosed, and counted for the month."""
    c.diagnosed = True
    agent.month_contacts += 1
    team.month_contacts += 1


def handled(agent: Any, team: Any, ticks: int) -> None:
    """An agent has done with a contact, and the time that it took is counted for the month."""
    agent.month_handled += 1
    team.month_handled += 1
    agent.month_ticks += ticks
    team.month_ticks += ticks


def passed_up(books: Any, team: Any, agent: Any, c: Any, reason: int, now: Moment) -> None:
    """A contact goes up for the first time: it is counted, and charged where it could have been avoided."""
    if reason == Reason.NONE:
        return
    agent.month_up += 1
    team.month_up += 1
    if could_be_avoided(c):
        cents = int(now.rules.escalation_charge_cents + 0.5)
        _charges(books, team, agent, c, Entry.ESCALATION_CHARGE, cents, now.rules.charged_to_own, now)


def came_back(books: Any, team: Any, agent: Any, c: Any, h: Any, now: Moment) -> None:
    """A customer calls about the same matter again: counted for who had told that it was done, within the window."""
    if agent.occupant != h.last_occupant or agent.vacant or c.arrived - h.last_ended > now.rules.repeat_window_ticks:
        return
    agent.month_repeats += 1
    team.month_repeats += 1
    cents = int(now.rules.repeat_charge_cents + 0.5)
    _charges(books, team, agent, c, Entry.REPEAT_CHARGE, cents, now.rules.repeat_charged_to_own, now)


def _charges(books: Any, team: Any, agent: Any, c: Any, entry: int, cents: int, of_own: bool, now: Moment) -> None:
    if cents <= 0 or not (team.earns and now.ours.earns):
        return
    if of_own:
        post(books, team, Entry.OWN_CHARGE, -cents, (c.row, agent.seat))
        agent.account -= cents
    else:
        debit(books, team, entry, cents, (c.row, now.rules.absorb))


def closed(books: Any, team: Any, agent: Any, c: Any, now: Moment) -> None:
    """An agent tells a customer that it is done: a closure, be it solved or not."""
    agent.month_closures += 1
    team.month_closures += 1
    cents = int(now.rules.closure_pays_cents + 0.5)
    if cents <= 0 or not (team.earns and now.ours.earns):
        return
    if now.rules.closure_from_pool:
        cents = debit(books, team, Entry.POOL_BONUS, cents, (c.row, now.rules.absorb))
    else:
        post(books, team, Entry.EVENT_BONUS, cents, (c.row, agent.seat))


def judged(books: Any, team: Any, agent: Any, c: Any, now: Moment) -> None:
    """The manager has closed what was passed up: who passed it up rightly is paid for it."""
    cents = int(now.rules.right_bonus_cents + 0.5)
    if cents > 0 and team.earns and now.ours.earns and is_right(c, now.rules):
        post(books, team, Entry.EVENT_BONUS, cents, (c.row, agent.seat))


def is_right(c: Any, rules: Rules) -> bool:
    """Whether the manager judges that a contact was rightly passed up: nobody below could or should have solved it."""
    return c.reason in (Reason.RESERVED, Reason.AUTHORITY) or (
        c.had_choice and c.reason in (Reason.CHOSEN, Reason.FAILED) and c.ability < rules.right_below
    )


# --- what one more is felt to cost, or to earn -------------------------------------------------------------------


def price(agent: Any, team: Any, now: Moment) -> float:
    """Return what one more escalation is known to cost this agent, in utility."""
    if not (team.earns and now.ours.earns):
        return 0.0
    return agent.price + _known(team, now.rules.escalation_charge_cents, now.rules.charged_to_own, now)


def closing(agent: Any, team: Any, now: Moment) -> float:
    """Return what one more closure is known to earn this agent, in utility."""
    if not (team.earns and now.ours.earns):
        return 0.0
    cents, from_pool = int(now.rules.closure_pays_cents + 0.5), now.rules.closure_from_pool
    return agent.closing + pay.known_earning(cents, interest(team, now), from_pool, now.rules)


def coming_back(agent: Any, team: Any, now: Moment) -> float:
    """Return what it is known to cost this agent, in utility, that a customer who is left may call again."""
    if not (team.earns and now.ours.earns):
        return 0.0
    known = agent.coming_back + _known(team, now.rules.repeat_charge_cents, now.rules.repeat_charged_to_own, now)
    return known * now.rules.repeats_in_window


def right(ability: float, team: Any, now: Moment) -> float:
    """Return what it is known to pay, in utility, to pass up an issue that is solved with this probability."""
    if ability >= now.rules.right_below or not (team.earns and now.ours.earns):
        return 0.0
    return now.rules.right_bonus_cents / now.rules.money_unit_cents


def _known(team: Any, charge_cents: float, of_own: bool, now: Moment) -> float:
    cents = int(charge_cents + 0.5)
    if now.rules.absorb and not of_own:
        cents = min(cents, max(0, team.balance))
    return pay.known_charge(cents, interest(team, now), of_own, now.rules)


def looks_ahead(center: Any, team: Any, opens: bool, left: int, rules: Rules) -> None:
    """A morning: the month so far is seen, and what one more event costs follows from it.

    `opens` is whether today is a working day, `left` how many of them this month has, today among them.
    """
    if not team.earns:
        return
    for seat in range(team.seats):
        agent = agent_of(center, team, seat)
        agent.price = _price(center, team, agent, left, rules, ESCALATIONS)
        agent.coming_back = _price(center, team, agent, left, rules, REPEATS)
        agent.closing = _price(center, team, agent, left, rules, CLOSURES)
        agent.minute = _price(center, team, agent, left, rules, HANDLE_TIME)
        agent.month_days += opens
    team.month_days += opens


def _price(center: Any, team: Any, agent: Any, left: int, rules: Rules, measure: int) -> float:
    """Return what one more event costs, or earns, by the bonuses on the team's count and those on the agent's."""
    common, own = 0.0, 0.0
    for n in range(rules.first_item, rules.last_item):
        item = item_of(center, n)
        if item.measure == measure and item.of_team:
            common += _worth(team, left, item, rules)
        elif item.measure == measure:
            own += _worth(agent, left, item, rules)
    return common + own


def _worth(who: Any, left: int, item: Item, rules: Rules) -> float:
    """Return what one more event is worth by one bonus, at the present pace."""
    contacts, count, pace_contacts, pace_count = _counted(who, item.measure)
    a_day = pay.pace(contacts, who.month_days, pace_contacts)
    events_a_day = pay.pace(count, who.month_days, pace_count)
    if a_day < 0.0:
        return 0.0
    return pay.price_of_item(item, contacts, count, a_day * left, events_a_day * left, rules)


def _counted(who: Any, measure: int) -> tuple[int, int, float, float]:
    """Return contacts and events of an agent's month, or of a team's, and the pace known before."""
    if measure == REPEATS:
        return who.month_contacts, who.month_repeats, who.pace_contacts, who.pace_repeats
    if measure == CLOSURES:
        return who.month_contacts, who.month_closures, who.pace_contacts, who.pace_closures
    if measure == HANDLE_TIME:
        return who.month_handled, who.month_ticks // MINUTE, who.pace_handled, who.pace_minutes
    return who.month_contacts, who.month_up, who.pace_contacts, who.pace_up


# --- months ------------------------------------------------------------------------------------------------------


def terms_change(old: Rules, new: Rules) -> bool:
    """Whether bonuses that hang on a month's count are other than they were."""
    return old.first_item != new.first_item or old.last_item != new.last_item


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
    who.pace_repeats = pay.pace(who.month_repeats, who.month_days, who.pace_repeats)
    who.pace_closures = pay.pace(who.month_closures, who.month_days, who.pace_closures)
    who.pace_handled = pay.pace(who.month_handled, who.month_days, who.pace_handled)
    who.pace_minutes = pay.pace(who.month_ticks // MINUTE, who.month_days, who.pace_minutes)
    begins(who)


def begins(who: Any) -> None:
    """Nothing is counted yet."""
    who.month_contacts = 0
    who.month_up = 0
    who.month_repeats = 0
    who.month_closures = 0
    who.month_handled = 0
    who.month_ticks = 0
    who.month_days = 0


def knows_no_pace(who: Any) -> None:
    """There was no month before."""
    who.pace_contacts = -1.0
    who.pace_up = -1.0
    who.pace_repeats = -1.0
    who.pace_closures = -1.0
    who.pace_handled = -1.0
    who.pace_minutes = -1.0


def month_ends(books: Any, team: Any, payday: Payday) -> None:
    """Pay out the pool and what hangs on the month's counts, settle up, and count anew."""
    rules = payday.rules
    for n in range(rules.first_item, rules.last_item):
        if item_of(books, n).from_pool:
            _pays(books, team, item_of(books, n), payday)
    pays_out(books, team, payday)
    for seat in range(team.seats):
        agent = agent_of(books, team, seat)
        if belongs(agent, team, payday.heads) and not agent.vacant:
            for n in range(rules.first_item, rules.last_item):
                if not item_of(books, n).from_pool:
                    _pays_one(books, team, agent, item_of(books, n), payday)
        settles_up(books, team, agent)
    counts_anew(books, team)


def _pays(books: Any, team: Any, item: Item, payday: Payday) -> None:
    """Pay a team's agents out of the pool what hangs on a month's count, before the rest of it is shared out."""
    for seat in range(team.seats):
        agent = agent_of(books, team, seat)
        if belongs(agent, team, payday.heads) and not agent.vacant:
            _pays_one(books, team, agent, item, payday)


def _pays_one(books: Any, team: Any, agent: Any, item: Item, payday: Payday) -> None:
    """Pay an agent what hangs on a month's count: in part where it was counted over a part of the month."""
    if item.of_team:
        contacts, count, _, _ = _counted(team, item.measure)
    else:
        contacts, count, _, _ = _counted(agent, item.measure)
    cents = int(pay.due(item, contacts, count) * (payday.counted / payday.days) + 0.5)
    if item.from_pool:
        cents = min(cents, max(0, team.balance))
        post(books, team, Entry.POOL_BONUS, -cents, (-1, agent.seat))
    else:
        by_step = item.shape == STEP
        post(books, team, Entry.TARGET_BONUS if by_step else Entry.PROPORTIONAL_BONUS, cents, (-1, agent.seat))
    agent.account += cents


def settles_up(books: Any, team: Any, agent: Any) -> None:
    """A month ends, or an agent leaves: charges beyond the month's bonus are forgiven."""
    if agent.account < 0:
        post(books, team, Entry.FORGIVEN, -agent.account, (-1, agent.seat))
    agent.account = 0
