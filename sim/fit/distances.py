"""How far the days predicted are from the days fitted on, as wholes: five Wasserstein distances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, HOUR, MINUTE
from sim.fit.client import Client
from sim.fit.fitted import Vector
from sim.fit.sessions import SLOT, SLOTS, slot_time

NAMES = (
    "arrivals by time of day",
    "arrivals by hour of the week",
    "agent's time",
    "staff by hour of the week",
    "hand-over",
)
UNITS = ("hours", "hours", "minutes", "hours", "minutes")


def distances(client: Client, fitted_on: NDArray[np.int64], days: NDArray[np.int64]) -> Vector:
    """Return how far how much must be moved to make one distribution of the other (Wasserstein), for each of `NAMES`.

    nan where the log tells nothing.

    Parameters
    ----------
    client : Client
        The whole log.
    fitted_on, days : ndarray
        Days that were fitted on, and that were predicted.
    """
    from scipy.stats import wasserstein_distance

    found = []
    for one, other in zip(_samples(client, fitted_on), _samples(client, days), strict=True):
        known = one[1].sum() > 0 and other[1].sum() > 0
        found.append(wasserstein_distance(one[0], other[0], one[1], other[1]) if known else np.nan)
    return np.array(found, dtype=np.float64)


def _samples(client: Client, days: NDArray[np.int64]) -> list[tuple[Vector, Vector]]:
    """Return values and their weights, in the order of `NAMES`."""
    log, answered, sessions = client.log, client.answered, client.sessions
    received = log.received[np.isin(log.received // DAY, days)]
    week = received % (7 * DAY) / HOUR
    mine = np.isin(answered.start // DAY, days)
    talk = answered.talk[mine] / MINUTE
    transfer = (log.transferred[answered.row] - answered.start)[mine]
    handed = transfer[(log.transferred[answered.row] >= 0)[mine]] / MINUTE
    here = np.isin(sessions.day, days)
    shift = sessions.day[here] // 7 * 7 * DAY
    staff = slot_time(sessions.start[here] - shift, sessions.end[here] - shift, 8 * SLOTS)[: 7 * SLOTS]
    slots = np.arange(7 * SLOTS) * SLOT / HOUR
    thinned = [each[:: max(1, len(each) // 20_000)] for each in (received % DAY / HOUR, week, talk, handed)]
    values = [*thinned[:3], slots, thinned[3]]
    weights = [*(np.ones(len(each)) for each in thinned[:3]), staff, np.ones(len(thinned[3]))]
    return [(v if len(v) else np.zeros(1), w if len(v) else np.zeros(1)) for v, w in zip(values, weights, strict=True)]
