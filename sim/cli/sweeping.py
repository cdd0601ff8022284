"""`frontline sweep` and `frontline tip`: one center at many settings."""

from typing import TYPE_CHECKING, Any

import click

from sim.cli.commands import frontline
from sim.cli.options import FORMS
from sim.cli.studying import carry_out, study_options

if TYPE_CHECKING:
    from sim.scenario import Scenario


@frontline.command()
@click.option("--set", "settings", multiple=True, required=True, metavar="KEY=VALUES", help=f"{FORMS}.")
@click.option("--sobol", type=int, metavar="N", help="N settings (a power of 2) that fill the ranges evenly.")
@click.option("--what-if", "what_if", help="Vary this what-if instead of the baseline.")
@click.option("--metric", "metrics", multiple=True, help="An outcome to judge by; the three headline ones by default.")
@study_options("replications")
def sweep(
    file: str,
    settings: tuple[str, ...],
    sobol: int | None,
    what_if: str | None,
    metrics: tuple[str, ...],
    replications: int | None,
    seed: int | None,
    **how: Any,
) -> None:
    """Run a center at many settings of some keys: which is best, and how sure is that?

    \b
      frontline sweep my_center.yaml --set incentives.relief=0,0.25,0.5,1
      frontline sweep my_center.yaml --set teams.desk.agents=4:8:1 --set empowerment.authority=50..250:5
      frontline sweep my_center.yaml --sobol 64 --set incentives.relief=0..1 --set behavior.pride=0.5..1.5
    """
    from sim.cli.values import keys_of
    from sim.experiment.sweep import SweepTask, sweep_task

    def make(scenario: "Scenario") -> SweepTask:
        return sweep_task(
            scenario,
            keys_of(settings, sobol=sobol is not None),
            what_if=what_if,
            design="grid" if sobol is None else "sobol",
            points=sobol or 0,
            metrics=metrics,
            replications=replications,
            seed=seed,
        )

    carry_out(file, make, {"set": settings, "sobol": sobol, "what_if": what_if, "metric": metrics}, **how)


@frontline.command()
@click.option("--x", "across", metavar="KEY=VALUES", help="Along x; the lever that tips more, by default.")
@click.option("--y", "up", metavar="KEY=VALUES", help="Along y; behavior.habit_weight=0..2.4:9 by default.")
@click.option("--policy", "policies", multiple=True, help="Held and withdrawn; stop_rewarding_escalation by default.")
@click.option("--what-if", "what_if", help="Map this what-if instead of the baseline.")
@click.option("--weeks", type=click.IntRange(1, 530), help="How long each setting runs; 8 half-lives of habit or more.")
@click.option("--longest", type=click.IntRange(1, 250), default=52, show_default=True, help="Most weeks to hold.")
@click.option("--after", type=click.IntRange(1, 250), default=26, show_default=True, help="Weeks to watch after it.")
@study_options("replications")
def tip(
    file: str,
    across: str | None,
    up: str | None,
    policies: tuple[str, ...],
    what_if: str | None,
    weeks: int | None,
    longest: int,
    after: int,
    replications: int | None,
    seed: int | None,
    **how: Any,
) -> None:
    """Map where the culture tips, from either start, and how long a policy must be held.

    \b
      frontline tip my_center.yaml
      frontline tip my_center.yaml --x incentives.relief=0..0.8:9 --y incentives.peer_pressure=0..1:6
      frontline tip my_center.yaml --policy empower_frontline --policy stop_rewarding_escalation
    """
    from sim.experiment.tip import HABIT, POLICIES, TipTask, tip_task

    policies = policies or POLICIES
    asked: dict[str, Any] = {"what_if": what_if, "weeks": weeks, "longest": longest, "after": after}

    def make(scenario: "Scenario") -> TipTask:
        x, y = _axis(across, "--x"), _axis(up, "--y") or HABIT
        return tip_task(scenario, x, y, policies=policies, replications=replications, seed=seed, **asked)

    carry_out(file, make, {"x": across, "y": up, "policy": policies, **asked}, **how)


def _axis(setting: str | None, option: str) -> Any:
    """Return a key with its values, None where none is named."""
    from sim.cli.values import keys_of

    return None if setting is None else next(iter(keys_of((setting,), sobol=False, option=option).items()))
