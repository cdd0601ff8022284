"""Where the compiled code rests on disk: in a folder for each version of the sources, so that no edit is ignored."""

import hashlib
import logging
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from numba.core.caching import CompileResultCacheImpl, FunctionCache, _CacheLocator

from sim import behavior, clock, demand
from sim.engines import resting, rules
from sim.journeys import records

_log = logging.getLogger("sim.engines")


def digest(room: Path) -> str:
    """Return a digest of every source that the compiled code of a room depends on."""
    sources = [Path(part.__file__) for part in (clock, resting, rules, records) if part.__file__]
    for folder in (room, Path(__file__).parent, *map(Path, behavior.__path__), *map(Path, demand.__path__)):
        sources += sorted(folder.glob("*.py"))
    whole = hashlib.sha256()
    for source in sources:
        whole.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return whole.hexdigest()[:16]


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


class _Locator(_CacheLocator):  # type: ignore[misc]
    """Where the compiled code lies: a folder for each version of the sources."""

    def __init__(self, room: Path) -> None:
        self.digest = digest(room)

    def get_cache_path(self) -> str:
        return str(cache_folder() / self.digest)

    def get_source_stamp(self) -> str:
        return self.digest

    def get_disambiguator(self) -> str:
        return self.digest

    @classmethod
    def from_function(cls, py_func: Any, py_file: Any) -> "_Locator":
        return cls(Path(py_file).parent)


class _Impl(CompileResultCacheImpl):  # type: ignore[misc]
    _locator_classes = (_Locator,)


@cache
def _tell() -> None:
    """Say once why it takes a while, however many functions there are to compile."""
    _log.info("compiling the engine, once for this version: about 10 seconds ...")


class DiskCache(FunctionCache):  # type: ignore[misc]
    """A cache on disk that may be read-only, damaged or missing: then the code is compiled anew."""

    _impl_class = _Impl

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            found = super().load_overload(sig, target_context)
        except Exception:
            found = None
        if found is None:
            _tell()
        return found

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(OSError):
            try:
                super().save_overload(sig, data)
            except OSError:
                raise
            except Exception:  # what lies there is damaged
                self.flush()
                super().save_overload(sig, data)
