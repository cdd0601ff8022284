"""The values of a document with the places at which they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sim.scenario.problems import Problem
from sim.scenario.yaml_scalars import Scalar


class Mark(NamedTuple):
    """A position: the file, the line and the column, counted from 1."""

    file: str
    line: int
    column: int

    def problem(self, message: str, key: str = "") -> Problem:
        """Return a problem that stands here."""
        return Problem(message, key, self.file, self.line, self.column)


@dataclass(slots=True)
class Node:
    """A value of a document: where it begins, and its parts if it has any.

    Attributes
    ----------
    at
        Where it begins.
    scalar
        The value of a node without parts.
    parts
        The values of a mapping by key, or of a list by position.
    keys
        The positions of a mapping's keys.
    """

    at: Mark
    scalar: Scalar = None
    parts: dict[str | int, Node] | None = None
    keys: dict[str, Mark] | None = None

    def data(self) -> Any:
        """Return the plain value: dict, list, str, int, float, bool or None."""
        if self.parts is None:
            return self.scalar
        if self.keys is None:
            return [part.data() for part in self.parts.values()]
        return {key: part.data() for key, part in self.parts.items()}

    def is_null(self) -> bool:
        """Tell whether the value is written as null, ``~`` or nothing at all."""
        return self.parts is None and self.scalar is None

    def take(self, key: str) -> Node | None:
        """Remove a key of a mapping, and return its value."""
        if self.parts is None or self.keys is None or key not in self.keys:
            return None
        del self.keys[key]
        return self.parts.pop(key)


@dataclass(slots=True)
class Parsed:
    """A file that was read: its values, and the problems met on the way that did not end it."""

    root: Node
    problems: list[Problem] = field(default_factory=list)
