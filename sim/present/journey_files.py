"""Contacts, ledger and event log of a comparison as files: written as they are simulated, some rows at a time."""

import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sim.experiment.comparison import Comparison
from sim.present.csv_text import csv_text

RECORDS = ("contacts.csv.gz", "ledger.csv.gz", "events.csv.gz")
_ROWS = 10_000
"""Rows made into text at a time: with their tables some 50 MB."""
_LEVEL = 6


def write_records(comparison: Comparison, folder: Path) -> None:
    """Write contacts, ledger and event log of replication 0 of every scenario, one after the other.

    Held in memory are the records of a week and the text of some rows, however long the run and however many scenarios.
    What fails leaves no file.
    """
    try:
        with ExitStack() as stack:
            files = {}
            for name in RECORDS:
                raw = stack.enter_context((folder / name).open("wb"))
                files[name] = stack.enter_context(gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0))
            for name, frame in _tables(comparison):
                files[name].write(csv_text(frame, header=files[name].tell() == 0).encode())
    except BaseException:
        for name in RECORDS:
            (folder / name).unlink(missing_ok=True)
        raise


def _tables(comparison: Comparison) -> Iterator[tuple[str, Any]]:
    """Yield parts of the tables by the file that they belong to; every file has at least its head."""
    from sim.engines import weeks_of
    from sim.journeys.frames import contacts_frame, ledger_frame
    from sim.journeys.journeys import streams_of
    from sim.journeys.story import events_frame
    from sim.scenario import plan_of

    contacts, ledger, events = RECORDS
    for name, scenario in comparison.scenarios.items():
        plan = plan_of(scenario)
        streams = streams_of(plan)
        for week in weeks_of(plan, comparison.seed, 0, comparison.engine):
            for rows in _parts(week.contacts, is_first=week.number == 1):
                frame = contacts_frame(plan, rows, streams)
                yield contacts, frame.assign(scenario=name)
                yield events, events_frame(plan, rows, frame["contact"]).assign(scenario=name)
            for rows in _parts(week.ledger, is_first=week.number == 1):
                yield ledger, ledger_frame(plan, rows).assign(scenario=name)


def _parts(rows: Any, *, is_first: bool) -> Iterator[Any]:
    """Yield rows in parts; the first ones of a run also where there are none, since a table has a head."""
    for begin in range(0, max(len(rows), int(is_first)), _ROWS):
        yield rows[begin : begin + _ROWS]
