"""What a scenario says that is not the default: its inputs, by dotted key."""

import datetime
from collections.abc import Iterator
from typing import Any

from sim.scenario import Scenario
from sim.scenario.keys import declared, written

_APART = ("what_if", "what_ifs", "policies", "timeline")
"""What is no input of the center as it is: questions, and dated changes."""


def inputs_of(scenario: Scenario) -> dict[str, Any]:
    """Return each key that differs from its default, in the order of a scenario's file.

    Numbers, dates and texts are themselves; a distribution, a schedule or a list is written on one line.
    """
    said = scenario.model_dump(by_alias=True, exclude_defaults=True)
    leaves = {".".join(path): value for path, value in _leaves(said, ()) if path[0] not in _APART}
    return {key: value for key, value in leaves.items() if not _is_default(key, value)}


def default_of(key: str) -> str:
    """Return what holds where a scenario does not say a key, as a file has it; nothing of a name of the user's own."""
    found = declared(Scenario, key)
    return "" if found is None else found.default


def _is_default(key: str, value: Any) -> bool:
    """Whether a value only writes the default in another way: a number that became a distribution."""
    default, here = default_of(key), written(value) if not isinstance(value, str) else value
    return here == default or here == f"{{shape: constant, value: {default}}}"


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict) and path and ("shape" in value or declared(Scenario, ".".join(path)) is not None):
        yield path, written(value)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, (*path, str(key)))
    elif isinstance(value, (bool, int, float, str, datetime.date)):
        yield path, value
    else:
        yield path, written(value)
