"""How many callers wait when another joins them: where callers hear of it, a long line makes them leave sooner."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.fit.answered import waits
from sim.fit.call_log import CallLog

_SHARES = (0.2, 0.4, 0.6, 0.8, 0.95)
_LEAST = 1000


def line_seen(log: CallLog, ring: int) -> NDArray[np.int64]:
    """Return how many callers were waiting when each came; who was put through at once never stood in line."""
    wait = waits(log)
    stood = ((log.answered >= 0) | (log.left >= 0)) & (wait > ring)
    came, gone = np.sort(log.received[stood]), np.sort((log.received + wait)[stood])
    before = log.received - 1
    return np.searchsorted(came, before, "right") - np.searchsorted(gone, before, "right")


def line_edges(log: CallLog, ring: int) -> NDArray[np.int64]:
    """Return lengths of line that part those who left into five alike groups, the last one parted once more."""
    left = (log.left >= 0) & (log.answered < 0)
    if left.sum() < _LEAST:
        return np.zeros(0, dtype=np.int64)
    seen = line_seen(log, ring)[left]
    edges = np.unique(np.quantile(seen, _SHARES).astype(np.int64))
    return edges[edges > 0]


def grouped(seen: NDArray[np.int64], edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the group of each line: the number of edges that it reaches."""
    return np.searchsorted(edges, seen, side="right")
