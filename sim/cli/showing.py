"""`frontline show`: a finished run again, on one screen or in full, from its folder and the store."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.commands import frontline
from sim.cli.options import shared

if TYPE_CHECKING:
    from sim.experiment.comparison import Comparison
    from sim.present.finished_runs import KeptRun


@frontline.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--full", is_flag=True, help="Every sentence, with its interval.")
@click.option("--metric", "metrics", multiple=True, help="This metric in every scenario, with intervals.")
@click.option(
    "--by", type=click.Choice(["issue", "team", "week"]), help="Split a metric, or the verdict's, in this way."
)
@shared("jobs", "engine", "executor", "store", "quiet", "json", "debug")
def show(
    folder: Path,
    full: bool,
    metrics: tuple[str, ...],
    by: str | None,
    quiet: bool,
    as_json: bool,
    debug: bool,
    **how: Any,
) -> None:
    """Show a finished run again: the verdict, everything, or some figures.

    FOLDER is one that `frontline compare` wrote. Finished replications come from the store; what it
    does not hold is simulated again.

    \b
      frontline show runs/my-center-0123456789ab
      frontline show runs/my-center-0123456789ab --metric escalation_rate --by issue
    """
    from sim.cli.printing import print_comparison, print_comparison_json, print_figures
    from sim.present.finished_runs import kept_run

    kept = kept_run(folder)
    comparison = comparison_of(kept, quiet, how)
    if metrics or by:
        print_figures(comparison, metrics, by, as_json)
    elif as_json:
        print_comparison_json(comparison, folder)
    else:
        click.echo(print_comparison(comparison, folder, is_full=full))


def comparison_of(kept: "KeptRun", quiet: bool, how: dict[str, Any]) -> "Comparison":
    """Return the comparison that a folder keeps, run again as far as the store does not hold it."""
    from sim.cli.printing import progress
    from sim.experiment.compare import compare
    from sim.present.finished_runs import check_same

    with progress("reading", quiet) as tell:
        how["engine"] = how["engine"] or kept.engine
        comparison = compare(
            *kept.scenarios,
            replications=kept.replications,
            seed=kept.seed,
            beliefs=kept.beliefs,
            progress=tell,
            **how,
        )
    comparison = kept.restored(comparison)
    check_same(comparison, kept)
    return comparison
