"""Machine code in memory: object code is made callable by LLVM alone, without the compiler that it comes from."""

import ctypes
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np

_IN_C = {"int64": ctypes.c_int64, "float64": ctypes.c_double}
_ALIVE: list[Any] = []
"""What owns the machine code in memory."""


class Code(NamedTuple):
    """A compiled function.

    Attributes
    ----------
    symbol : str
        What it is called in the object code.
    needs : sequence of str
        What it calls that lies outside: the functions of C's library, and whatever else its compiler let it call.
    machine_code : bytes
        The object code.
    """

    symbol: str
    needs: Sequence[str]
    machine_code: bytes

    def packed(self) -> bytes:
        """Return all of it in one, to be written."""
        return json.dumps([self.symbol, *self.needs]).encode() + b"\n" + self.machine_code

    @classmethod
    def unpacked(cls, content: bytes) -> "Code":
        """Return what was packed."""
        head, _, machine_code = content.partition(b"\n")
        symbol, *needs = json.loads(head)
        return cls(symbol, needs, machine_code)


@cache
def here() -> tuple[str, ...]:
    """Return what machine code belongs to: the versions of all that makes it, the system and the processor.

    Raises
    ------
    ImportError
        If there is no compiler, or no LLVM.
    """
    import llvmlite
    from llvmlite import binding

    features = binding.get_host_cpu_features().flatten()
    made_by = version("numba"), llvmlite.__version__, np.__version__, str(sys.implementation.cache_tag)
    return (*made_by, binding.get_process_triple(), binding.get_host_cpu_name(), features)


def resolves(name: str) -> bool:
    """Return whether there is something of this name in this process that machine code can call."""
    from llvmlite import binding

    return bool(binding.address_of_symbol(name))


def address_of(code: Code) -> int:
    """Return where a function lies once it is in memory; 0 where this process lacks something that it calls.

    LLVM would end the process if it met a name that it does not know.
    """
    from llvmlite import binding

    if sys.platform.startswith("linux") and not all(map(resolves, code.needs)):
        with suppress(RuntimeError):
            binding.load_library_permanently("libm.so.6")
    if not all(map(resolves, code.needs)):
        return 0
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    machine = binding.Target.from_default_triple().create_target_machine(jit=True)
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
    engine.add_object_file(binding.ObjectFileRef.from_data(code.machine_code))
    engine.finalize_object()
    _ALIVE.append(engine)
    return int(engine.get_function_address(code.symbol))


def its_parts(kind: str) -> tuple[str, int]:
    """Return what numbers an argument is of, and how many dimensions it has: 0 for a number alone."""
    number, _, dimensions = kind.partition(" by ")
    return number, int(dimensions or 0)


def callable_at(address: int, name: str, kinds: Sequence[str]) -> Callable[..., int]:
    """Return the function at an address as one that Python calls; it runs without the interpreter's lock.

    Parameters
    ----------
    address : int
        Where it lies; it is called as numba's functions call each other: it returns a status, and writes its result
        and its error to where its first two arguments point.
    name : str
        What an error calls it.
    kinds : sequence of str
        The types of its further arguments: `int64`, `float64`, or arrays of them: `float64 by 2` has two dimensions.
    """
    parts = [its_parts(kind) for kind in kinds]
    in_c: list[Any] = []
    for number, n in parts:
        in_c += [ctypes.c_int64] * (5 + 2 * n) if n else [_IN_C[number]]
    function = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *in_c)(address)
    has_arrays = any(n for _, n in parts)

    def call(*values: Any) -> int:
        result, error = ctypes.c_int64(), ctypes.c_void_p()
        words = _spread(values, parts) if has_arrays else values
        status = function(ctypes.addressof(result), ctypes.addressof(error), *words)
        if status != 0:
            raise RuntimeError(f"compiled code of {name} ended with status {status}; engine 'simpy' runs without it")
        return result.value

    return call


def _spread(values: Sequence[Any], parts: Sequence[tuple[str, int]]) -> Iterator[Any]:
    """Yield numbers as they are, and of an array what numba passes: no owner, its size, its place and its shape."""
    for value, (number, n) in zip(values, parts, strict=True):
        if not n:
            yield value
        elif value.dtype != number or value.ndim != n or not value.flags.c_contiguous:
            raise TypeError(
                f"an array of {value.dtype} and {value.ndim} dimensions, not one of {number} and {n} in a row"
            )
        else:
            yield from (0, 0, value.size, value.itemsize, value.ctypes.data, *value.shape, *value.strides)
