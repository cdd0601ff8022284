"""Counting contacts in compiled code; the same functions as in plain Python, the same bits."""

from typing import Any

import numpy as np
from numba import types as kinds

from sim.engines.compiled.compiler import entry, make_ready, records, register
from sim.journeys.records import CONTACT_DTYPE, DUTY_DTYPE
from sim.metrics import counting, interval_counting
from sim.metrics import standards as by_type
from sim.metrics.counting import COUNTED, count
from sim.metrics.interval_counting import count_by_interval, count_duty

__all__ = ["count_contacts", "count_intervals", "make_ready"]
_contact_at = records(CONTACT_DTYPE)
_duty_at = records(DUTY_DTYPE)
_sums_at = records(np.dtype([(name, "f8") for name in COUNTED]))
_FLOATS = kinds.float64[::1]
_TABLE = kinds.float64[:, ::1]
_STANDARDS = kinds.int64[:, ::1]
_BY_INTERVAL = kinds.float64[:, :, ::1]
register(by_type)
register(counting)
register(interval_counting)


@entry(kinds.int64, kinds.int64[:, ::1], _TABLE, _TABLE, _STANDARDS, _FLOATS, kinds.int64)
def count_all(contacts: int, codes: Any, cells: Any, asked: Any, its: Any, edges: Any, oldest: int) -> None:
    """Add the contacts at an address to the sums of a week."""
    sums, width = cells.ctypes.data, cells.strides[0]
    for i in range(len(codes)):
        cell, code = codes[i, 0], codes[i, 1]
        count(
            _contact_at(contacts, i), _sums_at(sums + cell * width, 0), cells, asked, (cell, code), its, edges, oldest
        )


def count_contacts(contacts: Any, codes: Any, cells: Any, asked: Any, standards: Any, edges: Any, oldest: int) -> None:
    """Add contacts to the sums of a week; parameters as in `sim.metrics.counting.count_contacts`."""
    count_all(contacts.ctypes.data, codes, cells, asked, standards, edges, oldest)


@entry(kinds.int64, kinds.int64, kinds.int64, kinds.int64, _BY_INTERVAL, _BY_INTERVAL, _STANDARDS, kinds.int64)
def count_all_intervals(
    contacts: int, many: int, duty: int, spells: int, types: Any, teams: Any, its: Any, width: int
) -> None:
    """Add the contacts at an address, and the spells at work at another, to the sums of their intervals."""
    for i in range(many):
        count_by_interval(_contact_at(contacts, i), types, teams, its, width)
    for i in range(spells):
        count_duty(_duty_at(duty, i), teams, width)


def count_intervals(contacts: Any, duty: Any, types: Any, teams: Any, standards: Any, width: int) -> None:
    """Add a week to the sums of intervals; parameters as in `sim.metrics.by_interval.count_intervals`."""
    count_all_intervals(
        contacts.ctypes.data, len(contacts), duty.ctypes.data, len(duty), types, teams, standards, width
    )
