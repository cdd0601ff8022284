"""Plain words for what a YAML parser says of a text that is not YAML."""

from __future__ import annotations

from typing import Any

from sim.scenario.problems import Problem, printable

_TAB = "a tab in the indentation; use blanks"
ESCAPE = "an unknown escape after '\\'; use single quotes, or write '\\\\'"
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
    ("escape", "quoted scalar", ESCAPE),
    ("hexadecimal", "quoted scalar", ESCAPE),
    ("hexdecimal", "quoted scalar", ESCAPE),
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
