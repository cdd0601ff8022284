"""Counting contacts in compiled code; the same functions as in plain Python, the same bits."""

from typing import Any

import numpy as np
from numba import types as kinds

from sim.engines.compiled.compiler import entry, records, register
from sim.journeys.records import CONTACT_DTYPE
from sim.metrics import counting
from sim.metrics.counting import COUNTED, count

_contact_at = records(CONTACT_DTYPE)
_sums_at = records(np.dtype([(name, "f8") for name in COUNTED]))
_FLOATS = kinds.float64[::1]
register(counting)


@entry(kinds.int64, kinds.int64, kinds.int64, _FLOATS, _FLOATS, kinds.boolean[::1], _FLOATS, kinds.int64)
def count_all(contacts: int, n: int, sums: int, types: Any, times: Any, routine: Any, edges: Any, oldest: int) -> None:
    """Add the contacts at an address to the sums at another."""
    s = _sums_at(sums, 0)
    for i in range(n):
        count(_contact_at(contacts, i), s, types, times, routine, edges, oldest)


def count_contacts(contacts: Any, counted: Any, types: Any, times: Any, routine: Any, edges: Any, oldest: int) -> None:
    """Add contacts to the arrays `counted`, `types` and `times`; see `count`."""
    address = contacts.ctypes.data
    count_all(address, len(contacts), counted.ctypes.data, types, times, routine, edges, oldest)
