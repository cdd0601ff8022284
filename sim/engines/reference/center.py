"""The center as a SimPy model: customers, agents and a manager, wired together and run week by week."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.behavior import choice, feeling, service
from sim.clock import DAY, MINUTE, WEEK, ticks
from sim.demand import purposes as for_
from sim.demand.demand import Demand
from sim.demand.roster import Roster
from sim.engines.reference import days
from sim.engines.reference.agent import Agent
from sim.engines.reference.books import Books
from sim.engines.reference.clockwork import Environment
from sim.engines.reference.customer import Caller, calls, waits_upstairs
from sim.engines.reference.manager import Desk
from sim.engines.reference.team import Team
from sim.engines.rules import Segment, rules_of, segments_of
from sim.engines.steady_state import start_of, starting_reward
from sim.journeys.records import (
    CONTACT_DTYPE,
    DIARY_DTYPE,
    LEDGER_DTYPE,
    Entry,
    Outcome,
    Presence,
    Reason,
    Week,
    row_of,
)
from sim.scenario.hours import takers_of
from sim.scenario.plan import Plan

_AT_THE_DESK = (Outcome.SOLVED, Outcome.SERVED, Outcome.CUT_SHORT, Outcome.LEFT_UNRESOLVED)
_STAYS_SOLVED = (Outcome.SOLVED, Outcome.SOLVED_BY_MANAGER, Outcome.CONTAINED, Outcome.LANE, Outcome.SERVED)


class Center:
    """One replication of a plan: the state of the center, and what its people ask of it.

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
        self.demand = Demand(plan, seed, replication)
        self.roster = Roster(plan, seed, replication)
        self.start = start_of(plan)
        self.segments = segments_of(plan, self.start.choices_per_agent_day)
        self.follow(self.segments[0])
        baseline = plan.baseline
        first = rules_of(baseline, baseline, self.start.choices_per_agent_day)
        self.starting_reward = starting_reward(baseline, first)
        self.hours = self.roster.hours
        self.day = 0
        self.overtime = self.is_over = False
        self.rows = 0
        self.inside = 0
        self.ended: list[tuple[Any, ...]] = []
        self.diary: list[tuple[Any, ...]] = []
        self.news: list[tuple[int, int, int, float]] = []
        self._number = [0, 0, 0, 0]
        self._since = [0, 0, 0, 0]
        self._present = [0, 0, 0, 0]
        self._in_horizon = (0, 0, 0, 0)
        self.last_move = 0
        self.books = Books(plan)
        self.team_list = [Team(self, i, team) for i, team in enumerate(plan.at(0).teams.values())]
        names = list(baseline.teams)
        self._takers = [[names.index(team) for team in takers_of(baseline, issue)] for issue in baseline.issues]
        self.manager = Desk(self, lane=False)
        self.lane = Desk(self, lane=True)
        days.begin(self)

    def follow(self, segment: Segment) -> None:
        """From now on these rules hold."""
        self.rules = segment.rules
        self.types = segment.types
        self.teams_rules = segment.teams
        self.delays = segment.delays
        self.mean_remaining_minutes = segment.mean_remaining_minutes

    # --- the run ---------------------------------------------------------------------------------------------

    def weeks(self) -> Iterator[Week]:
        """Run the center and yield what ended in each week; the last holds what was finished after it."""
        for number in range(1, self.plan.horizon_tick // WEEK + 1):
            self.env.run(until=number * WEEK)
            if number * WEEK == self.plan.horizon_tick:
                self.env.run()
                days.settle(self)
            yield self._week(number)

    def _week(self, number: int) -> Week:
        self._write_diaries(number)
        week = Week(
            number,
            np.array(self.ended, dtype=CONTACT_DTYPE),
            np.array(self.diary, dtype=DIARY_DTYPE),
            np.array(self.books.rows, dtype=LEDGER_DTYPE),
        )
        self.ended, self.diary, self.books.rows = [], [], []
        return week

    def _write_diaries(self, number: int) -> None:
        now = min(self.env.tick, number * WEEK)
        for team in self.team_list:
            for agent in team.agents:
                if agent.on_duty:
                    agent.duty_ticks += now - agent.duty_since
                    agent.duty_since = now
                if agent.absent:
                    agent.absent_ticks += now - agent.absent_since
                    agent.absent_since = now
                self.diary.append(
                    (
                        *(number, team.index, agent.seat, agent.occupant, agent.habit, agent.reward, agent.charge),
                        *(agent.skill, agent.ownership, agent.engagement, agent.strain),
                        *(agent.busy_ticks, agent.duty_ticks, agent.overtime_ticks, agent.absent_ticks),
                        *(agent.quits, agent.vacant),
                    )
                )
                agent.busy_ticks = agent.duty_ticks = agent.overtime_ticks = agent.absent_ticks = agent.quits = 0

    def presence(self) -> Presence:
        """Return the numbers present, integrated over the horizon and over the whole run."""
        whole = tuple(self._present)
        assert len(whole) == 4
        return Presence(self._in_horizon, whole)

    def present(self, station: int, change: int) -> None:
        """Somebody comes to a station (queue, agents, queue upstairs, desks) or leaves it."""
        now = self.env.tick
        self._present[station] += self._number[station] * (now - self._since[station])
        self._since[station] = self.last_move = now
        self._number[station] += change

    def reaches_horizon(self) -> None:
        """Remember how much presence there was up to now."""
        for station in range(4):
            self.present(station, 0)
        a, b, c, d = self._present
        self._in_horizon = (a, b, c, d)

    # --- contacts --------------------------------------------------------------------------------------------

    def is_busy(self) -> bool:
        """Whether anybody is in the center who will still be served."""
        stuck = sum(desk.waiting for desk in (self.manager, self.lane) if not desk.ever_opens)
        return self.inside > stuck

    def rings(self, contact: Caller) -> None:
        """A customer calls."""
        self.inside += 1
        self.env.process(calls(self, contact))

    def next_row(self) -> int:
        """Return the number of the next contact."""
        self.rows += 1
        return self.rows - 1

    def team_for(self, contact: Caller) -> Team:
        """Return the team that a customer is put through to: the first in preference with somebody idle, or on duty."""
        vendor = self.plan.baseline.outsourcing.team
        if vendor is not None and contact.issue.outsourced:
            return self.team_list[list(self.plan.baseline.teams).index(vendor)]
        takers = [self.team_list[index] for index in self._takers[contact.type]]
        if len(takers) == 1:
            return takers[0]
        staffed = [team for team in takers if team.on_duty]
        return next((team for team in staffed if team.waiting == 0 and team.has_idle()), (staffed or takers)[0])

    def goes_upstairs(self, contact: Caller, lane: bool) -> None:
        """A matter is passed up: to the manager, or by the leadership lane."""
        now = self.env.tick
        if contact.escalated < 0:
            contact.escalated = now
        else:
            contact.second_escalated = now
        contact.lane = lane
        desk = self.lane if lane else self.manager
        if contact.visits_upstairs == 0:
            contact.agent_done = now
        if not desk.takes(contact):
            if self.is_over and not desk.ever_opens:
                self.releases(contact)
            self.env.process(waits_upstairs(self, contact, desk))

    def releases(self, contact: Caller) -> None:
        """An agent who was held on the line is free again."""
        if contact.hold is not None and not contact.hold.triggered:
            contact.held_ticks += self.env.tick - contact.upstairs_since
            self.leaves_agent(contact)
            contact.hold.succeed()

    def leaves_agent(self, contact: Caller) -> None:
        """The agent has done with a customer, for the first time or after a return."""
        if contact.returned_answered < 0:
            contact.released = self.env.tick
        else:
            contact.returned_released = self.env.tick
        self.present(1, -1)

    def returns(self, contact: Caller) -> None:
        """The manager hands an issue back to the team."""
        contact.returned = self.env.tick
        self.team_list[contact.team].gives_back(contact)

    def own_goal_of(self, contact: Caller, agent: Agent) -> None:
        """Handling a routine contact may create an issue, which calls in its own time."""
        its, luck = self.types[contact.type], contact.call.luck
        if its.creates < 0 or contact.own_goal:
            return
        chance = service.own_goal(contact.complexity, agent.ownership, agent.engagement, self.rules, its)
        if luck[for_.OWN_GOAL] >= chance:
            return
        due = self.env.tick + ticks(self.delays.own_goal[contact.type].read(luck[for_.OWN_GOAL_AFTER]))
        due = days.when_open(self, due)
        if due < self.plan.horizon_tick:
            issue = self.demand.own_goal(contact.issue, its.creates, due)
            days.call_later(self, due, contact.row, issue, None, for_.OWN_GOAL_KIND)

    def ends(self, contact: Caller, outcome: int) -> None:
        """A contact is over: the issue is closed, or the customer will call again."""
        now = self.env.tick
        if contact.answered >= 0 and contact.escalated < 0:
            contact.agent_done = now
        if outcome in _AT_THE_DESK:
            self.leaves_agent(contact)
        contact.outcome, contact.ended = outcome, now
        if outcome in _STAYS_SOLVED:
            self._closes(contact, resolved=True)
        elif outcome != Outcome.OPEN and not self._calls_again(contact, outcome):
            self._closes(contact, resolved=False)
        contact.anger_last = contact.anger
        self.inside -= 1
        self.ended.append(row_of(contact))

    def _calls_again(self, contact: Caller, outcome: int) -> bool:
        """Whether the customer will call again (even after the horizon, which leaves the issue open)."""
        rules, delays, luck = self.rules, self.delays, contact.call.luck
        if contact.contacts >= rules.max_contacts or outcome == Outcome.GAVE_UP:
            return False
        if outcome in (Outcome.ABANDONED, Outcome.DROPPED):
            share, table, kind = rules.redial_share, delays.redial, for_.REDIAL
            if contact.redials >= rules.max_redials:
                return False
        elif outcome == Outcome.CUT_SHORT:
            share, table, kind = rules.cut_return_share, delays.cut_return, for_.REPEAT
        else:
            share, table, kind = rules.comes_back_share, delays.comes_back, for_.REPEAT
        if luck[for_.RETURNS] >= share:
            return False
        due = days.when_open(self, self.env.tick + ticks(table.read(luck[for_.RETURNS_AFTER])))
        if due < self.plan.horizon_tick:
            days.call_later(self, due, contact.row, contact.issue, contact, kind)
        return True

    def _closes(self, contact: Caller, resolved: bool) -> None:
        """The issue is closed for good: how satisfied is the customer?"""
        rules, its, issue = self.rules, self.types[contact.type], contact.issue
        contact.issue_closed, contact.resolved = True, resolved
        if contact.outcome in (Outcome.ABANDONED, Outcome.DROPPED, Outcome.GAVE_UP):
            passed_up = contact.escalated >= 0
            contact.unmet_cents = service.unmet_concession(
                contact.ask_cents, contact.anger, issue.temper, passed_up, rules
            )
        contact.issue_contacts, contact.issue_handoffs = contact.contacts, contact.handoffs
        contact.issue_wait_ticks = contact.wait_ticks
        compensated = 0.0
        if contact.ask_cents:
            compensated = feeling.compensation(contact.granted_share, its.lost, rules) - feeling.compensation(
                rules.expected_generosity, its.lost, rules
            )
        terms = feeling.satisfaction_terms(
            contact.contacts,
            contact.handoffs,
            contact.wait_ticks / MINUTE,
            (contact.ended - contact.issue_first_arrived) / DAY,
            resolved,
            issue.temper - its.mean_temper + contact.adversarial_rise,
            contact.apologized,
            compensated,
            rules,
        )
        (
            contact.term_repeats,
            contact.term_handoffs,
            contact.term_wait,
            contact.term_days,
            contact.term_unresolved,
            contact.term_anger,
            contact.term_apology,
            contact.term_compensation,
        ) = terms
        contact.satisfaction = feeling.satisfied(rules.satisfied_base, terms)
        contact.answer = feeling.answer(contact.satisfaction, issue.answer)
        contact.incident = issue.public < feeling.incident(
            contact.anger, issue.rare == 2 and not contact.noticed, rules
        )
        contact.advocacy = contact.turned or (contact.lane and issue.rare == 1 and resolved)

    # --- money and news --------------------------------------------------------------------------------------

    def raiser(self, contact: Caller) -> Agent | None:
        """Return the agent who passed a matter up, unless the seat has changed hands."""
        agent = self.team_list[contact.team].agents[contact.seat]
        return agent if agent.occupant == contact.occupant and not agent.vacant else None

    def raiser_learns(self, contact: Caller) -> None:
        """The agent sees what became of what was passed up."""
        agent = self.raiser(contact)
        if agent is not None:
            agent.learns_from_manager(contact)

    def raiser_is_coached(self, contact: Caller) -> None:
        """The agent is guided by the manager."""
        agent = self.raiser(contact)
        if agent is not None:
            agent.is_coached()

    def charges(self, contact: Caller) -> None:
        """Charge the manager's concession to the pool of the raiser's team; who could have avoided it learns."""
        rules, team = self.rules, self.team_list[contact.team]
        if not self.teams_rules[team.index].shares_pool or rules.charge_share <= 0.0:
            return
        cents = int(rules.charge_share * contact.granted_cents + 0.5)
        taken = self.books.debit(self.env.tick, team.index, Entry.MANAGER_CHARGE, cents, contact.row, rules.absorb)
        if rules.fixed_choice or contact.reason not in (Reason.CHOSEN, Reason.FAILED):
            return
        felt = choice.felt_charge(taken, team.interest(), rules)
        agent = self.raiser(contact)
        if agent is not None:
            agent.feels_charge(felt)
        self.news.append((contact.row, team.index, contact.seat, felt))

    def charge_agent_concession(self, agent: Agent, contact: Caller) -> None:
        """Charge a concession at the desk to the pool, where the scenario says so."""
        rules = self.rules
        cents = int(rules.agent_charge_share * contact.granted_cents + 0.5)
        self.books.debit(self.env.tick, agent.team.index, Entry.AGENT_CHARGE, cents, contact.row, rules.absorb)

    def pay_resolution_bonus(self, agent: Agent, contact: Caller) -> None:
        """Pay the bonus for a solved issue; what is paid beside the pool is no movement of it."""
        rules = self.rules
        self.books.count_solved(agent.team.index, agent.seat)
        if rules.bonus_from_pool:
            cents = int(rules.resolution_bonus_cents + 0.5)
            self.books.debit(self.env.tick, agent.team.index, Entry.RESOLUTION_BONUS, cents, contact.row, rules.absorb)
