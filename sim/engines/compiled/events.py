"""What is to happen: one heap of events by (time, kind, id), and what follows at once from the event at hand."""

from typing import Any

from sim.engines.compiled.at import copy_event, event_at, pending_at, station_at
from sim.engines.compiled.compiler import compiled

KIND_SHIFT = 40
_ID_MASK = (1 << KIND_SHIFT) - 1
STARTS, RELEASED, TAKES_UP = range(3)
"""What may follow at once: an agent starts with a contact, an agent is released, a desk takes a matter up."""


@compiled
def push(w: Any, tick: int, kind: int, ident: int, slot: int, what: int) -> None:
    """Have an event happen; among equals of time, kind and id the first pushed goes first."""
    key = (kind << KIND_SHIFT) + ident
    i = w.heap_n
    w.heap_n += 1
    while i > 0:
        up = (i - 1) >> 1
        parent = event_at(w.heap, up)
        if parent.tick < tick or (parent.tick == tick and parent.key <= key):
            break
        copy_event(event_at(w.heap, i), parent)
        i = up
    event = event_at(w.heap, i)
    event.tick = tick
    event.key = key
    event.seq = w.seq
    event.slot = slot
    event.what = what
    w.seq += 1


@compiled
def _before(a: Any, b: Any) -> bool:
    if a.tick != b.tick:
        return a.tick < b.tick
    if a.key != b.key:
        return a.key < b.key
    return a.seq < b.seq


@compiled
def pop(w: Any) -> None:
    """Take the first event: the time moves on to it, and the world's `event` fields hold it."""
    top = event_at(w.heap, 0)
    w.tick = top.tick
    w.event_kind = top.key >> KIND_SHIFT
    w.event_id = top.key & _ID_MASK
    w.event_slot = top.slot
    w.event_what = top.what
    w.heap_n -= 1
    n = w.heap_n
    last = event_at(w.heap, n)
    i = 0
    while True:
        child = 2 * i + 1
        if child >= n:
            break
        if child + 1 < n and _before(event_at(w.heap, child + 1), event_at(w.heap, child)):
            child += 1
        if not _before(event_at(w.heap, child), last):
            break
        copy_event(event_at(w.heap, i), event_at(w.heap, child))
        i = child
    if i != n:
        copy_event(event_at(w.heap, i), last)


@compiled
def follows(w: Any, what: int, who: int, slot: int) -> None:
    """Have something happen at once, after what is being done now and what already follows."""
    pending = pending_at(w.pending, w.pending_n)
    pending.what = what
    pending.who = who
    pending.slot = slot
    w.pending_n += 1


@compiled
def present(w: Any, station: int, change: int) -> None:
    """Somebody comes to a station (queue, agents, queue upstairs, desks) or leaves it."""
    at = station_at(w.stations, station)
    at.present += at.number * (w.tick - at.since)
    at.since = w.tick
    w.last_move = w.tick
    at.number += change
