"""The bonus pools and the news of charges, to the cent."""

from typing import Any

from sim.behavior import choice, learning
from sim.engines.compiled.at import (
    agent_at,
    contact_at,
    copy_news,
    epoch_at,
    int_at,
    ledger_at,
    news_at,
    rules_at,
    team_at,
    team_rules_at,
)
from sim.engines.compiled.callers import epoch_of
from sim.engines.compiled.compiler import compiled
from sim.journeys.records import Entry, Reason

_OPENING, _FUNDING, _MANAGER_CHARGE = int(Entry.OPENING), int(Entry.FUNDING), int(Entry.MANAGER_CHARGE)
_AGENT_CHARGE, _BONUS = int(Entry.AGENT_CHARGE), int(Entry.RESOLUTION_BONUS)
_PAYOUT, _ABSORBED = int(Entry.PAYOUT), int(Entry.ABSORBED)
_CHOSEN, _FAILED = int(Reason.CHOSEN), int(Reason.FAILED)


@compiled
def _post(w: Any, tick: int, t: int, entry: int, cents: int, contact: int, seat: int) -> None:
    team = team_at(w.teams, t)
    if entry != _ABSORBED:
        team.balance += cents
    row = ledger_at(w.ledger, w.ledger_n)
    w.ledger_n += 1
    row.tick = tick
    row.team = t
    row.entry = entry
    row.cents = cents
    row.contact = contact
    row.seat = seat
    row.month = w.month
    row.balance = team.balance


@compiled
def opens_books(w: Any) -> bool:
    """Post the opening balances; say whether any team shares a pool."""
    any_pool = False
    for t in range(w.n_teams):
        if team_at(w.teams, t).has_pool:
            any_pool = True
            _post(w, 0, t, _OPENING, w.opening_cents, -1, -1)
    return any_pool


@compiled
def funds(w: Any, month: int) -> None:
    """Pay a month's funding into each pool."""
    for t in range(w.n_teams):
        if team_at(w.teams, t).has_pool:
            _post(w, w.tick, t, _FUNDING, int_at(w.funding, month * w.n_teams + t).v, -1, -1)


@compiled
def _debit(w: Any, t: int, entry: int, cents: int, contact: int, absorb: bool) -> int:
    """Take money out of a pool and return what was really taken; with `absorb` the company pays what it lacks."""
    team = team_at(w.teams, t)
    if not team.has_pool or cents <= 0:
        return 0
    taken = min(cents, max(0, team.balance)) if absorb else cents
    if taken != 0:
        _post(w, w.tick, t, entry, -taken, contact, -1)
    if cents > taken:
        _post(w, w.tick, t, _ABSORBED, cents - taken, contact, -1)
    return taken


@compiled
def pays_out(w: Any, tick: int, month: int) -> None:
    """Even out a month's funding, and pay out each pool to the seats that share it; what does not divide is carried."""
    equal = epoch_at(w.epochs, epoch_of(w, max(0, tick - 1))).equal_payout
    for t in range(w.n_teams):
        if team_at(w.teams, t).has_pool:
            lacking = int_at(w.late_funding, month * w.n_teams + t).v
            if lacking != 0:
                _post(w, tick, t, _FUNDING, lacking, -1, -1)
            _pays_team(w, tick, t, int_at(w.pay_out_heads, month * w.n_teams + t).v, equal)
    w.month += 1


@compiled
def _pays_team(w: Any, tick: int, t: int, heads: int, equal: bool) -> None:
    team = team_at(w.teams, t)
    payable = max(0, team.balance)
    seats = 0
    solved = 0
    for seat in range(min(heads, team.agents)):
        agent = agent_at(w.agents, team.first_agent + seat)
        if not agent.vacant:
            seats += 1
            solved += agent.solved
    for seat in range(team.agents):
        agent = agent_at(w.agents, team.first_agent + seat)
        if seat < heads and not agent.vacant:
            part = payable // seats if equal else payable * agent.solved // max(1, solved)
            _post(w, tick, t, _PAYOUT, -part, -1, seat)
    for seat in range(team.agents):
        agent_at(w.agents, team.first_agent + seat).solved = 0


