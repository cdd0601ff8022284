"""Checks of `faults.py` that damage what lies on disk: stores, compiled code, the folders of runs, and the disk itself."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from fault_tools import HOME, MINIMAL, Tally, files, forked, is_refused, run, study


def stores_damaged(home: Path, faults: int, chance: random.Random) -> Tally:
    """Bytes of a store are changed, cut off or put in: what is read is what was written, or it is refused by name."""
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
    place = chance.randrange(len(whole) if number % 2 else min(4096, len(whole)))
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
        page = 4096 * chance.randrange(len(whole) // 4096 or 1)
        spoiled[page : page + 4096] = bytes(len(spoiled[page : page + 4096]))
    return bytes(spoiled)


def caches_damaged(home: Path, faults: int, chance: random.Random) -> Tally:
    """Bytes of compiled code are changed: none of it reaches the processor. Some are made anew, by commands that say so."""
    there, asked = home / "cache", study(2, "--jobs", "1", "--engine", "compiled", store="none")
    words = [word for word in asked if word != "--quiet"]
    run(home / "whole", *words, FRONTLINE_CACHE=str(there))
    expected, whole = files(home / "whole" / "out"), files(there)
    reads, right = _watched(there), 0
    if reads("") != 0:  # also spares the copies of this process most of their work
        raise RuntimeError("compiled code is not read back")
    for number in range(faults):
        name = chance.choice(sorted(whole))
        (there / name).write_bytes(_damaged(whole[name], number, chance))
        if number % 30:
            right += forked(home / "said", lambda name=name: reads(name)) == 0
        else:
            code, said = run(home / str(number), *words, FRONTLINE_CACHE=str(there))
            is_told = code == 0 and said.count("was damaged") == 1
            is_made = all(map(_is_whole, files(there)))
            is_right = is_told and is_made and files(home / str(number) / "out") == expected
            right += is_right
            if not is_right:
                print(f"  cache {number}, {name}: {code}, {said[-300:]!r}")
        (there / name).write_bytes(whole[name])
    return right, faults


def _is_whole(name: str) -> bool:
    """Return whether a file of compiled code is what was written."""
    from sim.engines.compiled import cache

    try:
        return cache.kept(name) is not None
    except cache.DamagedError:
        return False


def _watched(there: Path) -> Callable[[str], int]:
    """Return what asks for all compiled functions, and returns 0 if just the one of a damaged file is not taken."""
    from sim.engines import compiled  # noqa: F401
    from sim.engines.compiled import entries
    from sim.metrics import compiled as counting  # noqa: F401

    os.environ["FRONTLINE_CACHE"] = str(there)
    kept = entries.kept

    def asked(damaged: str) -> int:
        taken: dict[str, bool] = {}

        def watched(name: str) -> Any:
            taken[name] = False
            content = kept(name)
            taken[name] = content is not None
            return content

        entries.kept = watched
        for each in entries._ENTRIES:
            each._call = None
            each.is_found()
        names = {each.name for each in there.iterdir()}
        left = 0 if damaged.endswith(".compiled") or not damaged else 1  # what a damaged note names is not looked for
        is_right = len(taken) == len(names) - left and all(its == (name != damaged) for name, its in taken.items())
        return 0 if is_right else 1

    entries.address_of = lambda code: 1  # what gets as far as here would reach the processor
    entries.callable_at = lambda address, name, kinds: lambda *_: 0
    return asked


def folders_damaged(home: Path, faults: int, chance: random.Random) -> Tally:
    """Files of a run's folder, or of one beside it, are damaged or are no files: the same report, or none."""
    from sim.cli import run as command

    made = home / "made"
    made.mkdir(parents=True)
    store = str(home / "store.db")
    with redirect_stdout(StringIO()):
        command(["compare", MINIMAL, "--replications", "4", "--quiet", "--out", str(made / "out"), "--store", store])
        command(["report", str(made / "out"), "--quiet", "--store", store])
    shutil.copytree(made / "out", made / "beside")
    whole, right = (made / "out" / "report.html").read_bytes(), 0
    for number in range(faults):
        place = home / str(number)
        shutil.copytree(made, place)
        victim = chance.choice(VICTIMS)
        way = chance.choice(WAYS)
        way(place / victim, number, chance)
        words = ["report", str(place / "out"), "--quiet", "--store", store, "--jobs", "1"]
        code = forked(home / "said", lambda words=words: command(words))
        said, page = (home / "said").read_text("utf-8", "replace"), place / "out" / "report.html"
        is_right = page.is_file() and page.read_bytes() == whole if code == 0 else is_refused(code, said, str(place))
        right += is_right
        if not is_right:
            print(f"  folder {number}, {victim} {way.__name__}: {code}, {said[-300:]!r}")
        shutil.rmtree(place)
    return right, faults


