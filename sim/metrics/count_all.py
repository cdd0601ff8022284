"""The compiled code that counts contacts."""

from typing import Any

import numpy as np

from sim.engines.compiled.compiler import records, register
from sim.journeys.records import CONTACT_DTYPE, DUTY_DTYPE
from sim.metrics import counting, interval_counting
from sim.metrics import standards as by_type
from sim.metrics.counting import COUNTED, count
from sim.metrics.interval_counting import count_by_interval, count_duty

_contact_at = records(CONTACT_DTYPE)
_duty_at = records(DUTY_DTYPE)
_sums_at = records(np.dtype([(name, "f8") for name in COUNTED]))
register(by_type)
register(counting)
register(interval_counting)


def count_all(contacts: int, codes: Any, cells: Any, asked: Any, its: Any, edges: Any, oldest: int) -> int:
    """Add the contacts at an address to the sums of a week."""
    sums, width = cells.ctypes.data, cells.strides[0]
    for i in range(len(codes)):
        cell, code = codes[i, 0], codes[i, 1]
        count(
            _contact_at(contacts, i), _sums_at(sums + cell * width, 0), cells, asked, (cell, code), its, edges, oldest
        )
    return 0


def count_all_intervals(
    contacts: int, many: int, duty: int, spells: int, types: Any, teams: Any, its: Any, width: int
) -> int:
    """Add the contacts at an address, and the spells at work at another, to the sums of their intervals."""
    for i in range(many):
        count_by_interval(_contact_at(contacts, i), types, teams, its, width)
    for i in range(spells):
        count_duty(_duty_at(duty, i), teams, width)
    return 0
