"""The manager, and the desk of the leadership lane: who take what is passed up, first in, first out."""

from typing import Any

from sim.behavior import feeling, learning, service
from sim.behavior.parameters import COACH, GRANT, INVESTIGATE, RETURN
from sim.clock import FOREVER, MINUTE, Kind, ticks
from sim.demand import purposes as for_
from sim.engines.compiled.at import agent_at, contact_at, delays_at, desk_at, hidden_at, rules_at, type_rules_at
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.endings import GAVE_UP, LANE, OPEN, SOLVED_BY_MANAGER, ends, releases
from sim.engines.compiled.events import TAKES_UP, follows, present, push
from sim.engines.compiled.floor import gives_back
from sim.engines.compiled.money import charges, raiser
from sim.engines.compiled.random_numbers import number, read, read_ticks
from sim.engines.rules import approach
from sim.journeys.records import Reason

MANAGER, LANE_DESK = 0, 1
QUEUE_PATIENCE, LINE_PATIENCE, TICKET_PATIENCE = range(3)
"""What a customer who may give up is waiting for; patience upstairs also names the visit, from `VISIT` on."""
VISIT = 4
_GIVES_UP, _MANAGER_DONE, _LANE_DONE = int(Kind.GIVES_UP), int(Kind.MANAGER_DONE), int(Kind.LANE_DONE)
_CHOSEN = int(Reason.CHOSEN)


# --- the queue ---------------------------------------------------------------------------------------------------


@compiled
def _files(w: Any, d: int, i: int) -> None:
    desk, h = desk_at(w.desks, d), hidden_at(w.hiddens, i)
    desk.waiting += 1
    present(w, 2, 1)
    h.before, h.after = desk.last, -1
    if desk.last >= 0:
        hidden_at(w.hiddens, desk.last).after = i
    else:
        desk.first = i
    desk.last = i


@compiled
def _unfiles(w: Any, d: int, i: int) -> None:
    desk, h = desk_at(w.desks, d), hidden_at(w.hiddens, i)
    desk.waiting -= 1
    if h.before >= 0:
        hidden_at(w.hiddens, h.before).after = h.after
    else:
        desk.first = h.after
    if h.after >= 0:
        hidden_at(w.hiddens, h.after).before = h.before
    else:
        desk.last = h.before


@compiled
def _takes(w: Any, d: int, i: int) -> bool:
    """Give a matter to somebody idle, or file it; say whether it was picked up at once."""
    desk, h = desk_at(w.desks, d), hidden_at(w.hiddens, i)
    h.desk = d
    h.waiting_upstairs = True
    h.visits_upstairs += 1
    h.upstairs_since = w.tick
    if desk.working < desk.heads:
        present(w, 2, 1)
        _pick(w, i)
        follows(w, TAKES_UP, d, i)
        return True
    _files(w, d, i)
    return False


@compiled
def next_matter(w: Any, d: int) -> int:
    """Return the next matter, or -1."""
    desk = desk_at(w.desks, d)
    if desk.working < desk.heads and desk.first >= 0:
        i = desk.first
        _unfiles(w, d, i)
        _pick(w, i)
        return i
    return -1


@compiled
def _pick(w: Any, i: int) -> None:
    """The wait upstairs is over."""
    c, h, rules = contact_at(w.contacts, i), hidden_at(w.hiddens, i), rules_at(w.rules, w.segment)
    desk_at(w.desks, h.desk).working += 1
    h.waiting_upstairs = False
    if c.ticketed < 0 and w.tick > h.upstairs_since:
        waited = w.tick - h.upstairs_since
        h.wait_ticks += waited
        h.anger = feeling.risen_by_wait(h.anger, waited / MINUTE, rules)
    if h.visits_upstairs == 1:
        c.manager_start = w.tick
    else:
        c.second_manager_start = w.tick
    present(w, 2, -1)
    present(w, 3, 1)
    if not rules.held_until_finished:
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
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    h.waiting_upstairs = False
    _unfiles(w, h.desk, i)
    present(w, 2, -1)
    if h.desk == MANAGER:
        c.unmet_manager_ticks = _work_of(w, i)
    ends(w, i, outcome)


@compiled
def goes_upstairs(w: Any, i: int, lane: bool) -> None:
    """A matter is passed up: to the manager, or by the leadership lane."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    if c.escalated < 0:
        c.escalated = w.tick
    else:
        c.second_escalated = w.tick
    c.lane = lane
    d = LANE_DESK if lane else MANAGER
    if h.visits_upstairs == 0:
        c.agent_done = w.tick
    if not _takes(w, d, i):
        if w.is_over and not desk_at(w.desks, d).ever_opens:
            releases(w, i)
        if c.patience_ticks < FOREVER:
            left = c.patience_ticks - (h.wait_ticks - h.earlier_wait_ticks)
            push(w, w.tick + max(0, left), _GIVES_UP, c.row, i, LINE_PATIENCE + VISIT * h.visits_upstairs)


@compiled
def patience_ends(w: Any, i: int, what: int) -> None:
    """Who waits upstairs goes on waiting with a ticket, or gives the ticket up."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    if not h.waiting_upstairs or h.visits_upstairs != what // VISIT:
        return
    if what % VISIT == TICKET_PATIENCE:
        _goes_without(w, i, GAVE_UP)
        return
    waited = w.tick - h.upstairs_since
    c.ticketed = w.tick
    h.wait_ticks += waited
    h.anger = feeling.risen_by_wait(h.anger, waited / MINUTE, rules_at(w.rules, w.segment))
    releases(w, i)
    table = delays_at(w.delays, w.segment).give_up
    if table >= 0:
        due = w.tick + read_ticks(w, table, number(h.call, for_.GIVE_UP))
        push(w, due, _GIVES_UP, c.row, i, what - LINE_PATIENCE + TICKET_PATIENCE)


