"""`frontline plan`: the planner's page."""

from typing import TYPE_CHECKING, Any

import click

from sim.cli.commands import frontline
from sim.cli.studying import carry_out, study_options

if TYPE_CHECKING:
    from sim.experiment.planning import PlanTask
    from sim.scenario import Scenario


@frontline.command()
@click.option("--what-if", "what_if", help="Plan this what-if instead of the baseline.")
@study_options("replications")
def plan(file: str, what_if: str | None, replications: int | None, seed: int | None, **how: Any) -> None:
    """Hold staff against need in every interval of the week, simulated and by Erlang C and A.

    Three lines first; a folder with pictures (people on duty against people needed, service level and
    occupancy by weekday and hour) and intervals.csv with every figure and its 95 % interval.

    \b
      frontline plan my_center.yaml
      frontline plan my_center.yaml --what-if "Two more on Mondays" --out monday
    """
    from sim.experiment.planning import plan_task

    def make(scenario: "Scenario") -> "PlanTask":
        return plan_task(scenario, what_if=what_if, replications=replications, seed=seed)

    carry_out(file, make, {"what_if": what_if}, **how)
