"""A usual week minute by minute: how many calls come, and how much longer than the mean they take."""

import numpy as np

from sim.scenario import Scenario
from sim.scenario.handle_times import WEEK_MINUTES, handle_factors, volume_by_minute

Minutes = np.ndarray[tuple[int, int], np.dtype[np.float64]]
"""Figures of shape (7, 1440)."""


def call_rates(now: Scenario, name: str) -> Minutes:
    """Return the calls of each minute of the week, in opening hours."""
    return np.array(volume_by_minute(now.issues[name], now.calendar.open)).reshape(7, 1440)


def handle_rates(now: Scenario, name: str) -> Minutes:
    """Return how much longer than the mean calls of each minute of the week take."""
    factors = handle_factors(now.issues[name], now.calendar.open) or [1.0] * WEEK_MINUTES
    return np.array(factors).reshape(7, 1440)
