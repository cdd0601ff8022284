"""The bonus pools: their ledger, and the months."""

from typing import TYPE_CHECKING

from sim.behavior.parameters import Rules
from sim.clock import DAY
from sim.demand.natures import CENTS
from sim.engines.effects import bonuses, pools
from sim.engines.measured import items_of
from sim.engines.months import Payday, days_of, funding_of_month, open_days_left
from sim.engines.reference.clockwork import Environment
from sim.journeys.records import BESIDE
from sim.scenario.calendar_days import Days
from sim.scenario.plan import Plan

if TYPE_CHECKING:
    from sim.engines.reference.team import Team


class Books:
    """The ledger of all teams that share a pool; every movement is a row that names its contact, seat or month."""

    def __init__(self, plan: Plan, env: Environment) -> None:
        self.plan, self.env = plan, env
        self.rows: list[tuple[int, ...]] = []
        self.teams: list[Team] = []
        self.items = items_of(plan)
        self.month = self._counted_from = 0
        self._left = open_days_left(plan)
        self._days = Days(plan.baseline.calendar)
        self._month_began = 0
        self._funded: dict[int, int] = {}

    def post(self, team: "Team", entry: int, cents: int, of: tuple[int, int]) -> None:
        """Move money into a team's pool, or out of it, for a contact or a seat."""
        if entry not in BESIDE:
            team.balance += cents
        self.rows.append((self.env.tick, team.index, entry, cents, *of, self.month, team.balance))

    def opens(self, teams: list["Team"]) -> None:
        """Begin with the balances that the pools of these teams have."""
        pool = self.plan.baseline.incentives.bonus_pool
        self.teams = [team for team in teams if team.earns]
        for team in self.teams:
            pools.opens(self, team, round(pool.opening * CENTS) if pool else 0)

    def fund(self, heads: dict[int, int]) -> None:
        """Pay a month's funding into each pool; a part of it for a month that the run cuts short."""
        self._month_began = self.env.tick
        for team in self.teams:
            self._funded[team.index] = funding_of_month(self.plan, self.env.tick, heads[team.index])
            pools.funds(self, team, self._funded[team.index])

    def pay_out(self, heads: dict[int, int], rules: Rules, end_day: int) -> None:
        """Even out the month's funding, and pay out each pool, and what hangs on escalations, to so many heads."""
        for team in self.teams:
            due = funding_of_month(self.plan, self._month_began, heads[team.index])
            pools.evens_out(self, team, due - self._funded[team.index])
        pool = self.plan.at(max(0, self.env.tick - 1)).incentives.bonus_pool
        equal, counted = pool is not None and pool.payout == "equal", end_day - self._counted_from
        for team in self.teams:
            payday = Payday(rules, heads[team.index], equal, counted, days_of(self.plan, end_day - 1))
            bonuses.month_ends(self, team, payday)
        self._counted_from = end_day
        self.month += 1

    def looks_ahead(self, rules: Rules) -> None:
        """A morning: every team sees how its month stands."""
        day = self.env.tick // DAY
        for team in self.teams:
            bonuses.looks_ahead(self, team, bool(self._days.pieces(day)), self._left[day], rules)

    def terms_change(self, rules: Rules) -> None:
        """Bonuses hang on the month's count in another way from now on: it begins anew."""
        for team in self.teams:
            bonuses.counts_anew(self, team)
        self._counted_from = self.env.tick // DAY
        self.looks_ahead(rules)
