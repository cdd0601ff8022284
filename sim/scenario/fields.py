"""How a parameter is declared: unit, range, default, one sentence, and how well it is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from sim.scenario.characters import stray
from sim.scenario.clocks import check_days, check_nights, minutes_of_day, spans_of
from sim.scenario.durations import SECONDS, in_unit
from sim.scenario.tree import Wanted, about_of

Status = Literal["input", "evidence", "assumption"]
"""`input` describes the user's own center, `evidence` rests on a named study, `assumption` on judgment."""

_SIGNS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
_WORDS = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}


LEAST = 1e-9
"""What is nearer to 0 than this is 0, or a mistake: divided by, it would be as good as infinite."""


_HOLDS_FLOATS = (float, list, dict)


@dataclass(frozen=True)
class Least:
    """A note in an annotation: how near to 0 a number may come that is not 0."""

    least: float


class Part(BaseModel):
    """A part of a scenario: typed, frozen, closed to unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_default=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy; what was computed of the original and kept is computed anew where anything differs."""
        copied = super().model_copy(update=update, deep=deep)
        for name in vars(copied).keys() - type(self).model_fields.keys() if update else ():
            del vars(copied)[name]
        return copied

    @model_validator(mode="before")
    @classmethod
    def _durations_in_words(cls, data: Any) -> Any:
        """Read what is said as ``20 s`` where a duration is asked for."""
        if not isinstance(data, dict):
            return data
        said = {
            name: in_unit(data[name], unit)
            for name, unit in _durations_of(cls).items()
            if isinstance(data.get(name), (str, list, dict))
        }
        return {**data, **said} if said else data

    @field_validator("*", mode="after")
    @classmethod
    def _is_apart_from_0(cls, value: Any, info: ValidationInfo) -> Any:
        near = (
            [number for number in _floats(value) if -1 < number < 1 and number]
            if isinstance(value, _HOLDS_FLOATS)
            else []
        )
        if near:
            least = _least_of(cls, str(info.field_name))
            for number in near:
                if abs(number) < least:
                    raise ValueError(f"must be 0 or at least {least:g} away from it, not {number:g}")
        return value

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Add the attributes to the docstring, each with unit, range and default."""
        super().__pydantic_init_subclass__(**kwargs)
        if cls.__doc__ and cls.model_fields:
            lines = [f"{name}\n    {_documented(field)}" for name, field in cls.model_fields.items()]
            cls.__doc__ = "\n".join([cls.__doc__.rstrip(), "", "Attributes", "----------", *lines, ""])


@cache
def _durations_of(model: type[Part]) -> dict[str, str]:
    """Return the keys of a model that ask for a duration, each with its unit."""
    fields = {info.alias or name: about_of(info).get("unit") for name, info in model.model_fields.items()}
    return {name: str(unit) for name, unit in fields.items() if unit in SECONDS}


@cache
def _least_of(model: type[Part], name: str) -> float:
    """Return how near to 0 a field's numbers may come."""
    return next((note.least for note in model.model_fields[name].metadata if isinstance(note, Least)), LEAST)


def _floats(value: Any) -> list[float]:
    """Return the broken numbers of a value, in lists and mappings too."""
    match value:
        case float():
            return [value]
        case list():
            return [number for each in value for number in ((each,) if type(each) is float else _floats(each))]
        case Mapping():
            return [number for each in value.values() for number in _floats(each)]
    return []


def _documented(field: Any) -> str:
    """Return what is declared about an attribute, in a line."""
    unit = about_of(field).get("unit")
    words = f"in {unit}" if unit else ""
    limits = {
        sign: limit
        for each in field.metadata
        for sign in ("ge", "gt", "le", "lt")
        if (limit := getattr(each, sign, None)) is not None
    }
    span = [f"{_SIGNS[sign]} {limit:g}" for sign, limit in limits.items()]
    default = "required" if field.is_required() else f"default {field.get_default()!r}"
    told = "; ".join(each for each in (words, ", ".join(span), default) if each)
    return f"{field.description or ''} ({told})"


def param(
    default: Any,
    sentence: str,
    *,
    unit: str = "",
    status: Status = "assumption",
    source: str = "",
    likely: tuple[float, float] | None = None,
    **limits: Any,
) -> Any:
    """Declare a parameter of a scenario.

    Parameters
    ----------
    default
        The value where the file is silent; ``...`` makes the key compulsory.
    sentence
        What the parameter is, in one sentence.
    unit
        The unit of the value; empty for pure numbers, names and switches.
    status
        How well the default is known where it has no source.
    source
        The study behind the default, which makes it ``evidence``.
    likely
        The range that evidence or judgment supports, for parameters of behavior; wider than this is a belief.
    **limits
        ``ge``, ``gt``, ``le``, ``lt``, ``min_length`` and the like, as pydantic knows them.
    """
    about: dict[str, Any] = {"unit": unit, "status": "evidence" if source else status, "source": source}
    if likely is not None:
        about["likely"] = list(likely)
    return Field(default, description=sentence, json_schema_extra=about, **limits)


given = partial(param, status="input")
"""Declares what describes the user's own center."""


def whole_or_part(value: float) -> float:
    """Return a number as whole where it is."""
    return int(value) if float(value).is_integer() else value


def _to_bool(value: object) -> object:
    return _WORDS.get(value.lower(), value) if isinstance(value, str) else value


def _check_time(text: str) -> str:
    minutes_of_day(text)
    return text


def _check_spans(text: str) -> str:
    spans_of(text)
    return text


def _check_line(text: str, *, lines: bool = False) -> str:
    if wrong := stray(text, lines=lines):
        blank = "" if lines else "an ordinary blank or "
        raise ValueError(f"contains {wrong}; delete it, or write {blank}what can be seen")
    return text


OnOff = Annotated[
    bool,
    BeforeValidator(_to_bool),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, {"enum": ["yes", "no", "on", "off"]}]}),
]
Share = Annotated[FiniteFloat, Field(ge=0, le=1)]
Strength = Annotated[FiniteFloat, Field(ge=0, le=5)]
"""How strongly something acts on a choice, on satisfaction or on leaving."""
Amount = Annotated[FiniteFloat, Field(ge=0, le=1e9)]
TimeOfDay = Annotated[str, AfterValidator(_check_time), Wanted("a time of day such as 8:30")]
Spans = Annotated[
    str,
    AfterValidator(_check_spans),
    Wanted("a span of time such as 7:30-18:00, 12:00-4:00 past midnight, or closed"),
]
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[A-Za-z][A-Za-z0-9_ ]*$")]
Label = Annotated[
    str,
    Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x20]([^\x00-\x1f]*[^\x00-\x20])?$"),
    AfterValidator(_check_line),
]
"""A name in words, which looks as it is written."""
Called = Annotated[str, Field(min_length=1, max_length=255), AfterValidator(_check_line)]
"""The name of a policy, or the path of its file."""
Prose = Annotated[str, AfterValidator(partial(_check_line, lines=True))]
"""Sentences, which may stand on several lines."""
DayMap = AfterValidator(check_days)
HoursOfWeek = Annotated[
    dict[str, Spans],
    DayMap,
    AfterValidator(check_nights),
    Wanted("weekdays with their hours, such as {mon-fri: 8:00-18:00, sat: closed}"),
]
"""Weekdays to spans of time: ``{mon-fri: "7:30-18:00", sat: closed}``."""
