"""Options that several commands share."""

from collections.abc import Callable
from typing import Any

import click

FILE = click.Path(path_type=str)


class Count(click.ParamType[int | str]):
    """A number of replications, or `auto`."""

    name = "N|auto"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        """Return the number, or the word."""
        if isinstance(value, int) or value == "auto":
            return value
        if not (str(value).isdecimal() and 1 <= int(value) <= 100_000):
            self.fail(f"{value!r} is neither a number from 1 to 100,000 nor auto", param, ctx)
        return int(value)


class Percent(click.ParamType[float]):
    """A share written as ``5%`` or ``0.05``."""

    name = "PERCENT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the share."""
        try:
            share = float(value[:-1]) / 100 if str(value).endswith("%") else float(value)
        except ValueError:
            share = 0.0
        if not 0 < share < 1:
            self.fail(f"{value!r} is not a share such as 5%", param, ctx)
        return share


def shared(*names: str) -> Callable[[Any], Any]:
    """Add shared options to a command by name."""

    def add(command: Any) -> Any:
        for name in reversed(names):
            command = _OPTIONS[name](command)
        return command

    return add


_OPTIONS: dict[str, Callable[[Any], Any]] = {
    "replications": click.option(
        "--replications", type=Count(), help="How often to repeat, or auto; the scenario's own number by default."
    ),
    "precision": click.option(
        "--precision", type=Percent(), default="5%", show_default=True, help="What auto asks of all headline figures."
    ),
    "most": click.option(
        "--most", type=click.IntRange(2, 100_000), default=200, show_default=True, help="Where auto stops all the same."
    ),
    "seed": click.option("--seed", type=click.IntRange(0, 2**53), help="Seed; the scenario's own by default."),
    "jobs": click.option(
        "--jobs", type=click.IntRange(1, 256), help="Threads (SimPy: processes); all cores by default."
    ),
    "engine": click.option(
        "--engine",
        type=click.Choice(["simpy", "compiled"]),
        help="Which engine runs: both give the same; compiled is many times as fast, and the default where it can run.",
    ),
    "quiet": click.option("--quiet", is_flag=True, help="No progress."),
    "json": click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text."),
    "debug": click.option("--debug", is_flag=True, help="Show a traceback if something goes wrong."),
    "force": click.option("--force", is_flag=True, help="Overwrite, and run what is very large."),
}
