"""What is particular about a center: where its levers differ from their defaults."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.scenario.fields import Part
from sim.scenario.keys import written

SECTIONS = ("empowerment", "incentives", "manager", "customers", "behavior", "leadership_lane", "outsourcing")
"""Sections that have a default in all their keys."""


class Difference(NamedTuple):
    """One lever that is not at its default: what it is, and both values as a file has them."""

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
            words = written(_plain(value)), written(_plain(default))
            yield Difference(prefix + name, field.description or "", about.get("unit", ""), *words)


def _plain(value: Any) -> Any:
    return value.model_dump(exclude_none=True) if isinstance(value, Part) else value
