"""How near the bank scenario comes to the call log from which it was made.

    python scripts/bank_compare.py [--replications 20] [--weeks 8] [--seed 1]

Runs the baseline of scenarios/bank.yaml, sets it against the figures of the log (scenarios/bank/figures.json), prints
the tables and writes them to scenarios/bank/COMPARISON.md. Waits of those who were answered at once are 0, as in the
log; shares are of all contacts that asked for an agent, redials and calls again included.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import stats

from sim.clock import DAY, HOUR
from sim.engines import weeks_of
from sim.journeys.records import Outcome
from sim.reading.files import load
from sim.scenario import Plan, plan_of

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
GROUPS = {"sun-thu": (0, 1, 2, 3, 6), "fri": (4,), "sat": (5,)}
KEPT = ["type", "outcome", "queued", "answered", "ended", "handle_ticks"]
MEASURES = {  # name in figures.json: (words, factor, digits)
    "contacts_per_week": ("contacts a week", 1, 0),
    "abandonment": ("abandonment, %", 100, 1),
    "mean_wait_all_s": ("mean wait of all, s", 1, 1),
    "mean_wait_served_s": ("mean wait of the served, s", 1, 1),
    "wait_served_90th_percentile_s": ("90th percentile of the served, s", 1, 0),
    "share_waiting": ("share that waits, %", 100, 1),
    "answered_within_20_s": ("answered within 20 s, %", 100, 1),
    "answered_within_60_s": ("answered within 60 s, %", 100, 1),
    "cut_short": ("services cut short, %", 100, 2),
    "handle_minutes": ("mean handle time, min", 1, 2),
}
OF_TYPES = ["contacts_per_week", "abandonment", "mean_wait_all_s", "answered_within_60_s", "handle_minutes"]

Key = tuple[str, str, str]
"""A part of the contacts (whole, type or weekday group), its name or hour, and a measure."""


def baseline(weeks: int) -> Plan:
    """Return the shipped scenario's baseline, laid out over so many weeks."""
    scenario = load(SCENARIOS / "bank.yaml").model_copy(update={"what_ifs": {}})
    return plan_of(scenario.override({"calendar.weeks": weeks}))


def figures_of_log() -> dict[Key, float]:
    """Return what the log shows, by part and measure."""
    figures = json.loads((SCENARIOS / "bank" / "figures.json").read_text("utf-8"))
    everybody = {**figures["types"]["all"], **figures["targets"]["overall"]}
    everybody["cut_short"] = figures["cut_short"]["share_of_services"]
    parts = {("whole", ""): everybody}
    parts |= {("type", name): its for name, its in figures["types"].items() if name != "all"}
    log = {(*part, measure): its[measure] for part, its in parts.items() for measure in MEASURES if measure in its}
    log |= {(*part, "handle_minutes"): its["handle"]["mean_min"] for part, its in parts.items()}
    for group, hours in figures["targets"]["hourly_volume"].items():
        for hour, volume in hours.items():
            log[group, hour, "volume"] = volume
            log[group, hour, "abandonment"] = figures["targets"]["by_hour"][group][hour]["abandonment"]
            log[group, hour, "mean_wait_all_s"] = figures["targets"]["by_hour"][group][hour]["mean_wait_all_s"]
    return log


def replication(plan: Plan, seed: int, number: int) -> dict[Key, float]:
    """Return what one replication shows, by part and measure."""
    rows = np.concatenate([week.contacts[KEPT] for week in weeks_of(plan, seed, number)])
    rows = rows[rows["queued"] >= 0]
    weeks = plan.baseline.calendar.weeks
    found: dict[Key, float] = {}
    for part, name, inside in parts_of(plan, rows):
        for measure, value in measures(rows[inside], weeks).items():
            found[part, name, measure] = value
        if part in GROUPS:
            found[part, name, "volume"] = found[part, name, "contacts_per_week"] / len(GROUPS[part])
    return found


def parts_of(plan: Plan, rows: np.ndarray) -> Iterator[tuple[str, str, np.ndarray]]:
    """Yield the parts by which contacts are compared: the whole, types, hours of weekday groups."""
    yield "whole", "", np.ones(len(rows), dtype=bool)
    for index, name in enumerate(plan.baseline.issues):
        yield "type", name, rows["type"] == index
    weekday, hour = rows["queued"] // DAY % 7, rows["queued"] % DAY // HOUR
    for group, weekdays in GROUPS.items():
        today = np.isin(weekday, weekdays)
        for each in np.unique(hour[today]):
            yield group, f"{each:02d}", today & (hour == each)


