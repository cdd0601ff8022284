"""A customer: tries self-service, waits on the line, hangs up or is answered; waits again upstairs; calls again."""

from functools import partial
from typing import TYPE_CHECKING

from simpy.events import Event

from sim.clock import FOREVER, Kind
from sim.demand import purposes as for_
from sim.demand.natures import Call, Issue
from sim.engines.effects import bonuses, contacts, desks, waiting
from sim.engines.effects.given import duration, number
from sim.engines.reference.clockwork import AGENTS, UPSTAIRS, Steps
from sim.journeys.records import Contact, Outcome, row_of
from sim.scenario.routing import RouteStep

if TYPE_CHECKING:
    from sim.engines.reference.center import Center
    from sim.engines.reference.manager import Desk


class Caller(Contact):
    """A contact on its way through the center: its row, what only matters on the way, and what the customer does."""

    contacts = 1
    repeats = redials = handoffs = 0
    wait_ticks = earlier_wait_ticks = rest_ticks = to_write_ticks = 0
    granted_share = adversarial_rise = pressure = 0.0
    solve_luck = -1.0
    goes_to = came_back = first_ended = last_ended = last_team = last_seat = last_occupant = -1
    apologized = authorized_once = turned = waiting_upstairs = on_the_line = in_line = False
    visits_upstairs = upstairs_since = policy = spent = 0
    hold: Event | None = None
    route = -1
    steps: tuple[RouteStep, ...] = ()
    opens: dict[int, int]

    def __init__(self, center: "Center", issue: Issue, call: Call) -> None:
        self.center = center
        self.row = center.next_row()
        self.issue, self.call = issue, call
        self.type, self.stream = issue.type, issue.stream
        self.bin, self.ordinal = issue.bin, issue.ordinal
        self.complexity, self.ask_cents, self.rare = issue.complexity, issue.ask_cents, issue.rare
        self.temper, self.reserved, self.owed = issue.temper, issue.reserved, issue.owed and issue.ask_cents != 0
        self.public_luck, self.answer_luck = issue.public, issue.answer
        self.anger = issue.temper
        self.patience_ticks, self.call_handle_ticks = call.patience_ticks, call.handle_ticks
        self.call_wrap_up_ticks = call.wrap_up_ticks

    def rings(self) -> None:
        """The telephone rings."""
        self.center.inside += 1
        self.center.env.process(self.calls())

    def calls(self) -> Steps:
        """Ring, try self-service, queue; hang up when patience ends before an agent answers."""
        center, env, now = self.center, self.center.env, self.center.now(self)
        contacts.rings(self, self, env.tick)
        if self.kind == for_.REPEAT and self.last_seat >= 0:
            team = center.teams[self.last_team]
            told = team.agents[self.last_seat]
            bonuses.came_back(center.books, team, told, self, self, center.now(self, self.last_team))
        if waiting.is_blocked(center.on_the_line, now):
            self.ends(Outcome.BLOCKED)
            return
        self.on_the_line = True
        center.on_the_line += 1
        if contacts.tries_menu(self, self, now):
            talk = duration(now.delays.self_service, number(self.call, for_.SELF_SERVICE_TIME))
            yield env.after(talk, Kind.SELF_SERVICE_DONE, self.row)
            if contacts.is_contained(self, self, center.now(self).rules):
                self.ends(Outcome.CONTAINED)
                return

        if center.lines.joins(self) or self.patience_ticks >= FOREVER:
            return
        yield env.after(self.patience_ticks, Kind.GIVES_UP, self.row)
        if self.answered < 0 and self.ended < 0:
            center.lines.loses(self, Outcome.ABANDONED)

    def leaves_the_line(self) -> None:
        """The customer's telephone line is free again."""
        self.center.on_the_line -= self.on_the_line
        self.on_the_line = False

    def leaves_agent(self) -> None:
        """The agent has done with this customer, for the first time or after a return."""
        contacts.leaves_agent(self, self.center.env.tick)
        self.center.stations.change(AGENTS, -1)

    def goes_upstairs(self, lane: bool) -> None:
        """The matter is passed up: to the manager, or by the leadership lane."""
        center = self.center
        desk = center.lane if lane else center.manager
        desks.goes_upstairs(self, self, center.env.tick, lane)
        if not desk.takes(self):
            if center.is_over and not desk.ever_opens:
                self.lets_agent_go()
            center.env.process(self.waits_upstairs(desk))

    def lets_agent_go(self) -> None:
        """An agent who was held on the line is free again."""
        if self.hold is not None and not self.hold.triggered:
            desks.lets_go(self, self, self.center.env.tick)
            self.center.stations.change(AGENTS, -1)
            self.hold.succeed()

    def waits_upstairs(self, desk: "Desk") -> Steps:
        """Wait for the manager on the line, then with a ticket, until picked up or given up."""
        env, visit = self.center.env, self.visits_upstairs
        if self.patience_ticks >= FOREVER:
            return
        yield env.after(desks.patience_left(self, self), Kind.GIVES_UP, self.row)
        if not self._still_waits(visit):
            return
        now = self.center.now(self)
        desks.takes_ticket(self, self, env.tick, now.rules)
        self.center.stations.change(UPSTAIRS, 0)
        self.leaves_the_line()
        self.lets_agent_go()
        if now.delays.give_up is None:
            return
        yield env.after(duration(now.delays.give_up, number(self.call, for_.GIVE_UP)), Kind.GIVES_UP, self.row)
        if self._still_waits(visit):
            desk.loses(self, Outcome.GAVE_UP)

    def _still_waits(self, visit: int) -> bool:
        """Whether this customer is still in the queue upstairs that was joined on this visit."""
        return self.waiting_upstairs and self.visits_upstairs == visit

    def ends(self, outcome: int) -> None:
        """The contact is over: the issue is closed, or the customer will call again (after the horizon: it is open)."""
        center, now = self.center, self.center.now(self)
        if contacts.ends(self, self, center.env.tick, outcome):
            center.stations.change(AGENTS, -1)
        self.leaves_the_line()
        kind, later = contacts.calls_again(center, self, outcome, now)
        if kind == for_.TRANSFER:
            self._rings_when(center.env.tick, partial(self._calls_again, kind))
        elif kind:
            self._will_call(later, partial(self._calls_again, kind))
        else:
            contacts.closes(self, self, now)
        center.inside -= 1
        center.ended.append(row_of(self))

    def creates(self, type_index: int, later: int) -> None:
        """Handling this routine contact has created an issue, which calls in its own time."""
        self._will_call(later, partial(self._own_goal_calls, type_index))

    def _will_call(self, later: int, rings: "partial[None]") -> None:
        self._rings_when(self.center.when_open(self.center.env.tick + later), rings)

    def _rings_when(self, due: int, rings: "partial[None]") -> None:
        center = self.center
        if due < center.plan.horizon_tick:
            center.env.when(center.env.at(due, Kind.RETURN_CALL, self.row), rings)

    def _own_goal_calls(self, type_index: int) -> None:
        demand, tick = self.center.demand, self.center.env.tick
        issue = demand.own_goal(self.issue, type_index, tick)
        goal = Caller(self.center, issue, demand.first_call(issue, tick))
        goal.parent, goal.own_goal = self.row, True
        goal.rings()

    def _calls_again(self, kind: int) -> None:
        """The same issue once more: what it has gone through so far stays with it."""
        before, demand = contacts.so_often(self, kind), self.center.demand
        issue = self.issue._replace(type=self.goes_to) if kind == for_.TRANSFER else self.issue
        again = Caller(self.center, issue, demand.call_again(issue, kind, before, self.center.env.tick))
        again.kind, again.parent, again.attempt = kind, self.row, self.attempt + 1
        for name in _STAYS:
            setattr(again, name, getattr(self, name))
        again.earlier_wait_ticks = self.wait_ticks
        contacts.again(again, kind, self.center.now(self).rules)
        again.rings()


_STAYS = (
    *("own_goal", "contacts", "repeats", "redials", "handoffs", "wait_ticks", "issue_first_arrived"),
    *(
        "anger",
        "noticed",
        "solve_luck",
        "came_back",
        "first_ended",
        "last_ended",
        "last_team",
        "last_seat",
        "last_occupant",
    ),
)
"""What stays with an issue from one contact to the next."""
