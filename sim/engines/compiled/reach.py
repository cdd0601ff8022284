"""All that a compiled function is made of: whatever its code reaches, the compiler reaches, and the digest as well."""

import hashlib
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType, NoneType
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types

PLAIN: dict[int, tuple[Any, FunctionType]] = {}
"""What the compiler made and the plain function that it was made of, by identity."""
_OWN = __name__.partition(".")[0]
_VALUES = (int, float, str, bytes, NoneType, np.generic, np.dtype, BuiltinFunctionType, np.ufunc, types.Type, ir.Type)


def digest_of(function: Any) -> str:
    """Return a digest of a function, of all functions and values that it reaches, and of their whole source files.

    Raises
    ------
    TypeError
        If it reaches something that has no digest.
    """
    whole, modules = hashlib.sha256(), set()
    for value in _reached(function):
        modules.add(_module_of(value))
        whole.update(_fact(value).encode() + b"\0")
    used = {_module_of(value) for name in modules - {""} for value in vars(sys.modules[name]).values()}
    for name in sorted((modules | used) - {""}):
        source = Path(str(sys.modules[name].__file__))
        whole.update(name.encode() + b"\0" + source.read_bytes() + b"\0")
    return whole.hexdigest()[:24]


def _reached(function: Any) -> Iterator[Any]:
    """Yield a function and all that it reaches, each once."""
    todo, seen = [function], {}
    while todo:
        value = todo.pop()
        _, value = PLAIN.get(id(value), (None, value))
        if id(value) in seen:
            continue
        seen[id(value)] = value
        yield value
        if isinstance(value, (tuple, list)):
            todo += value
        elif isinstance(value, FunctionType):
            todo += _used(value)


def _module_of(value: Any) -> str:
    """Return the module of this program in which a function, a class or a member of one stands; '' for all else."""
    named = isinstance(value, (FunctionType, type, Enum))
    name = value.__module__ if named else value.__name__ if isinstance(value, ModuleType) else ""
    return name if name.partition(".")[0] == _OWN and name in sys.modules else ""


def _used(function: FunctionType) -> Iterator[Any]:
    """Yield the values of the names that a function uses, in a written order."""
    names = sorted(_names(function.__code__))
    for name in names:
        if name in function.__globals__:
            value = function.__globals__[name]
            yield value
            if isinstance(value, ModuleType) and _module_of(value):
                yield from (getattr(value, part) for part in names if hasattr(value, part))
    yield from (cell.cell_contents for cell in function.__closure__ or ())
    yield from function.__defaults__ or ()


def _names(code: CodeType) -> set[str]:
    inner = [part for part in code.co_consts if isinstance(part, CodeType)]
    return {*code.co_names}.union(*map(_names, inner))


def _fact(value: Any) -> str:
    """Return what a digest needs to know of a value beside its source: the same in every process."""
    if isinstance(value, types.Record):  # its name counts records as they come; the type of its array stands beside it
        return "record"
    if isinstance(value, ModuleType):
        return value.__name__
    if isinstance(value, (FunctionType, type)):
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, np.ndarray):
        return f"{value.dtype!r} {value.tolist()}"
    if isinstance(value, (tuple, list)):
        return f"{len(value)} values"
    if isinstance(value, _VALUES):
        return repr(value)
    raise TypeError(f"compiled code uses {value!r}, of which no digest is known")
