"""`frontline run --engine both`: a user's own scenario as a check of the engines."""

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sim.scenario import Scenario


def run_both(scenario: "Scenario", as_json: bool, quiet: bool, force: bool, how: dict[str, Any]) -> int:
    """Run a scenario by both engines, print figures and agreement, and return the exit code.

    Raises
    ------
    UsageError
        If the number of replications is left to their precision.
    """
    from sim.cli.printing import as_json_text, progress
    from sim.cli.run_screen import print_result
    from sim.cli.sizing import check_size
    from sim.experiment import cross_check

    if how["replications"] == "auto":
        raise click.UsageError("--engine both compares a number of replications, not auto")
    check_size([scenario], how["replications"] or cross_check.first_few(scenario), force, "simpy")
    asked = {name: how[name] for name in ("replications", "seed", "jobs", "executor")}
    with progress("simulating by both engines", quiet) as report:
        result, agreement = cross_check.run_both(scenario, progress=report, **asked)
    difference = agreement.difference
    told = {
        "agree": difference is None,
        "contacts": agreement.contacts,
        "diary_rows": agreement.agents,
        "ledger_rows": agreement.ledger,
        "difference": difference and difference._asdict(),
    }
    if result is not None:
        print_result(result, as_json, engines=told)
        if not as_json:
            click.echo(str(agreement))
        return 0
    if as_json:
        click.echo(as_json_text({"scenario": scenario.name, "engines": told}))
    else:
        click.echo(str(agreement), err=True)
    return 1
