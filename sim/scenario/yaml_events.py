"""From the text of a YAML file to plain data, with the position of every key and value.

The parser's events are walked by a builder of our own: it knows the limits, refuses what a scenario
does not need (anchors, tags, several documents, keys written twice), and reports all of it at once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sim.scenario.problems import Loc, Problem, ScenarioError, dotted, printable
from sim.scenario.yaml_scalars import Scalar, plain_scalar
from sim.scenario.yaml_words import syntax_problem

DEEPEST = 40
MOST_NODES = 200_000


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
    """A value of a document: where it begins, and its parts if it has any."""

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


def parse(text: str, file: str, *, pure: bool = False) -> Parsed:
    """Read one YAML document.

    Parameters
    ----------
    text
        The text of the file.
    file
        Its name, for the problems.
    pure
        Use the parser that is written in Python, which also is used where the fast one is missing.

    Returns
    -------
    Parsed
        The document's values with their positions.

    Raises
    ------
    ScenarioError
        If the text is not YAML, is empty or too deeply nested, or holds more than one document.
    """
    import yaml

    builder = _Builder(file, text)
    stream = _events(text, pure)
    try:
        return builder.document(stream)
    except yaml.YAMLError as error:
        builder.problems.append(syntax_problem(error, text, file))
    except (ValueError, OverflowError) as error:
        if isinstance(error, ScenarioError):
            raise
        words = "text in quotes has an unknown escape after '\\'"
        builder.complain(Mark(file, builder.line, 1), (), words)
    finally:
        stream.close()
    raise ScenarioError(builder.problems)


def _events(text: str, pure: bool) -> Generator[Any, None, None]:
    """Yield the parser's events, from the fast parser where there is one."""
    import yaml

    if not pure and hasattr(yaml, "CSafeLoader"):
        loader: Any = yaml.CSafeLoader(text)
    else:
        from sim.scenario.yaml_pure import PureParser

        loader = PureParser(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


class _Builder:
    """Walks events and builds the tree of values."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.nodes = 0
        self.line = 1

    def complain(self, mark: Mark, loc: Loc, words: str) -> None:
        """Note a problem and go on."""
        self.problems.append(mark.problem(words, dotted(loc)))

    def stop(self, mark: Mark, words: str) -> ScenarioError:
        """Return the error that ends the reading."""
        return ScenarioError([*self.problems, mark.problem(words)])

    def mark(self, event: Any) -> Mark:
        """Return the position at which an event begins."""
        self.line = event.start_mark.line + 1
        return Mark(self.file, self.line, event.start_mark.column + 1)

    def document(self, events: Iterator[Any]) -> Parsed:
        """Build the one document of a file."""
        root: Node | None = None
        for event in events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                if root is not None:
                    raise self.stop(self.mark(event), "a second document begins here; a file holds one")
                if event.version or event.tags:
                    self.complain(self.mark(event), (), "lines that begin with '%' are not allowed")
            elif name not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                root = self.node(event, events, 1, ())
        if root is None:
            raise self.stop(Mark(self.file, 1, 1), "the file is empty")
        return Parsed(root, self.problems)

    def node(self, event: Any, events: Iterator[Any], depth: int, loc: Loc) -> Node:
        """Build the value that begins with an event."""
        mark, name = self.mark(event), type(event).__name__
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise self.stop(mark, f"more than {MOST_NODES:,} values; put them into a CSV table")
        if name == "AliasEvent":
            self.complain(mark, loc, "aliases (*name) are not allowed; write the value out")
            return Node(mark)
        if event.anchor is not None:
            self.complain(mark, loc, "anchors (&name) are not allowed; use 'extends' to share values")
        if event.tag is not None:
            self.complain(mark, loc, "tags (words that begin with '!') are not allowed")
        if name == "ScalarEvent":
            return self.scalar(event, mark, loc)
        if depth > DEEPEST:
            raise self.stop(mark, f"nested more than {DEEPEST} levels deep")
        if name == "SequenceStartEvent":
            return self.sequence(mark, events, depth, loc)
        return self.mapping(mark, events, depth, loc)

    def scalar(self, event: Any, mark: Mark, loc: Loc) -> Node:
        """Build a value without parts."""
        if not event.style:
            value, complaint = plain_scalar(event.value)
        else:
            value, complaint = event.value, ""
        if isinstance(value, str) and _has_controls(value):
            value, complaint = "", "contains control characters"
        if complaint:
            words = f"'{printable(event.value, 40)}' {complaint}"
            self.complain(mark, loc, words)
        return Node(mark, value)

    def sequence(self, mark: Mark, events: Iterator[Any], depth: int, loc: Loc) -> Node:
        """Build a list."""
        parts: dict[str | int, Node] = {}
        for event in events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            parts[len(parts)] = self.node(event, events, depth + 1, (*loc, len(parts)))
        return Node(mark, None, parts)

    def mapping(self, mark: Mark, events: Iterator[Any], depth: int, loc: Loc) -> Node:
        """Build a mapping."""
        parts: dict[str | int, Node] = {}
        keys: dict[str, Mark] = {}
        for event in events:
            if type(event).__name__ == "MappingEndEvent":
                break
            at = self.mark(event)
            key = self.key(event, events, depth, loc)
            value = self.node(next(events), events, depth + 1, loc if key is None else (*loc, key))
            if key is None:
                continue
            if key in keys:
                first = keys[key].line
                self.complain(at, (*loc, key), f"written twice; the first is on line {first}")
                continue
            keys[key], parts[key] = at, value
        return Node(mark, None, parts, keys)

    def key(self, event: Any, events: Iterator[Any], depth: int, loc: Loc) -> str | None:
        """Return a key as text, or None after complaining about one that cannot be used."""
        mark = self.mark(event)
        node = self.node(event, events, depth + 1, loc)
        if type(event).__name__ != "ScalarEvent":
            self.complain(mark, loc, "a key must be a single word or text")
            return None
        text: str = event.value
        if node.scalar == "" and text:  # complained about above
            return None
        words = ""
        if not text.strip():
            words = "a value without a key before the ':'"
        elif text == "<<" and not event.style:
            words = "merge keys (<<) are not allowed; use 'extends' to share values"
        elif not text.isprintable():
            words = "a key must be on one line, without control characters"
        if words:
            self.complain(mark, loc, words)
            return None
        return text


def _has_controls(text: str) -> bool:
    """Tell whether escapes smuggled characters into a text that a terminal or a file cannot hold."""
    if text.isprintable():
        return False
    return any(c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cs") for c in text)
