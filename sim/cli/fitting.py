"""`frontline fit`: from a client's files to a scenario."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.commands import frontline
from sim.cli.options import FILE, shared

if TYPE_CHECKING:
    from sim.fit.client import Client


@frontline.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option(
    "-o", "--out", "target", default="client.yaml", show_default=True, type=FILE, help="The scenario to write."
)
@click.option("--columns", type=click.Path(path_type=Path), help="A mapping of columns, as a first fit wrote it.")
@click.option("--no-pictures", is_flag=True, help="Write no pictures.")
@shared("quiet", "force", "debug")
def fit(
    files: tuple[str, ...], target: str, columns: Path | None, no_pictures: bool, quiet: bool, force: bool, debug: bool
) -> None:
    """Fit a scenario to a client's files: call logs, interval tables, rosters.

    Three lines first: what was read, what was fitted and how well, what is assumed. Then a scenario that
    runs at once, each key with a comment (fitted with interval and n, or assumed), and beside it a folder
    with every figure (fit.csv), the tables that the scenario names, pictures, and how each column was read
    (mapping.yaml, which --columns takes back).

    \b
      frontline fit calls.csv -o client.yaml
      frontline fit calls-*.csv.gz --columns mapping.yaml
    """
    from sim.cli.printing import echo
    from sim.cli.starting import new_file, write_texts
    from sim.fit.client import fit_files
    from sim.present.fit_words import three_lines

    path = new_file(target)
    client, reading = fit_files(
        [Path(each) for each in files], columns=columns, name=path.stem.replace("_", " ").capitalize()
    )
    folder = path.with_suffix(".fit")
    texts = scenario_texts(client, path, folder)
    texts[folder / "mapping.yaml"] = reading.mapping.yaml()
    texts[folder / "reading.txt"] = reading.text() + "\n"
    for line in three_lines(client, str(path), str(folder)):
        echo(line)
    write_texts(texts, force)
    if not no_pictures:
        save_pictures(client, folder / "figures")
    if not quiet:
        echo(
            f"Next: frontline run {path}; frontline backtest {path} {' '.join(files[:2])}{' ...' if len(files) > 2 else ''}"
        )


def scenario_texts(client: "Client", path: Path, folder: Path) -> dict[Path, str]:
    """Return the scenario, its tables and the table of the fit, by path; the scenario is checked before."""
    from sim.csv_text import csv_text

    texts = {path: client.scenario_text(folder.name)}
    texts |= {folder / name: text for name, text in client.files.tables.items()}
    texts[folder / "fit.csv"] = csv_text(client.table)
    return texts


def save_pictures(client: "Client", folder: Path) -> None:
    """Write the pictures of a fit."""
    from functools import partial

    from sim.fit.pictures import pictures_of
    from sim.present.figures.fit_curves import fit_picture
    from sim.present.plots import write_figures

    write_figures({picture.name: partial(fit_picture, picture) for picture in pictures_of(client)}, folder)
