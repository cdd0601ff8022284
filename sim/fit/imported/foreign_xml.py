"""XML as a tree of elements with their lines: bounded, and without entities."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from sim.reading.paths import PathError, read_bytes
from sim.scenario.problems import Problem, ScenarioError, printable

MOST_BYTES = 100_000_000
"""The most that a model may have, packed or not."""
_MOST_ELEMENTS = 500_000
_DEEPEST = 40
_PACKED = b"\x1f\x8b"
_UNPACKS_GZIP = 31


@dataclass
class Element:
    """An element: its name without prefix, attributes, text, elements in it, and the line on which it begins."""

    name: str
    attributes: dict[str, str]
    line: int
    file: str
    text: str = ""
    inside: list[Element] = field(default_factory=list)

    def wrong(self, message: str) -> ScenarioError:
        """Return what is wrong with this element, as an error at its line."""
        return ScenarioError([Problem(message, self.name, file=self.file, line=self.line)])


def tree_of(path: Path) -> Element:
    """Read an XML file, plain or packed by gzip, and return its root.

    Raises
    ------
    ScenarioError
        In one line: what cannot be read, is too large or too deep, is no XML, or declares entities.
    """
    name = str(path)
    try:
        data = read_bytes(path, MOST_BYTES)
    except PathError as error:
        raise ScenarioError([Problem(str(error), file=name)]) from None
    if data.startswith(b"PK"):
        raise ScenarioError([Problem("is a zip; unpack it and name the model in it", file=name)])
    return _Builder(name).built(_unpacked(data, name) if data.startswith(_PACKED) else data)


def _unpacked(data: bytes, name: str) -> bytes:
    unpack = zlib.decompressobj(_UNPACKS_GZIP)
    try:
        whole = unpack.decompress(data, MOST_BYTES)
    except zlib.error as error:
        raise ScenarioError([Problem(f"is damaged: cannot be unpacked ({error})", file=name)]) from None
    if unpack.unconsumed_tail:
        raise ScenarioError(
            [Problem(f"unpacks to more than {MOST_BYTES:,} bytes, the most that is allowed", file=name)]
        )
    if not unpack.eof:
        raise ScenarioError([Problem("is damaged: the packed file ends too early", file=name)])
    return whole


class _Builder:
    """Builds the tree from what expat tells."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.elements = 0
        self.open: list[Element] = []
        self.root: Element | None = None
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity

    def built(self, data: bytes) -> Element:
        """Return the root of a document."""
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            words = expat.errors.messages.get(error.code, "") or str(error)
            raise self._wrong(f"is no well-formed XML: {words}", error.lineno) from None
        if self.root is None:
            raise self._wrong("holds no element", 1)
        return self.root

    def _wrong(self, message: str, line: int | None = None) -> ScenarioError:
        line = self.parser.CurrentLineNumber if line is None else line
        return ScenarioError([Problem(message, file=self.file, line=line)])

    def _entity(self, name: str, *_: Any) -> None:
        raise self._wrong(f"declares the entity {printable(name, 40)!r}; a model needs none, and none is expanded")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > _MOST_ELEMENTS:
            raise self._wrong(f"has more than {_MOST_ELEMENTS:,} elements, the most that is allowed")
        if len(self.open) >= _DEEPEST:
            raise self._wrong(f"is deeper than {_DEEPEST} levels, the most that is allowed")
        element = Element(tag.rpartition(":")[2], attributes, self.parser.CurrentLineNumber, self.file)
        if self.open:
            self.open[-1].inside.append(element)
        else:
            self.root = element
        self.open.append(element)

    def _end(self, _: str) -> None:
        self.open.pop()

    def _text(self, data: str) -> None:
        if self.open:
            self.open[-1].text += data
