"""`frontline sensitivity` and `frontline stress`: the same center under other beliefs about people."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sim.cli.commands import frontline
from sim.cli.options import FILE, OUT, shared

_HOW = ("seed", "jobs", "engine", "executor", "store", "quiet", "json", "force", "debug")
INPUTS = click.option(
    "--inputs", multiple=True, metavar="KEY=low..high", help="What to vary; all beliefs over their ranges by default."
)
OUTCOME = click.option("--outcome", "outcomes", multiple=True, help="A metric; the three headline ones by default.")


def _replications(default: int) -> Callable[[Any], Any]:
    times = click.IntRange(1, 10_000)
    return click.option(
        "--replications", type=times, default=default, show_default=True, help="How often to repeat each world."
    )


class PowerOfTwo(click.ParamType[int]):
    """A number such as 32, 64 or 128."""

    name = "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        number = int(value) if str(value).isdecimal() else 0
        if not 2 <= number <= 2**16 or number & (number - 1):
            self.fail(f"{value!r} is not a power of 2 such as 32, 64 or 128", param, ctx)
        return number


@frontline.command()
@click.argument("file", type=FILE)
@click.option("--what-if", "what_if", help="Ask of what this what-if changes, instead of the baseline's level.")
@INPUTS
@OUTCOME
@click.option("--points", type=PowerOfTwo(), default=64, show_default=True, help="Of each sample of worlds.")
@_replications(2)
@OUT
@shared(*_HOW)
def sensitivity(
    file: str,
    what_if: str | None,
    inputs: tuple[str, ...],
    outcomes: tuple[str, ...],
    points: int,
    replications: int,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    force: bool,
    debug: bool,
    **how: Any,
) -> None:
    """Find out which beliefs about people the answer hangs on.

    \b
      frontline sensitivity my_center.yaml
      frontline sensitivity my_center.yaml --what-if "Both steps" --outcome csat_proxy
      frontline sensitivity my_center.yaml --inputs incentives.relief=0..1 --inputs teams.desk.skill=0.4..0.8
    """
    from sim.cli.printing import finish_study, progress
    from sim.cli.sizing import check_size
    from sim.experiment.managers import outcomes_in
    from sim.experiment.sensitivity import sensitivity as find_out
    from sim.experiment.study import base_of
    from sim.experiment.sweep import outcomes_of
    from sim.present.sensitivities import identity
    from sim.present.sensitivity_words import answer
    from sim.reading.files import load

    scenario = load(file)
    how["seed"] = scenario.study.seed if how["seed"] is None else how["seed"]
    ranges, names = _ranges(scenario, inputs), outcomes_in(scenario, outcomes_of(outcomes))
    runs = [base_of(scenario, name) for name in ((None, what_if) if what_if else (None,))]
    numbers = points, replications, how["seed"]
    known = identity(scenario, ranges, what_if, "effect" if what_if else "level", names, numbers)
    how["processes"] = check_size(runs, replications * points * (len(ranges) + 2), force, how["engine"])
    folder = _folder(scenario, out, known, force)
    with progress("simulating", quiet) as report:
        done = find_out(
            scenario,
            ranges,
            what_if=what_if,
            outcomes=names,
            n=points,
            replications=replications,
            progress=report,
            **how,
        )
    words = [f'--what-if "{what_if}"'] if what_if else []
    words += [*_words(inputs, outcomes), f"--points {points}"]
    command = _command("sensitivity", file, words, done)
    finish_study(done, folder, command, lambda: _last(answer(done), done), how["store"], (as_json, quiet, force))


@frontline.command()
@click.argument("file", type=FILE)
@click.option("--worlds", type=click.IntRange(2, 2**16), default=128, show_default=True, help="Beside your own.")
@INPUTS
@OUTCOME
@_replications(6)
@OUT
@shared(*_HOW)
def stress(
    file: str,
    worlds: int,
    inputs: tuple[str, ...],
    outcomes: tuple[str, ...],
    replications: int,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    force: bool,
    debug: bool,
    **how: Any,
) -> None:
    """Ask whether the advice survives other beliefs about people.

    \b
      frontline stress my_center.yaml
      frontline stress my_center.yaml --worlds 256 --replications 12
      frontline stress my_center.yaml --inputs incentives.announced=0..1 --inputs incentives.peer_pressure=0..0.8
    """
    from sim.cli.printing import finish_study, progress
    from sim.cli.sizing import check_size
    from sim.experiment.stress import asked
    from sim.experiment.stress import stress as put_under_stress
    from sim.present.stress_words import answer
    from sim.present.stresses import identity
    from sim.reading.files import load

    scenario = load(file)
    how["seed"] = scenario.study.seed if how["seed"] is None else how["seed"]
    ranges, names = _ranges(scenario, inputs), asked(scenario, outcomes)
    known = identity(scenario, worlds, ranges, names, replications, how["seed"])
    how["processes"] = check_size([scenario], replications * (worlds + 1), force, how["engine"])
    folder = _folder(scenario, out, known, force)
    with progress("simulating", quiet) as report:
        done = put_under_stress(
            scenario, worlds, inputs=ranges, outcomes=names, replications=replications, progress=report, **how
        )
    command = _command("stress", file, [f"--worlds {worlds}", *_words(inputs, outcomes)], done)
    finish_study(done, folder, command, lambda: _last(answer(done), done), how["store"], (as_json, quiet, force))


def _ranges(scenario: Any, inputs: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Return what is varied with its range, checked."""
    from sim.cli.values import keys_of
    from sim.scenario.beliefs import beliefs_over

    given = keys_of(inputs, sobol=True, option="--inputs") if inputs else None
    return {belief.key: belief.likely for belief in beliefs_over(scenario, given)}


def _folder(scenario: Any, out: Path | None, known: dict[str, Any], force: bool) -> Path:
    """Return the folder of a study, which may hold nothing but an earlier run of the same."""
    from sim.present.folder import check_folder, default_folder

    folder = out or default_folder(scenario, known["study"], known)
    check_folder(known, folder, force)
    return folder


def _words(inputs: tuple[str, ...], outcomes: tuple[str, ...]) -> list[str]:
    return [*(f"--inputs {each}" for each in inputs), *(f"--outcome {each}" for each in outcomes)]


def _command(name: str, file: str, words: list[str], done: Any) -> str:
    """Return the command that gives the same files, without where and how fast it ran."""
    numbers = f"--replications {done.replications} --seed {done.seed}"
    return " ".join(["frontline", name, Path(file).name, *words, numbers])


def _last(answer: str, done: Any) -> str:
    return f"{answer[:-1]} (replications of each world: {done.replications})."
