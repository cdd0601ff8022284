"""Logs of arrivals: the moments of a column, written as databases and spreadsheets write them, or refused at a cell."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sim.reading.tables import CsvTable, table_reader, told_at_file
from sim.scenario.arrival_log import EPOCH
from sim.scenario.problems import printable

ReadLog = Callable[[str, str, str | None, Mapping[str, str]], dict[str, Any]]
ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
SLASHED = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?(?: ?([AaPp])\.?[Mm]\.?)?")
_ZONE = re.compile(r".*[0-9](Z|[+-][0-9]{2}:?[0-9]{2})")
_MS = datetime.timedelta(milliseconds=1)
DAY_FIRST, MONTH_FIRST, UNKNOWN = "day", "month", ""


def log_reader(folder: Path) -> ReadLog:
    """Return a function that reads the logs of one scenario.

    Parameters
    ----------
    folder
        The scenario's folder, which paths are relative to.

    Returns
    -------
    callable
        From a file, the columns of time and date, and what rows must hold, to the keys that they fill.
    """
    read_table = table_reader(folder)

    def read_log(file: str, time: str, date: str | None, only: Mapping[str, str]) -> dict[str, Any]:
        with told_at_file():
            return _moments(read_table(file), time, date, only)

    return read_log


def _moments(table: CsvTable, time: str, date: str | None, only: Mapping[str, str]) -> dict[str, Any]:
    needs = "a log needs a column with the date and time of each contact, such as received"
    column = table.column_called(time, needs)
    dates = None if date is None else table.column_called(date, needs)
    chosen = {table.column_called(name, "rows are chosen by their columns"): text for name, text in only.items()}
    rows = [n for n in range(len(table)) if all(table[n][name].strip() == text for name, text in chosen.items())]
    if not rows:
        which = ", ".join(f"{name} {text}" for name, text in only.items())
        raise ValueError(f"{table.name}: no row has {printable(which, 80)}")
    cells = {n: f"{table[n][dates]} {table[n][column]}" if dates else table[n][column] for n in rows}
    first = order_of(cells.values())
    found = []
    for n in rows:
        try:
            found.append((moment_of(cells[n], first) - EPOCH) // _MS)
        except ValueError as error:
            raise ValueError(f"{table.where(n, column)}: {error}") from None
    return {"moments": found, "rows": rows}


def order_of(cells: Any) -> str:
    """Tell whether the day or the month comes first in dates with slashes: some date of the column must tell."""
    pairs = [(int(found[1]), int(found[2])) for cell in cells if (found := SLASHED.match(cell.strip()))]
    if any(first > 12 for first, _ in pairs):
        return DAY_FIRST
    return MONTH_FIRST if any(second > 12 for _, second in pairs) else UNKNOWN


def moment_of(cell: str, first: str = UNKNOWN) -> datetime.datetime:
    """Read a date and time.

    Parameters
    ----------
    cell
        Its text.
    first
        Whether in dates with slashes the day or the month comes first; empty where the column does not tell.

    Raises
    ------
    ValueError
        If it is none, or could be two different ones; says what would be right.
    """
    text = " ".join(cell.split())
    said = f"'{printable(text, 40)}'"
    if not text:
        raise ValueError("is blank; leave out rows whose time is not known")
    if _ZONE.fullmatch(text):
        raise ValueError(f"{said} has a time zone; write the center's own time, without one")
    day, _, time = text.replace("T", " ", 1).partition(" ") if ISO.match(text) else text.partition(" ")
    return datetime.datetime.combine(date_of(day, said, first), time_of(time.strip(), said))


def date_of(text: str, said: str, first: str) -> datetime.date:
    """Read a date that is `said` so; `first` as in `moment_of`."""
    if found := ISO.fullmatch(text):
        parts = found[1], found[2], found[3]
    elif found := DOTTED.fullmatch(text):
        parts = found[3], found[2], found[1]
    elif found := SLASHED.fullmatch(text):
        if not first:
            one, other = (
                f"{found[3]}-{int(m):02d}-{int(d):02d}" for m, d in ((found[1], found[2]), (found[2], found[1]))
            )
            raise ValueError(f"{said} may be {one} or {other}; write year-month-day")
        month, day = (found[2], found[1]) if first == DAY_FIRST else (found[1], found[2])
        parts = found[3], month, day
    else:
        raise ValueError(f"{said} is not a date and time; write 2024-01-31 14:05:30")
    try:
        return datetime.date(*map(int, parts))
    except ValueError:
        raise ValueError(f"{said} is not a day of the calendar") from None


def time_of(text: str, said: str) -> datetime.time:
    """Read a time of day, with seconds and halves of the day or without; `said` begins a complaint."""
    found = TIME.fullmatch(text)
    if not text:
        raise ValueError(f"{said} has no time of day; write 2024-01-31 14:05:30")
    if not found:
        raise ValueError(f"{said} is not a date and time; write 2024-01-31 14:05:30")
    hour, half = int(found[1]), (found[5] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 24
    try:
        return datetime.time(hour, int(found[2]), int(found[3] or 0), 1000 * int((found[4] or "0").ljust(3, "0")[:3]))
    except ValueError:
        raise ValueError(f"{said} has no such time of day") from None
