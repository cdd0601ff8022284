"""What one contact adds to the sums of its intervals: plain scalar functions, compiled where numba is installed.

Contacts count in the interval of the week in which they join a line, or are turned away from it; for the team, in that
of their answer, and its time with them in every interval over which it lasts.
"""

from typing import Any

from sim.clock import WEEK
from sim.journeys.records import Outcome
from sim.metrics.standards import WITHIN, counts, is_met, is_offered, is_short, waited

TYPE_SUMS = (
    *("offered", "queued", "answered", "in_time", "abandoned", "abandoned_short", "blocked", "balked", "dropped"),
    *("gave_up", "left_open", "service_base", "service_met", "wait_ticks", "answered_wait_ticks", "handle_ticks"),
)
"""What is counted of each issue type in each interval of joining."""
TEAM_SUMS = (
    *("answered", "in_time", "answered_wait_ticks", "handling_ticks"),
    *("duty_ticks", "overtime_ticks", "away_ticks"),
)
"""What is counted of each team: those answered in the interval; time with customers, on duty, beyond, off the phone."""
(_OFFERED, _QUEUED, _ANSWERED, _IN_TIME, _ABANDONED, _SHORT, _BLOCKED, _BALKED, _DROPPED, _GAVE_UP, _LEFT_OPEN, _BASE,
 _MET, _WAIT, _ANSWERED_WAIT, _HANDLE) = range(len(TYPE_SUMS))  # fmt: skip
_BY_TEAM, _BY_TEAM_IN_TIME, _BY_TEAM_WAIT, _HANDLING, _DUTY, _OVERTIME, _AWAY = range(len(TEAM_SUMS))
SPELLS = (_DUTY, _OVERTIME, _AWAY)
"""The columns of an agent's spells at work, by their kind."""


def count_by_interval(c: Any, types: Any, teams: Any, standards: Any, width: int) -> None:
    """Add a contact to the sums of its type and team.

    Parameters
    ----------
    c : record
        A row of the contacts, by name.
    types, teams : ndarray, shape (groups, intervals of a week, sums)
        In the order of `TYPE_SUMS` and of `TEAM_SUMS`.
    standards : ndarray
        See `sim.metrics.standards.standards_of`.
    width : int
        Of an interval, in ticks.
    """
    if not is_offered(c):
        return
    joined = (c.queued if c.queued >= 0 else c.arrived) % WEEK // width
    its = types[c.type, joined]
    its[_OFFERED] += 1.0
    its[_ABANDONED] += c.outcome == Outcome.ABANDONED
    its[_BLOCKED] += c.outcome == Outcome.BLOCKED
    its[_BALKED] += c.outcome == Outcome.BALKED
    its[_DROPPED] += c.outcome == Outcome.DROPPED
    its[_GAVE_UP] += c.outcome == Outcome.GAVE_UP
    its[_LEFT_OPEN] += c.outcome == Outcome.OPEN
    if counts(c, standards):
        its[_BASE] += 1.0
        its[_MET] += c.queued >= 0 and is_met(c, standards)
    if c.queued < 0:
        return
    its[_QUEUED] += 1.0
    its[_WAIT] += waited(c)
    its[_SHORT] += is_short(c, standards)
    its[_HANDLE] += c.handle_ticks + c.held_ticks
    if c.answered >= 0:
        wait = c.answered - c.queued
        its[_ANSWERED] += 1.0
        its[_IN_TIME] += wait <= standards[c.type, WITHIN]
        its[_ANSWERED_WAIT] += wait
        ours = teams[c.team, c.answered % WEEK // width]
        ours[_BY_TEAM] += 1.0
        ours[_BY_TEAM_IN_TIME] += wait <= standards[c.type, WITHIN]
        ours[_BY_TEAM_WAIT] += wait
        spread(teams, c.team, _HANDLING, (c.answered, c.released + c.wrap_up_ticks), width)
        if c.returned_answered >= 0:
            spread(teams, c.team, _HANDLING, (c.returned_answered, c.returned_released), width)


def spread(teams: Any, team: int, column: int, spell: tuple[int, int], width: int) -> None:
    """Add a spell of a team to every interval over which it lasts."""
    start, end = spell
    while start < end:
        until = min(end, start - start % width + width)
        teams[team, start % WEEK // width, column] += until - start
        start = until


def count_duty(row: Any, teams: Any, width: int) -> None:
    """Add an agent's spell at work to the sums of the team."""
    spread(teams, row.team, SPELLS[row.kind], (row.start, row.end), width)
