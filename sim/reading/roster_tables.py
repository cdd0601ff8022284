"""Rosters: CSV files that say who works, rests, meets or is absent when."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sim.reading.tables import CsvTable, table_reader, told_at_file
from sim.scenario.clocks import WEEKDAYS, clock, days_of, minutes_of_day
from sim.scenario.messages import did_you_mean
from sim.scenario.problems import printable
from sim.scenario.rosters import ABSENT, ACTIVITIES, BREAK, LUNCH, PAID, WORK, Entry, row_text

ReadRoster = Callable[[str], list[str]]
_NEEDS = "a roster needs the columns agent, weekday or date, start, end and activity"
_YES, _NO = ("yes", "y", "true", "1", "paid"), ("no", "n", "false", "0", "unpaid")
_LONGEST_NAME = 100


def roster_reader(folder: Path) -> ReadRoster:
    """Return a function that reads the rosters of one scenario.

    Parameters
    ----------
    folder
        The scenario's folder, which paths are relative to.

    Returns
    -------
    callable
        From a file to its rows in order, as `sim.scenario.rosters.row_text` writes them.
    """
    read_table = table_reader(folder)

    def read_roster(file: str) -> list[str]:
        with told_at_file():
            return _Rows(read_table(file)).texts()

    return read_roster


class _Rows:
    """The rows of a file, each checked where it stands."""

    def __init__(self, file: CsvTable) -> None:
        self.file = file
        self.columns = {name: file.column_called(name, _NEEDS) for name in ("agent", "start", "end")}
        for name in ("activity", "paid", "date", "weekday"):
            column = self._column(name)
            if column:
                self.columns[name] = column
        if not {"date", "weekday"} & self.columns.keys():
            file.column_called("weekday", _NEEDS)
        self.known: dict[tuple[str, str], list[tuple[Entry, int]]] = {}

    def _column(self, name: str) -> str:
        """Return the column of a name that may be missing; empty where it is."""
        alike = [column for column in self.file.columns if column.replace("_", " ").strip().casefold() == name]
        return alike[0] if len(alike) == 1 else ""

    def _read(self, number: int, name: str, read: Callable[[str], Any]) -> Any:
        column = self.columns[name]
        try:
            return read(self.file[number][column])
        except ValueError as error:
            raise ValueError(f"{self.file.where(number, column)}: {error}") from None

    def texts(self) -> list[str]:
        """Return the rows as lines of text."""
        found = []
        for number in range(len(self.file)):
            agent = self._read(number, "agent", _agent)
            start, end = self._read(number, "start", _time), self._read(number, "end", _time)
            if start in (end, 1440):
                where = self.file.where(number, self.columns["end"])
                raise ValueError(f"{where}: ends at {clock(end)}, when it begins; for a whole day write 0:00 and 24:00")
            activity = self._read(number, "activity", _activity) if "activity" in self.columns else WORK
            paid = PAID[activity]
            if "paid" in self.columns:
                paid = self._read(number, "paid", partial(_paid, activity))
            entry = Entry(start, end if end > start else end + 1440, activity, paid)
            for day in self._days(number):
                self._add(agent, day, entry, number)
                found.append(row_text(agent, day, entry))
        self._check_nights()
        return found

    def _check_nights(self) -> None:
        """Refuse what runs past midnight into something else of the same agent on the next day."""
        for (agent, day), mine in self.known.items():
            late = [(entry, line) for entry, line in mine if entry.end > 1440]
            for entry, line in late:
                ahead = Entry(0, entry.end - 1440, entry.activity, entry.paid)
                for other, number in self.known.get((agent, _day_after(day)), ()):
                    if _layer(other) == _layer(ahead) and other.start < ahead.end:
                        what = f"{other.activity} from {clock(other.start)} overlaps {entry.activity} of line {line}"
                        of = f"of {printable(agent, 60)} on {_day_after(day)}, into which it runs past midnight"
                        raise ValueError(f"{self.file.name}:{number}:{self.columns['start']}: {what}, {of}")

    def _days(self, number: int) -> list[str]:
        """Return the days of a row: a date, or weekdays."""
        cells = {name: self.file[number][self.columns[name]] for name in ("date", "weekday") if name in self.columns}
        if cells.get("date"):
            return [self._read(number, "date", _date)]
        if "weekday" not in self.columns:
            return [self._read(number, "date", _date)]
        return [WEEKDAYS[day] for day in self._read(number, "weekday", days_of)]

    def _add(self, agent: str, day: str, entry: Entry, number: int) -> None:
        """Keep an entry, unless another says something else of the same time."""
        mine = self.known.setdefault((agent, day), [])
        for other, line in mine:
            if _layer(other) == _layer(entry) and other.start < entry.end and entry.start < other.end:
                where = f"{self.file.name}:{self.file.lines[number]}:{self.columns['start']}"
                what = f"{entry.activity} from {clock(entry.start)} overlaps {other.activity} of line {line}"
                raise ValueError(f"{where}: {what}, of {printable(agent, 60)} on {day}")
        mine.append((entry, self.file.lines[number]))


def _day_after(day: str) -> str:
    if day in WEEKDAYS:
        return WEEKDAYS[(WEEKDAYS.index(day) + 1) % 7]
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=1)).isoformat()


def _layer(entry: Entry) -> int:
    """Return what may not overlap with its own kind: work, what takes its place, absence."""
    return 0 if entry.activity == WORK else 2 if entry.activity == ABSENT else 1


def _agent(cell: str) -> str:
    if not cell:
        raise ValueError("is blank; write the agent's name or number")
    if len(cell) > _LONGEST_NAME:
        raise ValueError(f"has {len(cell)} characters; at most {_LONGEST_NAME} are allowed")
    return printable(cell)


def _time(cell: str) -> int:
    plain = cell[:-3] if cell.count(":") == 2 and cell.endswith(":00") else cell
    return minutes_of_day(printable(plain, 40))


def _date(cell: str) -> str:
    if not cell:
        raise ValueError("is blank; write a date such as 2024-01-08")
    try:
        return datetime.date.fromisoformat(cell).isoformat()
    except ValueError:
        raise ValueError(f"'{printable(cell, 40)}' is not a date; write year-month-day such as 2024-01-08") from None


def _activity(cell: str) -> str:
    word = cell.casefold() or WORK
    if word not in ACTIVITIES:
        known = ", ".join(ACTIVITIES)
        raise ValueError(f"'{printable(cell, 40)}' is none of {known}{did_you_mean(word, ACTIVITIES)}")
    return word


def _paid(activity: str, cell: str) -> bool:
    word = cell.casefold()
    if not word:
        return PAID[activity]
    if word not in (*_YES, *_NO):
        raise ValueError(f"'{printable(cell, 40)}' is neither yes nor no")
    if word in _NO and activity not in (BREAK, LUNCH, ABSENT):
        raise ValueError(f"{activity} is paid; only breaks, lunch and absence may be unpaid")
    return word in _YES
