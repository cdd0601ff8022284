"""What is wrong with an input, and where: one line each."""

from collections.abc import Iterable
from dataclasses import dataclass, field

Loc = tuple[str | int, ...]
"""The way to a value: keys and list positions, from the top."""


def printable(text: str, longest: int = 400) -> str:
    """Make text safe for one line of a terminal: no control characters, not too long.

    Examples
    --------
    >>> printable("two\\nlines and a \\x1b[31mcolor")
    'two lines and a ?[31mcolor'
    >>> printable("a blank that does not break:\\xa0")
    'a blank that does not break:?'
    >>> printable("abcdefgh", longest=6)
    'abc...'
    """
    if len(text) > longest:
        text = text[: longest - 3] + "..."
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")
    return "".join(c if c.isprintable() else "?" for c in text)


def dotted(loc: Loc) -> str:
    """Write the way to a value as in the file.

    Examples
    --------
    >>> dotted(("teams", "advisors", "handles", 0))
    'teams.advisors.handles.0'
    """
    return ".".join(str(part) for part in loc)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it stands, and what would be right.

    Attributes
    ----------
    message
        What is wrong, and what would be right.
    key
        The dotted key that is concerned; empty where the whole is.
    file, line, column
        Where it stands, counted from 1; empty and 0 for values that came from a program.
    loc
        The way to the value.
    at_key
        Whether the key itself is wrong, not its value.
    """

    message: str
    key: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    loc: Loc = field(default=(), compare=False)
    at_key: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        where = ""
        if self.file:
            where = printable(self.file, 300) + (f":{self.line}:{self.column}: " if self.line else ": ")
        key = f"{printable(self.key, 120)}: " if self.key else ""
        return f"{where}{key}{printable(self.message)}"


def problem_at(loc: Loc, message: str, *, at_key: bool = False) -> Problem:
    """Return a problem at a place inside a scenario, still without file and line."""
    return Problem(message, dotted(loc), loc=loc, at_key=at_key)


class ScenarioError(ValueError):
    """A scenario, policy or change that cannot be used; `problems` says why, one line each.

    Attributes
    ----------
    problems
        Everything that is wrong, by file and line.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.line, p.column))
        self.problems: tuple[Problem, ...] = tuple(found)
        super().__init__("\n".join(str(problem) for problem in found))

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[tuple[Problem, ...]]]:
        return (ScenarioError, (self.problems,))
