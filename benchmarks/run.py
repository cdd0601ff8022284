"""How fast the engines are, beside other simulators of the same center, and whether all simulate the same thing.

    python benchmarks/run.py [--rounds 7] [--quick] [--only compiled,simpy,cpp]

Writes benchmarks/RESULTS.md. What is not installed is said to be so; `make bench` installs what it can, but for g++.
`--quick` leaves out the slow simulators, the check of them and ten million contacts; it and `--only` write nothing.
"""

import argparse
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import frames  # noqa: E402
import growth  # noqa: E402
import report  # noqa: E402
import waiting  # noqa: E402
from check import check  # noqa: E402
from opponents import OPPONENTS, OURS  # noqa: E402
from race import Stable, race  # noqa: E402

SLOW = ("ciw", "salabim")
REPLICATIONS = 20


def main() -> int:
    """Check, race, grow, and write it down; return 1 if something does not simulate the same thing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="leave out what is slow, and write nothing")
    parser.add_argument("--only", help="simulators by name, with commas: check and race them, and write nothing")
    asked = parser.parse_args()
    if asked.only:
        wanted = [OURS, *(key for key in asked.only.split(",") if key != OURS)]
    else:
        wanted = [key for key in OPPONENTS if not (asked.quick and key in SLOW)]
    with Stable(wanted) as stable:
        tell("checking that all simulate the same thing")
        verdicts, equal = check(stable)
        times = race(stable, asked.rounds, tell)
        found = report.Findings(asked.rounds, times, stable.missing, stable.ready, verdicts, equal)
    print(report.speeds(found), report.targets(found), report.likeness(found), sep="\n\n", flush=True)
    if not asked.only:
        grows(found, asked.quick)
        print(
            "", report.growth(found), report.memory(found), report.threads(found), found.waits, found.tables, sep="\n\n"
        )
    if not (asked.only or asked.quick):
        template = (HERE / "RESULTS.template.md").read_text("utf-8")
        (HERE / "RESULTS.md").write_text(report.page(found, template), "utf-8")
    differ = [key for key, verdict in verdicts.items() if not verdict.passed]
    differ += [key for key, same in equal.items() if not same]
    if differ:
        print(f"\nNOT THE SAME MODEL: {', '.join(differ)}", file=sys.stderr)
    return 1 if differ else 0


def grows(found: report.Findings, quick: bool) -> None:
    """Measure growth, memory, two cores, waits, tables and files."""
    tell("growth in contacts")
    found.contacts = growth.in_contacts(3, 1_000_000 if quick else 10_000_000)
    tell("growth in agents")
    found.agents = growth.in_agents(5)
    tell("growth in types and teams")
    found.types = growth.in_types(5)
    tell("memory")
    found.memory = {"without records": growth.memory(kept=False), "with all records": growth.memory(kept=True)}
    tell("two cores")
    found.replications = REPLICATIONS
    found.scaling = growth.scaling(REPLICATIONS, 3)
    tell("what a person waits for")
    found.waits = waiting.told(waiting.waits(3))
    tell("tables and files")
    found.tables = frames.told(frames.frames(), frames.saving(1_000 if quick else frames.REPLICATIONS))


def tell(what: str) -> None:
    """Say on the error stream what is going on."""
    print(f"{time.perf_counter() - BEGUN:5.0f} s  {what}", file=sys.stderr, flush=True)


BEGUN = time.perf_counter()
if __name__ == "__main__":
    sys.exit(main())
