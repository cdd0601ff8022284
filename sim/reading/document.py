"""What a file says, as plain data, and where each key and value of it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from sim.reading.logs import log_reader
from sim.reading.observed_tables import history_reader, worlds_reader
from sim.reading.roster_tables import roster_reader
from sim.reading.week_tables import week_reader
from sim.scenario.explain import explain
from sim.scenario.problems import Loc, Problem, ScenarioError

Scalar = str | int | float | bool | None
Checked = TypeVar("Checked", bound=BaseModel)


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


@dataclass(frozen=True)
class Document:
    """What a file says, as plain data, with the position of every key and value.

    Attributes
    ----------
    root
        The tree of values with their positions.
    folder
        The folder that the paths in the file are relative to.
    files
        All files that were read: this one, then those it extends and the policies it uses.
    problems
        What is wrong with the text already, before any model has seen it.
    """

    root: Node
    folder: Path
    files: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()

    @cached_property
    def data(self) -> Any:
        """The values as dict, list, str, int, float, bool and None; keys are always text."""
        return self.root.data()

    @cached_property
    def context(self) -> dict[str, Any]:
        """What the models' validators may use."""
        return {
            "read_week": week_reader(self.folder),
            "read_log": log_reader(self.folder),
            "read_roster": roster_reader(self.folder),
            "read_history": history_reader(self.folder),
            "read_worlds": worlds_reader(self.folder),
        }

    def find(self, loc: Loc) -> tuple[Node, Mark, bool]:
        """Follow a way to a value; parts that the document does not have are skipped.

        Returns
        -------
        tuple
            The value, the position of its key (in a list its own), and whether nothing was skipped.
        """
        node, key, complete = self.root, self.root.at, True
        for part in loc:
            if node.parts is None or part not in node.parts:
                complete = False
                continue
            inner = node.parts[part]
            key = node.keys[part] if node.keys is not None and isinstance(part, str) else inner.at
            node = inner
        return node, key, complete

    def placed(self, problem: Problem) -> Problem:
        """Return a model's problem with the file, line and column that it has here.

        What is wrong with a whole mapping or list, or missing in it, stands at its key.
        """
        if problem.file:
            return problem
        node, key, complete = self.find(problem.loc)
        mark = key if problem.at_key or node.parts is not None or not complete else node.at
        return replace(problem, file=mark.file, line=mark.line, column=mark.column)

    def graft(self, loc: Loc, value: Node, key: Mark) -> Document:
        """Return a document in which one value is put in or replaced, and keeps its own position.

        Parameters
        ----------
        loc
            The way to the value; mappings that are missing on the way are made.
        value
            The new value, of this or of another document.
        key
            Where a reader finds what put it there.
        """
        return replace(self, root=_grafted(self.root, loc, value, key))


def _grafted(node: Node, loc: Loc, value: Node, key: Mark) -> Node:
    if not loc:
        return value
    part = loc[0]
    parts = dict(node.parts or {})
    keys = dict(node.keys or {}) if isinstance(part, str) else node.keys
    parts[part] = _grafted(parts.get(part, Node(key, None, {}, {})), loc[1:], value, key)
    if keys is not None and isinstance(part, str) and (len(loc) == 1 or part not in keys):
        keys[part] = key
    return Node(node.at, None, parts, keys)


def document_of(data: Any, name: str, folder: Path | None = None) -> Document:
    """Return a document for data that come from a program; every position is line 1 of `name`."""
    mark = Mark(name, 1, 1)

    def node(value: Any) -> Node:
        if isinstance(value, Mapping):
            parts: dict[str | int, Node] = {str(key): node(part) for key, part in value.items()}
            return Node(mark, None, parts, {str(key): mark for key in value})
        if isinstance(value, list | tuple):
            return Node(mark, None, {number: node(part) for number, part in enumerate(value)})
        return Node(mark, value)

    return Document(node(data), folder or Path())


def merged(base: Node, own: Node) -> Node:
    """Merge a mapping over another: mappings deeply, lists and values replaced, null removes.

    Each key keeps the position that it has in its own file. A null for a key that the other does not
    have stays, so that a misspelt key is noticed.
    """
    if base.keys is None or own.keys is None or base.parts is None or own.parts is None:
        return own
    parts, keys = dict(base.parts), dict(base.keys)
    for key, mark in own.keys.items():
        value = own.parts[key]
        if key not in keys:
            parts[key], keys[key] = value, mark
        elif value.is_null():
            del parts[key], keys[key]
        else:
            parts[key], keys[key] = merged(parts[key], value), mark
    return Node(own.at, None, parts, keys)


def check(
    model: type[Checked],
    document: Document,
    explained: Callable[[ValidationError, Any, dict[str, Any]], list[Problem]] | None = None,
) -> Checked:
    """Validate a document, and say of everything that is wrong where it stands.

    Parameters
    ----------
    model
        The model that the document should fit.
    document
        What was read.
    explained
        Returns what is wrong, given the error, the data and the context; by default what the error itself says.

    Returns
    -------
    BaseModel
        The validated model.

    Raises
    ------
    ScenarioError
        With one problem for each thing that is wrong, by file and line.
    """
    found: list[Problem] = []
    try:
        made = model.model_validate(document.data, context=document.context)
    except ValidationError as error:
        if explained is None:
            problems = explain(error, model, document.data)
        else:
            problems = explained(error, document.data, document.context)
        found = [document.placed(problem) for problem in problems]
    else:
        if not document.problems:
            return made
    told = {(each.file, each.line, each.column) for each in document.problems}
    new = [each for each in found if (each.file, each.line, each.column) not in told]
    raise ScenarioError([*document.problems, *new])
