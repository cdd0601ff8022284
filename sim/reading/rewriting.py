"""Writing values into the text of a scenario file: its comments, its order and all other keys stay as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.reading.files import LARGEST_FILE, load
from sim.reading.paths import PathError, read_bytes
from sim.reading.text import decode
from sim.reading.yaml_nodes import parse
from sim.scenario.levers import read_key
from sim.scenario.problems import Problem, ScenarioError

_NUMBER = re.compile(r"[-+]?[0-9.][0-9.eE+_-]*")


class Value(NamedTuple):
    """A number for a key, and a remark that stands beside it."""

    number: float
    remark: str = ""

    @property
    def text(self) -> str:
        """The number as YAML reads it."""
        return repr(int(self.number) if float(self.number).is_integer() else self.number)


class _UnusualError(Exception):
    """A text in which a value cannot be put without writing it anew."""


def text_of(path: Path) -> str:
    """Return the text of a scenario file.

    Raises
    ------
    ScenarioError
        If it cannot be read.
    """
    try:
        return decode(read_bytes(path, LARGEST_FILE)).replace("\r\n", "\n")
    except PathError as error:
        raise ScenarioError([Problem(str(error), "", str(path))]) from None


def rewritten(path: Path, values: Mapping[str, Value], section: Sequence[str]) -> str:
    """Return a scenario file's text with numbers set and a section of lines at its end in place of one of its name.

    Where the text is written so that a number has no place in it, a text that extends the file.

    Parameters
    ----------
    path
        The file.
    values
        By dotted key.
    section
        Lines of a top-level key; the first names it.
    """
    text = text_of(path)
    try:
        for key, value in values.items():
            text = _with(text, key.split("."), value)
        return _without(text, section[0].partition(":")[0]).rstrip("\n") + "\n" + "\n".join(section) + "\n"
    except _UnusualError:
        text = f"extends: {path.name}\n"
        for key, value in values.items():
            text = _with(text, key.split("."), value)
        return text + "\n".join(section) + "\n"


def holds(path: Path, values: Mapping[str, Value]) -> bool:
    """Whether a scenario file can be read and has these numbers."""
    scenario = load(path)
    return all(read_key(scenario, key) == value.number for key, value in values.items())


def _with(text: str, key: Sequence[str], value: Value) -> str:
    """Return a text with one number in its place, or in a new line."""
    node, lines, depth = parse(text, "scenario").root, text.split("\n"), 0
    while depth < len(key) and node.keys is not None and node.parts is not None and key[depth] in node.keys:
        node, depth = node.parts[key[depth]], depth + 1
    line, column = node.at.line - 1, node.at.column - 1
    if depth == len(key):
        old = _NUMBER.match(lines[line], column) if node.parts is None else None
        if old is None:
            raise _UnusualError
        lines[line] = _remarked(lines[line][: old.start()] + value.text + lines[line][old.end() :], value)
        return "\n".join(lines)
    if depth == 0:
        return text.rstrip("\n") + "\n" + _nested(key, value, "") + "\n"
    if not node.keys or node.parts is None:
        raise _UnusualError
    if lines[line][column : column + 1] == "{":
        inside = _nested(key[depth:], value._replace(remark=""), "")
        lines[line] = _remarked(f"{lines[line][: column + 1]}{inside}, {lines[line][column + 1 :]}", value)
        return "\n".join(lines)
    first = min(node.keys.values(), key=lambda mark: (mark.line, mark.column))
    indent = lines[first.line - 1][: first.column - 1]
    if indent.strip():
        raise _UnusualError
    lines.insert(first.line - 1, _nested(key[depth:], value, indent))
    return "\n".join(lines)


def _nested(key: Sequence[str], value: Value, indent: str) -> str:
    """Return a line that sets a key below others."""
    inner = f"{key[-1]}: {value.text}"
    for name in reversed(key[:-1]):
        inner = f"{name}: {{{inner}}}"
    return _remarked(indent + inner, value)


def _remarked(line: str, value: Value) -> str:
    """Return a line with a remark at its end, after one that it has, in place of one that says the same of before."""
    if not value.remark:
        return line
    begin = _remark_in(line)
    if begin is None:
        return f"{line.rstrip()}  # {value.remark}"
    same = f"{value.remark.partition(',')[0]},"
    kept = [part for part in line[begin:].strip().removeprefix("#").split(";") if not part.strip().startswith(same)]
    return f"{line[:begin]} #{';'.join([*kept, f' {value.remark}'])}"


def _remark_in(line: str) -> int | None:
    """Return where the remark of a line begins; a sign within quotes begins none."""
    for found in re.finditer(" #", line):
        before = line[: found.start()]
        if not before.count('"') % 2 and not before.count("'") % 2:
            return found.start()
    return None


def _without(text: str, root: str) -> str:
    """Return a text without a top-level key and what belongs to it."""
    keys = parse(text, "scenario").root.keys or {}
    if root not in keys:
        return text
    lines, begin = text.split("\n"), keys[root].line - 1
    after = [mark.line - 1 for mark in keys.values() if mark.line - 1 > begin]
    return "\n".join([*lines[:begin], *lines[min(after, default=len(lines)) :]])
