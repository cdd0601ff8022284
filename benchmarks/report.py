"""What has been measured, as the text of RESULTS.md."""

import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from string import Template

from check import OUTCOMES, Verdict
from growth import Cost, Memory
from opponents import OPPONENTS, OURS
from race import Times

from sim.journeys.records import CONTACT_DTYPE

LIBRARIES = ("simpy", "ciw", "salabim", "cimba", "numba", "numpy")
TARGETS = {
    "idiomatic SimPy": ("simpy", 80.0, 150.0),
    "cimba, customers as processes": ("cimba", 10.0, 18.0),
    "cimba, customers as events": ("cimba_events", 10.0, 18.0),
    "C++ that records all our columns": ("cpp", 0.4, 0.75),
    "C++ that records what the others do": ("cpp_lean", 0.4, 0.75),
}
"""How many times as fast as whom: to reach, and to aim at."""
SAME, FLAT, SHARED, MOST_MB, CORES = 1.15, 1.5, 1.6, 500.0, 1.9


@dataclass
class Findings:
    """All that one run of the benchmark has found."""

    rounds: int
    times: Times
    missing: Mapping[str, str]
    ready: Mapping[str, float]
    verdicts: Mapping[str, Verdict]
    equal: Mapping[str, bool]
    contacts: Mapping[int, Cost] = field(default_factory=dict)
    agents: Mapping[int, Cost] = field(default_factory=dict)
    types: Mapping[int, Cost] = field(default_factory=dict)
    memory: Mapping[str, Memory] = field(default_factory=dict)
    scaling: Mapping[int, float] = field(default_factory=dict)
    replications: int = 0
    waits: str = ""
    tables: str = ""


def table(head: str, rows: list[str]) -> str:
    """Return a Markdown table: the first column is text, the others are numbers."""
    columns = head.count("|") + 1
    return "\n".join([f"| {head} |", "|---" + "|---:" * (columns - 1) + "|", *(f"| {row} |" for row in rows)])


def speeds(found: Findings) -> str:
    """Return the table of the race."""
    rows = []
    for key, its in OPPONENTS.items():
        if key in found.missing:
            rows.append(f"{its.label} | not installed | | | | | |")
        elif key in found.times.speeds:
            times = found.times
            ratios = (times.best(OURS) / times.best(key), times.ratio(OURS, key))
            cells = (f"{times.best(key):,.0f}", f"{times.median(key):,.0f}", *(f"{ratio:,.2f}" for ratio in ratios))
            cells += (f"{its.days} × {its.runs}",)
            rows.append(f"{its.label} | {' | '.join(cells)} | {found.ready[key]:.1f} | {times.peaks[key]:,.0f}")
    return table(
        "simulator | best | median | ours is ×, best | ours is ×, paired | days × runs a round | ready in, s | peak MB",
        rows,
    )


def targets(found: Findings) -> str:
    """Return the table of what was to be reached."""
    rows = []
    for name, (key, least, aim) in TARGETS.items():
        if key in found.times.speeds:
            ratio = found.times.ratio(OURS, key)
            said = "aim reached" if ratio >= aim else "reached" if ratio >= least else "**not reached**"
            best = found.times.best(OURS) / found.times.best(key)
            rows.append(f"{name} | {least:g} | {aim:g} | {best:.2f} | {ratio:.2f} | {said}")
    return table("times the speed of | to reach | aim | best | paired | ", rows)


def likeness(found: Findings) -> str:
    """Return the table of the check."""
    rows = [
        f"{OPPONENTS[key].label} | {verdict.runs} | {verdict.z:+.1f} | {verdict.outcome} |"
        f" {'same' if verdict.passed else '**differs**'}"
        for key, verdict in found.verdicts.items()
    ]
    rows += [
        f"{OPPONENTS[key].label} | 3 | | every column of every row | {'equal' if same else '**differs**'}"
        for key, same in found.equal.items()
    ]
    return table("simulator | runs | largest z | of | ", rows)


def _costs(head: str, costs: Mapping[int, Cost], base: int) -> str:
    rows = [
        f"{size:,} | {cost.contacts:,} | {cost.best:.0f} | {cost.median:.0f} | {cost.best / costs[base].best:.2f}"
        for size, cost in costs.items()
    ]
    return table(f"{head} | contacts of a run | best, ns | median, ns | best, of that at {base:,}", rows)


def growth(found: Findings) -> str:
    """Return the tables of growth and their verdicts."""
    least = min(cost.best for cost in found.contacts.values())
    spread = max(cost.best for cost in found.contacts.values()) / least
    flat = found.agents[500].best / found.agents[20].best
    shared = found.types[20].best / found.types[1].best
    return "\n\n".join(
        [
            _costs("contacts, about", found.contacts, 100_000),
            f"Dearest over cheapest: {spread:.2f} (to reach: {SAME}) — {_said(spread <= SAME)}.",
            _costs("agents", found.agents, 20),
            f"500 agents over 20: {flat:.2f} (to reach: {FLAT}) — {_said(flat <= FLAT)}.",
            _costs("issue types, and teams that take all", found.types, 1),
            f"20 types and 20 teams over 1: {shared:.2f} (to reach: {SHARED}) — {_said(shared <= SHARED)}.",
        ]
    )


def memory(found: Findings) -> str:
    """Return the table of memory and its verdict."""
    rows = [
        f"{name} | {its.contacts:,} | {its.before:,.0f} | {its.peak:,.0f} | {its.columns:,.0f}"
        for name, its in found.memory.items()
    ]
    peak = found.memory["without records"].peak
    text = table("a year of large.yaml | contacts | MB before | peak MB | MB of the columns", rows)
    return f"{text}\n\nWithout records: {peak:,.0f} MB (to reach: {MOST_MB:,.0f}) — {_said(peak < MOST_MB)}."


def threads(found: Findings) -> str:
    """Return the line on two cores."""
    one, two = found.scaling[1], found.scaling[2]
    times = f"{found.replications} replications: {one:.2f} s with one job, {two:.2f} s with two: × {one / two:.2f}"
    return f"{times} (to reach: {CORES}) — {_said(one / two >= CORES)}."


def _said(reached: bool) -> str:
    return "reached" if reached else "**not reached**"


def machine() -> str:
    """Return what the figures depend on, and nothing that names the machine."""
    found = [f"Python {platform.python_version()}"]
    for library in LIBRARIES:
        try:
            found.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            found.append(f"{library} not installed")
    compiler = shutil.which("g++")
    if compiler:
        asked = subprocess.run([compiler, "-dumpfullversion"], capture_output=True, text=True, check=True)
        found.append(f"g++ {asked.stdout.strip()}")
    return f"{os.cpu_count()} virtual cores ({platform.machine()}, {platform.system()}); {', '.join(found)}."


def page(found: Findings, template: str) -> str:
    """Return the whole page."""
    return Template(template).substitute(
        machine=machine(),
        rounds=found.rounds,
        columns=len(CONTACT_DTYPE.names),
        speeds=speeds(found),
        targets=targets(found),
        likeness=likeness(found),
        outcomes=", ".join(OUTCOMES),
        growth=growth(found),
        memory=memory(found),
        threads=threads(found),
        waits=found.waits,
        tables=found.tables,
    )
