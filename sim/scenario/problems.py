"""What is wrong with a file, and where: one line per problem."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

Loc = tuple[str | int, ...]
"""The way to a value: keys and list positions, from the top of a document."""

LONGEST_VALUE = 60
LONGEST_LINE = 400
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def printable(text: str, longest: int = LONGEST_LINE) -> str:
    """Make text safe for one line of a terminal: no control characters, not too long.

    Examples
    --------
    >>> printable("two\\nlines and a \\x1b[31mcolor")
    'two lines and a ?[31mcolor'
    >>> printable("abcdefgh", longest=6)
    'abc...'
    """
    if len(text) > longest:
        text = text[: longest - 3] + "..."
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")
    return "".join("?" if unicodedata.category(c) in _UNPRINTABLE else c for c in text)


def dotted(loc: Loc) -> str:
    """Write the way to a value as in the file: ``teams.advisors.handles[0]``.

    Examples
    --------
    >>> dotted(("teams", "advisors", "handles", 0))
    'teams.advisors.handles[0]'
    """
    words = ""
    for part in loc:
        if isinstance(part, int):
            words += f"[{part}]"
        else:
            words += ("." if words else "") + part
    return words


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a file.

    Attributes
    ----------
    file
        The file's name, as the user would type it.
    line, column
        Where, counted from 1.
    key
        The dotted key that is concerned; empty where the file as a whole is.
    message
        What is wrong, and what would be right.
    """

    file: str
    line: int
    column: int
    key: str
    message: str

    def __str__(self) -> str:
        key = f"{printable(self.key, 120)}: " if self.key else ""
        return f"{printable(self.file, 300)}:{self.line}:{self.column}: {key}{printable(self.message)}"


class ScenarioError(ValueError):
    """A scenario that cannot be used; says everything that is wrong with it at once.

    Attributes
    ----------
    problems
        All problems, sorted by file, line and column.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = sorted(set(problems), key=lambda p: (p.file, p.line, p.column, p.key, p.message))
        self.problems: tuple[Problem, ...] = tuple(found)
        super().__init__("\n".join(str(problem) for problem in found))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        return (ScenarioError, (self.problems,))


class KeyProblems(ValueError):
    """Raised by a model's validator to point at keys below it, several at once.

    Parameters
    ----------
    *found
        Pairs of a way to a value, from the model down, and words.

    Examples
    --------
    >>> raise KeyProblems((("teams", "a", "handles", 0), "no issue type is called 'x'"))
    Traceback (most recent call last):
    sim.scenario.problems.KeyProblems: teams.a.handles[0]: no issue type is called 'x'
    """

    def __init__(self, *found: tuple[Loc, str]) -> None:
        self.found: tuple[tuple[Loc, str], ...] = found
        super().__init__("; ".join(f"{dotted(loc)}: {words}" for loc, words in found))
