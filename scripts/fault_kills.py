"""Checks of `faults.py` that kill: commands, their workers, the workers of a cluster and its scheduler."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fault_tools import HOME, LEASH, Tally, ended, files, is_refused, run, start, study

# A turn in which nothing could be killed is tried again ten times; what was never killed did not end right.


def commands_killed(home: Path, faults: int, chance: random.Random) -> Tally:
    """A command killed at any moment is started again, until it ends."""
    words = study(300)
    run(home / "whole", *words)
    expected, right, done, turn = files(home / "whole" / "out"), 0, 0, 0
    while done < faults and turn < faults + 10:
        turn += 1
        folder, mine = home / str(turn), 0
        while True:
            process = start(folder, *words)
            if done + mine < faults and mine < 10:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(chance.uniform(0.3, 2.0))
                    break
                process.kill()
                process.communicate()
                mine += 1
                continue
            break
        is_right = ended(process)[0] == 0 and files(folder / "out") == expected
        done, right = done + mine, right + mine * is_right
        shutil.rmtree(folder)
    return right, max(done, faults)


def children(pid: int) -> list[int]:
    """Return the worker processes of a command, as Linux tells them."""
    with suppress(OSError):
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        found += [
            each for task in Path(f"/proc/{pid}/task").iterdir() for each in (task / "children").read_text().split()
        ]
        lines = {int(each): Path(f"/proc/{each}/cmdline").read_bytes() for each in found}
        return [each for each, line in lines.items() if b"spawn_main" in line]
    return []


def workers_killed(home: Path, faults: int, chance: random.Random) -> Tally:
    """Local worker processes are killed, while they start, work, wait or answer."""
    words = study(6, "--engine", "simpy", "--jobs", "2", store="none")
    run(home / "whole", *words)
    expected, right, done, turn = files(home / "whole" / "out"), 0, 0, 0
    while done < faults and turn < faults + 10:
        turn += 1
        folder, mine = home / str(turn), 0
        process = start(folder, *words)
        while process.poll() is None and done + mine < faults and mine < 8:
            time.sleep(chance.uniform(0.2, 1.0))
            found = children(process.pid)
            if found:
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(found), signal.SIGKILL)
                    mine += 1
        code, said = ended(process)
        is_right = (code == 0 and files(folder / "out") == expected) or is_refused(
            code, said, "its worker died 3 times"
        )
        done, right = done + mine, right + mine * is_right
        shutil.rmtree(folder)
    return right, max(done, faults)


@contextmanager
def cluster(home: Path) -> Iterator[tuple[str, subprocess.Popen[str], Callable[[], subprocess.Popen[str]]]]:
    """Provide a scheduler's address, the scheduler, and a function that starts a worker."""
    home.mkdir(parents=True, exist_ok=True)
    known, place, all_ = {"PYTHONPATH": str(HOME)}, home / "scheduler.json", []

    def spawn(*words: str) -> subprocess.Popen[str]:
        dask = [sys.executable, "-c", LEASH, "distributed.cli." + words[0], *words[1:], "--scheduler-file", str(place)]
        quiet = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        all_.append(subprocess.Popen(dask, cwd=home, env=os.environ | known, text=True, **quiet))
        return all_[-1]

    try:
        scheduler = spawn("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        address = ""
        while not address:
            if scheduler.poll() is not None:
                raise RuntimeError(f"the scheduler of Dask ended with {scheduler.returncode}")
            time.sleep(0.1)
            with suppress(OSError, ValueError):  # not there yet, or not yet whole
                address = json.loads(place.read_text())["address"].replace("tcp://", "dask://")
        yield address, scheduler, lambda: spawn("dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard")
    finally:
        for process in all_:
            process.kill()
            process.wait()


def dask_workers_killed(home: Path, faults: int, chance: random.Random) -> Tally:
    """Workers of a cluster are killed one after the other, and others come."""
    words = study(8, "--engine", "simpy", store="none")
    run(home / "whole", *words)
    expected, right, done, turn = files(home / "whole" / "out"), 0, 0, 0
    with cluster(home / "cluster") as (address, _, worker):
        living = [worker(), worker()]
        time.sleep(4)
        while done < faults and turn < faults + 10:
            turn += 1
            folder, mine = home / str(turn), 0
            process = start(folder, *words, "--executor", address)
            while process.poll() is None and done + mine < faults and mine < 5:
                time.sleep(chance.uniform(1.5, 3.0))
                if process.poll() is None:
                    living.append(worker())
                    living.pop(0).kill()
                    mine += 1
            code, said = ended(process)
            is_right = (code == 0 and files(folder / "out") == expected) or is_refused(code, said, "workers")
            if not is_right:
                print(f"  workers {turn}: ended with {code} ({said[-300:]!r})")
            done, right = done + mine, right + mine * is_right
    return right, max(done, faults)


def schedulers_killed(home: Path, faults: int, chance: random.Random) -> Tally:
    """The scheduler is killed: a line says so, and the same command goes on at this machine with the same bytes."""
    words = study(5, "--engine", "simpy")
    run(home / "whole", *words)
    expected, right = files(home / "whole" / "out"), 0
    for number in range(faults):
        folder = home / str(number)
        with cluster(home / f"cluster {number}") as (address, scheduler, worker):
            worker()
            time.sleep(3)
            process = start(folder, *words, "--executor", address)
            time.sleep(chance.uniform(2.0, 5.0))
            scheduler.kill()
            code, said = ended(process)
        is_told = code == 0 or is_refused(code, said)
        again, more = run(folder, *words, "--force")
        is_right = is_told and again == 0 and files(folder / "out") == expected
        right += is_right
        if not is_right:
            print(f"  scheduler {number}: ended with {code} ({said[-300:]!r}), then with {again} ({more[-300:]!r})")
    return right, faults
