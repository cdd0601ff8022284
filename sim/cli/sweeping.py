"""`frontline sweep` and `frontline tip`: one center at many settings."""

from pathlib import Path
from typing import Any

import click

from sim.cli.commands import frontline
from sim.cli.options import FILE, shared
from sim.cli.values import FORMS, keys_of

_HOW = ("replications", "seed", "jobs", "engine", "executor", "store", "quiet", "json", "force", "debug")
OUT = click.option("--out", type=click.Path(path_type=Path), help="Folder; one under runs/ by default.")


@frontline.command()
@click.argument("file", type=FILE)
@click.option("--set", "settings", multiple=True, required=True, metavar="KEY=VALUES", help=f"{FORMS}.")
@click.option("--sobol", type=int, metavar="N", help="N settings (a power of 2) that fill the ranges evenly.")
@click.option("--what-if", "what_if", help="Vary this what-if instead of the baseline.")
@click.option("--metric", "metrics", multiple=True, help="An outcome to judge by; the three headline ones by default.")
@OUT
@shared(*_HOW)
def sweep(
    file: str,
    settings: tuple[str, ...],
    sobol: int | None,
    what_if: str | None,
    metrics: tuple[str, ...],
    out: Path | None,
    as_json: bool,
    quiet: bool,
    force: bool,
    debug: bool,
    **how: Any,
) -> None:
    """Run a center at many settings of some keys: which is best, and how sure is that?

    \b
      frontline sweep my_center.yaml --set incentives.relief=0,0.25,0.5,1
      frontline sweep my_center.yaml --set teams.desk.agents=4:8:1 --set empowerment.authority=50..250:5
      frontline sweep my_center.yaml --sobol 64 --set incentives.relief=0..1 --set behavior.pride=0.5..1.5
    """
    from sim.cli.printing import print_study, progress
    from sim.cli.size import check_size
    from sim.experiment.designs import designed
    from sim.experiment.study import base_of
    from sim.experiment.sweep import numbers_for, outcomes_of, run_design
    from sim.present import save
    from sim.present.folder import check_folder, default_folder
    from sim.present.sweeps import identity
    from sim.scenario.files import load

    scenario = load(file)
    base = base_of(scenario, what_if)
    kind = "grid" if sobol is None else "sobol"
    design = designed(base, keys_of(settings, sobol=sobol is not None), kind, sobol or 0)
    how["replications"], how["seed"] = numbers_for(base, how["replications"], how["seed"])
    outcomes = outcomes_of(metrics)
    known = identity(design, how["seed"], how["replications"], None, outcomes)
    folder = out or default_folder(base, "sweep", known)
    check_size([base, *design.scenarios], how["replications"], force, how["engine"])
    check_folder(known, folder, force)
    with progress("simulating", quiet) as report:
        done = run_design(design, metrics=outcomes, progress=report, **how)
    with progress("drawing", quiet):
        save(done, folder, force=force, command=_command("sweep", file, how, _words(settings, sobol, what_if, metrics)))
    print_study(done, folder, as_json)


def _words(settings: tuple[str, ...], sobol: int | None, what_if: str | None, metrics: tuple[str, ...]) -> list[str]:
    words = [f"--set {setting}" for setting in settings]
    words += [f"--sobol {sobol}"] if sobol is not None else []
    words += [f'--what-if "{what_if}"'] if what_if is not None else []
    return [*words, *(f"--metric {metric}" for metric in metrics)]


def _command(name: str, file: str, how: dict[str, Any], words: list[str]) -> str:
    """Return the command that gives the same files, without where and how fast it ran."""
    numbers = [f"--{option} {how[option]}" for option in ("replications", "seed")]
    return " ".join([f"frontline {name} {Path(file).name}", *words, *numbers])
