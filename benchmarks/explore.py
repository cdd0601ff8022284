"""How long after a lever is moved the panel shows figures and verdict, and how long after it the pictures.

    python benchmarks/explore.py [--scenario dealership] [--moves 20] [--jobs 2]

Wall time and CPU time of this process, from the wish to what is shown; the browser's own share (tens of
milliseconds on this machine) is not in it. Every move goes to a setting that was never run before.
"""

import argparse
import os
import statistics
import sys
import threading
import time
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOME)]

from sim.experiment.compare import Comparison  # noqa: E402
from sim.present.explore.answer import figures_html, verdict_html  # noqa: E402
from sim.present.explore.model import STEPS, Explorer, Pair  # noqa: E402
from sim.present.explore.pictures import Pictures  # noqa: E402
from sim.present.explore.setting import Setting  # noqa: E402
from sim.reading.files import load  # noqa: E402


class Watch:
    """Notes when words and pictures of the last wish are there."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures
        self.begin()

    def begin(self) -> None:
        """Start anew."""
        self.done = threading.Event()
        self.marks = [(time.perf_counter(), time.process_time())]

    def words(self, pair: Pair, comparison: Comparison) -> None:
        """Make figures and verdict, as the panel does."""
        figures_html(comparison, "A", "B")
        verdict_html(comparison)
        self._mark()

    def draw(self, pair: Pair, comparison: Comparison) -> None:
        """Draw, as the panel does."""
        self.pictures.draw(comparison)
        self._mark()
        self.done.set()

    def _mark(self) -> None:
        self.marks.append((time.perf_counter(), time.process_time()))


def main() -> None:
    """Move a lever many times and print the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="dealership")
    parser.add_argument("--moves", type=int, default=20)
    parser.add_argument("--jobs", type=int)
    asked = parser.parse_args()
    scenario = load(HOME / "scenarios" / f"{asked.scenario}.yaml")
    watch = Watch(Pictures(scenario))
    explorer = Explorer(scenario, [watch.words, watch.draw], steps=STEPS[:1], jobs=asked.jobs)
    rows: list[list[float]] = []
    for move in range(asked.moves + 2):
        values = {"incentives.relief": round(0.7 * (move + 1) / (asked.moves + 2), 4)} if move else {}
        watch.begin()
        explorer.ask(Pair(Setting(), Setting(values=values, week=9 if scenario.calendar.weeks > 9 else 1)))
        watch.done.wait()
        if move > 1:  # the first compiles and runs A, the second draws with fresh fonts
            rows.append([1000 * (mark[clock] - watch.marks[0][clock]) for mark in watch.marks[1:] for clock in (0, 1)])
        explorer.wait()
    explorer.close()
    load_now = ", ".join(f"{each:.1f}" for each in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    print(f"{asked.scenario}, {STEPS[0]} replications, {asked.moves} moves, load {load_now}")
    heads = ("figures and verdict, wall ms", "  CPU ms", "pictures, wall ms", "  CPU ms")
    for head, column in zip(heads, zip(*rows, strict=True), strict=True):
        print(f"{head:<30} best {min(column):5.0f}  median {statistics.median(column):5.0f}  worst {max(column):5.0f}")


if __name__ == "__main__":
    main()
