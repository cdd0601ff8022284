"""Whom agents take first: the head start of classes of priority, read from who overtook whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock import SECOND
from sim.fit.answered import waits
from sim.fit.call_log import CallLog
from sim.fit.fitted import Vector

STARTS = SECOND * np.array([0, 15, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600], dtype=np.int64)
"""What is tried."""
_GAIN = 0.01
"""A head start is believed that explains so many more of the pairs in a hundred."""
_LEAST = 500


@dataclass(frozen=True, kw_only=True)
class HeadStarts:
    """Classes with a head start in the queue.

    Attributes
    ----------
    classes : tuple of int
        The classes as the log numbers them; empty where none has a head start.
    ticks : ndarray
        The head start of each class, and 0 for everybody else, at the end.
    share : ndarray, shape (types, classes)
        Share of each class among a type's callers.
    """

    classes: tuple[int, ...]
    ticks: NDArray[np.int64]
    share: Vector

    def draw(self, issue: NDArray[np.int64], uniform: Vector) -> NDArray[np.int64]:
        """Return the place of each caller's class; the last place is no class."""
        if not self.classes:
            return np.zeros(len(issue), dtype=np.int64)
        return np.asarray((uniform[:, None] >= np.cumsum(self.share[issue], axis=1)).sum(axis=1), dtype=np.int64)


def head_starts_of(log: CallLog, ring: int) -> HeadStarts:
    """Return the head starts of a log's classes of priority.

    Of two callers who follow on each other at an answer, both waiting by then and one of a class, the head start is the
    one that explains most often who was first. Shares of classes are those among callers who waited, since many phone
    systems note a class only then.
    """
    types = len(log.issues)
    none = HeadStarts(classes=(), ticks=np.zeros(1, np.int64), share=np.zeros((types, 0)))
    if log.priority is None:
        return none
    waited = waits(log) > ring
    order = np.flatnonzero(waited & (log.answered >= 0) & (log.priority >= 0))
    order = order[np.argsort(log.answered[order], kind="stable")]
    first, then = order[:-1], order[1:]
    both = log.received[then] < log.answered[first]
    first, then = first[both], then[both]
    found = {}
    for number in np.unique(log.priority[order]).tolist():
        own = (log.priority[first] == number).astype(np.int64), (log.priority[then] == number).astype(np.int64)
        mixed = own[0] != own[1]
        if mixed.sum() < _LEAST:
            continue
        ahead = (log.received[then] - log.received[first])[mixed]
        side = (own[0] - own[1])[mixed]
        right = np.array([(ahead + side * start > 0).mean() for start in STARTS])
        if right.max() > right[0] + _GAIN:
            found[int(number)] = int(STARTS[right.argmax()])
    if not found:
        return none
    known = waited & (log.priority >= 0)
    n = np.maximum(np.bincount(log.issue[known], minlength=types), 1)
    share = [np.bincount(log.issue[known & (log.priority == number)], minlength=types) / n for number in found]
    return HeadStarts(
        classes=tuple(found), ticks=np.array([*found.values(), 0], dtype=np.int64), share=np.stack(share, axis=1)
    )
