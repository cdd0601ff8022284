"""Many noisy values drawn to their mean, as far as noise explains why they differ."""

from typing import Any, NamedTuple

import numpy as np

from sim.statistics.estimates import Vector


class Drawn(NamedTuple):
    """Values drawn together, and the standard error of each."""

    values: Vector
    errors: Vector


def drawn_together(values: Vector, variances: Vector, known: Any, *, to_zero: bool = False) -> Drawn:
    """Return values drawn to their weighted mean, each by its variance against how much they really differ.

    How much they differ beyond noise is estimated by DerSimonian and Laird (1986); where they do not, all are the mean.

    Parameters
    ----------
    values, variances : ndarray
        What was measured, and how unsure each is.
    known : ndarray of bool
        Which were measured; the others become the mean.
    to_zero : bool
        Whether the mean itself is drawn to 0, as far as it is not sure that it differs from it.
    """
    if not np.any(known):
        return Drawn(np.zeros_like(values), np.full_like(values, np.inf))
    plain = np.where(known, 1 / np.maximum(variances, 1e-12), 0.0)
    mean = (plain * values).sum() / plain.sum()
    spread = (plain * (values - mean) ** 2).sum() - (np.sum(known) - 1)
    size = plain.sum() - (plain**2).sum() / plain.sum()
    apart = max(0.0, float(spread / size)) if size > 0 else 0.0
    weights = np.where(known, 1 / (np.maximum(variances, 1e-12) + apart), 0.0)
    mean = (weights * values).sum() / weights.sum()
    center, unsure = mean, 1 / weights.sum()
    if to_zero:
        center = mean * max(0.0, 1 - unsure / mean**2) if mean else 0.0
    kept = np.where(known, apart / (apart + np.maximum(variances, 1e-12)), 0.0)
    errors = np.sqrt(kept * np.where(known, variances, 0.0) + (1 - kept) ** 2 * unsure)
    return Drawn(np.asarray(center + kept * (values - mean)), errors)
