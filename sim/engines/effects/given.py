"""What an engine gives to the effects: plain here, for SimPy; the compiled engine puts its own in its place."""

from typing import Any

from sim.clock import ticks


def number(call: Any, purpose: int) -> float:
    """Return a call's number for a purpose, strictly between 0 and 1."""
    luck: float = call.luck[purpose]
    return luck


def minutes(table: Any, u: float) -> float:
    """Return the quantile of a probability."""
    quantile: float = table.read(u)
    return quantile


def post(books: Any, team: Any, entry: int, cents: int, of: tuple[int, int]) -> None:
    """Move money into a team's pool, or out of it, for a contact or a seat; -1 is none."""
    books.post(team, entry, cents, of)


def was_at_work(center: Any, agent: Any, kind: int, start: int, end: int) -> None:
    """Write down a spell of an agent on the floor, or with a customer beyond that."""
    if end > start:
        center.duty.append((agent.team, agent.seat, start, end, kind))


def agent_of(_: Any, team: Any, seat: int) -> Any:
    """Return the agent on a seat of a team."""
    return team.agents[seat]


def item_of(center: Any, n: int) -> Any:
    """Return what is paid for a month's count, by its place among all of the plan."""
    return center.items[n]


def target_of(center: Any, n: int) -> Any:
    """Return a type to which customers are handed on, by its place among all of the plan."""
    return center.targets[n]


def chance(call: Any, purpose: int, share: float) -> bool:
    """Return whether a call's number lies below a share; often the share is 0, and the number not needed."""
    return share > 0.0 and number(call, purpose) < share


def duration(table: Any, u: float) -> int:
    """Return a duration from a table of minutes, in ticks."""
    return ticks(minutes(table, u))
