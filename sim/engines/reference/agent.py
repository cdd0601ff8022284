"""A frontline agent: takes calls, diagnoses, decides whether to solve or to pass up, and learns."""

from collections import deque
from typing import TYPE_CHECKING

from simpy.events import Event

from sim.clock import Kind
from sim.demand import purposes as for_
from sim.engines.effects import agents, answers, bonuses, desks, people, pools
from sim.engines.reference import duty
from sim.engines.reference.clockwork import AGENTS, Steps
from sim.engines.reference.customer import Caller
from sim.journeys.records import Outcome, Reason

if TYPE_CHECKING:
    from sim.engines.reference.center import Center
    from sim.engines.reference.team import Team


class Agent:
    """One seat of a team and who sits on it: traits, state of mind, and the day's work."""

    occupant = -1
    vacant = on_duty = stays = absent = busy = charged_today = heard = False
    resting = rest_paid = meeting = meets = winding = excused = excuse_paid = planned_paid = False
    away = solved = vacant_until = account = month_given = 0
    month_contacts = month_up = month_repeats = month_closures = month_handled = month_ticks = month_days = 0
    idle_since = duty_since = busy_since = absent_since = came_on = handled_ticks = 0
    since = planned_until = rest_until = due_paid = due_unpaid = rest_since = 0
    paid_ticks = scheduled_ticks = planned_rest_ticks = adhered_ticks = break_ticks = away_ticks = 0
    wrap_up_ticks = wrap_up_row = 0
    busy_ticks = duty_ticks = overtime_ticks = absent_ticks = quits = 0
    coaching_due = coached = coached_ticks = 0
    week = 0
    called: Event | None = None
    start_skill: float
    skill: float
    habit: float
    ownership: float
    reward: float
    charge: float
    engagement: float
    pride_gained: float
    praise: float
    price: float
    coming_back: float
    closing: float
    minute: float
    pace_contacts: float
    pace_up: float
    pace_repeats: float
    pace_closures: float
    pace_handled: float
    pace_minutes: float
    strain: float
    cut_tendency: float
    pace: float

    def __init__(self, center: "Center", crew: "Team", seat: int) -> None:
        self.center, self.crew = center, crew
        self.team, self.seat = crew.index, seat
        self.number = center.roster.person(crew.index, seat)[1]
        self.is_member = center.roster.belongs(crew.index, seat, 0)
        self.returned: deque[Caller] = deque()
        self.sits_down()
        center.env.process(self.works())

    def sits_down(self) -> None:
        """A new occupant takes the seat, with starting skill, habit and beliefs."""
        self.occupant += 1
        start = self.center.roster.starting_skill(self.team, self.seat, self.occupant)
        self.pace = self.center.roster.pace(self.team, self.seat, self.occupant)
        people.sits_down(self, self.crew, start, self.center.start.of(self.team, start), self.center)
        self.tends_to_cut()

    def tends_to_cut(self) -> None:
        """Who sits here tends to cut contacts short, at this time of the plan."""
        tick = self.center.env.tick
        self.cut_tendency = self.center.roster.cut_tendency(self.team, self.seat, self.occupant, tick)

    @property
    def is_there(self) -> bool:
        """Whether a customer may be put through: on duty, or staying after closing, and not away."""
        return (self.on_duty or (self.stays and self.center.overtime)) and not self.away

    def works(self) -> Steps:
        """The agent's days: take the next contact, handle it, and so on."""
        env = self.center.env
        while True:
            contact = None if duty.takes_break(self) else self.crew.next_for(self)
            if contact is None:
                self.called = env.event()
                contact = yield self.called
            self.busy = True
            self.busy_since = env.tick
            if contact.returned >= 0:
                yield from self.takes_back(contact)
            else:
                yield from self.handles(contact)
            if self.wrap_up_ticks:
                yield from self.writes_up()
            agents.is_done(self.center, self, self.crew, env.tick)
            self.busy = False

    def writes_up(self) -> Steps:
        """The customer is gone; what is left of the handle time is wrap-up."""
        ticks, self.wrap_up_ticks = self.wrap_up_ticks, 0
        yield self.center.env.after(ticks, Kind.AGENT_DONE, self.wrap_up_row)

    def handles(self, contact: Caller) -> Steps:
        """A customer on the line: from the first word until the agent is free again."""
        now = self.center.now
        talk, ticks = agents.picks_up(contact, self, *self.center.lines.load_on(self.crew), now(contact))
        yield from self.talks(contact, ticks)
        if talk == agents.CUT:
            contact.ends(Outcome.CUT_SHORT)
            return
        if talk == agents.ROUTINE:
            later = agents.own_goal(contact, contact, self, now(contact))
            if later >= 0:
                contact.creates(now(contact).its.creates, later)
            agents.lets_go(contact, contact, self)
            contact.ends(Outcome.SERVED)
            return

        bonuses.diagnosed(contact, self, self.crew)
        if agents.notices(contact, contact, self, now(contact).rules):
            yield from self.passes_up(contact, Reason.NONE, lane=True)
            return
        reason = agents.decides(contact, contact, self, self.crew, now(contact))
        if reason != Reason.NONE:
            yield from self.passes_up(contact, reason)
            return

        contact.attempted = True
        yield from self.talks(contact, contact.rest_ticks)
        if agents.succeeds(contact, contact, for_.SOLVED, now(contact).rules):
            yield from self.answers(contact)
        elif agents.leaves_it(contact, contact, self, self.crew, now(contact)):
            bonuses.closed(self.center.books, self.crew, self, contact, now(contact))
            agents.lets_go(contact, contact, self)
            contact.ends(Outcome.LEFT_UNRESOLVED)
        else:
            yield from self.passes_up(contact, Reason.FAILED)

    def talks(self, contact: Caller, ticks: int) -> Steps:
        """Spend time with a customer."""
        contact.handle_ticks += ticks
        yield self.center.env.after(ticks, Kind.AGENT_DONE, contact.row)

    def answers(self, contact: Caller) -> Steps:
        """What is asked is granted, or argued about; the customer takes it, goes up for more, or rings again."""
        now = self.center.now
        arguing = answers.answers(contact, contact, self, self.crew, now(contact))
        if contact.refused:
            yield from self.talks(contact, arguing)
        what = answers.is_content(contact, contact, now(contact))
        if what == answers.GOES_UP:
            yield from self.passes_up(contact, Reason.INSISTED_ON_MORE)
        elif what == answers.RINGS_AGAIN:
            agents.lets_go(contact, contact, self)
            contact.ends(Outcome.REFUSED)
        else:
            self.solves(contact)

    def solves(self, contact: Caller) -> None:
        """The issue is closed at the desk."""
        now = self.center.now(contact)
        agents.solves(contact, contact, self, now)
        pools.solved(self.center.books, self.crew, self, contact, now.rules)
        bonuses.closed(self.center.books, self.crew, self, contact, now)
        contact.ends(Outcome.SOLVED)

    def passes_up(self, contact: Caller, reason: int, lane: bool = False) -> Steps:
        """Hand the customer over: cold, or held until the manager has picked up or finished."""
        now = self.center.now(contact)
        agents.passes_up(contact, contact, self, reason, now.rules)
        bonuses.passed_up(self.center.books, self.crew, self, contact, reason, now)
        if not lane and desks.walks_away(contact, contact, self.center.env.tick, now):
            contact.ends(Outcome.WALKED_AWAY)
            return
        contact.hold = self.center.env.event() if now.rules.warm and not lane else None
        contact.goes_upstairs(lane)
        if contact.hold is None:
            contact.leaves_agent()
        else:
            yield contact.hold

    def takes_back(self, contact: Caller) -> Steps:
        """An issue that came back from the manager: solve it this time, or it is the manager's."""
        env = self.center.env
        agents.takes_back(contact, contact, self, env.tick, self.center.now(contact))
        self.center.stations.change(AGENTS, 1)
        yield from self.talks(contact, contact.rest_ticks)
        contact.returned_done = env.tick
        if agents.succeeds(contact, contact, for_.SECOND_SOLVED, self.center.now(contact).rules):
            answers.gives_freely(contact, contact, self, self.crew, self.center.now(contact))
            self.solves(contact)
        else:
            yield from self.passes_up(contact, Reason.NONE)
