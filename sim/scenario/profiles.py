"""Levels and factors in the course of a week: by time of day, by weekday, by both, or as a table."""

from typing import Annotated, Any

from pydantic import Discriminator, Field, FiniteFloat, Tag

from sim.scenario.clocks import days_of, minutes_of_day
from sim.scenario.fields import DayMap, TimeOfDay
from sim.scenario.figures import HandleTable, Table
from sim.scenario.tree import Wanted, shape_of

Weight = Annotated[FiniteFloat, Field(ge=0, le=1e9)]
Factor = Annotated[FiniteFloat, Field(ge=1e-6, le=1e6)]
Levels = list[tuple[int, float]]
"""Minutes after midnight, each with what holds from then on, in order."""


def _kind(value: Any) -> str:
    """Tell a table, times of day and weekdays apart."""
    if isinstance(value, Table):
        return "table"
    if isinstance(value, dict) and value.keys() & Table.model_fields.keys():
        return "table"
    if isinstance(value, dict) and value and all(":" in str(key) for key in value):
        return "times"
    return shape_of(value)


_NUMBER, _MAPPING, _TIMES, _TABLE = Tag("number"), Tag("mapping"), Tag("times"), Tag("table")
_BY_KIND, _BY_SHAPE = Discriminator(_kind), Discriminator(shape_of)
_LevelsOfDay = Annotated[Annotated[Weight, _NUMBER] | Annotated[dict[TimeOfDay, Weight], _MAPPING], _BY_SHAPE]
_FactorsOfDay = Annotated[Annotated[Factor, _NUMBER] | Annotated[dict[TimeOfDay, Factor], _MAPPING], _BY_SHAPE]

VolumeProfile = Annotated[
    Annotated[Table, _TABLE]
    | Annotated[dict[TimeOfDay, Weight], _TIMES]
    | Annotated[dict[str, _LevelsOfDay], DayMap, _MAPPING],
    _BY_KIND,
    Wanted(
        "levels such as {8:00: 2, 12:00: 1}, {mon: 1.5, sat: 0.5} or {mon: {8:00: 2, 12:00: 1}}, or a table"
        " {file: week.csv, column: calls}"
    ),
]
HandleProfile = Annotated[
    Annotated[HandleTable, _TABLE]
    | Annotated[dict[TimeOfDay, Factor], _TIMES]
    | Annotated[dict[str, _FactorsOfDay], DayMap, _MAPPING],
    _BY_KIND,
    Wanted(
        "factors above 0 such as {16:00: 1.5}, {mon: 1.2} or {mon: {8:00: 1.5, 12:00: 1}}, or a table"
        " {file: week.csv, column: aht}"
    ),
]


def levels_of_day(profile: Any, weekday: int) -> Levels:
    """Return what a profile names for a weekday, in order; none where it names nothing."""
    if _kind(profile) == "times":
        day = profile
    else:
        day = next((each for key, each in profile.items() if weekday in days_of(key)), {})
    if not isinstance(day, dict):
        return [(0, float(day))]
    return sorted((minutes_of_day(text), float(level)) for text, level in day.items())


def from_midnight(levels: Levels, before: float, past: int) -> Levels:
    """Return levels from midnight on: `before` holds until the first, past midnight the last of them goes on."""
    if levels and levels[0][0] == 0:
        return levels
    return [(0, levels[-1][1] if past and levels else before), *levels]
