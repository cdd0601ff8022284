"""Options that several commands share."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

FILE = click.Path(path_type=str)
OUT = click.option("--out", type=click.Path(path_type=Path), help="Folder; one under runs/ by default.")
LISTS = "KEY=a,b,c, KEY=low:high:step, KEY=low..high:count"
FORMS = f"{LISTS}, or for a Sobol design KEY=low..high"
"""How a key is set to values on the command line."""
SCHEDULER_SECONDS = 10
"""How long a Dask scheduler may take to answer."""


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


class Where(click.ParamType[Any]):
    """Where work runs: this machine, or a Dask cluster."""

    name = "local|dask://HOST:PORT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return an executor, or None for this machine."""
        if value == "local":
            return None
        if not str(value).startswith("dask://"):
            self.fail(f"{value!r} is neither local nor dask://HOST:PORT", param, ctx)
        try:
            from distributed import Client
        except ImportError:
            self.fail("Dask is not installed: pip install 'frontline-sim[dask]'", param, ctx)
        for name in [*logging.root.manager.loggerDict]:  # what they would print, we say in a line
            if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
                logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        try:
            from sim.experiment.cluster import PATIENCE_SECONDS, Cluster

            client: Any = Client("tcp://" + value.removeprefix("dask://"), timeout=SCHEDULER_SECONDS)
        except (OSError, ValueError) as error:
            self.fail(f"no Dask scheduler answers at {value}: {error}", param, ctx)
        if ctx is not None:
            ctx.call_on_close(client.close)
        if not client.ncores():
            address = value.removeprefix("dask://")
            self.fail(
                f"the Dask scheduler at {value} has no workers; start one: dask worker tcp://{address}", param, ctx
            )
        return Cluster(client, ctx.meta.get(_PATIENCE, PATIENCE_SECONDS) if ctx is not None else PATIENCE_SECONDS)


class StorePath(click.ParamType[Path | None]):
    """The file of finished replications, or `none`."""

    name = "FILE|none"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path | None:
        """Return the path, or None to keep nothing."""
        return None if str(value) == "none" else Path(value)


def shared(*names: str) -> Callable[[Any], Any]:
    """Add shared options to a command by name."""

    def add(command: Any) -> Any:
        for name in reversed(names):
            command = _OPTIONS[name](command)
        return command

    return add


def _runs_here(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value in ("compiled", "both"):
        from sim.engines import why_not_compiled

        if why_not_compiled():
            raise click.BadParameter(f"{why_not_compiled()}; --engine simpy gives the same results", ctx, param)
    return value


def _engine(*more: str) -> Callable[[Any], Any]:
    """Return the option that chooses the engine; a command may accept more words."""
    both = " The word both compares them in every figure (3 replications unless asked)." if more else ""
    return click.option(
        "--engine",
        type=click.Choice(["simpy", "compiled", *more]),
        callback=_runs_here,
        help="Which engine runs: both give the same; compiled is many times as fast, and the default where it can run."
        + both,
    )


def _keep_patience(ctx: click.Context, param: click.Parameter, value: float) -> None:
    ctx.meta[_PATIENCE] = value


def _executor(command: Any) -> Any:
    """Add the option that says where work runs, and how long a cluster may have no workers."""
    where = click.option(
        "--executor", type=Where(), default="local", show_default=True, help="Where it runs: here or on a Dask cluster."
    )
    patience = click.option(
        "--patience",
        type=click.FloatRange(1, 1e6),
        default=600,
        show_default=True,
        is_eager=True,
        expose_value=False,
        callback=_keep_patience,
        help="Seconds for which a cluster may have no workers.",
    )
    return where(patience(command))


_PATIENCE = "frontline.patience"
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
        "--jobs", type=click.IntRange(1, 256), help="Threads (long studies and SimPy: processes); all cores by default."
    ),
    "executor": _executor,
    "store": click.option(
        "--store",
        type=StorePath(),
        default=str(Path("runs") / "store.db"),
        show_default=True,
        help="Keeps finished replications; none keeps nothing.",
    ),
    "engine": _engine(),
    "engine_or_both": _engine("both"),
    "quiet": click.option("--quiet", is_flag=True, help="No progress."),
    "json": click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text."),
    "debug": click.option("--debug", is_flag=True, help="Show a traceback if something goes wrong."),
    "force": click.option("--force", is_flag=True, help="Overwrite, and run what is very large."),
}
