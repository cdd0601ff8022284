"""The bonus pools: conserved accounts, to the cent. Every movement is a row that names its contact, seat or month."""

from typing import Any

from sim.behavior import choice, learning
from sim.behavior.parameters import Rules
from sim.engines.effects.given import agent_of, post
from sim.engines.months import Payday
from sim.engines.rules import Moment
from sim.journeys.records import Entry, Reason

_NOBODY = (-1, -1)


def opens(books: Any, team: Any, cents: int) -> None:
    """Post a pool's opening balance."""
    if team.has_pool:
        post(books, team, Entry.OPENING, cents, _NOBODY)


def funds(books: Any, team: Any, cents: int) -> None:
    """Pay a month's funding into a pool."""
    if team.has_pool:
        post(books, team, Entry.FUNDING, cents, _NOBODY)


def evens_out(books: Any, team: Any, cents: int) -> None:
    """Fund a month that ends for those who joined since it began, or take back what was for those who left."""
    if cents != 0:
        funds(books, team, cents)


def belongs(agent: Any, team: Any, heads: int) -> bool:
    """Whether an agent shares in what is the team's: each person of its shifts, else so many seats."""
    return bool(agent.is_member) if team.by_person else bool(agent.seat < heads)


def interest(team: Any, now: Moment) -> float:
    """Return the felt share of a charge to the common pool; none for those who do not share it."""
    return choice.interest_in_pool(team.sharers, now.rules) if now.ours.shares_pool else 0.0


def debit(books: Any, team: Any, entry: int, cents: int, of: tuple[int, bool]) -> int:
    """Take money out of a pool for a contact and return what was really taken.

    With `of[1]` the company pays what the pool lacks, in rows of its own.
    """
    contact, absorb = of
    if not team.has_pool or cents <= 0:
        return 0
    taken = min(cents, max(0, team.balance)) if absorb else cents
    if taken != 0:
        post(books, team, entry, -taken, (contact, -1))
    if cents > taken:
        post(books, team, Entry.ABSORBED, cents - taken, (contact, -1))
    return taken


def could_be_avoided(c: Any) -> bool:
    """Whether the agent could have avoided that a contact went up."""
    return c.reason in (Reason.CHOSEN, Reason.FAILED) or (c.reason == Reason.INSISTED_ON_MORE and c.refused)


def charges(books: Any, team: Any, c: Any, now: Moment) -> float:
    """Charge the manager's concession to the pool; return the felt charge to who could have avoided it, or -1."""
    rules = now.rules
    if not now.ours.shares_pool or rules.charge_share <= 0.0:
        return -1.0
    cents = int(rules.charge_share * c.granted_cents + 0.5)
    taken = debit(books, team, Entry.MANAGER_CHARGE, cents, (c.row, rules.absorb))
    if rules.fixed_choice or not could_be_avoided(c):
        return -1.0
    return choice.felt_charge(taken, interest(team, now), rules)


def feels_charge(agent: Any, felt: float, rules: Rules) -> None:
    """A charge to the pool that this agent could have avoided."""
    agent.charge = learning.step(agent.charge, felt, rules.learning)
    agent.charged_today = True


def solved(books: Any, team: Any, agent: Any, c: Any, rules: Rules) -> None:
    """Charge the concession at the desk, and pay the bonus; what is paid beside the pool is no movement of it."""
    of = (c.row, rules.absorb)
    cents = int(rules.agent_charge_share * c.granted_cents + 0.5)
    if not rules.giving_charged_to_own:
        debit(books, team, Entry.AGENT_CHARGE, cents, of)
    elif cents > 0 and team.earns:
        post(books, team, Entry.OWN_CHARGE, -cents, (c.row, agent.seat))
        agent.account -= cents
    if c.refused:
        return
    agent.solved += 1
    if rules.bonus_from_pool:
        debit(books, team, Entry.RESOLUTION_BONUS, int(rules.resolution_bonus_cents + 0.5), of)


def pays_out(books: Any, team: Any, payday: Payday) -> None:
    """Pay out a pool to the seats that share it, alike or by what each has solved; what does not divide is carried."""
    heads, equal = payday.heads, payday.equal
    payable = max(0, team.balance)
    seats, all_solved = 0, 0
    for seat in range(team.seats):
        agent = agent_of(books, team, seat)
        if belongs(agent, team, heads) and not agent.vacant:
            seats += 1
            all_solved += agent.solved
    for seat in range(team.seats):
        agent = agent_of(books, team, seat)
        if belongs(agent, team, heads) and not agent.vacant:
            part = payable // seats if equal else payable * agent.solved // max(1, all_solved)
            post(books, team, Entry.PAYOUT, -part, (-1, seat))
            agent.account += part
        agent.solved = 0
