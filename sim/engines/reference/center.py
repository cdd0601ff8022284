"""The center as a SimPy model: customers, agents and a manager, put together and run week by week."""

from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter
from typing import Any

import numpy as np

from sim.behavior.parameters import Rules
from sim.clock import DAY, MINUTE, WEEK
from sim.demand.demand import Demand
from sim.demand.roster import Roster
from sim.engines.effects import duty, people
from sim.engines.insisting import known_at_start
from sim.engines.reference import days
from sim.engines.reference.agent import Agent
from sim.engines.reference.books import Books
from sim.engines.reference.clockwork import Environment, Stations
from sim.engines.reference.customer import Caller
from sim.engines.reference.manager import Desk
from sim.engines.reference.team import Team
from sim.engines.reference.waiting import Lines
from sim.engines.rules import Moment, rules_of, segments_of
from sim.engines.steady_state import start_of, starting_reward
from sim.engines.transfers import targets_of
from sim.journeys.records import CONTACT_DTYPE, DIARY_DTYPE, DUTY_DTYPE, LEDGER_DTYPE, Presence, Week, in_order
from sim.scenario.plan import Plan

_diary_of = attrgetter(*(DIARY_DTYPE.names or ()))


class Center:
    """One replication of a plan: its clock, what holds now, its teams and desks, and what is on record.

    Parameters
    ----------
    plan : Plan
        The scenario laid out in time.
    seed, replication : int
        What the random numbers belong to, beside the contact.
    """

    def __init__(self, plan: Plan, seed: int, replication: int) -> None:
        self.plan = plan
        self.env = Environment(initial_time=0)
        self.stations = Stations(self.env)
        self.demand, self.roster = Demand(plan, seed, replication), Roster(plan, seed, replication)
        self.start = start_of(plan)
        self.segments = segments_of(plan, self.start.choices_per_agent_day)
        self.segment, self.targets = self.segments[0], targets_of(plan)
        baseline = plan.baseline
        first = rules_of(baseline, baseline, self.start.choices_per_agent_day)
        self.heard = known_at_start(plan)
        self.starting_reward = starting_reward(baseline, first)
        self.starting_charge = baseline.behavior.starting_charge
        self.days = self.roster.days
        self.day = self.rows = self.inside = self.on_the_line = self.beside_idle = 0
        self.overtime = self.is_closed = self.is_over = False
        self.ended: list[tuple[Any, ...]] = []
        self.duty: list[tuple[int, ...]] = []
        self.news: list[tuple[int, int, int, float]] = []
        self.books = Books(plan, self.env)
        self.teams = [Team(self, i, team) for i, team in enumerate(plan.at(0).teams.values())]
        self.lines = Lines(self)
        self.env.between_instants = self._counts_the_idle
        self.manager, self.lane = Desk(self, lane=False), Desk(self, lane=True)
        days.begin(self)

    @property
    def rules(self) -> Rules:
        """The rules that hold now."""
        return self.segment.rules

    def now(self, contact: Caller, team: int | None = None) -> Moment:
        """Return what holds for a contact now, with its team or another."""
        its, place = self.segment, contact.team if team is None else team
        return Moment(
            its.rules,
            its.types[contact.type],
            its.teams[place],
            its.delays,
            its.own_goal_after[contact.type],
            its.redial_after[contact.type],
            self.heard[contact.type],
            its.handling[contact.type][place],
        )

    def weeks(self) -> Iterator[Week]:
        """Run the center and yield what ended in each week; the last holds what was finished after it."""
        for number in range(1, self.plan.horizon_tick // WEEK + 1):
            self.env.run(until=number * WEEK)
            if number * WEEK == self.plan.horizon_tick:
                self.env.run()
                days.settle(self)
            yield self._week(number)

    def _week(self, number: int) -> Week:
        diary = []
        for agent in (agent for team in self.teams for agent in team.agents):
            agent.week = number
            duty.week_ends(self, agent, agent.crew, number * WEEK)
            diary.append(_diary_of(agent))
            people.week_begins(agent)
        week = Week(
            number,
            np.array(self.ended, dtype=CONTACT_DTYPE),
            np.array(diary, dtype=DIARY_DTYPE),
            np.array(self.books.rows, dtype=LEDGER_DTYPE),
            in_order(np.array(self.duty, dtype=DUTY_DTYPE)),
        )
        self.ended, self.books.rows, self.duty = [], [], []
        return week

    def presence(self) -> Presence:
        """Return the numbers present, integrated over the horizon and over the whole run."""
        return replace(self.stations.presence(), beside_idle=self.beside_idle)

    def _counts_the_idle(self, ticks: int) -> None:
        """All events of an instant are done: nobody should wait beside an idle agent until the next."""
        if self.lines.waits_beside_idle():
            self.beside_idle += ticks

    def is_busy(self) -> bool:
        """Whether anybody is in the center who will still be served."""
        return self.inside > sum(desk.waiting for desk in (self.manager, self.lane) if not desk.ever_opens)

    def next_row(self) -> int:
        """Return the number of the next contact."""
        self.rows += 1
        return self.rows - 1

    def when_open(self, tick: int) -> int:
        """Return a tick, or the next opening after it where the center is closed."""
        day, now = divmod(tick, DAY)
        for number in range(day, self.plan.horizon_tick // DAY):
            for start, end in self.days.spans(number):
                if number > day or now < end * MINUTE:
                    return number * DAY + max(start * MINUTE, 0 if number > day else now)
        return self.plan.horizon_tick

    def raiser(self, contact: Caller) -> Agent | None:
        """Return the agent who passed a matter up, unless the seat has changed hands."""
        agent = self.teams[contact.team].agents[contact.seat]
        return agent if agent.occupant == contact.occupant and not agent.vacant else None
