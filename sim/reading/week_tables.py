"""The tables of a usual week: one figure for each weekday and bin, from a column of a CSV file.

Numbers are read as spreadsheets write them, where they can mean one thing only; else they are refused with what is
right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from sim.reading.tables import CsvTable, table_reader
from sim.scenario.clocks import WEEKDAYS, clock, days_of, minutes_of_day
from sim.scenario.figures import WIDTHS, Table
from sim.scenario.problems import ScenarioError, printable, problem_at

ReadWeek = Callable[[type[Table], str, str, int], dict[str, Any]]
_POINT = re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_COMMA = re.compile(r"-?([0-9]+,?[0-9]*|,[0-9]+)")
_PARTED = re.compile(r"-?[1-9][0-9]{0,2}([., '’_\xa0\u2009\u202f])[0-9]{3}(\1[0-9]{3})*")
_SEPARATED = re.compile(r"-?[0-9]+([., '’\xa0\u2009\u202f][0-9]+){2,}")
_PERCENT = re.compile(r"(.*[0-9])\s*%")
_NEAR = 120
"""Two rows of a day tell how far apart rows are if they are not further apart than this, in minutes."""
MARKS = {".": _POINT, ",": _COMMA}


def week_reader(folder: Path) -> ReadWeek:
    """Return a function that reads the tables of one scenario.

    Parameters
    ----------
    folder
        The scenario's folder, which paths are relative to.

    Returns
    -------
    callable
        From the kind of table, its file, the column and the width of a bin to the keys that they fill.
    """
    read_table = table_reader(folder)

    def read_week(kind: type[Table], file: str, column: str, width: int) -> dict[str, Any]:
        try:
            rows = _Rows(kind, read_table(file), column)
            return {"figures": rows.week(width), "absent": rows.absent(width)}
        except _WidthError as error:
            raise ScenarioError([problem_at(("bin_minutes",), str(error))]) from None
        except ValueError as error:
            raise ScenarioError([problem_at(("file",), str(error))]) from None

    return read_week


class _WidthError(ValueError):
    """The rows of a table are not as far apart as its bins are wide."""


class _Rows:
    """The rows of a file: weekdays, start and figure, each checked."""

    def __init__(self, kind: type[Table], file: CsvTable, column: str) -> None:
        self.name, self.column = file.name, column
        example = f"weekday,start,{column} and then mon-fri,8:00,5"
        needs = f"a table of {kind.holds} needs the columns weekday, start and {column}, such as {example}"
        days, starts, figures = (file.column_called(name, needs) for name in ("weekday", "start", column))
        mark = decimal_mark((row[figures] for row in file), file.delimiter)
        self.rows: dict[tuple[int, int], tuple[float, int]] = {}
        """By weekday and minute of its start: the figure, and the line of the file."""
        for number in range(len(file)):
            start = self._read(file, number, starts, _start)
            figure = self._read(file, number, figures, lambda cell: _figure(kind, cell, mark))
            for day in set(self._read(file, number, days, days_of)):
                self._add(day, start, figure, file.lines[number])

    @staticmethod
    def _read(file: CsvTable, number: int, column: str, read: Any) -> Any:
        try:
            return read(file[number][column])
        except ValueError as error:
            raise ValueError(f"{file.where(number, column)}: {error}") from None

    def _add(self, day: int, start: int, figure: float, line: int) -> None:
        if (day, start) in self.rows:
            before = self.rows[day, start][1]
            when = f"{WEEKDAYS[day].capitalize()} {clock(start)}"
            raise ValueError(f"{self.name}:{line}: {when} stands in line {before} already; leave one row for it")
        self.rows[day, start] = figure, line

    def week(self, width: int) -> list[list[float]]:
        """Return seven days of bins; bins that no row names hold 0."""
        self._check_width(width)
        week = [[0.0] * (1440 // width) for _ in WEEKDAYS]
        for (day, start), (figure, _) in self.rows.items():
            week[day][start // width] = figure
        return week

    def absent(self, width: int) -> list[list[int]]:
        """Return by weekday the bins that no row names."""
        return [[b for b in range(1440 // width) if (day, b * width) not in self.rows] for day in range(7)]

    def _check_width(self, width: int) -> None:
        """Hold the width of the bins against where rows begin and how far apart they are."""
        starts = {start for _, start in self.rows}
        widest = next((each for each in reversed(WIDTHS) if not any(start % each for start in starts)), 0)
        for (_, start), (_, line) in self.rows.items():
            if start % width:
                remedy = f"set bin_minutes: {widest}" if widest else "bins begin every 15, 30 or 60 minutes"
                words = f"{clock(start)} is not the beginning of a bin of {width} minutes; {remedy}"
                raise _WidthError(f"{self.name}:{line}:start: {words}")
        apart, line = self._apart()
        if apart > width:
            fits = apart in WIDTHS and widest >= apart
            remedy = f"set bin_minutes: {apart}" if fits else f"write a row for every {width} minutes, 0 for nothing"
            raise _WidthError(f"{self.name}:{line}: rows are {apart} minutes apart, but bins are of {width}; {remedy}")

    def _apart(self) -> tuple[int, int]:
        """Return how many minutes apart rows are, on the day on which it is most, with the line of a row there."""
        most = 0, 0
        for day in range(7):
            starts = sorted(start for weekday, start in self.rows if weekday == day)
            if len(starts) > 1:
                gap, start = min((after - before, after) for before, after in pairwise(starts))
                if len(starts) > 2 or gap <= _NEAR:
                    most = max(most, (gap, self.rows[day, start][1]))
        return most


def _figure(kind: type[Table], cell: str, mark: str) -> float:
    figure = number_of(cell, mark)
    wrong = kind.unfit(figure)
    if wrong:
        raise ValueError(wrong)
    return figure


def _start(cell: str) -> int:
    """Read the start of a bin: a time of day, whose seconds may be written if there are none."""
    clock = cell[:-3] if cell.count(":") == 2 and cell.endswith(":00") else cell
    start = minutes_of_day(printable(clock, 40))
    if start == 1440:
        raise ValueError("24:00 begins no bin; a day begins at 0:00")
    return start


def decimal_mark(cells: Iterable[str], delimiter: str) -> str:
    """Tell what separates the decimals in a column: ``.`` or ``,``, or nothing where that cannot be told.

    Commas are decimal commas only where they do not separate the columns. There, figures that all look like ``1.234``
    or ``1,234`` may as well be thousands.

    Parameters
    ----------
    cells
        The cells of the column.
    delimiter
        What separates the columns.
    """
    if delimiter == ",":
        return "."
    told = [cell for cell in cells if not _PARTED.fullmatch(cell)]
    if any("," in cell and _COMMA.fullmatch(cell) for cell in told):
        return ","
    return "." if any("." in cell and _POINT.fullmatch(cell) for cell in told) else ""


def number_of(cell: str, mark: str) -> float:
    """Read a cell as a number.

    Parameters
    ----------
    cell
        Its text, without blanks at its ends.
    mark
        What separates the decimals of its column, from `decimal_mark`.

    Raises
    ------
    ValueError
        If it is not a plain number, or could be two different ones; says what would be right.
    """
    plain = (MARKS[mark] if mark else re.compile(r"-?[0-9]+")).fullmatch(cell)
    if plain:
        return float(cell.replace(",", "."))
    if cell.startswith("+") and MARKS["."].fullmatch(cell[1:].replace(",", ".")):
        raise ValueError(
            f"'{printable(cell, 40)}' has a plus sign; a table holds numbers, not changes: write {cell[1:]}"
        )
    if not cell:
        raise ValueError("is blank; write 0 where there is nothing")
    said = f"'{printable(cell, 40)}'"
    parted = _PARTED.fullmatch(cell)
    if parted and parted[1] in ".,":
        raise ValueError(f"{said} may be {_plain(cell, '')} or {_plain(cell, '.')}; write no separator of thousands")
    if parted:
        raise ValueError(f"{said} is not a plain number; write {_plain(cell, '')}, without a separator of thousands")
    if _SEPARATED.fullmatch(cell):
        raise ValueError(f"{said} is not a plain number; write no separator of thousands")
    percent = _PERCENT.fullmatch(cell)
    if percent:
        raise ValueError(f"{said} is not a plain number; write it without the sign %")
    if cell.casefold() in ("-", "–", "—", "n/a", "na", "#n/a", "nan", "null", "none"):
        raise ValueError(f"{said} is not a number; write 0 where there is nothing")
    example = "4,5" if mark == "," else "4.5"
    raise ValueError(f"{said} is not a number such as {example}")


def _plain(cell: str, mark: str) -> str:
    """Return a number without its separators of thousands, or with a decimal point in their place."""
    return re.sub(r"[^0-9+-]", mark, cell, count=1 if mark else 0)
