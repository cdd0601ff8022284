"""What every check of `faults.py` needs: commands that are started, ended and judged."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
MINIMAL = str(HOME / "scenarios" / "minimal.yaml")
SECONDS = 200
"""Whoever takes longer hangs."""
Tally = tuple[int, int]
"""How many faults ended right, of how many."""
LEASH = """
import os, runpy, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(1)), daemon=True).start()
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""
"""Runs a module that ends with the process that started it, even if that was killed."""
_STARTED: list[subprocess.Popen[str]] = []


def start(folder: Path, *words: str, **environment: str) -> subprocess.Popen[str]:
    """Start a command in a folder, in a group of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(HOME)} | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    _STARTED.append(process)
    return process


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Return the exit code and what was said; a command that hangs is killed and has the code -1."""
    try:
        said = process.communicate(timeout=SECONDS)[1]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return -1, process.communicate()[1]
    return process.returncode, said


def run(folder: Path, *words: str, **environment: str) -> tuple[int, str]:
    """Run a command to its end."""
    return ended(start(folder, *words, **environment))


def files(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def is_refused(code: int, said: str, *names: str) -> bool:
    """Return whether a command ended in words that name something, and not in a traceback."""
    return code in (1, 2) and "Traceback" not in said and all(name in said for name in names)


def study(replications: int, *more: str, store: str = "runs/store.db") -> list[str]:
    """Return the words of a comparison that writes a folder."""
    words = ["compare", MINIMAL, "--replications", str(replications), "--quiet", "--out", "out", "--store", store]
    return [*words, *more]


def forked(said: Path, work: Callable[[], int | None]) -> int:
    """Do some work in a copy of this process, which may crash or hang, and return its exit code; it speaks into a file."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            with open(said, "wb") as file, open(os.devnull, "r+b") as nothing:
                for number, other in ((0, nothing), (1, nothing), (2, file)):
                    os.dup2(other.fileno(), number)
            code = work() or 0
        except BaseException as error:
            print("Traceback", repr(error), file=sys.stderr)
        finally:
            with suppress(Exception):
                sys.stderr.flush()
            os._exit(code)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -1


def end_all() -> None:
    """Kill what was started and has not ended, when the checks are broken off."""
    for process in _STARTED:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
