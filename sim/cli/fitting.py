"""`frontline fit` and `frontline backtest`: from files to a scenario, and how well it would have predicted."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.commands import frontline
from sim.cli.options import FILE, shared

if TYPE_CHECKING:
    from sim.fit.client import Client
    from sim.scenario import Scenario


class Weekdays(click.ParamType[tuple[int, ...]]):
    """Weekdays: ``mon-fri``."""

    name = "DAYS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """Return their numbers, Monday 0."""
        from sim.scenario.clocks import days_of

        try:
            return tuple(days_of(str(value)))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Hours(click.ParamType[tuple[int, int]]):
    """Hours of the day: ``7:00-24:00``."""

    name = "FROM-UNTIL"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Return minutes of the day."""
        from sim.scenario.clocks import minutes_of_day

        start, _, end = str(value).partition("-")
        try:
            found = minutes_of_day(start), minutes_of_day(end)
        except ValueError as error:
            self.fail(f"{error}; write hours such as 7:00-24:00", param, ctx)
        if found[0] >= found[1]:
            self.fail(f"{value!r} ends before it starts; write hours such as 7:00-24:00", param, ctx)
        return found


def _rows(command: Any) -> Any:
    """Add the options that say which rows count."""
    dates = click.DateTime(["%Y-%m-%d"])
    command = click.option("--without", type=dates, multiple=True, help="A date that does not count; may be repeated.")(
        command
    )
    command = click.option("--hours", type=Hours(), help="Only contacts that come between, such as 7:00-24:00.")(
        command
    )
    return click.option("--weekdays", type=Weekdays(), default=None, help="Only these, such as sun,mon-thu.")(command)


def _only(
    weekdays: tuple[int, ...] | None, hours: tuple[int, int] | None, without: tuple[datetime.datetime, ...]
) -> Any:
    return {"weekdays": weekdays or (), "hours": hours, "without": [each.date() for each in without]}


@frontline.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("-o", "--out", "target", default="client.yaml", show_default=True, type=FILE, help="The scenario.")
@click.option("--columns", type=click.Path(path_type=Path), help="A mapping of columns, as an earlier fit wrote it.")
@click.option("--no-pictures", is_flag=True, help="Write no pictures.")
@_rows
@shared("quiet", "force", "debug")
def fit(
    files: tuple[str, ...],
    target: str,
    columns: Path | None,
    no_pictures: bool,
    weekdays: tuple[int, ...] | None,
    hours: tuple[int, int] | None,
    without: tuple[datetime.datetime, ...],
    quiet: bool,
    force: bool,
    debug: bool,
) -> None:
    """Fit a scenario to a client's files: call logs, or tables of volumes by interval.

    Three lines first: what was read, what was fitted and how well, what is assumed. Then a scenario that
    runs at once, each key with a comment (fitted with interval and n, or assumed), and beside it a folder
    with every figure (fit.csv), the tables that the scenario names, pictures, and how each column was read
    (mapping.yaml, which --columns takes back).

    \b
      frontline fit calls.csv -o client.yaml
      frontline fit calls-*.csv.gz --weekdays sun,mon-thu --columns client.fit/mapping.yaml
    """
    from sim.cli.printing import echo
    from sim.cli.starting import new_file, write_texts
    from sim.fit.client import fit_files
    from sim.present.fit_words import three_lines

    path = new_file(target)
    name = path.stem.replace("_", " ").capitalize()
    client, reading = fit_files([*map(Path, files)], columns=columns, name=name, only=_only(weekdays, hours, without))
    folder = path.with_suffix(".fit")
    texts = _texts(client, path, folder)
    texts |= {folder / "mapping.yaml": reading.mapping.yaml(), folder / "reading.txt": reading.text() + "\n"}
    write_texts(texts, force)
    for line in three_lines(client, str(path), str(folder), pictures=not no_pictures):
        echo(line)
    if not no_pictures:
        _save_pictures(client, folder / "figures")
    if not quiet:
        more = " ..." if len(files) > 1 else ""
        echo(f"Next: frontline run {path}; frontline compare {path}; frontline backtest {path} {files[0]}{more}")


def _texts(client: "Client", path: Path, folder: Path) -> dict[Path, str]:
    """Return the scenario, its tables and the table of the fit, by path; the scenario is checked before."""
    from sim.csv_text import csv_text

    figures = csv_text(client.table)  # first: the simulations that the scenario needs take memory of their own
    texts = {path: client.scenario_text(folder.name)}
    texts |= {folder / name: text for name, text in client.files.tables.items()}
    return texts | {folder / "fit.csv": figures}


