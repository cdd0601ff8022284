"""What the last digit of a replication may rest on: the model's code, and the machine and libraries it runs on."""

import hashlib
import platform
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_ROOMS = ("behavior", "demand", "engines", "journeys", "metrics", "scenario")
"""The rooms whose code decides what a replication gives; an edit in any of them makes a new model."""
_LIBRARIES = ("numpy", "scipy", "numba", "llvmlite")


@cache
def facts() -> dict[str, str]:
    """Return what decides the last digits, by name; two processes that agree in all of it give the same."""
    home = Path(__file__).parents[1]
    files = [home / "clock.py", *(path for room in _ROOMS for path in sorted((home / room).rglob("*.py")))]
    code = hashlib.sha256()
    for path in files:
        code.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    system = f"{sys.platform} {platform.machine()} {' '.join(platform.libc_ver())}".strip()
    known = {"model": code.hexdigest()[:16], "system": system, "Python": ".".join(map(str, sys.version_info[:2]))}
    return known | {name: _version(name) for name in _LIBRARIES}


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


@cache
def model_version() -> str:
    """Return a digest of the facts."""
    return hashlib.sha256(repr(sorted(facts().items())).encode()).hexdigest()[:32]
