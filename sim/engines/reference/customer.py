"""A customer: tries self-service, waits on the line, hangs up or is answered; waits again upstairs."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from simpy.events import Event

from sim.behavior import feeling, service
from sim.behavior.parameters import Rules
from sim.clock import FOREVER, MINUTE, Kind, ticks
from sim.demand import purposes as for_
from sim.demand.demand import Call, Issue
from sim.journeys.records import Contact, Outcome

if TYPE_CHECKING:
    from sim.engines.reference.center import Center
    from sim.engines.reference.manager import Desk


class Caller(Contact):
    """A contact on its way through the center: its row, and what only matters on the way."""

    issue: Issue
    call: Call
    anger = 0.0
    contacts = 1
    repeats = 0
    redials = 0
    handoffs = 0
    wait_ticks = 0
    earlier_wait_ticks = 0
    rest_ticks = 0
    granted_share = 0.0
    adversarial_rise = 0.0
    apologized = False
    authorized_once = False
    turned = False
    waiting_upstairs = False
    visits_upstairs = 0
    upstairs_since = 0
    hold: Event | None = None

    def __init__(self, row: int, issue: Issue, call: Call) -> None:
        self.row = row
        self.issue = issue
        self.call = call
        self.type = issue.type
        self.stream = issue.stream
        self.bin = issue.bin
        self.ordinal = issue.ordinal
        self.complexity = issue.complexity
        self.ask_cents = issue.ask_cents
        self.rare = issue.rare
        self.patience_ticks = call.patience_ticks
        self.anger = issue.temper

    def follows(self, previous: "Caller", kind: int, rules: Rules) -> None:
        """Take over what the issue has gone through so far, as a repeat or a redial of it."""
        self.kind = kind
        self.parent = previous.row
        self.own_goal = previous.own_goal
        self.attempt = previous.attempt + 1
        self.contacts = previous.contacts + 1
        self.repeats, self.redials = previous.repeats, previous.redials
        self.handoffs, self.wait_ticks = previous.handoffs, previous.wait_ticks
        self.earlier_wait_ticks = previous.wait_ticks
        self.issue_first_arrived = previous.issue_first_arrived
        self.anger = previous.anger
        self.noticed = previous.noticed
        if kind == for_.REDIAL:
            self.redials += 1
        else:
            self.repeats += 1
            self.anger = feeling.risen(self.anger, rules.anger_repeat)


def calls(center: "Center", contact: Caller) -> Generator[Event, Any, None]:
    """Ring, try self-service, queue; hang up when patience ends before an agent answers."""
    env, luck = center.env, contact.call.luck
    contact.arrived = env.tick
    contact.anger_first = contact.anger
    if contact.attempt == 1:
        contact.issue_first_arrived = contact.arrived
        if center.rules.containment > 0.0 and center.types[contact.type].self_service:
            contact.tried_self_service = True
            yield env.after(
                ticks(center.delays.self_service.read(luck[for_.SELF_SERVICE_TIME])),
                Kind.SELF_SERVICE_DONE,
                contact.row,
            )
            if luck[for_.CONTAINED] < service.containment(contact.complexity, center.rules):
                center.ends(contact, Outcome.CONTAINED)
                return
            contact.anger = feeling.risen(contact.anger, center.rules.anger_self_service)

    team = center.team_for(contact)
    contact.queued = env.tick
    if team.takes(contact) or contact.patience_ticks >= FOREVER:
        return
    yield env.after(contact.patience_ticks, Kind.GIVES_UP, contact.row)
    if contact.answered < 0 and contact.ended < 0:
        team.loses(contact, Outcome.ABANDONED)


def waits_upstairs(center: "Center", contact: Caller, desk: "Desk") -> Generator[Event, Any, None]:
    """Wait for the manager on the line, then with a ticket, until picked up or given up."""
    env, visit = center.env, contact.visits_upstairs
    left = contact.patience_ticks - (contact.wait_ticks - contact.earlier_wait_ticks)
    if contact.patience_ticks >= FOREVER:
        return
    yield env.after(max(0, left), Kind.GIVES_UP, contact.row)
    if not _still_waits(contact, visit):
        return
    contact.ticketed = env.tick
    contact.wait_ticks += env.tick - contact.upstairs_since
    contact.anger = feeling.risen_by_wait(contact.anger, (env.tick - contact.upstairs_since) / MINUTE, center.rules)
    center.releases(contact)
    give_up = center.delays.give_up
    if give_up is None:
        return
    yield env.after(ticks(give_up.read(contact.call.luck[for_.GIVE_UP])), Kind.GIVES_UP, contact.row)
    if _still_waits(contact, visit):
        desk.loses(contact)


def _still_waits(contact: Caller, visit: int) -> bool:
    """Whether a customer is still in the queue upstairs that was joined on this visit."""
    return contact.waiting_upstairs and contact.visits_upstairs == visit
