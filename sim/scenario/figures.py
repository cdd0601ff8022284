"""A table of a usual week: one figure for each weekday and bin, from a column of a CSV file."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import FiniteFloat, ValidationInfo, model_validator

from sim.scenario.fields import WEEKDAYS, Part, Prose, clock, days_of, minutes_of_day, param
from sim.scenario.problems import ScenarioError, printable, problem_at
from sim.scenario.spreadsheet_numbers import decimal_mark, number_of
from sim.scenario.tables import Table as File
from sim.scenario.tree import Wanted

WIDTHS = (15, 30, 60)
_NEAR = 120
"""Two rows of a day tell how far apart rows are if they are not further apart than this, in minutes."""


class Table(Part):
    """A column of a CSV file beside the scenario: one figure for each weekday and bin."""

    holds: ClassVar[str] = "contacts"
    most: ClassVar[float] = 1e6

    file: Prose = param(..., "The CSV file, relative to the scenario.", status="input", max_length=255)
    column: Prose = param(..., "Its column that holds the figures.", status="input", max_length=60)
    bin_minutes: Literal[15, 30, 60] = param(
        60, "Width of its bins: how far apart its rows are.", unit="minutes", status="input"
    )
    figures: Annotated[
        list[list[FiniteFloat]], Wanted("seven lists of figures from 0 to 1,000,000, one for each bin")
    ] = param([], "Seven days of bins, filled from the file on loading.", status="input")
    absent: Annotated[list[list[int]], Wanted("seven lists of the numbers of bins")] = param(
        [], "The bins of each day for which the file has no row, filled on loading.", status="input"
    )

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any, info: ValidationInfo) -> Any:
        """Fill `figures` through the reader that the file module passes as context."""
        reader = (info.context or {}).get("read_table")
        if not isinstance(data, dict) or data.get("figures") or not isinstance(data.get("file"), str):
            return data
        if not cls.model_fields.keys() >= data.keys():  # told as an unknown key, not as what follows from it
            return data
        if reader is None:
            raise ValueError("a table can only be read when the scenario comes from a file")
        column, width = data.get("column"), data.get("bin_minutes", 60)
        if type(width) is not int or width not in WIDTHS or not isinstance(column, str):
            return data
        try:
            rows = _Rows(cls, reader(data["file"]), column)
            return {**data, "figures": rows.week(width), "absent": rows.absent(width)}
        except _WidthError as error:
            raise ScenarioError([problem_at(("bin_minutes",), str(error))]) from None
        except ValueError as error:
            raise ScenarioError([problem_at(("file",), str(error))]) from None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        bins = 1440 // self.bin_minutes
        if len(self.figures) != 7 or any(len(day) != bins for day in self.figures):
            raise ValueError(f"figures must be seven days of {bins} bins")
        for wrong in (self.unfit(figure) for day in self.figures for figure in day):
            if wrong:
                raise ValueError(f"figures: {wrong}")
        if (self.absent and len(self.absent) != 7) or any(not 0 <= each < bins for day in self.absent for each in day):
            raise ValueError(f"absent must be seven lists of bins, numbered from 0 to {bins - 1}")
        return self

    @classmethod
    def unfit(cls, figure: float) -> str:
        """Say what is wrong with a figure; empty where nothing is."""
        if not 0 <= figure <= cls.most:
            return f"{figure:g} {cls.holds}; must be from 0 to {cls.most:,.0f}"
        return ""


class HeadTable(Table):
    """A column of a CSV file beside the scenario: the heads on the floor for each weekday and bin."""

    holds: ClassVar[str] = "agents"
    most: ClassVar[float] = 5000

    @classmethod
    def unfit(cls, figure: float) -> str:
        """Say what is wrong with a head count; empty where nothing is."""
        wrong = super().unfit(figure)
        if not wrong and not float(figure).is_integer():
            return f"{figure:g} {cls.holds}; heads are whole: round them, such as {round(figure)}"
        return wrong


class ManagerTable(HeadTable):
    """A column of a CSV file beside the scenario: the managers on duty for each weekday and bin."""

    holds: ClassVar[str] = "managers"
    most: ClassVar[float] = 500


class _WidthError(ValueError):
    """The rows of a table are not as far apart as its bins are wide."""


class _Rows:
    """The rows of a file: weekdays, start and figure, each checked."""

    def __init__(self, kind: type[Table], file: File, column: str) -> None:
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
    def _read(file: File, number: int, column: str, read: Any) -> Any:
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
