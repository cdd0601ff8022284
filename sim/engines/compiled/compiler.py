"""How the engine is compiled: one wrapper around numba, and access to records by address."""

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from llvmlite import ir
from numba import from_dtype, njit, types
from numba.core import cgutils, codegen
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import cpu_target
from numba.extending import intrinsic, models, overload, register_jitable, register_model

from sim import clock
from sim.behavior import choice, counts, feeling, giving, learning, pay, service
from sim.demand import volumes
from sim.engines import resting, rules
from sim.engines.compiled.machine import Code, its_parts, resolves
from sim.engines.compiled.reach import PLAIN
from sim.engines.effects import agents, answers, bonuses, contacts, desks, duty, given, people, pools, waiting

Function = TypeVar("Function", bound=Callable[..., Any])
_WORD = ir.IntType(64)
_ALIVE: list[Any] = []
"""What owns the machine code in memory."""
_NEEDLESS = {"WithLift", "InlineClosureLikes", "LiteralUnroll", "NopythonRewrites", "AnnotateTypes"}


class _Lean(CompilerBase):  # type: ignore[misc]
    """Compiles without what only closures, `with`, loops over literals, arrays and reports need."""

    def define_pipelines(self) -> list[Any]:
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.passes = [each for each in passes.passes if each[0].__name__ not in _NEEDLESS]
        passes.finalize()
        return [passes]


_INNER = {
    "error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False, "pipeline_class": _Lean
}  # fmt: skip
"""How compiled code that compiled code calls is made; nothing is allocated in it, so nothing is counted."""
_OUTER = {name: value for name, value in _INNER.items() if name != "pipeline_class"}


def compiled(function: Function) -> Function:
    """Compile a function that compiled code calls: strict arithmetic, no Python inside.

    Numba would compile it anew for every constant and every width of integer that it is called with; once is enough.
    """
    dispatcher = njit(function, **_INNER)
    PLAIN[id(dispatcher)] = dispatcher, function  # type: ignore[assignment]
    template_for = dispatcher.get_call_template
    dispatcher.get_call_template = lambda args, kws: template_for([_wide(kind) for kind in args], kws)
    result: Function = dispatcher
    return result


def spelled_out(function: Function) -> Function:
    """Let compiled code hold a function's own code where it calls it: numba returns no records of several types."""
    dispatcher: Any = njit(function, inline="always", **_INNER)
    PLAIN[id(dispatcher)] = dispatcher, function  # type: ignore[assignment]
    result: Function = dispatcher
    return result


def _wide(kind: Any) -> Any:
    plain = types.unliteral(kind)
    whole = isinstance(plain, types.Integer) and plain.signed
    return types.int64 if whole or isinstance(plain, types.IntEnumMember) else plain


def stands_for(plain: Callable[..., Any]) -> Callable[[Function], Function]:
    """Compile a function that compiled code calls where the effects name this plain one."""

    def decorate(function: Function) -> Function:
        overload(plain, strict=False, jit_options=_INNER)(lambda *_: function)
        PLAIN[id(plain)] = plain, function  # type: ignore[assignment]
        return function

    return decorate


def processor() -> tuple[Any, ...]:
    """Return for which processor numba compiles, and have it register what compiled code may call."""
    target = cpu_target.target_context
    target.refresh()
    return tuple(target.codegen().magic_tuple())


def compiled_entry(function: Callable[..., Any], kinds: Sequence[str]) -> tuple[int, Code]:
    """Compile a function of these types that Python calls; return where it lies in memory, and its code to be kept."""
    dispatcher = njit(function, **_OUTER)
    with _as_a_whole(function.__name__):
        dispatcher.compile(tuple(map(_type, kinds)))
    (made,) = dispatcher.overloads.values()
    _ALIVE.append(dispatcher)
    symbol, library = made.fndesc.llvm_func_name, made.library
    _, _, (machine_code, _) = library.serialize_using_object_code()
    return library.get_pointer_to_function(symbol), Code(symbol, library.needs, machine_code)


