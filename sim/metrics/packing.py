"""Numbers packed so that they take little room: like digits stand together."""

import zlib
from typing import Any

import numpy as np

_LEVEL = 1


def packed(numbers: Any) -> bytes:
    """Return an array of float64, of one dimension, packed."""
    return zlib.compress(numbers.view(np.uint8).reshape(-1, numbers.itemsize).T.tobytes(), _LEVEL)


def unpacked(data: bytes, many: int) -> tuple[Any, bytes]:
    """Return so many numbers that were packed, and what stands behind them.

    Raises
    ------
    ValueError
        If that is no such thing; no more of it is unpacked than was asked for.
    """
    size = np.dtype(float).itemsize
    unpacking = zlib.decompressobj()
    try:
        whole = unpacking.decompress(data, size * many + 1)
    except zlib.error as error:
        raise ValueError(f"not what was packed: {error}") from None
    if len(whole) != size * many or not unpacking.eof:
        raise ValueError(f"not what was packed: other than {size * many} bytes")
    numbers = np.ascontiguousarray(np.frombuffer(whole, np.uint8).reshape(size, -1).T).view(float).ravel()
    if not np.isfinite(numbers).all():
        raise ValueError("sums that are no numbers")
    return numbers, unpacking.unused_data
