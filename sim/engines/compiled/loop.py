"""The event loop: take the first of what is to happen, do it and what follows at once, and so on."""

from typing import Any

from sim.clock import DAY, FOREVER, WEEK, Kind
from sim.demand import purposes as for_
from sim.engines.compiled import calendar, duty
from sim.engines.compiled.at import (
    agent_at,
    contact_at,
    event_at,
    int_at,
    moment,
    pending_at,
    rules_at,
    seen,
    team_at,
    world_at,
)
from sim.engines.compiled.callers import calls_now, ends, first_caller
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.events import KIND_SHIFT, RELEASED, STARTS, near_is_first, pop, push
from sim.engines.compiled.first_calls import fill_day
from sim.engines.compiled.people import COMES_BACK, IS_COACHED, week_ends
from sim.engines.compiled.upstairs import QUEUE_PATIENCE, desk_done, patience_ends, takes_up
from sim.engines.compiled.waiting import comes_to_line, loses, step_is_due
from sim.engines.compiled.work import WRITES_UP, is_done, starts, talk_ends
from sim.engines.effects import bonuses, contacts, people, waiting
from sim.engines.effects.given import duration, number
from sim.journeys.records import Outcome

NEVER = 1 << 62
"""A tick after all others."""
_MOST_STEPS = 1 << 17
"""After so many events, a fraction of a second, Python may hear Ctrl-C."""
_ARRIVAL_KEY = int(Kind.ARRIVAL) << KIND_SHIFT


@compiled
def _rings(w: Any, i: int) -> None:
    """A customer calls: ring, try self-service, queue."""
    c, h, now = seen(w, i)
    w.inside += 1
    contacts.rings(c, h, w.tick)
    if c.kind == for_.REPEAT and h.last_seat >= 0:
        team = team_at(w.teams, h.last_team)
        told = agent_at(w.agents, team.first_agent + h.last_seat)
        bonuses.came_back(w, team, told, c, h, moment(w, c.type, h.last_team))
    if waiting.is_blocked(w.on_the_line, now):
        ends(w, i, Outcome.BLOCKED)
        return
    h.on_the_line = True
    w.on_the_line += 1
    if contacts.tries_menu(c, h, now):
        due = w.tick + duration(now.delays.self_service, number(h.call, for_.SELF_SERVICE_TIME))
        push(w, due, Kind.SELF_SERVICE_DONE, c.row, i, 0)
    else:
        _queues(w, i)


@compiled
def _self_service_ends(w: Any, i: int) -> None:
    c, h, now = seen(w, i)
    if contacts.is_contained(c, h, now.rules):
        ends(w, i, Outcome.CONTAINED)
    else:
        _queues(w, i)


@compiled
def _queues(w: Any, i: int) -> None:
    """Be put through or queue; patience ends when it ends, whether or not it then matters."""
    c = contact_at(w.contacts, i)
    row, patience = c.row, c.patience_ticks
    if not comes_to_line(w, i) and patience < FOREVER:
        push(w, w.tick + patience, Kind.GIVES_UP, row, i, QUEUE_PATIENCE)


@compiled
def _gives_up(w: Any, i: int, what: int) -> None:
    """Patience ends; the slot may have gone to another contact, whom this does not concern."""
    c = contact_at(w.contacts, i)
    if c.row != w.event_id:
        return
    if what != QUEUE_PATIENCE:
        patience_ends(w, i, what)
    elif c.answered < 0 and c.ended < 0:
        loses(w, i, Outcome.ABANDONED)


@compiled
def _by_timeline(w: Any, i: int, what: int) -> None:
    """A leader does something, or an agent goes to a gathering or a session, or comes back."""
    if what == calendar.HAPPENS:
        calendar.happens(w, i)
        return
    duty.goes_away(w, i, what != COMES_BACK)
    if what == IS_COACHED:
        people.is_coached(agent_at(w.agents, i), rules_at(w.rules, w.segment))


@compiled
def _by_roster(w: Any, i: int, what: int) -> None:
    """People come and go, the center closes, or a break begins or ends."""
    if what == duty.REST_ENDS:
        duty.rest_ends(w, i)
    elif what == duty.FLOATS:
        duty.rest_is_due(w, i)
    else:
        calendar.roster_changes(w, i)


@compiled
def _agent_is_done(w: Any, i: int, what: int) -> None:
    """A talk with a customer is over, or what was to be written up is written."""
    if what == WRITES_UP:
        is_done(w, i)
    else:
        talk_ends(w, i)


