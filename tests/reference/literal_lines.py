"""Who takes whom, word by word: everybody who waits is looked at each time, by everybody who is free.

An own small simulation of one open stretch with fixed heads: who joins when, with what patience and what work is given,
and it says who is answered when and by whom. Nothing of the product is used.
"""

import heapq
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

DONE, ARRIVES, STEP, GIVES_UP = range(4)


class Customer(NamedTuple):
    """A customer: who, of which type, since when, how patient, how much work, with which steps, handed off before."""

    row: int
    type: int
    joins: int
    patience: int
    work: int
    steps: tuple[tuple[tuple[int, ...], int], ...]
    handed_off: bool = False


@dataclass
class Seat:
    """An agent's place: free since when, and what he has handled."""

    team: int
    number: int
    free_since: int = 0
    busy: bool = False
    handled: int = 0


@dataclass
class Floor:
    """Teams of agents and everybody who waits for them."""

    heads: list[int]
    rules: list[str]
    priorities: list[tuple[float, float, float, float]]
    answers: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    waiting: list[Customer] = field(default_factory=list)
    began: int = 0

    def __post_init__(self) -> None:
        self.seats = [[Seat(t, n, self.began) for n in range(heads)] for t, heads in enumerate(self.heads)]
        self.last = [-1 for _ in self.heads]

    def priority(self, c: Customer, now: int) -> float:
        base, per_minute, after_hand_off, most = self.priorities[c.type]
        return min(most, base + per_minute * ((now - c.joins) / 60_000) + (after_hand_off if c.handed_off else 0.0))

    def chosen(self, team: int, now: int) -> Seat | None:
        free = [seat for seat in self.seats[team] if not seat.busy]
        keys: dict[str, Any] = {
            "longest_idle": lambda seat: 0,
            "round_robin": lambda seat: (seat.number - self.last[team] - 1) % self.heads[team],
            "least_occupied": lambda seat: Fraction(seat.handled, max(1, now - self.began)),
        }
        key = keys[self.rules[team]]
        return min(free, key=lambda seat: (key(seat), seat.free_since, seat.number), default=None)

    def finds_agent(self, c: Customer, now: int) -> Seat | None:
        for teams, after in c.steps:
            if c.joins + after <= now:
                for team in teams:
                    seat = self.chosen(team, now)
                    if seat is not None:
                        return seat
        return None

    def finds_customer(self, team: int, now: int) -> Customer | None:
        may = [c for c in self.waiting if any(team in teams and c.joins + after <= now for teams, after in c.steps)]
        return min(may, key=lambda c: (-self.priority(c, now), c.joins, c.row), default=None)


def answers(floor: Floor, customers: list[Customer]) -> dict[int, tuple[int, int, int]]:
    """Return by row when a customer is answered, by which team and seat; who hangs up is not among them."""
    events: list[tuple[int, int, int, int, Any]] = []
    for c in customers:
        heapq.heappush(events, (c.joins, ARRIVES, c.row, 0, c))

    def answered(c: Customer, seat: Seat, now: int) -> None:
        floor.answers[c.row] = (now, seat.team, seat.number)
        floor.last[seat.team] = seat.number
        seat.busy = True
        seat.handled += c.work
        heapq.heappush(events, (now + c.work, DONE, c.row, 0, seat))

    while events:
        now, what, _, _, who = heapq.heappop(events)
        if what == DONE:
            who.busy, who.free_since = False, now
            c = floor.finds_customer(who.team, now)
            if c is not None:
                floor.waiting.remove(c)
                answered(c, who, now)
        elif what == GIVES_UP:
            floor.waiting = [c for c in floor.waiting if c is not who]
        elif what == ARRIVES or who in floor.waiting:
            seat = floor.finds_agent(who, now)
            if seat is not None:
                floor.waiting = [c for c in floor.waiting if c is not who]
                answered(who, seat, now)
            elif what == ARRIVES:
                floor.waiting.append(who)
                heapq.heappush(events, (now + who.patience, GIVES_UP, who.row, 0, who))
                for place, (_, after) in enumerate(who.steps):
                    if after:
                        heapq.heappush(events, (now + after, STEP, who.row, place, who))
    return floor.answers
