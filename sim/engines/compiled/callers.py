"""Contacts in compiled code: first calls of a day in order, calls again, own goals; slots are used again."""

from typing import Any

import numpy as np

from sim.behavior import feeling
from sim.clock import DAY, FOREVER, MINUTE, ticks
from sim.demand import purposes as for_
from sim.demand.demand import CENTS, MOST_CENTS
from sim.demand.volumes import poisson_count
from sim.engines.compiled.at import (
    arrival_at,
    contact_at,
    copy_contact,
    epoch_at,
    float_at,
    hidden_at,
    int_at,
    nature_at,
    rules_at,
    span_at,
    stream_at,
    stream_day_at,
    type_at,
)
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.random_numbers import chance, number, output, read
from sim.engines.compiled.shapes import MOST_BINS

OWN_GOAL, REPEAT, REDIAL = for_.OWN_GOAL_KIND, for_.REPEAT, for_.REDIAL
_FIRST = for_.FIRST
_COUNT_BASE = for_.COUNT_BASE
_RADIX_BITS, _PASSES = 9, 3
_RADIX = 1 << _RADIX_BITS


@compiled
def epoch_of(w: Any, tick: int) -> int:
    """Return the index of the epoch that holds at a tick."""
    index = w.n_epochs - 1
    while epoch_at(w.epochs, index).start_tick > tick:
        index -= 1
    return index


@compiled
def is_open(w: Any, day: int, tick: int) -> bool:
    """Return whether the center is open at a tick of a day."""
    minutes = tick - day * DAY
    i = (day % 7) * w.most_spans
    while span_at(w.spans, i).start >= 0:
        span = span_at(w.spans, i)
        if span.start * MINUTE <= minutes < span.end * MINUTE:
            return True
        i += 1
    return False


@compiled
def when_open(w: Any, tick: int) -> int:
    """Return a tick, or the next opening after it where the center is closed."""
    day = tick // DAY
    now = tick - day * DAY
    for later in range(8):
        i = ((day + later) % 7) * w.most_spans
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


# --- the day's first calls ---------------------------------------------------------------------------------------


@compiled
def _bin_total(w: Any, s: int, index: int, first_bin: int, b: int, factor: float, bins: int) -> int:
    """Count a bin's contacts by part into `counts`, and return the total."""
    type_index = stream_at(w.streams, s).type
    day = first_bin // bins
    epoch = epoch_of(w, day * DAY)
    mean = float_at(w.means, ((epoch * w.n_types + type_index) * 7 + day % 7) * MOST_BINS + b).v
    if mean <= 0.0:
        return -1
    parts = int_at(w.parts, index + b).v
    key = output(stream_at(w.streams, s).key, first_bin + b)
    most = 0
    for part in range(parts):
        count = poisson_count(number(key, _COUNT_BASE + part), mean * factor / parts)
        int_at(w.counts, part).v = count
        most = max(most, count)
    return most


@compiled
def _add_stream(w: Any, s: int, day: int) -> None:
    """Add a stream's first calls of a day, in order of bin and ordinal."""
    stream, today = stream_at(w.streams, s), stream_day_at(w.stream_days, day * w.n_streams + s)
    if not today.flows:
        return
    its = type_at(w.types, stream.type)
    index = (stream.type * 7 + day % 7) * MOST_BINS
    for b in range(its.bins):
        most = _bin_total(w, s, index, day * its.bins, b, today.factor, its.bins)
        if most <= 0:
            continue
        parts = int_at(w.parts, index + b).v
        bin_ = day * its.bins + b
        bin_key = output(stream.key, bin_)
        for turn in range(most):
            for part in range(parts):
                if turn < int_at(w.counts, part).v:
                    ordinal = part + turn * parts
                    key = output(bin_key, ordinal)
                    moment = bin_ * its.width + np.int64(number(key, for_.MOMENT) * its.width)
                    if is_open(w, day, moment) and (today.kept >= 1.0 or number(key, for_.THINNED) < today.kept):
                        if w.arrivals_n < w.arrival_room:
                            arrival = arrival_at(w.arrivals, w.arrivals_n)
                            arrival.tick = moment
                            arrival.stream = s
                            arrival.bin = bin_
                            arrival.ordinal = ordinal
                            arrival.key = key
                            int_at(w.order, w.arrivals_n).v = ((moment - day * DAY) << 32) + w.arrivals_n
                        w.arrivals_n += 1


