"""The source files that compiled code may come from: while none is edited, nobody need ask what reaches what."""

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_OWN = __name__.partition(".")[0]
_LOOKS_UP = {f"{_OWN}.shown"}
"""What only fetches, when it is called, from the rooms above those that compiled code comes from."""
ROOT = Path(__file__).parents[2]
"""The folder of this program."""


def digest_of_file(path: str) -> str:
    """Return the digest of a source file, named by its path in this program."""
    return _digest_of_file(ROOT / path)


@cache
def _digest_of_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def sources_of(module: str) -> tuple[str, ...]:
    """Return the files of a module of this program and of all that it imports, directly or not, in a written order."""
    todo, found = [module], {}
    while todo:
        name = todo.pop()
        if name not in found:
            path = _file(name)
            found[name] = path
            todo += _imported(path) if path and name not in _LOOKS_UP else ()
    return tuple(sorted(path.relative_to(ROOT).as_posix() for path in found.values() if path))


@cache
def _file(name: str) -> Path | None:
    """Return the file of a module; None where there is no module of this name, which may be that of a function."""
    try:
        spec = find_spec(name)
    except ModuleNotFoundError:
        return None
    return Path(spec.origin) if spec and spec.origin else None


def _imported(path: Path) -> Iterator[str]:
    """Yield the modules of this program from which a file takes names."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] == _OWN:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if _file(name) else str(node.module) for name in inner)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] == _OWN)
