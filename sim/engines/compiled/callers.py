"""Contacts in compiled code: first calls, calls again, own goals, the end; slots are used again."""

from typing import Any

import numpy as np

from sim.clock import DAY, FOREVER, MINUTE, WEEK, Kind, ticks
from sim.demand import purposes as for_
from sim.demand.natures import CENTS, MOST_CENTS
from sim.engines.compiled.at import (
    arrival_at,
    contact_at,
    copy_contact,
    epoch_at,
    float_at,
    hidden_at,
    int_at,
    nature_at,
    output,
    rules_at,
    seen,
    span_at,
    stream_at,
)
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.events import RELEASED, follows, present, push
from sim.engines.compiled.pointers import tells
from sim.engines.effects import contacts, desks
from sim.engines.effects.given import chance, minutes, number

NO_HOLD, HELD, LET_GO = range(3)
OWN_GOAL, TRANSFER = for_.OWN_GOAL_KIND, for_.TRANSFER
_FIRST = for_.FIRST
WEEK_MINUTES = WEEK // MINUTE


@compiled
def epoch_of(w: Any, tick: int) -> int:
    """Return the index of the epoch that holds at a tick."""
    index = w.n_epochs - 1
    while epoch_at(w.epochs, index).start_tick > tick:
        index -= 1
    return index


@compiled
def profile_of(w: Any, day: int) -> int:
    """Return under which number a day's hours and volume stand; after the run all weeks are usual."""
    return int_at(w.profiles, day).v if day < w.days else day % 7


@compiled
def when_open(w: Any, tick: int) -> int:
    """Return a tick, or the next opening after it where the center is closed."""
    day = tick // DAY
    now = tick - day * DAY
    for later in range(w.days - day):
        i = profile_of(w, day + later) * w.most_spans
        while span_at(w.spans, i).start >= 0:
            span = span_at(w.spans, i)
            if later > 0 or now < span.end * MINUTE:
                return (day + later) * DAY + max(span.start * MINUTE, 0 if later > 0 else now)
            i += 1
    return w.horizon_tick


# --- slots -------------------------------------------------------------------------------------------------------


@compiled
def new_slot(w: Any) -> int:
    """Return a slot for a contact; the loop has seen to it that there is one."""
    slot = w.free_slot
    if slot >= 0:
        w.free_slot = hidden_at(w.hiddens, slot).after
        return slot
    w.slots_used += 1
    return w.slots_used - 1


@compiled
def free_slot(w: Any, i: int) -> None:
    """A contact is over and on record: its slot may be used again."""
    hidden_at(w.hiddens, i).after = w.free_slot
    w.free_slot = i


# --- contacts ----------------------------------------------------------------------------------------------------


