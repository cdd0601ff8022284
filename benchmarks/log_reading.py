"""How long does a log of calls take to be read, and in how much memory? `python benchmarks/log_reading.py [rows]`"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from sim.fit.reading.read import read_files


def write_log(path: Path, rows: int) -> None:
    """Write an invented log: seven columns, five of them moments, as phone systems write them."""
    draw = np.random.default_rng(1)
    received = np.sort(draw.integers(0, 300 * 86_400, rows))
    answered = received + draw.exponential(40, rows).astype(int)
    helped = answered + draw.exponential(90, rows).astype(int)
    ended = helped + draw.exponential(200, rows).astype(int)
    left, consulted = draw.random(rows) < 0.05, draw.random(rows) < 0.3

    def moments(seconds, blank):
        texts = (pd.Timestamp("2024-01-01") + pd.to_timedelta(seconds, unit="s")).strftime("%Y-%m-%d %H:%M:%S")
        return np.where(blank, "", texts)

    agent = [f"P{number}" for number in draw.integers(100, 400, rows)]
    table = {
        "received": moments(received, False),
        "queue": draw.integers(0, 25, rows),
        "agent": np.where(left, "", agent),
        "answered": moments(answered, left),
        "consult": moments(helped, left | ~consulted),
        "transfer": moments(helped + 30, left | ~consulted),
        "hangup": moments(ended + 30, False),
    }
    pd.DataFrame(table).to_csv(path, index=False)


def read(path: Path) -> None:
    """Read a log and print what it cost."""
    begun = time.perf_counter()
    log = read_files([path]).calls
    took, memory = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(log):,} contacts read in {took:.1f} s, at most {memory:.0f} MB")


def main() -> None:
    """Write a log, and read it in a second process, so that writing does not count as memory."""
    if len(sys.argv) > 2:
        read(Path(sys.argv[2]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        write_log(path, rows)
        subprocess.run([sys.executable, __file__, str(rows), str(path)], check=True)


if __name__ == "__main__":
    main()
