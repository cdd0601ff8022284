"""How long a person waits for an answer: commands as they are typed, and a lever that is moved.

    python benchmarks/waiting.py [--rounds 3]

Wall time from the start of a process to the line that is waited for; best and median. Nothing is taken from the store,
and the engine has been compiled before, as from the second command of a version on. Meant for an idle machine.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HOME = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOME), str(HOME / "benchmarks")]

import explore  # noqa: E402

from sim.reading.files import load  # noqa: E402

FIRST, WHOLE, WRITTEN, END = "First answer", ": today against", "Details: ", ""
"""What begins, stands in, or ends what is waited for; the end of the process has no words."""
COMPARED = {"dealership": 4.0, "support_center": 6.0}
SLIDER_SECONDS, MOVES = 0.3, 12


class Wait(NamedTuple):
    """What is waited for; seconds of each round; what is to be reached, if anything."""

    what: str
    seconds: list[float]
    most: float | None = None


def commands() -> Iterator[tuple[list[str], dict[str, tuple[str, float | None]]]]:
    """Yield commands with what is waited for: the words it is known by, and how long it may take."""
    yield ["--help"], {"`frontline --help`": (END, 0.15)}
    yield ["run", "minimal"], {"`run minimal`": (END, 0.8)}
    for name, most in COMPARED.items():
        marks: dict[str, tuple[str, float | None]] = {
            f"`compare {name}`: first answer, of 4 replications": (FIRST, most),
            f"`compare {name}`: verdict of all replications, with other beliefs": (WHOLE, None),
            f"`compare {name}`: everything written": (WRITTEN, None),
        }
        yield ["compare", name], marks
    yield ["stress", "dealership"], {"`stress dealership`, 128 worlds": (END, 60.0)}


def waits_of(command: list[str], marks: dict[str, tuple[str, float | None]]) -> dict[str, float]:
    """Run a command in a folder of its own and return when each line came."""
    left = {what: words for what, (words, _) in marks.items()}
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        studies = ["--store", "none", "--out", f"{folder}/out"] if command[0] in ("compare", "stress") else []
        files = [f"{HOME}/scenarios/{name}.yaml" for name in command[1:]]
        asked = [sys.executable, "-m", "sim", command[0], *files, *studies]
        began = time.perf_counter()
        with subprocess.Popen(
            asked, cwd=folder, env=_here(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as run:
            for line in run.stdout or ():
                for what in [what for what, words in left.items() if words and words in line]:
                    found[what] = time.perf_counter() - began
                    del left[what]
        found |= dict.fromkeys((what for what, words in left.items() if not words), time.perf_counter() - began)
    if run.returncode or len(found) < len(marks):
        raise SystemExit(f"frontline {' '.join(command)} ended with {run.returncode}; it said {sorted(found)}")
    return found


def _here() -> dict[str, str]:
    """Return the environment, in which the program is found from any folder and says its lines at once."""
    return {**os.environ, "PYTHONPATH": str(HOME), "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}


def waits(rounds: int) -> list[Wait]:
    """Measure all."""
    found = []
    for command, marks in commands():
        waits_of(command, marks)  # compiles, and reads what the next finds in the system's cache
        several = [waits_of(command, marks) for _ in range(rounds)]
        found += [Wait(what, [each[what] for each in several], most) for what, (_, most) in marks.items()]
    for name in COMPARED:
        moved = explore.measure(load(HOME / "scenarios" / f"{name}.yaml"), MOVES, 0, None)[explore.WHAT[0]]
        found.append(
            Wait(f"panel, {name}: figures and verdict of a move", [wall / 1000 for wall, _ in moved], SLIDER_SECONDS)
        )
    return found


def told(found: list[Wait]) -> str:
    """Return the figures as a table."""
    rows = ["| what is waited for | best, s | median, s | to reach |  |", "|---|---:|---:|---:|---|"]
    for what, seconds, most in found:
        median = statistics.median(seconds)
        aim = ("", "") if most is None else (f"{most:g}", "reached" if median <= most else "**not reached**")
        rows.append(f"| {what} | {min(seconds):.2f} | {median:.2f} | {aim[0]} | {aim[1]} |")
    return "\n".join(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print(told(waits(asked.rounds)))
