"""`frontline sensitivity` and `frontline stress`: the same center under other beliefs about people."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from sim.cli.commands import frontline
from sim.cli.studying import carry_out, study_options

if TYPE_CHECKING:
    from sim.scenario import Scenario

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
@click.option("--what-if", "what_if", help="Ask of what this what-if changes, instead of the baseline's level.")
@INPUTS
@OUTCOME
@click.option("--points", type=PowerOfTwo(), default=64, show_default=True, help="Of each sample of worlds.")
@_replications(2)
@study_options()
def sensitivity(
    file: str,
    what_if: str | None,
    inputs: tuple[str, ...],
    outcomes: tuple[str, ...],
    points: int,
    replications: int,
    seed: int | None,
    **how: Any,
) -> None:
    """Find out which beliefs about people the answer hangs on.

    \b
      frontline sensitivity my_center.yaml
      frontline sensitivity my_center.yaml --what-if "Both steps" --outcome csat_proxy
      frontline sensitivity my_center.yaml --inputs incentives.relief=0..1 --inputs teams.desk.skill=0.4..0.8
    """
    from sim.experiment.sensitivity import SensitivityTask, sensitivity_task

    def make(scenario: "Scenario") -> SensitivityTask:
        more: dict[str, Any] = {"n": points, "replications": replications, "seed": seed}
        return sensitivity_task(scenario, given(inputs), what_if=what_if, outcomes=outcomes, **more)

    carry_out(file, make, {"what_if": what_if, "inputs": inputs, "outcome": outcomes, "points": points}, **how)


@frontline.command()
@click.option("--worlds", type=click.IntRange(2, 2**16), default=128, show_default=True, help="Beside your own.")
@INPUTS
@OUTCOME
@_replications(6)
@study_options()
def stress(
    file: str,
    worlds: int,
    inputs: tuple[str, ...],
    outcomes: tuple[str, ...],
    replications: int,
    seed: int | None,
    **how: Any,
) -> None:
    """Ask whether the advice survives other beliefs about people.

    \b
      frontline stress my_center.yaml
      frontline stress my_center.yaml --worlds 256 --replications 12
      frontline stress my_center.yaml --inputs incentives.announced=0..1 --inputs incentives.peer_pressure=0..0.8
    """
    from sim.experiment.stress import StressTask, stress_task

    def make(scenario: "Scenario") -> StressTask:
        more: dict[str, Any] = {"outcomes": outcomes, "replications": replications, "seed": seed}
        return stress_task(scenario, worlds, inputs=given(inputs), **more)

    carry_out(file, make, {"worlds": worlds, "inputs": inputs, "outcome": outcomes}, **how)


def given(inputs: tuple[str, ...]) -> dict[str, Any] | None:
    """Return what is varied with its range; None for all beliefs."""
    from sim.cli.values import keys_of

    return keys_of(inputs, sobol=True, option="--inputs") if inputs else None
