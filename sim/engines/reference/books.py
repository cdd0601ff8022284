"""The bonus pools: their ledger, and the months."""

from typing import TYPE_CHECKING

from sim.demand.demand import CENTS
from sim.engines.effects import pools
from sim.engines.reference.clockwork import Environment
from sim.engines.rules import funding_of_month
from sim.journeys.records import Entry
from sim.scenario.plan import Plan

if TYPE_CHECKING:
    from sim.engines.reference.team import Team


class Books:
    """The ledger of all teams that share a pool; every movement is a row that names its contact, seat or month."""

    def __init__(self, plan: Plan, env: Environment) -> None:
        self.plan, self.env = plan, env
        self.rows: list[tuple[int, ...]] = []
        self.teams: list[Team] = []
        self.month = 0
        self._month_began = 0
        self._funded: dict[int, int] = {}

    def post(self, team: "Team", entry: int, cents: int, of: tuple[int, int]) -> None:
        """Move money into a team's pool, or out of it, for a contact or a seat."""
        if entry != Entry.ABSORBED:
            team.balance += cents
        self.rows.append((self.env.tick, team.index, entry, cents, *of, self.month, team.balance))

    def opens(self, teams: list["Team"]) -> None:
        """Begin with the balances that the pools of these teams have."""
        pool = self.plan.baseline.incentives.bonus_pool
        self.teams = [team for team in teams if team.has_pool]
        for team in self.teams:
            pools.opens(self, team, round(pool.opening * CENTS) if pool else 0)

    def fund(self, heads: dict[int, int]) -> None:
        """Pay a month's funding into each pool; a part of it for a month that the run cuts short."""
        self._month_began = self.env.tick
        for team in self.teams:
            self._funded[team.index] = funding_of_month(self.plan, self.env.tick, heads[team.index])
            pools.funds(self, team, self._funded[team.index])

    def pay_out(self, heads: dict[int, int]) -> None:
        """Even out the month's funding, and pay out each pool to so many heads."""
        for team in self.teams:
            due = funding_of_month(self.plan, self._month_began, heads[team.index])
            pools.evens_out(self, team, due - self._funded[team.index])
        pool = self.plan.at(max(0, self.env.tick - 1)).incentives.bonus_pool
        for team in self.teams:
            pools.pays_out(self, team, heads[team.index], pool is not None and pool.payout == "equal")
        self.month += 1
