"""From contacts with their times to the log that is fitted: in order, numbered, on the clock of its first Monday."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, HOUR
from sim.fit.call_log import HAND_OVER_KINDS, NEVER, CallLog
from sim.fit.compact_columns import Packed, held, some_of
from sim.fit.reading.contact_times import ContactTimes
from sim.fit.reading.event_hours import event_cells
from sim.fit.reading.moments import NAT
from sim.fit.reading.taken import Taken
from sim.fit.reading.vocabulary import means, nobodies
from sim.scenario.problems import printable

_MANY_AT_ONCE, _ENOUGH = 0.2, 1_000_000
_EPOCH = datetime.date(1970, 1, 1)
_TIMES = ("received", "answered", "left", "consulted", "transferred", "ended", "wrap_up")
_TOLD = ("issue", "agent", "caller", "answered", "left", "consulted", "transferred", "ended", "wrap_up")


def call_log(contacts: ContactTimes) -> CallLog:
    """Return the log of contacts that are in order of arrival.

    Parameters
    ----------
    contacts
        At least one.
    """
    taken = contacts.taken
    monday, origin = monday_before(int(contacts.received[0]))
    issue, issues = _issues(contacts)
    agent, agents = _people(contacts, "agent")
    caller, _ = _people(contacts, "caller")
    _note_events(contacts)
    times: dict[str, Any] = {name: _ticks(contacts, name, origin) for name in _TIMES}
    kinds = _hand_over_kind(taken)
    log = CallLog(
        first_monday=monday,
        issues=issues,
        agents=agents,
        issue=issue,
        agent=agent,
        caller=caller.astype(np.int64),
        days=days_covered(contacts.received),
        files=taken.files,
        findings=taken.findings.found(),
        hand_offs=_hand_offs(taken),
        hand_over_kind=kinds,
        priority=_priority(taken),
        score=taken.counts.get("score"),
        solved=_solved(taken),
        file=taken.file.astype(np.int32) if len(taken.files) > 1 else None,
        **times,
    )
    return replace(log, unknown=frozenset(_not_told(contacts, log) | contacts.unknown), **held(log))


def _many_at_once(log: CallLog) -> bool:
    """Tell whether agents often begin a contact while two others of theirs go on, as with tickets and chats.

    The first million contacts tell it.
    """
    agent, start, end = (some_of(log, name, slice(0, _ENOUGH)) for name in ("agent", "answered", "ended"))
    known = (start >= 0) & (agent >= 0) & (end >= start)
    order = np.flatnonzero(known)[np.lexsort((start[known], agent[known]))]
    agent, start, end = agent[order], start[order], end[order]
    both = (agent[2:] == agent[:-2]) & (end[:-2] > start[2:]) & (end[1:-1] > start[2:])
    return len(both) > 0 and float(both.mean()) > _MANY_AT_ONCE


def _not_told(contacts: ContactTimes, log: CallLog) -> set[str]:
    """Return the columns that no row fills, and what else the files leave out."""
    if _many_at_once(log):
        contacts.unknown.add("work")
        contacts.cannot_know.append(
            "work: agents have three and more contacts at once, so their lengths are no handle times"
        )
    unknown = {name for name in _TOLD if _is_empty(held(log)[name])}
    if not (contacts.received % DAY).any():
        unknown.add("hours")
        contacts.cannot_know.append("no hours of day: dates have no time of day")
    if "issue" not in contacts.taken.codes:
        unknown.add("issue")
    return unknown


def _is_empty(column: NDArray[np.int64] | Packed) -> bool:
    return not (column.known.any() if isinstance(column, Packed) else (column != NEVER).any())


def _ticks(contacts: ContactTimes, name: str, origin: int) -> NDArray[np.int64] | Packed:
    """Return a column of moments as ticks since the first Monday; packed ones are counted from the arrival anyway."""
    column = held(contacts)[name]
    if isinstance(column, Packed) and name != "received":
        return column
    moments = getattr(contacts, name)
    return np.where(moments == NAT, NEVER, moments - (origin if name != "wrap_up" else 0))


def _issues(contacts: ContactTimes) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Number the issue types by their names; rows without one have a type of their own."""
    codes, names = contacts.taken.codes.get("issue"), contacts.taken.names.get("issue", ())
    if codes is None:
        return np.zeros(len(contacts.taken), np.int32), ("all",)
    used = np.unique(codes)
    known = sorted(
        (names[code] for code in used if code >= 0), key=lambda name: (len(name) if name.isdigit() else 99, name)
    )
    number = {name: place for place, name in enumerate(known)}
    if (codes < 0).any():
        contacts.taken.note("without an issue type: a type of their own, not told", codes < 0)
        known.append("not told")
    lookup = np.array([*(number.get(name, 0) for name in names), len(known) - 1], np.int32)
    return lookup[codes], tuple(known)


