"""A contact is over: the issue is closed, or the customer will call again."""

from typing import Any

from sim.behavior import feeling, service
from sim.clock import DAY, MINUTE, Kind
from sim.demand import purposes as for_
from sim.engines.compiled.at import contact_at, copy_contact, delays_at, hidden_at, rules_at, type_rules_at
from sim.engines.compiled.callers import REDIAL, REPEAT, free_slot, when_open
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.events import RELEASED, follows, present, push
from sim.engines.compiled.random_numbers import number, read_ticks
from sim.journeys.records import Outcome

SOLVED, SOLVED_BY_MANAGER, CONTAINED = int(Outcome.SOLVED), int(Outcome.SOLVED_BY_MANAGER), int(Outcome.CONTAINED)
ABANDONED, CUT_SHORT, LEFT_UNRESOLVED = int(Outcome.ABANDONED), int(Outcome.CUT_SHORT), int(Outcome.LEFT_UNRESOLVED)
GAVE_UP, LANE, DROPPED, OPEN, SERVED = (
    *(int(Outcome.GAVE_UP), int(Outcome.LANE), int(Outcome.DROPPED)),
    *(int(Outcome.OPEN), int(Outcome.SERVED)),
)
_RETURN_CALL = int(Kind.RETURN_CALL)
CLOSED, WILL_CALL, CALLS_TOO_LATE = range(3)
NO_HOLD, HELD, LET_GO = range(3)


@compiled
def leaves_agent(w: Any, i: int) -> None:
    """The agent has done with a customer, for the first time or after a return."""
    c = contact_at(w.contacts, i)
    if c.returned_answered < 0:
        c.released = w.tick
    else:
        c.returned_released = w.tick
    present(w, 1, -1)


@compiled
def releases(w: Any, i: int) -> None:
    """An agent who was held on the line is free again."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    if h.hold == HELD:
        c.held_ticks += w.tick - h.upstairs_since
        leaves_agent(w, i)
        h.hold = LET_GO
        follows(w, RELEASED, h.holder, i)


@compiled
def ends(w: Any, i: int, outcome: int) -> None:
    """A contact is over; its row goes on record."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    if c.answered >= 0 and c.escalated < 0:
        c.agent_done = w.tick
    if outcome in (SOLVED, SERVED, CUT_SHORT, LEFT_UNRESOLVED):
        leaves_agent(w, i)
    c.ended = w.tick
    row = contact_at(w.ended, w.ended_n)
    copy_contact(row, c)
    w.ended_n += 1
    row.outcome = outcome
    row.anger_last = h.anger
    future = CLOSED
    if outcome in (SOLVED, SOLVED_BY_MANAGER, CONTAINED, LANE, SERVED):
        _closes(w, row, h, True)
    elif outcome != OPEN:
        future = _calls_again(w, i, outcome)
        if future == CLOSED:
            _closes(w, row, h, False)
    w.inside -= 1
    if future != WILL_CALL:
        free_slot(w, i)


@compiled
def _calls_again(w: Any, i: int, outcome: int) -> int:
    """Whether the customer will call again (even after the horizon, which leaves the issue open)."""
    c, h = contact_at(w.contacts, i), hidden_at(w.hiddens, i)
    rules, delays = rules_at(w.rules, w.segment), delays_at(w.delays, w.segment)
    if h.contacts >= rules.max_contacts or outcome == GAVE_UP:
        return CLOSED
    share, table, kind = rules.comes_back_share, delays.comes_back, REPEAT
    if outcome in (ABANDONED, DROPPED):
        share, table, kind = rules.redial_share, delays.redial, REDIAL
        if h.redials >= rules.max_redials:
            return CLOSED
    elif outcome == CUT_SHORT:
        share, table = rules.cut_return_share, delays.cut_return
    if number(h.call, for_.RETURNS) >= share:
        return CLOSED
    due = when_open(w, w.tick + read_ticks(w, table, number(h.call, for_.RETURNS_AFTER)))
    if due >= w.horizon_tick:
        return CALLS_TOO_LATE
    h.returns_as = kind
    push(w, due, _RETURN_CALL, c.row, i, 0)
    return WILL_CALL


@compiled
def _closes(w: Any, c: Any, h: Any, resolved: bool) -> None:
    """The issue is closed for good: how satisfied is the customer?"""
    rules, its = rules_at(w.rules, w.segment), type_rules_at(w.type_rules, w.segment * w.n_types + c.type)
    c.issue_closed = True
    if c.outcome in (ABANDONED, DROPPED, GAVE_UP):
        c.unmet_cents = service.unmet_concession(c.ask_cents, h.anger, h.temper, c.escalated >= 0, rules)
    c.resolved = resolved
    c.issue_contacts = h.contacts
    c.issue_handoffs = h.handoffs
    c.issue_wait_ticks = h.wait_ticks
    compensated = 0.0
    if c.ask_cents != 0:
        compensated = feeling.compensation(h.granted_share, its.lost, rules) - feeling.compensation(
            rules.expected_generosity, its.lost, rules
        )
    terms = feeling.satisfaction_terms(
        h.contacts,
        h.handoffs,
        h.wait_ticks / MINUTE,
        (c.ended - c.issue_first_arrived) / DAY,
        resolved,
        h.temper - its.mean_temper + h.adversarial_rise,
        h.apologized,
        compensated,
        rules,
    )
    c.term_repeats, c.term_handoffs, c.term_wait, c.term_days = terms[0], terms[1], terms[2], terms[3]
    c.term_unresolved, c.term_anger, c.term_apology, c.term_compensation = terms[4], terms[5], terms[6], terms[7]
    c.satisfaction = feeling.satisfied(rules.satisfied_base, terms)
    c.answer = feeling.answer(c.satisfaction, h.answer)
    c.incident = h.public < feeling.incident(h.anger, c.rare == 2 and not c.noticed, rules)
    c.advocacy = h.turned or (c.lane and c.rare == 1 and resolved)
