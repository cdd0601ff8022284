"""What tables and files cost beside the simulation they tell of: ``python benchmarks/frames.py [replications]``."""

import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import sim
from sim.present.folder import save
from sim.present.journey_files import write_records

ROUNDS = 7
REPLICATIONS = 10_000
SCENARIOS = Path(sim.__file__).parents[1] / "scenarios"


class Frames(NamedTuple):
    """Contacts of a run; seconds of its compiled simulation, its table, its compressed files, and its laws' check."""

    contacts: int
    simulated: float
    table: float
    files: float
    checked: float


class Saving(NamedTuple):
    """Replications of a comparison; seconds of their simulation, and of the folder with all its files."""

    replications: int
    simulated: float
    saved: float


def frames() -> Frames:
    """Measure a run of support_center.yaml: the best of some rounds."""
    center = sim.load(SCENARIOS / "support_center.yaml")
    contacts, simulated, told, checked = 0, float("inf"), float("inf"), float("inf")
    for replication in range(-1, ROUNDS):  # the first compiles
        began = time.process_time()
        run = sim.simulate(center, 1, max(0, replication), "compiled")
        between = time.process_time()
        contacts = len(run.contacts)
        ended = time.process_time()
        if replication >= 0:
            simulated, told = min(simulated, between - began), min(told, ended - between)
        run.check()
        checked = min(checked, time.process_time() - ended)
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        write_records(SimpleNamespace(scenarios={"": center}, seed=1, engine="compiled"), Path(folder))
    return Frames(contacts, simulated, told, time.process_time() - began, checked)


def saving(replications: int) -> Saving:
    """Measure a comparison of minimal.yaml, two scenarios of nine weeks, by one worker, and its folder."""
    center = sim.load(SCENARIOS / "minimal.yaml")
    seconds = {}
    for wanted in (2, replications):  # the first compiles and imports
        began = time.process_time()
        comparison = sim.compare(center, replications=wanted, jobs=1, engine="compiled", progress=False)
        between = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            save(comparison, Path(folder) / "run")
        seconds[wanted] = between - began, time.process_time() - between
    return Saving(replications, *seconds[replications])


def told(table: Frames, folder: Saving) -> str:
    """Return the figures in words."""
    ratio, each = table.table / table.simulated, 1e6 * table.files / table.contacts
    contacts = (
        f"{table.contacts:,} contacts (support_center.yaml): simulated in {1000 * table.simulated:.0f} ms; as a table"
        f" {1000 * table.table:.0f} ms more, {ratio:.2f} times the simulation (to reach: 0.5); as compressed files of"
        f" contacts, ledger and events {table.files:.1f} s, {each:.0f} µs a contact,"
        f" {table.files / table.simulated:.0f} times the simulation; its laws checked in {1000 * table.checked:.0f} ms."
    )
    replications = (
        f"{folder.replications:,} replications (minimal.yaml and its what-if): simulated in {folder.simulated:.0f} s;"
        f" saved with tables, pictures and report in {folder.saved:.0f} s,"
        f" {folder.saved / folder.simulated:.2f} times the simulation (to reach: 1)."
    )
    return f"{contacts}\n\n{replications}"


if __name__ == "__main__":
    print(told(frames(), saving(int(sys.argv[1]) if sys.argv[1:] else REPLICATIONS)))
