"""What the checks ran on."""

from __future__ import annotations

import os
import platform
import time
from importlib.metadata import PackageNotFoundError, version

import sim
from sim.engines import default_engine, why_not_compiled

PACKAGES = ("numpy", "scipy", "simpy", "numba")


def machine() -> dict[str, str]:
    """Return versions and hardware, by name; the compiled engine is made ready on the way."""
    facts = {
        "frontline": sim.__version__,
        "Python": f"{platform.python_version()} ({platform.python_implementation()})",
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
    }
    for name in PACKAGES:
        try:
            facts[name] = version(name)
        except PackageNotFoundError:
            facts[name] = "not installed"
    facts["engine"] = _engine()
    return facts


def _engine() -> str:
    """Make the engine ready, and tell whether its machine code was compiled or found on disk."""
    started = time.perf_counter()
    if default_engine() != "compiled":
        return f"simpy alone: {why_not_compiled()}"
    from sim.engines.compiled.cache import was_compiled

    seconds = time.perf_counter() - started
    return f"compiled, {'compiled just now' if was_compiled() else 'read from disk'} in {seconds:.1f} s"
