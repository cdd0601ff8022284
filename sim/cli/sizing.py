"""What is very large is refused before it starts, unless it is forced."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from sim.experiment.size import MOST_BYTES, size_of
from sim.scenario.problems import Problem, ScenarioError

_LONG_HOURS = 0.01
"""What takes longer on one core runs in processes, whose start it pays for; short replications run faster there."""


def check_size(
    scenarios: Sequence[Any], replications: int, force: bool, engine: str | None = None, *, keeps_all: bool = False
) -> bool:
    """Refuse what would take hours on one core or more memory than there is, unless forced.

    With `keeps_all` the records of a whole run are held in memory, not of one week at a time.

    Returns
    -------
    bool
        Whether it is long enough for processes.

    Raises
    ------
    ScenarioError
        With the estimate of events and time, or of contacts and memory.
    """
    size = size_of(_all(scenarios))
    too_much = size.too_much(replications, engine, keeps_all=keeps_all)
    if too_much and not force:
        raise ScenarioError([Problem(f"{too_much}; run it all the same with --force", scenarios[0].name)])
    return size.hours(replications, engine) > _LONG_HOURS


def check_records(scenarios: Sequence[Any], folder: Path, force: bool, quiet: bool) -> None:
    """Say how much the records of one replication of all scenarios will be; refuse what is very much, unless forced.

    Raises
    ------
    ScenarioError
        With the estimate, and the room that the disk has.
    """
    size = size_of(_all(scenarios))
    place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(place).free
    room = f"; {free / 1e6:,.0f} MB are free on the disk of {folder}" if size.file_bytes > free else ""
    if (room or size.file_bytes > MOST_BYTES) and not force:
        message = f"{size.with_records()}{room}; leave out --contacts, or run it all the same with --force"
        raise ScenarioError([Problem(message, scenarios[0].name)])
    if not quiet:
        click.echo(f"--contacts: {size.with_records()}{room}", err=True)


def _all(scenarios: Sequence[Any]) -> Iterator[Any]:
    """Yield scenarios, each followed by its what-ifs."""
    return (each for one in scenarios for each in (one, *map(one.what_if, one.what_ifs)))
