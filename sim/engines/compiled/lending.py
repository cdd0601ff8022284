"""Memory that is lent: an array that nobody looks at any more gives it back, for the next one of the same thread.

New memory costs page faults. Each piece has one owner at a time: this module, or the array that borrowed it. It comes
back when that array and all its views are gone, whichever thread saw the last of them; no count of references is read.
"""

import weakref
from collections import deque
from threading import local
from typing import Any

import numpy as np

_MOST = 12
_MOST_BYTES = 1 << 24


class _Spare(local):
    """What has come back to a thread, the latest last."""

    def __init__(self) -> None:
        self.pieces: deque[memoryview] = deque(maxlen=_MOST)


_spare = _Spare()


def borrow(rows: int, dtype: Any) -> Any:
    """Return an array of so many rows, whatever they hold."""
    size = rows * dtype.itemsize
    piece = _fitting(_spare.pieces, size) or np.empty(size, dtype=np.uint8).data
    array = np.frombuffer(piece, dtype=dtype, count=rows)
    if len(piece) <= _MOST_BYTES:
        weakref.finalize(array, _spare.pieces.append, piece).atexit = False
    return array


def _fitting(pieces: deque[memoryview], size: int) -> memoryview | None:
    """Take a piece that is large enough but not four times too large, if there is one."""
    for _ in range(len(pieces)):
        piece = pieces.popleft()
        if size <= len(piece) <= 4 * size:
            return piece
        pieces.append(piece)
    return None
