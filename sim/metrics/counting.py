"""What one contact adds to the sums of its week: plain scalar functions, compiled where numba is installed."""

import math
from collections import namedtuple
from types import SimpleNamespace
from typing import Any

from sim.behavior.choice import logistic
from sim.clock import MINUTE, WEEK
from sim.demand.purposes import TRANSFER
from sim.journeys.records import COLUMNS, TERMS, Outcome, Reason
from sim.metrics.standards import ROUTINE, counts, is_met, is_offered, waited

_B_TRANSFER, _B_REPEAT = (0.3, 1.2), (0.25, 1.0)
"""Ends of the ranges of the weights of a hand-off and of a repeat (docs/evidence.md, rows 1 and 2)."""
CORNERS = tuple(f"satisfied_corner_{i}" for i in range(4))
"""Satisfaction at the four corners of those ranges: what-ifs whose order flips there are not ranked."""
POINTS = tuple(term.replace("term_", "points_") for term in TERMS)

COUNTED = (
    *("contacts", "queued", "answered", "wait_ticks", "answered_wait_ticks", "waited", "handle_ticks"),
    *("solved", "abandoned", "cut_short", "left_unresolved", "gave_up", "contained", "routine", "own_goals"),
    *("dropped", "left_open", "offered", "blocked", "balked", "service_base", "service_met"),
    *("talked", "begun", "anger_first", "anger_last", "diagnosed", "had_choice"),
    *("escalated", "passed_up", "failed_up", "insisted_up", "reserved_up", "authority_up", "choice_escalated"),
    *("handled_up", "unmet_manager_ticks", "unmet_cents", "tried_self_service"),
    *("closed_satisfied", "closed_dissatisfied", "closed_unresolved", "closed_not_served"),
    *("manager_ticks", "walked_away", "lane", "lane_ticks", "rare_found"),
    *("agent_cents", "owed_cents", "manager_cents", "overcompensated"),
    *(
        "asks_answered",
        "asks_refused",
        "owed_refused",
        "asks_unmet",
        "insisted_more_up",
        "insisted_after_no",
        "tried_another",
    ),
    *("issues", "resolved", "satisfied", "first_contact", "recorded", "first_contact_base"),
    *("issue_contacts", "issue_handoffs", "issue_wait_ticks", "incidents", "advocacy"),
    *CORNERS,
    *POINTS,
)
"""The sums that contacts add to."""
_MANY = len(COUNTED)

_SOLVED, _ABANDONED, _CUT_SHORT = int(Outcome.SOLVED), int(Outcome.ABANDONED), int(Outcome.CUT_SHORT)
_LEFT_UNRESOLVED, _GAVE_UP, _CONTAINED = int(Outcome.LEFT_UNRESOLVED), int(Outcome.GAVE_UP), int(Outcome.CONTAINED)
_SERVED, _LANE, _DROPPED, _OPEN = int(Outcome.SERVED), int(Outcome.LANE), int(Outcome.DROPPED), int(Outcome.OPEN)
_CHOSEN, _FAILED, _INSISTED = int(Reason.CHOSEN), int(Reason.FAILED), int(Reason.INSISTED)
_WALKED_AWAY = int(Outcome.WALKED_AWAY)
_BLOCKED, _BALKED = int(Outcome.BLOCKED), int(Outcome.BALKED)
_RESERVED, _AUTHORITY = int(Reason.RESERVED), int(Reason.AUTHORITY)
_REFUSED, _INSISTED_ON_MORE = int(Outcome.REFUSED), int(Reason.INSISTED_ON_MORE)


