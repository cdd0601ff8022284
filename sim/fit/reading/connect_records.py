"""Amazon Connect: contact records and the agent event stream, as lines of JSON; and other JSON as plain rows."""

from __future__ import annotations

import datetime
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.fit.call_log import Finding
from sim.fit.reading.grids import HEAD_ROWS, Grid, opened, unreadable
from sim.fit.reading.moments import NAT
from sim.fit.reading.phone_contacts import OneContact, Spells
from sim.reading.text import encoding_of

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MOST_ROWS = 200_000
_MOST_BESIDE = 8
"""An object with a list of objects and at most so many figures beside it wraps rows: a page of an answer."""
Record = dict[str, Any]


def is_json(begin: bytes) -> bool:
    """Tell whether the first bytes of a file are JSON."""
    return begin.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and b'"' in begin[:2000]


def records_of(path: Path) -> Iterator[tuple[int, Record]]:
    """Read the objects of a file: one in each line, one after another, or in a list.

    Parameters
    ----------
    path
        The file.

    Yields
    ------
    tuple of int and dict
        Where each stands (its line), and its content. What is broken is yielded as an empty dict.

    Raises
    ------
    ScenarioError
        If the file is a broken list.
    """
    with opened(path) as stream:
        buffered = io.BufferedReader(stream, 1 << 16)
        text = io.TextIOWrapper(buffered, encoding_of(buffered.peek(1 << 16)) or "utf-8", "replace")
        first = text.readline()
        if first.lstrip().startswith("["):
            try:
                whole = json.loads(first + text.read())
            except ValueError as error:
                raise unreadable(str(path), f"is no whole JSON ({error})"[:200]) from None
            yield from ((number, each if isinstance(each, dict) else {}) for number, each in enumerate(whole, start=1))
            return
        decoder, number, rest = json.JSONDecoder(), 0, ""
        for line in (first, *text):
            number, rest = number + 1, (rest + line).lstrip()
            while rest.startswith("{"):
                try:
                    each, end = decoder.raw_decode(rest)
                except ValueError:
                    break
                yield number, each
                rest = rest[end:].lstrip(" \t\r\n,")
            if rest and (not rest.startswith("{") or (line.startswith("{") and len(rest) > 1_000_000)):
                yield number, {}
                rest = ""
        if rest.strip():
            yield number, {}


def is_contact(record: Record) -> bool:
    """Tell whether an object is a contact record."""
    return "ContactId" in record and bool({"InitiationTimestamp", "LastUpdateTimestamp", "Queue"} & record.keys())


def is_agent_event(record: Record) -> bool:
    """Tell whether an object is an event of an agent."""
    return "EventType" in record and "AgentARN" in record


