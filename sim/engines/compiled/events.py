"""What is to happen: one heap of events by (time, kind, id), and what follows at once from the event at hand."""

from typing import Any

from sim.clock import HOUR
from sim.engines.compiled.at import copy_event, event_at, pending_at, station_at
from sim.engines.compiled.compiler import compiled

KIND_SHIFT = 40
FAR_TICKS = HOUR
_ID_MASK = (1 << KIND_SHIFT) - 1
STARTS, RELEASED, TAKES_UP = range(3)
"""What may follow at once: an agent starts with a contact, an agent is released, a desk takes a matter up."""


@compiled
def push(w: Any, tick: int, kind: int, ident: int, slot: int, what: int) -> None:
    """Have an event happen; among equals of time, kind and id the first pushed goes first.

    What is far away waits in a heap of its own, so that what comes and goes meanwhile stays in a small one.
    """
    key = (kind << KIND_SHIFT) + ident
    if tick - w.tick >= FAR_TICKS:
        _rise(w.later, w.later_n, tick, key, w.seq, slot, what)
        w.later_n += 1
    elif w.gap:
        _write(event_at(w.heap, w.heap_n), tick, key, w.seq, slot, what)
        _sink(w.heap, w.heap_n)
        w.gap = False
    else:
        _rise(w.heap, w.heap_n, tick, key, w.seq, slot, what)
        w.heap_n += 1
    w.seq += 1


@compiled
def _write(event: Any, tick: int, key: int, seq: int, slot: int, what: int) -> None:
    event.tick = tick
    event.key = key
    event.seq = seq
    event.slot = slot
    event.what = what


@compiled
def _rise(heap: int, n: int, tick: int, key: int, seq: int, slot: int, what: int) -> None:
    i = n
    while i > 0:
        up = (i - 1) >> 1
        parent = event_at(heap, up)
        if parent.tick < tick or (parent.tick == tick and parent.key <= key):
            break
        copy_event(event_at(heap, i), parent)
        i = up
    _write(event_at(heap, i), tick, key, seq, slot, what)


@compiled
def _before(a: Any, b: Any) -> bool:
    return a.tick < b.tick if a.tick != b.tick else _goes_first(a, b)


@compiled
def _goes_first(a: Any, b: Any) -> bool:
    """Which of two events of one tick comes first."""
    return a.key < b.key if a.key != b.key else a.seq < b.seq


@compiled
def near_is_first(w: Any) -> bool:
    """Whether the first event of all is in the heap of near ones; there is one in either."""
    if w.gap:
        w.heap_n -= 1
        _sink(w.heap, w.heap_n)
        w.gap = False
    return w.later_n == 0 or (w.heap_n > 0 and _before(event_at(w.heap, 0), event_at(w.later, 0)))


@compiled
def pop(w: Any, near: bool) -> None:
    """Take the first event of a heap: the time moves on to it, and the world's `event` fields hold it.

    The heap of near ones keeps a gap at its root: most events bring another, which goes there.
    """
    top = event_at(w.heap if near else w.later, 0)
    w.tick = top.tick
    w.event_kind = top.key >> KIND_SHIFT
    w.event_id = top.key & _ID_MASK
    w.event_slot = top.slot
    w.event_what = top.what
    if near:
        w.gap = True
    else:
        w.later_n -= 1
        _sink(w.later, w.later_n)


@compiled
def _sink(heap: int, n: int) -> None:
    """Fill the empty root of a heap of n events with the one behind the last."""
    last = event_at(heap, n)
    i, child = 0, 1
    while child < n:
        if child + 1 < n:
            left, right = event_at(heap, child), event_at(heap, child + 1)
            if left.tick != right.tick:
                child += right.tick < left.tick
            elif _goes_first(right, left):
                child += 1
        if not _before(event_at(heap, child), last):
            break
        copy_event(event_at(heap, i), event_at(heap, child))
        i = child
        child = 2 * i + 1
    if i != n:
        copy_event(event_at(heap, i), last)


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