@compiled
def _sort(w: Any) -> None:
    """Sort the day's calls by tick; equals stay in order of stream, bin and ordinal."""
    n = w.arrivals_n
    source, target = w.order, w.spare
    for turn in range(_PASSES):
        shift = 32 + turn * _RADIX_BITS
        for digit in range(_RADIX + 1):
            int_at(w.counts, digit).v = 0
        for i in range(n):
            int_at(w.counts, ((int_at(source, i).v >> shift) & (_RADIX - 1)) + 1).v += 1
        for digit in range(_RADIX):
            int_at(w.counts, digit + 1).v += int_at(w.counts, digit).v
        for i in range(n):
            place = int_at(w.counts, (int_at(source, i).v >> shift) & (_RADIX - 1))
            int_at(target, place.v).v = int_at(source, i).v
            place.v += 1
        source, target = target, source
    w.order, w.spare = source, target


@compiled
def fill_day(w: Any) -> bool:
    """Lay out the first calls of the next day in order; say whether there was room (if not, how much is wanted)."""
    w.arrivals_n = 0
    w.arrival_next = 0
    for s in range(w.n_streams):
        _add_stream(w, s, w.filled_days)
    if w.arrivals_n > w.arrival_room:
        w.wanted = w.arrivals_n
        w.arrivals_n = 0
        return False
    _sort(w)
    w.filled_days += 1
    return True


# --- contacts ----------------------------------------------------------------------------------------------------


@compiled
def _issue(w: Any, i: int, epoch: int, type_index: int, tick: int) -> None:
    """Give a contact the matter that belongs to its key: everything about it is new."""
    copy_contact(contact_at(w.contacts, i), contact_at(w.blank, 0))
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    nature = nature_at(w.natures, epoch * w.n_types + type_index)
    key = h.key
    c.type = type_index
    c.complexity = read(w, nature.complexity, number(key, for_.COMPLEXITY))
    h.ask_cents = 0
    if chance(key, for_.ASKS, nature.asks_share):
        inflation = CENTS * float_at(w.ask_factors, tick // DAY).v
        h.ask_cents = np.int64(min(read(w, nature.ask, number(key, for_.ASK)) * inflation + 0.5, MOST_CENTS))
    h.temper = read(w, nature.temper, number(key, for_.TEMPER))
    h.reserved = chance(key, for_.RESERVED, nature.reserved_share)
    c.rare = 0
    if chance(key, for_.RARE, nature.rare_share):
        c.rare = 1 if number(key, for_.RARE) < nature.opportunity_share else 2
    h.outsourced = chance(key, for_.OUTSOURCED, nature.outsourced_share)
    h.public = number(key, for_.PUBLIC)
    h.answer = number(key, for_.ANSWER)
    h.contacts = 1
    h.repeats = 0
    h.redials = 0
    h.handoffs = 0
    h.wait_ticks = 0


@compiled
def _call(w: Any, i: int, epoch: int) -> None:
    """What is new at every call, from the call's own key; nothing has happened in it yet."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    nature = nature_at(w.natures, epoch * w.n_types + c.type)
    factor = max(0.0, 1.0 + nature.slope * (c.complexity - nature.complexity_mean)) * nature.handle_factor
    h.call_handle_ticks = ticks(read(w, nature.handle, number(h.call, for_.HANDLE)) * factor)
    c.patience_ticks = ticks(read(w, nature.patience, number(h.call, for_.PATIENCE)))
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
        h.call = output(output(h.key, h.returns_as), h.redials if h.returns_as == REDIAL else h.repeats)
        h.contacts += 1
        if h.returns_as == REDIAL:
            h.redials += 1
        else:
            h.repeats += 1
            h.anger = feeling.risen(h.anger, rules_at(w.rules, w.segment).anger_repeat)
    _call(w, i, epoch_of(w, w.tick))
    c.row = w.rows
    w.rows += 1


@compiled
def _goes_on(w: Any, i: int) -> None:
    """Clear a contact's row but for what stays with its issue."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    type_index, stream, bin_, ordinal = c.type, c.stream, c.bin, c.ordinal
    goal, attempt, parent, complexity = c.own_goal, c.attempt, c.row, c.complexity
    rare, noticed, first = c.rare, c.noticed, c.issue_first_arrived
    copy_contact(c, contact_at(w.blank, 0))
    c.type, c.stream, c.bin, c.ordinal = type_index, stream, bin_, ordinal
    c.own_goal, c.attempt, c.parent, c.complexity = goal, attempt + 1, parent, complexity
    c.rare, c.noticed, c.issue_first_arrived = rare, noticed, first
    c.kind = h.returns_as
