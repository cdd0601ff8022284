"""Kill, damage and crowd frontline on purpose, and count how often it ends right.

    python scripts/faults.py [--only NAME ...] [--share 1.0]

Each check prints how many of its faults ended right, which is: with the same bytes as an undisturbed run, or in one line that
says what is wrong, without a traceback, and never with another number. It takes up to ten minutes on two cores; `--share 0.1`
does a tenth of each. Exit code 1 if one fault ended wrong. Needs a system that has SIGKILL, and for two checks the extra `dask`.
"""

import argparse
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from fault_crowds import crowded, crowded_folder
from fault_files import caches_damaged, disks_full, folders_damaged, stores_damaged
from fault_kills import commands_killed, dask_workers_killed, schedulers_killed, workers_killed
from fault_tools import HOME, Tally, end_all

CHECKS: dict[str, tuple[Callable[[Path, int, random.Random], Tally], int]] = {
    "commands killed": (commands_killed, 40),
    "local workers killed": (workers_killed, 40),
    "Dask workers killed": (dask_workers_killed, 15),
    "schedulers killed": (schedulers_killed, 5),
    "caches damaged": (caches_damaged, 300),
    "stores damaged": (stores_damaged, 1000),
    "run folders damaged": (folders_damaged, 300),
    "disks full": (disks_full, 10),
    "commands on one store": (crowded, 12),
    "commands in one folder": (crowded_folder, 8),
}


def main() -> int:
    """Do the checks that are asked for, and leave no process behind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=CHECKS, metavar="NAME", help=", ".join(CHECKS))
    parser.add_argument("--share", type=float, default=1.0, help="of each check's faults")
    asked = parser.parse_args()
    sys.path.insert(0, str(HOME))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        return check_all(asked.only or list(CHECKS), asked.share)
    finally:
        end_all()


def check_all(names: list[str], share: float) -> int:
    """Do some checks, print their counts and return the exit code."""
    is_whole = True
    for name, (check, faults) in CHECKS.items():  # in this order: damaged caches before this process has compiled code
        if name not in names:
            continue
        if check in (dask_workers_killed, schedulers_killed) and find_spec("distributed") is None:
            print(f"{name}: not tried, Dask is not installed")
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            right, done = check(Path(folder) / "faults", max(1, round(share * faults)), random.Random(1))
        print(f"{name}: {right} of {done} ended right ({time.monotonic() - began:.0f} s)", flush=True)
        is_whole = is_whole and right == done
    return 0 if is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
