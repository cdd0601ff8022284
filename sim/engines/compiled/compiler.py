"""How the engine is compiled: one wrapper around numba, access to records by address, and the cache on disk."""

import copy
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from llvmlite import ir
from numba import from_dtype, njit, types
from numba.core import cgutils
from numba.core.caching import CompileResultCacheImpl, FunctionCache, _CacheLocator
from numba.extending import intrinsic, register_jitable

from sim import behavior, clock, demand
from sim.behavior import choice, feeling, learning, service
from sim.demand import volumes
from sim.engines import rules

Function = TypeVar("Function", bound=Callable[..., Any])
_WORD = ir.IntType(64)
_INNER = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def compiled(function: Function) -> Function:
    """Compile a function that compiled code calls: strict arithmetic, no Python inside."""
    result: Function = njit(function, **_INNER)
    return result


def entry(function: Function) -> Function:
    """Compile a function that Python calls: it releases the lock of the interpreter and rests on disk."""
    dispatcher = njit(function, error_model="numpy", nogil=True, no_cfunc_wrapper=True)
    dispatcher._cache = _Cache(dispatcher.py_func)
    result: Function = dispatcher
    return result


def _short(dtype: Any) -> Any:
    """Return numba's type of a record under a short name; its own names every field, and every symbol names it."""
    if dtype not in _SHORT:
        record = copy.copy(from_dtype(dtype))
        record.name = f"Record{len(_SHORT)}"
        _SHORT[dtype] = record
    return _SHORT[dtype]


_SHORT: dict[Any, Any] = {}


def records(dtype: Any) -> Any:
    """Return a compiled function (address, index) -> record of this type, to be read and written in place."""
    record = _short(dtype)

    @intrinsic
    def record_at(_: Any, base: Any, index: Any) -> Any:
        def codegen(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
            offset = builder.mul(arguments[1], ir.Constant(_WORD, dtype.itemsize))
            return builder.inttoptr(builder.add(arguments[0], offset), context.get_value_type(record))

        return record(types.int64, types.int64), codegen

    return record_at


def copier(dtype: Any) -> Any:
    """Return a compiled function (target, source) that copies a record of this type."""
    record = _short(dtype)

    @intrinsic
    def copy_record(_: Any, target: Any, source: Any) -> Any:
        def codegen(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
            cgutils.raw_memcpy(builder, arguments[0], arguments[1], ir.Constant(_WORD, dtype.itemsize), 1)
            return context.get_dummy_value()

        return types.void(record, record), codegen

    return copy_record


@intrinsic
def bits_of(_: Any, number: Any) -> Any:
    """Return the bits of a float as an integer."""

    def codegen(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], _WORD)

    return types.int64(types.float64), codegen


@intrinsic
def from_bits(_: Any, word: Any) -> Any:
    """Return the float with these bits."""

    def codegen(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), codegen


def _register(*modules: Any) -> None:
    """Let compiled code call the plain functions of these modules by name."""
    for module in modules:
        for function in vars(module).values():
            if callable(function) and getattr(function, "__module__", "") == module.__name__ and hasattr(function, "__code__"):
                register_jitable(**_INNER)(function)


_register(choice, feeling, learning, service)
for _shared in (clock.ticks, volumes.poisson_count, volumes.log_factorial, rules.approach):
    register_jitable(**_INNER)(_shared)


# --- the cache ---------------------------------------------------------------------------------------------------


def digest() -> str:
    """Return a digest of every source that the compiled code depends on."""
    sources = [Path(part.__file__) for part in (clock, volumes, rules) if part.__file__]
    for room in (Path(__file__).parent, *map(Path, behavior.__path__), *map(Path, demand.__path__)):
        sources += sorted(room.glob("*.py"))
    whole = hashlib.sha256()
    for source in sources:
        whole.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return whole.hexdigest()[:16]


def cache_folder() -> Path:
    """Return the folder of the compiled code: `FRONTLINE_CACHE`, or the user's folder for such things."""
    own = os.environ.get("FRONTLINE_CACHE")
    if own:
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "frontline"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "frontline"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "frontline"


class _Locator(_CacheLocator):  # type: ignore[misc]
    """Where the compiled code lies: a folder for each version of the sources."""

    def __init__(self) -> None:
        self.digest = digest()

    def get_cache_path(self) -> str:
        return str(cache_folder() / self.digest)

    def get_source_stamp(self) -> str:
        return self.digest

    def get_disambiguator(self) -> str:
        return self.digest

    @classmethod
    def from_function(cls, py_func: Any, py_file: Any) -> "_Locator":
        return cls()


class _Impl(CompileResultCacheImpl):  # type: ignore[misc]
    _locator_classes = (_Locator,)


class _Cache(FunctionCache):  # type: ignore[misc]
    """A cache on disk that may be read-only, damaged or missing: then the code is compiled anew."""

    _impl_class = _Impl

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)
        except Exception:
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        try:
            super().save_overload(sig, data)
        except OSError:
            return
