"""`frontline animate`: a day of baseline and what-if to be watched, as one HTML file."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.commands import frontline
from sim.cli.options import FILE, shared

if TYPE_CHECKING:
    from sim.experiment.same_day import SameDay


@frontline.command()
@click.argument("file", type=FILE)
@click.option("--what-if", "what_if", help="The what-if beside the baseline; the first of the file by default.")
@click.option("--day", help="A date, or week and weekday as in 11/tue; the busiest from the change on by default.")
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True, help="Which replication.")
@click.option("--out", type=click.Path(path_type=Path), help="The file; <name>-<date>.html by default.")
@shared("seed", "engine", "quiet", "force", "debug")
def animate(
    file: str,
    *,
    what_if: str | None,
    day: str | None,
    replication: int,
    out: Path | None,
    seed: int | None,
    engine: str | None,
    quiet: bool,
    force: bool,
    debug: bool,
) -> None:
    """Show one day as an animation: every customer a dot, the what-if beside the baseline.

    Writes one HTML file that any browser opens; it asks nothing of the network. One day is one sample:
    what a change does on the whole says `frontline compare`.

    \b
      frontline animate my_center.yaml --what-if "Both steps" --day 11/tue
    """
    from sim.cli.printing import progress
    from sim.cli.sizing import check_size
    from sim.experiment.same_day import same_day
    from sim.present.animation import Animation, check_page
    from sim.reading.files import load

    scenario = load(file)
    if out is not None:
        check_page(out, force=force)
    check_size([scenario.model_copy(update={"what_ifs": {}})], 2, force, engine, keeps_all=True)
    with progress("simulating", quiet) as report:
        report(0, 1)
        found = same_day(scenario, what_if, day, seed=seed, replication=replication, engine=engine)
        report(1, 1)
    click.echo(f"wrote {Animation(found).save(out or _file_of(found), force=force)}")
    others = [name for name in scenario.what_ifs if name not in found.days]
    if what_if is None and others and not quiet:
        click.echo(f"--what-if shows another: {', '.join(others)}", err=True)


def _file_of(found: "SameDay") -> Path:
    """Return the scenario's name in plain letters, with the date."""
    letters = re.sub("[^a-z0-9]+", "-", found.scenario.name.lower()).strip("-")[:40] or "scenario"
    return Path(f"{letters}-{next(iter(found.days.values())).date}.html")
