"""What a contact goes through: ringing, waiting, the end; the issue is closed, or the customer will call again."""

from typing import Any

from sim.behavior import feeling, service
from sim.behavior.parameters import Rules
from sim.clock import DAY, MINUTE
from sim.demand import purposes as for_
from sim.engines.effects.given import chance, duration, number, target_of
from sim.engines.rules import Moment
from sim.journeys.records import Outcome
from sim.scenario.calling_again import MOST_TRANSFERS

_AT_THE_DESK = (
    Outcome.SOLVED,
    Outcome.SERVED,
    Outcome.CUT_SHORT,
    Outcome.LEFT_UNRESOLVED,
    Outcome.WALKED_AWAY,
    Outcome.REFUSED,
)
_STAYS_SOLVED = (Outcome.SOLVED, Outcome.SOLVED_BY_MANAGER, Outcome.CONTAINED, Outcome.LANE, Outcome.SERVED)
_NOT_SERVED = (Outcome.ABANDONED, Outcome.DROPPED, Outcome.BLOCKED, Outcome.BALKED)


def rings(c: Any, h: Any, tick: int) -> None:
    """A customer calls."""
    c.arrived = tick
    c.anger_first = h.anger
    c.handed_off = h.handoffs > 0
    if c.attempt == 1:
        c.issue_first_arrived = tick
    elif c.attempt == 2:
        h.came_back = tick - h.first_ended


def tries_menu(c: Any, h: Any, now: Moment) -> bool:
    """Whether self-service is tried first; who stands in line when the center first opens has tried it."""
    if c.attempt == 1:
        c.tried_self_service = now.rules.containment > 0.0 and now.its.self_service and not h.in_line
    return bool(c.tried_self_service)


def is_contained(c: Any, h: Any, rules: Rules) -> bool:
    """Self-service is over. Return whether it has solved the issue."""
    if number(h.call, for_.CONTAINED) < service.containment(c.complexity, rules):
        return True
    h.anger = feeling.risen(h.anger, rules.anger_self_service)
    return False


def waited(h: Any, wait_ticks: int, rules: Rules) -> None:
    """A wait on the line is over, or given up: it is remembered, and it made angry."""
    h.wait_ticks += wait_ticks
    h.anger = feeling.risen_by_wait(h.anger, wait_ticks / MINUTE, rules)


def answered(c: Any, h: Any, agent: Any, tick: int, rules: Rules) -> None:
    """The wait in the queue is over."""
    c.answered = tick
    c.team = agent.team
    c.seat = agent.seat
    c.occupant = agent.occupant
    if tick > c.queued:
        waited(h, tick - c.queued, rules)


def leaves_agent(c: Any, tick: int) -> None:
    """The agent has done with a customer, for the first time or after a return."""
    if c.returned_answered < 0:
        c.released = tick
    else:
        c.returned_released = tick


def ends(c: Any, h: Any, tick: int, outcome: int) -> bool:
    """A contact is over. Return whether the customer leaves an agent."""
    if c.answered >= 0 and c.escalated < 0:
        c.agent_done = tick
    at_the_desk = outcome in _AT_THE_DESK
    if at_the_desk:
        leaves_agent(c, tick)
    c.ended = tick
    h.last_ended = tick
    h.last_team, h.last_seat, h.last_occupant = c.team, c.seat, c.occupant
    if c.attempt == 1:
        h.first_ended = tick
    c.outcome = outcome
    c.anger_last = h.anger
    return at_the_desk


