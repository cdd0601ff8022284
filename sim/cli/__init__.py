"""The command line: parses, calls, prints. Bad input gets one clear line each and exit code 2."""

import codecs
import logging
import os
import sys
from typing import Any

import click

from sim.cli import commands, optimizing, reporting, sweeping, worlds
from sim.cli.printing import look_alike

__all__ = ["commands", "main", "optimizing", "reporting", "run", "sweeping", "worlds"]
DONE, COULD_NOT_FINISH, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def main() -> None:
    """Run the program and end the process with its exit code."""
    codecs.register_error("look-alike", look_alike)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="look-alike")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the program and return its exit code; only ``--debug`` shows a traceback."""
    debug = "--debug" in arguments
    logging.basicConfig(format="%(message)s", force=True)
    logging.getLogger("sim").setLevel(logging.WARNING if "--quiet" in arguments else logging.INFO)
    try:
        code = commands.frontline.main(arguments, prog_name="frontline", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except (KeyboardInterrupt, click.Abort) as stop:
        if isinstance(stop.__cause__, EOFError):  # which click takes for an interrupt
            return _tell(stop.__cause__)
        click.echo("interrupted; what the store holds is kept, and the same command goes on from there", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        if debug:
            raise
        return _tell(error)
    return code if isinstance(code, int) else DONE


def _tell(error: Exception) -> int:
    problems: Any = getattr(error, "problems", None)
    if problems is not None:
        for problem in problems:
            click.echo(str(problem), err=True)
        return BAD_INPUT
    text = " ".join(str(error).split()) or type(error).__name__
    click.echo(f"could not finish: {text} (--debug shows where)", err=True)
    return COULD_NOT_FINISH
