"""The YAML parser, the fast one or one in Python that accepts the same texts, and its errors in plain words."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import yaml
from yaml import YAMLError as YAMLError
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError

from sim.scenario.problems import Problem, printable

_BREAKS = "\r\n\x85\u2028\u2029"
_TAB = "a tab in the indentation; use blanks"
BAD_ESCAPE = "an unknown escape after '\\'; use single quotes, or write '\\\\'"
_TAGS = "tags and directives (words that begin with '!' or '%') are not allowed"
_ANCHORS = "anchors and aliases (words that begin with '&' or '*') are not allowed"
_SAID = (  # a word of the parser's problem, a word of its context, ours
    ("violates indentation", "", _TAB),
    (
        "mapping values are not",
        "",
        "a ':' that cannot stand here; wrong indentation, or a text that needs quotes?",
    ),
    ("keys are not allowed", "", "a '?' that cannot stand here; must the text stand in quotes?"),
    ("entries are not allowed", "", "a '-' that cannot stand here; must the text stand in quotes?"),
    ("escape", "quoted scalar", BAD_ESCAPE),
    ("hexadecimal", "quoted scalar", BAD_ESCAPE),
    ("hexdecimal", "quoted scalar", BAD_ESCAPE),
    ("node content", "", "a value is missing before this; must the text stand in quotes?"),
    ("", "block scalar", "after '|' or '>' the text begins on the next line, indented by blanks"),
    ("", "flow sequence", "the list is not closed; ',' or ']' is missing before this"),
    ("", "flow mapping", "the mapping is not closed; ',' or '}' is missing before this"),
    ("", "block mapping", "the indentation does not fit the lines above"),
    ("", "block collection", "the indentation does not fit the lines above"),
    ("document start", "", "this does not belong to the value above it; is the indentation right?"),
    ("tag", "", _TAGS),
    ("", "tag", _TAGS),
    ("directive", "", _TAGS),
    ("", "directive", _TAGS),
    ("", "alias", _ANCHORS),
    ("", "anchor", _ANCHORS),
)
_AT_BEGIN = (  # these belong to the place where the unfinished thing begins
    ("could not find expected ':'", "", "no ':' after this key"),
    ("", "quoted scalar", "a quote that is opened here and never closed"),
)


def events_of(text: str, pure: bool) -> Generator[Any, None, None]:
    """Yield the parser's events, from the fast parser where there is one."""
    if not pure and hasattr(yaml, "CSafeLoader"):
        loader: Any = yaml.CSafeLoader(text)
    else:
        loader = PureParser(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


class PureParser(Reader, Scanner, Parser):
    """PyYAML's parser in Python, with tabs between words allowed as YAML 1.2 and the fast one have it."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def scan_to_next_token(self) -> None:
        """Skip blanks, comments and line ends, and tabs where they do not indent."""
        found = False
        while not found:
            tabs = self.flow_level or not self.allow_simple_key
            while self.peek() == " " or (tabs and self.peek() == "\t"):
                self.forward()
            if self.peek() == "#":
                while self.peek() not in "\0" + _BREAKS:
                    self.forward()
            if self.line_break():
                if not self.flow_level:
                    self.allow_simple_key = True
            else:
                found = True

    def scan_plain_spaces(self, indent: int, start_mark: Any) -> list[str] | None:
        """Read the blanks, tabs and line ends inside an unquoted text."""
        blanks: str = ""
        breaks: list[str] = []
        while self.peek() in " \t" + _BREAKS:
            if self.peek() in _BREAKS:
                breaks.append(self.line_break())
                self.allow_simple_key = True
                if self.prefix(3) in ("---", "...") and self.peek(3) in "\0 \t" + _BREAKS:
                    return None
                continue
            if breaks and self.peek() == "\t" and self.column < indent:
                words = "found a tab character that violates indentation"
                raise ScannerError("while scanning a plain scalar", start_mark, words, self.get_mark())
            blanks += self.peek()
            self.forward()
        if not breaks:
            return [blanks] if blanks else []
        return [" "] if breaks == ["\n"] else breaks[breaks[0] == "\n" :]

    def line_break(self) -> str:
        """Skip a line end, if there is one, and return it as YAML has it."""
        found: str = self.scan_line_break()  # type: ignore[no-untyped-call]
        return found


def syntax_problem(error: Any, text: str, file: str) -> Problem:
    """Turn a parser's error into a problem in plain words.

    Parameters
    ----------
    error
        The error, with the parser's words and marks.
    text
        The text of the file.
    file
        Its name.

    Returns
    -------
    Problem
        The same, for a person who does not know the parser.
    """
    words = str(getattr(error, "problem", None) or "this is not YAML")
    context = str(getattr(error, "context", None) or "")
    mark, begin = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if mark is None:
        mark = begin
    if mark is None:
        return Problem(f"cannot be read as YAML: {printable(words)}", "", file, 1, 1)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    ended = (mark.line, mark.column) >= (len(lines) - 1, len(lines[-1]))
    row, column = (len(lines) - 1, len(lines[-1])) if ended else (mark.line, mark.column)
    said, at_begin = _say(words, context, lines[row][column : column + 1])
    if ended and "node content" in words:
        said = "the file ends in the middle of a value; ']' or '}' is missing"
    if at_begin and begin is not None:
        row, column = begin.line, begin.column
    elif "\t" in lines[row][: column + 1] and not lines[row][:column].strip():
        said = _TAB
    if begin is not None and " is not closed" in said:
        said = said.replace(" is not", f" that begins on line {begin.line + 1} is not")
    return Problem(said, "", file, row + 1, column + 1)


def _say(words: str, context: str, here: str) -> tuple[str, bool]:
    """Return words, and whether they belong to the place where the unfinished thing begins."""
    if "cannot start any token" in words:
        return (
            _TAB if here == "\t" else f"text that begins with '{printable(here)}' must stand in quotes",
            False,
        )
    for table, at_begin in ((_SAID, False), (_AT_BEGIN, True)):
        for problem, about, said in table:
            if problem in words and about in context:
                return said, at_begin
    return f"cannot be read as YAML: {printable(words, 120)}", False
