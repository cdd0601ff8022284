"""What a row of a table is: a call, an event of a ticket, an interval or a shift; nothing where nothing tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sim.fit.reading.cell_kinds import CLOCK, DATE, EMPTY, MOMENT, NUMBER, form_of, kind_of, split_moment, without_zone
from sim.fit.reading.fitness import ALL_ROLES, fitness, is_flag
from sim.fit.reading.heads import HOURS_ACROSS, Column, Head
from sim.fit.reading.odd_moments import tidy
from sim.fit.reading.said_by_cells import is_audit, says_states
from sim.fit.reading.vocabulary import roles_of, weekday_of

_OF_A_CALL = frozenset(
    {
        "answered",
        "left",
        "ended",
        "wait",
        "talk",
        "handle",
        "duration",
        "caller",
        "outcome",
        "agent",
        "hand_offs",
        "score",
    }
)
"""What a row tells that is a call or a ticket, and no row of a table of volumes."""
SHIFT = re.compile(r"([0-9]{1,2}(?:[:.][0-9]{2})?(?: ?[AaPp]\.?[Mm]\.?)?) ?(?:[-–]|to|bis|tot|a) ?(?=[0-9])")
"""The begin of a shift, and what stands before its end."""
_FIVE_MINUTES = re.compile(r"[0-9]{1,2}:[0-5][05](:00([.,]0+)?)?( ?[AaPp][Mm])?")
_LEAST_WIDE = {DATE: 2, CLOCK: 3, "weekday": 4}


def shift_names(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return the names of columns that are dates or weekdays with shifts such as `8:00-16:30` below."""
    kinds: dict[str, list[str]] = {DATE: [], "weekday": []}
    for each in columns:
        kind = "weekday" if weekday_of(each.name.split()[0] if each.name else "") is not None else kind_of(each.name)
        if kind in kinds and any(SHIFT.match(cell) for cell in each.profile.examples):
            kinds[kind].append(each.name)
    return next((tuple(kinds[kind]) for kind in (DATE, "weekday") if len(kinds[kind]) > 1), ())


def begin_of_interval(name: str) -> str:
    """Return where an interval begins whose name tells its end too, as `8:00 - 8:30` does."""
    return re.split(r" ?[-–] ?(?=\d+:)", tidy(name))[0]


def is_hour(name: str, columns: Sequence[Column]) -> bool:
    """Tell whether a name is an hour among several others, as 8 is among 7, 8, 9 …"""
    return bool(HOURS_ACROSS.fullmatch(name)) and sum(bool(HOURS_ACROSS.fullmatch(each.name)) for each in columns) > 5


def wide_names(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return the names of columns that are clocks or dates themselves, with numbers below: a table that is wide."""
    kinds: dict[str, list[str]] = {CLOCK: [], DATE: [], "weekday": []}
    for each in columns:
        if each.profile.kind in (NUMBER, EMPTY):
            kind = CLOCK if is_hour(each.name, columns) else kind_of(begin_of_interval(each.name))
            if kind == MOMENT or form_of(each.name) == "yyyymmdd":
                kind = DATE
            elif weekday_of(each.name) is not None:
                kind = "weekday"
            kinds.setdefault(kind, []).append(each.name)
    return next((tuple(kinds[kind]) for kind, least in _LEAST_WIDE.items() if len(kinds[kind]) >= least), ())


def row_of(head: Head) -> str:
    """Tell what a row is; empty where nothing tells it."""
    found = {role for each in head.columns for role in fitness(each, ALL_ROLES)}
    kinds = {each.profile.kind for each in head.columns}
    has_time = bool({MOMENT, DATE, CLOCK} & kinds) or bool(found & {"received", "date"})
    told = [(each, its) for each in head.columns if (its := fitness(each, ALL_ROLES))]
    # 0 and 1 alone may be counts of a quiet queue or say yes and no: they tell nothing of rows.
    best = {max(its, key=lambda role: its[role]) for each, its in told if "volume" in its or not is_flag(each.profile)}
    if wide_names(head.columns):
        return "interval"
    if not head.named:
        return "interval" if {MOMENT, DATE, CLOCK} & set(kinds) and NUMBER in kinds else ""
    tickets = [each for each in head.columns if "call" in fitness(each, ("call",))]
    if "updated" in best and any(each.profile.distinct < 0.9 * each.profile.filled for each in tickets):
        return "event"
    counts = {"volume", "answered_calls", "abandoned_calls", "agents"} & best
    if "weekday" in found and "handle" in best and not {MOMENT, DATE} & kinds:
        return "interval"
    if counts and not {"outcome", "caller", "ended"} & best and (has_time or "weekday" in found):
        return "interval"
    is_roster = {"lunch", "pause", "shift_end", "activity"} & found and "agent" in found | best
    if is_roster and MOMENT not in kinds and not {"wait", "talk", "call", "caller", "answered", "outcome"} & best:
        return "shift"
    if is_audit(head.columns) or (says_states(head.columns) and not {"wait", "caller", "outcome"} & best):
        return ""
    named_counts = any({"volume", "answered_calls"} & roles_of(each.name, EMPTY).keys() for each in head.columns)
    if named_counts and not found & _OF_A_CALL:
        return ""
    if NUMBER in kinds and not (found - {"call"}) & _OF_A_CALL and _some_are_not_known(head):
        return "interval" if _is_regular(head) else ""
    return "call" if has_time else ""


def _some_are_not_known(head: Head) -> bool:
    """Tell whether columns of numbers are nothing that is known: they may be volumes under a strange name."""
    return any(each.profile.kind == NUMBER and not fitness(each, ALL_ROLES) for each in head.columns)


def _is_regular(head: Head) -> bool:
    """Tell whether the moments of a table are whole five minutes, as those of intervals are and those of calls not."""
    times = [each for each in head.columns if each.profile.kind in (MOMENT, CLOCK)]
    clocks = [clock for each in times for cell in each.cells if (clock := without_zone(split_moment(cell)[1]))]
    return len(clocks) > 3 and all(_FIVE_MINUTES.fullmatch(clock) for clock in clocks)
