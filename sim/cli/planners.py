"""`frontline plan` and `frontline staff`: the planner's page, and the least people."""

from typing import TYPE_CHECKING, Any

import click

from sim.cli.commands import frontline
from sim.cli.studying import carry_out, study_options

if TYPE_CHECKING:
    from sim.experiment.least_staff import StaffTask
    from sim.experiment.planning import PlanTask
    from sim.scenario import Scenario
    from sim.scenario.promises import Targets


class Seconds(click.ParamType[float]):
    """A duration: seconds, or in words."""

    name = "DURATION"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return seconds."""
        from sim.scenario.durations import EXAMPLES, in_unit

        try:
            return float(in_unit(value, "seconds"))
        except (TypeError, ValueError):
            self.fail(f"{value!r} is not a duration; write seconds, or {EXAMPLES}", param, ctx)


class Points(click.ParamType[float]):
    """A share in percent: ``2`` or ``2%``."""

    name = "PERCENT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return percent."""
        try:
            share = float(str(value).removesuffix("%"))
        except ValueError:
            share = 0.0
        if not 0 < share < 100:
            self.fail(f"{value!r} is not a percentage such as 2%", param, ctx)
        return share


def _targets(command: Any) -> Any:
    """Add the options that say what staff shall keep beside the service level."""
    command = click.option("--occupancy", type=Points(), help="How busy people may be at most.")(command)
    command = click.option("--wait", type=Seconds(), help="The longest mean wait, such as '5 s'.")(command)
    return click.option("--abandonment", type=Points(), help="The most that may hang up, such as 2%.")(command)


def _with_targets(scenario: "Scenario", **asked: float | None) -> "Targets":
    """Return the scenario's targets, those that were asked for in their place."""
    return scenario.study.targets.model_copy(update={name: each for name, each in asked.items() if each is not None})


@frontline.command()
@click.option("--what-if", "what_if", help="Plan this what-if instead of the baseline.")
@_targets
@study_options("replications")
def plan(
    file: str,
    what_if: str | None,
    abandonment: float | None,
    wait: float | None,
    occupancy: float | None,
    replications: int | None,
    seed: int | None,
    **how: Any,
) -> None:
    """Hold staff against need in every interval of the week, simulated and by Erlang C and A.

    Three lines first; a folder with pictures (people on duty against people needed, service level and
    occupancy by weekday and hour) and intervals.csv with every figure and its 95 % interval.

    \b
      frontline plan my_center.yaml
      frontline plan my_center.yaml --what-if "Two more on Mondays" --out monday
    """
    from sim.experiment.planning import plan_task

    asked = {"abandonment": abandonment, "wait": wait, "occupancy": occupancy}

    def make(scenario: "Scenario") -> "PlanTask":
        targets = _with_targets(scenario, **asked)
        return plan_task(scenario, what_if=what_if, replications=replications, seed=seed, targets=targets)

    carry_out(file, make, {"what_if": what_if, **asked}, **how)


@frontline.command()
@click.option("--what-if", "what_if", help="Staff this what-if instead of the baseline.")
@_targets
@study_options("replications")
def staff(
    file: str,
    what_if: str | None,
    abandonment: float | None,
    wait: float | None,
    occupancy: float | None,
    replications: int | None,
    seed: int | None,
    **how: Any,
) -> None:
    """Find the least people in each interval of the week that keep the service level, with proof.

    First Erlang A without rounding, then corrected by simulation, rounded only at the end; the proof
    is the simulated service level with these people and its 95 % interval. The service level is the
    scenario's (service_level: {share: 80, within: 20 s, of: offered}); further targets are options.
    staff.csv is read back as agents: {file: staff.csv, column: TEAM, bin_minutes: 30}.

    \b
      frontline staff my_center.yaml
      frontline staff my_center.yaml --abandonment 2% --wait "5 s"
    """
    from sim.experiment.least_staff import staff_task

    asked = {"abandonment": abandonment, "wait": wait, "occupancy": occupancy}

    def make(scenario: "Scenario") -> "StaffTask":
        targets = _with_targets(scenario, **asked)
        return staff_task(scenario, what_if=what_if, replications=replications, seed=seed, targets=targets)

    carry_out(file, make, {"what_if": what_if, **asked}, **how)
