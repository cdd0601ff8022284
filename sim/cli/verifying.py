"""The table of `frontline verify`: whole in files and wide terminals, its first columns in narrow ones."""

import shutil
from typing import Any

import click

from sim.cli.printing import as_json_text, echo, print_table

_FEWEST_COLUMNS = 6
"""What, expected, found, half width, z and verdict; against what and of how many go first where there is no room."""


def print_verification(found: Any, as_json: bool) -> None:
    """Print machine, checks part by part, and a line for each that is not as it must be."""
    if as_json:
        checks = [check._asdict() for check in found.checks]
        click.echo(
            as_json_text({"ok": not found.wrong, "machine": found.machine, "checks": checks, "skipped": found.skipped})
        )
        return
    for name, fact in found.machine.items():
        click.echo(f"{name}: {fact}")
    for words, head, rows in found.tables():
        click.echo("")
        echo(words)
        room = shutil.get_terminal_size((1000, 24)).columns
        columns = _columns([head, *rows], room)
        print_table(head[:columns], [row[:columns] for row in rows], room)
    click.echo("")
    if found.skipped:
        echo(found.skipped)
    for check in found.wrong:
        click.echo(f"NOT ok: {check.part}: {check.what}: {check.detail or f'{check.found}, not {check.expected}'}")
    many = f"{len(found.checks)} checks"
    click.echo(f"{len(found.wrong)} of {many} are NOT ok" if found.wrong else f"{many}, all ok")


def _columns(rows: list[list[str]], room: int) -> int:
    """Return how many columns of a table have room."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    columns = len(widths)
    while columns > _FEWEST_COLUMNS and sum(widths[:columns]) + 2 * (columns - 1) > room:
        columns -= 1
    return columns
