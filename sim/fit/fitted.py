"""A figure that was read from a log: value, interval, how many rows it rests on, and how well it fits."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vector = NDArray[np.float64]
Z = 1.959964
"""Of a 95 % interval."""
ASSUMED = "not in the file: assumed"
"""What stands beside a key of which the files tell nothing."""


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """One figure of a fit.

    Attributes
    ----------
    name : str
        What it is, as `patience of claims`.
    key : str
        The key of the scenario that it sets; empty where it sets none.
    value, low, high : float
        The figure and its 95 % interval; nan where there is none.
    n : int
        Rows, days or people that it rests on.
    unit : str
        As `minutes`.
    fit : str
        How well it fits, or what it was found by.
    """

    name: str
    value: float
    low: float = math.nan
    high: float = math.nan
    n: int
    key: str = ""
    unit: str = ""
    fit: str = ""

    @property
    def comment(self) -> str:
        """What stands beside the key in the scenario."""
        within = f" ({number(self.low)} to {number(self.high)})" if math.isfinite(self.low) else ""
        return f"fitted: {number(self.value)}{within}, n = {self.n:,}"

    @property
    def percent(self) -> Fitted:
        """A share in per cent."""
        return replace(self, value=100 * self.value, low=100 * self.low, high=100 * self.high, unit="%")

    def row(self) -> dict[str, Any]:
        """Return it as a row of the table of a fit."""
        return {
            "figure": self.name, "key": self.key, "value": self.value, "low": self.low, "high": self.high,
            "unit": self.unit, "n": self.n, "fit": self.fit,
        }  # fmt: skip


def number(value: float) -> str:
    """Return a number in three digits, as people write it.

    Examples
    --------
    >>> number(0.31415), number(12.345), number(1204.3), number(0.0)
    ('0.314', '12.3', '1,204', '0')
    """
    if not math.isfinite(value):
        return "unknown"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 1e-4 else "0"


def plain(value: float) -> str:
    """Return a number for a scenario: four digits or all before the point, never with an exponent.

    Examples
    --------
    >>> plain(11238.4), plain(0.31415), plain(12.0), plain(0.00001234)
    ('11238', '0.3142', '12', '0.00001234')
    """
    if value == 0:
        return "0"
    digits = max(0, 3 - math.floor(math.log10(abs(value))))
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(number_of: int, what: str) -> str:
    """Return a number of things in words, as `1 day` or `1,204 days`."""
    return f"{number_of:,} {what}{'' if number_of == 1 else 's'}"


def mean_figure(values: ArrayLike, **said: Any) -> Fitted:
    """Return a mean with its normal interval; `said` are further attributes of a `Fitted`."""
    sample = np.asarray(values, dtype=np.float64)
    if len(sample) == 0:
        return Fitted(value=math.nan, n=0, **said)
    mean = float(sample.mean())
    if len(sample) == 1:
        return Fitted(value=mean, n=1, **said)
    half = Z * float(sample.std(ddof=1)) / math.sqrt(len(sample))
    return Fitted(value=mean, low=mean - half, high=mean + half, n=len(sample), **said)


def grouped_mean_figure(values: ArrayLike, group: NDArray[np.int32], **said: Any) -> Fitted:
    """Return a mean whose interval knows that values of a group are alike (Liang and Zeger 1986); as in `mean_figure`.

    With few groups Student's quantile stands for the normal one; of one group alone it is the plain interval.
    """
    from scipy.stats import t

    sample = np.asarray(values, dtype=np.float64)
    present = np.bincount(group) > 0
    k = int(present.sum())
    if k < 2:
        return mean_figure(sample, **said)
    mean, n = float(sample.mean()), len(sample)
    sums = np.bincount(group, sample - mean)[present]
    half = float(t.ppf(0.975, k - 1)) * math.sqrt(k / (k - 1) * float((sums**2).sum())) / n
    plain = Z * float(sample.std(ddof=1)) / math.sqrt(n)
    half = max(half, plain)
    return Fitted(value=mean, low=mean - half, high=mean + half, n=n, **said)


def share_figure(count: int, of: int, **said: Any) -> Fitted:
    """Return a share with the score interval of Wilson (1927); `said` are further attributes of a `Fitted`."""
    if of == 0:
        return Fitted(value=math.nan, n=0, **said)
    share, extra = count / of, Z * Z / of
    middle = (share + extra / 2) / (1 + extra)
    half = Z * math.sqrt(share * (1 - share) / of + extra / (4 * of)) / (1 + extra)
    return Fitted(value=share, low=max(0.0, middle - half), high=min(1.0, middle + half), n=of, **said)


def rate_figure(events: int, exposure: float, **said: Any) -> Fitted:
    """Return events over exposure with the exact Poisson interval (Garwood 1936); `said` as in `share_figure`."""
    from scipy.stats import chi2

    if exposure <= 0:
        return Fitted(value=math.nan, n=events, **said)
    low = float(chi2.ppf(0.025, 2 * events)) / 2 / exposure if events else 0.0
    high = float(chi2.ppf(0.975, 2 * events + 2)) / 2 / exposure
    return Fitted(value=events / exposure, low=low, high=high, n=events, **said)