@compiled
def _does(w: Any) -> None:
    """Do what is to be done now."""
    kind, i, what = w.event_kind, w.event_slot, w.event_what
    if kind == Kind.AGENT_DONE:
        _agent_is_done(w, i, what)
    elif kind == Kind.GIVES_UP:
        _gives_up(w, i, what)
    elif kind == Kind.RETURN_CALL:
        calls_now(w, i)
        _rings(w, i)
    elif kind in (Kind.MANAGER_DONE, Kind.LANE_DONE):
        desk_done(w, i)
    elif kind == Kind.STEP_DUE:
        step_is_due(w, i, what)
    elif kind == Kind.SELF_SERVICE_DONE:
        _self_service_ends(w, i)
    elif kind == Kind.TIMELINE:
        _by_timeline(w, i, what)
    elif kind == Kind.MONTH_END:
        calendar.month_ends(w)
    elif what == calendar.HORIZON:
        calendar.horizon(w)
    elif what == calendar.DESK_HOURS:
        calendar.hours_change(w, kind, i)
    elif kind == Kind.DAY:
        calendar.day_begins(w)
    else:
        _by_roster(w, i, what)


@compiled
def _does_what_follows(w: Any) -> None:
    n = 0
    while n < w.pending_n:
        pending = pending_at(w.pending, n)
        what, who, slot = pending.what, pending.who, pending.slot
        if what == STARTS:
            starts(w, who, slot)
        elif what == RELEASED:
            is_done(w, who)
        else:
            takes_up(w, who, slot)
        n += 1
    w.pending_n = 0


@compiled
def _has_room(w: Any) -> bool:
    """Whether every array has room for whatever one event may bring."""
    most = 2 * w.inside + 2 * w.n_agents + 16
    return (
        w.heap_n + most <= w.heap_room
        and w.later_n + most <= w.later_room
        and w.ended_n + most <= w.ended_room
        and w.ledger_n + 4 * w.n_agents + 2 * w.n_teams + 16 <= w.ledger_room
        and w.duty_n + 4 * w.n_agents + 4 <= w.duty_room
        and w.news_n + 4 <= w.news_room
        and w.slots_used + 2 <= w.slot_room
    )


@compiled
def _has_room_for_diaries(w: Any) -> bool:
    """Whether a week may end: every agent writes a diary, and the spells that last."""
    return w.diaries_n + w.n_agents <= w.diaries_room and w.duty_n + 2 * w.n_agents <= w.duty_room


@compiled
def _step(w: Any, until: int) -> bool:
    """Do what comes next and what follows at once, if it comes before a tick; say whether it did."""
    tick, call = NEVER, NEVER
    near = near_is_first(w)
    event = event_at(w.heap if near else w.later, 0)
    if w.heap_n + w.later_n > 0:
        tick = event.tick
    if w.arrival_next < w.arrivals_n:
        call = (int_at(w.order, w.arrival_next).v >> 32) + (w.filled_days - 1) * DAY
    first = min(tick, call)
    if first >= until:
        return False
    if w.beside_teams > 0:
        w.beside_idle += first - w.tick
    if call < tick or (call == tick and _ARRIVAL_KEY + w.sequence < event.key):
        w.tick = call
        w.sequence += 1
        _rings(w, first_caller(w))
    else:
        pop(w, near)
        _does(w)
    if w.pending_n > 0:
        _does_what_follows(w)
    return True


@compiled
def _runs(w: Any, until: int) -> bool:
    """Run until a tick, or until an array may become too small or a pause is due; say whether the tick is reached."""
    while w.steps_left > 0 and _has_room(w):
        w.steps_left -= 1
        while w.arrival_next == w.arrivals_n and w.filled_days < w.days:
            if not fill_day(w):
                return False
        if not _step(w, until):
            return True
    return False


def advance(world: int) -> bool:
    """Run the world at an address, week after week, to its end, a pause or a lack of room; say whether it is over."""
    w = world_at(world, 0)
    w.steps_left = _MOST_STEPS
    weeks = w.horizon_tick // WEEK
    if not w.begun:
        if not _has_room(w):
            return False
        calendar.begins(w)
        w.begun = True
    while w.week < weeks:
        is_last = w.week + 1 == weeks
        if not _runs(w, NEVER if is_last else (w.week + 1) * WEEK) or not _has_room_for_diaries(w):
            return False
        if is_last:
            calendar.settles(w)
        week_ends(w)
    return True
