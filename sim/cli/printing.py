"""What the terminal shows: results on stdout, progress on stderr, narrow and plain terminals respected."""

import json
import math
import shutil
import sys
import textwrap
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pandas import DataFrame

    from sim.experiment.comparison import Comparison
    from sim.experiment.study import Study

SCREEN = 80
FILES = "verdict, tables and pictures"
"""What a folder holds, said before its name."""
SPEED_SECONDS = 3
"""Time left is told by the speed of so long a while: what rests in the store is read faster than the rest runs."""
_LOOK_ALIKES = {"“": '"', "”": '"', "’": "'", "−": "-", "–": "-", "…": "...", "→": "->", "×": "x", "±": "+-", "≥": ">="}
"""What a terminal that cannot show a mark shows instead: a minus above all must not get lost."""


def look_alike(error: UnicodeError) -> tuple[str, int]:
    """Return what is written for the characters that an encoding lacks, and where to go on: a handler for `codecs`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_LOOK_ALIKES.get(letter, "?") for letter in lacking), error.end


def width() -> int:
    """Return the columns of the terminal, between 40 and 120."""
    return max(40, min(120, shutil.get_terminal_size((100, 24)).columns))


def echo(text: str, indent: str = "") -> None:
    """Print text wrapped to the terminal, its own indentation kept."""
    for line in text.split("\n"):
        own = indent + line[: len(line) - len(line.lstrip())]
        filled = textwrap.fill(line.strip(), width(), initial_indent=own, subsequent_indent=own + "  ")
        click.echo(filled)


@contextmanager
def progress(what: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Provide a callable that shows progress on stderr: a bar on a terminal, else a line each tenth."""
    if quiet:
        yield lambda done, total: None
    elif sys.stderr.isatty():
        yield from _bar(what)
    else:
        yield _Lines(what)


@contextmanager
def keeping(store: Path | None) -> Iterator[None]:
    """Say of what goes wrong with words, pictures and files that nothing has to be simulated again."""
    try:
        yield
    except (BrokenPipeError, click.ClickException, click.exceptions.Exit):
        raise
    except Exception as error:
        from sim.scenario.problems import ScenarioError

        if store is None or isinstance(error, ScenarioError):
            raise
        told = " ".join(str(error).split()) or type(error).__name__
        raise RuntimeError(f"{told}; finished replications are kept in {store}") from error


