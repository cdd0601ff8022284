"""The manager, and the desk of the leadership lane: who take what is passed up, first in, first out."""

from collections import deque
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from simpy.events import Event

from sim.behavior import feeling, service
from sim.behavior.parameters import COACH, INVESTIGATE, RETURN
from sim.clock import DAY, MINUTE, Kind, ticks
from sim.demand import purposes as for_
from sim.engines.reference.customer import Caller
from sim.engines.rules import approach
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
        self.heads = self.working = 0
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
        contact.waiting_upstairs = True
        contact.visits_upstairs += 1
        contact.upstairs_since = self.center.env.tick
        if self.working < self.heads:
            self.center.present(2, 1)
            self._pick(contact)
            self.idle.popleft().called.succeed(contact)
            return True
        self.waiting += 1
        self.center.present(2, 1)
        self.queue.append(contact)
        return False

    def next_for(self, manager: "Manager") -> Caller | None:
        """Return the next matter, or None and remember that the manager is idle."""
        while self.working < self.heads and self.queue:
            contact = self.queue.popleft()
            if contact.waiting_upstairs:
                self.waiting -= 1
                self._pick(contact)
                return contact
        self.idle.append(manager)
        return None

    def _pick(self, contact: Caller) -> None:
        """The wait upstairs is over."""
        center, now = self.center, self.center.env.tick
        self.working += 1
        contact.waiting_upstairs = False
        if contact.ticketed < 0 and now > contact.upstairs_since:
            waited = now - contact.upstairs_since
            contact.wait_ticks += waited
            contact.anger = feeling.risen_by_wait(contact.anger, waited / MINUTE, center.rules)
        if contact.visits_upstairs == 1:
            contact.manager_start = now
        else:
            contact.second_manager_start = now
        center.present(2, -1)
        center.present(3, 1)
        if not center.rules.held_until_finished:
            center.releases(contact)

    def loses(self, contact: Caller) -> None:
        """A customer gives the ticket up."""
        self._goes_without(contact, Outcome.GAVE_UP)

    def _goes_without(self, contact: Caller, outcome: int) -> None:
        """A customer leaves the queue upstairs: what the talk would have taken is asked for and not worked."""
        contact.waiting_upstairs = False
        self.waiting -= 1
        self.center.present(2, -1)
        if not self.lane:
            contact.unmet_manager_ticks = self.work_of(contact)[1]
        self.center.ends(contact, outcome)

    def work_of(self, contact: Caller) -> tuple[int, int]:
        """Return what the policy of the day does with a matter, and the ticks it takes; angry customers take longer."""
        center, second = self.center, contact.visits_upstairs > 1
        policy = approach(center.rules.manager_policy, contact.reason, second)
        number = contact.call.luck[for_.SECOND_MANAGER_TIME if second else for_.MANAGER_TIME]
        minutes = center.delays.manager[policy].read(number)
        return policy, ticks(minutes * service.manager_factor(contact.anger, center.rules))

    def lets_agents_go(self) -> None:
        """The simulated time is over: nobody is held any longer for a desk at which nobody will ever sit."""
        if not self.ever_opens:
            for contact in self.queue:
                self.center.releases(contact)

    def leaves_open(self) -> None:
        """Nobody will ever take what is still queued."""
        for contact in self.queue:
            if contact.waiting_upstairs:
                self._goes_without(contact, Outcome.OPEN)

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

    def works(self) -> Generator[Event, Any, None]:
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

    def spends(self, contact: Caller, spent: int, kind: int) -> Generator[Event, Any, None]:
        """Spend time with a matter."""
        center = self.desk.center
        yield center.env.after(spent, kind, contact.row)
        center.present(3, -1)
        if contact.visits_upstairs == 1:
            contact.manager_end = center.env.tick
        else:
            contact.second_manager_end = center.env.tick
        center.releases(contact)

    def deals_with(self, contact: Caller) -> Generator[Event, Any, None]:
        """Investigate, grant, coach, or return: as the policy of the day has it."""
        center = self.desk.center
        policy, spent = self.desk.work_of(contact)
        yield from self.spends(contact, spent, Kind.MANAGER_DONE)
        contact.manager_ticks += spent
        if contact.visits_upstairs == 1:
            center.raiser_learns(contact)
        if policy in (COACH, RETURN):
            contact.authorized_once = policy == COACH
            if policy == COACH:
                center.raiser_is_coached(contact)
            center.returns(contact)
        else:
            self.settles(contact, policy)

    def settles(self, contact: Caller, policy: int) -> None:
        """Close the issue: everything asked, without questions; or a settlement after hearing both sides."""
        center, rules, luck = self.desk.center, self.desk.center.rules, contact.call.luck
        share = 1.0
        if policy == INVESTIGATE:
            share = rules.settlement
            if luck[for_.ADVERSARIAL] < rules.adversarial:
                before = contact.anger
                contact.anger = feeling.risen(before, rules.anger_adversarial)
                contact.adversarial_rise = contact.anger - before
            contact.apologized = luck[for_.APOLOGY] < rules.apology
        asked = service.grown_ask(contact.ask_cents, contact.anger, contact.issue.temper, rules)
        contact.granted_cents, contact.granted_by = int(share * asked + 0.5), 2
        contact.granted_share = share
        center.charges(contact)
        center.ends(contact, Outcome.SOLVED_BY_MANAGER)

    def seizes(self, contact: Caller) -> Generator[Event, Any, None]:
        """The lane: an opportunity taken or a crisis averted."""
        center = self.desk.center
        minutes = center.delays.lane.read(contact.call.luck[for_.LANE_TIME])
        spent = ticks(minutes * service.manager_factor(contact.anger, center.rules))
        yield from self.spends(contact, spent, Kind.LANE_DONE)
        contact.lane_ticks += spent
        contact.granted_cents, contact.granted_by = contact.ask_cents, 2
        contact.granted_share = 1.0
        center.ends(contact, Outcome.LANE)
