"""`frontline sweep` and `frontline tip`: one center at many settings."""

import shlex
from pathlib import Path
from typing import Any

import click

from sim.cli.commands import frontline
from sim.cli.options import FILE, OUT, shared
from sim.cli.values import FORMS, keys_of

_HOW = ("replications", "seed", "jobs", "engine", "executor", "store", "quiet", "json", "force", "debug")


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
    from sim.cli.printing import finish_study, progress
    from sim.cli.sizing import check_size
    from sim.experiment.designs import count_of, designed
    from sim.experiment.study import base_of
    from sim.experiment.sweep import numbers_for, outcomes_of, run_design
    from sim.present.folder import check_folder, default_folder
    from sim.present.sweep_words import answer
    from sim.present.sweeps import identity
    from sim.reading.files import load

    scenario = load(file)
    base = base_of(scenario, what_if)
    kind = "grid" if sobol is None else "sobol"
    how["replications"], how["seed"] = numbers_for(base, how["replications"], how["seed"])
    keys = keys_of(settings, sobol=sobol is not None)
    check_size([base], how["replications"] * count_of(keys, kind, sobol or 0), force, how["engine"])
    design = designed(base, keys, kind, sobol or 0)
    outcomes = outcomes_of(metrics)
    known = identity(design, how["seed"], how["replications"], None, outcomes)
    folder = out or default_folder(base, "sweep", known)
    how["processes"] = check_size([base, *design.scenarios], how["replications"], force, how["engine"])
    check_folder(known, folder, force)
    with progress("simulating", quiet) as report:
        done = run_design(design, metrics=outcomes, progress=report, **how)
    named = {"set": settings, "sobol": sobol, "what_if": what_if, "metric": metrics}
    command = _command("sweep", file, how, **named)
    finish_study(done, folder, command, lambda: answer(done), how["store"], (as_json, quiet, force))


def _command(name: str, file: str, how: dict[str, Any], **options: Any) -> str:
    """Return the command that gives the same files, without where and how fast it ran."""
    words = ["frontline", name, shlex.quote(Path(file).name)]
    for option, given in (options | {each: how[each] for each in ("replications", "seed")}).items():
        for value in given if isinstance(given, tuple) else (given,):
            words += [] if value is None else [f"--{option.replace('_', '-')}", shlex.quote(str(value))]
    return " ".join(words)


@frontline.command()
@click.argument("file", type=FILE)
@click.option("--x", "across", metavar="KEY=VALUES", help="Along x; the lever that tips more, by default.")
@click.option("--y", "up", metavar="KEY=VALUES", help="Along y; behavior.habit_weight=0..2.4:9 by default.")
@click.option("--policy", "policies", multiple=True, help="Held and withdrawn; stop_rewarding_escalation by default.")
@click.option("--what-if", "what_if", help="Map this what-if instead of the baseline.")
@click.option("--weeks", type=click.IntRange(1, 530), help="How long each setting runs; 8 half-lives of habit or more.")
@click.option("--longest", type=click.IntRange(1, 250), default=52, show_default=True, help="Most weeks to hold.")
@click.option("--after", type=click.IntRange(1, 250), default=26, show_default=True, help="Weeks to watch after it.")
@OUT
@shared(*_HOW)
def tip(
    file: str,
    across: str | None,
    up: str | None,
    policies: tuple[str, ...],
    what_if: str | None,
    weeks: int | None,
    longest: int,
    after: int,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    force: bool,
    debug: bool,
    **how: Any,
) -> None:
    """Map where the culture tips, from either start, and how long a policy must be held.

    \b
      frontline tip my_center.yaml
      frontline tip my_center.yaml --x incentives.relief=0..0.8:9 --y incentives.peer_pressure=0..1:6
      frontline tip my_center.yaml --policy empower_frontline --policy stop_rewarding_escalation
    """
    from sim.cli.printing import finish_study, progress
    from sim.cli.sizing import check_size
    from sim.experiment.hold import withdrawn
    from sim.experiment.study import base_of
    from sim.experiment.tip import HABIT, POLICIES, laid_out, numbers_of_map, run_map
    from sim.present.folder import check_folder, default_folder
    from sim.present.tip_words import answer
    from sim.present.tips import identity
    from sim.reading.files import load

    base = base_of(load(file), what_if)
    design = laid_out(base, _axis(across, "--x"), _axis(up, "--y") or HABIT, weeks)
    policies = policies or POLICIES
    withdrawn(base, policies)
    how["replications"], how["seed"] = numbers_of_map(base, how["replications"], how["seed"])
    known = identity(design, policies, how["seed"], how["replications"], (longest, after))
    folder = out or default_folder(base, "tip", known)
    how["processes"] = check_size([*design.scenarios] * 2, how["replications"], force, how["engine"])
    check_folder(known, folder, force)
    with progress("simulating", quiet) as report:
        done = run_map(design, policies=policies, longest=longest, after=after, progress=report, **how)
    named = {"x": across, "y": up, "policy": policies, "what_if": what_if, "weeks": weeks}
    command = _command("tip", file, how, **named, longest=longest, after=after)
    finish_study(done, folder, command, lambda: answer(done), how["store"], (as_json, quiet, force))


def _axis(setting: str | None, option: str) -> Any:
    """Return a key with its values, None where none is named."""
    return None if setting is None else next(iter(keys_of((setting,), sobol=False, option=option).items()))
