"""Counting contacts in compiled code; the same functions as in plain Python, the same bits."""

from typing import Any

import numpy as np
from numba import types as kinds

from sim.engines.compiled.compiler import entry, make_ready, records, register
from sim.journeys.records import CONTACT_DTYPE
from sim.metrics import counting
from sim.metrics.counting import COUNTED, count

__all__ = ["count_contacts", "make_ready"]
_contact_at = records(CONTACT_DTYPE)
_sums_at = records(np.dtype([(name, "f8") for name in COUNTED]))
_FLOATS = kinds.float64[::1]
_TABLE = kinds.float64[:, ::1]
_TIMES = len(COUNTED)
register(counting)


@entry(kinds.int64, kinds.int64[:, ::1], _TABLE, _TABLE, kinds.boolean[::1], _FLOATS, kinds.int64)
def count_all(contacts: int, codes: Any, cells: Any, asked: Any, routine: Any, edges: Any, oldest: int) -> None:
    """Add the contacts at an address to the sums of a week."""
    for i in range(len(codes)):
        cell = cells[codes[i, 0]]
        s = _sums_at(cell.ctypes.data, 0)
        count(_contact_at(contacts, i), s, cell[_TIMES:], asked, codes[i, 1], routine, edges, oldest)


def count_contacts(contacts: Any, codes: Any, cells: Any, asked: Any, routine: Any, edges: Any, oldest: int) -> None:
    """Add contacts to the sums of a week; parameters as in `sim.metrics.counting.count_contacts`."""
    count_all(contacts.ctypes.data, codes, cells, asked, routine, edges, oldest)
