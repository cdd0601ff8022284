"""How long after a lever is moved the panel shows figures and verdict, the pictures, and the refined answer.

    python benchmarks/explore.py [--scenario dealership] [--moves 20] [--refined 3] [--jobs 2]

Without --scenario both are measured: dealership and support_center. Wall time and CPU time of this process, from the
wish to what is shown; the browser's own share (tens of milliseconds on this machine) is not in it. Every move goes to a
setting that was never run before. Of some moves the refined answer is waited for too: all replications, and what other
beliefs about people make of it, without the time for which the hand rests.
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

from sim.experiment.trying import Answer, steps_for  # noqa: E402
from sim.present.explore.answer import figures_html, verdict_html  # noqa: E402
from sim.present.explore.model import Explorer, Pair  # noqa: E402
from sim.present.explore.pictures import Pictures  # noqa: E402
from sim.present.explore.setting import Setting  # noqa: E402
from sim.reading.files import load  # noqa: E402
from sim.scenario import Scenario  # noqa: E402

SCENARIOS = ("dealership", "support_center")
WHAT = ("first figures and verdict", "first pictures", "refined figures and verdict")


class Watch:
    """Notes when words and pictures of the last wish are there."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures
        self.begin()

    def begin(self) -> None:
        """Start anew."""
        self.done = threading.Event()
        self.marks = [(time.perf_counter(), time.process_time())]

    def words(self, pair: Pair, comparison: Answer) -> None:
        """Make figures and verdict, as the panel does."""
        verdict_html(comparison)
        figures_html(comparison, "A", "B")
        self._mark()

    def draw(self, pair: Pair, comparison: Answer) -> None:
        """Draw, as the panel does."""
        self.pictures.draw(comparison)
        self._mark()
        self.done.set()

    def _mark(self) -> None:
        self.marks.append((time.perf_counter(), time.process_time()))

    def spent(self, mark: int) -> tuple[float, float]:
        """Return the milliseconds until a mark: of the wall, of the CPU."""
        (wall, cpu), (wall_then, cpu_then) = self.marks[0], self.marks[mark]
        return 1000 * (wall_then - wall), 1000 * (cpu_then - cpu)


def setting(move: int, moves: int, week: int) -> Setting:
    """Return a setting that no other move has; the first is the center as it is."""
    values = {"incentives.relief": round(0.7 * (move + 1) / (moves + 2), 4)} if move else {}
    return Setting(values=values, week=week)


def measure(scenario: Scenario, moves: int, refined: int, jobs: int | None) -> dict[str, list[tuple[float, float]]]:
    """Move a lever many times and return the times."""
    found: dict[str, list[tuple[float, float]]] = {what: [] for what in WHAT}
    steps, week = steps_for(scenario), min(what_if.from_week for what_if in scenario.what_ifs.values())
    watch = Watch(Pictures(scenario))
    quick = Explorer(scenario, [watch.words, watch.draw], steps=steps[:1], jobs=jobs)
    for move in range(moves + 2):
        watch.begin()
        quick.ask(Pair(Setting(), setting(move, moves, week)))
        watch.done.wait()
        if move > 1:  # the first compiles and runs A, the second draws with fresh fonts
            found[WHAT[0]].append(watch.spent(1))
            found[WHAT[1]].append(watch.spent(2))
        quick.wait()
    quick.close()
    whole = Explorer(scenario, [watch.words], steps=steps, jobs=jobs, rest_seconds=0.0)
    for move in range(refined + 1):
        watch.begin()
        whole.ask(Pair(Setting(), setting(move, refined, week)))
        whole.wait()
        if move:
            found[WHAT[2]].append(watch.spent(-1))
    whole.close()
    return found


def main() -> None:
    """Measure, and print the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", choices=SCENARIOS)
    parser.add_argument("--moves", type=int, default=20)
    parser.add_argument("--refined", type=int, default=3)
    parser.add_argument("--jobs", type=int)
    asked = parser.parse_args()
    for name in [asked.scenario] if asked.scenario else SCENARIOS:
        scenario = load(HOME / "scenarios" / f"{name}.yaml")
        found = measure(scenario, asked.moves, asked.refined, asked.jobs)
        load_now = ", ".join(f"{each:.1f}" for each in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
        steps = steps_for(scenario)
        print(f"{name}, {steps[0]} replications, refined to {steps[-1]}; {asked.moves} moves, load {load_now}")
        for what, times in found.items():
            for clock, spent in zip(("wall", "CPU"), zip(*times, strict=True), strict=True):
                best, median, worst = min(spent), statistics.median(spent), max(spent)
                print(f"{what + f', {clock} ms':<38} best {best:6.0f}  median {median:6.0f}  worst {worst:6.0f}")


if __name__ == "__main__":
    main()
