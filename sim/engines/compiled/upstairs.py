"""The manager, and the desk of the leadership lane: who take what is passed up, first in, first out."""

from typing import Any

from sim.clock import FOREVER, Kind
from sim.demand import purposes as for_
from sim.engines.compiled.at import agent_at, contact_at, desk_at, hidden_at, line_at, seen, team_at
from sim.engines.compiled.callers import ends, leaves_the_line, releases
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.events import TAKES_UP, follows, present, push
from sim.engines.compiled.floor import gives_back
from sim.engines.compiled.money import charges, raiser
from sim.engines.compiled.standing import joins, leaves
from sim.engines.effects import bonuses, desks
from sim.engines.effects.given import duration, number
from sim.journeys.records import Outcome

MANAGER, LANE_DESK = 0, 1
QUEUE_PATIENCE, LINE_PATIENCE, TICKET_PATIENCE = range(3)
"""What a customer who may give up is waiting for; patience upstairs also names the visit, from `VISIT` on."""
VISIT = 4


# --- the queue ---------------------------------------------------------------------------------------------------


@compiled
def _takes(w: Any, d: int, i: int) -> bool:
    """Give a matter to somebody idle, or file it; say whether it was picked up at once."""
    desk = desk_at(w.desks, d)
    hidden_at(w.hiddens, i).desk = d
    present(w, 2, 1)
    if desk.working < desk.heads:
        _picks(w, i)
        follows(w, TAKES_UP, d, i)
        return True
    desk.waiting += 1
    joins(w, d, i)
    return False


@compiled
def _unfiles(w: Any, d: int, i: int) -> None:
    desk = desk_at(w.desks, d)
    desk.waiting -= 1
    leaves(w, d, i)


@compiled
def next_matter(w: Any, d: int) -> int:
    """Return the next matter, or -1."""
    desk = desk_at(w.desks, d)
    if desk.working < desk.heads and line_at(w.lines, d).first >= 0:
        i = line_at(w.lines, d).first
        _unfiles(w, d, i)
        _picks(w, i)
        return i
    return -1


@compiled
def _picks(w: Any, i: int) -> None:
    """The wait upstairs is over."""
    c, h, now = seen(w, i)
    desk_at(w.desks, h.desk).working += 1
    desks.picks_up(c, h, w.tick, now.rules)
    present(w, 2, -1)
    present(w, 3, 1)
    if not now.rules.held_until_finished:
        releases(w, i)


@compiled
def desk_has_heads(w: Any, d: int, heads: int) -> None:
    """From now on so many people sit at the desk; who is at work when there are fewer finishes first."""
    desk = desk_at(w.desks, d)
    desk.heads = heads
    while desk.working < desk.heads and desk.waiting > 0:
        follows(w, TAKES_UP, d, next_matter(w, d))


@compiled
def _goes_without(w: Any, i: int, outcome: int) -> None:
    """A customer leaves the queue upstairs: what the talk would have taken is asked for and not worked."""
    c, h, now = seen(w, i)
    h.waiting_upstairs = False
    _unfiles(w, h.desk, i)
    present(w, 2, -1)
    if h.desk == MANAGER:
        c.unmet_manager_ticks = desks.work_of(c, h, now)
    ends(w, i, outcome)


@compiled
def goes_upstairs(w: Any, i: int, lane: bool) -> None:
    """A matter is passed up: to the manager, or by the leadership lane."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    d = LANE_DESK if lane else MANAGER
    desks.goes_upstairs(c, h, w.tick, lane)
    if not _takes(w, d, i):
        if w.is_over and not desk_at(w.desks, d).ever_opens:
            releases(w, i)
        if c.patience_ticks < FOREVER:
            due = w.tick + desks.patience_left(c, h)
            push(w, due, Kind.GIVES_UP, c.row, i, LINE_PATIENCE + VISIT * h.visits_upstairs)


@compiled
def patience_ends(w: Any, i: int, what: int) -> None:
    """Who waits upstairs goes on waiting with a ticket, or gives the ticket up."""
    c, h, now = seen(w, i)
    if not h.waiting_upstairs or h.visits_upstairs != what // VISIT:
        return
    if what % VISIT == TICKET_PATIENCE:
        _goes_without(w, i, Outcome.GAVE_UP)
        return
    desks.takes_ticket(c, h, w.tick, now.rules)
    present(w, 2, 0)
    leaves_the_line(w, i)
    releases(w, i)
    if now.delays.give_up != 0:
        due = w.tick + duration(now.delays.give_up, number(h.call, for_.GIVE_UP))
        push(w, due, Kind.GIVES_UP, c.row, i, what - LINE_PATIENCE + TICKET_PATIENCE)


@compiled
def lets_agents_go(w: Any, d: int) -> None:
    """The simulated time is over: nobody is held any longer for a desk at which nobody will ever sit."""
    if not desk_at(w.desks, d).ever_opens:
        i = line_at(w.lines, d).first
        while i >= 0:
            releases(w, i)
            i = hidden_at(w.hiddens, i).after


@compiled
def leaves_open(w: Any, d: int) -> None:
    """Nobody will ever take what is still queued."""
    while line_at(w.lines, d).first >= 0:
        _goes_without(w, line_at(w.lines, d).first, Outcome.OPEN)


# --- the work ----------------------------------------------------------------------------------------------------


@compiled
def takes_up(w: Any, d: int, i: int) -> None:
    """Somebody at a desk begins with a matter."""
    c, h, now = seen(w, i)
    if d == LANE_DESK:
        h.spent = desks.lane_work_of(h, now)
        push(w, w.tick + h.spent, Kind.LANE_DONE, c.row, i, 0)
    else:
        h.spent = desks.work_of(c, h, now)
        push(w, w.tick + h.spent, Kind.MANAGER_DONE, c.row, i, 0)


@compiled
def desk_done(w: Any, i: int) -> None:
    """A matter is dealt with; whoever did it takes the next."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    d = h.desk
    present(w, 3, -1)
    desks.hangs_up(c, h, w.tick)
    releases(w, i)
    if d == LANE_DESK:
        desks.seizes(c, h)
        ends(w, i, Outcome.LANE)
    else:
        _deals(w, i)
    desk_at(w.desks, d).working -= 1
    following = next_matter(w, d)
    if following >= 0:
        takes_up(w, d, following)


@compiled
def _deals(w: Any, i: int) -> None:
    """The manager has made up his mind: settle, coach or return."""
    c, h, now = seen(w, i)
    c.manager_ticks += h.spent
    desk_at(w.desks, MANAGER).talked += h.spent
    a = raiser(w, i)
    if a >= 0:
        desks.raiser_learns(c, h, agent_at(w.agents, a), now)
    if desks.hands_back(c, h, w.tick):
        gives_back(w, i)
        return
    desks.settles(c, h, now.rules, now.heard)
    if a >= 0:
        bonuses.judged(w, team_at(w.teams, c.team), agent_at(w.agents, a), c, now)
    charges(w, i)
    ends(w, i, Outcome.SOLVED_BY_MANAGER)
