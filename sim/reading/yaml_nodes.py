"""From the text of a YAML file to plain data, with the position of every key and value.

The parser's events are walked by a builder of our own: it knows the limits, refuses what a scenario
does not need (anchors, tags, several documents, keys written twice), and reports all of it at once. An unquoted word
means what the core schema of YAML 1.2 says.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.reading.document import Document, Mark, Node, Scalar
from sim.scenario.characters import stray
from sim.scenario.messages import signed
from sim.scenario.problems import Problem, ScenarioError, dotted, printable

DEEPEST = 40
MOST_NODES = 100_000
MOST_KEYS = 2_000
MOST_PROBLEMS = 100
LARGEST = 10**15
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def parse(text: str, file: str, *, pure: bool = False) -> Document:
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
    Document
        The values with their positions, and the problems that did not end the reading.

    Raises
    ------
    ScenarioError
        If the text is not YAML, is empty or too deeply nested, or holds more than one document.
    """
    from sim.reading.yaml_parser import BAD_ESCAPE, YAMLError, events_of, syntax_problem

    builder = _Builder(file)
    stream = events_of(text, pure)
    try:
        return Document(builder.document(stream), Path(), (), tuple(builder.problems))
    except YAMLError as error:
        builder.problems.append(syntax_problem(error, text, file))
    except (ValueError, OverflowError) as error:
        if isinstance(error, ScenarioError):
            raise
        builder.problems.append(Mark(file, builder.line, 1).problem(BAD_ESCAPE))
    finally:
        stream.close()
    raise ScenarioError(builder.problems)


