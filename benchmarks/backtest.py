"""How well does a fit predict months that it has not seen? The table of a backtest, from a folder of logs.

    python benchmarks/backtest.py LOGFOLDER [--weekdays sun,mon-thu] [--hours 7:00-24:00] [--without 2014-04-26]

Every file in the folder that holds a log is read, each month is predicted from the others with eight replications, and the
errors are printed as Markdown: the simulation, Erlang A beside it, and what a perfect model would leave. Nothing of the logs is
written anywhere. benchmarks/BACKTEST.md says what came of two public logs.
"""

import argparse
import datetime
import time
from pathlib import Path

from sim.fit.backtest import backtest
from sim.fit.client import fit_files
from sim.scenario.clocks import days_of, minutes_of_day

ENDINGS = (".csv", ".gz", ".tsv", ".txt", ".xlsx", ".parquet", ".json", ".jsonl")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weekdays", type=days_of, default=())
    parser.add_argument("--hours", type=lambda text: tuple(map(minutes_of_day, text.split("-"))))
    parser.add_argument("--without", action="append", default=[], type=datetime.date.fromisoformat)
    parser.add_argument("--replications", type=int, default=8)
    return parser.parse_args()


def markdown(table, digits=2):
    head = [str(table.index.name or ""), *map(str, table.columns)]
    rows = [[str(name), *(f"{v:.{digits}f}" if isinstance(v, float) else str(v) for v in row)] for name, row in
            zip(table.index, table.to_numpy(dtype=object).tolist(), strict=True)]  # fmt: skip
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main():
    asked = arguments()
    files = sorted(each for each in asked.folder.iterdir() if each.suffix in ENDINGS)
    started = time.perf_counter()
    only = {"weekdays": asked.weekdays, "hours": asked.hours, "without": asked.without}
    client, _ = fit_files(files, only=only)
    read = time.perf_counter() - started
    found = backtest(client, replications=asked.replications)
    days, months = found.ranges
    print(f"{len(client.log):,} contacts read in {read:.1f} s, predicted in {time.perf_counter() - started - read:.0f} s.\n")
    print(markdown(found.scores))
    print()
    print(markdown(found.months.set_index("month")))
    print(f"\n95 % intervals hold {100 * days.coverage:.0f} % of days (mean width {days.width:.1f} points) and "
          f"{100 * months.coverage:.0f} % of months ({months.width:.1f} points).")  # fmt: skip
    for each in found.volumes:
        print(f"Volumes: {each.name} {each.value:.3f} of volume; {each.fit}.")
    if len(found.events):
        print()
        print(markdown(found.events.set_index("month")))


if __name__ == "__main__":
    main()
