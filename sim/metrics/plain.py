"""Counting contacts in plain Python, where there is no numba."""

from collections import namedtuple
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.journeys.records import COLUMNS
from sim.metrics.counting import BY_TYPE, COUNTED, count

_Row = namedtuple("_Row", COLUMNS)  # type: ignore[misc]


def count_contacts(contacts: Any, sums: Any, asked: Any, routine: Any, edges: Any, oldest: int) -> None:
    """Add contacts to the sums of a week: those of `COUNTED`, by type and by time; see `count`."""
    counted, types, times, _ = np.split(sums, np.cumsum([len(COUNTED), len(BY_TYPE) * len(routine), len(edges)]))
    s = SimpleNamespace(**dict(zip(COUNTED, counted.tolist(), strict=True)))
    by_type, by_time, bounds, kinds = types.tolist(), times.tolist(), edges.tolist(), routine.tolist()
    for row in map(_Row._make, contacts.tolist()):
        count(row, s, by_type, asked, by_time, kinds, bounds, oldest)
    counted[:] = list(vars(s).values())
    types[:], times[:] = by_type, by_time
