"""What the calendar does: opening and closing, mornings after, month ends, the timeline, the horizon."""

from typing import Any

from sim.clock import DAY, MINUTE, Kind
from sim.demand.duties import What
from sim.engines.compiled import duty
from sim.engines.compiled.at import (
    agent_at,
    change_at,
    changes_at,
    desk_at,
    desk_step_at,
    happening_at,
    int_at,
    station_at,
    team_at,
    type_line_at,
)
from sim.engines.compiled.callers import epoch_of, profile_of
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.duty import happens_on_floor
from sim.engines.compiled.events import present, push
from sim.engines.compiled.floor import finishes_what_came_back, goes_home, stays
from sim.engines.compiled.money import counts_anew, funds, looks_ahead, opens_books, pays_out
from sim.engines.compiled.people import follow, gathers, morning, sits_down
from sim.engines.compiled.upstairs import LANE_DESK, MANAGER, desk_has_heads, leaves_open, lets_agents_go
from sim.engines.compiled.waiting import lets_go
from sim.engines.effects import people
from sim.journeys.records import Outcome

ROSTER, DESK_HOURS, HORIZON = range(3)
DESK_ID = 1 << 30
"""Desks open after what the roster has happen on the floor in the same instant."""
MORNING = HAPPENS = 0


@compiled
def begins(w: Any) -> None:
    """Seat the agents and set the calendar going, as at the first instant of the run."""
    opens_books(w)
    for a in range(w.n_agents):
        agent = agent_at(w.agents, a)
        agent.occupant = -1
        agent.returned_first, agent.returned_last = -1, -1
        sits_down(w, a)
    _next_change(w)
    for d in range(2):
        desk = desk_at(w.desks, d)
        desk.ever_opens = _will_open(w, d)
        _next_hours(w, d, True)
    if w.horizon_tick > DAY:
        push(w, DAY, Kind.DAY, 0, 0, MORNING)
    funds(w, 0)
    looks_ahead(w)
    _next_month(w)
    _next_happening(w)
    push(w, w.horizon_tick, Kind.CLOSING, 1, 0, HORIZON)


# --- opening hours -----------------------------------------------------------------------------------------------


@compiled
def _next_change(w: Any) -> None:
    while w.change_day < w.days and w.change_next == changes_at(w.change_days, w.change_day).number:
        w.change_day += 1
        w.change_next = 0
    if w.change_day < w.days:
        n = changes_at(w.change_days, w.change_day).first + w.change_next
        change = change_at(w.changes, n)
        push(w, w.change_day * DAY + change.tick, change.kind, w.change_next, n, ROSTER)
        w.change_next += 1


@compiled
def roster_changes(w: Any, n: int) -> None:
    """Agents come and go by the roster; at closing the queue is finished in overtime, or dropped."""
    change = change_at(w.changes, n)
    w.day = max(0, w.change_day - change.past)
    if change.kind == Kind.OPENING:
        if change.what <= What.HEADS:
            opens(w)
        happens_on_floor(w, n)
    elif not change.goes_on or w.tick == w.horizon_tick:
        closes(w)
    _next_change(w)


@compiled
def opens(w: Any) -> None:
    """Somebody comes on the floor: where the center was closed, a new day begins."""
    if not w.is_closed:
        return
    w.is_closed, w.overtime = False, False
    for n in range(w.n_types):
        type_line_at(w.type_lines, n).last_wait = 0
    for a in range(w.n_agents):
        goes_home(w, a)


@compiled
def closes(w: Any) -> None:
    """Closing time: who is on duty stays for those in line, or they are dropped."""
    w.is_closed, w.overtime = True, w.overtime_after_hours
    for t in range(w.n_teams):
        team = team_at(w.teams, t)
        for a in range(team.first_agent, team.first_agent + team.seats):
            stays(w, a, w.overtime and (agent_at(w.agents, a).stays or agent_at(w.agents, a).on_duty))
        duty.closes(w, t)
    if not w.overtime:
        lets_go(w, Outcome.DROPPED, False)


@compiled
def horizon(w: Any) -> None:
    """The end of the simulated time: nobody new arrives; what is in the center is finished."""
    w.is_over = True
    closes(w)
    for t in range(w.n_teams):
        duty.has_heads(w, t, 0)
    for station in range(4):
        present(w, station, 0)
        at = station_at(w.stations, station)
        at.in_horizon = at.present
    lets_agents_go(w, MANAGER)
    lets_agents_go(w, LANE_DESK)
    for t in range(w.n_teams):
        finishes_what_came_back(w, t)
    lets_go(w, Outcome.OPEN, True)


