"""Which engines there are here: the compiled one needs numba, and a processor that numba knows, to be compiled."""

import logging
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from textwrap import shorten

_log = logging.getLogger("sim.engines")
ENGINES = ("simpy", "compiled")
"""Engines by name; `simpy` is the definition, `compiled` gives the same results, to the bit, many times as fast."""


@cache
def default_engine() -> str:
    """Return the engine that runs where none is asked for: the fast one, if it can be made here."""
    why = why_not_compiled()
    if not why:
        return "compiled"
    _log.info("%s, so the SimPy engine runs: the same results, many times slower", why)
    return "simpy"


@cache
def why_not_compiled() -> str:
    """Return why there is no compiled engine here; nothing where there is one, which is then ready to run."""
    if find_spec("numba") is None:
        return "numba is not installed here"
    if _is_found():
        return ""
    try:
        if import_module("numba").config.DISABLE_JIT:
            return "numba is switched off here (NUMBA_DISABLE_JIT)"
    except Exception as error:
        return f"numba cannot be used here ({_line(error)})"
    return why_not_made("sim.engines.compiled")


def _is_found() -> bool:
    """Return whether all of the compiled engine lies on disk, compiled before: numba is not needed then."""
    return bool(import_module("sim.engines.compiled").are_found())


def is_ready() -> bool:
    """Return whether the compiled engine is ready to run already; to ask makes nothing ready."""
    return bool(why_not_compiled.cache_info().currsize) and not why_not_compiled()


@cache
def why_not_made(module: str) -> str:
    """Return why the compiled functions of a module cannot be made here; nothing where they are, and ready to run."""
    try:
        import_module(module).make_ready()
    except Exception as error:  # whatever numba, its internals, or the processor does not allow
        return f"numba {version('numba')} cannot compile {module} here ({_line(error)})"
    return ""


def _line(error: Exception) -> str:
    """Return an error in a line that is not too long."""
    return shorten(" ".join(str(error).split()) or type(error).__name__, 160)


def check_engine(engine: str | None) -> None:
    """Refuse an engine that there is not; None stands for the fastest there is."""
    if engine not in (None, *ENGINES):
        raise ValueError(f"no engine {engine!r}; there is {', '.join(ENGINES)}")
