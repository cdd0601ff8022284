"""Asterisk's queue_log: `time|call|queue|agent|EVENT|…`, which holds the calls and who was logged in."""

from __future__ import annotations

import datetime
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from sim.fit.call_log import Finding
from sim.fit.reading.grids import Grid, opened
from sim.fit.reading.heads import Head
from sim.fit.reading.moments import NAT
from sim.fit.reading.phone_contacts import OneContact, Spells
from sim.fit.reading.vocabulary import plain
from sim.reading.text import encoding_of

_LINE = re.compile(
    r"\s*([0-9]{9,11}(?:\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]+)\s*"
    r"\|[^|]*\|[^|]*\|[^|]*\|\s*[A-Z]{4,}\s*(\||$)"
)
_COMPLETED = ("COMPLETEAGENT", "COMPLETECALLER")
_TRANSFERRED = ("TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER")
_LEFT = {
    "ABANDON": "",
    "EXITWITHTIMEOUT": "sent on after the queue's longest wait: taken as left then",
    "EXITWITHKEY": "pressed a key to leave the queue: taken as left then",
    "EXITEMPTY": "sent away because nobody was logged in: taken as left then",
}
_IN = ("ADDMEMBER", "AGENTLOGIN", "AGENTCALLBACKLOGIN")
_OUT = ("REMOVEMEMBER", "AGENTLOGOFF", "AGENTCALLBACKLOGOFF")
_OF_TABLE = (
    ("time", "timestamp", "created"),
    ("callid", "call id"),
    ("queuename", "queue name", "queue"),
    ("agent",),
    ("event",),
)
_EPOCH = datetime.datetime(1970, 1, 1)


def is_queue_log(begin: bytes) -> bool:
    """Tell whether the first bytes of a file are those of a queue_log."""
    lines = [
        line
        for line in begin[:20_000].decode("utf-8", "replace").splitlines()[:-1] or [begin.decode("utf-8", "replace")]
        if line.strip()
    ]
    return bool(lines) and sum(bool(_LINE.match(line)) for line in lines) > 0.7 * len(lines)


def lines_of(path: Path) -> Iterator[str]:
    """Read the lines of a queue_log."""
    with opened(path) as stream:
        buffered = io.BufferedReader(stream, 1 << 16)
        encoding = encoding_of(buffered.peek(1 << 16)) or "utf-8"
        yield from io.TextIOWrapper(buffered, encoding, "replace")


def lines_of_table(grid: Grid, head: Head) -> Iterator[str] | None:
    """Return the lines of a queue_log that was exported from its database, in order; nothing where a table is none."""
    names = {plain(each.name): each.place for each in head.columns}
    events = next((each for each in head.columns if plain(each.name) == "event"), None)
    if events is None or not {"ENTERQUEUE", "CONNECT"} & set(events.profile.examples):
        return None
    known = [next((names[name] for name in each if name in names), None) for each in _OF_TABLE]
    more = [place for name, place in sorted(names.items()) if re.fullmatch(r"data ?[0-9]?", name)]
    if None in known:
        return None
    places = [place for place in known if place is not None] + more
    rows = (row for piece in grid.pieces(head.rows_above, places) for row in piece.itertuples(index=False))
    return iter(sorted(("|".join(map(str, row)) for row in rows), key=lambda line: line.partition("|")[0]))


class QueueLog:
    """The calls and spells of a queue_log, gathered line by line.

    Attributes
    ----------
    calls
        Every entry into a queue.
    spells
        Log-ins, and pauses with their reasons.
    utc
        Whether times are seconds since 1970, which are UTC; else they are written by the center's clock.
    """

    def __init__(self, name: str, lines: Iterable[str]) -> None:
        self.name = name
        self.calls: list[OneContact] = []
        self.spells = Spells()
        self.utc = False
        self._waiting: dict[str, OneContact] = {}
        self._counts: Counter[str] = Counter()
        self._first: dict[str, int] = {}
        self._number = 0
        last = self._read(lines)
        if many := self.spells.close(last):
            self._counts["log-ins and pauses that go on when the log ends: cut off there"] = many
        self._say_open()

    def findings(self) -> list[Finding]:
        """Return what was found, each with its first line."""
        return [
            Finding(what=what, rows=rows, example=f"{self.name}:{self._first.get(what, 1)}")
            for what, rows in self._counts.items()
        ]

    def _note(self, what: str) -> None:
        self._counts[what] += 1
        self._first.setdefault(what, self._number)

    def _read(self, lines: Iterable[str]) -> int:
        last = 0
        for self._number, line in enumerate(lines, start=1):
            fields = [field.strip() for field in line.rstrip("\r\n").split("|")]
            when = self._moment(fields[0]) if len(fields) >= 5 else None
            if when is not None:
                self._event(when, fields[1], fields[2], fields[3:])
                last = max(last, when)
            elif line.strip():
                self._note("lines that are no event: left out")
        return last

    def _moment(self, text: str) -> int | None:
        try:
            if text[4:5] == "-":
                return (datetime.datetime.fromisoformat(text) - _EPOCH) // datetime.timedelta(milliseconds=1)
            self.utc = True
            return round(float(text) * 1000)
        except ValueError:
            return None

    def _event(self, when: int, call: str, queue: str, more: list[str]) -> None:
        agent, event, data = more[0], more[1], more[2:]
        if event == "ENTERQUEUE":
            if call in self._waiting and self._waiting[call].ended == NAT:
                self._note("calls that went on into another queue: a contact in each")
            told = [each for each in data if each]
            caller = (
                told[-2]
                if len(told) >= 2 and told[-1].isdigit() and len(told[-1]) < 5
                else told[0]
                if told and len(told[0]) > 4
                else ""
            )
            self._waiting[call] = OneContact(self._number, when, queue, caller)
            self.calls.append(self._waiting[call])
        elif event == "RINGNOANSWER":
            self._note("rings that failed: no calls")
        elif event in (*_IN, *_OUT) or "PAUSE" in event:
            self._staff(when, "" if queue == "NONE" else queue, agent, event, data)
        elif call in self._waiting:
            self._of_call(self._waiting[call], when, agent, event)
        elif event in (*_LEFT, *_COMPLETED, "CONNECT"):
            self._note("events of calls whose arrival is not in the log: left out")

    def _of_call(self, its: OneContact, when: int, agent: str, event: str) -> None:
        if event == "CONNECT":
            its.answered, its.agent = when, agent
        elif event in _LEFT and its.answered == NAT:
            its.left = when
            if _LEFT[event]:
                self._note(_LEFT[event])
        elif event in _COMPLETED and its.answered != NAT:
            its.ended = when
        elif event in _TRANSFERRED and its.answered != NAT and its.transferred == NAT:
            its.transferred = when

    def _staff(self, when: int, queue: str, agent: str, event: str, data: list[str]) -> None:
        if event in _IN:
            self.spells.begin(agent, queue, "in", when)
        elif event in _OUT:
            self.spells.end_pauses(agent, when)
            self.spells.end(agent, queue, "in", when)
        elif event.startswith("UNPAUSE"):
            self.spells.end_pauses(agent, when)
        else:
            reason = next((each for each in data if each), "pause")
            self.spells.begin(agent, "", reason if reason != "in" else "pause", when)

    def _say_open(self) -> None:
        for its in self.calls:
            if its.answered == NAT and its.left == NAT:
                self._number = its.line
                self._note("calls whose end is not in the log: they waited at least to its end")