def count(
    c: Any, s: Any, cells: Any, asked: Any, codes: tuple[int, int], standards: Any, edges: Any, oldest: int
) -> None:
    """Add a contact to the sums of its week, type and team.

    Parameters
    ----------
    c : record
        A row of the contacts, by name.
    s : record
        The sums of `COUNTED`, by name, of the contacts of its type and team.
    cells : ndarray
        All sums; behind those of `COUNTED` issues by time to resolution, in the bins whose lower `edges` are minutes.
    asked : sequence of float
        Manager time asked for, in ticks, for each week of passing up and in it for each code.
    codes : tuple of int
        Its cell, and what stands for its type and team; see `sim.metrics.groups.Cells`.
    standards : ndarray
        Of each type; see `sim.metrics.standards.standards_of`.
    oldest : int
        Issues that arose before this tick have been followed for a week.
    """
    cell, code = codes
    is_routine = standards[c.type, ROUTINE] == 1
    _count_waits(c, s, standards)
    _count_outcome(c, s, is_routine)
    _count_escalation(c, s)
    _count_ask(c, s)
    if c.escalated >= 0 and not c.lane:
        asked[min(c.escalated // WEEK, len(asked) - 1), code] += c.manager_ticks + c.unmet_manager_ticks
    if c.issue_closed:
        _count_closing(c, s)
    if c.issue_closed and not is_routine:
        _count_issue(c, s, oldest)
        if c.resolved:
            cells[cell, _MANY + _place((c.ended - c.issue_first_arrived) / MINUTE, edges)] += 1.0


def _count_waits(c: Any, s: Any, standards: Any) -> None:
    s.contacts += 1.0
    s.handle_ticks += c.handle_ticks + c.held_ticks
    if not is_offered(c):
        return
    s.offered += 1.0
    if counts(c, standards):
        s.service_base += 1.0
        s.service_met += c.queued >= 0 and is_met(c, standards)
    if c.queued < 0:
        return
    wait = waited(c)
    s.queued += 1.0
    s.wait_ticks += wait
    s.waited += wait > 0
    if c.answered >= 0:
        s.answered += 1.0
        s.answered_wait_ticks += wait


def _count_outcome(c: Any, s: Any, is_routine: bool) -> None:
    outcome = c.outcome
    s.solved += outcome == _SOLVED
    s.abandoned += outcome == _ABANDONED
    s.cut_short += outcome == _CUT_SHORT
    s.left_unresolved += outcome == _LEFT_UNRESOLVED
    s.gave_up += outcome == _GAVE_UP
    s.contained += outcome == _CONTAINED
    s.dropped += outcome == _DROPPED
    s.left_open += outcome == _OPEN
    s.blocked += outcome == _BLOCKED
    s.balked += outcome == _BALKED
    if c.attempt == 1:
        s.own_goals += c.own_goal
    if c.attempt == 1 or c.kind == TRANSFER:  # who is handed on from a routine type begins an issue there
        s.begun += not is_routine
    if is_routine:
        s.routine += outcome == _SERVED
    elif c.answered >= 0:
        s.talked += 1.0
        s.anger_first += c.anger_first
        s.anger_last += c.anger_last


def _count_escalation(c: Any, s: Any) -> None:
    s.tried_self_service += c.tried_self_service
    s.diagnosed += c.diagnosed
    s.had_choice += c.had_choice
    s.manager_ticks += c.manager_ticks
    s.unmet_manager_ticks += c.unmet_manager_ticks
    s.lane_ticks += c.lane_ticks
    if c.outcome == _LANE:
        s.lane += 1.0
        s.rare_found += c.rare == 1
    if c.escalated >= 0 and not c.lane:
        s.escalated += 1.0
        s.walked_away += c.outcome == _WALKED_AWAY
        s.handled_up += c.manager_end >= 0
        s.choice_escalated += c.had_choice
        s.passed_up += c.reason == _CHOSEN
        s.failed_up += c.reason == _FAILED
        s.insisted_up += c.reason == _INSISTED
        s.reserved_up += c.reason == _RESERVED
        s.authority_up += c.reason == _AUTHORITY
        s.insisted_more_up += c.reason == _INSISTED_ON_MORE


def _count_ask(c: Any, s: Any) -> None:
    """Count what was granted, and the agent's own answer to what was asked: what a manager handed back is none."""
    if c.granted_by == 1:
        s.agent_cents += c.granted_cents
        s.owed_cents += c.granted_cents * c.owed
        s.overcompensated += c.granted_cents > c.ask_cents
    elif c.granted_by == 2:
        s.manager_cents += c.granted_cents
    goes_up = c.reason == _INSISTED_ON_MORE
    took_it = c.outcome == _SOLVED and c.returned < 0
    s.tried_another += c.outcome == _REFUSED
    if c.ask_cents != 0 and (goes_up or took_it or c.outcome == _REFUSED):
        s.asks_answered += 1.0
        s.asks_refused += c.refused
        s.owed_refused += c.refused and c.owed
        s.asks_unmet += max(0.0, 1.0 - c.offered_cents / c.ask_cents)
        s.insisted_after_no += c.refused and goes_up


def _count_closing(c: Any, s: Any) -> None:
    """Count a closed matter, routine ones included, by what the customer leaves with."""
    if c.resolved:
        s.closed_satisfied += c.satisfaction
        s.closed_dissatisfied += 1.0 - c.satisfaction
    elif c.outcome in (_ABANDONED, _DROPPED, _GAVE_UP, _WALKED_AWAY, _BLOCKED, _BALKED):
        s.closed_not_served += 1.0
        s.unmet_cents += c.unmet_cents
    else:
        s.closed_unresolved += 1.0


def _count_issue(c: Any, s: Any, oldest: int) -> None:
    s.issues += 1.0
    s.resolved += c.resolved
    s.satisfied += 100.0 * c.satisfaction
    if c.issue_first_arrived < oldest:
        s.first_contact_base += 1.0
        s.first_contact += c.resolved and c.issue_contacts == 1
        s.recorded += c.issue_contacts == 1 or c.issue_came_back > WEEK
    s.issue_contacts += c.issue_contacts
    s.issue_handoffs += c.issue_handoffs
    s.issue_wait_ticks += c.issue_wait_ticks
    s.incidents += c.incident
    s.advocacy += c.advocacy
    _count_satisfaction(c, s)


def _count_satisfaction(c: Any, s: Any) -> None:
    """Add the points of satisfaction that each term costs or brings, and what other weights would have given.

    The points of an issue add up exactly to its satisfaction less that of an issue without any term:
    the gradient is integrated along the straight line from none to all (Aumann and Shapley 1974).
    """
    logit = _logit(c.satisfaction)
    total = c.term_repeats + c.term_handoffs + c.term_wait + c.term_days
    total += c.term_unresolved + c.term_anger + c.term_apology + c.term_compensation
    if abs(total) > 1e-12:
        share = 100.0 * (c.satisfaction - logistic(logit - total)) / total
        s.points_repeats += share * c.term_repeats
        s.points_handoffs += share * c.term_handoffs
        s.points_wait += share * c.term_wait
        s.points_days += share * c.term_days
        s.points_unresolved += share * c.term_unresolved
        s.points_anger += share * c.term_anger
        s.points_apology += share * c.term_apology
        s.points_compensation += share * c.term_compensation
    rest = logit - c.term_handoffs - c.term_repeats
    handoffs, repeats = c.issue_handoffs, c.issue_contacts - 1
    if handoffs == 0 and repeats == 0:
        everywhere = 100.0 * logistic(rest)
        s.satisfied_corner_0 += everywhere
        s.satisfied_corner_1 += everywhere
        s.satisfied_corner_2 += everywhere
        s.satisfied_corner_3 += everywhere
        return
    s.satisfied_corner_0 += 100.0 * logistic(rest - _B_TRANSFER[0] * handoffs - _B_REPEAT[0] * repeats)
    s.satisfied_corner_1 += 100.0 * logistic(rest - _B_TRANSFER[0] * handoffs - _B_REPEAT[1] * repeats)
    s.satisfied_corner_2 += 100.0 * logistic(rest - _B_TRANSFER[1] * handoffs - _B_REPEAT[0] * repeats)
    s.satisfied_corner_3 += 100.0 * logistic(rest - _B_TRANSFER[1] * handoffs - _B_REPEAT[1] * repeats)


def _logit(chance: float) -> float:
    chance = min(max(chance, 1e-300), 1.0 - 1e-16)
    return math.log(chance / (1.0 - chance))


def _place(value: float, edges: Any) -> int:
    """Return the bin of a value: the last whose lower edge is not above it."""
    low, high = 0, len(edges)
    while high - low > 1:
        middle = (low + high) // 2
        if edges[middle] <= value:
            low = middle
        else:
            high = middle
    return low


_Row = namedtuple("_Row", COLUMNS)  # type: ignore[misc]


def count_contacts(contacts: Any, codes: Any, cells: Any, asked: Any, standards: Any, edges: Any, oldest: int) -> None:
    """Add contacts to the sums of a week, in plain Python; see `count`.

    Parameters
    ----------
    contacts : structured ndarray
        The rows.
    codes : ndarray of int64, shape (contacts, 2)
        Of each its cell, and the code of its type and team.
    cells : ndarray of float64, shape (cells, len(COUNTED) + len(edges))
        The sums of each type and team that some contact has, and its issues by time.
    asked : ndarray of float64, shape (weeks, codes)
        Manager time asked for.
    standards, edges, oldest
        As in `count`.
    """
    sums = [SimpleNamespace(**dict(zip(COUNTED, cell.tolist(), strict=False))) for cell in cells]
    bounds = edges.tolist()
    for row, (cell, code) in zip(map(_Row._make, contacts.tolist()), codes.tolist(), strict=True):
        count(row, sums[cell], cells, asked, (cell, code), standards, bounds, oldest)
    for cell, s in zip(cells, sums, strict=True):
        cell[:_MANY] = list(vars(s).values())
