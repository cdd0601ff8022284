"""A frontline agent: takes calls, diagnoses, decides whether to solve or to pass up, and learns."""

from collections import deque
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from simpy.events import Event

from sim.behavior import choice, feeling, learning, service
from sim.clock import Kind
from sim.demand import purposes as for_
from sim.engines.reference.customer import Caller
from sim.engines.rules import CUT_TICKS
from sim.journeys.records import Outcome, Reason

if TYPE_CHECKING:
    from sim.engines.reference.center import Center
    from sim.engines.reference.team import Team

Steps = Generator[Event, Any, None]


class Agent:
    """One seat of a team and who sits on it: traits, state of mind, and the day's work."""

    def __init__(self, center: "Center", team: "Team", seat: int) -> None:
        self.center = center
        self.team = team
        self.seat = seat
        self.occupant = -1
        self.vacant = False
        self.on_duty = self.absent = False
        self.away = 0
        self.busy = False
        self.idle_since = 0
        self.duty_since = self.busy_since = self.absent_since = 0
        self.returned: deque[Caller] = deque()
        self.called: Event | None = None
        self.charged_today = False
        self.vacant_until = 0
        self.busy_ticks = self.duty_ticks = self.overtime_ticks = self.absent_ticks = self.quits = 0
        self.sits_down()
        center.env.process(self.works())

    def sits_down(self) -> None:
        """A new occupant takes the seat, with starting skill, habit and beliefs."""
        self.occupant += 1
        self.vacant = False
        center, team = self.center, self.team
        start = center.roster.starting_skill(team.index, self.seat, self.occupant)
        rest = center.start.of(team.index, start)
        raised = team.skill - center.plan.baseline.teams[team.name].skill
        self.start_skill = start + raised
        self.skill = rest.skill + raised
        self.habit = rest.habit
        self.ownership = rest.ownership
        self.reward = center.starting_reward
        self.charge = center.plan.baseline.behavior.starting_charge
        self.engagement = team.engagement
        self.pride_gained = 0.0
        self.strain = 0.0
        self.cut_tendency = center.roster.cut_tendency(team.index, self.seat, self.occupant, center.env.tick)

    def works(self) -> Steps:
        """The agent's days: take the next contact, handle it, and so on."""
        while True:
            contact = self.team.next_for(self)
            if contact is None:
                self.called = self.center.env.event()
                contact = yield self.called
            self.busy = True
            self.busy_since = started = self.center.env.tick
            if contact.returned >= 0:
                yield from self.takes_back(contact)
            else:
                yield from self.handles(contact)
            self.busy = False
            now = self.center.env.tick
            self.busy_ticks += now - started
            if not self.on_duty:
                self.overtime_ticks += now - max(started, self.duty_since)
            self.idle_since = now

    def handles(self, contact: Caller) -> Steps:
        """A customer on the line: from the first word until the agent is free again."""
        center, luck = self.center, contact.call.luck
        rules, its, ours = center.rules, center.types[contact.type], center.teams_rules[self.team.index]
        pressure = choice.time_pressure_now(self.team.waiting, self.team.on_duty, rules)
        self.meets(contact)
        if luck[for_.CUT] < service.cut_short(self.cut_tendency, pressure):
            yield from self.talks(contact, CUT_TICKS)
            center.ends(contact, Outcome.CUT_SHORT)
            return
        talk = service.talk_factor(contact.anger, its.mean_temper, rules)
        whole = int(contact.call.handle_ticks * (ours.handle_time_factor * talk) + 0.5)
        if its.routine:
            yield from self.talks(contact, whole)
            center.own_goal_of(contact, self)
            center.ends(contact, Outcome.SERVED)
            return

        diagnosis = int(whole * its.diagnosis_share + 0.5)
        contact.rest_ticks = whole - diagnosis
        yield from self.talks(contact, diagnosis)
        contact.diagnosed = True
        if self.notices(contact):
            yield from self.passes_up(contact, Reason.NONE, lane=True)
            return
        reason = self.decides(contact, pressure)
        if reason != Reason.NONE:
            yield from self.passes_up(contact, reason)
            return

        contact.attempted = True
        yield from self.talks(contact, contact.rest_ticks)
        if luck[for_.SOLVED] < contact.ability:
            self.solves(contact)
            return
        contact.anger = feeling.risen(contact.anger, center.rules.anger_failed_attempt)
        if center.rules.time_pressure > 0.0:
            center.ends(contact, Outcome.LEFT_UNRESOLVED)
        else:
            yield from self.passes_up(contact, Reason.FAILED)

    def meets(self, contact: Caller) -> None:
        """Anger met leaves its mark."""
        self.strain = learning.step(self.strain, contact.anger, self.center.rules.strain_step)

    def talks(self, contact: Caller, ticks: int) -> Steps:
        """Spend time with a customer."""
        contact.handle_ticks += ticks
        yield self.center.env.after(ticks, Kind.AGENT_DONE, contact.row)

    def notices(self, contact: Caller) -> bool:
        """Whether this is a rare opportunity or a brewing crisis that the agent sees, with a lane to route it to."""
        rules = self.center.rules
        if contact.rare == 0 or not rules.lane_open:
            return False
        contact.noticed = contact.call.luck[for_.NOTICED] < service.notices(self.engagement, rules)
        return contact.noticed

    def decides(self, contact: Caller, pressure: float) -> int:
        """Solve it or pass it up? Returns the reason for passing up, or NONE for an attempt."""
        center, luck = self.center, contact.call.luck
        rules, its, ours = center.rules, center.types[contact.type], center.teams_rules[self.team.index]
        if luck[for_.INSISTS] < service.insists(contact.anger, its):
            return Reason.INSISTED
        if contact.issue.reserved:
            return Reason.RESERVED
        if not service.is_within_authority(contact.ask_cents, ours.authority_cents):
            return Reason.AUTHORITY
        contact.had_choice = True
        contact.ability = choice.ability(self.skill - its.surprise, contact.complexity, rules)
        contact.attempt_probability = self.inclination(contact, pressure)
        passes = luck[for_.CHOICE] >= contact.attempt_probability
        if not rules.fixed_choice:
            self.habit = learning.step(self.habit, 1.0 if passes else 0.0, rules.habit_rate)
        contact.passed_up = passes
        return Reason.CHOSEN if passes else Reason.NONE

    def inclination(self, contact: Caller, pressure: float) -> float:
        """Return the probability that the agent tries, from what is in it for him."""
        rules, its = self.center.rules, self.center.types[contact.type]
        shares = self.center.teams_rules[self.team.index].shares_pool
        interest = self.team.interest()
        charge = self.charge
        if rules.charge_known:
            charge = choice.felt_charge(rules.charge_share * contact.ask_cents, interest, rules)
        worth = choice.benefit(self.engagement, self.pride_gained, interest if shares else 1.0, contact.anger, rules)
        return choice.inclination(
            contact.ability,
            worth,
            contact.complexity,
            pressure,
            its.mean_remaining_minutes,
            self.reward,
            charge,
            self.habit,
            rules,
        )

    def solves(self, contact: Caller) -> None:
        """The issue is solved at the desk: the concession, the bonus, what the agent learns."""
        center = self.center
        rules, ours = center.rules, center.teams_rules[self.team.index]
        if contact.ask_cents:
            limit = float("inf") if contact.authorized_once else ours.authority_cents
            granted = service.agent_concession(contact.ask_cents, limit, self.reward, self.charge, rules)
            contact.granted_cents, contact.granted_by = granted, 1
            contact.granted_share = granted / contact.ask_cents
            center.charge_agent_concession(self, contact)
        if contact.attempt == 1 and contact.reason == Reason.NONE:
            before = contact.anger
            contact.anger = feeling.calmed(before, self.engagement, rules)
            contact.turned = before > 0.5 and contact.anger < 0.1
        contact.apologized = contact.call.luck[for_.APOLOGY] < service.apologizes(self.engagement, rules)
        center.pay_resolution_bonus(self, contact)
        if not rules.fixed_choice and contact.had_choice:
            self.skill = learning.practiced(self.skill, self.start_skill + rules.learnable, rules)
            self.ownership = learning.step(self.ownership, 1.0, rules.ownership_rate)
        center.ends(contact, Outcome.SOLVED)

    def passes_up(self, contact: Caller, reason: int, lane: bool = False) -> Steps:
        """Hand the customer over: cold, or held until the manager has picked up or finished."""
        center, rules = self.center, self.center.rules
        contact.reason = reason or contact.reason
        contact.anger = feeling.risen(contact.anger, rules.anger_handoff)
        contact.handoffs += 1
        if reason == Reason.CHOSEN and not rules.fixed_choice:
            self.ownership = learning.step(self.ownership, 0.0, rules.ownership_rate)
        contact.hold = center.env.event() if rules.warm and not lane else None
        center.goes_upstairs(contact, lane)
        if contact.hold is None:
            center.leaves_agent(contact)
        else:
            yield contact.hold

    def takes_back(self, contact: Caller) -> Steps:
        """An issue that came back from the manager: solve it this time, or it is the manager's."""
        center, rules = self.center, self.center.rules
        boost = rules.coach_boost if contact.authorized_once else 0.0
        contact.ability = choice.ability(
            self.skill + boost - center.types[contact.type].surprise, contact.complexity, rules
        )
        contact.attempted = True
        contact.returned_seat, contact.returned_answered = self.seat, center.env.tick
        center.present(1, 1)
        yield from self.talks(contact, contact.rest_ticks)
        contact.returned_done = center.env.tick
        if contact.call.luck[for_.SECOND_SOLVED] < contact.ability:
            self.solves(contact)
        else:
            contact.anger = feeling.risen(contact.anger, rules.anger_failed_attempt)
            yield from self.passes_up(contact, Reason.NONE)

    def learns_from_manager(self, contact: Caller) -> None:
        """What passing up turned out to be worth, when the manager closes."""
        rules = self.center.rules
        if contact.reason == Reason.CHOSEN and not rules.fixed_choice:
            minutes = self.center.types[contact.type].mean_remaining_minutes
            self.reward = learning.step(self.reward, learning.reward_of_passing_up(minutes, rules), rules.learning)

    def feels_charge(self, felt: float) -> None:
        """A charge to the pool that this agent could have avoided."""
        self.charge = learning.step(self.charge, felt, self.center.rules.learning)
        self.charged_today = True

    def is_coached(self) -> None:
        """The manager's guidance stays, a little."""
        rules = self.center.rules
        if rules.fixed_choice:
            return
        self.skill = learning.coached(self.skill, self.start_skill + rules.learnable, rules)
