"""Files of a run that are not yet in their place: whose they are, and one command at a time."""

import json
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sim.reading.paths import read_bytes
from sim.scenario import ScenarioError
from sim.scenario.problems import Problem

PARTIAL = ".partial-"
"""What a folder's name begins with whose files are not yet in their place; a killed run leaves one."""
LARGEST = 50_000_000
"""Bytes that a file of a run may have that is read again."""
_MARK = ".frontline-writes-here"
"""An empty folder, which is there at once or not at all."""
_LOCK = ".frontline-lock"
_log = logging.getLogger("sim.present")


def mapping_in(path: Path) -> dict[str, Any]:
    """Return what a JSON file holds, which must be a mapping in a regular file of decent size.

    Raises
    ------
    ValueError
        In a line of words, if it is something else; of the kind `PathError` if it cannot be read.
    """
    try:
        found = json.loads(read_bytes(path, LARGEST))
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("is not as frontline wrote it")
    return found


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """Provide a folder within another for files that are not yet finished, and remove it in the end.

    One command at a time has one: a second waits, and says so. What killed commands left is removed: it carries our
    mark. Whatever else is called `.partial-…` is somebody else's and stays.
    """
    with _alone(folder) as is_alone:
        work = Path(tempfile.mkdtemp(prefix=PARTIAL, dir=folder))
        try:
            (work / _MARK).mkdir()
            yield work
        finally:
            _clear(work)
        for stale in left_in(folder) if is_alone else ():
            _clear(stale)


def _clear(work: Path) -> None:
    """Remove a folder of ours, its mark last, so that it is ours as long as it is there."""
    for path in work.iterdir():
        if path.name != _MARK and path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != _MARK:
            path.unlink(missing_ok=True)
    shutil.rmtree(work, ignore_errors=True)


def left_in(folder: Path) -> list[Path]:
    """Return the folders of unfinished files within another that are ours."""
    return [path for path in sorted(folder.glob(f"{PARTIAL}*")) if _is_ours(path)]


def is_empty(folder: Path) -> bool:
    """Tell whether a folder holds nothing but unfinished files of ours, or what a killed command left of its own."""
    return all(
        path.name == _LOCK or _is_bare(path) or _is_ours(path) or not os.path.lexists(path) for path in folder.iterdir()
    )


def _is_ours(path: Path) -> bool:
    mark = path / _MARK
    return path.name.startswith(PARTIAL) and not (path.is_symlink() or mark.is_symlink()) and mark.is_dir()


def _is_bare(path: Path) -> bool:
    """Tell whether a command has made its folder and not yet its mark in it, which is the first thing there."""
    try:
        return path.name.startswith(PARTIAL) and not path.is_symlink() and not any(path.iterdir())
    except OSError:
        return False


def move_into(work: Path, folder: Path, last: str) -> None:
    """Put finished files in their place, one rename each, a file of a given name last; no link is followed.

    Raises
    ------
    ScenarioError
        If a folder on the way is a link, or no folder. Nothing is moved then.
    """
    files = [path.relative_to(work) for path in work.rglob("*") if path.is_file()]
    for parent in sorted({parent for path in files for parent in path.parents if parent.name}):
        place = folder / parent
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            what = "a link to elsewhere" if place.is_symlink() else "a file"
            raise ScenarioError([Problem(f"is {what}, where a folder of the run goes; remove it", str(place))])
    for path in sorted(files, key=lambda path: (path.name == last, path)):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(work / path, target)


def write_whole(texts: Mapping[Path, str]) -> None:
    """Write texts beside their places, then rename them: each place has a whole text, or what it had."""
    beside = {path: path.with_name(f".{path.name}.unfinished") for path in texts}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside[path].unlink(missing_ok=True)
            beside[path].write_text(text, encoding="utf-8", newline="\n")
        for path, written in beside.items():
            written.replace(path)
    finally:
        for written in beside.values():
            with suppress(OSError):
                written.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Wait until no other command writes into a folder; tell whether that can be known where it is."""
    handle, lock = _lock_of(folder)
    try:
        yield _is_held(folder, lock)
    finally:
        os.close(handle)
        with suppress(OSError):
            (folder / _LOCK).unlink()


def _is_held(folder: Path, lock: Callable[[bool], None]) -> bool:
    try:
        lock(False)
    except (BlockingIOError, PermissionError):
        _log.info("another command writes into %s; waiting for it", folder)
        lock(True)
    except OSError:  # a file system without locks
        return False
    return True


def _lock_of(folder: Path) -> tuple[int, Callable[[bool], None]]:
    """Return what holds a lock while it is open, and how to get the lock, with waiting or without."""
    if sys.platform == "win32":
        import msvcrt

        file = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT)
        return file, lambda wait: msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
    import fcntl

    place = os.open(folder, os.O_RDONLY)
    return place, lambda wait: fcntl.flock(place, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
