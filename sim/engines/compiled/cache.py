"""Where the compiled code rests on disk: a file for each function, with a digest, in a folder of the user's own."""

import hashlib
import logging
import os
import pickle
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import numba
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from sim.engines.compiled.reach import digest_of

_log = logging.getLogger("sim.engines")
_DIGEST = hashlib.sha256().digest_size
_OTHERS_MAY_WRITE = 0o022


def cache_folder() -> Path:
    """Return the folder of the compiled code: `FRONTLINE_CACHE`, or the user's folder for such things.

    A user without a home has none, and compiles every time.
    """
    own = os.environ.get("FRONTLINE_CACHE")
    if own:
        return Path(own)
    try:
        home = Path.home()
    except RuntimeError:
        return Path(os.devnull) / "frontline"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home)) / "frontline"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "frontline"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "frontline"


def why_not_used(folder: Path) -> str:
    """Return why a folder is no place for compiled code; nothing where it is one. It is made if it is not there.

    What is read from it is run, so nobody else may write there.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError as error:
        return error.strerror or str(error)
    if sys.platform == "win32":  # a user's own folders are closed to others there
        return ""
    if status.st_uid != os.geteuid():
        return "it belongs to somebody else"
    if status.st_mode & _OTHERS_MAY_WRITE:
        return "others may write there (chmod 700 closes it; delete what lies in it)"
    return ""


@cache
def _tell(line: str) -> None:
    """Say once why it takes a while, however many functions there are to compile."""
    _log.info("%s: about 10 seconds ...", line)


def was_compiled() -> bool:
    """Return whether anything had to be compiled in this process."""
    return _tell.cache_info().currsize > 0


class DiskCache:
    """Keeps what a function is compiled to; what cannot be read, or is not what was written, is compiled anew.

    Parameters
    ----------
    function : callable
        The plain function.
    """

    def __init__(self, function: Any) -> None:
        self._function = function
        self._place: Path | None = None

    def _file(self, kinds: Any, target: Any) -> Path:
        """Return where code of these types for this processor lies; all that it depends on is in the name."""
        versions = numba.__version__, llvmlite.__version__, sys.implementation.cache_tag
        facts = repr((digest_of(self._function), versions, target.codegen().magic_tuple(), str(kinds)))
        name = f"{self._function.__name__.strip('_')}-{hashlib.sha256(facts.encode()).hexdigest()[:32]}.compiled"
        return cache_folder() / name

    def load_overload(self, kinds: Any, target: Any) -> Any:
        """Return the compiled function from disk; None, told in a line, if it must be compiled."""
        target.refresh()
        place = self._file(kinds, target)
        folder = place.parent
        why = why_not_used(folder)
        self._place = None if why else place
        if why:
            _tell(f"compiling the engine, which {folder} cannot keep: {why}")
            return None
        try:
            content = place.read_bytes()
        except OSError:
            _tell("compiling the engine, once for this version")
            return None
        try:
            if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
                raise ValueError("not what was written")
            return CompileResult._rebuild(target, *pickle.loads(content[_DIGEST:]))
        except Exception:
            _tell(f"compiling the engine anew, since compiled code in {folder} was damaged")
            return None

    def save_overload(self, _: Any, made: Any) -> None:
        """Write the compiled function to disk, whole or not at all."""
        if self._place is None:
            return
        content = dumps(made._reduce())
        with suppress(OSError):
            number, name = tempfile.mkstemp(dir=self._place.parent)
            try:
                with open(number, "wb") as file:
                    file.write(hashlib.sha256(content).digest() + content)
                os.replace(name, self._place)
            except OSError:
                os.unlink(name)
                raise
