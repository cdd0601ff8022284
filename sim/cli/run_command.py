"""`frontline run`: the center as it is, or one what-if."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.commands import frontline
from sim.cli.loading import loaded
from sim.cli.options import FILE, shared

if TYPE_CHECKING:
    from sim.scenario import Scenario


@frontline.command()
@click.argument("file", type=FILE)
@click.option("--what-if", "what_if", help="Run this what-if instead of the baseline.")
@click.option("--by", type=click.Choice(["issue", "team"]), help="Print the figures of each issue type, or team.")
@click.option("--full", is_flag=True, help="Every metric, not only what the study names and what the center has.")
@click.option("--out", type=click.Path(path_type=Path), help="Also write tables, pictures and a report into a folder.")
@shared("replications", "precision", "most", "seed", "jobs", "engine_or_both", "executor", "store")
@shared("quiet", "json", "force", "debug")
def run(
    file: str,
    what_if: str | None,
    by: str | None,
    full: bool,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    force: bool,
    debug: bool,
    **how: Any,
) -> None:
    """Run the baseline (or a what-if) and print its key figures on one screen.

    With --by the figures of each issue type, or each team, are printed in their place.

    With --engine both the two engines are compared in every column of every contact, diary and
    ledger row: exit code 1 and the first difference by name if there is one.
    """
    from sim.cli.cross_checking import run_both
    from sim.cli.printing import keeping, progress
    from sim.cli.run_screen import print_run
    from sim.cli.sizing import check_size
    from sim.cli.studying import check_folder_of, save_result
    from sim.experiment.result import run as run_scenario

    scenario = loaded(file)
    if what_if is not None:
        scenario = scenario.what_if(what_if)
    alone = scenario.model_copy(update={"what_ifs": {}})
    if how["engine"] == "both":
        raise click.exceptions.Exit(run_both(alone, as_json, quiet, force, how))
    check_size([alone], _times(scenario, how), force, how["engine"])
    asked = {name: how[name] for name in ("replications", "seed", "precision", "most")}
    if out is not None:
        check_folder_of(alone, out, asked, force)
    with progress("simulating", quiet) as report:
        result = run_scenario(scenario, progress=report, **how)
    with keeping(how["store"]):
        print_run(result, by, as_json, is_full=full)
        if out is not None:
            with progress("drawing", quiet):
                save_result(result, out, {"what_if": what_if, **asked, "engine": how["engine"]}, file, force)
    if out is not None and not as_json:
        click.echo(f"Details: {out / 'report.html'}")


def _times(scenario: "Scenario", how: dict[str, Any]) -> int:
    """Return the number of replications, with `auto` the most that there may be."""
    asked = how["replications"] or scenario.study.replications
    return int(how["most"] if asked == "auto" else asked)
