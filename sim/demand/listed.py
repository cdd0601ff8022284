"""First contacts that are given one by one: the rows of a log, and who is in line at the start."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.clock import DAY, MINUTE
from sim.scenario import Scenario
from sim.scenario.calendar_days import Days

Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Listed:
    """Contacts of a stream, in the order in which they call: when, and by which bin and ordinal they are known."""

    ticks: Ints
    bins: Ints
    ordinals: Ints

    def of_day(self, day: int) -> "Listed":
        """Return those of a day."""
        first, last = np.searchsorted(self.ticks, (day * DAY, (day + 1) * DAY)).tolist()
        return Listed(self.ticks[first:last], self.bins[first:last], self.ordinals[first:last])


def logged(base: Scenario, name: str, days: Days) -> Listed | None:
    """Return a type's contacts as a log has them, known by their rows; what lies outside open time does not come."""
    log = base.issues[name].arrivals
    if log is None:
        return None
    ticks, rows = np.array(log.ticks_from(base.calendar.start), dtype=np.int64), np.array(log.rows, dtype=np.int64)
    comes = np.zeros(len(ticks), dtype=bool)
    for day in range(7 * base.calendar.weeks):
        for start, end in days.spans(day):
            comes |= (ticks >= day * DAY + start * MINUTE) & (ticks < day * DAY + end * MINUTE)
    ticks, rows = ticks[comes], rows[comes]
    order = np.lexsort((rows, ticks))
    return Listed(ticks[order], rows[order], np.zeros(len(order), dtype=np.int64))


def in_line(count: int, base: Scenario, days: Days) -> Listed:
    """Return the contacts that are in line when the center first opens; nobody where it never does."""
    opening = next(
        (day * DAY + days.spans(day)[0][0] * MINUTE for day in range(7 * base.calendar.weeks) if days.spans(day)), -1
    )
    number = count if opening >= 0 else 0
    return Listed(np.full(number, opening), np.zeros(number, dtype=np.int64), np.arange(number, dtype=np.int64))
