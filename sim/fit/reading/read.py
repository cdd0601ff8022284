"""The door of the room: from files to what they hold, how they were read, what was found and what they cannot tell."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.fit.call_log import CallLog, Finding
from sim.fit.compact_columns import return_memory
from sim.fit.reading.asked_of_contacts import ask_about_shifts
from sim.fit.reading.call_assembly import call_log, monday_before, running_names
from sim.fit.reading.clock_times import two_clocks
from sim.fit.reading.connect_records import (
    ConnectRecords,
    grid_of_json,
    is_agent_event,
    is_contact,
    is_json,
    records_of,
)
from sim.fit.reading.contact_pieces import contacts_of
from sim.fit.reading.contact_times import ContactTimes
from sim.fit.reading.gathered import Gathered
from sim.fit.reading.grids import Grid, begin_of, unreadable
from sim.fit.reading.heads import Head, head_of
from sim.fit.reading.mapping import LEFT_OUT, ColumnUse, Mapping, TableMapping, mapping_of, with_answer
from sim.fit.reading.phone_contacts import Spells, in_columns, presence_of
from sim.fit.reading.queue_logs import QueueLog, is_queue_log, lines_of, lines_of_table
from sim.fit.reading.readings import Reading
from sim.fit.reading.recognition import recognized
from sim.fit.reading.said_by_cells import is_audit, may_be_issues, says_states
from sim.fit.reading.same_calls import calls_of
from sim.fit.reading.shift_rows import shift_table
from sim.fit.reading.ticket_events import tickets_of
from sim.fit.reading.volume_rows import volume_table
from sim.fit.reading.wide_tables import in_rows, joined
from sim.fit.reading.workbooks import grids_of
from sim.fit.volume_table import VolumeTable
from sim.scenario.messages import did_you_mean
from sim.scenario.problems import Problem, ScenarioError, printable

_NOT_TOLD = {
    "ended": "no end of call: no handle times",
    "left": "when people gave up: patience",
    "agent": "no staff: who answered",
    "issue": "no issue types: all contacts are one",
}


@dataclass
class _Parts:
    """What has been read so far."""

    mapping: Mapping
    tables: list[TableMapping] = field(default_factory=list)
    shapes: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    cannot_know: list[str] = field(default_factory=list)

    def put(self, shape: str, value: object, files: Sequence[str]) -> None:
        if shape in self.shapes:
            words = f"is another layout of {shape} than the files before; read files of one layout at a time"
            raise ScenarioError([Problem(words, "", ", ".join(files))])
        self.shapes[shape] = value

    def put_log(self, log: CallLog, cannot_know: Sequence[str]) -> None:
        self.put("calls", log, log.files)
        self.findings += log.findings
        self.cannot_know += [*cannot_know, *(words for name, words in _NOT_TOLD.items() if name in log.unknown)]


def read_files(paths: Sequence[Path], *, columns: AnyMapping[str, Any] | Mapping | Path | None = None) -> Reading:
    """Read a client's files.

    Parameters
    ----------
    paths
        CSV or TSV in any common encoding, packed by gzip or not, workbooks, Parquet, Asterisk's queue_log, Amazon
        Connect's records; files of one layout are one log.
    columns
        What columns are, as far as it is to be set: a `Mapping`, its file (`mapping.yaml`), or data as in it. The rest
        is recognized by the names and the contents of columns.

    Raises
    ------
    ScenarioError
        If a file cannot be read, or leaves open what only a person can answer: the problem names the key of the mapping
        that answers it.
    """
    if not paths:
        raise ScenarioError([Problem("no file is named")])
    try:
        return _read(paths, columns)
    except ScenarioError as error:
        raise ScenarioError(map(with_answer, error.problems)) from None


def _read(paths: Sequence[Path], columns: AnyMapping[str, Any] | Mapping | Path | None) -> Reading:
    parts = _Parts(mapping_of(columns))
    layouts: dict[tuple[str, ...], list[tuple[Grid, Head]]] = {}
    programs: list[QueueLog | ConnectRecords] = []
    records = ConnectRecords("")
    for path in map(Path, paths):
        begin = begin_of(path)
        if is_queue_log(begin):
            programs.append(QueueLog(path.name, lines_of(path)))
        elif is_json(begin) and _is_connect(path):
            records.name = records.name or path.name
            for line, record in records_of(path):
                records.add(line, record)
        else:
            for grid, head in _tables(path, begin, parts):
                if (lines := lines_of_table(grid, head)) is not None:
                    programs.append(QueueLog(grid.name, lines))
                    continue
                layouts.setdefault(tuple(each.name for each in head.columns), []).append((grid, head))
    if records.name:
        records.finish()
        programs.append(records)
    _check_columns(parts.mapping, {name for names in layouts for name in names}, paths)
    for grids in layouts.values():
        _read_table(grids, parts)
    _read_programs(programs, parts)
    if not parts.shapes:
        raise ScenarioError(
            [Problem("no call log, table of volumes or roster is in it", "", ", ".join(map(str, paths)))]
        )
    mapping = replace(parts.mapping, tables=tuple(parts.tables))
    findings = tuple(dict.fromkeys(parts.findings))
    return Reading(
        mapping=mapping, findings=findings, cannot_know=tuple(dict.fromkeys(parts.cannot_know)), **parts.shapes
    )


def _check_columns(mapping: Mapping, names: set[str], paths: Sequence[Path]) -> None:
    """Refuse a mapping of columns that no file has."""
    strange = [each.name for table in mapping.tables for each in table.columns if each.name not in names]
    if strange:
        files = ", ".join(str(path) for path in paths)
        raise ScenarioError(
            Problem(f"no file has this column{did_you_mean(name, names)}", f"columns.{name}", files) for name in strange
        )


def _is_connect(path: Path) -> bool:
    """Tell whether JSON is Amazon Connect's, by its first object."""
    first: dict[str, Any] = next((record for _, record in records_of(path) if record), {})
    return is_contact(first) or is_agent_event(first)


