"""Beliefs about people that were narrowed by what was observed: their ranges, and values that go together."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, FiniteFloat, ValidationInfo, model_validator

from sim.scenario.fields import Called, Part, Prose, given
from sim.scenario.tree import Wanted

Range = Annotated[
    list[FiniteFloat], Field(min_length=2, max_length=2), Wanted("the lowest and the highest value, such as [0.1, 0.3]")
]


class Fitted(Part):
    """What other worlds may be: the ranges of beliefs, and sets of values that fit together."""

    ranges: dict[Called, Range] = given({}, "By dotted key, the lowest and the highest value.", max_length=100)
    file: Prose | None = given(
        None, "A CSV file with a column for each key and a row for each world, relative to the scenario.",
        max_length=255,
    )  # fmt: skip
    worlds: Annotated[
        dict[Called, list[FiniteFloat]], Wanted("by dotted key, a list of values, one for each world"),
    ] = given({}, "The values of each key in each world, filled from the file on loading.", max_length=100)  # fmt: skip

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any, info: ValidationInfo) -> Any:
        """Fill `worlds` through the reader that whoever reads the file passes as context."""
        reader = (info.context or {}).get("read_worlds")
        if not isinstance(data, dict) or data.get("worlds") or not isinstance(data.get("file"), str):
            return data
        if not cls.model_fields.keys() >= data.keys():
            return data
        if reader is None:
            raise ValueError("worlds can only be read when the scenario comes from a file")
        return {**data, **reader(data["file"])}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if len({len(each) for each in self.worlds.values()}) > 1:
            raise ValueError("worlds: each key has a value for each world")
        for key, (low, high) in self.ranges.items():
            if not low < high:
                raise ValueError(f"ranges: {key} goes from a lower to a higher number, not from {low:g} to {high:g}")
        return self

    @property
    def over(self) -> dict[str, tuple[float, float]]:
        """By dotted key the lowest and the highest value, of the worlds where they say more."""
        found = {key: (low, high) for key, (low, high) in self.ranges.items()}
        return found | {key: (min(its), max(its)) for key, its in self.worlds.items() if min(its) < max(its)}
