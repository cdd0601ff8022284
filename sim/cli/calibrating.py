"""`frontline calibrate`: behavior to what was observed, and the scenario that shows it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from sim.cli.commands import frontline
from sim.cli.stressing import INPUTS, given
from sim.cli.studying import carry_out, study_options

if TYPE_CHECKING:
    from sim.experiment.calibrate import CalibrateTask
    from sim.experiment.calibrated import Calibrated
    from sim.scenario import Problem, Scenario


@frontline.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The calibrated scenario; NAME-calibrated.yaml by default."
)
@INPUTS
@click.option(
    "--points", type=click.IntRange(8, 4096), default=128, show_default=True, help="Worlds of each of three waves."
)
@click.option("--replications", type=click.IntRange(2, 10_000), help="At the values found; by default as it needs.")
@study_options()
def calibrate(
    file: str,
    output: Path | None,
    inputs: tuple[str, ...],
    points: int,
    replications: int | None,
    seed: int | None,
    **how: Any,
) -> None:
    """Bring the simulated baseline to what was observed, and say which beliefs about people go with it.

    What was observed stands in the scenario, as frontline metrics names it; a share has its sign:

    \b
      observed:
        escalation_rate@claims: {value: 22 %, n: 1800}
        handle_minutes@claims: 7.5
        weekly: {file: history.csv, columns: {week: date, escalation_rate: esc}}

    Ranges, never points alone: what the figures cannot tell apart is said. The calibrated scenario keeps
    your comments, and holds the worlds that frontline stress and compare take as other beliefs.

    \b
      frontline calibrate client.yaml -o calibrated.yaml
      frontline stress calibrated.yaml
    """
    from sim.experiment.calibrate import calibrate_task
    from sim.experiment.targets import target_problems
    from sim.present.calibrated_scenario import check_place, place_of, write_calibrated

    target = place_of(Path(file), output)

    def make(scenario: "Scenario") -> "CalibrateTask":
        check_place(Path(file), target, force=how["force"])
        more: dict[str, Any] = {"replications": replications, "seed": seed, "written": str(target)}
        return calibrate_task(scenario, inputs=given(inputs), points=points, **more)

    def also(scenario: "Scenario") -> "list[Problem]":
        return target_problems(scenario)

    asked = {"output": output and output.name, "inputs": inputs, "points": points}
    found = carry_out(file, make, asked, also=also, **how)
    for path in write_calibrated(cast("Calibrated", found), Path(file), target):
        click.echo(f"wrote {path}", err=how["as_json"])
