"""`frontline new`: a scenario to start from, a copy of a shipped one or from answers, and the schema beside it."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

import click

from sim.cli.printing import echo
from sim.cli.studying import quoted
from sim.present.unfinished import write_whole
from sim.reading.files import shipped_folder
from sim.reading.paths import PathError, new_name
from sim.scenario.messages import did_you_mean
from sim.scenario.problems import Problem, ScenarioError


def shipped_source(source: str) -> str:
    """Return the name of a shipped scenario.

    Raises
    ------
    ScenarioError
        If there is none of this name, with those there are.
    """
    names = {path.stem: _name_in(path) for path in sorted(shipped_folder().glob("*.yaml"))}
    if source in names:
        return source
    there = ", ".join(f"{stem} ({name})" for stem, name in names.items())
    wrong = f"there is no shipped scenario {source!r}{did_you_mean(source, names)}" if source else "name one"
    raise ScenarioError([Problem(f"{wrong}; there are {there}", "--from")])


def _name_in(path: Path) -> str:
    """Return the name that a shipped scenario has in its file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((line.removeprefix("name: ") for line in lines if line.startswith("name: ")), path.stem)


def new_file(name: str) -> Path:
    """Return the path of a new scenario file.

    Raises
    ------
    ScenarioError
        If not every system could store or show the name.
    """
    try:
        where, last = os.path.split(name)
        return Path(where, new_name(last))
    except PathError as error:
        raise ScenarioError([Problem(str(error))]) from None


def write_new(target: Path, source: str, force: bool) -> list[Path]:
    """Copy a shipped scenario and the tables beside it under a new name, and write the schema that it names.

    Raises
    ------
    ScenarioError
        If a file would be overwritten without `force`, or cannot be written.
    """
    folder = shipped_folder()
    text = (folder / f"{source}.yaml").read_text(encoding="utf-8")
    copies: dict[Path, str] = {target: text}
    for table in sorted(set(re.findall(r"file:\s*\"?([\w./-]+\.csv)", text))):
        copies[target.parent / table] = (folder / table).read_text(encoding="utf-8")
    return write_texts(copies, force)


def write_texts(copies: dict[Path, str], force: bool) -> list[Path]:
    """Write a new scenario with what belongs to it, and the schema beside it; return what was written.

    Raises
    ------
    ScenarioError
        If a file would be overwritten without `force`, or cannot be written.
    """
    from sim.reading.schema import SCHEMA_FILE, schema_text

    target = next(iter(copies))
    _check_free(copies, force)
    beside = target.parent / SCHEMA_FILE
    if not os.path.lexists(beside) or _is_schema(beside):  # of another version, perhaps; what else is called so stays
        copies[beside] = schema_text()
    write_files(copies, force=True)
    return list(copies)


def write_files(texts: dict[Path, str], force: bool) -> None:
    """Write texts, all of them or none.

    Raises
    ------
    ScenarioError
        If a file would be overwritten without `force`, or cannot be written.
    """
    _check_free(texts, force)
    try:
        write_whole(texts)
    except OSError as error:
        raise ScenarioError([Problem(f"cannot be written: {error.strerror}", str(next(iter(texts))))]) from None


def _check_free(paths: Iterable[Path], force: bool) -> None:
    taken = [path for path in paths if os.path.lexists(path)]
    if taken and not force:
        raise ScenarioError(
            [Problem("exists already; choose another name, or overwrite with --force", str(p)) for p in taken]
        )


def _is_schema(path: Path) -> bool:
    """Whether a file is a schema that this program wrote, and no link to one."""
    try:
        return not path.is_symlink() and path.is_file() and '"title": "Scenario"' in path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def new_from_shipped(name: str, source: str, force: bool) -> None:
    """Write a copy of a shipped scenario, and say what to type next."""
    source = shipped_source(source)
    _say(write_new(new_file(name), source, force))


def new_from_answers(name: str, quiet: bool, force: bool) -> None:
    """Ask about a center, write a scenario of the answers, and say what to type next.

    Nothing is written before the last question is answered and the share that goes up is looked for.
    """
    from sim.cli.asking import answered, asked
    from sim.cli.listing import print_center, print_notices

    target = new_file(name)
    _check_free([target], force)
    try:
        figures = asked(target.stem.replace("_", " ").capitalize())
        text, scenario, told = answered(figures, str(target), quiet)
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted; nothing was written", err=True)
        raise click.exceptions.Exit(130) from None
    written = write_texts({target: text}, force)
    if not quiet:
        click.echo("")
        print_notices(scenario, "  ")
        print_center(scenario, lists_assumptions=False)
    echo(told)
    _say(written)


def _say(written: list[Path]) -> None:
    """Say what was written, and the two commands that come next."""
    for path in written:
        click.echo(f"wrote {path}")
    file = quoted(str(written[0]))
    click.echo(f"next: frontline validate {file}\n      frontline compare {file}")
