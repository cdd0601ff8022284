"""Hours in which several times the usual calls came: an event, which says nothing of the usual week."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_TIMES = 3.0
_SAME_WEEKDAY = 3
"""From so many days of the same weekday on, only these are compared."""


def event_cells(volume: NDArray[np.float64], weekday: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Find the cells that are far above the same interval of other days.

    A cell is an event if it is above three times the median of the other days, and above it by more than six of its
    standard deviations and 20 contacts. A day is held against those of its weekday where there are three of them or
    more, else against all others; intervals without others are never events.

    Parameters
    ----------
    volume
        Contacts, shape ``(days, intervals)``; `NaN`: not told.
    weekday
        Of each day, shape ``(days,)``.

    Returns
    -------
    numpy.ndarray
        Shape ``(days, intervals)``.
    """
    found = np.zeros(volume.shape, bool)
    largest = np.nanmax(np.where(np.isnan(volume), 0, volume), axis=0, initial=0)
    middle = np.array([np.median(its) if len(its := column[~np.isnan(column)]) else 0 for column in volume.T])
    for place in np.flatnonzero(largest > 1.5 * middle + 20):
        column = volume[:, place]
        for day in np.flatnonzero(column > 20):
            others = ~np.isnan(column) & (np.arange(len(column)) != day)
            alike = others & (weekday == weekday[day])
            others = alike if alike.sum() >= _SAME_WEEKDAY else others
            if others.any():
                usual = float(np.median(column[others]))
                found[day, place] = column[day] > max(_TIMES * usual, usual + 6 * np.sqrt(usual) + 20)
    return found
