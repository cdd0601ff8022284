"""Reading scenario files: text, `extends`, and where each key and value stands."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from sim.scenario.paths import PathProblem, inside, read_bytes
from sim.scenario.problems import Loc, Problem, ScenarioError, printable
from sim.scenario.tables import table_reader
from sim.scenario.text import TextProblem, decode
from sim.scenario.yaml_events import Mark, Node, parse

LARGEST_FILE = 2_000_000
LONGEST_CHAIN = 8


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
        All files that were read: this one, then those it extends.
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
        """What the models' validators may use: ``read_table`` and ``folder``."""
        return {"read_table": table_reader(self.folder), "folder": self.folder}

    def position(self, loc: Loc, of: Literal["value", "key"] = "value") -> Mark:
        """Return the file, line and column of a key or a value.

        Parts of the way that the document does not have are skipped: pydantic adds some of its own.

        Parameters
        ----------
        loc
            The way to the value, from the top.
        of
            Whether the value's or its key's position is asked for.
        """
        value, key, _ = self.node(loc)
        return key if of == "key" else value

    def node(self, loc: Loc) -> tuple[Mark, Mark, Node]:
        """Return the value's position, its key's (the value's own in a list), and the value."""
        node, key = self.root, self.root.at
        for part in loc:
            if node.parts is not None and part in node.parts:
                inner = node.parts[part]
                key = node.keys[part] if node.keys is not None and isinstance(part, str) else inner.at
                node = inner
        return node.at, key, node

    def graft(self, loc: Loc, value: Node, key: Mark) -> Document:
        """Return a document in which one value is replaced, and keeps its own position.

        Parameters
        ----------
        loc
            The way to the value; mappings that are missing on the way are made.
        value
            The new value, of this or of another document.
        key
            Where the reader finds what put it there.
        """
        root = _grafted(self.root, loc, value, key)
        return Document(root, self.folder, self.files, self.problems)


def _grafted(node: Node, loc: Loc, value: Node, key: Mark) -> Node:
    if not loc:
        return value
    part = loc[0]
    parts = dict(node.parts or {})
    keys = None if node.keys is None and node.parts else dict(node.keys or {})
    parts[part] = _grafted(parts.get(part, Node(key, None, {}, {})), loc[1:], value, key)
    if keys is not None and isinstance(part, str) and (len(loc) == 1 or part not in keys):
        keys[part] = key
    return Node(node.at, None, parts, keys)


def document_of(data: Any, name: str, folder: Path | None = None) -> Document:
    """Return a document for data that come from a program; every position is line 1 of ``name``."""
    mark = Mark(name, 1, 1)

    def node(value: Any) -> Node:
        if isinstance(value, dict):
            parts: dict[str | int, Node] = {str(key): node(part) for key, part in value.items()}
            return Node(mark, None, parts, {str(key): mark for key in value})
        if isinstance(value, list | tuple):
            return Node(mark, None, {number: node(part) for number, part in enumerate(value)})
        return Node(mark, value)

    return Document(node(data), folder or Path())


def read_document(path: str | os.PathLike[str], *, pure: bool = False) -> Document:
    """Read a scenario file, and the files it extends, as one document.

    Mappings are merged deeply, lists and values replaced; a null takes a key of the extended file away.

    Parameters
    ----------
    path
        The file.
    pure
        Use the parser that is written in Python.

    Returns
    -------
    Document
        The merged data with positions. Problems that did not end the reading are in `.problems`;
        `check` reports them together with its own.

    Raises
    ------
    ScenarioError
        If a file cannot be read, is not YAML, or extends what it must not.
    """
    reading = _Reading(Path(path).parent, pure)
    try:
        content = read_bytes(Path(path), LARGEST_FILE)
    except PathProblem as error:
        raise ScenarioError([Problem(str(error), "", os.fspath(path), 1, 1)]) from None
    root = reading.file(content, Path(path), os.fspath(path), ())
    return Document(root, reading.folder, tuple(reading.files), tuple(reading.problems))


class _Reading:
    """One reading of a file and of those it extends."""

    def __init__(self, folder: Path, pure: bool) -> None:
        self.folder, self.pure = folder, pure
        self.left = LARGEST_FILE
        self.files: list[Path] = []
        self.problems: list[Problem] = []

    def stop(self, *problems: Problem) -> ScenarioError:
        """Return the error that ends the reading, with what was found before."""
        return ScenarioError([*self.problems, *problems])

    def file(self, content: bytes, path: Path, shown: str, chain: tuple[Path, ...]) -> Node:
        """Read the content of one file, and merge it over what it extends."""
        self.left -= len(content)
        self.files.append(path)
        try:
            parsed = parse(decode(content), shown, pure=self.pure)
        except TextProblem as error:
            raise self.stop(Problem(error.message, "", shown, error.line, error.column)) from None
        except ScenarioError as error:
            raise self.stop(*error.problems) from None
        self.problems.extend(parsed.problems)
        root = parsed.root
        if root.keys is None or root.parts is None:
            raise self.stop(root.at.problem("must be lines of 'key: value'"))
        own = Node(root.at, None, dict(root.parts), dict(root.keys))
        named = own.take("extends")
        if named is None or named.is_null():
            return own
        return merged(self.base(named, path, shown, (*chain, path.resolve())), own)

    def base(self, named: Node, path: Path, shown: str, chain: tuple[Path, ...]) -> Node:
        """Read the file that another one extends; a path that will not do is told at its name."""

        def wrong(words: str) -> ScenarioError:
            return self.stop(named.at.problem(words, "extends"))

        relative = named.scalar
        if not isinstance(relative, str):
            raise wrong("must be the name of a scenario file, such as base.yaml")
        try:
            target = inside(self.folder, relative, start=path.parent)
        except PathProblem as error:
            raise wrong(str(error)) from None
        real = target.resolve()
        if real in chain:
            names = " -> ".join(each.name for each in (*chain[chain.index(real) :], real))
            raise wrong(f"goes round in a circle: {names}")
        if len(chain) > LONGEST_CHAIN:
            raise wrong(f"a chain of more than {LONGEST_CHAIN} files")
        try:
            content = read_bytes(target, self.left)
        except PathProblem as error:
            raise wrong(f"'{printable(relative, 80)}': {error}") from None
        return self.file(content, target, os.path.join(os.path.dirname(shown), relative), chain)


def merged(base: Node, own: Node) -> Node:
    """Merge a mapping over another: mappings deeply, lists and values replaced, null removes.

    Each key keeps the position that it has in its own file.
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