def _tables(path: Path, begin: bytes, parts: _Parts) -> list[tuple[Grid, Head]]:
    """Return the tables of a file; sheets of a workbook that are none are told and left out."""
    grids = [grid_of_json(path)] if is_json(begin) else grids_of(path, begin)
    found, wrong = [], None
    for grid in grids:
        try:
            head = head_of(grid)
            found.append(in_rows(grid, head))
        except ScenarioError as error:
            wrong = error
            parts.findings.append(Finding(what="sheets that hold no table: left out", rows=1, example=grid.name))
    if not found and wrong:
        raise wrong
    found = joined(found)
    if len(found) > 1:
        known = [each for each in found if recognized(each[1], TableMapping()).row]
        for grid, _ in found if known else ():
            if all(grid is not each for each, _ in known):
                parts.findings.append(Finding(what="sheets of another kind: left out", rows=1, example=grid.name))
        return known or found
    return found


def _read_table(grids: list[tuple[Grid, Head]], parts: _Parts) -> None:
    """Read files of one layout into the shape that they hold."""
    table = _mapped(grids, parts)
    rows = Gathered(grids, table, parts.mapping)
    parts.tables.append(replace(table, columns=tuple(_with_order(each, rows) for each in table.columns)))
    if not rows.rows:
        raise unreadable(", ".join(table.files), "the table has names of columns, but no rows")
    if table.row == "interval":
        second = [each.name for each in table.columns if each.note == "a second column for volume"]
        for name in second:
            what = f"column {printable(name, 40)} may be volumes too: left out; write its role where it is the one"
            rows.findings.add([Finding(what=what, rows=rows.rows, example=table.files[0])])
        volumes, lines = volume_table(rows.whole(), table, parts.mapping)
        if not grids[0][1].named and not parts.mapping.tables:
            _fits(volumes)
        parts.put("volumes", volumes, table.files)
        parts.findings += volumes.findings
        parts.cannot_know += lines
    elif table.row == "shift":
        shifts = shift_table(rows.whole(), parts.mapping)
        parts.put("shifts", shifts, table.files)
        parts.findings += shifts.findings
    else:
        contacts = _tickets(rows, table) if table.row == "event" else calls_of(contacts_of(rows, table))
        if not parts.mapping.given_for([each.name for each in grids[0][1].columns]).row:
            ask_about_shifts(contacts.answered, contacts.ended, table)
        if not len(contacts):
            raise unreadable(", ".join(table.files), "no row is a contact that reached the queue")
        return_memory(len(contacts))
        parts.put_log(call_log(contacts), [*contacts.cannot_know, *may_be_issues(grids[0][1].columns, table)])
        return_memory(len(contacts))


