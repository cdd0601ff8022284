"""What is particular about a center: where its levers differ from their defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.clock import WEEK
from sim.scenario.fields import Part
from sim.scenario.keys import written
from sim.scenario.levers import changed, read_key
from sim.scenario.messages import number
from sim.scenario.plan import plan_of
from sim.scenario.relative import relative_of
from sim.scenario.tree import about_of

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

SECTIONS = ("empowerment", "incentives", "manager", "customers", "behavior", "leadership_lane", "outsourcing")
"""Sections that have a default in all their keys."""


class Difference(NamedTuple):
    """One lever that is not at its default: what it is, both values in words, and the unit of a number."""

    key: str
    sentence: str
    unit: str
    value: str
    default: str


def differences(scenario: Scenario) -> list[Difference]:
    """Return the levers of a scenario that differ from their defaults, in the order of a file."""
    return [each for name in SECTIONS for each in _differences(getattr(scenario, name), f"{name}.")]


def _differences(part: Part, prefix: str) -> Iterator[Difference]:
    plain = type(part)()
    for name, field in type(part).model_fields.items():
        value, default = getattr(part, name), getattr(plain, name)
        if isinstance(value, Part) and not {"shape", "figures"} & type(value).model_fields.keys():
            yield from _differences(value, f"{prefix}{name}.")
        elif value != default:
            unit = about_of(field).get("unit", "") if _is_measured(value) else ""
            yield Difference(prefix + name, field.description or "", unit, in_words(value), in_words(default))


def _is_measured(value: Any) -> bool:
    return isinstance(value, (int, float, Part)) and not isinstance(value, bool)


def in_words(value: Any) -> str:
    """Return a value, as a scenario or a file has it, in words: ``gamma, mean 8, cv 0.7`` for a distribution."""
    if isinstance(value, Part):
        return in_words(value.model_dump(by_alias=True, exclude_none=True))
    if isinstance(value, Mapping) and value.get("shape") == "constant" and _is_measured(value.get("value")):
        return f"always {number(value['value'])}"
    if isinstance(value, Mapping) and "shape" in value:
        (_, shape), *parameters = value.items()
        return ", ".join([str(shape), *(_parameter(*each) for each in parameters)])
    if isinstance(value, Mapping) and "figures" in value:
        return f"{value.get('file')}, column {value.get('column')}"
    return number(value) if isinstance(value, float) else written(value)


def _parameter(name: str, value: Any) -> str:
    return f"{len(value)} {name}" if isinstance(value, list) else f"{name} {in_words(value)}"


class Set(NamedTuple):
    """One key that a what-if sets: its value, and, where that is relative, what stood there and what it becomes."""

    key: str
    value: Any
    before: Any = None
    after: Any = None


def set_by(scenario: Scenario, name: str) -> list[Set]:
    """Return what a what-if sets by itself, in the order of the file."""
    what_if = scenario.what_ifs[name]
    relative = [key for key, value in what_if.set.items() if relative_of(value) is not None]
    if not relative:
        return [Set(key, value) for key, value in what_if.set.items()]
    rest = what_if.model_copy(update={"set": {}, "timeline": []})
    plan = plan_of(scenario.model_copy(update={"what_ifs": {name: rest}}).what_if(name))
    before = plan.at((what_if.from_week - 1) * WEEK)
    after = changed(before, what_if.set)
    told = {key: (read_key(before, key), read_key(after, key)) for key in relative}
    return [Set(key, value, *told.get(key, ())) for key, value in what_if.set.items()]
