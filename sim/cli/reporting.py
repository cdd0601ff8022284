"""`frontline report`: one file to hand over, and exports for slides and sheets, of a finished run's folder."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.commands import frontline
from sim.cli.options import shared

if TYPE_CHECKING:
    from sim.experiment.comparison import Comparison

_STRESS = "under other beliefs"


@frontline.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--pptx", is_flag=True, help="Also five PowerPoint slides, report.pptx (needs the extra: office).")
@click.option("--xlsx", is_flag=True, help="Also an Excel workbook, report.xlsx (needs the extra: office).")
@click.option("--stress", is_flag=True, help="Ask whether the advice survives other beliefs, if no study beside did.")
@shared("jobs", "engine", "executor", "store", "quiet", "force", "debug")
def report(
    folder: Path, pptx: bool, xlsx: bool, stress: bool, quiet: bool, force: bool, debug: bool, **how: Any
) -> None:
    """Make the report of a finished comparison, and files for slides and sheets.

    FOLDER is one that `frontline compare` wrote. Finished replications come from the store; what it
    does not hold is simulated again. A finished `frontline stress` of the same scenario in a folder
    beside it becomes a section of the report.

    \b
      frontline report runs/my-center-0123456789ab --pptx --xlsx
    """
    from sim.cli.printing import keeping, progress
    from sim.cli.showing import comparison_of
    from sim.present.finished_runs import kept_run, write_beside

    for wanted, module, package in ((pptx, "pptx", "python-pptx"), (xlsx, "xlsxwriter", "xlsxwriter")):
        if wanted and find_spec(module) is None:
            raise click.UsageError(f"--{package[-4:]} needs {package}: pip install 'frontline-sim[office]'")
    kept = kept_run(folder)
    comparison = comparison_of(kept, quiet, how)
    account = _account(kept, stress, quiet, how)
    with keeping(how["store"]), progress("drawing", quiet):
        paths = write_beside(kept, _files(comparison, kept.command, account, pptx, xlsx), force)
    for path in paths:
        click.echo(f"wrote {path}")


def _account(kept: Any, wanted: bool, quiet: bool, how: dict[str, Any]) -> Any:
    """Return what a stress of the scenario says, if one lies beside the run or is wanted; else None."""
    from sim.cli.printing import progress
    from sim.experiment.stress import stress
    from sim.present.finished_runs import stress_beside
    from sim.present.stress_account import account

    asked = stress_beside(kept.folder, kept.scenarios[0])
    if asked is None and not wanted:
        return None
    with progress(_STRESS, quiet) as tell:
        return account(stress(kept.scenarios[0], progress=tell, **{"seed": kept.seed, **(asked or {})}, **how))


def _files(comparison: "Comparison", command: str, account: Any, pptx: bool, xlsx: bool) -> dict[str, Any]:
    """Return what makes each file, by name."""
    from sim.present.appendix import appendix
    from sim.present.report import report as page

    files: dict[str, Any] = {
        "report.html": lambda: page(comparison, account).encode(),
        "appendix.html": lambda: appendix(comparison, command, account).encode(),
    }
    if pptx:
        from sim.present.slides import slides

        answer = " ".join(account.told.sections["Answer"]) if account else ""
        files["report.pptx"] = lambda: slides(comparison, answer)
    if xlsx:
        from sim.present.sheets import workbook

        files["report.xlsx"] = lambda: workbook(comparison, command)
    return files
