"""What is counted of days, observed or simulated, half hour by half hour; every score is a sum of such cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, SECOND
from sim.fit.answered import waits
from sim.fit.call_log import CallLog
from sim.fit.fitted import Vector
from sim.fit.queue_days import Predicted
from sim.fit.sessions import SLOT, SLOTS

OFFERED, LEFT, ANSWERED, WAITED, IN_TIME = range(5)
"""Contacts, who left, who was answered, their wait in seconds, and who was answered within twenty seconds."""
CELLS = 5
WITHIN = 20 * SECOND


def observed_cells(log: CallLog, days: NDArray[np.int64]) -> Vector:
    """Return the cells of days of a log, shape (days, 48, 5); contacts without an end are left out."""
    answered = log.answered >= 0
    ended = answered | (log.left >= 0)
    return _cells(log.received[ended], waits(log)[ended], answered[ended], days)


def predicted_cells(found: Predicted, days: NDArray[np.int64], ring: int) -> Vector:
    """Return the cells of simulated days; everybody waits the ringing besides."""
    return _cells(found.arrived, found.wait + np.where(found.is_answered, ring, 0), found.is_answered, days)


def _cells(
    arrived: NDArray[np.int64], wait: NDArray[np.int64], answered: NDArray[np.bool_], days: NDArray[np.int64]
) -> Vector:
    place = np.searchsorted(days, arrived // DAY)
    inside = (place < len(days)) & (days[np.minimum(place, len(days) - 1)] == arrived // DAY)
    flat = place * SLOTS + arrived % DAY // SLOT
    size = len(days) * SLOTS

    def count(chosen: NDArray[np.bool_], weights: NDArray[np.int64] | None = None) -> Vector:
        own = inside & chosen
        return np.bincount(flat[own], None if weights is None else weights[own], minlength=size).astype(np.float64)

    everybody = np.ones_like(answered)
    columns = [count(everybody), count(~answered), count(answered), count(answered, wait) / SECOND,
               count(answered & (wait <= WITHIN))]  # fmt: skip
    return np.stack(columns, axis=-1).reshape(len(days), SLOTS, CELLS)


def rates(cells: Vector) -> Vector:
    """Return abandonment and service level in per cent and mean wait of the answered in seconds, on the last axis."""
    offered, answered = np.maximum(cells[..., OFFERED], 1e-9), np.maximum(cells[..., ANSWERED], 1e-9)
    none = cells[..., OFFERED] <= 0
    found = [100 * cells[..., LEFT] / offered, 100 * cells[..., IN_TIME] / offered, cells[..., WAITED] / answered]
    return np.stack([np.where(none, np.nan, each) for each in found], axis=-1)