def _save_pictures(client: "Client", folder: Path) -> None:
    from functools import partial

    from sim.fit.fit_pictures import pictures_of
    from sim.present.figures.fit_curves import fit_picture
    from sim.present.plots import write_figures

    write_figures({picture.name: partial(fit_picture, picture) for picture in pictures_of(client)}, folder)


@frontline.command()
@click.argument("scenario", type=FILE)
@click.argument("logs", nargs=-1, required=True, type=FILE)
@click.option("--fit-on", multiple=True, type=FILE, help="Fit on this file and predict LOGS; may be repeated.")
@click.option("--columns", type=click.Path(path_type=Path), help="A mapping; by default the one of the fit.")
@click.option("--replications", type=click.IntRange(2, 1000), default=8, show_default=True, help="Of each month.")
@_rows
@shared("seed", "quiet", "json", "debug")
def backtest(
    scenario: str,
    logs: tuple[str, ...],
    fit_on: tuple[str, ...],
    columns: Path | None,
    replications: int,
    weekdays: tuple[int, ...] | None,
    hours: tuple[int, int] | None,
    without: tuple[datetime.datetime, ...],
    seed: int | None,
    as_json: bool,
    quiet: bool,
    debug: bool,
) -> None:
    """Predict months of a log from its other months, and score it: against what happened, Erlang A and a perfect model.

    Known of the days predicted: volumes by half hour, the month's mean handle time, sessions of the same
    days, skills of the same weeks. Never waits, abandonment or gaps. Writes scores, months, days, hours,
    events and distances as CSV into the folder of the fit (client.fit/backtest).

    \b
      frontline backtest client.yaml calls-*.csv.gz
      frontline backtest client.yaml june.csv --fit-on january.csv --fit-on february.csv
    """
    from sim.cli.loading import loaded
    from sim.cli.printing import as_json_text, progress, records_of

    center = loaded(scenario)
    beside = Path(scenario).with_suffix(".fit")
    mapping = columns or (beside / "mapping.yaml" if (beside / "mapping.yaml").is_file() else None)
    client, days = _log_of(logs, fit_on, mapping, _only(weekdays, hours, without))
    from sim.fit.backtest import backtest as predict

    with progress("backtest", quiet or as_json) as tell:
        found = predict(client, predict=days, replications=replications, seed=seed or 1, progress=tell)
    tables = {name: getattr(found, name) for name in ("months", "days", "hours", "events", "distances")}
    tables = {"scores": found.scores.reset_index(names="score"), **tables}
    if as_json:
        click.echo(as_json_text({name: records_of(table) for name, table in tables.items()}))
    else:
        _print(center, found, tables["scores"])
    _write_tables(tables, beside / "backtest")
    if not (quiet or as_json):
        click.echo(f"tables: {beside / 'backtest'}")


def _log_of(logs: tuple[str, ...], fit_on: tuple[str, ...], mapping: Path | None, only: Any) -> tuple["Client", Any]:
    """Return the fit of all files, and the days to be predicted where others are fitted on."""
    from sim.fit.client import fit_files

    paths, predicted = ([*dict.fromkeys(map(Path, each))] for each in ((*fit_on, *logs), logs))
    client, _ = fit_files(paths, columns=mapping, only=only)
    if not fit_on:
        return client, None
    import numpy as np

    from sim.clock import DAY

    log = client.log
    if log.file is not None and len(log.files) == len(paths):  # a table for each file, in their order
        asked = [place for place, path in enumerate(paths) if path in predicted]
        return client, np.unique(log.received[np.isin(log.file, asked)] // DAY)
    apart, _ = fit_files(predicted, columns=mapping, only=only)
    return client, np.array([(day - log.first_monday).days for day in apart.log.days], dtype=np.int64)


def _print(center: "Scenario", found: Any, scores: Any) -> None:
    from sim.cli.printing import echo, print_table
    from sim.present.backtest_words import score_rows, three_lines

    for line in three_lines(center, found):
        echo(line)
    click.echo("")
    head, rows = score_rows(scores)
    print_table(head, rows)


def _write_tables(tables: dict[str, Any], folder: Path) -> None:
    """Write tables as CSV, all or none."""
    from sim.csv_text import csv_text
    from sim.present.unfinished import write_whole

    write_whole({folder / f"{name}.csv": csv_text(table) for name, table in tables.items()})
