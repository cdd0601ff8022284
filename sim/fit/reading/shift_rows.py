"""From the rows of a roster to shifts; lengths and ends that it does not tell are asked."""

from __future__ import annotations

import datetime

import numpy as np

from sim.clock import DAY, MINUTE
from sim.fit.call_log import Finding
from sim.fit.reading.call_assembly import running_names
from sim.fit.reading.mapping import Mapping
from sim.fit.reading.moments import NAT
from sim.fit.reading.shifts_within import one_at_a_time
from sim.fit.reading.taken import Taken
from sim.fit.reading.vocabulary import means, weekday_of
from sim.fit.shift_table import ShiftRow, ShiftTable
from sim.scenario.clocks import days_of
from sim.scenario.problems import Problem, ScenarioError, printable


def shift_table(taken: Taken, mapping: Mapping) -> ShiftTable:
    """Return the shifts of a roster.

    Parameters
    ----------
    taken
        Its rows.
    mapping
        The answers that stand in no file.

    Raises
    ------
    ScenarioError
        With a problem for each length that neither the file nor the mapping tells, and for the weekdays.
    """
    _ask(taken, mapping)
    activities = taken.names.get("activity", ())
    works = np.array([*(not means(name, "no work") for name in activities), True])
    activity = taken.codes.get("activity", np.full(len(taken), -1, np.int32))
    taken.note("not at work by their state (leave, sickness)", ~works[activity])
    start = taken.moments["shift"] if "shift" in taken.moments else np.full(len(taken), NAT, np.int64)
    taken.note("rows without a start: left out", start == NAT)
    names = _agents(taken)
    rows = []
    for row in np.flatnonzero(start != NAT):
        begin = int(start[row]) % DAY // MINUTE
        end = _end(taken, int(row), begin, mapping)
        day, weekday = _day(taken, int(row))
        rows.append(
            ShiftRow(
                agent=names[row],
                team=_name(taken, "group", int(row)),
                activity=_name(taken, "activity", int(row)),
                works=bool(works[activity[row]]),
                day=day,
                weekday=weekday,
                start=begin,
                end=end,
                pauses=_pauses(taken, int(row), begin, mapping),
            )
        )
    if not rows:
        raise ScenarioError(
            [
                Problem(
                    "no row of the roster has a start; give a column of times the role shift", "columns", taken.files[0]
                )
            ]
        )
    shifts = _one_at_a_time(rows, taken)
    weekdays = days_of(mapping.weekdays) if mapping.weekdays else ()
    return ShiftTable(rows=tuple(shifts), weekdays=weekdays, files=taken.files, findings=taken.findings.found())


def _one_at_a_time(rows: list[ShiftRow], taken: Taken) -> list[ShiftRow]:
    """Return shifts of which no agent has two at once; rows within one are counted."""
    shifts, paused, again = one_at_a_time(rows)
    for many, what in ((paused, "breaks, lunches and meetings of the shift"), (again, "tasks of the shift, no shifts")):
        if many:
            words = f"rows within a shift of the same agent: {what} around them"
            taken.findings.add([Finding(what=words, rows=many, example=taken.files[0])])
    return shifts


def _ask(taken: Taken, mapping: Mapping) -> None:
    """Ask for what the roster does not tell, all at once."""
    asked = []
    if "shift_end" not in taken.moments and mapping.shift_minutes is None:
        asked.append(
            ("shift_minutes", "the roster tells when shifts start, not when they end; how many minutes is a shift?")
        )
    for role, key, what in (("lunch", "lunch_minutes", "lunch"), ("pause", "break_minutes", "a break")):
        if role in taken.moments and f"{role}_minutes" not in taken.spans and getattr(mapping, key) is None:
            asked.append((key, f"the roster tells when {what} starts, not how long it is; how many minutes?"))
    if (
        "date" not in taken.moments
        and "weekday" not in taken.codes
        and "shift" in taken.clocks
        and not mapping.weekdays
    ):
        asked.append(("weekdays", "the roster has no days; on which weekdays does it hold, such as mon-fri?"))
    if asked:
        raise ScenarioError([Problem(words, key, taken.files[0]) for key, words in asked])


def _agents(taken: Taken) -> list[str]:
    """Return running names; rows without an agent are one each."""
    codes = taken.codes.get("agent", np.full(len(taken), -1, np.int32))
    many = int(codes.max(initial=-1)) + 1
    nobody = np.cumsum(codes < 0) + many - 1
    names = running_names(many + int((codes < 0).sum()))
    return [names[code if code >= 0 else other] for code, other in zip(codes, nobody, strict=True)]


def _name(taken: Taken, role: str, row: int) -> str:
    if role not in taken.codes or taken.codes[role][row] < 0:
        return ""
    return printable(taken.names[role][taken.codes[role][row]], 100)


def _day(taken: Taken, row: int) -> tuple[datetime.date | None, int | None]:
    """Return the date of a row, or its weekday."""
    role = "date" if "date" in taken.moments else "shift" if "shift" not in taken.clocks else ""
    if role and taken.moments[role][row] != NAT:
        return datetime.date(1970, 1, 1) + datetime.timedelta(days=int(taken.moments[role][row] // DAY)), None
    return None, weekday_of(_name(taken, "weekday", row)) if "weekday" in taken.codes else None


def _end(taken: Taken, row: int, begin: int, mapping: Mapping) -> int:
    """Return when a shift ends, in minutes after 00:00 of the day on which it begins."""
    if "shift_end" in taken.moments and taken.moments["shift_end"][row] != NAT:
        end = int(taken.moments["shift_end"][row]) % DAY // MINUTE
        return end if end > begin else end + 1440
    return begin + round(mapping.shift_minutes or 480)


def _pauses(taken: Taken, row: int, begin: int, mapping: Mapping) -> tuple[tuple[int, int], ...]:
    """Return begin and end of lunch and break."""
    found = []
    for role, asked in (("lunch", mapping.lunch_minutes), ("pause", mapping.break_minutes)):
        if role in taken.moments and taken.moments[role][row] != NAT:
            start = int(taken.moments[role][row]) % DAY // MINUTE
            start += 1440 if start < begin else 0
            own = taken.spans.get(f"{role}_minutes")
            long = asked if own is None or np.isnan(own[row]) else own[row] / 60
            found.append((start, start + round(long or 0)))
    return tuple(sorted(found))