class ConnectRecords:
    """The contacts and the agents' spells of Amazon Connect's files.

    Attributes
    ----------
    calls
        Contacts that entered a queue or were connected.
    spells
        Log-ins, and states other than available.
    """

    utc = True

    def __init__(self, name: str) -> None:
        self.name = name
        self.calls: list[OneContact] = []
        self.spells = Spells()
        self._contacts: dict[str, tuple[str, int, Record]] = {}
        self._events: dict[str, tuple[str, int, Record]] = {}
        self._counts: Counter[str] = Counter()
        self._first: dict[str, int] = {}

    def add(self, line: int, record: Record) -> None:
        """Take an object. Each is delivered at least once: the last of a contact by its update stays."""
        if is_contact(record):
            known, update = self._contacts, str(record.get("LastUpdateTimestamp") or "")
            key = str(record["ContactId"])
        elif is_agent_event(record):
            known, update = self._events, ""
            key = str(record.get("EventId") or (record["AgentARN"], record["EventType"], record.get("EventTimestamp")))
        else:
            self._note("lines that are no record: left out", line)
            return
        if key in known:
            self._note("records delivered again: the last by its update stays", line)
            if update < known[key][0]:
                return
        known[key] = update, line, record

    def finish(self) -> None:
        """Work out contacts and spells from what was added."""
        for _, line, record in self._contacts.values():
            self._contact(line, record)
        events = sorted(self._events.values(), key=lambda each: str(each[2].get("EventTimestamp")))
        for _, line, record in events:
            self._agent_event(line, record)
        if events and (last := _moment(events[-1][2].get("EventTimestamp"))) != NAT:
            self.spells.close(last)

    def findings(self) -> list[Finding]:
        """Return what was found, each with its first line."""
        return [
            Finding(what=what, rows=rows, example=f"{self.name}:{self._first[what]}")
            for what, rows in self._counts.items()
        ]

    def _note(self, what: str, line: int) -> None:
        self._counts[what] += 1
        self._first.setdefault(what, line)

    def _contact(self, line: int, record: Record) -> None:
        queue, agent = _part(record, "Queue"), _part(record, "Agent")
        queued, connected = _moment(queue.get("EnqueueTimestamp")), _moment(agent.get("ConnectedToAgentTimestamp"))
        method = str(record.get("InitiationMethod") or "")
        if method in ("OUTBOUND", "EXTERNAL_OUTBOUND"):
            self._note("outbound contacts: left out", line)
            return
        if method in ("TRANSFER", "QUEUE_TRANSFER") and str(record.get("PreviousContactId")) in self._contacts:
            self._note("second legs of transferred contacts: they stand with the first", line)
            return
        if queued == NAT and connected == NAT:
            self._note("never in a queue (ended in the menu): left out", line)
            return
        ended = _moment(record.get("DisconnectTimestamp"))
        its = OneContact(line, queued if queued != NAT else connected, str(queue.get("Name") or queue.get("ARN") or ""))
        its.caller = str(_part(record, "CustomerEndpoint").get("Address") or "")
        if connected == NAT:
            dequeued = _moment(queue.get("DequeueTimestamp"))
            its.left = dequeued if dequeued != NAT else ended
        else:
            its.answered, its.ended = connected, ended
            its.agent = str(agent.get("ARN") or agent.get("Username") or "")
            its.transferred = _moment(record.get("TransferCompletedTimestamp"))
            work = agent.get("AfterContactWorkDuration")
            its.wrap_up = round(1000 * work) if isinstance(work, int | float) else NAT
        self.calls.append(its)

    def _agent_event(self, line: int, record: Record) -> None:
        agent, when = str(record["AgentARN"]), _moment(record.get("EventTimestamp"))
        if when == NAT:
            self._note("events without a moment: left out", line)
            return
        kind = record["EventType"]
        if kind == "LOGIN":
            self.spells.begin(agent, "", "in", when)
        elif kind == "LOGOUT":
            self.spells.end_pauses(agent, when)
            self.spells.end(agent, "", "in", when)
        if kind in ("LOGIN", "STATE_CHANGE"):
            status = _part(_part(record, "CurrentAgentSnapshot"), "AgentStatus")
            name, sort = str(status.get("Name") or ""), str(status.get("Type") or "")
            off = name.casefold() not in ("", "available", "offline") and sort != "ROUTABLE"
            current = {each[2] for each in self.spells.going if each[0] == agent and each[2] != "in"}
            if current != ({name} if off else set()):
                self.spells.end_pauses(agent, when)
                if off:
                    self.spells.begin(agent, "", name, when)


def _part(record: Mapping[str, Any], key: str) -> Record:
    part = record.get(key)
    return part if isinstance(part, dict) else {}


def _moment(text: object) -> int:
    """Read a moment such as `2024-01-08T09:00:00Z` as ms since 1970-01-01."""
    if not isinstance(text, str):
        return NAT
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        return NAT
    aware = found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
    return (aware - _EPOCH) // datetime.timedelta(milliseconds=1)


def grid_of_json(path: Path) -> Grid:
    """Return other JSON as rows: a column for each key, those of parts below with a dot."""
    rows: list[dict[str, str]] = []
    broken = 0
    for _, record in records_of(path):
        broken += not record
        inside = [each for each in record.values() if isinstance(each, list) and each and isinstance(each[0], dict)]
        if len(inside) == 1 and not list(_flat(record, ""))[_MOST_BESIDE:]:
            rows += [dict(_flat(each, "")) for each in inside[0] if isinstance(each, dict)]
        elif record:
            rows.append(dict(_flat(record, "")))
        if len(rows) > _MOST_ROWS:
            raise unreadable(str(path), f"has more than {_MOST_ROWS:,} objects; save it as CSV")
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        raise unreadable(str(path), "is JSON that holds no rows")
    cells = [names, *([row.get(name, "") for name in names] for row in rows)]
    grid = Grid(path.name, path, cells[:HEAD_ROWS], "utf-8", "", cells)
    if broken:
        grid.findings.append(Finding(what="lines that are no object: left out", rows=broken, example=path.name))
    return grid


def _flat(record: Record, before: str) -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        elif not isinstance(value, list):
            yield (
                f"{before}{key}",
                "" if value is None else ("yes" if value else "no") if isinstance(value, bool) else str(value),
            )
