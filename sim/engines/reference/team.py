"""A team: its agents, which of them is called, and what comes back to them."""

from collections import deque
from typing import TYPE_CHECKING, Any

from sim.behavior.parameters import LONGEST_IDLE, ROUND_ROBIN
from sim.engines.effects import bonuses, people
from sim.engines.effects.waiting import is_less_occupied
from sim.engines.months import are_paid
from sim.engines.reference.agent import Agent
from sim.engines.reference.customer import Caller

if TYPE_CHECKING:
    from sim.engines.reference.center import Center


def _longest_first(agent: Agent) -> tuple[int, int]:
    return agent.idle_since, agent.seat


class Team:
    """A team of frontline agents."""

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
        self.on_duty = self.balance = 0
        self.last = -1
        self.sharers = max(1, center.roster.sharers(index, 0))
        self.returned: deque[Caller] = deque()
        self.agents: list[Agent] = []
        self.off_phone, self.pays_absence = settings.off_phone, settings.pays_absence
        self.pays_off_phone, self.by_person = settings.pays_off_phone, its.by_person
        self.idle: set[Agent] = set()
        self.seats = center.roster.seats(index)
        for seat in range(self.seats):
            self.agents.append(Agent(center, self, seat))

    def follow(self, settings: Any) -> None:
        """From now on these settings hold."""
        people.follows(self.center, self, settings, self.center.env.tick)
        for agent in self.agents:
            agent.is_member = self.center.roster.belongs(self.index, agent.seat, self.center.env.tick)
            agent.tends_to_cut()

    # --- who is called -----------------------------------------------------------------------------------------

    def idle_agent(self) -> Agent | None:
        """Return which idle agent is called, by the team's rule; of equals, who has been idle longest, then by seat."""
        if not self.idle:
            return None
        rule, tick = self.center.segment.teams[self.index].rule, self.center.env.tick
        if rule == ROUND_ROBIN:
            return min(self.idle, key=lambda agent: (agent.seat - self.last - 1) % self.seats)
        if rule == LONGEST_IDLE:
            return min(self.idle, key=_longest_first)
        best, *others = sorted(self.idle, key=_longest_first)
        for agent in others:
            if is_less_occupied(agent.handled_ticks, tick - agent.came_on, best.handled_ticks, tick - best.came_on):
                best = agent
        return best

    def call(self, agent: Agent, contact: Caller) -> None:
        """An agent who has nothing to do is called."""
        called, agent.called, agent.busy = agent.called, None, True
        self.idle.discard(agent)
        assert called is not None
        called.succeed(contact)

    def next_for(self, agent: Agent) -> Caller | None:
        """Return the next contact for an agent who is free, what has come back first; None leaves the agent idle."""
        self.idle.discard(agent)
        if agent.returned:
            return agent.returned.popleft()
        if agent.on_duty and not agent.away and self.returned:
            return self.returned.popleft()
        contact = self.center.lines.contact_for(agent) if agent.is_there else None
        if contact is None and agent.is_there:
            self.idle.add(agent)
        return contact

    def is_free(self, agent: Agent) -> None:
        """An agent who has nothing to do looks for work."""
        agent.idle_since = self.center.env.tick
        contact = self.next_for(agent)
        if contact is not None:
            self.call(agent, contact)

    # --- what comes back from the manager ----------------------------------------------------------------------

    def gives_back(self, contact: Caller) -> None:
        """An issue returns from the manager to the agent who raised it; while he is off duty, to the team."""
        agent = self.agents[contact.seat]
        if agent.on_duty or self.center.is_over:
            agent.returned.append(contact)
            if agent.called is not None and not agent.busy and (self.center.is_over or not agent.away):
                self.call(agent, agent.returned.popleft())
        else:
            self.returned.append(contact)
            self._takes_what_came_back()

    def _takes_what_came_back(self) -> None:
        """Whoever of the team is free takes what has come back to it."""
        idle = sorted((agent for agent in self.idle if agent.on_duty), key=_longest_first)
        for agent in idle[: len(self.returned)]:
            self.call(agent, self.returned.popleft())

    def leaves_to_others(self, agent: Agent) -> None:
        """An agent leaves the floor: what has come back to him and still waits is the team's."""
        if agent.returned and not (agent.busy or self.center.is_over):
            self.returned.extend(agent.returned)
            agent.returned.clear()
            self._takes_what_came_back()

    def finishes_what_came_back(self) -> None:
        """The simulated time is over: who raised a matter finishes it."""
        for contact in self.returned:
            self.agents[contact.seat].returned.append(contact)
        self.returned.clear()
        for agent in self.agents:
            if agent.returned and not agent.busy:
                self.is_free(agent)

    # --- who is on the floor -----------------------------------------------------------------------------------

    def goes_home(self) -> None:
        """The center opens again: nobody stays from the day before."""
        for agent in self.agents:
            agent.stays = False
            if not agent.on_duty:
                self.idle.discard(agent)
