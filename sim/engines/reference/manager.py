"""The manager, and the desk of the leadership lane: who take what is passed up, first in, first out."""

from collections import deque
from typing import TYPE_CHECKING

from simpy.events import Event

from sim.clock import DAY, Kind
from sim.engines.effects import bonuses, desks, pools
from sim.engines.reference.clockwork import DESKS, UPSTAIRS, Steps
from sim.engines.reference.customer import Caller
from sim.journeys.records import Outcome
from sim.scenario.hours import most_named

if TYPE_CHECKING:
    from sim.engines.reference.center import Center


class Desk:
    """A desk upstairs: tickets in order of arrival, and the people who take them in hours of their own."""

    def __init__(self, center: "Center", lane: bool) -> None:
        self.center = center
        self.lane = lane
        counts = [
            (epoch.scenario.leadership_lane if lane else epoch.scenario.manager).count for epoch in center.plan.epochs
        ]
        self.heads = self.working = self.talked = 0
        self.waiting = 0
        self.queue: deque[Caller] = deque()
        self.idle: deque[Manager] = deque()
        for _ in range(max(map(most_named, counts))):
            Manager(self)

    @property
    def ever_opens(self) -> bool:
        """Whether somebody will sit here in some week after the simulated time."""
        first = self.center.plan.horizon_tick // DAY
        return any(
            step.heads for day in range(first, first + 7) for step in self.center.roster.desk_steps(self.lane, day)
        )

    def takes(self, contact: Caller) -> bool:
        """Give a matter to whoever has been idle longest, or file it; say whether it was picked up at once."""
        self.center.stations.change(UPSTAIRS, 1)
        if self.working < self.heads:
            self._picks_up(contact)
            self.idle.popleft().called.succeed(contact)
            return True
        self.waiting += 1
        self.queue.append(contact)
        return False

    def next_for(self, manager: "Manager") -> Caller | None:
        """Return the next matter, or None and remember that the manager is idle."""
        while self.working < self.heads and self.queue:
            contact = self.queue.popleft()
            if contact.waiting_upstairs:
                self.waiting -= 1
                self._picks_up(contact)
                return contact
        self.idle.append(manager)
        return None

    def _picks_up(self, contact: Caller) -> None:
        """The wait upstairs is over."""
        self.working += 1
        rules = self.center.now(contact).rules
        desks.picks_up(contact, contact, self.center.env.tick, rules)
        self.center.stations.change(UPSTAIRS, -1)
        self.center.stations.change(DESKS, 1)
        if not rules.held_until_finished:
            contact.lets_agent_go()

    def loses(self, contact: Caller, outcome: int) -> None:
        """A customer leaves the queue upstairs: what the talk would have taken is asked for and not worked."""
        contact.waiting_upstairs = False
        self.waiting -= 1
        self.center.stations.change(UPSTAIRS, -1)
        if not self.lane:
            contact.unmet_manager_ticks = desks.work_of(contact, contact, self.center.now(contact))
        contact.ends(outcome)

    def lets_agents_go(self) -> None:
        """The simulated time is over: nobody is held any longer for a desk at which nobody will ever sit."""
        if not self.ever_opens:
            for contact in self.queue:
                contact.lets_agent_go()

    def leaves_open(self) -> None:
        """Nobody will ever take what is still queued."""
        for contact in self.queue:
            if contact.waiting_upstairs:
                self.loses(contact, Outcome.OPEN)

    def has_heads(self, heads: int) -> None:
        """From now on so many people sit at the desk; who is at work when there are fewer finishes first."""
        self.heads = heads
        while self.working < self.heads and self.waiting:
            manager = self.idle.popleft()
            contact = self.next_for(manager)
            if contact is not None:
                manager.called.succeed(contact)


class Manager:
    """One person at a desk upstairs."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.called: Event = desk.center.env.event()
        desk.center.env.process(self.works())

    def works(self) -> Steps:
        """The manager's days: take the next matter, deal with it, and so on."""
        while True:
            contact = self.desk.next_for(self)
            if contact is None:
                self.called = self.desk.center.env.event()
                contact = yield self.called
            if self.desk.lane:
                yield from self.seizes(contact)
            else:
                yield from self.deals_with(contact)
            self.desk.working -= 1

    def talks(self, contact: Caller, kind: int) -> Steps:
        """Spend time with a matter."""
        center = self.desk.center
        yield center.env.after(contact.spent, kind, contact.row)
        center.stations.change(DESKS, -1)
        desks.hangs_up(contact, contact, center.env.tick)
        contact.lets_agent_go()

    def deals_with(self, contact: Caller) -> Steps:
        """Investigate, grant, coach, or return: as the policy of the day has it."""
        center = self.desk.center
        contact.spent = desks.work_of(contact, contact, center.now(contact))
        yield from self.talks(contact, Kind.MANAGER_DONE)
        contact.manager_ticks += contact.spent
        self.desk.talked += contact.spent
        raiser, now = center.raiser(contact), center.now(contact)
        if raiser is not None:
            desks.raiser_learns(contact, contact, raiser, now)
        if desks.hands_back(contact, contact, center.env.tick):
            center.teams[contact.team].gives_back(contact)
            return
        desks.settles(contact, contact, now.rules, now.heard)
        if raiser is not None:
            bonuses.judged(center.books, raiser.crew, raiser, contact, now)
        felt = pools.charges(center.books, center.teams[contact.team], contact, now)
        if felt >= 0.0:
            center.news.append((contact.row, contact.team, contact.seat, felt))
            if raiser is not None:
                pools.feels_charge(raiser, felt, now.rules)
        contact.ends(Outcome.SOLVED_BY_MANAGER)

    def seizes(self, contact: Caller) -> Steps:
        """The lane: an opportunity taken or a crisis averted."""
        contact.spent = desks.lane_work_of(contact, self.desk.center.now(contact))
        yield from self.talks(contact, Kind.LANE_DONE)
        desks.seizes(contact, contact)
        contact.ends(Outcome.LANE)
