"""`frontline optimize`: the best what-if, or the best setting of levers, under limits."""

import re
from pathlib import Path
from typing import Any

import click

from sim.cli.commands import frontline
from sim.cli.options import FILE, OUT, Percent, shared

_HOW = ("seed", "jobs", "engine", "executor", "store", "quiet", "json", "force", "debug")
_LIMIT = "A limit, as csat_proxy>=80; a signed percentage is a change from the baseline, as bonus_per_agent>=-5%."
_DELTA = "The least difference of the aim worth telling, in its unit; 2 % of today's level by default."
_FINAL = "Of the final figures; the scenario's own number by default."
_OVER = "A lever with the values to choose from, or a range to search; by default the what-ifs are chosen from."


class Weeks(click.ParamType[tuple[int, int]]):
    """A span of weeks written as ``9..34``."""

    name = "FIRST..LAST"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Return the first and the last week."""
        found = re.fullmatch(r"(\d{1,4})\.\.(\d{1,4})", str(value))
        if found is None:
            self.fail(f"{value!r} is no span of weeks such as 9..34", param, ctx)
        return int(found[1]), int(found[2])


@frontline.command()
@click.argument("file", type=FILE)
@click.option("--minimize", multiple=True, metavar="METRIC", help="What is to be small; with several aims, a front.")
@click.option("--maximize", multiple=True, metavar="METRIC", help="What is to be large.")
@click.option("--limit", "limits", multiple=True, metavar="LIMIT", help=_LIMIT)
@click.option("--over", multiple=True, metavar="KEY=a,b,c|low..high", help=_OVER)
@click.option("--what-if", "what_if", help="Vary levers on top of this what-if.")
@click.option("--weeks", type=Weeks(), help="Weeks that count; by default from the first change to the end.")
@click.option("--budget", type=click.IntRange(1), metavar="N", help="Replications of the search in all, at most.")
@click.option("--delta", type=click.FloatRange(0, min_open=True), metavar="X", help=_DELTA)
@click.option("--confidence", type=Percent(), default="95%", show_default=True, help="Of the choice and the intervals.")
@click.option("--replications", type=click.IntRange(2, 100_000), help=_FINAL)
@OUT
@shared(*_HOW)
def optimize(
    file: str,
    minimize: tuple[str, ...],
    maximize: tuple[str, ...],
    limits: tuple[str, ...],
    over: tuple[str, ...],
    out: Path | None,
    as_json: bool,
    quiet: bool,
    force: bool,
    debug: bool,
    **how: Any,
) -> None:
    """Find the best what-if, or the best setting of levers, under limits.

    \b
      frontline optimize my_center.yaml --minimize manager_hours_per_week --limit "csat_proxy>=80"
      frontline optimize my_center.yaml --minimize manager_hours_per_week --limit "bonus_per_agent>=-5%"
          --over empowerment.authority=50,100,250 --over incentives.relief=0,0.2
      frontline optimize my_center.yaml --minimize cost_per_week --over teams.desk.agents=2..9
      frontline optimize my_center.yaml --minimize manager_hours_per_week --maximize bonus_per_agent
    """
    from sim.cli.printing import finish_study, progress
    from sim.cli.sizing import check_size
    from sim.experiment.optimize import carry_out, task_of
    from sim.present.folder import check_folder, default_folder
    from sim.present.optima import identity
    from sim.present.optimum_words import answer
    from sim.reading.files import load

    asked = {name: how.pop(name) for name in ("what_if", "weeks", "budget", "delta", "confidence", "replications")}
    task = task_of(
        load(file),
        minimize=minimize,
        maximize=maximize,
        subject_to=limits,
        over=_levers(over),
        seed=how.pop("seed"),
        **asked,
    )
    known = identity(task.scenario, task.question)
    folder = out or default_folder(task.scenario, "optimize", known)
    alone = task.scenario.model_copy(update={"what_ifs": {}})
    how["processes"] = check_size([alone], task.replications, force, how["engine"])
    check_folder(known, folder, force)
    with progress("simulating", quiet) as report:
        found = carry_out(task, progress=report, **how)
    words = {"--minimize": minimize, "--maximize": maximize, "--limit": limits, "--over": over}
    command = _command(file, words, asked, found.seed, found.replications)
    last = f"({found.replications:,} replications)."
    finish_study(found, folder, command, lambda: f"{answer(found)[:-1]} {last}", how["store"], (as_json, quiet, force))


def _levers(over: tuple[str, ...]) -> dict[str, Any] | None:
    """Return the levers with their values or ranges; None where there are none."""
    from sim.cli.values import keys_of
    from sim.scenario.problems import Problem, ScenarioError

    found: dict[str, Any] = {}
    for setting in over:
        is_range = re.search(r"=\s*[-+.\d]+\.\.[-+.\deE]+\s*$", setting) is not None
        ((key, values),) = keys_of((setting,), sobol=is_range, option="--over").items()
        if key in found:
            raise ScenarioError([Problem("is given twice", key)])
        found[key] = values
    return found or None


def _command(file: str, words: dict[str, tuple[str, ...]], asked: dict[str, Any], seed: int, replications: int) -> str:
    """Return the command that gives the same files, without where and how fast it ran."""
    parts = ["frontline optimize", Path(file).name]
    parts += [f'{option} "{value}"' for option, values in words.items() for value in values]
    parts += [f'--what-if "{asked["what_if"]}"'] if asked["what_if"] is not None else []
    parts += ["--weeks {}..{}".format(*asked["weeks"])] if asked["weeks"] is not None else []
    parts += [f"--{name} {asked[name]:g}" for name in ("budget", "delta") if asked[name] is not None]
    return " ".join(
        [*parts, f"--confidence {100 * asked['confidence']:g}% --replications {replications} --seed {seed}"]
    )
