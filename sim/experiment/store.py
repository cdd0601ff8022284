"""Where finished replications rest: one SQLite file that any number of studies share, and none can damage."""

import logging
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from sim.experiment.version import model_version
from sim.scenario import Problem, ScenarioError

_log = logging.getLogger(__name__)
Done = TypeVar("Done")
FLUSH_SECONDS = 0.2
"""What is finished is on disk after so long at most."""
_APPLICATION = 0x46724C6E
_VERSION = 2
_DAMAGES = (sqlite3.Error, UnicodeDecodeError)
_WAIT_SECONDS = 60.0
"""How long another process may hold the file."""
_HURRY_SECONDS = 2.0
"""How long it may once the user has said Ctrl-C."""
_TELL_SECONDS = 1.0
_LOOK_SECONDS = 0.1
"""SQLite waits in C, where Ctrl-C is not heard: no longer than this at a time."""
_LARGEST = 1 << 28
"""No cell is larger; what says that it is has been forged, and is not read into memory."""
_AT_ONCE = 64
"""Rows that are read at once."""
_TABLE = """
CREATE TABLE replications (
    center TEXT, model TEXT, seed INTEGER, replication INTEGER, tally BLOB NOT NULL, sum INTEGER NOT NULL,
    PRIMARY KEY (center, model, seed, replication)
) WITHOUT ROWID
"""


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
        self._patience = _WAIT_SECONDS
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(self.path, timeout=_LOOK_SECONDS, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise self._problem(error) from None
        try:
            self._file.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST)
            self._patiently(self._prepare)
        except BaseException as error:
            self._file.close()
            if isinstance(error, _DAMAGES):
                raise self._problem(error) from None
            raise

    def _prepare(self) -> None:
        """Make the table in an empty file, or see that the file is a store of this version and nothing else."""
        with self._file:
            self._file.execute("BEGIN IMMEDIATE")
            application, version = (self._file.execute(f"PRAGMA {name}").fetchone()[0] for name in _PRAGMAS)
            schema = self._file.execute("SELECT sql FROM sqlite_master LIMIT 2").fetchall()
            if not schema and not application:
                self._file.execute(f"PRAGMA application_id = {_APPLICATION}")
                self._file.execute(f"PRAGMA user_version = {_VERSION}")
                self._file.execute(_TABLE)
            elif application != _APPLICATION:
                raise sqlite3.DatabaseError("is a database of something else")
            elif version != _VERSION:
                raise sqlite3.DatabaseError(f"was written by another version of frontline (store version {version})")
            elif [str(made).strip() for (made,) in schema] != [_TABLE.strip()]:
                raise sqlite3.DatabaseError("is malformed: its tables are not those that frontline made")

    def _patiently(self, work: Callable[[], Done]) -> Done:
        """Do something with the file, again and again while another process holds it; Ctrl-C is heard meanwhile."""
        began, is_told = time.monotonic(), False
        while True:
            try:
                return work()
            except sqlite3.OperationalError as error:
                if not _is_busy(error):
                    raise
                waited = time.monotonic() - began
                if waited > self._patience:
                    raise sqlite3.OperationalError(f"another process has held it for {waited:.0f} s") from None
                if waited > _TELL_SECONDS and not is_told:
                    is_told = True
                    wait = f"waiting {self._patience:.0f} s at most; Ctrl-C ends this command"
                    _log.warning("%s is held by another process: %s", self.path, wait)
            except KeyboardInterrupt:
                self.hurry()
                raise

    def _problem(self, error: Exception) -> ScenarioError:
        full = "full" in str(error) or getattr(error, "errno", None) == 28
        what = "the disk is full; what was finished before is kept" if full else str(error)
        hint = "" if full else "; choose another file with --store, or none"
        return ScenarioError([Problem(f"the store of finished replications: {what}{hint}", str(self.path))])

    def known(self, center: str, seed: int, replications: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """Yield those of some replications of a center that are known, in their order, with their packed tallies.

        Raises
        ------
        ScenarioError
            If what is read is not what was written.
        """
        query = (
            "SELECT replication, tally, sum FROM replications WHERE center = ? AND model = ? AND seed = ?"
            f" AND replication IN ({', '.join('?' * _AT_ONCE)}) ORDER BY replication"
        )
        wanted = sorted(replications)
        for begin in range(0, len(wanted), _AT_ONCE):
            some = wanted[begin : begin + _AT_ONCE]
            values = [center, model_version(), seed, *some, *(_AT_ONCE - len(some)) * [None]]
            try:
                rows = self._patiently(partial(self._rows, query, values))
            except _DAMAGES as error:
                raise self._problem(error) from None
            for replication, tally, expected in rows:
                if not isinstance(tally, bytes) or _sum(center, seed, replication, tally) != expected:
                    raise self.damaged(center, replication)
                yield replication, tally

    def _rows(self, query: str, values: list[Any]) -> list[Any]:
        return self._file.execute(query, values).fetchall()

    def damaged(self, center: str, replication: int) -> ScenarioError:
        """Return the error of a replication that is not what was written."""
        return self._problem(sqlite3.DatabaseError(f"replication {replication} of {center[:12]} is damaged"))

    def add(self, center: str, seed: int, tallies: Iterable[tuple[int, bytes]]) -> None:
        """Keep packed tallies, given with their replications, from the next flush on."""
        model = model_version()
        self._waiting += [
            (center, model, seed, number, tally, _sum(center, seed, number, tally)) for number, tally in tallies
        ]

    def flush(self, *, now: bool = False) -> None:
        """Write what waits, if the last time is long enough ago and nobody else holds the file.

        Parameters
        ----------
        now : bool
            Write it in any case, and wait for whoever holds the file.

        Raises
        ------
        ScenarioError
            If it cannot be written; nothing that was written before is lost.
        """
        if not self._waiting or not (now or time.monotonic() - self._flushed > FLUSH_SECONDS / 2):
            return
        try:
            self._patiently(self._write) if now else self._write()
        except sqlite3.Error as error:
            if _is_busy(error) and not now:
                self._flushed = time.monotonic()
                return
            if self._patience != _HURRY_SECONDS:
                raise self._problem(error) from None
            _log.warning("%s: %d finished replications could not be kept: %s", self.path, len(self._waiting), error)
        self._waiting.clear()
        self._flushed = time.monotonic()

    def _write(self) -> None:
        with self._file:
            self._file.execute("BEGIN IMMEDIATE")
            self._file.executemany("INSERT OR IGNORE INTO replications VALUES (?, ?, ?, ?, ?, ?)", self._waiting)

    def hurry(self) -> None:
        """Wait for nobody for long from now on: the user wants to end."""
        self._patience = _HURRY_SECONDS

    def close(self) -> None:
        """Write what waits, and close the file."""
        try:
            self.flush(now=True)
        finally:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.hurry()
        self.close()


def _is_busy(error: sqlite3.Error) -> bool:
    """Return whether another connection holds the file."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _sum(center: str, seed: int, replication: int, tally: bytes) -> int:
    """Return a check sum of a row: of the tally and of whose it is."""
    return zlib.crc32(tally, zlib.crc32(f"{center} {model_version()} {seed} {replication}".encode()))


_PRAGMAS = ("application_id", "user_version")
