"""Simulators in turn: each in a process of its own, so that none meets another's memory, compiler or threads."""

import gc
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from opponents import OPPONENTS

STATUS = Path("/proc/self/status")


class Stable:
    """The simulators that are installed here, each waiting in its own process; use it in a `with`."""

    def __init__(self, wanted: list[str]) -> None:
        self.wanted = wanted
        self.ready: dict[str, float] = {}
        self.missing: dict[str, str] = {}
        self._processes: dict[str, ProcessPoolExecutor] = {}

    def __enter__(self) -> "Stable":
        for key in self.wanted:
            self._processes[key] = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
            try:
                self.ready[key] = self.submit(key, gets_ready).result()
            except ImportError as reason:
                self.missing[key] = str(reason)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes.values():
            process.shutdown()

    def submit(self, key: str, task: Callable[..., Any], *words: Any) -> "Future[Any]":
        """Have a simulator's process do `task(key, *words)`."""
        return self._processes[key].submit(task, key, *words)


def gets_ready(key: str) -> float:
    """Import and compile; return the seconds until a first day is simulated."""
    start = time.perf_counter()
    OPPONENTS[key].load()(1, 0)
    return time.perf_counter() - start


def speed(key: str, seed: int) -> float:
    """Return contacts per second of CPU time, over a few runs."""
    its, run = OPPONENTS[key], OPPONENTS[key].load()
    contacts, seconds = 0, 0.0
    for number in range(its.runs):
        gc.collect()
        start = time.process_time()
        contacts += run(its.days, seed * its.runs + number).contacts
        seconds += time.process_time() - start
    return contacts / seconds


def peak_mb(key: str = "") -> float:
    """Return the most memory that this process has had; on Linux without what it had as a copy of its parent."""
    if STATUS.exists():
        lines = STATUS.read_text("utf-8").splitlines()
        return float(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    if not find_spec("resource"):  # Windows
        return float("nan")
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)


@dataclass
class Times:
    """What a race has measured: speeds by simulator and round, and memory."""

    speeds: dict[str, list[float]] = field(default_factory=dict)
    peaks: dict[str, float] = field(default_factory=dict)

    def best(self, key: str) -> float:
        """Return the fastest round."""
        return max(self.speeds[key])

    def median(self, key: str) -> float:
        """Return the middle round."""
        return statistics.median(self.speeds[key])

    def ratio(self, key: str, other: str) -> float:
        """Return how many times faster one is than another: the median over the ratios within a round."""
        return statistics.median(a / b for a, b in zip(self.speeds[key], self.speeds[other], strict=True))


def race(stable: Stable, rounds: int, tell: Callable[[str], None]) -> Times:
    """Let all run in turn, round by round, with new random numbers in each."""
    times = Times()
    for number in range(1, rounds + 1):
        for key in stable.ready:
            times.speeds.setdefault(key, []).append(stable.submit(key, speed, number).result())
        tell(f"round {number} of {rounds}")
    times.peaks = {key: stable.submit(key, peak_mb).result() for key in stable.ready}
    return times
