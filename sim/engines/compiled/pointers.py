"""What compiled code reaches by its address alone: arrays, and functions of the rooms above the engines."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.np.arrayobj import populate_array

from sim.engines.compiled.compiler import inline

_BYTE, _STATUS, _WORD = ir.IntType(8), ir.IntType(32), ir.IntType(64)


def arrays(number: str, dimensions: int) -> Any:
    """Return a compiled function (address, shape) -> array of such numbers, row after row, to be read and written."""
    array = types.Array(getattr(types, number), dimensions, "C")

    @inline
    def array_at(_: Any, address: Any, shape: Any) -> Any:
        def codegen(context: Any, builder: Any, _: Any, arguments: Any) -> Any:
            made = context.make_array(array)(context, builder)
            size = step = ir.Constant(_WORD, context.get_abi_sizeof(context.get_data_type(array.dtype)))
            shape, strides = cgutils.unpack_tuple(builder, arguments[1]), list[Any]()
            for each in reversed(shape):
                strides.insert(0, step)
                step = builder.mul(step, each)
            data = builder.inttoptr(arguments[0], made.data.type)
            populate_array(made, data, shape, strides, size, None)
            return made._getvalue()

        return array(types.int64, types.UniTuple(types.int64, dimensions)), codegen

    return array_at


@inline
def tells(_: Any, function: Any, record: Any, other: Any) -> Any:
    """Call a compiled function (address, address) -> int at an address with that of a record, and another.

    It is called as numba's functions call each other; where it fails, so does what calls it, with its status.
    """

    def codegen(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        error = _BYTE.as_pointer()
        kind = ir.FunctionType(_STATUS, [_WORD.as_pointer(), error.as_pointer(), _WORD, _WORD])
        result, failed = (cgutils.alloca_once(builder, each) for each in (_WORD, error))
        called = builder.inttoptr(arguments[0], kind.as_pointer())
        status = builder.call(called, [result, failed, builder.ptrtoint(arguments[1], _WORD), arguments[2]])
        with cgutils.if_unlikely(builder, cgutils.is_not_null(builder, status)):
            builder.ret(status)
        return builder.load(result)

    return types.int64(types.int64, record, types.int64), codegen
