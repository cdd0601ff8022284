"""How long does fitting a log of calls take, in how much memory? `python benchmarks/log_reading.py [ROWS [FILES]]`

The log is invented and written first: one CSV file, or several packed by gzip. It is read alone, then `frontline fit`
does all, each in a process of its own, whose largest resident memory the system tells.
"""

import gzip
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

_READ = (
    "import sys, pathlib; from sim.fit.reading.read import read_files; read_files([*map(pathlib.Path, sys.argv[1:])])"
)
_PIECE = 250_000
DAYS = 300


def write_log(path: Path, rows: int, first_day: float = 0.0, days: float = DAYS, seed: int = 1) -> None:
    """Write an invented log: seven columns, five of them moments, as phone systems write them; packed if so named.

    Parameters
    ----------
    path
        The file.
    rows
        Of calls, in order of arrival.
    first_day, days
        When they come, counted from 2024-01-01.
    seed
        Of the draws.
    """
    draw = np.random.default_rng(seed)
    received = int(86_400 * first_day) + np.sort(draw.integers(0, int(86_400 * days), rows))
    with gzip.open(path, "wt", 1) if path.suffix == ".gz" else open(path, "w", encoding="utf-8") as file:
        for begin in range(0, rows, _PIECE):
            part = received[begin : begin + _PIECE]
            pd.DataFrame(_columns(part, draw)).to_csv(file, index=False, header=begin == 0)


def _columns(received, draw):
    """Return the columns of some calls as texts."""
    rows = len(received)
    answered = received + draw.exponential(40, rows).astype(int)
    helped = answered + draw.exponential(90, rows).astype(int)
    ended = helped + draw.exponential(200, rows).astype(int)
    left, consulted = draw.random(rows) < 0.05, draw.random(rows) < 0.3

    def moments(seconds, blank):
        texts = np.datetime_as_string(np.datetime64("2024-01-01", "s") + seconds)
        return np.where(blank, "", np.char.replace(texts, "T", " "))

    agent = [f"P{number}" for number in draw.integers(100, 400, rows)]
    return {
        "received": moments(received, False),
        "queue": draw.integers(0, 25, rows),
        "agent": np.where(left, "", agent),
        "answered": moments(answered, left),
        "consult": moments(helped, left | ~consulted),
        "transfer": moments(helped + 30, left | ~consulted),
        "hangup": moments(ended + 30, False),
    }


def measured(words: list[str], folder: str) -> tuple[float, float]:
    """Run this Python with some words, and return its seconds and the most MB of any such run so far."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Write a log, read it and fit it."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    many = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / (f"log-{number}.csv.gz" if many > 1 else "log.csv") for number in range(many)]
        for number, path in enumerate(paths):
            write_log(path, rows // many, number * DAYS / many, DAYS / many, seed=1 + number)
        names = [str(path) for path in paths]
        for what, words in (
            ("read", ["-c", _READ, *names]),
            ("fitted", ["-m", "sim", "fit", *names, "-o", "log.yaml"]),
        ):
            seconds, memory = measured(words, folder)
            print(f"{rows:,} rows in {many} file{'s' * (many > 1)} {what} in {seconds:.0f} s, at most {memory:.0f} MiB")


if __name__ == "__main__":
    main()
