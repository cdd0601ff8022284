"""What a second core brings, and what handing work over costs: threads, processes, a Dask cluster of two processes.

    python benchmarks/scaling.py [--rounds 5] [--replications 20]

Wall time, one and two workers in turn. Handing over is measured with work that carries a scenario and does nothing.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOME)]

from sim.experiment.batches import Batch, Job  # noqa: E402
from sim.experiment.compare import named  # noqa: E402
from sim.experiment.running import run_all  # noqa: E402
from sim.experiment.workers import workers  # noqa: E402
from sim.reading.files import load  # noqa: E402
from sim.scenario import Scenario  # noqa: E402

PIECES = 500


def nothing(batch: Batch) -> int:
    """Do nothing with a batch."""
    return len(batch.jobs)


@contextmanager
def dask() -> Iterator[Executor | None]:
    """Provide a cluster of two processes, or None where Dask is not installed."""
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        yield None
        return
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    with cluster, Client(cluster) as client:
        yield client.get_executor()


def seconds(scenarios: list[Scenario], replications: int, executor: Executor | None = None, **how: object) -> float:
    """Return how long the replications take."""
    start = time.perf_counter()
    run_all(scenarios, replications, seed=1, executor=executor, **how)
    return time.perf_counter() - start


def overhead_milliseconds(scenario: Scenario, executor: Executor | None, *, threads: bool) -> float:
    """Return what a piece of work costs that does nothing."""
    pieces = [Batch({0: scenario}, (Job(0, n),), 1, "compiled") for n in range(PIECES)]
    with workers(2, threads=threads, executor=executor) as hands:
        list(hands.do(nothing, pieces[:8]))
        start = time.perf_counter()
        list(hands.do(nothing, pieces))
        return 1000 * (time.perf_counter() - start) / PIECES


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--replications", type=int, default=20)
    asked = parser.parse_args()
    with dask() as cluster, ProcessPoolExecutor(2, get_context("spawn")) as processes:
        for name in ("dealership", "support_center"):
            scenarios = list(named(load(HOME / "scenarios" / f"{name}.yaml"), []).values())
            places: dict[str, dict[str, object]] = {"one thread": {"jobs": 1}, "two threads": {"jobs": 2}}
            places["two processes"] = {"executor": processes}
            if cluster is not None:
                places["Dask, two processes"] = {"executor": cluster}
            for how in places.values():
                seconds(scenarios, 2, **how)  # compiles, and lays the scenarios out
            rounds = [
                [seconds(scenarios, asked.replications, **how) for how in places.values()] for _ in range(asked.rounds)
            ]
            print(f"\n{name}: {len(scenarios)} scenarios x {asked.replications} replications")
            print("| where | best, s | median, s | x one thread, median of pairs |\n|---|---:|---:|---:|")
            for number, place in enumerate(places):
                times = [row[number] for row in rounds]
                gain = statistics.median(row[0] / row[number] for row in rounds)
                print(f"| {place} | {min(times):.2f} | {statistics.median(times):.2f} | {gain:.2f} |")
        scenario = scenarios[0]
        print("\n| handing a piece of work over | ms |\n|---|---:|")
        print(f"| to a thread | {overhead_milliseconds(scenario, None, threads=True):.2f} |")
        print(f"| to a process | {overhead_milliseconds(scenario, None, threads=False):.2f} |")
        if cluster is not None:
            print(f"| to a Dask worker | {overhead_milliseconds(scenario, cluster, threads=False):.2f} |")


if __name__ == "__main__":
    main()
