"""What the real center shows: a figure, a figure with how much it rests on, or its course over weeks from a file."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Discriminator, Field, FiniteFloat, Tag, ValidationInfo, model_validator

from sim.scenario.fields import Called, Part, Prose, Share, given
from sim.scenario.problems import printable
from sim.scenario.tree import Wanted, shape_of

_PERCENT = re.compile(r"[0-9]+([.][0-9]+)? ?%")
_COMMA = re.compile(r"([0-9]+),([0-9]+) ?%?")
_A_SHARE = "a number in the metric's unit, or a share such as 22 %"


def _check_percent(text: str) -> str:
    if not _PERCENT.fullmatch(text):
        right = f"{number[1]}.{number[2]} %" if (number := _COMMA.fullmatch(text)) else _A_SHARE
        raise ValueError(f"{printable(text, 40)!r} is no figure; write {right}")
    return text


Percent = Annotated[str, AfterValidator(_check_percent), Wanted(_A_SHARE)]
Level = Annotated[
    Annotated[FiniteFloat, Field(ge=-1e12, le=1e12), Tag("number")] | Annotated[Percent, Tag("other")],
    Discriminator(lambda value: "number" if shape_of(value) == "number" else "other"),
    Wanted(_A_SHARE),
]
"""A figure in the unit of its metric; ``22 %`` can mean one thing only."""


def level_of(written: float | str) -> float:
    """Return what is written as a number in the metric's unit: 22 of ``22 %``."""
    return float(written.removesuffix("%")) if isinstance(written, str) else written


class Seen(Part):
    """A figure, and of how many cases it is."""

    value: Level | None = given(None, "The figure, in the metric's unit.")
    share: Share | None = given(None, "The figure of a metric in %, as a share: 0.22 is 22 %.", unit="0-1")
    n: int | None = given(
        None, "Of how many cases it is: calls of a share or mean, weeks of a count.", unit="cases", ge=1, le=10**12
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.value is None) == (self.share is None):
            raise ValueError("needs one figure: value: 22 %, or share: 0.22")
        return self

    @property
    def level(self) -> float:
        """The figure in the metric's unit."""
        return level_of(self.value) if self.value is not None else 100 * (self.share or 0.0)


class History(Part):
    """A CSV file beside the scenario with a row for each week."""

    file: Prose = given(..., "The CSV file, relative to the scenario.", max_length=255)
    columns: dict[Called, Prose] = given(..., "Which column is what: `week`, and metrics.", min_length=2, max_length=30)
    weeks: Annotated[list[str], Wanted("Mondays such as 2024-01-29"), Field(max_length=5000)] = given(
        [], "The Monday of each week, or its number; filled from the file on loading."
    )
    figures: Annotated[
        dict[Called, list[FiniteFloat | None]], Wanted("by metric, a list of figures, one for each week")
    ] = given({}, "The figures of each metric, filled on loading; empty where the file has none.", max_length=30)

    in_percent: list[Called] = given([], "The metrics whose cells have the sign %, filled on loading.", max_length=30)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any, info: ValidationInfo) -> Any:
        """Fill `weeks` and `figures` through the reader that whoever reads the file passes as context."""
        reader = (info.context or {}).get("read_history")
        if not isinstance(data, dict) or data.get("weeks") or not cls.model_fields.keys() >= data.keys():
            return data
        columns = data.get("columns")
        if not isinstance(data.get("file"), str) or not isinstance(columns, dict):
            return data
        if not all(isinstance(each, str) for each in columns.values()) or len(columns) < 2:
            return data
        if "week" not in columns:
            raise ValueError("columns needs week: the column with the date of each week, such as {week: date}")
        if reader is None:
            raise ValueError("a history can only be read when the scenario comes from a file")
        return {**data, **reader(data["file"], columns)}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.weeks or any(len(each) != len(self.weeks) for each in self.figures.values()):
            raise ValueError("weeks must be at least one, and each metric has a figure or nothing for each")
        return self

    def numbered(self, start: datetime.date) -> list[int]:
        """Return the number of each week of the history, counted from a Monday as 1."""
        return [int(week) if week.isdigit() else 1 + (_date(week) - start).days // 7 for week in self.weeks]

    def known(self, metric: str) -> list[float]:
        """Return the figures of a metric in the weeks that have one."""
        return [each for each in self.figures.get(metric, []) if each is not None]


def _date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _kind(value: Any) -> str:
    shape = "history" if isinstance(value, History) else "seen" if isinstance(value, Seen) else shape_of(value)
    return ("history" if "file" in value else "seen") if isinstance(value, Mapping) else shape


Figure = Annotated[
    Annotated[FiniteFloat, Field(ge=-1e12, le=1e12), Tag("number")]
    | Annotated[Percent, Tag("other")]
    | Annotated[Seen, Tag("seen")]
    | Annotated[History, Tag("history")],
    Discriminator(_kind),
    Wanted("a figure in the metric's unit, such as 22 %, or {value: 22 %, n: 1800}, or {file: ..., columns: ...}"),
]
"""What was observed of a metric; a history is of several, under a name of its own."""


def levels_of(observed: Mapping[str, Any]) -> dict[str, float]:
    """Return the figures by metric in the metric's unit; of what only a history has, the mean of its weeks."""
    found: dict[str, float] = {}
    for name, its in observed.items():
        if not isinstance(its, History):
            found[name] = its.level if isinstance(its, Seen) else level_of(its)
    for its in observed.values():
        for metric in its.figures if isinstance(its, History) else ():
            if metric not in found and (known := its.known(metric)):
                found[metric] = _short(sum(known) / len(known))
    return found


def _short(mean: float) -> float:
    """Return a mean in as many digits as can be told: two after the point, three of what is small."""
    return round(mean, 2 if abs(mean) >= 1 or not mean else 2 - math.floor(math.log10(abs(mean))))


def is_plain(its: Any) -> bool:
    """Whether a figure is a bare number, of which only the metric tells what it means."""
    written = its.value if isinstance(its, Seen) else its
    return isinstance(written, (int, float))
