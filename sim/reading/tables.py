"""Tables beside a scenario: CSV files of figures that are too many for the scenario itself."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sim.reading.paths import PathError, inside, read_bytes
from sim.reading.text import TextError, decode
from sim.scenario.messages import did_you_mean
from sim.scenario.problems import ScenarioError, printable, problem_at

LARGEST_TABLE = 20_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 1_000
MOST_CELLS = 2_000_000
"""So many cells of text take about 200 MB of memory."""
_NO_TEXT = {
    b"PK\x03\x04": "is a workbook (or another zip file), not text; save the sheet as CSV",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "is a workbook (.xls), not text; save the sheet as CSV",
    b"\x1f\x8b": "is compressed (gzip); unpack it",
}
"""What the first bytes of a file tell of it."""


class CsvTable(list[dict[str, str]]):
    """The rows of a CSV file, each a mapping from column name to text.

    Attributes
    ----------
    name
        The file's name, as the scenario has it.
    columns
        The names of the columns, in order.
    delimiter
        What separates them.
    head
        The line of the file that names the columns.
    lines
        For each row, the line of the file that it begins on.
    """

    def __init__(self, name: str, delimiter: str) -> None:
        super().__init__()
        self.name, self.delimiter, self.head = name, delimiter, 0
        self.columns: tuple[str, ...] = ()
        self.lines: list[int] = []

    def column_called(self, name: str, needs: str) -> str:
        """Return the column of a name, whatever its case and blanks.

        Parameters
        ----------
        name
            The name that is looked for.
        needs
            What a table like this needs, for the complaint.

        Raises
        ------
        ValueError
            If there is none, or several that differ in case and blanks alone.
        """
        if name in self.columns:
            return name
        alike = [column for column in self.columns if _plain(column) == _plain(name)]
        if len(alike) == 1:
            return alike[0]
        where, said = f"{self.name}:{self.head}", printable(name, 60)
        if alike:
            raise ValueError(f"{where}: {len(alike)} columns are called like '{said}'; write it as the table has it")
        found = printable(", ".join(self.columns), 120)
        raise ValueError(
            f"{where}: column '{said}' is missing; {needs}; this has {found}{did_you_mean(name, self.columns)}"
        )

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


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


ReadTable = Callable[[str], CsvTable]


def table_reader(folder: Path) -> ReadTable:
    """Return a function that reads the tables of one scenario, each only once.

    Parameters
    ----------
    folder
        The scenario's folder, which paths are relative to.

    Returns
    -------
    callable
        From a relative path to its `CsvTable`; raises `ValueError` with one line of words that names the
        file, and where it can the row and the column.
    """
    known: dict[str, CsvTable] = {}

    def read_table(relative: str) -> CsvTable:
        if relative not in known:
            known[relative] = _read(folder, relative)
        return known[relative]

    return read_table


@contextmanager
def told_at_file() -> Iterator[None]:
    """Tell what is wrong with a table at the key that names its file."""
    try:
        yield
    except ValueError as error:
        raise ScenarioError([problem_at(("file",), str(error))]) from None


def _read(folder: Path, relative: str) -> CsvTable:
    path = inside(folder, relative)
    name = printable(relative, 80)
    try:
        text = decode(_text_of(read_bytes(path, LARGEST_TABLE)))
    except PathError as error:
        raise PathError(f"{name}: {error}") from None
    except TextError as error:
        raise ValueError(f"{name}:{error.line}:{error.column}: {error.message}") from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    begin = next((number for number, line in enumerate(lines) if line.strip()), 0)
    hint = re.fullmatch(r'\s*"?sep=(.)"?[;,]*\s*', lines[begin])  # with which Excel tells the delimiter
    if hint:
        lines[begin] = ""
        begin = next((number for number, line in enumerate(lines) if line.strip()), begin)
    delimiter = _delimiter(f"{name}:{begin + 1}", lines[begin], hint[1] if hint else "")
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, strict=True, skipinitialspace=True)
    try:
        return _rows(CsvTable(name, delimiter), reader)
    except csv.Error as error:
        raise ValueError(f"{name}:{reader.line_num}: not a table ({printable(str(error))})") from None


def _text_of(content: bytes) -> bytes:
    """Return the bytes of a file, unless they tell that it is no text."""
    for first, words in _NO_TEXT.items():
        if content.startswith(first):
            raise TextError(1, 1, words)
    return content


def _delimiter(where: str, names: str, hint: str) -> str:
    """Tell from the line of names, or from a hint above it, what separates the columns."""
    outside_quotes = "".join(names.split('"')[::2])
    if "\t" in (hint or outside_quotes):
        raise ValueError(f"{where}: the columns are separated by tabs; save it with commas or semicolons")
    if hint in (";", ","):
        return hint
    return likely_delimiter([names], ",;")


def likely_delimiter(lines: Sequence[str], among: str) -> str:
    """Tell what separates the columns: what most lines have, and have equally often, outside quotes.

    Parameters
    ----------
    lines
        Lines of the table, none of them blank.
    among
        The characters that may be it; of two that do as well, the first.
    """
    outside = ["".join(line.split('"')[::2]) for line in lines]

    def fitness(mark: str) -> tuple[float, int]:
        often = Counter(line.count(mark) for line in outside)
        most = max((times for times in often if times), key=lambda times: (often[times], times), default=0)
        return often[most] / len(outside) if most else 0.0, most

    found = {mark: fitness(mark) for mark in among}
    best = max(share for share, _ in found.values())
    # A decimal comma is not in the line of names: what more lines have comes before what lines have more often.
    return max(among, key=lambda mark: (round(found[mark][0] / (best or 1), 2), found[mark][1]))


def _rows(table: CsvTable, reader: csv._reader) -> CsvTable:  # type: ignore[name-defined, unused-ignore]
    name, line, left = table.name, 0, MOST_CELLS
    for cells in reader:
        begins, line = line + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if not table.columns:
            table.columns, table.head = _columns(f"{name}:{begins}", cells), begins
            continue
        while len(cells) > len(table.columns) and not cells[-1].strip():
            cells.pop()
        if len(cells) != len(table.columns):
            many = f"{len(cells)} cells, but {len(table.columns)} columns are named"
            raise ValueError(f"{name}:{begins}: {many}")
        left -= len(cells)
        if len(table) == MOST_ROWS or left < 0:
            limit = f"{MOST_ROWS:,} rows" if left >= 0 else f"{MOST_CELLS:,} cells"
            raise ValueError(f"{name}:{begins}: more than {limit}")
        table.append({column: cell.strip() for column, cell in zip(table.columns, cells, strict=True)})
        table.lines.append(begins)
    if not table.columns:
        raise ValueError(f"{name}: the table is empty; the first line must name the columns")
    if not table:
        raise ValueError(f"{name}: the table has names of columns, but no rows")
    return table


def _columns(where: str, cells: list[str]) -> tuple[str, ...]:
    """Check the line of names."""
    columns = tuple(cell.strip() for cell in cells)
    while len(columns) > 1 and not columns[-1]:  # as a comma at the end of each line leaves it
        columns = columns[:-1]
    if len(columns) > MOST_COLUMNS:
        raise ValueError(f"{where}: {len(columns)} columns; at most {MOST_COLUMNS:,} are allowed")
    for number, column in enumerate(columns, start=1):
        if not column:
            raise ValueError(f"{where}: column {number} has no name")
        if column in columns[: number - 1]:
            raise ValueError(f"{where}: two columns are called '{printable(column, 40)}'")
    return columns
