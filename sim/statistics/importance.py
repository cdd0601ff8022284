"""Importance weights: points drawn where something was thought likely, weighed by how likely it proved to be.

Points come in rounds, each from a better guess. Within a round weights are the ratio of what proved to what was
thought, up to a constant; rounds count as much as their weights are even. Where too few points would count, all ratios
are tempered: a power below 1 lets the next best in (Koblents & Miguez 2015).
"""

from collections.abc import Sequence

import numpy as np

from sim.statistics.estimates import Vector

_HALVINGS = 40


def effective(weights: Vector) -> float:
    """Return how many equally weighed points tell as much (Kish 1965)."""
    total = float(weights.sum())
    return total**2 / float((weights**2).sum()) if total > 0 else 0.0


def weighed(log_ratios: Sequence[Vector], least: float) -> tuple[Vector, float]:
    """Return the weights of all points of all rounds, which sum to 1, and the power to which ratios were taken.

    Parameters
    ----------
    log_ratios : sequence of ndarray
        By round, the logarithm of how likely each point proved to be over how likely it was drawn; finite.
    least : float
        As many points should count at least, as `effective` has it.
    """
    found = _combined(log_ratios, 1.0)
    if effective(found) >= least:
        return found, 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(_combined(log_ratios, middle)) >= least else (low, middle)
    return _combined(log_ratios, low), low


def _combined(log_ratios: Sequence[Vector], power: float) -> Vector:
    rounds = [np.exp(power * (each - each.max())) for each in log_ratios if len(each)]
    parts = [effective(each) * each / each.sum() for each in rounds]
    found = np.concatenate(parts)
    return np.asarray(found / found.sum())


def resampled(weights: Vector, count: int) -> list[int]:
    """Return the places of points, each as often as its weight has it: systematic resampling (Kitagawa 1996)."""
    ends = np.cumsum(weights / weights.sum())
    places = np.searchsorted(ends, (np.arange(count) + 0.5) / count)
    return np.minimum(places, len(weights) - 1).tolist()
