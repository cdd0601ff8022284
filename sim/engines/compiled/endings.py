"""A contact is over: the issue is closed, or the customer will call again."""

from typing import Any

from sim.clock import Kind
from sim.engines.compiled.at import contact_at, copy_contact, hidden_at, seen
from sim.engines.compiled.callers import free_slot, when_open
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.events import RELEASED, follows, present, push
from sim.engines.effects import contacts, desks

NO_HOLD, HELD, LET_GO = range(3)


@compiled
def leaves_agent(w: Any, i: int) -> None:
    """The agent has done with a customer, for the first time or after a return."""
    contacts.leaves_agent(contact_at(w.contacts, i), w.tick)
    present(w, 1, -1)


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
    """A contact is over; its row goes on record, and its slot may be used again unless the customer will call again."""
    c, h, now = seen(w, i)
    if contacts.ends(c, h, w.tick, outcome):
        present(w, 1, -1)
    kind, later = contacts.calls_again(h, outcome, now)
    will_call = False
    if kind == 0:
        contacts.closes(c, h, now)
    else:
        due = when_open(w, w.tick + later)
        will_call = due < w.horizon_tick
        if will_call:
            h.returns_as = kind
            push(w, due, Kind.RETURN_CALL, c.row, i, 0)
    copy_contact(contact_at(w.ended, w.ended_n), c)
    w.ended_n += 1
    w.inside -= 1
    if not will_call:
        free_slot(w, i)
