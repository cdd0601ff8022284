"""Counting contacts in plain Python, where there is no numba."""

from collections import namedtuple
from types import SimpleNamespace
from typing import Any

from sim.journeys.records import COLUMNS
from sim.metrics.counting import COUNTED, count

_Row = namedtuple("_Row", COLUMNS)  # type: ignore[misc]


def count_contacts(contacts: Any, counted: Any, types: Any, times: Any, routine: Any, edges: Any, oldest: int) -> None:
    """Add contacts to the arrays `counted`, `types` and `times`; see `count`."""
    sums = SimpleNamespace(**dict(zip(COUNTED, counted.tolist(), strict=True)))
    by_type, by_time, bounds, kinds = types.tolist(), times.tolist(), edges.tolist(), routine.tolist()
    for row in map(_Row._make, contacts.tolist()):
        count(row, sums, by_type, by_time, kinds, bounds, oldest)
    counted[:] = list(vars(sums).values())
    types[:], times[:] = by_type, by_time
