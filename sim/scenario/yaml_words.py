"""Plain words for what a YAML parser says of a text that is not YAML."""

from __future__ import annotations

from typing import Any

from sim.scenario.problems import Problem, printable

_TAB = "a tab in the indentation; use blanks"
_INDENT = "the indentation does not fit the lines above"
_COLON = "no ':' after this key"


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
    said, at_begin = _say(words, context, lines[row][column : column + 1], begin)
    if ended and "node content" in words:
        said = "the file ends in the middle of a value; ']' or '}' is missing"
    if at_begin and begin is not None:
        row, column = begin.line, begin.column
    elif "\t" in lines[row][: column + 1] and not lines[row][:column].strip():
        said = _TAB
    return Problem(said, "", file, row + 1, column + 1)


def _say(words: str, context: str, here: str, begin: Any) -> tuple[str, bool]:
    """Return words, and whether they belong to the place where the unfinished thing begins."""
    opened = f" opened on line {begin.line + 1}" if begin is not None else ""
    if "cannot start any token" in words:
        if here == "\t":
            return _TAB, False
        return f"text that begins with '{printable(here)}' must stand in quotes", False
    if "violates indentation" in words:
        return _TAB, False
    if "could not find expected ':'" in words:
        return _COLON, True
    if "mapping values are not allowed" in words:
        return "a ':' that cannot stand here; is the indentation right? must the text stand in quotes?", False
    if "quoted scalar" in context:
        if "escape" in words or "hexadecimal" in words or "hexdecimal" in words:
            return "an unknown escape after '\\'; use single quotes, or write '\\\\'", False
        return "a quote that is opened here and never closed", True
    if "node content" in words:
        return "a value is missing before this; must the text stand in quotes?", False
    if "block scalar" in context:
        return "after '|' or '>' the text begins on the next line, indented by blanks", False
    if "flow sequence" in context:
        return f"the list{opened} is not closed; ',' or ']' is missing before this", False
    if "flow mapping" in context:
        return f"the mapping{opened} is not closed; ',' or '}}' is missing before this", False
    if "block mapping" in context or "block collection" in context or "block sequence" in context:
        return _INDENT, False
    if "document start" in words:
        return "this does not belong to the value above it; is the indentation right?", False
    if "tag" in words or "tag" in context or "directive" in context:
        return "tags and directives (words that begin with '!' or '%') are not allowed", False
    if "alias" in context or "anchor" in context:
        return "anchors and aliases (words that begin with '&' or '*') are not allowed", False
    return f"cannot be read as YAML: {printable(words, 120)}", False
