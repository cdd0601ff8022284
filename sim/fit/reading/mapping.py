"""What each column of a client's files is: shown before anything is fitted, written to a file and taken back."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.fit.reading.moment_forms import WRITTEN
from sim.fit.reading.vocabulary import ROLES
from sim.reading.files import yaml_text
from sim.reading.paths import PathError, read_bytes
from sim.reading.text import TextError, decode
from sim.reading.yaml_nodes import parse
from sim.scenario.clocks import days_of
from sim.scenario.messages import did_you_mean
from sim.scenario.problems import Problem, ScenarioError, printable

LEFT_OUT = "left out"
ROWS = ("call", "event", "interval", "shift")
"""What a row may be: a call (or one of its rings and legs), a ticket's event, an interval with its volume, a shift."""
_A_ROW = {"call": "a call", "event": "an event", "interval": "an interval", "shift": "a shift"}
_LARGEST = 1_000_000
_MINUTES = ("shift_minutes", "lunch_minutes", "break_minutes")
_ANSWERS = {
    "columns": "columns: {Time: received}",
    "row": "row: call",
    "day_first": "day_first: true",
    "time_zone": "time_zone: Europe/Amsterdam",
    "decimal": 'decimal: ","',
    "weekdays": "weekdays: mon-fri",
    "shift_minutes": "shift_minutes: 480",
    "lunch_minutes": "lunch_minutes: 30",
    "break_minutes": "break_minutes: 15",
}
"""What a line of a mapping that answers a question looks like, by its key."""


@dataclass(frozen=True, kw_only=True)
class ColumnUse:
    """What one column is."""

    name: str
    role: str = LEFT_OUT
    unit: str = ""
    """Of spans of time: `s`, `min`, `h`, `ms`, `days`, `h:mm:ss`, `m:ss`, `h:mm`."""
    form: str = ""
    """How its moments are written."""
    per: str = ""
    """Of spans in a table of volumes: a mean of a `contact`, or the sum of an `interval`; empty: the figures tell."""
    note: str = ""
    """Why it is left out, or what about it is assumed."""


@dataclass(frozen=True, kw_only=True)
class TableMapping:
    """What the columns of files of one layout are."""

    files: tuple[str, ...] = ()
    row: str = ""
    columns: tuple[ColumnUse, ...] = ()
    layout: str = ""
    """Encoding, delimiter and place of the names, in words."""

    def of(self, role: str) -> ColumnUse | None:
        """Return the column of a role, if there is one."""
        return next((each for each in self.columns if each.role == role), None)

    def called(self, name: str) -> ColumnUse | None:
        """Return the column of a name, if it is mapped."""
        return next((each for each in self.columns if each.name == name), None)


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """What files are read as, with the answers that no file holds."""

    tables: tuple[TableMapping, ...] = ()
    day_first: bool | None = None
    time_zone: str = ""
    decimal: str = ""
    """What separates decimals, where no figure tells: `.` or `,`."""
    weekdays: str = ""
    shift_minutes: float | None = None
    lunch_minutes: float | None = None
    break_minutes: float | None = None

    def text(self) -> str:
        """Return lines that show each table's columns and what they are."""
        lines = []
        for table in self.tables:
            lines.append(f"{', '.join(table.files)}: a row is {_A_ROW.get(table.row, 'a line')} ({table.layout})")
            width = max((len(each.name) for each in table.columns), default=0)
            for each in table.columns:
                per = f"per {each.per}" if each.per else ""
                how = "; ".join(filter(None, (each.unit, each.form, per, each.note)))
                lines.append(f"  {each.name:<{width}}  {each.role}{f' ({how})' if how else ''}")
        lines += [f"{key}: {value}" for key, value in self.answers().items()]
        return "\n".join(lines)

    def answers(self) -> dict[str, Any]:
        """Return what was answered and stands in no file, by key."""
        keys = ("day_first", "time_zone", "decimal", "weekdays", *_MINUTES)
        return {key: value for key in keys if (value := getattr(self, key)) not in (None, "")}

    def yaml(self) -> str:
        """Return the mapping as the text of a file that `--columns` takes back."""
        tables = [
            {
                "files": list(table.files),
                "row": table.row,
                "columns": {
                    each.name: {key: value for key in ("role", "unit", "form", "per") if (value := getattr(each, key))}
                    for each in table.columns
                },
            }
            for table in self.tables
        ]
        return yaml_text({**self.answers(), "tables": tables})

    def given_for(self, names: Sequence[str]) -> TableMapping:
        """Return what is said of columns of these names: the table that names most of them, and nothing else."""
        best = max(self.tables, key=lambda table: sum(each.name in names for each in table.columns), default=None)
        if best is None or (best.columns and not any(each.name in names for each in best.columns)):
            return TableMapping()
        return replace(best, columns=tuple(each for each in best.columns if each.name in names))