def _people(contacts: ContactTimes, role: str) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Number people by first appearance: their own names and numbers go no further."""
    codes, names = contacts.taken.codes.get(role), contacts.taken.names.get(role, ())
    if codes is None:
        return np.full(len(contacts.taken), NEVER, np.int32), ()
    nobody = nobodies(names)
    found = np.where(nobody[codes], NEVER, codes)
    if role == "agent":
        found = np.where(contacts.answered == NAT, NEVER, found)
    first = np.full(
        len(names) + 1, len(found)
    )  # of a code that is set twice, the last stands: the first row from behind
    first[found[::-1]] = np.arange(len(found) - 1, -1, -1)
    first[NEVER] = len(found)
    order = np.argsort(first, kind="stable")[: int((first < len(found)).sum())]
    lookup = np.full(len(names) + 1, NEVER, np.int32)
    lookup[order] = np.arange(len(order))
    return lookup[found], running_names(len(order))


def running_names(many: int) -> tuple[str, ...]:
    """Return `A001`, `A002` …"""
    width = max(3, len(str(many)))
    return tuple(f"A{number:0{width}}" for number in range(1, many + 1))


def _hand_offs(taken: Taken) -> NDArray[np.int32] | None:
    counts = taken.counts.get("hand_offs")
    return None if counts is None else np.where(np.isnan(counts), NEVER, np.nan_to_num(counts)).astype(np.int32)


def _hand_over_kind(taken: Taken) -> NDArray[np.int8] | None:
    """Return of which kind each hand-over is; words that tell none are taken for the agent's choice, and said."""
    if "hand_over_kind" not in taken.codes:
        return None
    names = taken.names["hand_over_kind"]
    none = [means(name, "not answered") or bool(nobodies([name])[0]) for name in names]  # `no`, `none`
    told = [next((n for n, kind in enumerate(HAND_OVER_KINDS) if means(name, kind)), NEVER) for name in names]
    strange = np.array([*(kind == NEVER and not no for kind, no in zip(told, none, strict=True)), False])
    words = ", ".join(printable(name, 20) for name, odd in zip(names, strange, strict=False) if odd)
    codes = taken.codes["hand_over_kind"]
    taken.note(f"kinds of hand-over that tell neither rule nor demand, taken for the agent's choice: {words[:80]}",
               strange[codes])  # fmt: skip
    kinds = np.where(strange[:-1], HAND_OVER_KINDS.index("chosen"), np.where(none, NEVER, told))
    return np.append(kinds, NEVER).astype(np.int8)[codes]


def _solved(taken: Taken) -> NDArray[np.int32] | None:
    if "solved" not in taken.codes:
        return None
    told = [
        1 if means(name, "answered") else 0 if means(name, "not answered") else NEVER for name in taken.names["solved"]
    ]
    return np.array([*told, NEVER], np.int32)[taken.codes["solved"]]


def _priority(taken: Taken) -> NDArray[np.int32] | None:
    """Return the number that each class begins with; classes without one are numbered by their names."""
    if "priority" not in taken.codes:
        return None
    names = taken.names["priority"]
    figures = [re.match(r"-?[0-9]{1,9}", name) for name in names]
    ranks = {name: place for place, name in enumerate(sorted(names))}
    told = [int(figure[0]) if figure else ranks[name] for name, figure in zip(names, figures, strict=True)]
    return np.array([*told, NEVER], np.int32)[taken.codes["priority"]]


def monday_before(moment: int) -> tuple[datetime.date, int]:
    """Return the Monday of a moment's week, and its 00:00; both in ms since 1970-01-01."""
    day = _EPOCH + datetime.timedelta(days=moment // DAY)
    monday = day - datetime.timedelta(days=day.weekday())
    return monday, (monday - _EPOCH).days * DAY


def days_covered(received: NDArray[np.int64]) -> tuple[datetime.date, ...]:
    """Return the days with rows, and days without between them whose weekday mostly has some.

    Parameters
    ----------
    received
        ms since 1970-01-01.
    """
    first = int(received.min()) // DAY
    with_rows = {first + int(day) for day in np.flatnonzero(np.bincount(received // DAY - first))}
    every = range(min(with_rows), max(with_rows) + 1)
    often = {
        weekday: np.mean([day in with_rows for day in every if day % 7 == weekday])
        for weekday in {day % 7 for day in every}
    }
    return tuple(_EPOCH + datetime.timedelta(days=day) for day in every if day in with_rows or often[day % 7] >= 0.5)


def _note_events(contacts: ContactTimes) -> None:
    """Say which hours had several times their usual contacts."""
    hours = contacts.received // HOUR
    first = int(hours.min()) // 24
    hours -= first * 24
    table = np.bincount(hours, minlength=int(hours.max()) // 24 * 24 + 24).reshape(-1, 24)
    days = first + np.flatnonzero(table.any(axis=1))
    if not table[:, 1:].any():
        return
    cells = table[days - first].astype(np.float64)
    found = event_cells(cells, (days + 3) % 7)
    if found.any():
        largest = sorted(np.argwhere(found).tolist(), key=lambda at: -cells[at[0], at[1]])[:6]
        when = [f"{_EPOCH + datetime.timedelta(days=int(days[d]))} {h}:00" for d, h in largest]
        more = f" and {int(found.sum()) - 6} more" if found.sum() > 6 else ""
        marked = np.zeros(table.shape, bool)
        marked[days - first] = found
        rows = marked.reshape(-1)[hours]
        contacts.taken.note(
            f"in {int(found.sum())} hours with over three times their usual contacts, events: {', '.join(when)}{more}",
            rows,
        )
