"""From contacts with their times to the log that is fitted: in order, numbered, on the clock of its first Monday."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.fit.call_log import NEVER, CallLog
from sim.fit.reading.contact_times import ContactTimes
from sim.fit.reading.event_hours import event_cells
from sim.fit.reading.moments import DAY, NAT
from sim.fit.reading.taken import Taken
from sim.fit.reading.vocabulary import means, nobodies

_HOUR = 3_600_000
_EPOCH = datetime.date(1970, 1, 1)
_TOLD = ("issue", "agent", "caller", "answered", "left", "consulted", "transferred", "ended", "wrap_up")


def call_log(contacts: ContactTimes) -> CallLog:
    """Return the log of contacts that are in order of arrival.

    Parameters
    ----------
    contacts
        At least one.
    """
    taken = contacts.taken
    first = _EPOCH + datetime.timedelta(days=int(contacts.received[0] // DAY))
    monday = first - datetime.timedelta(days=first.weekday())
    origin = (monday - _EPOCH).days * DAY
    issue, issues = _issues(contacts)
    agent, agents = _people(contacts, "agent")
    caller, _ = _people(contacts, "caller")
    nothing = np.full(len(taken), NAT, np.int64)
    consulted, transferred = (
        _ticks(np.where(contacts.answered == NAT, NAT, taken.moments.get(role, nothing)), origin)
        for role in ("consulted", "transferred")
    )
    _note_events(contacts)
    log = CallLog(
        first_monday=monday,
        issues=issues,
        agents=agents,
        issue=issue,
        agent=agent,
        caller=caller.astype(np.int64),
        received=_ticks(contacts.received, origin),
        answered=_ticks(contacts.answered, origin),
        left=_ticks(contacts.left, origin),
        consulted=consulted,
        transferred=transferred,
        ended=_ticks(contacts.ended, origin),
        wrap_up=_ticks(contacts.wrap_up, 0),
        days=days_covered(contacts.received),
        files=taken.files,
        findings=tuple(taken.findings),
        hand_offs=_hand_offs(taken),
        priority=_priority(taken),
        score=taken.counts.get("score"),
        solved=_solved(taken),
        file=taken.file.astype(np.int32) if len(taken.files) > 1 else None,
    )
    return replace(log, unknown=frozenset(contacts.unknown | _not_told(contacts, log)))


def _not_told(contacts: ContactTimes, log: CallLog) -> set[str]:
    """Return the columns that no row fills, and what else the files leave out."""
    unknown = {name for name in _TOLD if bool(np.all(getattr(log, name) == NEVER))}
    if not (contacts.received % DAY).any():
        unknown.add("hours")
        contacts.cannot_know.append("no hours of day: dates have no time of day")
    if "issue" not in contacts.taken.codes:
        unknown.add("issue")
    return unknown


def _ticks(moments: NDArray[np.int64], origin: int) -> NDArray[np.int64]:
    return np.where(moments == NAT, NEVER, moments - origin)


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
    used, where = np.unique(found, return_index=True)
    order = [int(code) for _, code in sorted(zip(where.tolist(), used.tolist(), strict=True)) if code >= 0]
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


def days_covered(received: NDArray[np.int64]) -> tuple[datetime.date, ...]:
    """Return the days with rows, and days without between them whose weekday mostly has some.

    Parameters
    ----------
    received
        ms since 1970-01-01.
    """
    with_rows = set(np.unique(received // DAY).tolist())
    every = range(min(with_rows), max(with_rows) + 1)
    often = {
        weekday: np.mean([day in with_rows for day in every if day % 7 == weekday])
        for weekday in {day % 7 for day in every}
    }
    return tuple(_EPOCH + datetime.timedelta(days=day) for day in every if day in with_rows or often[day % 7] >= 0.5)


def _note_events(contacts: ContactTimes) -> None:
    """Say which hours had several times their usual contacts."""
    day, hour = contacts.received // DAY, contacts.received % DAY // _HOUR
    if not hour.any():
        return
    days = np.unique(day)
    cells = np.zeros((len(days), 24))
    np.add.at(cells, (np.searchsorted(days, day), hour), 1)
    found = event_cells(cells, (days + 3) % 7)
    if found.any():
        largest = sorted(np.argwhere(found).tolist(), key=lambda at: -cells[at[0], at[1]])[:6]
        when = [f"{_EPOCH + datetime.timedelta(days=int(days[d]))} {h}:00" for d, h in largest]
        more = f" and {int(found.sum()) - 6} more" if found.sum() > 6 else ""
        rows = found[np.searchsorted(days, day), hour]
        contacts.taken.note(
            f"in {int(found.sum())} hours with over three times their usual contacts, events: {', '.join(when)}{more}",
            rows,
        )
