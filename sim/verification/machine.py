"""What the checks ran on."""

from __future__ import annotations

import os
import platform
import time
from importlib.metadata import PackageNotFoundError, version

import sim
from sim.engines import default_engine, weeks_of, why_not_compiled
from sim.scenario import plan_of
from sim.verification.centers import call, plain

PACKAGES = ("numpy", "scipy", "simpy", "numba")
SOON = 3.0
"""Seconds in which compiled code is read from disk; compiling takes longer."""


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
    facts["engine"] = _made_ready() if default_engine() == "compiled" else f"simpy alone: {why_not_compiled()}"
    return facts


def _made_ready() -> str:
    """Run a center of few contacts and tell whether its machine code was compiled or found on disk."""
    started = time.perf_counter()
    list(weeks_of(plan_of(plain(1, {"call": call(0.01, 1.0)}, 1)), 1, 0, "compiled"))
    seconds = time.perf_counter() - started
    return f"compiled, {'read from disk' if seconds < SOON else 'compiled just now'} in {seconds:.1f} s"