@dataclass
class _Checked:
    """Values of a mapping file, each checked; what is wrong is gathered."""

    file: str
    wrong: list[Problem] = field(default_factory=list)

    def say(self, key: str, message: str) -> None:
        self.wrong.append(Problem(message, key, self.file))

    def one_of(self, key: str, value: Any, known: Sequence[str]) -> str:
        if value in known:
            return str(value)
        near = did_you_mean(str(value), known)
        self.say(key, f"'{printable(str(value), 40)}' is none of {', '.join(known)}{near}")
        return ""

    def table(self, key: str, data: Any) -> TableMapping:
        dot = f"{key}." if key else ""
        if not isinstance(data, AnyMapping) or not isinstance(data.get("columns", {}), AnyMapping):
            self.say(f"{dot}columns", "must be lines of 'column: role'")
            return TableMapping()
        row = self.one_of(f"{dot}row", data["row"], ROWS) if data.get("row") else ""
        columns = [self.column(f"{dot}columns.{name}", str(name), its) for name, its in data.get("columns", {}).items()]
        taken: dict[str, str] = {}
        for each in columns:
            if each.role != LEFT_OUT and taken.setdefault(each.role, each.name) != each.name:
                self.say(
                    f"{dot}columns.{each.name}", f"column {taken[each.role]} is {each.role} already; leave one of them"
                )
        return TableMapping(row=row, columns=tuple(columns), files=tuple(map(str, data.get("files") or ())))

    def column(self, key: str, name: str, data: Any) -> ColumnUse:
        its = data if isinstance(data, AnyMapping) else {"role": data}
        for unknown in set(its) - {"role", "unit", "form", "per"}:
            self.say(key, f"'{printable(str(unknown), 40)}' is none of role, unit, form, per")
        role = self.one_of(f"{key}.role", its.get("role") or LEFT_OUT, (*ROLES, LEFT_OUT))
        units = ("s", "min", "h", "ms", "days", "h:mm:ss", "m:ss", "h:mm")
        unit = self.one_of(f"{key}.unit", its["unit"], units) if its.get("unit") else ""
        form = self.one_of(f"{key}.form", its["form"], WRITTEN) if its.get("form") else ""
        per = self.one_of(f"{key}.per", its["per"], ("contact", "interval")) if its.get("per") else ""
        return ColumnUse(name=name, role=role or LEFT_OUT, unit=unit, form=form, per=per)

    def answers(self, data: AnyMapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if (first := data.get("day_first")) is not None:
            if not isinstance(first, bool):
                self.say("day_first", "must be true (31/1/2024) or false (1/31/2024)")
            found["day_first"] = first
        if zone := data.get("time_zone"):
            try:
                zoneinfo.ZoneInfo(str(zone))
            except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
                self.say("time_zone", f"'{printable(str(zone), 40)}' is no time zone such as Europe/Amsterdam or UTC")
            found["time_zone"] = str(zone)
        if data.get("decimal") is not None:
            found["decimal"] = self.one_of("decimal", data["decimal"], (".", ","))
        if days := data.get("weekdays"):
            try:
                days_of(str(days))
            except ValueError as error:
                self.say("weekdays", str(error))
            found["weekdays"] = str(days)
        for key in _MINUTES:
            if (value := data.get(key)) is not None:
                if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1440:
                    self.say(key, f"must be a number of minutes from 0 to 1440, not {printable(str(value), 40)}")
                found[key] = value
        return found


def mapping_of(columns: AnyMapping[str, Any] | Mapping | Path | None) -> Mapping:
    """Return a mapping from a file, from plain data or from nothing.

    Parameters
    ----------
    columns
        A mapping, a YAML file, or data as it holds: `columns` (from the name of a column to its role, or to `role`,
        `unit` and `form`), `row`, answers such as `day_first`; or `tables`, a list of such.

    Raises
    ------
    ScenarioError
        One problem for each thing that is wrong, with its key.
    """
    if columns is None or isinstance(columns, Mapping):
        return columns or Mapping()
    file = str(columns) if isinstance(columns, Path) else ""
    data = _loaded(columns) if isinstance(columns, Path) else columns
    checked = _Checked(file)
    known = ("row", "columns", "tables", "files", "day_first", "time_zone", "decimal", "weekdays", *_MINUTES)
    for key in data:
        checked.one_of(str(key), key, known)
    tables = data.get("tables") or []
    if not isinstance(tables, list):
        checked.say("tables", "must be a list of tables, each with its columns")
        tables = []
    found = [checked.table(f"tables.{number}", each) for number, each in enumerate(tables)]
    if data.get("columns") or data.get("row"):
        found.append(checked.table("", data))
    answers = checked.answers(data)
    if checked.wrong:
        raise ScenarioError(checked.wrong)
    return Mapping(tables=tuple(found), **answers)


def _loaded(path: Path) -> AnyMapping[str, Any]:
    try:
        document = parse(decode(read_bytes(path, _LARGEST)), str(path))
    except (PathError, TextError) as error:
        raise ScenarioError([Problem(str(error), "", str(path))]) from None
    if document.problems:
        raise ScenarioError(document.problems)
    if not isinstance(document.data, dict):
        raise ScenarioError([Problem("must be lines of 'key: value', such as columns:", "", str(path), 1, 1)])
    return document.data


def with_answer(problem: Problem) -> Problem:
    """Return a problem that a key of the mapping answers with where the answer goes and how it is written."""
    example = _ANSWERS.get(problem.key.partition(".")[0])
    if example is None or problem.file.endswith((".yaml", ".yml")):
        return problem
    then = " Answer" if problem.message.endswith("?") else "; answer"
    return replace(problem, message=f"{problem.message}{then} in a file for --columns, as in '{example}'")