def _tickets(rows: Gathered, table: TableMapping) -> ContactTimes:
    two_clocks(rows.peeked(("date", "received")), table)
    return tickets_of(rows.whole(), table)


def _fits(table: VolumeTable) -> None:
    """Ask for the columns of a table without names whose figures, in their usual order, do not fit one another."""
    load = table.volume * table.handle_seconds / (table.width / 1000)
    if np.nansum(load) > np.nansum(table.agents) > 0:
        words = "columns without names, in their usual order, are more work than the agents can do; write their roles"
        raise ScenarioError([Problem(words, "columns", ", ".join(table.files))])


def _with_order(use: ColumnUse, rows: Gathered) -> ColumnUse:
    """Say of a column of dates whether they are read day first."""
    order = rows.orders.get(use.role)
    return replace(use, note="; ".join(filter(None, (f"{order} first", use.note)))) if order else use


def _mapped(grids: list[tuple[Grid, Head]], parts: _Parts) -> TableMapping:
    """Say what the columns of files of one layout are; ask where nothing tells it."""
    grid, head = grids[0]
    files, names = tuple(each.name for each, _ in grids), [each.name for each in head.columns]
    fullest = [
        max((its.columns[n] for _, its in grids), key=lambda each: each.profile.filled) for n in range(len(names))
    ]
    given = parts.mapping.given_for(names)
    table = recognized(replace(head, columns=tuple(fullest)), given)
    shown = printable(", ".join(names), 120)
    if len(head.columns) == 1 and not table.row:
        raise unreadable(", ".join(files), f"has one column only, {shown}; columns are separated by , ; | or tabs")
    if not table.row and (says_states(head.columns) or is_audit(head.columns)):
        what = "states of agents" if says_states(head.columns) else "changes of single fields"
        words = f"rows are {what} ({shown}), no contacts; if they are something else write row: call, event or shift"
        raise ScenarioError([Problem(words, "row", ", ".join(files))])
    if not table.row:
        words = f"columns {shown}: cannot tell what a row is; write row: call, event, interval or shift, and columns"
        raise ScenarioError([Problem(words, "row", ", ".join(files))])
    if all(each.role == LEFT_OUT for each in table.columns):
        words = f"no column is known to be anything: {shown}; write columns, each with its role"
        raise ScenarioError([Problem(words, "columns", ", ".join(files))])
    if not head.named and not given.columns:
        what = "columns without names, read by their place and figures: look at the mapping"
        parts.findings.append(Finding(what=what, rows=len(names), example=files[0]))
    known = f"names in line {head.rows_above}" if head.named else "no names of columns"
    separator = "tab" if grid.delimiter == "\t" else grid.delimiter
    layout = ", ".join(filter(None, (grid.encoding, f"'{separator}'" if separator else "", grid.note or known)))
    return replace(table, files=files, layout=layout)


def _read_programs(programs: Sequence[QueueLog | ConnectRecords], parts: _Parts) -> None:
    """Read the logs of Asterisk and of Amazon Connect, which hold calls and log-ins."""
    if not programs:
        return
    name = ", ".join(each.name for each in programs)
    calls = [call for each in programs for call in each.calls]
    spells = Spells(done=[spell for each in programs for spell in each.spells.done])
    findings = [finding for each in programs for finding in each.findings()]
    utc = any(each.utc for each in programs)
    people = dict.fromkeys([call.agent for call in sorted(calls, key=lambda call: call.received) if call.agent])
    names = list(people | dict.fromkeys(spell[0] for spell in spells.done))
    running = dict(zip(names, running_names(len(names)), strict=True))
    if calls:
        contacts = in_columns(calls, name, findings, parts.mapping, utc=utc)
        log = call_log(contacts)
        if "agent" in contacts.taken.codes:
            log = replace(log, agents=tuple(running.values()))
        parts.put_log(log, contacts.cannot_know)
        begin = int(contacts.received[0])
    else:
        parts.findings += findings
        begin = min((spell[3] for spell in spells.done), default=0)
    _, origin = monday_before(begin)
    found = presence_of(spells, running, origin, name, parts.mapping, utc=utc)
    if found:
        parts.shapes["presence"] = found
    parts.tables.append(
        TableMapping(files=tuple(each.name for each in programs), row="event", layout="the program's own events")
    )