def calls_again(center: Any, h: Any, outcome: int, now: Moment) -> tuple[int, int]:
    """Return as what the customer will call again (0: not at all), and in how many ticks."""
    rules, delays = now.rules, now.delays
    if (
        outcome == Outcome.SERVED
        and h.handoffs < MOST_TRANSFERS
        and chance(h.call, for_.TRANSFERRED, now.how.transfers)
    ):
        h.goes_to = _target(center, h, now)
        return for_.TRANSFER, 0
    over = outcome in _STAYS_SOLVED or outcome in (Outcome.GAVE_UP, Outcome.WALKED_AWAY, Outcome.OPEN)
    if over or h.contacts >= rules.max_contacts:
        return 0, 0
    share, table, kind = rules.comes_back_share, delays.comes_back, for_.REPEAT
    if outcome in _NOT_SERVED:
        share = now.its.redial_share if h.redials == 0 else now.its.redial_again
        table, kind = now.redial_after, for_.REDIAL
        if h.redials >= rules.max_redials:
            return 0, 0
    elif outcome == Outcome.CUT_SHORT:
        share, table = rules.cut_return_share, delays.cut_return
    elif outcome == Outcome.REFUSED:
        share, table = 1.0, delays.tries_another
    if number(h.call, for_.RETURNS) >= share:
        return 0, 0
    return kind, duration(table, number(h.call, for_.RETURNS_AFTER))


def _target(center: Any, h: Any, now: Moment) -> int:
    """Return the type in whose line a customer waits next who is handed on."""
    luck, n = number(h.call, for_.TRANSFERRED_TO), now.its.first_target
    while luck >= target_of(center, n).upto:
        n += 1
    target: int = target_of(center, n).type
    return target


def so_often(h: Any, kind: int) -> int:
    """Return how often the customer has called again in this way, which numbers the next such call."""
    often: int = h.handoffs if kind == for_.TRANSFER else h.redials if kind == for_.REDIAL else h.repeats
    return often


def again(h: Any, kind: int, rules: Rules) -> None:
    """The customer calls with the same issue once more, or is handed on."""
    if kind == for_.TRANSFER:
        h.handoffs += 1
        h.anger = feeling.risen(h.anger, rules.anger_handoff)
        return
    h.contacts += 1
    if kind == for_.REDIAL:
        h.redials += 1
    else:
        h.repeats += 1
        h.anger = feeling.risen(h.anger, rules.anger_repeat)


def closes(c: Any, h: Any, now: Moment) -> None:
    """The issue is closed for good, unless it is left open: how satisfied is the customer?"""
    rules, its = now.rules, now.its
    if c.outcome == Outcome.OPEN:
        return
    c.issue_closed = True
    c.resolved = c.outcome in _STAYS_SOLVED
    if not its.routine and (c.outcome in _NOT_SERVED or c.outcome == Outcome.GAVE_UP):
        c.unmet_cents = service.unmet_concession(c.ask_cents, h.anger, h.temper, c.escalated >= 0, rules, its)
    c.issue_contacts = h.contacts
    c.issue_came_back = h.came_back
    c.issue_handoffs = h.handoffs
    c.issue_wait_ticks = h.wait_ticks
    compensated = 0.0
    if c.ask_cents != 0:
        compensated = feeling.compensation(h.granted_share, its.lost, rules)
        compensated -= feeling.compensation(rules.expected_generosity, its.lost, rules)
    terms = feeling.satisfaction_terms(
        h.contacts,
        h.handoffs,
        h.wait_ticks / MINUTE,
        (c.ended - c.issue_first_arrived) / DAY,
        c.resolved,
        h.temper - its.mean_temper + h.adversarial_rise,
        h.apologized,
        compensated,
        rules,
    )
    c.term_repeats, c.term_handoffs, c.term_wait, c.term_days = terms[0], terms[1], terms[2], terms[3]
    c.term_unresolved, c.term_anger, c.term_apology, c.term_compensation = terms[4], terms[5], terms[6], terms[7]
    c.satisfaction = feeling.satisfied(rules.satisfied_base, terms)
    c.answer = feeling.answer(c.satisfaction, h.answer_luck)
    c.incident = h.public_luck < feeling.incident(h.anger, c.rare == 2 and not c.noticed, rules)
    c.advocacy = h.turned or (c.lane and c.rare == 1 and c.resolved)
