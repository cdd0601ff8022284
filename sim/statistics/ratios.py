"""Ratios of sums over replications, with their intervals: many at once."""

from typing import Any, NamedTuple

import numpy as np

from sim.statistics.estimates import t_critical


class Ratios(NamedTuple):
    """Ratios with the bounds of their 95 % intervals, each an array; NaN where there is none."""

    value: Any
    low: Any
    high: Any


def ratios(above: Any, below: Any) -> Ratios:
    """Return the ratios of sums of replications, with intervals by the linearized variance (Cochran 1977, ch. 6).

    Parameters
    ----------
    above, below : array_like, shape (replications, ...)
        What is divided by what; replications are independent.

    Examples
    --------
    >>> ratios([[1.0], [3.0]], [[2.0], [2.0]]).value
    array([1.])
    """
    top, bottom = np.broadcast_arrays(np.asarray(above, dtype=float), np.asarray(below, dtype=float))
    whole = bottom.sum(axis=0)
    value = np.divide(top.sum(axis=0), whole, out=np.full(whole.shape, np.nan), where=whole != 0)
    many = len(top)
    if many < 2:
        nothing = np.full(whole.shape, np.nan)
        return Ratios(value, nothing, nothing)
    apart = ((top - value * bottom) ** 2).sum(axis=0)
    mean = np.where(whole != 0, whole / many, np.nan)
    half = t_critical(many) * np.sqrt(apart / (many * (many - 1))) / np.abs(mean)
    half = np.where(apart > 0, half, np.nan)  # where nothing varies, nothing tells how much hides
    return Ratios(value, value - half, value + half)
