"""A log of arrivals that is replayed: one moment for each row of a CSV file."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, ValidationInfo, model_validator

from sim.scenario.fields import Part, Prose, given
from sim.scenario.tree import Wanted

_MS = datetime.timedelta(milliseconds=1)
EPOCH = datetime.datetime(1970, 1, 1)
_WEEK_MINUTES = 7 * 1440


class ArrivalLog(Part):
    """A CSV file with a row for each contact, and when it came; the same contacts come in every replication."""

    file: Prose = given(..., "The CSV file, relative to the scenario.", max_length=255)
    time: Prose = given(..., "Its column that holds when a contact came, as date and time.", max_length=60)
    date: Prose | None = given(
        None, "Its column that holds the date, where `time` has the time of day alone.", max_length=60
    )
    only: Annotated[
        dict[Prose, Prose], Wanted("columns with the text that they must hold, such as {queue: claims}")
    ] = given({}, "Which rows count: those whose columns hold this text; empty means all.", max_length=20)
    moments: Annotated[
        list[int], Wanted("moments in milliseconds since 1970-01-01 0:00"), Field(max_length=100_000)
    ] = given([], "When each contact came, by the calendar's own clock, filled from the file on loading.")
    rows: Annotated[list[int], Wanted("numbers of rows"), Field(max_length=100_000)] = given(
        [], "The row of each, counted from 0, filled on loading."
    )

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any, info: ValidationInfo) -> Any:
        """Fill `moments` and `rows` through the reader that whoever reads the file passes as context."""
        reader = (info.context or {}).get("read_log")
        if not isinstance(data, dict) or data.get("moments") or not cls.model_fields.keys() >= data.keys():
            return data
        only = data.get("only", {})
        if not isinstance(only, dict):
            return data
        named = [data.get("file"), data.get("time"), data.get("date", ""), *only.values()]
        if not all(isinstance(each, str) for each in named if each is not None) or named[0] is None or named[1] is None:
            return data
        if reader is None:
            raise ValueError("a log can only be read when the scenario comes from a file")
        return {**data, **reader(data["file"], data["time"], data.get("date"), only)}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.moments or len(self.moments) != len(self.rows):
            raise ValueError("moments must be at least one, and rows one for each")
        return self

    @property
    def per_week(self) -> float:
        """Contacts a week, over the days from the first to the last."""
        first, last = min(self.moments) // 86_400_000, max(self.moments) // 86_400_000
        return len(self.moments) / max(1.0, (last - first + 1) / 7)

    def ticks_from(self, start: datetime.date) -> list[int]:
        """Return the moments in ticks since the Monday of week 1."""
        begin = (datetime.datetime.combine(start, datetime.time()) - EPOCH) // _MS
        return [moment - begin for moment in self.moments]

    def week(self, width: int) -> list[list[float]]:
        """Return how many came in each weekday and bin of so many minutes."""
        figures = [[0.0] * (1440 // width) for _ in range(7)]
        for moment in self.moments:
            day, minute = divmod((moment // 60_000 + 3 * 1440) % _WEEK_MINUTES, 1440)  # 1 January 1970 was a Thursday
            figures[day][minute // width] += 1.0
        return figures


def says_nothing(scenario: BaseModel, key: str) -> bool:
    """Whether a dotted key is of volume, of a type whose contacts come by a log."""
    root, name, leaf, *_ = [*key.split("."), "", ""]
    issue = getattr(scenario, "issues", {}).get(name) if root == "issues" else None
    return issue is not None and bool(issue.arrivals) and leaf in ("per_week", "weekdays", "times")