class _Builder:
    """Walks events and builds the tree of values."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.path: list[str | int] = []
        self.nodes = 0
        self.line = 1

    def complain(self, mark: Mark, words: str) -> None:
        """Note a problem and go on, unless there are too many."""
        self.problems.append(mark.problem(words, dotted(tuple(self.path))))
        if len(self.problems) == MOST_PROBLEMS:
            raise self.stop(mark, "too many problems; the rest is not looked at")

    def stop(self, mark: Mark, words: str) -> ScenarioError:
        """Return the error that ends the reading."""
        return ScenarioError([*self.problems, mark.problem(words)])

    def mark(self, event: Any) -> Mark:
        """Return the position at which an event begins."""
        start = event.start_mark
        self.line = start.line + 1
        return Mark(self.file, self.line, start.column + 1)

    def document(self, events: Iterator[Any]) -> Node:
        """Build the one document of a file."""
        root: Node | None = None
        for event in events:
            name = type(event).__name__
            if name == "DocumentStartEvent":
                if root is not None:
                    raise self.stop(self.mark(event), "a second document begins here; a file holds one")
                if event.version or event.tags:
                    self.complain(self.mark(event), "lines that begin with '%' are not allowed")
            elif name not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                root = self.node(event, events)
        if root is None:
            raise self.stop(Mark(self.file, 1, 1), "the file is empty")
        return root

    def node(self, event: Any, events: Iterator[Any]) -> Node:
        """Build the value that begins with an event."""
        mark, name = self.mark(event), type(event).__name__
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise self.stop(mark, f"more than {MOST_NODES:,} values; put them into a CSV table")
        if name == "AliasEvent":
            self.complain(mark, "aliases (*name) are not allowed; write the value out")
            return Node(mark)
        if event.anchor is not None:
            self.complain(mark, "anchors (&name) are not allowed; use 'extends' to share values")
        if event.tag is not None:
            self.complain(mark, "tags (words that begin with '!') are not allowed")
        if name == "ScalarEvent":
            return self.scalar(event, mark)
        if len(self.path) >= DEEPEST:
            raise self.stop(mark, f"nested more than {DEEPEST} levels deep")
        if name == "SequenceStartEvent":
            return self.sequence(mark, events)
        return self.mapping(mark, events)

    def scalar(self, event: Any, mark: Mark) -> Node:
        """Build a value without parts."""
        if event.style:
            value, complaint = event.value, ""
        else:
            value, complaint = plain_scalar(event.value)
        if isinstance(value, str) and not value.isprintable() and _has_controls(value):
            value, complaint = "", "contains control characters"
        if complaint:
            self.complain(mark, f"'{printable(event.value, 40)}' {complaint}")
        return Node(mark, value)

    def sequence(self, mark: Mark, events: Iterator[Any]) -> Node:
        """Build a list."""
        parts: dict[str | int, Node] = {}
        for event in events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            self.path.append(len(parts))
            parts[len(parts)] = self.node(event, events)
            self.path.pop()
        return Node(mark, None, parts)

    def mapping(self, mark: Mark, events: Iterator[Any]) -> Node:
        """Build a mapping."""
        parts: dict[str | int, Node] = {}
        keys: dict[str, Mark] = {}
        for event in events:
            if type(event).__name__ == "MappingEndEvent":
                break
            at, key = self.key(event, events)
            self.path.append("?" if key is None else key)
            value = self.node(next(events), events)
            if key is not None and key in keys:
                self.complain(at, f"written twice; the first is on line {keys[key].line}")
            elif key is not None:
                keys[key], parts[key] = at, value
            self.path.pop()
            if len(keys) > MOST_KEYS:
                raise self.stop(at, f"more than {MOST_KEYS:,} keys in one mapping")
        return Node(mark, None, parts, keys)

    def key(self, event: Any, events: Iterator[Any]) -> tuple[Mark, str | None]:
        """Return a key as text, or None after complaining about one that cannot be used."""
        mark = self.mark(event)
        if type(event).__name__ != "ScalarEvent":
            self.path.append("?")
            self.node(event, events)
            self.path.pop()
            self.complain(mark, "a key must be a single word or text")
            return mark, None
        self.nodes += 1
        text: str = event.value
        words = ""
        if event.anchor is not None or event.tag is not None:
            words = "anchors (&name) and tags (!name) are not allowed"
        elif not text.strip():
            words = "a value without a key before the ':'"
        elif text == "<<" and not event.style:
            words = "merge keys (<<) are not allowed; use 'extends' to share values"
        elif stray(text):
            words = f"a key must be on one line of characters that can be seen; it contains {stray(text)}"
        if words:
            self.complain(mark, words)
            return mark, None
        return mark, text


def _has_controls(text: str) -> bool:
    """Tell whether escapes smuggled characters into a text that a terminal or a file cannot hold."""
    return any(c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cs") for c in text)


def plain_scalar(text: str) -> tuple[Scalar, str]:
    """Return what an unquoted word means, and what is wrong with it.

    Only ``true`` and ``false`` are booleans; ``no``, ``on`` and ``8:30`` are text; ``010`` is ten.

    Parameters
    ----------
    text
        The word as the file has it.

    Returns
    -------
    tuple
        The value, and a complaint, which is empty for a good value.

    Examples
    --------
    >>> [plain_scalar(word)[0] for word in ("no", "8:30", "010", "1e3", "~", "true")]
    ['no', '8:30', 10, 1000.0, None, True]
    >>> plain_scalar(".nan")[1]
    'must be a finite number'
    >>> plain_scalar("+4")
    (0, 'may mean 4, or 4 more than there is; write 4, or where keys are set: plus 4')
    """
    if text in _WORDS:
        return _WORDS[text], ""
    if text[0] not in "0123456789+-.":
        return text, ""
    value, complaint = _number(text)
    if text[0] == "+" and not isinstance(value, str):
        return 0, complaint or signed(text[1:])
    return value, complaint


def _number(text: str) -> tuple[Scalar, str]:
    if _INT.fullmatch(text):
        return _whole(text)
    if _NOT_FINITE.fullmatch(text):
        return 0.0, "must be a finite number"
    if _FLOAT.fullmatch(text):
        if len(text) > 100:
            return 0.0, f"is a number of {len(text)} characters; at most 100 are allowed"
        value = float(text)
        return (value, "") if math.isfinite(value) else (0.0, "is too large a number")
    return text, ""


def _whole(text: str) -> tuple[Scalar, str]:
    if len(text) <= 40:
        base = {"0x": 16, "0o": 8}.get(text[:2], 10)
        value = int(text[2:] if base != 10 else text, base)
        if abs(value) <= LARGEST:
            return value, ""
    return 0, "is too large a whole number; at most 1,000,000,000,000,000 is allowed"