def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), TextColumn("{task.completed}/{task.total}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=SPEED_SECONDS) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class _Lines:
    """Progress as lines: one each tenth, none for what takes less than a second."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.started = time.monotonic()
        self.tenth = 0
        self.marks = deque([(self.started, 0)])

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done < self.marks[-1][1]:  # the next stage of a study
            self.started, self.tenth = now, 0
            self.marks = deque([(now, 0)])
        self.marks.append((now, done))
        while len(self.marks) > 2 and now - self.marks[1][0] > SPEED_SECONDS:
            self.marks.popleft()
        tenth = 10 * done // total
        if tenth > self.tenth and now - self.started > 1:
            began, before = self.marks[0]
            left = (now - began) * (total - done) / max(1, done - before)
            click.echo(f"{self.what}: {done} of {total}" + (f", about {_span(left)} left" if left else ""), err=True)
            self.tenth = tenth


def _span(seconds: float) -> str:
    """Return a span of time as people say it."""
    return (
        f"{seconds:.0f} s"
        if seconds < 90
        else f"{seconds / 60:.0f} min"
        if seconds < 5400
        else f"{seconds / 3600:.1f} h"
    )


def as_json_text(data: Any) -> str:
    """Return JSON; what is not a number is null."""
    return json.dumps(_clean(data), indent=2, allow_nan=False)


def records_of(table: "DataFrame") -> list[Any]:
    """Return the rows of a table as JSON has them; what is missing is null."""
    return list(table.astype(object).where(table.notna(), None).to_dict("records"))


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def print_table(head: list[str], rows: list[list[str]], room: int | None = None) -> None:
    """Print a table as wide as the terminal, or as `room`; where it is wider, a block for each row."""
    from sim.present.columns import left, right, wide

    widths = [max(wide(row[i]) for row in [head, *rows]) for i in range(len(head))]
    if sum(widths) + 2 * (len(widths) - 1) > (room or width()):
        for row in rows:
            click.echo(row[0])
            for name, cell in zip(head[1:], row[1:], strict=True):
                echo(f"{name}: {cell}", "  ")
        return
    for row in [head, *rows]:
        first = left(row[0], widths[0])
        rest = [right(cell, size) for cell, size in zip(row[1:], widths[1:], strict=True)]
        click.echo("  ".join([first, *rest]).rstrip())


def print_comparison(comparison: "Comparison", folder: Path, *, is_full: bool = False) -> str:
    """Print the verdict on one screen, in full every sentence with its interval; return where the files are."""
    from sim.cli.studying import quoted
    from sim.present import words
    from sim.present.verdict_screen import verdict_lines

    if is_full or not comparison.what_ifs:
        echo(words.in_full(comparison))
        return f"{FILES}: {folder}"
    details, run = f"Details: {folder / 'report.html'}", quoted(str(folder))
    *lines, where = verdict_lines(comparison, details, run=run, width=min(width(), SCREEN))
    for line in lines:
        click.echo(line)
    return where


def print_first(comparison: "Comparison", replications: int) -> None:
    """Print what the first of so many replications say, to be read while the others run."""
    from sim.present.verdict_screen import first_lines

    for line in [*first_lines(comparison, replications, min(width(), SCREEN)), ""]:
        click.echo(line)


def print_comparison_json(comparison: "Comparison", folder: Path) -> None:
    """Print verdict and figures of a comparison as JSON."""
    from sim.experiment.verdict import verdict_of

    table = comparison.table
    rows = records_of(table)
    answer = verdict_of(comparison, comparison.worlds).as_data() if comparison.what_ifs else None
    told = {"verdict": comparison.verdict, "answer": answer, "summary": rows, "folder": str(folder)}
    click.echo(as_json_text(told))


def print_figures(comparison: "Comparison", metrics: tuple[str, ...], by: str | None, as_json: bool) -> None:
    """Print some figures of all scenarios with their intervals, split by issue type, team or week if asked."""
    from sim.present.pages import split_tables

    tables = split_tables(comparison, metrics, by)
    if as_json:
        click.echo(as_json_text(tables))
        return
    for title, (head, *rows) in tables.items():
        click.echo(title)
        print_table(head, rows)
        click.echo("")


def print_study_json(study: "Study", folder: Path) -> None:
    """Print a study's verdict and table as JSON."""
    table = study.to_frame()
    rows = records_of(table)
    click.echo(as_json_text({"verdict": study.verdict, "rows": rows, "folder": str(folder)}))


def is_missing(figure: float | None) -> bool:
    """Whether a table has no figure here."""
    return figure is None or math.isnan(figure)


def print_stories(told: dict[str, list[str]], as_json: bool) -> None:
    """Print one customer's stories side by side where there is room, else one after the other."""
    if as_json:
        click.echo(as_json_text(told))
        return
    names = list(told)
    for pair in [[names[0], other] for other in names[1:]] or [names]:
        _print_pair({name: told[name] for name in pair})


def _print_pair(told: dict[str, list[str]]) -> None:
    half = (width() - 3) // 2
    if len(told) == 1 or width() < 100:
        for name, lines in told.items():
            click.echo(name)
            for line in lines:
                echo(line, "  ")
            click.echo("")
        return
    columns = [_wrapped([name, "-" * len(name), *lines], half) for name, lines in told.items()]
    for i in range(max(map(len, columns))):
        left, right = (column[i] if i < len(column) else "" for column in columns)
        click.echo(f"{left:<{half}} | {right}".rstrip())
    click.echo("")


def _wrapped(lines: list[str], size: int) -> list[str]:
    result: list[str] = []
    for line in lines:
        indent = line[: len(line) - len(line.lstrip())]
        result += textwrap.wrap(line.strip(), size, initial_indent=indent, subsequent_indent=indent + "    ") or [""]
    return result
