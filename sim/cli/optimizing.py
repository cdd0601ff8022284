"""`frontline optimize`: the best what-if, or the best setting of levers, under limits."""

import re
from typing import TYPE_CHECKING, Any

import click

from sim.cli.commands import frontline
from sim.cli.options import Percent
from sim.cli.studying import carry_out, study_options

if TYPE_CHECKING:
    from sim.scenario import Scenario

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
@study_options()
def optimize(
    file: str,
    minimize: tuple[str, ...],
    maximize: tuple[str, ...],
    limits: tuple[str, ...],
    over: tuple[str, ...],
    weeks: tuple[int, int] | None,
    confidence: float,
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
    from sim.experiment.optimize import OptimizeTask, optimize_task

    more = {name: how.pop(name) for name in ("what_if", "budget", "delta", "replications", "seed")}

    def make(scenario: "Scenario") -> OptimizeTask:
        aims: dict[str, Any] = {"minimize": minimize, "maximize": maximize, "subject_to": limits, "over": _levers(over)}
        return optimize_task(scenario, weeks=weeks, confidence=confidence, **aims, **more)

    asked = {"minimize": minimize, "maximize": maximize, "limit": limits, "over": over, "what_if": more["what_if"]}
    asked |= {"weeks": weeks and "{}..{}".format(*weeks), "budget": more["budget"], "delta": more["delta"]}
    carry_out(file, make, {**asked, "confidence": f"{100 * confidence:g}%"}, **how)


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
