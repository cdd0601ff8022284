"""Is each lock whole, and is what is installed what the locks say? `python scripts/locks.py [LOCK ...]`

A lock is whole if nothing outside it is needed: each requirement of the project and of whatever is installed from the lock,
by way of extras too (`coverage[toml]`), stands in it in a version that will do. The locks named must be installed to the last
package; of the others only what happens to be installed can be followed. All are read for this system and this Python.
"""

import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

HOME = Path(__file__).resolve().parents[1]
FREE = {"pip"}
"""What each environment has of itself."""


class Lock(NamedTuple):
    """A lock: its file's name, what it must hold (the project's own requirements), and the version of each package."""

    name: str
    roots: list[Requirement]
    pins: dict[str, str]


class Installed(NamedTuple):
    """A package that is installed: its version, and its requirements as its own metadata has them."""

    version: str
    requires: tuple[str, ...]


def read(name: str, text: str, roots: list[Requirement]) -> tuple[Lock, list[str]]:
    """Return a lock as it is for this system, and what is wrong with its lines."""
    pins: dict[str, str] = {}
    wrong = [f"{name}: an address stands in it"] if "://" in text else []
    for entry in text.replace("\\\n", " ").splitlines():
        words, *hashes = entry.split(" --hash=sha256:")
        if not words.strip() or words.lstrip().startswith("#"):
            continue
        try:
            requirement = Requirement(words)
        except InvalidRequirement:
            wrong.append(f"{name}: {words.strip()[:60]!r} is not a package and its version")
            continue
        (exact,) = requirement.specifier if len(requirement.specifier) == 1 else (None,)
        if exact is None or exact.operator != "==" or "*" in exact.version or not hashes:
            wrong.append(f"{name}: {requirement.name} needs one exact version and its hashes")
        elif requirement.marker is None or requirement.marker.evaluate():
            key = canonicalize_name(requirement.name)
            if pins.setdefault(key, exact.version) != exact.version:
                wrong.append(f"{name}: {key} stands in it twice")
    return Lock(name, roots, pins), wrong


def lacks(lock: Lock, found: dict[str, Installed]) -> Iterator[str]:
    """Yield what a lock lacks: it is followed from the project's requirements through all that is installed from it."""
    todo = [("the project", requirement) for requirement in lock.roots]
    seen = set()
    while todo:
        who, needed = todo.pop()
        key, what = canonicalize_name(needed.name), str(needed).partition(";")[0].strip()
        version = lock.pins.get(key)
        if version is None:
            yield f"{lock.name} is not whole: {what}, which {who} needs, is not in it"
        elif not needed.specifier.contains(version, prereleases=True):
            yield f"{lock.name} has {key} {version}, but {who} needs {what}"
        elif key in found and found[key].version == version:
            for extra in {"", *needed.extras} - {extra for name, extra in seen if name == key}:
                seen.add((key, extra))
                name = f"{key}[{extra}]" if extra else key
                todo += [(name, each) for each in required(found[key].requires, extra)]


@cache
def required(lines: tuple[str, ...], extra: str = "") -> list[Requirement]:
    """Return the requirements that an extra adds on this system; those of no extra if it is ''."""
    added = []
    for requirement in map(Requirement, lines):
        always = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if always if not extra else not always and requirement.marker.evaluate({"extra": extra}):
            added.append(requirement)
    return added


def declared_by(home: Path) -> tuple[str, dict[str, list[Requirement]]]:
    """Return the project's name, and what each of its locks must hold at least."""
    declared = tomllib.loads((home / "pyproject.toml").read_text("utf-8"))
    project, build = declared["project"], declared["build-system"]["requires"]
    roots = {}
    for name, extras in declared["tool"]["frontline"]["locks"].items():
        more = [line for extra in extras for line in project["optional-dependencies"][extra]]
        roots[name] = required((*project["dependencies"], *build, *more))
    return canonicalize_name(project["name"]), roots


def installed_on(path: list[str]) -> dict[str, Installed]:
    """Return what is installed on a path, by name."""
    found: dict[str, Installed] = {}
    for each in distributions(path=path):
        found.setdefault(canonicalize_name(each.name), Installed(each.version, tuple(each.requires or ())))
    return found


def differs(locks: list[Lock], whole: set[str], found: dict[str, Installed]) -> Iterator[str]:
    """Yield where what is installed is not what the locks say; those in `whole` must be installed in full."""
    versions: dict[str, dict[str, str]] = {}
    for lock in locks:
        for key, version in lock.pins.items():
            versions.setdefault(key, {}).setdefault(version, lock.name)
            if lock.name in whole and key not in found:
                yield f"{lock.name} has {key} {version}, which is not installed"
    for key, its in versions.items():
        if len(its) > 1:
            yield f"{key} has several versions: " + ", ".join(f"{v} in {file}" for v, file in its.items())
    for key, (version, _) in found.items():
        its = versions.get(key, {})
        if not its and key not in FREE:
            yield f"{key} {version} is installed, but stands in no lock"
        elif its and version not in its:
            wanted, file = next(iter(its.items()))
            yield f"{key} {version} is installed, but {file} has {wanted}"


def problems(home: Path, whole: Iterable[str] = (), path: list[str] | None = None) -> list[str]:
    """Return what is wrong with the locks of a folder and with what is installed on a path (this Python's, if None)."""
    project, roots = declared_by(home)
    found = installed_on(sys.path if path is None else path)
    found.pop(project, None)
    locks, wrong = [], []
    for name, needed in roots.items():
        lock, mistakes = read(name, (home / name).read_text("utf-8"), needed)
        locks.append(lock)
        wrong += mistakes
    for lock in locks:
        wrong += lacks(lock, found)
    return list(dict.fromkeys([*wrong, *differs(locks, set(whole), found)]))


if __name__ == "__main__":
    wrong = problems(HOME, sys.argv[1:])
    if wrong:
        remedy = "Locks are written by `make lock`; what is installed is put right once .venv is deleted."
        print(*wrong, remedy, sep="\n", file=sys.stderr)
    sys.exit(bool(wrong))