@compiled
def lets_agents_go(w: Any, d: int) -> None:
    """The simulated time is over: nobody is held any longer for a desk at which nobody will ever sit."""
    desk = desk_at(w.desks, d)
    if not desk.ever_opens:
        i = desk.first
        while i >= 0:
            releases(w, i)
            i = hidden_at(w.hiddens, i).after


@compiled
def leaves_open(w: Any, d: int) -> None:
    """Nobody will ever take what is still queued."""
    desk = desk_at(w.desks, d)
    while desk.first >= 0:
        _goes_without(w, desk.first, OPEN)


# --- the work ----------------------------------------------------------------------------------------------------


@compiled
def _manager_table(w: Any, policy: int) -> int:
    delays = delays_at(w.delays, w.segment)
    if policy == INVESTIGATE:
        return delays.investigate
    if policy == GRANT:
        return delays.grant
    return delays.coach if policy == COACH else delays.return_


@compiled
def _work_of(w: Any, i: int) -> int:
    """Set what the policy of the day does with a matter, and return the ticks it takes; angry customers take longer."""
    c, h, rules = contact_at(w.contacts, i), hidden_at(w.hiddens, i), rules_at(w.rules, w.segment)
    second = h.visits_upstairs > 1
    h.policy = approach(rules.manager_policy, c.reason, second)
    purpose = for_.SECOND_MANAGER_TIME if second else for_.MANAGER_TIME
    minutes = read(w, _manager_table(w, h.policy), number(h.call, purpose))
    return ticks(minutes * service.manager_factor(h.anger, rules))


@compiled
def takes_up(w: Any, d: int, i: int) -> None:
    """Somebody at a desk begins with a matter."""
    c, h, rules = contact_at(w.contacts, i), hidden_at(w.hiddens, i), rules_at(w.rules, w.segment)
    if d == LANE_DESK:
        kind = _LANE_DONE
        minutes = read(w, delays_at(w.delays, w.segment).lane, number(h.call, for_.LANE_TIME))
        h.spent = ticks(minutes * service.manager_factor(h.anger, rules))
    else:
        kind = _MANAGER_DONE
        h.spent = _work_of(w, i)
    push(w, w.tick + h.spent, kind, c.row, i, 0)


@compiled
def desk_done(w: Any, i: int) -> None:
    """A matter is dealt with; whoever did it takes the next."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    d = h.desk
    present(w, 3, -1)
    if h.visits_upstairs == 1:
        c.manager_end = w.tick
    else:
        c.second_manager_end = w.tick
    releases(w, i)
    if d == LANE_DESK:
        c.lane_ticks += h.spent
        c.granted_cents = c.ask_cents
        c.granted_by = 2
        h.granted_share = 1.0
        ends(w, i, LANE)
    else:
        _deals(w, i)
    desk_at(w.desks, d).working -= 1
    following = next_matter(w, d)
    if following >= 0:
        takes_up(w, d, following)


@compiled
def _deals(w: Any, i: int) -> None:
    """The manager has made up his mind: settle, coach or return."""
    c, h, rules = contact_at(w.contacts, i), hidden_at(w.hiddens, i), rules_at(w.rules, w.segment)
    c.manager_ticks += h.spent
    a = raiser(w, i)
    if h.visits_upstairs == 1 and a >= 0 and c.reason == _CHOSEN and not rules.fixed_choice:
        agent = agent_at(w.agents, a)
        minutes = type_rules_at(w.type_rules, w.segment * w.n_types + c.type).mean_remaining_minutes
        agent.reward = learning.step(agent.reward, learning.reward_of_passing_up(minutes, rules), rules.learning)
    if h.policy == COACH or h.policy == RETURN:
        h.authorized_once = h.policy == COACH
        if h.policy == COACH and a >= 0 and not rules.fixed_choice:
            coached = agent_at(w.agents, a)
            coached.skill = learning.coached(coached.skill, coached.start_skill + rules.learnable, rules)
        c.returned = w.tick
        gives_back(w, i)
    else:
        _settles(w, i, h.policy)


@compiled
def _settles(w: Any, i: int, policy: int) -> None:
    """Close the issue: everything asked, without questions; or a settlement after hearing both sides."""
    c, h, rules = contact_at(w.contacts, i), hidden_at(w.hiddens, i), rules_at(w.rules, w.segment)
    share = 1.0
    if policy == INVESTIGATE:
        share = rules.settlement
        if number(h.call, for_.ADVERSARIAL) < rules.adversarial:
            before = h.anger
            h.anger = feeling.risen(before, rules.anger_adversarial)
            h.adversarial_rise = h.anger - before
        h.apologized = number(h.call, for_.APOLOGY) < rules.apology
    asked = service.grown_ask(c.ask_cents, h.anger, h.temper, rules)
    c.granted_cents = int(share * asked + 0.5)
    c.granted_by = 2
    h.granted_share = share
    charges(w, i)
    ends(w, i, SOLVED_BY_MANAGER)
