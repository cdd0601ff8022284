"""The compiled functions that Python calls: found on disk without numba, and compiled with it where they are not."""

import hashlib
import json
import logging
import os
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import RLock
from typing import Any

from sim.engines.compiled.cache import DamagedError, cache_folder, keep, kept, tell, why_not_used
from sim.engines.compiled.machine import Code, address_of, callable_at, here
from sim.engines.compiled.sources import ROOT, digest_of_file, sources_of

_log = logging.getLogger("sim.engines")
_ONE_AT_A_TIME = RLock()
_ENTRIES: list["Entry"] = []


class Entry:
    """A compiled function that Python calls; it returns a whole number.

    It is found on disk, or compiled, at the first call or by `make_ready`.

    Parameters
    ----------
    module, name : str
        Where its plain function stands; importing that needs numba.
    *kinds : str
        The types of its arguments, as in `sim.engines.compiled.machine.callable_at`.
    """

    def __init__(self, module: str, name: str, *kinds: str) -> None:
        self.module, self.name, self.kinds = module, name, kinds
        self._call: Callable[..., int] | None = None
        self._address = 0
        _ENTRIES.append(self)

    def __call__(self, *arguments: Any) -> int:
        """Return what the compiled function returns."""
        return (self._call or self.ready())(*arguments)

    def ready(self) -> Callable[..., int]:
        """Return the compiled function, once it is there; raise what numba raises."""
        with _ONE_AT_A_TIME:
            if not self.is_found():
                self._call = self._made()
            assert self._call is not None
            return self._call

    def address(self) -> int:
        """Return where the compiled function lies in memory, for other compiled code to call it."""
        self.ready()
        return self._address

    def is_found(self) -> bool:
        """Return whether it is ready, or found on disk as what these source files were compiled to; without numba."""
        with _ONE_AT_A_TIME:
            if self._call is None and not _is_numba_set_up():
                self._call = self._noted()
            return self._call is not None

    def plain(self) -> Any:
        """Return the plain function."""
        return getattr(import_module(self.module), self.name)

    # --- without numba ------------------------------------------------------------------------------------------

    def _note(self) -> str:
        """Return under which name it is noted what the source files here were compiled to."""
        return f"{self.name}-{_digest(here(), self.kinds, str(ROOT))}.sources"

    def _noted(self) -> Callable[..., int] | None:
        """Return what the source files are noted to have been compiled to; None where one was edited since."""
        try:
            note = kept(self._note())
            if note is None:
                return None
            name, files = json.loads(note)
            is_edited = any(digest_of_file(path) != digest for path, digest in files.items())
            return None if is_edited else self._kept(name)
        except DamagedError as error:
            if str(error) == self._note():  # of damaged code `_made` tells
                _tell_damaged()
        except Exception:  # no numba, no LLVM, no such file any more: `_made` finds out
            pass
        return None

    def _kept(self, name: str) -> Callable[..., int] | None:
        """Return the compiled function of a file on disk; None where there is none, or it lacks something here."""
        content = kept(name)
        address = address_of(Code.unpacked(content)) if content is not None else 0
        return self._at(address) if address else None

    def _at(self, address: int) -> Callable[..., int]:
        self._address = address
        return callable_at(address, self.name, self.kinds)

    # --- with numba ---------------------------------------------------------------------------------------------

    def _made(self) -> Callable[..., int]:
        """Return it by what it reaches: from disk where that was compiled before, else compiled now."""
        plain = self.plain()
        compiler, reach = (import_module(f"sim.engines.compiled.{name}") for name in ("compiler", "reach"))
        processor = compiler.processor()
        name = f"{self.name.strip('_')}-{_digest(reach.digest_of(plain), here(), processor, self.kinds)}.compiled"
        try:
            found = self._kept(name)
            why = "compiling the engine, once for this version"
        except Exception:
            found = None
            why = f"compiling the engine anew, since compiled code in {cache_folder()} was damaged"
        if found is None:
            unused = why_not_used(cache_folder())
            tell(f"compiling the engine, which {cache_folder()} cannot keep: {unused}" if unused else why)
            address, code = compiler.compiled_entry(plain, self.kinds)
            keep(name, code.packed())
            found = self._at(address)
        if not _is_numba_set_up():
            files = {path: digest_of_file(path) for path in sources_of(self.module)}
            keep(self._note(), json.dumps([name, files]).encode())
        return found


def make_ready() -> None:
    """Compile all that Python calls, or find it on disk, the smaller ones first; raise what numba raises."""
    for each in _ENTRIES:
        each.ready()


def are_found() -> bool:
    """Return whether all that Python calls is ready, or found on disk; without numba."""
    return all(each.is_found() for each in _ENTRIES)


def _is_numba_set_up() -> bool:
    """Return whether numba is told how to compile, or not to: then it is asked what that comes to."""
    return Path(".numba_config.yaml").exists() or any(name.startswith("NUMBA_") for name in os.environ)


@cache
def _tell_damaged() -> None:
    _log.info("looking the compiled engine up anew, since compiled code in %s was damaged", cache_folder())


def _digest(*facts: Any) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
