"""How likely a figure is to be observed where its mean is known: shares, counts and means, each on a scale of its own.

A share of n cases is beta-binomial, a count over n weeks gamma-Poisson (negative binomial), a mean of n cases normal.
Beta and gamma stand for what differs from one period to the next beyond the luck of single cases. How far a figure lies
from a mean is its signed root deviance (McCullagh & Nelder 1989, 2.4), exact for single cases also where none was seen.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sim.statistics.estimates import Vector

Family = Literal["share", "count", "mean"]
WITHIN = 0.05
"""A figure of which nobody says on how many cases it rests is taken as known to so much of itself."""
_FEW, _MANY = 20.0, 1e7
_CLIPPED, _LEAST = 200.0, 1e-9
"""A share of 0 or 1 has the log odds of half a case in so many or more; and what stands for a mean of nothing."""


@dataclass(frozen=True)
class Likelihood:
    """A figure that was observed, and how far it may lie from its mean.

    Attributes
    ----------
    family : str
        `share` (between 0 and 1), `count` (a week) or `mean`.
    seen : float
        What was observed.
    n : float, optional
        Cases of a share or a mean, weeks of a count; where it is not known, as many as let a share, a count or a mean
        of values that vary by as much as themselves be known to within 5 % of itself.
    least_sd : float
        On its scale, a standard deviation that is known otherwise: of the mean of a history's weeks, for instance.
    is_signed : bool
        Whether a mean may be negative, so that it has no logarithm.
    """

    family: Family
    seen: float
    n: float | None = None
    least_sd: float = 0.0
    is_signed: bool = False

    @property
    def cases(self) -> float:
        """On how many cases, or weeks, the figure rests or is taken to rest."""
        if self.n is not None:
            return float(self.n)
        if self.family == "share":
            if self.seen <= 0:  # none is not known to a share of itself
                return _CLIPPED
            inside = min(max(self.seen, 1e-3), 1 - 1e-3)
            return min(max((1 - inside) / inside / WITHIN**2, _FEW), _MANY)
        return 1 / WITHIN**2 / (self.seen if self.family == "count" and self.seen > 0 else 1.0)

    @property
    def _single(self) -> float:
        """The variance of a single case at what was observed, where none or all were at half a case of some hundred."""
        inside = min(max(self.seen, 0.5 / _CLIPPED), 1 - 0.5 / _CLIPPED)
        return inside * (1 - inside)

    def scaled(self, value: Any) -> Any:
        """Return values on the scale on which effects add up: log odds of shares, logarithms of means, roots of counts.

        A count may be none, and a root varies as much whatever the count (Anscombe 1948: twice the root, by 1 over the
        weeks).
        """
        found = np.asarray(value, dtype=np.float64)
        if self.family == "share":
            margin = 0.5 / (max(self.cases, _CLIPPED) + 1)
            inside = np.clip(found, margin, 1 - margin)
            return np.log(inside / (1 - inside))
        if self.family == "count":
            return 2 * np.sqrt(np.maximum(found, 0.0))
        return found if self.is_signed else np.log(np.maximum(found, _LEAST))

    def natural(self, scaled: Any) -> Any:
        """Return values of the scale as they are observed."""
        found = np.asarray(scaled, dtype=np.float64)
        if self.family == "share":
            return 1 / (1 + np.exp(-found))
        if self.family == "count":
            return (np.maximum(found, 0.0) / 2) ** 2
        return found if self.is_signed else np.exp(found)

    def sd(self, luck: float) -> float:
        """Return about how far, on the scale, the figure lies from its mean; `luck` is the variance of a period."""
        if self.family == "share":
            single = 1 / (self._single * self.cases)
        else:
            single = 0.0 if self.is_signed else 1 / self.cases
        return float(np.sqrt(max(luck, single, self.least_sd**2)))

    def luck(self, values: Vector) -> float:
        """Return the variance of a period, on the scale, where what was observed is the mean.

        Parameters
        ----------
        values : ndarray
            What periods of the same length show, as observed; their mean may be another. Of shares and counts the
            variance about the mean is taken to be the same multiple of that of single cases at both.
        """
        if len(values) < 2:
            return 0.0
        mean, variance = float(values.mean()), float(values.var(ddof=1))
        if self.family == "share":
            unit = mean * (1 - mean) * self._single
        elif self.family == "count":
            unit = mean
        else:
            unit = 1.0 if self.is_signed else mean**2
        return variance / unit if unit > 0 else 0.0

    def apart(self, means: Any, sd: float) -> Any:
        """Return how far means lie above what was observed, in standard deviations: signed roots of the deviance.

        Parameters
        ----------
        means : array_like
            As observed, not on the scale.
        sd : float
            Of the figure on the scale: `sd(luck)`, or more where the means are not known exactly.
        """
        means, seen = np.asarray(means, dtype=np.float64), float(self.seen)
        if self.family == "mean":
            return (self.scaled(means) - self.scaled(seen)) / sd
        if self.family == "share":
            inside, size = np.clip(means, _LEAST, 1 - _LEAST), 1 / (sd**2 * self._single)
            lost = _times_log(seen, inside) + _times_log(1 - seen, 1 - inside)
        else:
            size, lost = 1 / sd**2, _times_log(seen, np.maximum(means, _LEAST)) + means - seen
        return np.sign(means - seen) * np.sqrt(2 * size * np.maximum(lost, 0.0))

    def drawn(self, means: Vector, luck: float, draws: np.random.Generator) -> Vector:
        """Return a figure that might be observed at each mean, all on the scale.

        Parameters
        ----------
        means : ndarray
            On the scale.
        luck : float
            The variance, on the scale, of the figure of a whole period.
        draws : Generator
            Of random numbers.
        """
        luck = max(luck, self.least_sd**2)
        if self.family == "share":
            return self._share(self.natural(means), luck, draws)
        if self.family == "count":
            return self._count(self.natural(means), luck, draws)
        return np.asarray(means + self.sd(luck) * draws.standard_normal(len(means)))

    def _share(self, p: Vector, luck: float, draws: np.random.Generator) -> Vector:
        """Return beta-binomial shares; of the luck of a period, what single cases explain is not counted twice."""
        n = max(1, round(self.cases))
        p = np.clip(p, 1e-9, 1 - 1e-9)
        beyond = np.maximum(luck * p * (1 - p) - 1 / n, 0.0)  # as a share of p (1 - p)
        strength = 1 / np.clip(beyond, 1e-12, 0.999) - 1
        own = np.where(beyond > 1e-9, draws.beta(strength * p, strength * (1 - p)), p)
        return np.asarray(self.scaled(draws.binomial(n, np.clip(own, 0.0, 1.0)) / n))

    def _count(self, rate: Vector, luck: float, draws: np.random.Generator) -> Vector:
        """Return gamma-Poisson counts a week."""
        mean = np.clip(rate * self.cases, 1e-9, 1e15)
        beyond = np.maximum(luck - 1 / self.cases, 0.0) * self.cases / mean  # squared coefficient of variation
        shape = 1 / np.maximum(beyond, 1e-12)
        own = np.where(beyond > 1e-9, mean * draws.gamma(shape) / shape, mean)
        return np.asarray(self.scaled(draws.poisson(own) / self.cases))


def _times_log(share: float, mean: Any) -> Any:
    """Return a figure times the logarithm of it over a mean; of nothing, nothing."""
    return share * np.log(share / mean) if share > 0 else 0.0 * mean
