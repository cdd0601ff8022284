"""Where finished replications rest: one SQLite file that any number of studies share, and none can damage."""

import hashlib
import sqlite3
import sys
import time
import zlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from platform import machine
from typing import Self

from sim.scenario import Problem, ScenarioError

FLUSH_SECONDS = 0.2
"""What is finished is on disk after so long at most."""
_APPLICATION = 0x46724C6E
_VERSION = 2
_DAMAGES = (sqlite3.Error, UnicodeDecodeError)
_WAIT_SECONDS = 60.0
_ROOMS = ("behavior", "demand", "engines", "journeys", "metrics", "scenario")
"""The rooms whose code decides what a replication gives; an edit in any of them makes a new model."""
_TABLE = """
CREATE TABLE replications (
    center TEXT, model TEXT, seed INTEGER, replication INTEGER, tally BLOB NOT NULL, sum INTEGER NOT NULL,
    PRIMARY KEY (center, model, seed, replication)
) WITHOUT ROWID
"""


@cache
def model_version() -> str:
    """Return a digest of the model's code, and of machine and libraries, on which the last digits may depend."""
    home = Path(__file__).parents[1]
    files = [home / "clock.py", *(path for room in _ROOMS for path in sorted((home / room).rglob("*.py")))]
    whole = hashlib.sha256(f"{sys.platform} {machine()} {version('numpy')} {version('scipy')}".encode())
    for path in files:
        whole.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()[:32]


class Store:
    """Finished replications on disk, by what determines them: center, model, seed, number.

    Opened by one writer for each study; several studies may share the file. What is on disk is whole: a process
    killed at any moment loses at most what it had not yet flushed.

    Parameters
    ----------
    path : str or Path
        The file; it is made where there is none.

    Raises
    ------
    ScenarioError
        If the file is no such store, is damaged, comes from a later version, or cannot be opened.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._waiting: list[tuple[str, str, int, int, bytes, int]] = []
        self._flushed = 0.0
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None)
            self._prepare()
        except (OSError, *_DAMAGES) as error:
            raise self._problem(error) from None

    def _prepare(self) -> None:
        """Make the table in an empty file, or see that the file is a store of this version."""
        self._file.execute("BEGIN IMMEDIATE")
        application, version = (self._file.execute(f"PRAGMA {name}").fetchone()[0] for name in _PRAGMAS)
        is_empty = not self._file.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if is_empty and not application:
            self._file.execute(f"PRAGMA application_id = {_APPLICATION}")
            self._file.execute(f"PRAGMA user_version = {_VERSION}")
            self._file.execute(_TABLE)
        elif application != _APPLICATION:
            raise sqlite3.DatabaseError("is a database of something else")
        elif version != _VERSION:
            raise sqlite3.DatabaseError(f"was written by another version of frontline (store version {version})")
        self._file.execute("COMMIT")

    def _problem(self, error: Exception) -> ScenarioError:
        full = "full" in str(error) or getattr(error, "errno", None) == 28
        what = "the disk is full; what was finished before is kept" if full else str(error)
        hint = "" if full else "; choose another file with --store, or none"
        return ScenarioError([Problem(f"the store of finished replications: {what}{hint}", str(self.path))])

    def known(self, center: str, seed: int) -> dict[int, bytes]:
        """Return the packed tallies of a center by replication.

        Raises
        ------
        ScenarioError
            If what is read is not what was written.
        """
        query = "SELECT replication, tally, sum FROM replications WHERE center = ? AND model = ? AND seed = ?"
        try:
            rows = self._file.execute(query, (center, model_version(), seed)).fetchall()
        except _DAMAGES as error:
            raise self._problem(error) from None
        for replication, tally, expected in rows:
            if _sum(center, seed, replication, tally) != expected:
                raise self._problem(sqlite3.DatabaseError(f"replication {replication} of {center[:12]} is damaged"))
        return {replication: tally for replication, tally, _ in rows}

    def add(self, center: str, seed: int, tallies: Iterable[tuple[int, bytes]]) -> None:
        """Keep packed tallies, given with their replications, from the next flush on."""
        model = model_version()
        self._waiting += [
            (center, model, seed, number, tally, _sum(center, seed, number, tally)) for number, tally in tallies
        ]

    def flush(self, *, now: bool = False) -> None:
        """Write what waits, if the last time is long enough ago.

        Raises
        ------
        ScenarioError
            If it cannot be written; nothing that was written before is lost.
        """
        if not self._waiting or not (now or time.monotonic() - self._flushed > FLUSH_SECONDS / 2):
            return
        try:
            with self._file:
                self._file.execute("BEGIN IMMEDIATE")
                self._file.executemany("INSERT OR IGNORE INTO replications VALUES (?, ?, ?, ?, ?, ?)", self._waiting)
        except sqlite3.Error as error:
            raise self._problem(error) from None
        self._waiting.clear()
        self._flushed = time.monotonic()

    def close(self) -> None:
        """Write what waits, and close the file."""
        try:
            self.flush(now=True)
        finally:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _sum(center: str, seed: int, replication: int, tally: bytes) -> int:
    """Return a check sum of a row: of the tally and of whose it is."""
    return zlib.crc32(tally, zlib.crc32(f"{center} {model_version()} {seed} {replication}".encode()))


_PRAGMAS = ("application_id", "user_version")
