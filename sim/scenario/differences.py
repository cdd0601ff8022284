"""What is particular about a center: where its levers differ from their defaults."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.scenario.distributions import Constant
from sim.scenario.fields import Part
from sim.scenario.keys import written
from sim.scenario.words import number

SECTIONS = ("empowerment", "incentives", "manager", "customers", "behavior", "leadership_lane", "outsourcing")
"""Sections that have a default in all their keys."""


class Difference(NamedTuple):
    """One lever that is not at its default: what it is, both values in words, and the unit of a number."""

    key: str
    sentence: str
    unit: str
    value: str
    default: str


def differences(scenario: Any) -> list[Difference]:
    """Return the levers of a scenario that differ from their defaults, in the order of a file."""
    return [each for name in SECTIONS for each in _differences(getattr(scenario, name), f"{name}.")]


def _differences(part: Part, prefix: str) -> Iterator[Difference]:
    plain = type(part)()
    for name, field in type(part).model_fields.items():
        value, default = getattr(part, name), getattr(plain, name)
        if isinstance(value, Part) and "shape" not in type(value).model_fields:
            yield from _differences(value, f"{prefix}{name}.")
        elif value != default:
            about: Any = field.json_schema_extra or {}
            unit = about.get("unit", "") if _is_measured(value) else ""
            yield Difference(prefix + name, field.description or "", unit, _words(value), _words(default))


def _is_measured(value: Any) -> bool:
    return isinstance(value, (int, float, Part)) and not isinstance(value, bool)


def _words(value: Any) -> str:
    """Return a value in words: a distribution by its shape and parameters, ``gamma, mean 8, cv 0.7``."""
    if isinstance(value, Constant):
        return f"always {number(value.value)}"
    if isinstance(value, Part):
        (_, shape), *parameters = value.model_dump(exclude_none=True).items()
        return ", ".join([shape, *(_parameter(*each) for each in parameters)])
    return number(value) if isinstance(value, float) else written(value)


def _parameter(name: str, value: Any) -> str:
    return f"{len(value)} {name}" if isinstance(value, list) else f"{name} {number(value)}"