def measures(rows: np.ndarray, weeks: int) -> dict[str, float]:
    """Return the measures of some contacts, as scripts/bank_summaries.py takes them of the log."""
    hung = rows["outcome"] == Outcome.ABANDONED
    cut = rows["outcome"] == Outcome.CUT_SHORT
    wait = (np.where(rows["answered"] >= 0, rows["answered"], rows["ended"]) - rows["queued"]) / 1000
    return {
        "contacts_per_week": len(rows) / weeks,
        "abandonment": hung.mean(),
        "mean_wait_all_s": wait.mean(),
        "mean_wait_served_s": wait[~hung].mean(),
        "wait_served_90th_percentile_s": np.quantile(wait[~hung], 0.9),
        "share_waiting": (wait > 0).mean(),
        "answered_within_20_s": (~hung & (wait <= 20)).mean(),
        "answered_within_60_s": (~hung & (wait <= 60)).mean(),
        "cut_short": cut.sum() / (~hung).sum(),
        "handle_minutes": rows["handle_ticks"][~hung & ~cut].mean() / 60_000,
    }


def simulated(plan: Plan, seed: int, replications: int) -> dict[Key, tuple[float, float]]:
    """Return the mean of every measure over replications, and half the width of its 95 % interval."""
    runs = [replication(plan, seed, number) for number in range(replications)]
    quantile = stats.t.ppf(0.975, replications - 1)
    found = {}
    for key in runs[0]:
        values = np.array([run[key] for run in runs if key in run])
        found[key] = (float(values.mean()), float(quantile * values.std(ddof=1) / np.sqrt(len(values))))
    return found


def line(words: str, log: float, found: tuple[float, float], factor: float, digits: int) -> str:
    """Return a row of the first table: log, simulation with its interval, difference."""
    mean, half = found
    shown = f"{mean * factor:,.{digits}f} ± {half * factor:,.{digits}f}"
    return f"| {words} | {log * factor:,.{digits}f} | {shown} | {(mean - log) * factor:+,.{digits}f} |"


def pair(key: Key, log: dict[Key, float], found: dict[Key, tuple[float, float]]) -> str:
    """Return a cell of the other tables: simulation with its interval (log)."""
    _, factor, digits = MEASURES.get(key[2], ("", 1, 1))
    mean, half = found[key]
    return f"{mean * factor:,.{digits}f} ± {half * factor:,.{digits}f} ({log[key] * factor:,.{digits}f})"


def tables(log: dict[Key, float], found: dict[Key, tuple[float, float]]) -> list[str]:
    """Return the comparison as lines of Markdown."""
    lines = ["| all contacts | log | simulated | difference |", "|---|---:|---:|---:|"]
    for measure, (words, factor, digits) in MEASURES.items():
        lines.append(line(words, log["whole", "", measure], found["whole", "", measure], factor, digits))
    heads = [MEASURES[measure][0] for measure in OF_TYPES]
    lines += ["", f"| type: simulated (log) | {' | '.join(heads)} |", "|---|" + "---:|" * len(heads)]
    for part, name, measure in log:
        if part == "type" and measure == OF_TYPES[0]:
            cells = [pair((part, name, each), log, found) for each in OF_TYPES]
            lines.append(f"| {name} | {' | '.join(cells)} |")
    for group in GROUPS:
        heads = ["contacts in the hour", "abandonment, %", "mean wait of all, s"]
        lines += ["", f"| {group}, hour: simulated (log) | {' | '.join(heads)} |", "|---|---:|---:|---:|"]
        for part, hour, measure in log:
            if part == group and measure == "volume":
                cells = [pair((group, hour, each), log, found) for each in ("volume", "abandonment", "mean_wait_all_s")]
                lines.append(f"| {hour} | {' | '.join(cells)} |")
    return lines


def main() -> None:
    """Compare, print, save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--weeks", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=SCENARIOS / "bank" / "COMPARISON.md")
    asked = parser.parse_args()
    found = simulated(baseline(asked.weeks), asked.seed, asked.replications)
    made = f"--replications {asked.replications} --weeks {asked.weeks} --seed {asked.seed}"
    head = [
        "# The bank scenario against the call log of January to May 1999",
        "",
        f"Made by `python scripts/bank_compare.py {made}`: {asked.replications} replications of",
        f"{asked.weeks} weeks of the baseline of `bank.yaml`, with 95 % intervals over replications.",
        "The log's figures are those of its 132 regular days (`figures.json`).",
        "",
    ]
    text = "\n".join([*head, *tables(figures_of_log(), found), ""])
    print(text)
    asked.out.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
