"""The bonus pools: conserved accounts, to the cent."""

from dataclasses import dataclass, field
from typing import Any

from sim.demand.demand import CENTS
from sim.engines.rules import funding_of_month
from sim.journeys.records import Entry
from sim.scenario.plan import Plan


@dataclass
class Pool:
    """One team's account in the course of a run."""

    team: int
    balance_cents: int = 0
    solved_by_seat: dict[int, int] = field(default_factory=dict)


class Books:
    """The ledger of all teams that share a pool; every movement is a row that names its contact or month."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows: list[tuple[int, ...]] = []
        self.month = 0
        self._month_began = 0
        self._funded: dict[int, int] = {}
        settings = plan.baseline.incentives.bonus_pool
        self.pools: dict[int, Pool] = {}
        if settings is None:
            return
        for index, team in enumerate(plan.baseline.teams.values()):
            if team.shares_pool:
                self.pools[index] = Pool(index)
                self._post(0, index, Entry.OPENING, round(settings.opening * CENTS))

    def _post(self, tick: int, team: int, entry: int, cents: int, contact: int = -1, seat: int = -1) -> None:
        pool = self.pools[team]
        if entry != Entry.ABSORBED:
            pool.balance_cents += cents
        self.rows.append((tick, team, entry, cents, contact, seat, self.month, pool.balance_cents))

    def fund(self, tick: int, heads: dict[int, int]) -> None:
        """Pay a month's funding into each pool; a part of it for a month that the run cuts short."""
        self._month_began = tick
        for team in self.pools:
            self._funded[team] = funding_of_month(self.plan, tick, heads[team])
            self._post(tick, team, Entry.FUNDING, self._funded[team])

    def even_out(self, tick: int, heads: dict[int, int]) -> None:
        """Fund a month that ends for those who joined since it began, and take back what was for those who left."""
        for team in self.pools:
            lacking = funding_of_month(self.plan, self._month_began, heads[team]) - self._funded[team]
            if lacking:
                self._post(tick, team, Entry.FUNDING, lacking)

    def debit(self, tick: int, team: int, entry: int, cents: int, contact: int, absorb: bool) -> int:
        """Take money out of a pool and return what was really taken.

        With `absorb` the company pays what the pool lacks, in rows of its own.
        """
        if team not in self.pools or cents <= 0:
            return 0
        taken = min(cents, max(0, self.pools[team].balance_cents)) if absorb else cents
        if taken:
            self._post(tick, team, entry, -taken, contact)
        if cents > taken:
            self._post(tick, team, Entry.ABSORBED, cents - taken, contact)
        return taken

    def count_solved(self, team: int, seat: int) -> None:
        """Remember a solved issue for a pay-out by individual record."""
        if team in self.pools:
            solved = self.pools[team].solved_by_seat
            solved[seat] = solved.get(seat, 0) + 1

    def pay_out(self, tick: int, sharers: dict[int, list[int]]) -> None:
        """Pay out each pool to the seats that share it, a row for each; what does not divide is carried."""
        settings = self.plan.at(max(0, tick - 1)).incentives.bonus_pool
        for team, pool in self.pools.items():
            for seat, cents in _shares(pool, sharers[team], settings):
                self._post(tick, team, Entry.PAYOUT, -cents, seat=seat)
            pool.solved_by_seat.clear()
        self.month += 1


def _shares(pool: Pool, seats: list[int], settings: Any) -> list[tuple[int, int]]:
    """Return (seat, cents) of a pay-out: equal, or in proportion to solved issues, rounded down."""
    payable = max(0, pool.balance_cents)
    if settings.payout == "equal":
        return [(seat, payable // len(seats)) for seat in seats]
    solved = [pool.solved_by_seat.get(seat, 0) for seat in seats]
    total = max(1, sum(solved))
    return [(seat, payable * count // total) for seat, count in zip(seats, solved, strict=True)]
