"""Tables beside a scenario: CSV files of figures that are too many for the scenario itself."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

from sim.scenario.paths import PathError, inside, read_bytes
from sim.scenario.problems import printable
from sim.scenario.text import TextError, decode

LARGEST_TABLE = 2_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 1_000


class Table(list[dict[str, str]]):
    """The rows of a CSV file, each a mapping from column name to text.

    Attributes
    ----------
    name
        The file's name, as the scenario has it.
    columns
        The names of the columns, in order.
    lines
        For each row, the line of the file that it ends on.
    """

    def __init__(self, name: str, columns: Iterable[str], rows: Iterable[dict[str, str]], lines: Iterable[int]) -> None:
        super().__init__(rows)
        self.name, self.columns, self.lines = name, tuple(columns), tuple(lines)

    def where(self, row: int, column: str) -> str:
        """Return ``file.csv:line:column`` of a cell, to begin a complaint with.

        Parameters
        ----------
        row
            The row, counted from 0, without the line of names.
        column
            The column's name.
        """
        return f"{self.name}:{self.lines[row]}:{printable(column, 40)}"


ReadTable = Callable[[str], Table]


def table_reader(folder: Path) -> ReadTable:
    """Return a function that reads the tables of one scenario, each only once.

    Parameters
    ----------
    folder
        The scenario's folder, which paths are relative to.

    Returns
    -------
    callable
        From a relative path to its `Table`; raises `ValueError` with one line of words that names the
        file, and where it can the row and the column.
    """
    known: dict[str, Table] = {}

    def read_table(relative: str) -> Table:
        if relative not in known:
            known[relative] = _read(folder, relative)
        return known[relative]

    return read_table


def _read(folder: Path, relative: str) -> Table:
    path = inside(folder, relative)
    name = printable(relative, 80)
    try:
        text = decode(read_bytes(path, LARGEST_TABLE))
    except PathError as error:
        raise PathError(f"{name}: {error}") from None
    except TextError as error:
        raise ValueError(f"{name}:{error.line}:{error.column}: {error.message}") from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    names = next((line for line in lines if line.strip()), "")
    reader = csv.reader(
        (line + "\n" for line in lines), delimiter=_delimiter(name, names), strict=True, skipinitialspace=True
    )
    try:
        return _rows(name, reader)
    except csv.Error as error:
        raise ValueError(f"{name}:{reader.line_num}: not a table ({printable(str(error))})") from None


def _delimiter(name: str, names: str) -> str:
    """Tell from the line of names what separates the columns."""
    outside_quotes = "".join(names.split('"')[::2])
    if "\t" in outside_quotes:
        raise ValueError(f"{name}:1: the columns are separated by tabs; save it with commas or semicolons")
    return ";" if outside_quotes.count(";") > outside_quotes.count(",") else ","


def _rows(name: str, reader: csv._reader) -> Table:  # type: ignore[name-defined, unused-ignore]
    columns: tuple[str, ...] = ()
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _columns(f"{name}:{reader.line_num}", cells)
            continue
        if len(cells) != len(columns):
            many = f"{len(cells)} cells, but {len(columns)} columns are named"
            raise ValueError(f"{name}:{reader.line_num}: {many}")
        if len(rows) == MOST_ROWS:
            raise ValueError(f"{name}:{reader.line_num}: more than {MOST_ROWS:,} rows")
        rows.append({column: cell.strip() for column, cell in zip(columns, cells, strict=True)})
        lines.append(reader.line_num)
    if not columns:
        raise ValueError(f"{name}: the table is empty; the first line must name the columns")
    if not rows:
        raise ValueError(f"{name}: the table has names of columns, but no rows")
    return Table(name, columns, rows, lines)


def _columns(where: str, cells: list[str]) -> tuple[str, ...]:
    """Check the line of names."""
    columns = tuple(cell.strip() for cell in cells)
    if len(columns) > MOST_COLUMNS:
        raise ValueError(f"{where}: {len(columns)} columns; at most {MOST_COLUMNS:,} are allowed")
    for number, column in enumerate(columns, start=1):
        if not column:
            raise ValueError(f"{where}: column {number} has no name")
        if column in columns[: number - 1]:
            raise ValueError(f"{where}: two columns are called '{printable(column, 40)}'")
    return columns
