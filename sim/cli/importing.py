"""`frontline import`: a model of another program becomes a scenario."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.commands import frontline
from sim.cli.options import FILE, shared

if TYPE_CHECKING:
    from sim.fit.imported.importing_models import Imported
    from sim.fit.imported.side_by_side import Compared


@frontline.command("import")
@click.argument("model", type=FILE)
@click.option(
    "-o", "--out", type=click.Path(path_type=str), help="The scenario file; MODEL's name with .yaml by default."
)
@click.option("--check", is_flag=True, help="Simulate it, and show the other program's own results beside ours.")
@shared("quiet", "force", "debug")
def import_command(model: str, out: str | None, check: bool, quiet: bool, force: bool, debug: bool) -> None:
    """Turn a model of Callcenter Simulator (A. Herzog) into a scenario, and say what it leaves out.

    MODEL is XML, plain or packed by gzip, with elements in English or German; a file of results holds its model too.
    The scenario names the element that each figure comes from, is checked, and runs at once.

    \b
      frontline import example.xml.gz -o center.yaml --check
    """
    from sim.cli.printing import echo
    from sim.cli.starting import new_file, write_texts
    from sim.cli.studying import quoted
    from sim.fit.imported.importing_models import import_model

    target = new_file(out or f"{Path(model).name.split('.')[0]}.yaml")
    imported = import_model(model)
    write_texts({target: imported.text}, force)
    if not quiet:
        for line in _told(imported, str(target)):
            click.echo(line)
        click.echo(f"next: frontline run {quoted(str(target))}")
        for each in imported.left:
            echo(f"- {each}")
    if check:
        _show_check(imported, quiet)


def _told(imported: "Imported", target: str) -> list[str]:
    """Return what was read, and how much is left out."""
    model, scenario = imported.model, imported.scenario
    version = f" {model.version}" if model.version else ""
    read = (
        f"read: {scenario.name} (Callcenter Simulator{version}): client types {len(scenario.issues)}, first calls a day"
        f" {imported.calls_a_day:,.0f}, teams {len(scenario.teams)}; written: {target}"
    )
    return [read, f"left out or done otherwise: {len(imported.left)}, listed below and in the file"]


def _show_check(imported: "Imported", quiet: bool) -> None:
    from sim.fit.imported.side_by_side import side_by_side

    if imported.results is None:
        click.echo("--check: the file holds no results of the other program; save them with the model there")
        return
    rows = side_by_side(imported.scenario, imported.results, imported.connects)
    click.echo("")
    click.echo(f"{'':24}{'theirs':>9}{'ours':>9}{'± 95 %':>8}{'error':>13}  counted")
    for of in dict.fromkeys(row.of for row in rows):
        click.echo(of)
        for row in rows:
            if row.of == of:
                click.echo(_row(row))
    far = [row for row in rows if not row.is_near]
    click.echo(f"{len(rows) - len(far)} of {len(rows)} figures within 1 point or 10 %, chance apart")
    if not quiet and imported.disagrees:
        click.echo(imported.disagrees)


def _row(row: "Compared") -> str:
    """Return a figure of both programs as a line."""
    error = f"{row.error:+.2f} {'points' if row.unit == '%' else '%':6}"
    name = f"  {row.name}, {row.unit}"
    return f"{name:24}{row.theirs:9.2f}{row.ours:9.2f}{row.margin:8.2f}{error:>14}  {row.definition}"