def _spoil(path: Path, number: int, chance: random.Random) -> None:
    path.write_bytes(_damaged(path.read_bytes(), number, chance))


def _exchange(path: Path, number: int, chance: random.Random) -> None:
    """Put something else in the place of a value, or spoil what holds none."""
    if path.suffix != ".json":
        return _spoil(path, number, chance)
    data = json.loads(path.read_bytes())
    holder, key = data, chance.choice(list(data))
    while isinstance(holder[key], dict | list) and holder[key] and chance.random() < 0.8:
        holder = holder[key]
        key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    others = [None, True, -1, 10**30, 0.5, "", "../..", [], {}, [[]], {"a": 1}, float("nan"), "\x00\u202e"]
    holder[key] = chance.choice([other for other in others if other != holder[key]])
    path.write_text(json.dumps(data), "utf-8")
    return None


def _strange(path: Path, number: int, chance: random.Random) -> None:
    """Put something in a file's place that is none, that has no end, or that is too large."""
    path.unlink()
    kind = chance.randrange(6)
    if kind == 0:
        os.mkfifo(path)
    elif kind == 1:
        path.symlink_to("/dev/zero")
    elif kind == 2:
        path.symlink_to(path)
    elif kind == 3:
        path.mkdir()
    elif kind == 4:
        path.touch()
        os.truncate(path, 1 << 36)
    # else it is missing


VICTIMS = [
    *(["out/study.json", "out/scenario.json"] * 3),
    *("out/summary.csv", "out/replications.csv", "out/report.html", "out/verdict.md", "beside/study.json"),
]
WAYS: list[Callable[[Path, int, random.Random], None]] = [_spoil, _exchange, _strange]


def disks_full(home: Path, faults: int, chance: random.Random) -> Tally:
    """The disk, or the largest file that it takes, is too small: a line says so, nothing is half there, then it goes on."""
    words = study(4, "--jobs", "1")
    run(home / "whole", *words)
    expected, right = files(home / "whole" / "out"), 0
    largest = sum(map(len, expected.values()))
    for number in range(faults):
        folder = home / str(number)
        folder.mkdir()
        size = round(largest * chance.random() ** 2)
        if number % 2 and (alone := _own_mounts()):
            code, said, left, again = _on_small_disk(alone, folder, size, words)
        else:
            code, said, left, again = _with_small_files(folder, size // 3, words)
        is_told = code == 0 or is_refused(code, said)
        is_whole = all(expected.get(name) == content for name, content in left.items() if not name.startswith("."))
        is_right = is_told and is_whole and again == 0 and files(folder / "out") == expected
        right += is_right
        if not is_right:
            print(f"  disk {number} of {size} bytes: {code}, {said[-300:]!r}, then {again}")
    return right, faults


def _own_mounts() -> list[str]:
    """Return how to start a command that may mount what only it sees; nothing where that is not allowed."""
    words = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    try:
        return words if subprocess.run([*words, "true"], capture_output=True).returncode == 0 else []
    except OSError:
        return []


_SMALL_DISK = """
    mount -t tmpfs -o size=$1 none disk && cd disk && shift || exit 99
    "$@" 2>../said >../shown; code=$?
    mkdir ../left; cp -r out/. ../left 2>../other
    mount -o remount,size=1g ../disk
    "$@" 2>../other >../shown; again=$?
    cp -r out ..; echo $code $again
"""


def _on_small_disk(
    alone: list[str], folder: Path, size: int, words: list[str]
) -> tuple[int, str, dict[str, bytes], int]:
    """Return how a command ended on a small disk, what it said and left, and how it ended when there was room."""
    (folder / "disk").mkdir()
    line = [*alone, "sh", "-c", _SMALL_DISK, "sh", str(size + 4096), sys.executable, "-m", "sim", *words]
    environment = os.environ | {"PYTHONPATH": str(HOME)}
    done = subprocess.run(line, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE)
    code, again = map(int, done.stdout.split())
    return code, (folder / "said").read_text(), files(folder / "left"), again


def _with_small_files(folder: Path, size: int, words: list[str]) -> tuple[int, str, dict[str, bytes], int]:
    """As `_on_small_disk`, of a process that may write only small files."""
    from sim.cli import run as command

    def limited() -> int:
        os.chdir(folder)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return command(words)

    code = forked(folder.parent / "said", limited)
    left = files(folder / "out") if (folder / "out").is_dir() else {}
    said = (folder.parent / "said").read_text("utf-8", "replace")
    return code, said, left, run(folder, *words)[0]
