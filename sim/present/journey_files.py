"""Contacts, ledger and event log of a comparison as files: written as they are simulated, some rows at a time."""

import gzip
from contextlib import ExitStack
from pathlib import Path

from sim.experiment.comparison import Comparison
from sim.experiment.record_tables import CONTACTS, EVENTS, LEDGER, record_tables
from sim.present.csv_text import csv_text

RECORDS = tuple(f"{name}.csv.gz" for name in (CONTACTS, LEDGER, EVENTS))
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
            for table, frame in record_tables(comparison):
                file = files[f"{table}.csv.gz"]
                file.write(csv_text(frame, header=file.tell() == 0).encode())
    except BaseException:
        for name in RECORDS:
            (folder / name).unlink(missing_ok=True)
        raise
