"""What is wrong with an input, one line each."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it stands, and what would be right."""

    message: str
    key: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    loc: tuple[str | int, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: " if self.file else ""
        text = where + (f"{self.key}: " if self.key else "") + self.message
        return "".join(mark if mark.isprintable() else "?" for mark in text)


def problem_at(loc: tuple[str | int, ...], message: str) -> Problem:
    """Return a problem at a place inside a scenario, still without file and line."""
    return Problem(message, ".".join(str(part) for part in loc), loc=loc)


class ScenarioError(ValueError):
    """A scenario, policy or change that cannot be used; `problems` says why, one line each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
