"""How many contacts a second of one core our SimPy engine simulates, beside a hand-written SimPy model.

    python benchmarks/run.py [--rounds 7] [--weeks 4]

Both models take turns, so that whatever else the machine does slows both. CPU time of this process; setting up (reading
the scenario, its steady state, quantile tables) is left out on our side, as it is done once for all replications.
"""

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOME), str(HOME / "benchmarks")]

import idiomatic  # noqa: E402

from sim.engines import weeks_of  # noqa: E402
from sim.scenario import plan_of  # noqa: E402
from sim.scenario.files import load  # noqa: E402

OPEN_MINUTES = 96 * 60
"""The hours that the bank is open in a week, for as many contacts in the other model."""


def speed(simulates: Callable[[], int]) -> float:
    """Return contacts per second of CPU time."""
    gc.collect()
    start = time.process_time()
    contacts = simulates()
    return contacts / (time.process_time() - start)


def main() -> None:
    """Let both models run in turn, and print their speeds and ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--weeks", type=int, default=4)
    asked = parser.parse_args()
    scenario = load(HOME / "scenarios" / "bank.yaml").model_copy(update={"what_ifs": {}})
    plan = plan_of(scenario.override({"calendar.weeks": asked.weeks}))
    ours, theirs = [], []
    for number in range(asked.rounds + 1):
        ours.append(speed(lambda n=number: sum(len(week.contacts) for week in weeks_of(plan, 1, n))))
        theirs.append(speed(lambda n=number: len(idiomatic.run(asked.weeks * OPEN_MINUTES, n))))
    ours, theirs = ours[1:], theirs[1:]  # the first round warms up
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    print(f"{asked.rounds} rounds of {asked.weeks} weeks, CPU time, one core; contacts per second")
    print("| model | best | median |\n|---|---:|---:|")
    for name, speeds in (("frontline, SimPy engine, bank", ours), ("hand-written SimPy model", theirs)):
        print(f"| {name} | {max(speeds):,.0f} | {statistics.median(speeds):,.0f} |")
    print(f"| ratio, paired | {max(ratios):.2f} | {statistics.median(ratios):.2f} |")


if __name__ == "__main__":
    main()
