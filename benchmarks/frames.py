"""What the table of contacts costs beside the simulation that it tells of: ``python benchmarks/frames.py``."""

import time
from pathlib import Path

import sim

ROUNDS = 7


def measured() -> tuple[int, float, float]:
    """Return contacts of a run, and seconds of the compiled simulation and of its table: the best of some rounds."""
    center = sim.load(Path(__file__).resolve().parents[1] / "scenarios" / "support_center.yaml")
    contacts, simulated, told = 0, float("inf"), float("inf")
    for replication in range(-1, ROUNDS):  # the first compiles
        began = time.process_time()
        run = sim.simulate(center, 1, max(0, replication), "compiled")
        between = time.process_time()
        contacts = len(run.contacts)
        ended = time.process_time()
        if replication >= 0:
            simulated, told = min(simulated, between - began), min(told, ended - between)
    return contacts, simulated, told


if __name__ == "__main__":
    contacts, simulated, told = measured()
    print(f"{contacts:,} contacts: simulated in {simulated * 1000:.0f} ms, as a table in {told * 1000:.0f} ms more")
    print(f"the table costs {told / simulated:.2f} times the simulation")
