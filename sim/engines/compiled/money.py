"""The bonus pools in compiled code, and the news of charges."""

from typing import Any

from sim.behavior import learning
from sim.clock import DAY
from sim.engines.compiled.at import (
    agent_at,
    contact_at,
    copy_news,
    epoch_at,
    int_at,
    ledger_at,
    news_at,
    pay_day_at,
    rules_at,
    seen,
    span_at,
    team_at,
)
from sim.engines.compiled.callers import epoch_of, profile_of
from sim.engines.compiled.compiler import compiled, stands_for
from sim.engines.effects import bonuses, given, people, pools
from sim.engines.months import Payday
from sim.journeys.records import BESIDE


@stands_for(given.post)
def _post(w: Any, team: Any, entry: int, cents: int, of: tuple[int, int]) -> None:
    """Move money into a team's pool, or out of it, for a contact or a seat."""
    if entry not in BESIDE:
        team.balance += cents
    row = ledger_at(w.ledger, w.ledger_n)
    w.ledger_n += 1
    row.tick = w.tick
    row.team = team.index
    row.entry = entry
    row.cents = cents
    row.contact = of[0]
    row.seat = of[1]
    row.month = w.month
    row.balance = team.balance


@compiled
def opens_books(w: Any) -> None:
    """Post the opening balances."""
    for t in range(w.n_teams):
        pools.opens(w, team_at(w.teams, t), w.opening_cents)


@compiled
def funds(w: Any, month: int) -> None:
    """Pay a month's funding into each pool."""
    for t in range(w.n_teams):
        pools.funds(w, team_at(w.teams, t), int_at(w.funding, month * w.n_teams + t).v)


@compiled
def pays_out(w: Any) -> None:
    """Even out a month's funding, and pay out each pool, and what hangs on escalations, to the seats that share it."""
    equal = epoch_at(w.epochs, epoch_of(w, max(0, w.tick - 1))).equal_payout
    month = w.month * w.n_teams
    for t in range(w.n_teams):
        pools.evens_out(w, team_at(w.teams, t), int_at(w.late_funding, month + t).v)
    last = pay_day_at(w.pay_days, w.month)
    for t in range(w.n_teams):
        if team_at(w.teams, t).earns:
            heads = int_at(w.pay_out_heads, month + t).v
            payday = Payday(rules_at(w.rules, w.segment), heads, equal, last.end - w.counted_from, last.days)
            bonuses.month_ends(w, team_at(w.teams, t), payday)
    w.counted_from = last.end
    w.month += 1


@compiled
def looks_ahead(w: Any) -> None:
    """A morning: every team sees how its month stands."""
    day = w.tick // DAY
    opens = span_at(w.spans, profile_of(w, day) * w.most_spans).start >= 0
    for t in range(w.n_teams):
        bonuses.looks_ahead(w, team_at(w.teams, t), opens, int_at(w.open_left, day).v, rules_at(w.rules, w.segment))


@compiled
def counts_anew(w: Any, before: int) -> None:
    """Where bonuses hang on the month's count in another way than in an earlier segment, it begins anew."""
    if bonuses.terms_change(rules_at(w.rules, before), rules_at(w.rules, w.segment)):
        for t in range(w.n_teams):
            bonuses.counts_anew(w, team_at(w.teams, t))
        w.counted_from = w.tick // DAY
        looks_ahead(w)


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
    c, _, now = seen(w, i)
    felt = pools.charges(w, team_at(w.teams, c.team), c, now)
    if felt < 0.0:
        return
    a = raiser(w, i)
    if a >= 0:
        pools.feels_charge(agent_at(w.agents, a), felt, now.rules)
    news = news_at(w.news, w.news_n)
    w.news_n += 1
    news.row = c.row
    news.team = c.team
    news.seat = c.seat
    news.felt = felt


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
        for seat in range(team.seats):
            agent = agent_at(w.agents, team.first_agent + seat)
            if seat != news.seat and not agent.vacant:
                people.hears(agent, news.felt, rate)
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
