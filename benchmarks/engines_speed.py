"""How many contacts a second of one core each engine simulates on a shipped scenario, with all records.

    python benchmarks/engines_speed.py [--scenario benchmarks/two_tier.yaml] [--rounds 5] [--weeks 4]

The engines take turns, so that whatever else the machine does slows both. CPU time of this process; reading the
scenario, its steady state and the compilation are left out, as they are done once for all replications.
"""

import argparse
import gc
import statistics
import sys
import time
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOME)]

from sim.engines import ENGINES, weeks_of  # noqa: E402
from sim.scenario import plan_of  # noqa: E402
from sim.scenario.files import load  # noqa: E402
from sim.scenario.plan import Plan  # noqa: E402


def speed(plan: Plan, replication: int, engine: str) -> float:
    """Return contacts per second of CPU time."""
    gc.collect()
    start = time.process_time()
    contacts = sum(len(week.contacts) for week in weeks_of(plan, 1, replication, engine))
    return contacts / (time.process_time() - start)


def main() -> None:
    """Let the engines run in turn, and print their speeds and ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="benchmarks/two_tier.yaml")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--weeks", type=int, default=4)
    asked = parser.parse_args()
    scenario = load(HOME / asked.scenario).model_copy(update={"what_ifs": {}})
    plan = plan_of(scenario.override({"calendar.weeks": asked.weeks}))
    rounds = [[speed(plan, number, engine) for engine in ENGINES] for number in range(asked.rounds + 1)][1:]
    ratios = [fast / slow for slow, fast in rounds]
    print(f"{asked.scenario}: {asked.rounds} rounds of {asked.weeks} weeks, CPU time, one core; contacts per second")
    print("| engine | best | median |\n|---|---:|---:|")
    for engine, speeds in zip(ENGINES, zip(*rounds, strict=True), strict=True):
        print(f"| {engine} | {max(speeds):,.0f} | {statistics.median(speeds):,.0f} |")
    print(f"| ratio, paired | {max(ratios):.0f} | {statistics.median(ratios):.0f} |")


if __name__ == "__main__":
    main()
