"""A table of a usual week: one figure for each weekday and bin, from a column of a CSV file."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import FiniteFloat, ValidationInfo, model_validator

from sim.scenario.durations import in_unit
from sim.scenario.fields import Part, Prose, given
from sim.scenario.tree import Wanted

WIDTHS = (15, 30, 60)


class Table(Part):
    """A column of a CSV file beside the scenario: one figure for each weekday and bin."""

    holds: ClassVar[str] = "contacts"
    most: ClassVar[float] = 1e6

    file: Prose = given(..., "The CSV file, relative to the scenario.", max_length=255)
    column: Prose = given(..., "Its column that holds the figures.", max_length=60)
    bin_minutes: Literal[15, 30, 60] = given(60, "Width of its bins: how far apart its rows are.", unit="minutes")
    figures: Annotated[
        list[list[FiniteFloat]], Wanted("seven lists of figures from 0 to 1,000,000, one for each bin")
    ] = given([], "Seven days of bins, filled from the file on loading.")
    absent: Annotated[list[list[int]], Wanted("seven lists of the numbers of bins")] = given(
        [], "The bins of each day for which the file has no row, filled on loading."
    )

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any, info: ValidationInfo) -> Any:
        """Fill `figures` through the reader that whoever reads the file passes as context."""
        reader = (info.context or {}).get("read_week")
        if not isinstance(data, dict) or data.get("figures") or not isinstance(data.get("file"), str):
            return data
        if not cls.model_fields.keys() >= data.keys():  # told as an unknown key, not as what follows from it
            return data
        if reader is None:
            raise ValueError("a table can only be read when the scenario comes from a file")
        column, width = data.get("column"), in_unit(data.get("bin_minutes", 60), "minutes")
        if type(width) is not int or width not in WIDTHS or not isinstance(column, str):
            return data
        return {**data, **reader(cls, data["file"], column, width)}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        bins = 1440 // self.bin_minutes
        if len(self.figures) != 7 or any(len(day) != bins for day in self.figures):
            raise ValueError(f"figures must be seven days of {bins} bins")
        for figure in dict.fromkeys(figure for day in self.figures for figure in day):
            if wrong := self.unfit(figure):
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


class HandleTable(Table):
    """A column of a CSV file beside the scenario: handle times of each weekday and bin, in any unit."""

    holds: ClassVar[str] = "of handle time"


class HeadTable(Table):
    """A column of a CSV file beside the scenario: the heads on the floor for each weekday and bin."""

    holds: ClassVar[str] = "agents"
    most: ClassVar[float] = 5000


class ManagerTable(HeadTable):
    """A column of a CSV file beside the scenario: the managers on duty for each weekday and bin."""

    holds: ClassVar[str] = "managers"
    most: ClassVar[float] = 500

    @classmethod
    def unfit(cls, figure: float) -> str:
        """Say what is wrong with a head count; empty where nothing is."""
        wrong = super().unfit(figure)
        if not wrong and not float(figure).is_integer():
            return f"{figure:g} {cls.holds}; heads are whole: round them, such as {round(figure)}"
        return wrong
