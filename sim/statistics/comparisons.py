"""Many comparisons at once, what pairing gains, and a change split into its factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.statistics.estimates import Vector, paired_samples, sample


def _p_values(values: ArrayLike) -> Vector:
    """Return p-values as a vector, or raise ValueError."""
    vector = sample(values)
    if vector.min() < 0 or vector.max() > 1:
        raise ValueError("p-values must lie between 0 and 1")
    return vector


def holm(p_values: ArrayLike) -> Vector:
    """Return the step-down adjusted p-values of Holm (1979), shape (k,).

    They control the probability of any false claim, whatever the dependence.
    """
    vector = _p_values(p_values)
    order = np.argsort(vector, kind="stable")
    factors = np.arange(len(vector), 0, -1)
    adjusted = np.empty_like(vector)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(factors * vector[order]))
    return adjusted


@dataclass(frozen=True, slots=True)
class PairingGain:
    """What common random numbers gained.

    Attributes
    ----------
    variance_ratio : float or None
        ``(Var A + Var B) / Var(A - B)``: how many times more replications independent runs
        would need. Below 1 pairing backfired. None if A - B does not vary.
    correlation : float or None
        Between the scenarios; None if one of them does not vary.
    """

    variance_ratio: float | None
    correlation: float | None


def pairing_gain(base: ArrayLike, changed: ArrayLike) -> PairingGain:
    """Return the variance ratio and correlation of two scenarios' replications.

    Parameters
    ----------
    base, changed : array_like, shape (n,)
        Outcomes of the same replications.

    Returns
    -------
    PairingGain
        Both None for one replication.

    Raises
    ------
    ValueError
        If the samples are empty, differ in length or hold a value that is not finite.
    """
    one, two = paired_samples(base, changed)
    if len(one) < 2:
        return PairingGain(None, None)
    spreads = [0.0 if np.ptp(x) == 0 else float(x.var(ddof=1)) for x in (one, two, two - one)]
    ratio = (spreads[0] + spreads[1]) / spreads[2] if spreads[2] > 0 else None
    correlation = None
    if spreads[0] > 0 and spreads[1] > 0:
        correlation = float(np.clip(np.corrcoef(one, two)[0, 1], -1.0, 1.0))
    return PairingGain(ratio, correlation)


@dataclass(frozen=True, slots=True)
class Split:
    """A change of manager minutes, split exactly; the three parts add up to the change."""

    issues: float
    escalations_per_issue: float
    minutes_per_escalation: float


def _factors(counts: Sequence[float]) -> tuple[float, float | None, float | None]:
    """Return issues, escalations per issue and minutes per escalation; None if undefined."""
    issues, escalations, minutes = counts
    if min(counts) < 0:
        raise ValueError("issues, escalations and minutes must not be negative")
    if (issues == 0 and escalations > 0) or (escalations == 0 and minutes > 0):
        raise ValueError("minutes without escalations, or escalations without issues")
    rate = escalations / issues if issues > 0 else None
    return issues, rate, minutes / escalations if escalations > 0 else None


def split_change(base: Sequence[float], changed: Sequence[float]) -> Split:
    """Split a change of ``issues x escalations/issue x minutes/escalation`` (Shapley 1953).

    Parameters
    ----------
    base, changed : sequence of three floats
        Issues, escalations and manager minutes of each scenario.

    Returns
    -------
    Split
        Each factor's change times the others, averaged over the orders in which the factors
        can change. A factor that is undefined in one scenario takes the other's value.

    Raises
    ------
    ValueError
        If a count is negative, there are escalations without issues or minutes without
        escalations.
    """
    before, after = _factors(base), _factors(changed)
    x0, x1 = before[0], after[0]
    y0, y1 = _filled(before[1], after[1])
    z0, z1 = _filled(before[2], after[2])
    return Split(
        issues=(x1 - x0) * _others(y0, y1, z0, z1),
        escalations_per_issue=(y1 - y0) * _others(x0, x1, z0, z1),
        minutes_per_escalation=(z1 - z0) * _others(x0, x1, y0, y1),
    )


def _filled(before: float | None, after: float | None) -> tuple[float, float]:
    """Let an undefined factor take the other scenario's value, or 0 if both are undefined."""
    known = before if before is not None else after
    if known is None:
        return 0.0, 0.0
    return (known if before is None else before), (known if after is None else after)


def _others(a0: float, a1: float, b0: float, b1: float) -> float:
    """Return the mean product of the two other factors over all orders of change."""
    return (a0 * b0 + a1 * b1) / 3 + (a0 * b1 + a1 * b0) / 6