# --- charges and bonuses -----------------------------------------------------------------------------------------


@compiled
def interest(w: Any, t: int) -> float:
    """Return the felt share of a charge to the common pool; none for those who do not share it."""
    if not team_rules_at(w.team_rules, w.segment * w.n_teams + t).shares_pool:
        return 0.0
    return choice.interest_in_pool(team_at(w.teams, t).sharers, rules_at(w.rules, w.segment))


@compiled
def raiser(w: Any, i: int) -> int:
    """Return the agent who passed a matter up, or -1 if the seat has changed hands."""
    c = contact_at(w.contacts, i)
    a = team_at(w.teams, c.team).first_agent + c.seat
    agent = agent_at(w.agents, a)
    return a if agent.occupant == c.occupant and not agent.vacant else -1


@compiled
def charges(w: Any, i: int) -> None:
    """Charge the manager's concession to the pool of the raiser's team; who could have avoided it learns."""
    c, rules = contact_at(w.contacts, i), rules_at(w.rules, w.segment)
    if not team_rules_at(w.team_rules, w.segment * w.n_teams + c.team).shares_pool or rules.charge_share <= 0.0:
        return
    cents = int(rules.charge_share * c.granted_cents + 0.5)
    taken = _debit(w, c.team, _MANAGER_CHARGE, cents, c.row, rules.absorb)
    if rules.fixed_choice or (c.reason != _CHOSEN and c.reason != _FAILED):
        return
    felt = choice.felt_charge(taken, interest(w, c.team), rules)
    a = raiser(w, i)
    if a >= 0:
        agent = agent_at(w.agents, a)
        agent.charge = learning.step(agent.charge, felt, rules.learning)
        agent.charged_today = True
    news = news_at(w.news, w.news_n)
    w.news_n += 1
    news.row = c.row
    news.team = c.team
    news.seat = c.seat
    news.felt = felt


@compiled
def charges_agent_concession(w: Any, t: int, i: int) -> None:
    """Charge a concession at the desk to the pool, where the scenario says so."""
    c, rules = contact_at(w.contacts, i), rules_at(w.rules, w.segment)
    cents = int(rules.agent_charge_share * c.granted_cents + 0.5)
    _debit(w, t, _AGENT_CHARGE, cents, c.row, rules.absorb)


@compiled
def pays_resolution_bonus(w: Any, a: int, i: int) -> None:
    """Pay the bonus for a solved issue; what is paid beside the pool is no movement of it."""
    c, rules, agent = contact_at(w.contacts, i), rules_at(w.rules, w.segment), agent_at(w.agents, a)
    agent.solved += 1
    if rules.bonus_from_pool:
        cents = int(rules.resolution_bonus_cents + 0.5)
        _debit(w, agent.team, _BONUS, cents, c.row, rules.absorb)


@compiled
def tells_colleagues(w: Any) -> None:
    """Colleagues learn from yesterday's charges, in contact order; who heard is marked."""
    _sorts_news(w)
    rules = rules_at(w.rules, w.segment)
    for a in range(w.n_agents):
        agent_at(w.agents, a).heard = False
    for n in range(w.news_n):
        news = news_at(w.news, n)
        team = team_at(w.teams, news.team)
        rate = learning.colleague_rate(team.sharers, rules)
        if rate <= 0.0:
            continue
        for seat in range(team.agents):
            agent = agent_at(w.agents, team.first_agent + seat)
            if seat != news.seat and not agent.vacant:
                agent.charge = learning.step(agent.charge, news.felt, rate)
                agent.heard = True
    w.news_n = 0


@compiled
def _sorts_news(w: Any) -> None:
    """Sort the news by contact; they come nearly in order. The place after the last holds the one on the move."""
    moving = news_at(w.news, w.news_n)
    for n in range(1, w.news_n):
        if news_at(w.news, n).row >= news_at(w.news, n - 1).row:
            continue
        copy_news(moving, news_at(w.news, n))
        place = n
        while place > 0 and news_at(w.news, place - 1).row > moving.row:
            copy_news(news_at(w.news, place), news_at(w.news, place - 1))
            place -= 1
        copy_news(news_at(w.news, place), moving)
