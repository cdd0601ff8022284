"""What was observed week by week, and worlds that fit it: CSV files with a row for each."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sim.reading.logs import date_of, order_of
from sim.reading.tables import CsvTable, table_reader, told_at_file
from sim.reading.week_tables import decimal_mark, number_of
from sim.scenario.problems import printable

ReadHistory = Callable[[str, Mapping[str, str]], dict[str, Any]]
ReadWorlds = Callable[[str], dict[str, Any]]
_WEEK_NUMBER = re.compile(r"[0-9]{1,4}")
_MOST_WORLDS = 10_000


def history_reader(folder: Path) -> ReadHistory:
    """Return a function that reads the histories of one scenario.

    Parameters
    ----------
    folder
        The scenario's folder, which paths are relative to.

    Returns
    -------
    callable
        From a file, and which of its columns is the week and which are metrics, to the keys that they fill.
    """
    read_table = table_reader(folder)

    def read_history(file: str, columns: Mapping[str, str]) -> dict[str, Any]:
        with told_at_file():
            table = read_table(file)
            weeks = _weeks(table, columns["week"])
            read = {name: _figures(table, column, signs=True) for name, column in columns.items() if name != "week"}
        order = sorted(range(len(weeks)), key=lambda row: (int(weeks[row]) if weeks[row].isdigit() else 0, weeks[row]))
        return {
            "weeks": [weeks[row] for row in order],
            "figures": {name: [known[row] for row in order] for name, (known, _) in read.items()},
            "in_percent": [name for name, (_, has_sign) in read.items() if has_sign],
        }

    return read_history


def _weeks(table: CsvTable, name: str) -> list[str]:
    """Return the Monday of each row's week, or its number where the column holds such."""
    column = table.column_called(name, "a history needs a column with the date of each week")
    cells = [row[column] for row in table]
    are_numbers = all(_WEEK_NUMBER.fullmatch(cell) for cell in cells)
    first = order_of(cells)
    found: dict[str, int] = {}
    for row, cell in enumerate(cells):
        try:
            week = _numbered(cell) if are_numbers else _monday(cell, first)
            if week in found:
                raise ValueError(f"the week {week} stands in line {found[week]} already; leave one row for it")
        except ValueError as error:
            raise ValueError(f"{table.where(row, column)}: {error}") from None
        found[week] = table.lines[row]
    return list(found)


def _numbered(cell: str) -> str:
    if int(cell) < 1:
        raise ValueError(f"'{cell}' is no week; weeks are numbered from 1, as they are simulated, or have a date")
    return str(int(cell))


def _monday(cell: str, first: str) -> str:
    if not cell:
        raise ValueError("is blank; write the date of the week, or leave out the row")
    said = f"'{printable(cell, 40)}'"
    try:
        date = date_of(cell.split(" ")[0].partition("T")[0], said, first)
    except ValueError as error:
        raise ValueError(
            str(error).replace("a date and time; write 2024-01-31 14:05:30", "a date; write 2024-01-29")
        ) from None
    return (date - datetime.timedelta(days=date.weekday())).isoformat()


def _figures(table: CsvTable, name: str, *, signs: bool = False) -> tuple[list[float | None], bool]:
    """Return the figures of a column, a blank cell has none; and whether they have the sign %, where it is allowed."""
    column = table.column_called(name, "a history needs a column for each metric")
    cells = [row[column] for row in table]
    plain = [cell.removesuffix("%").rstrip() for cell in cells] if signs else cells
    mark = decimal_mark(plain, table.delimiter)
    found: list[float | None] = []
    for number, cell in enumerate(plain):
        try:
            found.append(number_of(cell, mark) if cells[number] else None)
        except ValueError as error:
            raise ValueError(f"{table.where(number, column)}: {error}") from None
    if not any(each is not None for each in found):
        raise ValueError(f"{table.name}:{table.head}: column '{printable(column, 40)}' holds no figure")
    return found, plain != cells


def worlds_reader(folder: Path) -> ReadWorlds:
    """Return a function that reads the worlds of one scenario: from a file to the keys that it fills."""
    read_table = table_reader(folder)

    def read_worlds(file: str) -> dict[str, Any]:
        with told_at_file():
            table = read_table(file)
            if len(table) > _MOST_WORLDS:
                raise ValueError(f"{table.name}: {len(table):,} worlds; at most {_MOST_WORLDS:,} are allowed")
            worlds = {column: _figures(table, column)[0] for column in table.columns}
            for column, values in worlds.items():
                if None in values:
                    where = table.where(values.index(None), column)
                    raise ValueError(f"{where}: is blank; each world has a value of each key")
        return {"worlds": worlds}

    return read_worlds
