"""Checks of `faults.py` in which several commands use one place."""

import random
import sqlite3
from pathlib import Path

from fault_tools import Tally, ended, files, is_refused, run, start, study


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


def crowded_folder(home: Path, faults: int, chance: random.Random) -> Tally:
    """Commands write into one folder: of equal ones each ends; of others one, and the rest are told what stands there."""
    seeds = ("1", "2")
    for seed in seeds:
        run(home / f"whole {seed}", *study(6, "--seed", seed))
    wholes = [files(home / f"whole {seed}" / "out") for seed in seeds]
    right = done = 0
    while done < faults:
        place, is_same = home / str(done), (done // 2) % 2 == 0
        asked = [study(6, "--seed", seeds[0 if is_same else n], store="none") for n in range(2)]
        ends = [ended(process) for process in [start(place, *words) for words in asked]]
        found = files(place / "out")
        refused = [is_refused(code, said, "out", "holds") for code, said in ends]
        codes = [code for code, _ in ends]
        if is_same:
            right += sum(code == 0 and found == wholes[0] for code in codes)
        elif sorted(codes) == [0, 2] and found == wholes[codes.index(0)]:
            right += 1 + any(refused)
        if codes != [0, 0]:
            print(f"  folder {done}: {ends}") if is_same or not any(refused) else None
        done += 2
    return right, done