@compiled
def _step_of(w: Any, d: int, day: int, n: int) -> Any:
    """Return the n-th change of heads at a desk on a day; after the last its minute is -1."""
    return desk_step_at(
        w.desk_steps, ((epoch_of(w, day * DAY) * 2 + d) * w.n_profiles + profile_of(w, day)) * w.most_steps + n
    )


@compiled
def _will_open(w: Any, d: int) -> bool:
    """Whether somebody will sit at the desk in some week after the simulated time."""
    first, heads = w.horizon_tick // DAY, 0
    for day in range(first, first + 7):
        n = 0
        while _step_of(w, d, day, n).minute >= 0:
            heads += _step_of(w, d, day, n).heads
            n += 1
    return heads > 0


@compiled
def _any_busy(w: Any) -> bool:
    """Whether anybody is in the center who will still be served."""
    stuck = 0
    for d in range(2):
        desk = desk_at(w.desks, d)
        if not desk.ever_opens:
            stuck += desk.waiting
    return w.inside > stuck


@compiled
def _next_hours(w: Any, d: int, day_begins: bool) -> None:
    """Go on to the next change of the desk's people, until its last matter is closed."""
    desk = desk_at(w.desks, d)
    if day_begins:
        desk.step = 0
    while desk.step > 0 or desk.day * DAY < w.horizon_tick or (desk.ever_opens and _any_busy(w)):
        step = _step_of(w, d, desk.day, desk.step)
        if step.minute >= 0:
            kind, first = (Kind.CLOSING, 2) if step.closes else (Kind.OPENING, DESK_ID)
            push(w, desk.day * DAY + step.minute * MINUTE, kind, first + d, d, DESK_HOURS)
            return
        desk.day += 1
        desk.step = 0
        if w.tick < desk.day * DAY:
            push(w, desk.day * DAY, Kind.DAY, 1 + d, d, DESK_HOURS)
            return


@compiled
def hours_change(w: Any, kind: int, d: int) -> None:
    """People come to a desk or leave it, or its day begins."""
    if kind == Kind.DAY:
        _next_hours(w, d, True)
        return
    desk = desk_at(w.desks, d)
    desk_has_heads(w, d, _step_of(w, d, desk.day, desk.step).heads)
    desk.step += 1
    _next_hours(w, d, False)


# --- mornings, months and the timeline ---------------------------------------------------------------------------


@compiled
def day_begins(w: Any) -> None:
    """Midnight."""
    morning(w)
    if w.tick + DAY < w.horizon_tick:
        push(w, w.tick + DAY, Kind.DAY, 0, 0, MORNING)


@compiled
def _next_month(w: Any) -> None:
    if w.month_next < w.n_months:
        push(w, int_at(w.month_ends, w.month_next).v, Kind.MONTH_END, 0, 0, 0)
        w.month_next += 1


@compiled
def month_ends(w: Any) -> None:
    """Month ends: pay out, fund the next month, and begin budgets anew."""
    pays_out(w)
    funds(w, w.month)
    for t in range(w.n_teams):
        people.month_begins(w, team_at(w.teams, t))
    _next_month(w)


@compiled
def settles(w: Any) -> None:
    """After the last contact: what no desk will ever take stays open, and the last pay-out is made."""
    w.tick = w.last_move
    leaves_open(w, MANAGER)
    leaves_open(w, LANE_DESK)
    pays_out(w)


@compiled
def _next_happening(w: Any) -> None:
    if w.happening_next < w.n_happenings:
        happening = happening_at(w.happenings, w.happening_next)
        push(w, happening.tick, Kind.TIMELINE, w.happening_next, w.happening_next, HAPPENS)
        w.happening_next += 1


@compiled
def happens(w: Any, n: int) -> None:
    """What a leader does: levers change, surges begin and end, people gather."""
    happening = happening_at(w.happenings, n)
    if happening.segment >= 0:
        before, w.segment = w.segment, happening.segment
        follow(w)
        counts_anew(w, before)
    else:
        gathers(w, happening.meeting)
    _next_happening(w)
