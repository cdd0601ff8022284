"""`frontline explore`: the panel of sliders as a web page on this machine."""

from pathlib import Path

import click

from sim.cli.loading import loaded


def explore_file(file: str, port: int | None, open_browser: bool) -> None:
    """Check a scenario file, and serve its panel until Ctrl-C.

    Raises
    ------
    ClickException
        If something that it needs is not installed, or the port is taken.
    """
    from sim.present.explore.web import check_installed, open_port, serve
    from sim.scenario import plan_of

    scenario = loaded(file)
    for each in (scenario, *map(scenario.what_if, scenario.what_ifs)):
        plan_of(each)
    try:
        check_installed()
        sockets = open_port(port)
    except (ImportError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    serve(Path(file), sockets, open_browser=open_browser, ready=_say)


def _say(address: str) -> None:
    click.echo(f"the panel: {address}")
    click.echo("Ctrl-C ends it", err=True)
