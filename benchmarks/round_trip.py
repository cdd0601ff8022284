"""How near does a fit come to a center that is known? Simulated, exported as a log, fitted, and simulated again.

    python benchmarks/round_trip.py [SCENARIO ...] [--layout phone] [--weeks 8] [--logs 3] [--replications 3]

For each shipped scenario, or those that are named, logs are exported, a scenario is fitted to each, and runs of all of
these are held against as many runs of the true one, all seen through the same export. Printed as Markdown: the true
mean, the fitted one less it, and in brackets what chance alone leaves of such a difference: two standard errors, from
how single logs of the true center differ. What lies beyond is bold. docs/fitting.md says what came of it.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np

from sim.fit.sample_logs import LAYOUTS, NEVER, exported
from sim.reading.files import load

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
FIGURES = (
    *("abandoned, %", "wait, s", "within 20 s, %", "handle, min", "occupancy, %", "staff, h a week"),
    "handed over, %",
)
_HOUR = 3600


def _path(name: str) -> Path:
    """Return a file, or the shipped scenario of a name."""
    return Path(name) if Path(name).suffix else SCENARIOS / f"{name}.yaml"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="*", type=_path)
    parser.add_argument("--layout", choices=tuple(LAYOUTS), default="phone")
    parser.add_argument("--weeks", type=int, default=8, help="weeks of each log, at most the scenario's")
    parser.add_argument("--logs", type=int, default=3)
    parser.add_argument("--replications", type=int, default=3, help="runs of each fitted scenario")
    return parser.parse_args()


def shown_by(log, weeks):
    """Return the `FIGURES` of an export."""
    served, left = log.answered != NEVER, log.left != NEVER
    ended = served | left
    wait = (np.where(served, log.answered, log.left) - log.received)[ended]
    until = np.where(log.transferred != NEVER, log.transferred, log.ended)
    handled = (until - log.answered + np.maximum(log.wrap_up, 0))[served & (until != NEVER)]
    signs = {"in": -1, "out": 1, "pause": 1, "back": -1}
    hours = sum(signs[event] * second for second, _, event in log.staff) / _HOUR
    return np.array(
        [
            100 * left.sum() / ended.sum(),
            wait[served[ended]].mean(),
            100 * (served[ended] & (wait <= 20)).mean(),
            handled.mean() / 60,
            100 * handled.sum() / _HOUR / hours,
            hours / weeks,
            100 * (log.transferred != NEVER).sum() / served.sum(),
        ]
    )


def fitted_to(log, layout, folder):
    """Return the scenario that a fit of an export makes, written to a folder and loaded from there."""
    folder.mkdir(parents=True)
    paths = []
    for name, text in LAYOUTS[layout](log).items():
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8", newline="")
    from sim.fit.client import fit_files

    client, _ = fit_files(paths)
    (folder / "client.fit").mkdir()
    for name, text in client.files.tables.items():
        (folder / "client.fit" / name).write_text(text, encoding="utf-8")
    path = folder / "client.yaml"
    path.write_text(client.scenario_text("client.fit"), encoding="utf-8")
    return load(path)


def round_trip(scenario, layout, logs, replications):
    """Return the figures of logs of a scenario, shape (runs, figures), and those of the fits to them, by log."""
    weeks = scenario.calendar.weeks
    truth, found = [], []
    with tempfile.TemporaryDirectory() as work:
        for seed in range(logs):
            log = exported(scenario, 1 + seed)
            truth.append(shown_by(log, weeks))
            again = fitted_to(log, layout, Path(work) / str(seed))
            again = again.override({"calendar.weeks": weeks})
            found.append([shown_by(exported(again, 100 * (1 + seed) + run), weeks) for run in range(replications)])
        truth += [
            shown_by(exported(scenario, 10_000 + run), weeks) for run in range(max(6, logs * replications) - logs)
        ]
    return np.array(truth), np.array(found)


def row(truth, found):
    """Return the cells of a scenario: for each figure the true mean, the difference, and what chance leaves of it."""
    logs, replications = found.shape[:2]
    apart = found.mean(axis=(0, 1)) - truth.mean(axis=0)
    one = truth.std(axis=0, ddof=1)
    noise = 2 * one * np.sqrt(1 / logs + 1 / (logs * replications) + 1 / len(truth))
    cells = []
    for mean, by, chance in zip(truth.mean(axis=0), apart, noise, strict=True):
        told = f"{by:+.3g}" if abs(by) <= chance else f"**{by:+.3g}**"
        cells.append(f"{mean:.4g} {told} ({chance:.2g})")
    return cells


def main():
    asked = arguments()
    paths = asked.scenarios or sorted(SCENARIOS.glob("*.yaml"))
    print("| scenario | " + " | ".join(FIGURES) + " |\n" + "| --- " * (len(FIGURES) + 1) + "|")
    for path in paths:
        scenario = load(path)
        scenario = scenario.override({"what_if": {}, "calendar.weeks": min(asked.weeks, scenario.calendar.weeks)})
        truth, found = round_trip(scenario, asked.layout, asked.logs, asked.replications)
        print("| " + " | ".join([path.stem, *row(truth, found)]) + " |", flush=True)


if __name__ == "__main__":
    main()
