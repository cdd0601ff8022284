"""Counting contacts in compiled code; the same functions as in plain Python, the same bits."""

from typing import Any

import numpy as np
from numba import types as kinds

from sim.engines.compiled.compiler import entry, make_ready, records, register
from sim.journeys.records import CONTACT_DTYPE
from sim.metrics import counting
from sim.metrics.counting import BY_TYPE, COUNTED, count

__all__ = ["count_contacts", "make_ready"]
_contact_at = records(CONTACT_DTYPE)
_sums_at = records(np.dtype([(name, "f8") for name in COUNTED]))
_FLOATS = kinds.float64[::1]
_FIRST_TYPE = len(COUNTED)
register(counting)


@entry(kinds.int64, kinds.int64, _FLOATS, _FLOATS, kinds.boolean[::1], _FLOATS, kinds.int64)
def count_all(contacts: int, n: int, sums: Any, asked: Any, routine: Any, edges: Any, oldest: int) -> None:
    """Add the contacts at an address to the sums of a week."""
    by_time = _FIRST_TYPE + len(BY_TYPE) * len(routine)
    types, times = sums[_FIRST_TYPE:by_time], sums[by_time : by_time + len(edges)]
    s = _sums_at(sums.ctypes.data, 0)
    for i in range(n):
        count(_contact_at(contacts, i), s, types, asked, times, routine, edges, oldest)


def count_contacts(contacts: Any, sums: Any, asked: Any, routine: Any, edges: Any, oldest: int) -> None:
    """Add contacts to the sums of a week: those of `COUNTED`, by type and by time; see `count`."""
    count_all(contacts.ctypes.data, len(contacts), sums, asked, routine, edges, oldest)