@contextmanager
def _as_a_whole(name: str) -> Iterator[None]:
    """Optimize only the function of this name, into which all others go, and spare numba the work on each of them.

    Numba would link every function with all that it reaches, bring it to machine code, and so again for each that calls
    it. And it would let each be called from outside, so that one with a single caller would not become part of it: an
    eighth of the time of a run.
    """

    class Library(codegen.JITCodeLibrary):  # type: ignore[misc]
        def _optimize_functions(self, module: Any) -> None:
            module.data_layout = self._codegen._data_layout

        def finalize(self) -> None:
            if self.name == name:
                self._linking_libraries = list(_all_below(self, {}))
                super().finalize()
                self.needs = list(_needs(self._final_module))
            else:
                self._finalize_dynamic_globals()
                self._finalized = True

        def _optimize_final_module(self) -> None:
            for function in self._final_module.functions:
                if not function.is_declaration and name not in function.name:
                    function.linkage = "internal"
            super()._optimize_final_module()

    target = codegen.JITCPUCodegen
    kept = target._library_class, target.set_env

    def set_env(self: Any, env_name: str, env: Any) -> None:
        if self._engine.get_global_value_address(env_name):
            kept[1](self, env_name, env)

    with global_compiler_lock:
        target._library_class, target.set_env = Library, set_env
        try:
            yield
        finally:
            target._library_class, target.set_env = kept


def _type(kind: str) -> Any:
    """Return numba's type of an argument; see `sim.engines.compiled.machine.callable_at`."""
    number, dimensions = its_parts(kind)
    plain = getattr(types, number)
    return types.Array(plain, dimensions, "C") if dimensions else plain


def _needs(module: Any) -> Iterator[str]:
    """Yield the names of what a module calls that lies outside; LLVM makes calls to C of some of its own functions."""
    for each in (*module.functions, *module.global_variables):
        if each.is_declaration:
            own = each.name.startswith("llvm.")
            name = each.name.split(".")[1] if own else each.name
            if not own or resolves(name):
                yield name


def _all_below(library: Any, found: dict[Any, None]) -> dict[Any, None]:
    """Return what is linked into a library, and what is linked into that, each once, a caller before what it calls."""
    for each in library._linking_libraries:
        if each not in found:
            found[each] = None
            _all_below(each, found)
    return found


class _Record(types.Record):  # type: ignore[misc]
    """A record that is written as its name: numba writes the types of all arguments at every pass."""

    def __repr__(self) -> str:
        return str(self.name)


register_model(_Record)(models.RecordModel)


def _short(dtype: Any) -> Any:
    """Return numba's type of a record under a short name; its own names every field, and every symbol names it."""
    if dtype not in _SHORT:
        record = copy.copy(from_dtype(dtype))
        record.__class__ = _Record
        record.name = f"Record{len(_SHORT)}"
        _SHORT[dtype] = record
    return _SHORT[dtype]


_SHORT: dict[Any, Any] = {}


def inline(function: Any) -> Any:
    """Return an intrinsic: a function that writes its own code."""
    made = intrinsic(function)
    PLAIN[id(made)] = made, function
    return made


def records(dtype: Any) -> Any:
    """Return a compiled function (address, index) -> record of this type, to be read and written in place."""
    record = _short(dtype)

    @inline
    def record_at(_: Any, base: Any, index: Any) -> Any:
        def codegen(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
            offset = builder.mul(arguments[1], ir.Constant(_WORD, dtype.itemsize))
            return builder.inttoptr(builder.add(arguments[0], offset), context.get_value_type(record))

        return record(types.int64, types.int64), codegen

    return record_at


def copier(dtype: Any) -> Any:
    """Return a compiled function (target, source) that copies a record of this type."""
    record = _short(dtype)

    @inline
    def copy_record(_: Any, target: Any, source: Any) -> Any:
        def codegen(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
            cgutils.raw_memcpy(builder, arguments[0], arguments[1], ir.Constant(_WORD, dtype.itemsize), 1)
            return context.get_dummy_value()

        return types.void(record, record), codegen

    return copy_record


@inline
def bits_of(_: Any, number: Any) -> Any:
    """Return the bits of a float as an integer."""

    def codegen(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], _WORD)

    return types.int64(types.float64), codegen


@inline
def from_bits(_: Any, word: Any) -> Any:
    """Return the float with these bits."""

    def codegen(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), codegen


def register(*modules: Any) -> None:
    """Let compiled code call the plain functions of these modules by name."""
    for module in modules:
        for function in vars(module).values():
            if (
                callable(function)
                and getattr(function, "__module__", "") == module.__name__
                and hasattr(function, "__code__")
            ):
                register_jitable(**_INNER)(function)


register(
    *(choice, counts, feeling, giving, learning, pay, service),
    *(contacts, agents, answers, bonuses, desks, duty, waiting, people, pools, resting),
)
for _shared in (
    *(clock.ticks, volumes.poisson_count, rules.approach),
    *(given.chance, given.duration),
):
    register_jitable(**_INNER)(_shared)
