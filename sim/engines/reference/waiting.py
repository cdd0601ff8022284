"""The lines, one for each issue type: a contact looks for an agent when it joins and when a step of its route falls
due; an agent who is free looks for a contact.

Within a line, contacts that have the same steps and were handed off before or were not have the same rights: first in,
first out. So each line is kept in ranks, and only the first of each is looked at.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from sim.clock import Kind
from sim.demand.route_draws import steps_drawn
from sim.engines.effects import contacts, waiting
from sim.engines.reference.clockwork import AGENTS, QUEUE
from sim.engines.reference.customer import Caller
from sim.engines.routes import earliest, routes_of
from sim.journeys.records import Outcome

if TYPE_CHECKING:
    from sim.engines.reference.agent import Agent
    from sim.engines.reference.center import Center
    from sim.engines.reference.team import Team

Rank = dict[int, Caller]
"""Contacts with the same rights, by row, in the order of joining."""
STEPS_OF_ROW = 16
"""More than the steps of a route, so that a contact's steps have numbers of their own."""


class Lines:
    """Who waits for an agent, in lines by issue type."""

    def __init__(self, center: "Center") -> None:
        self.center = center
        self.routes = routes_of(center.plan)
        self.ranks: dict[tuple[int, int, bool], Rank] = {}
        self.waiting = [0 for _ in center.plan.baseline.issues]
        self.last_wait = list(self.waiting)

    # --- customers ---------------------------------------------------------------------------------------------

    def joins(self, contact: Caller) -> bool:
        """A customer comes to the line: to an idle agent, away again, or to wait; say whether the wait is over."""
        center, now = self.center, self.center.now(contact)
        contact.queued, contact.route = center.env.tick, now.its.route
        contact.drawn = steps_drawn(contact.issue.key, self.routes[contact.route].steps)
        contact.steps = self.routes[contact.route].line_of(contact.drawn)
        contact.opens = earliest(contact.steps)
        agent = self.agent_for(contact)
        if agent is not None:
            self._answer(contact, agent)
            agent.crew.call(agent, contact)
        else:
            outcome = self._turned_away(contact)
            if outcome is None:
                self._waits(contact)
            else:
                contact.queued = -1
                contact.ends(outcome)
        return contact.answered >= 0 or contact.ended >= 0

    def _turned_away(self, contact: Caller) -> Outcome | None:
        """Return how it ends where a customer finds the line full, or hears a wait that is too long."""
        now, before = self.center.now(contact), self.waiting[contact.type]
        if waiting.is_full(before, now):
            return Outcome.BLOCKED
        on_duty = sum(self.center.teams[team].on_duty for team in self.routes[contact.route].teams)
        if waiting.balks(contact, self.last_wait[contact.type], before, on_duty, now):
            return Outcome.BALKED
        return None

    def _waits(self, contact: Caller) -> None:
        self.ranks.setdefault((contact.route, contact.drawn, contact.handed_off), {})[contact.row] = contact
        self.waiting[contact.type] += 1
        self.center.stations.change(QUEUE, 1)
        if self.center.is_closed and not self.center.overtime:
            self.loses(contact, Outcome.DROPPED)
        elif self.center.is_over and not self._will_be_taken(contact):
            self.loses(contact, Outcome.OPEN)
        else:
            for place, step in enumerate(self.routes[contact.route].steps):
                if step in contact.steps and step.after > 0:
                    due = self.center.env.after(step.after, Kind.STEP_DUE, STEPS_OF_ROW * contact.row + place)
                    self.center.env.when(due, partial(self._step_is_due, contact))

    def _step_is_due(self, contact: Caller) -> None:
        """More teams may take a customer who still waits."""
        if contact.answered < 0 and contact.ended < 0:
            agent = self.agent_for(contact)
            if agent is not None:
                self._leaves(contact)
                self._answer(contact, agent)
                agent.crew.call(agent, contact)

    def agent_for(self, contact: Caller) -> "Agent | None":
        """Return who answers a customer now: of the first team that may and can, whom the team's rule names."""
        waited = self.center.env.tick - contact.queued
        for step in contact.steps:
            for team in step.teams if step.after <= waited else ():
                agent = self.center.teams[team].idle_agent()
                if agent is not None:
                    return agent
        return None

    def loses(self, contact: Caller, outcome: int) -> None:
        """A waiting customer leaves without having been answered."""
        self._leaves(contact)
        contacts.waited(contact, self.center.env.tick - contact.queued, self.center.now(contact).rules)
        contact.ends(outcome)

    def lets_go(self, outcome: int) -> None:
        """Everybody who waits leaves, one after the other as they would have been served."""
        for contact in self._in_order():
            self.loses(contact, outcome)

    def lets_go_of_the_stuck(self) -> None:
        """The simulated time is over: who waits for teams of which nobody has stayed is left open."""
        for contact in self._in_order():
            if not self._will_be_taken(contact):
                self.loses(contact, Outcome.OPEN)

    def _will_be_taken(self, contact: Caller) -> bool:
        """Whether anybody has stayed who may take a customer, now or when a step falls due."""
        return any(agent.stays for team in contact.opens for agent in self.center.teams[team].agents)

    def _in_order(self) -> list[Caller]:
        everybody = [contact for rank in self.ranks.values() for contact in rank.values()]
        return sorted(everybody, key=lambda each: (-self._priority(each), each.queued, each.row))

    # --- agents ------------------------------------------------------------------------------------------------

    def contact_for(self, agent: "Agent") -> Caller | None:
        """Return the customer whom an agent who is free takes next, off the line; None where nobody waits for him."""
        best, highest = None, 0.0
        for contact in self._first_for(agent.crew):
            priority = self._priority(contact)
            if best is None or waiting.goes_before(contact, best, priority, highest):
                best, highest = contact, priority
        if best is not None:
            self._leaves(best)
            self._answer(best, agent)
        return best

    def _first_for(self, team: "Team") -> Iterator[Caller]:
        """Yield the first of each rank whom a team may take now."""
        tick = self.center.env.tick
        for rank in self.ranks.values():
            contact = next(iter(rank.values()), None)
            if contact is not None and contact.opens.get(team.index, tick + 1) <= tick - contact.queued:
                yield contact

    def _priority(self, contact: Caller) -> float:
        waited = self.center.env.tick - contact.queued
        return waiting.priority(waited, contact.handed_off, self.center.now(contact).its)

    def _leaves(self, contact: Caller) -> None:
        del self.ranks[contact.route, contact.drawn, contact.handed_off][contact.row]
        self.waiting[contact.type] -= 1
        self.center.stations.change(QUEUE, -1)

    def _answer(self, contact: Caller, agent: "Agent") -> None:
        """The customer's wait is over."""
        tick = self.center.env.tick
        contacts.answered(contact, contact, agent, tick, self.center.now(contact).rules)
        self.last_wait[contact.type] = tick - contact.queued
        agent.crew.last = agent.seat
        self.center.stations.change(AGENTS, 1)

    # --- what is known of the lines ------------------------------------------------------------------------------

    def load_on(self, team: "Team") -> tuple[int, int]:
        """Return how many wait in the lines from which a team may ever take, and how many agents are on duty there."""
        floor = self.center.segment.floors[team.index]
        on_duty = sum(self.center.teams[each].on_duty for each in floor.teams)
        return sum(self.waiting[each] for each in floor.types), on_duty

    def opens(self) -> None:
        """An opening: what was quoted yesterday is forgotten."""
        self.last_wait = [0 for _ in self.last_wait]

    def waits_beside_idle(self) -> bool:
        """Whether anybody waits beside an agent who is idle and may take him: never, at the end of an instant."""
        idle = [team for team in self.center.teams if team.idle] if any(self.waiting) else []
        return any(next(self._first_for(team), None) is not None for team in idle)