@compiled
def _issue(w: Any, i: int, epoch: int, type_index: int, tick: int) -> None:
    """Give a contact the matter that belongs to its key: everything about it is new."""
    copy_contact(contact_at(w.contacts, i), contact_at(w.blank, 0))
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    nature = nature_at(w.natures, epoch * w.n_types + type_index)
    key = h.key
    c.type = type_index
    c.complexity = minutes(nature.complexity, number(key, for_.COMPLEXITY))
    h.ask_cents = 0
    if chance(key, for_.ASKS, nature.asks_share):
        inflation = CENTS * float_at(w.ask_factors, tick // DAY).v
        h.ask_cents = np.int64(min(minutes(nature.ask, number(key, for_.ASK)) * inflation + 0.5, MOST_CENTS))
    h.temper = minutes(nature.temper, number(key, for_.TEMPER))
    h.reserved = chance(key, for_.RESERVED, nature.reserved_share)
    c.owed = h.ask_cents != 0 and chance(key, for_.OWED, nature.owed_share)
    c.rare = 0
    if chance(key, for_.RARE, nature.rare_share):
        c.rare = 1 if number(key, for_.RARE) < nature.opportunity_share else 2
    h.public_luck = number(key, for_.PUBLIC)
    h.answer_luck = number(key, for_.ANSWER)
    h.contacts = 1
    h.repeats = 0
    h.redials = 0
    h.handoffs = 0
    h.wait_ticks = 0
    h.solve_luck = -1.0
    h.came_back = -1


@compiled
def _call(w: Any, i: int, epoch: int) -> None:
    """What is new at every call, from the call's own key; nothing has happened in it yet."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    nature = nature_at(w.natures, epoch * w.n_types + c.type)
    factor = max(0.0, 1.0 + nature.slope * (c.complexity - nature.complexity_mean)) * nature.handle_factor
    by = 1.0 if nature.by < 0 else float_at(w.handle_factors, nature.by + w.tick // MINUTE % WEEK_MINUTES).v
    h.call_handle_ticks = ticks(minutes(nature.handle, number(h.call, for_.HANDLE)) * (factor * by))
    h.call_wrap_up_ticks = 0
    if nature.wrap_up >= 0:
        writes = minutes(nature.wrap_up, number(h.call, for_.WRAP_UP))
        h.call_wrap_up_ticks = ticks(writes * (nature.handle_factor * by))
    h.to_write_ticks = 0
    c.patience_ticks = ticks(minutes(nature.patience, number(h.call, for_.PATIENCE)))
    if chance(h.call, for_.ENDLESS, nature.endless_share):
        c.patience_ticks = FOREVER
    c.ask_cents = h.ask_cents
    h.earlier_wait_ticks = h.wait_ticks
    h.rest_ticks = 0
    h.granted_share = 0.0
    h.adversarial_rise = 0.0
    h.visits_upstairs = 0
    h.upstairs_since = 0
    h.hold = 0
    h.apologized = False
    h.authorized_once = False
    h.turned = False
    h.waiting_upstairs = False
    h.on_the_line = False


@compiled
def first_caller(w: Any) -> int:
    """Return the slot of the next first contact of the day."""
    arrival = arrival_at(w.arrivals, int_at(w.order, w.arrival_next).v & 0xFFFFFFFF)
    w.arrival_next += 1
    i = new_slot(w)
    h = hidden_at(w.hiddens, i)
    stream = stream_at(w.streams, arrival.stream)
    h.key = arrival.key
    epoch = epoch_of(w, arrival.tick)
    _issue(w, i, epoch, stream.type, arrival.tick)
    c = contact_at(w.contacts, i)
    c.stream = arrival.stream
    c.bin = arrival.bin
    c.ordinal = arrival.ordinal
    h.call = output(h.key, _FIRST)
    _call(w, i, epoch)
    h.in_line = stream.in_line
    h.anger = h.temper
    c.row = w.rows
    w.rows += 1
    return i


@compiled
def own_goal(w: Any, parent: int, key: Any, type_index: int, due: int) -> int:
    """Return the slot of an issue that handling a routine contact has created; it will call when due."""
    i = new_slot(w)
    h = hidden_at(w.hiddens, i)
    h.key = key
    _issue(w, i, epoch_of(w, due), type_index, due)
    c, before = contact_at(w.contacts, i), contact_at(w.contacts, parent)
    c.stream = before.stream
    c.bin = before.bin
    c.ordinal = before.ordinal
    c.parent = before.row
    c.own_goal = True
    h.in_line = False
    h.returns_as = OWN_GOAL
    return i


@compiled
def calls_now(w: Any, i: int) -> None:
    """Turn a contact that is over into the customer's next one, or an own goal into its first."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    if h.returns_as == OWN_GOAL:
        h.call = output(h.key, _FIRST)
        h.anger = h.temper
    else:
        _goes_on(w, i)
        if h.returns_as == TRANSFER:
            c.type = h.goes_to
        h.call = output(output(h.key, h.returns_as), contacts.so_often(h, h.returns_as))
        contacts.again(h, h.returns_as, rules_at(w.rules, w.segment))
    _call(w, i, epoch_of(w, w.tick))
    c.row = w.rows
    w.rows += 1


@compiled
def _goes_on(w: Any, i: int) -> None:
    """Clear a contact's row but for what stays with its issue."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    type_index, stream, bin_, ordinal = c.type, c.stream, c.bin, c.ordinal
    goal, attempt, parent, complexity = c.own_goal, c.attempt, c.row, c.complexity
    rare, noticed, first, owed = c.rare, c.noticed, c.issue_first_arrived, c.owed
    copy_contact(c, contact_at(w.blank, 0))
    c.type, c.stream, c.bin, c.ordinal = type_index, stream, bin_, ordinal
    c.own_goal, c.attempt, c.parent, c.complexity = goal, attempt + 1, parent, complexity
    c.rare, c.noticed, c.issue_first_arrived, c.owed = rare, noticed, first, owed
    c.kind = h.returns_as


# --- the end of a contact ----------------------------------------------------------------------------------------


@compiled
def leaves_agent(w: Any, i: int) -> None:
    """The agent has done with a customer, for the first time or after a return."""
    contacts.leaves_agent(contact_at(w.contacts, i), w.tick)
    present(w, 1, -1)


@compiled
def leaves_the_line(w: Any, i: int) -> None:
    """The customer's telephone line is free again."""
    h = hidden_at(w.hiddens, i)
    if h.on_the_line:
        h.on_the_line = False
        w.on_the_line -= 1


@compiled
def releases(w: Any, i: int) -> None:
    """An agent who was held on the line is free again."""
    h = hidden_at(w.hiddens, i)
    if h.hold == HELD:
        desks.lets_go(contact_at(w.contacts, i), h, w.tick)
        present(w, 1, -1)
        h.hold = LET_GO
        follows(w, RELEASED, h.holder, i)


@compiled
def ends(w: Any, i: int, outcome: int) -> None:
    """A contact is over: it is counted, or its row goes on record; its slot is free unless the customer calls again."""
    c, h, now = seen(w, i)
    if contacts.ends(c, h, w.tick, outcome):
        present(w, 1, -1)
    leaves_the_line(w, i)
    kind, later = contacts.calls_again(w, h, outcome, now)
    will_call = False
    if kind == 0:
        contacts.closes(c, h, now)
    else:
        due = w.tick if kind == TRANSFER else when_open(w, w.tick + later)
        will_call = due < w.horizon_tick
        if will_call:
            h.returns_as = kind
            push(w, due, Kind.RETURN_CALL, c.row, i, 0)
    if w.count_one != 0:
        tells(w.count_one, c, w.book)
    else:
        copy_contact(contact_at(w.ended, w.ended_n), c)
        w.ended_n += 1
    w.inside -= 1
    if not will_call:
        free_slot(w, i)
