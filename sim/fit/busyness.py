"""How busy days and half hours differ beyond chance: over-dispersion by day and within the day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.fit.fitted import Fitted, Vector
from sim.fit.volumes_fit import Arrivals

_LAGS = 12
_CORRELATIONS = np.concatenate([[0.0], np.linspace(0.05, 0.95, 19), [0.98]])


@dataclass(frozen=True, kw_only=True)
class Busyness:
    """Factors on volume: `day_cv` of a whole day, `within_day_cv` of a type's interval, and how these go on.

    Attributes
    ----------
    day_cv, within_day_cv, correlation : Fitted
        As the keys of `customers.busyness`; intervals by leaving out one day at a time.
    covariance : ndarray
        What is left of relative covariances of half hours, by how many half hours lie between them.
    """

    day_cv: Fitted
    within_day_cv: Fitted
    correlation: Fitted
    covariance: Vector

    @property
    def figures(self) -> tuple[Fitted, ...]:
        """The three of them."""
        return self.day_cv, self.within_day_cv, self.correlation


def busyness_of(arrivals: Arrivals) -> Busyness | None:
    """Return how busy days differ; None where there are fewer than two usual days of every weekday.

    The relative covariance of two half hours of a day and type, net of Poisson noise, is a + b r^k, k half hours
    between them: a the variance of days, b that within the day and r its correlation. All three by least squares over
    k. With m days of a weekday the means are theirs too, which takes 1/m of the variance: that is given back.
    """
    days, tops, bottoms = _products(arrivals)
    if days < 2:
        return None
    top, bottom = tops.sum(axis=0), bottoms.sum(axis=0)
    whole = _parted(top, bottom)
    apart = np.array([_parted(top - one, bottom - other) for one, other in zip(tops, bottoms, strict=True)])
    errors = np.sqrt((days - 1) / days * ((apart - apart.mean(axis=0)) ** 2).sum(axis=0))

    def told(place: int, name: str, key: str, most: float) -> Fitted:
        low, high = whole[place] - 1.96 * errors[place], whole[place] + 1.96 * errors[place]
        return Fitted(name=name, key=f"customers.busyness.{key}", value=float(whole[place]), low=max(0.0, float(low)),
                      high=min(most, float(high)), n=days, fit="over-dispersion, jackknife over days")  # fmt: skip

    return Busyness(
        day_cv=told(0, "busyness of days, CV", "day_cv", np.inf),
        within_day_cv=told(1, "busyness of half hours within a day and type, CV", "within_day_cv", np.inf),
        correlation=told(2, "correlation of successive half hours", "correlation", 1.0),
        covariance=np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0),
    )


def _products(arrivals: Arrivals) -> tuple[int, Vector, Vector]:
    """Return for each usual day the sums of products by lag, of deviations and of means."""
    tops, bottoms = [], []
    for weekday in range(7):
        own = np.flatnonzero((arrivals.days % 7 == weekday) & arrivals.is_usual)
        if len(own) < 2:
            continue
        mean = arrivals.level[weekday]
        given_back = len(own) / (len(own) - 1)
        for place in own:
            usual = arrivals.usual[place]
            away = (arrivals.counts[place] - mean) * usual
            expected = mean * usual
            lags = range(min(_LAGS, mean.shape[1] - 1) + 1)
            top = np.array([(away[:, : away.shape[1] - k] * away[:, k:]).sum() for k in lags]) * given_back
            top[0] -= float((arrivals.counts[place] * usual).sum())
            tops.append(top)
            bottoms.append(np.array([(expected[:, : expected.shape[1] - k] * expected[:, k:]).sum() for k in lags]))
    return len(tops), np.array(tops), np.array(bottoms)


def _parted(top: Vector, bottom: Vector) -> Vector:
    """Return the day's CV, that within the day, and the correlation, from covariances by lag."""
    from scipy.optimize import nnls

    known = bottom > 0
    if not known.any():
        return np.zeros(3)
    lags = np.flatnonzero(known)
    covariance, weight = top[known] / bottom[known], np.sqrt(bottom[known] / bottom[known].max())
    best, found = np.inf, np.zeros(3)
    for correlation in _CORRELATIONS:
        shape = np.stack([np.ones(len(lags)), correlation ** lags.astype(np.float64)], axis=1)
        (day, within), left = nnls(shape * weight[:, None], covariance * weight)
        if left < best - 1e-12:
            best, found = left, np.array([np.sqrt(day), np.sqrt(within), correlation if within > 0 else 0.0])
    return found
