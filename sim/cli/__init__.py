"""The command line: parses, calls, prints. Bad input gets one clear line each and exit code 2."""

import errno
import logging
import os
import sys
from typing import Any

import click

from sim.cli import (
    animating,
    calibrating,
    commands,
    fitting,
    importing,
    optimizing,
    planners,
    reporting,
    run_command,
    sampling,
    showing,
    stressing,
    sweeping,
)
from sim.cli.streams import OutputError, open_streams

__all__ = [
    "animating",
    "calibrating",
    "commands",
    "fitting",
    "importing",
    "main",
    "optimizing",
    "planners",
    "reporting",
    "run",
    "run_command",
    "sampling",
    "showing",
    "stressing",
    "sweeping",
]
_KEPT = "what the store holds is kept, and the same command goes on from there"
DONE, COULD_NOT_FINISH, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def main() -> None:
    """Run the program and end the process with its exit code."""
    os.environ["MPLBACKEND"] = "agg"  # pictures are files, whatever the user's notebooks draw with
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # it ends us where it gets no threads, and we need none of it
    if not open_streams():
        click.echo("could not finish: the output is closed; send it to a file, or to /dev/null", err=True)
        sys.exit(COULD_NOT_FINISH)
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OutputError as error:
        code = _unshown(error)
    sys.exit(code)


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
        click.echo(f"interrupted; {_KEPT}", err=True)
        return INTERRUPTED
    except OutputError as error:
        return _unshown(error)
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
    click.echo(f"could not finish: {_why(error)} (--debug shows where)", err=True)
    return COULD_NOT_FINISH


def _unshown(error: OutputError) -> int:
    """Return the exit code of an output that fails; who has read enough of it needs no words."""
    if error.is_unread:
        return DONE
    click.echo(f"could not finish: {error}", err=True)
    return COULD_NOT_FINISH


def _why(error: Exception) -> str:
    """Return in a line what failed, and what to do where the machine has no more of something."""
    text = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, MemoryError):
        return f"out of memory ({text}); {_KEPT}, with fewer --jobs or a smaller center if need be"
    if "can't start new thread" in text or getattr(error, "errno", None) == errno.EAGAIN:
        return f"the system allows no more threads or processes ({text}); --jobs 1 needs none"
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}; {_KEPT} once it can be written"
    return text
