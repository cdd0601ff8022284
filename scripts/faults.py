"""Kill, damage and crowd frontline on purpose, and count how often it ends right.

    python scripts/faults.py [--only NAME ...] [--share 1.0]

Each check prints how many of its faults ended right, which is: with the same bytes as an undisturbed run, or in one line that
says what is wrong, without a traceback, and never with another number. It takes up to ten minutes on two cores; `--share 0.1`
does a tenth of each. Exit code 1 if one fault ended wrong. Needs a system that has SIGKILL, and for two checks the extra `dask`.
"""

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
MINIMAL = str(HOME / "scenarios" / "minimal.yaml")
SECONDS = 120
"""Whoever takes longer hangs."""
Tally = tuple[int, int]
"""How many faults ended right, of how many."""


def start(folder: Path, *words: str, **environment: str) -> subprocess.Popen[str]:
    """Start a command in a folder, in a group of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(HOME)} | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Return the exit code and what was said; a command that hangs is killed and has the code -1."""
    try:
        said = process.communicate(timeout=SECONDS)[1]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return -1, process.communicate()[1]
    return process.returncode, said


def run(folder: Path, *words: str, **environment: str) -> tuple[int, str]:
    """Run a command to its end."""
    return ended(start(folder, *words, **environment))


def files(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def is_refused(code: int, said: str, *names: str) -> bool:
    """Return whether a command ended in words that name something, and not in a traceback."""
    return code in (1, 2) and "Traceback" not in said and all(name in said for name in names)


def study(replications: int, *more: str, store: str = "runs/store.db") -> list[str]:
    """Return the words of a comparison that writes a folder."""
    words = ["compare", MINIMAL, "--replications", str(replications), "--quiet", "--out", "out", "--store", store]
    return [*words, *more]


def commands_killed(home: Path, faults: int, chance: random.Random) -> Tally:
    """A command killed at any moment is started again, until it ends."""
    words = study(300)
    run(home / "whole", *words)
    expected, right, done, turn = files(home / "whole" / "out"), 0, 0, 0
    while done < faults:
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
    return right, done


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
    while done < faults:
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
    return right, done


@contextmanager
def cluster(home: Path) -> Iterator[tuple[str, subprocess.Popen[str], Callable[[], subprocess.Popen[str]]]]:
    """Provide a scheduler's address, the scheduler, and a function that starts a worker."""
    home.mkdir(parents=True, exist_ok=True)
    known, place, all_ = {"PYTHONPATH": str(HOME)}, home / "scheduler.json", []

    def spawn(*words: str) -> subprocess.Popen[str]:
        dask = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:], "--scheduler-file", str(place)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        all_.append(subprocess.Popen(dask, cwd=home, env=os.environ | known, text=True, **quiet))
        return all_[-1]

    try:
        scheduler = spawn("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        while not place.exists():
            time.sleep(0.1)
        import json

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
    expected, right, done = files(home / "whole" / "out"), 0, 0
    with cluster(home / "cluster") as (address, _, worker):
        living = [worker(), worker()]
        time.sleep(4)
        while done < faults:
            mine, folder = 0, home / f"killed {done}"
            process = start(folder, *words, "--executor", address)
            while process.poll() is None and done + mine < faults and mine < 5:
                time.sleep(chance.uniform(1.5, 3.0))
                if process.poll() is None:
                    living.append(worker())
                    living.pop(0).kill()
                    mine += 1
            code, said = ended(process)
            is_right = (code == 0 and files(folder / "out") == expected) or is_refused(code, said, "workers")
            done, right = done + mine, right + mine * is_right
    return right, done


def schedulers_killed(home: Path, faults: int, chance: random.Random) -> Tally:
    """The scheduler is killed: a line says so, and the same command goes on at this machine with the same bytes."""
    words = study(8, "--engine", "simpy")
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


def stores_damaged(home: Path, faults: int, chance: random.Random) -> Tally:
    """Bytes of a store are changed, cut off or put in: what is read is what was written, or it is refused by name."""
    sys.path.insert(0, str(HOME))
    import sim

    center, asked = sim.load(MINIMAL), {"replications": 6, "seed": 1, "jobs": 1, "progress": False}
    expected = sim.compare(center, **asked).table.to_csv()
    home.mkdir()
    sim.compare(center, **asked, store=home / "whole.db")
    whole, right = (home / "whole.db").read_bytes(), 0
    for number in range(faults):
        path = home / "damaged.db"
        path.write_bytes(_damaged(whole, number, chance))
        try:
            right += sim.compare(center, **asked, store=path).table.to_csv() == expected
        except sim.ScenarioError as error:
            right += str(path) in str(error)
        except Exception as error:  # a traceback for the user
            print(f"  store {number}: {type(error).__name__}: {error}")
        for each in home.glob("damaged.db*"):
            each.unlink()
    return right, faults


def _damaged(whole: bytes, number: int, chance: random.Random) -> bytes:
    """Return a file of which something is changed, cut off, put in or exchanged."""
    spoiled = bytearray(whole)
    place = chance.randrange(len(whole) if number % 2 else 4096)
    kind = number % 5
    if kind == 0:
        spoiled[place] ^= 1 << chance.randrange(8)
    elif kind == 1:
        length = chance.randrange(1, 600)
        spoiled[place : place + length] = chance.randbytes(length)
    elif kind == 2:
        del spoiled[place:]
    elif kind == 3:
        spoiled[place:place] = chance.randbytes(chance.randrange(1, 600))
    else:
        page = 4096 * chance.randrange(len(whole) // 4096)
        spoiled[page : page + 4096] = bytes(4096)
    return bytes(spoiled)


def crowded(home: Path, faults: int, chance: random.Random) -> Tally:
    """Several commands share one new store; each ends with the bytes of a command that is alone."""
    run(home / "whole", *study(40))
    expected, right, done = files(home / "whole" / "out"), 0, 0
    while done < faults:
        store = home / f"store {done}.db"
        all_ = [(home / f"{done + n}", start(home / f"{done + n}", *study(40, store=str(store)))) for n in range(4)]
        for folder, process in all_:
            right += ended(process)[0] == 0 and files(folder / "out") == expected
        done += len(all_)
        with sqlite3.connect(store) as file:
            right -= file.execute("SELECT count(*) FROM replications").fetchone()[0] != 80
        file.close()
    return right, done


CHECKS: dict[str, tuple[Callable[[Path, int, random.Random], Tally], int]] = {
    "commands killed": (commands_killed, 40),
    "local workers killed": (workers_killed, 40),
    "Dask workers killed": (dask_workers_killed, 15),
    "schedulers killed": (schedulers_killed, 5),
    "stores damaged": (stores_damaged, 1000),
    "commands on one store": (crowded, 12),
}


def main() -> int:
    """Do the checks and print their counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=CHECKS, metavar="NAME", help=", ".join(CHECKS))
    parser.add_argument("--share", type=float, default=1.0, help="of each check's faults")
    asked = parser.parse_args()
    is_whole = True
    for name in asked.only or CHECKS:
        check, faults = CHECKS[name]
        if "Dask" in name and find_spec("distributed") is None:
            print(f"{name}: not tried, Dask is not installed")
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            right, done = check(Path(folder) / "faults", max(1, round(asked.share * faults)), random.Random(1))
        print(f"{name}: {right} of {done} ended right ({time.monotonic() - began:.0f} s)", flush=True)
        is_whole = is_whole and right == done
    return 0 if is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
