"""Kill, damage and crowd frontline on purpose, and count how often it ends right.

    python scripts/faults.py [--only NAME ...] [--share 1.0]

Each check prints how many of its faults ended right, which is: with the same bytes as an undisturbed run, or in one line that
says what is wrong, without a traceback, and never with another number. It takes up to ten minutes on two cores, two checks at a time; `--share 0.1`
does a tenth of each. Exit code 1 if one fault ended wrong. Needs a system that has SIGKILL, and for two checks the extra `dask`.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from fault_crowds import crowded, crowded_folder
from fault_files import caches_damaged, disks_full, folders_damaged, stores_damaged
from fault_kills import commands_killed, dask_workers_killed, schedulers_killed, workers_killed
from fault_tools import HOME, LEASH, Tally, end_all

CHECKS: dict[str, tuple[Callable[[Path, int, random.Random], Tally], int]] = {
    "caches damaged": (caches_damaged, 300),
    "run folders damaged": (folders_damaged, 300),
    "stores damaged": (stores_damaged, 1000),
    "commands killed": (commands_killed, 40),
    "local workers killed": (workers_killed, 40),
    "Dask workers killed": (dask_workers_killed, 15),
    "schedulers killed": (schedulers_killed, 5),
    "disks full": (disks_full, 8),
    "commands on one store": (crowded, 8),
    "commands in one folder": (crowded_folder, 4),
}


def main() -> int:
    """Do the checks that are asked for, and leave no process behind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=CHECKS, metavar="NAME", help=", ".join(CHECKS))
    parser.add_argument("--share", type=float, default=1.0, help="of each check's faults")
    asked = parser.parse_args()
    sys.path.insert(0, str(HOME))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    names = asked.only or list(CHECKS)
    try:
        return done_alone(names[0], asked.share) if len(names) == 1 else done_beside(names, asked.share)
    finally:
        end_all()


def done_alone(name: str, share: float) -> int:
    """Do one check, print its count and return the exit code."""
    check, faults = CHECKS[name]
    if check in (dask_workers_killed, schedulers_killed) and find_spec("distributed") is None:
        print(f"{name}: not tried, Dask is not installed")
        return 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        right, done = check(Path(folder) / "faults", max(1, round(share * faults)), random.Random(1))
    print(f"{name}: {right} of {done} ended right ({time.monotonic() - began:.0f} s)", flush=True)
    return 0 if right == done else 1


def done_beside(names: list[str], share: float) -> int:
    """Do several checks, each in a process of its own, two at a time, and return the exit code."""
    waiting, running, code = list(names), [], 0
    try:
        while waiting or running:
            while waiting and len(running) < 2:
                words = [sys.executable, "-c", LEASH, "faults", "--share", str(share), "--only", waiting.pop(0)]
                known = os.environ | {"PYTHONPATH": str(HOME / "scripts")}
                running.append(subprocess.Popen(words, env=known, stdin=subprocess.PIPE))
            for process in [each for each in running if each.poll() is not None]:
                running.remove(process)
                code = code or int(process.returncode != 0)
            time.sleep(0.1)
    finally:
        for process in running:
            process.terminate()
            process.wait()
    return code


if __name__ == "__main__":
    sys.exit(main())
