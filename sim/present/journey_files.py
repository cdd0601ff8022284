"""Contacts, ledger and event log of a comparison as files: written as they are simulated, some rows at a time."""

import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from sim.csv_text import csv_text
from sim.experiment.comparison import Comparison
from sim.experiment.record_tables import CONTACTS, EVENTS, LEDGER, record_tables

RECORDS = tuple(f"{name}.csv.gz" for name in (CONTACTS, LEDGER, EVENTS))
_LEVEL = 4
"""With `Z_FILTERED`, which suits numbers: as small as level 6 without, in three fifths of the time."""
_GZIP = 31
"""How zlib is told to write gzip's format; it has no time and no file name then, so equal rows give equal files."""


def write_records(comparison: Comparison, folder: Path) -> None:
    """Write contacts, ledger and event log of replication 0 of every scenario, one after the other.

    Held in memory are the records of a week and the text of some rows, however long the run and however many scenarios.
    What fails leaves no file.
    """
    packers = {name: zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP, strategy=zlib.Z_FILTERED) for name in RECORDS}
    begun: set[str] = set()
    try:
        with ExitStack() as stack, ThreadPoolExecutor(1) as hand:
            packing: Future[None] | None = None
            files = {name: stack.enter_context((folder / name).open("wb")) for name in RECORDS}
            for table, frame in record_tables(comparison):
                name = f"{table}.csv.gz"
                text = csv_text(frame, header=name not in begun)
                begun.add(name)
                if packing:
                    packing.result()  # one text waits while another is packed
                packing = hand.submit(_pack, files[name], packers[name], text)
            if packing:
                packing.result()
            for name, file in files.items():
                file.write(packers[name].flush())
    except BaseException:
        for name in RECORDS:
            (folder / name).unlink(missing_ok=True)
        raise


def _pack(file: BinaryIO, packer: Any, text: str) -> None:
    file.write(packer.compress(text.encode()))
