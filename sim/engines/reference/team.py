"""A team: its queue, its agents, and who takes whom. First in, first out within priority; longest idle first."""

import heapq
from collections import deque
from typing import TYPE_CHECKING, Any

from sim.engines.effects import bonuses, contacts, people
from sim.engines.months import are_paid
from sim.engines.reference import duty
from sim.engines.reference.agent import Agent
from sim.engines.reference.clockwork import AGENTS, QUEUE
from sim.engines.reference.customer import Caller
from sim.journeys.records import Outcome

if TYPE_CHECKING:
    from sim.engines.reference.center import Center


class Team:
    """A team of frontline agents with one queue."""

    pace_contacts: float
    pace_up: float
    pace_repeats: float
    pace_closures: float
    pace_handled: float
    pace_minutes: float

    def __init__(self, center: "Center", index: int, settings: Any) -> None:
        baseline = center.plan.baseline
        self.center, self.index = center, index
        its = list(baseline.teams.values())[index]
        self.has_pool = its.shares_pool and baseline.incentives.bonus_pool is not None
        self.earns = its.shares_pool and are_paid(center.plan)
        self.month_contacts = self.month_up = self.month_repeats = self.month_closures = 0
        self.month_handled = self.month_ticks = self.month_days = 0
        bonuses.knows_no_pace(self)
        self.praise = center.start.praises[index]
        self.skill, self.engagement, self.baseline_skill = settings.skill, settings.engagement, its.skill
        self.waiting = self.on_duty = self.balance = 0
        self.sharers = max(1, center.roster.sharers(index, 0))
        self.queues: dict[int, deque[Caller]] = {}
        self.idle: list[tuple[int, int]] = []
        self.agents: list[Agent] = []
        self.priorities = [issue.priority for issue in baseline.issues.values()]
        self.off_phone, self.pays_absence = settings.off_phone, settings.pays_absence
        self.pays_off_phone, self.by_person = settings.pays_off_phone, its.by_person
        self.seats = center.roster.seats(index)
        for seat in range(self.seats):
            self.agents.append(Agent(center, self, seat))

    def follow(self, settings: Any) -> None:
        """From now on these settings hold."""
        people.follows(self.center, self, settings, self.center.env.tick)
        for agent in self.agents:
            agent.is_member = self.center.roster.belongs(self.index, agent.seat, self.center.env.tick)
            agent.tends_to_cut()

    def takes(self, contact: Caller) -> bool:
        """Put a customer through to the longest-idle agent, or into the queue; say whether answered at once."""
        agent = self._longest_idle()
        if agent is not None:
            self._answer(contact, agent)
            self._call(agent, contact)
            return True
        self._queues(1)
        self.queues.setdefault(-self.priorities[contact.type], deque()).append(contact)
        self.stays_on()
        if self.center.is_over and contact.answered < 0 and not self.is_busy():
            self.loses(contact, Outcome.OPEN)
        return contact.answered >= 0

    def stays_on(self) -> None:
        """In overtime, where nobody is left who would finish the queue, those who went home last come back for it."""
        if not self.center.overtime or self.is_busy():
            return
        for agent in self.agents:
            if self.waiting and agent.called is not None and not (agent.vacant or duty.is_missing(self, agent)):
                self.is_free(agent)

    def is_busy(self) -> bool:
        """Whether any agent is at work."""
        return any(agent.busy for agent in self.agents)

    def has_idle(self) -> bool:
        """Whether an agent is waiting for a call."""
        return any(agent.on_duty and not agent.away and not agent.busy for agent in self.agents)

    def _call(self, agent: Agent, contact: Caller) -> None:
        called, agent.called, agent.busy = agent.called, None, True
        assert called is not None
        called.succeed(contact)

    def _longest_idle(self) -> Agent | None:
        while self.idle:
            since, seat = heapq.heappop(self.idle)
            agent = self.agents[seat]
            if agent.on_duty and not agent.away and not agent.busy and agent.idle_since == since:
                return agent
        return None

    def next_for(self, agent: Agent) -> Caller | None:
        """Return the next contact for an agent who is free, or None and remember that the agent is idle."""
        if agent.returned:
            return agent.returned.popleft()
        if (agent.on_duty and not agent.away) or (not agent.on_duty and self.center.overtime):
            contact = self._pop()
            if contact is not None:
                self._queues(-1)
                self._answer(contact, agent)
                return contact
        self._idles(agent)
        return None

    def _idles(self, agent: Agent) -> None:
        if agent.on_duty and not agent.away:
            heapq.heappush(self.idle, (agent.idle_since, agent.seat))
        elif self.center.is_over and not any(other.busy for other in self.agents if other is not agent):
            self.lets_go(Outcome.OPEN)

    def _pop(self) -> Caller | None:
        if self.waiting == 0:
            return None
        for priority in sorted(self.queues):
            queue = self.queues[priority]
            while queue:
                contact = queue.popleft()
                if contact.answered < 0 and contact.ended < 0:
                    return contact
        return None

    def _queues(self, change: int) -> None:
        self.waiting += change
        self.center.stations.change(QUEUE, change)

    def _answer(self, contact: Caller, agent: Agent) -> None:
        """The customer's wait is over."""
        contacts.answered(contact, contact, agent, self.center.env.tick, self.center.now(contact).rules)
        self.center.stations.change(AGENTS, 1)

    def loses(self, contact: Caller, outcome: int) -> None:
        """A queued customer leaves without having been answered."""
        self._queues(-1)
        contacts.waited(contact, self.center.env.tick - contact.queued, self.center.now(contact).rules)
        contact.ends(outcome)

    def lets_go(self, outcome: int) -> None:
        """Everybody still queued leaves."""
        contact = self._pop()
        while contact is not None:
            self.loses(contact, outcome)
            contact = self._pop()

    def gives_back(self, contact: Caller) -> None:
        """An issue returns from the manager to the agent who raised it, or to the nearest who can take it."""
        agent = self.agents[contact.seat]
        if not (agent.on_duty or self.center.is_over):
            agent = next((other for other in self.agents if other.on_duty and not other.vacant), agent)
        agent.returned.append(contact)
        if agent.called is None or agent.busy:
            return
        if self.center.is_over or (agent.on_duty and not agent.away):
            self._call(agent, agent.returned.popleft())

    def is_free(self, agent: Agent) -> None:
        """An idle agent looks for work."""
        agent.idle_since = self.center.env.tick
        contact = self.next_for(agent)
        if contact is not None:
            self._call(agent, contact)
