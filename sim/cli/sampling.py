"""`frontline sample-log`: a simulated center's calls, as a client's export would hold them."""

from pathlib import Path

import click

from sim.cli.commands import frontline
from sim.cli.loading import loaded
from sim.cli.options import FILE, shared


@frontline.command("sample-log")
@click.argument("file", type=FILE)
@click.option("-o", "--out", type=click.Path(path_type=Path), default="sample", show_default=True, help="Folder.")
@click.option(
    "--layout",
    type=click.Choice(["phone", "spreadsheet", "queue_log", "all"]),
    default="all",
    show_default=True,
    help="A phone system's CSV, a planner's spreadsheet in German, or Asterisk's queue_log with log-ins.",
)
@shared("seed", "quiet", "force", "debug")
def sample_log(file: str, out: Path, layout: str, seed: int | None, quiet: bool, force: bool, debug: bool) -> None:
    """Simulate a center and write its calls as a phone system's export would have them.

    To try `frontline fit` without a client's data, to show a client which columns are wanted, or to see how near
    a fit comes to a center that is known.

    \b
      frontline sample-log support_center.yaml -o sample
      frontline fit sample/calls.csv -o fitted.yaml
    """
    from sim.cli.printing import echo
    from sim.cli.sizing import check_size
    from sim.cli.starting import write_files
    from sim.fit.sample_logs import LAYOUTS, exported

    scenario = loaded(file)
    check_size([scenario], 1, force, keeps_all=True)
    log = exported(scenario, scenario.study.seed if seed is None else seed)
    chosen = LAYOUTS if layout == "all" else {layout: LAYOUTS[layout]}
    texts = {out / name: text for each in chosen.values() for name, text in each(log).items()}
    write_files(texts, force)
    if not quiet:
        echo(f"{len(log):,} calls of {scenario.name} in {scenario.calendar.weeks} weeks: {', '.join(map(str, texts))}")
        echo(f"next: frontline fit {next(iter(texts))} -o fitted.yaml")
