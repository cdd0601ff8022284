"""How near predictions came: errors by half hour, hour, day and month, bias, and intervals with what they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.fit.fitted import Vector, Z
from sim.fit.folds import Fold
from sim.fit.score_cells import OFFERED, rates

if TYPE_CHECKING:
    import pandas as pd

LEAST = 100
"""Days with fewer contacts are left out of errors by day: a point is one contact there."""
ABANDONMENT, LEVEL, WAIT = range(3)


@dataclass(frozen=True, kw_only=True)
class Ranges:
    """95 % intervals of predictions, and what they cover.

    Attributes
    ----------
    low, high : ndarray
        Of each day or month, in points of abandonment.
    coverage, width : float
        Share of observations inside, and mean width in points.
    """

    low: Vector
    high: Vector
    coverage: float
    width: float


def masked(cells: Vector, usual: NDArray[np.bool_]) -> Vector:
    """Return cells without half hours of events; the axes of days and half hours are the last but one and two."""
    return np.where(usual[..., None], cells, 0.0)


def by_day(cells: Vector) -> Vector:
    """Return rates of each day: abandonment, service level, wait."""
    return rates(cells.sum(axis=-2))


def errors(predicted: Vector, observed: Vector, folds: Sequence[Fold]) -> dict[str, float]:
    """Return the scores of one way to predict.

    Parameters
    ----------
    predicted, observed : ndarray, shape (days, 48, 5)
        Cells of all days, events taken out.
    folds : sequence of Fold
        Whose days these are, in order.
    """
    found: dict[str, float] = {}
    edges = np.cumsum([0, *(len(each.days) for each in folds)])
    pairs = list(pairwise(edges))
    months = [np.stack([rates(each[a:b].sum(axis=(0, 1))) for a, b in pairs]) for each in (predicted, observed)]
    days = [by_day(each) for each in (predicted, observed)]
    enough = observed[..., OFFERED].sum(axis=1) >= LEAST
    halves = [rates(each) for each in (predicted, observed)]
    weight = observed[..., OFFERED] * np.isfinite(halves[0][..., 0]) * np.isfinite(halves[1][..., 0])
    hours = [rates(each.sum(axis=0).reshape(24, 2, -1).sum(axis=1)) for each in (predicted, observed)]
    busy = observed[..., OFFERED].sum(axis=0).reshape(24, 2).sum(axis=1) >= LEAST
    for name, which in (("abandonment", ABANDONMENT), ("service level", LEVEL)):
        month = np.abs(months[0] - months[1])[:, which]
        found[f"{name} by month, mean"], found[f"{name} by month, largest"] = float(month.mean()), float(month.max())
        found[f"{name} by day"] = _mean(np.abs(days[0] - days[1])[enough, which])
        found[f"{name} by hour of day"] = _mean(np.abs(hours[0] - hours[1])[busy, which])
        away = np.nan_to_num(np.abs(halves[0] - halves[1])[..., which])
        found[f"{name} by half hour"] = float((away * weight).sum() / max(weight.sum(), 1.0))
        found[f"{name}, bias by day"] = _mean((days[0] - days[1])[enough, which])
    wait = 100 * np.abs(months[0][:, WAIT] / np.maximum(months[1][:, WAIT], 1e-9) - 1)
    found["wait by month, mean"], found["wait by month, largest"] = float(wait.mean()), float(wait.max())
    found["wait by day"] = _mean((100 * np.abs(days[0] / np.maximum(days[1], 1e-9) - 1))[enough, WAIT], median=True)
    return found


def _mean(values: Vector, *, median: bool = False) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known) if median else known.mean()) if len(known) else float("nan")


def noise_floor(simulated: Vector, folds: Sequence[Fold]) -> dict[str, float]:
    """Return the scores of a perfect model: each replication held against the mean of all others.

    Parameters
    ----------
    simulated : ndarray, shape (replications, days, 48, 5)
        Cells, events taken out.
    folds : sequence of Fold
        Whose days these are.
    """
    whole, n = simulated.sum(axis=0), len(simulated)
    every = [errors((whole - one) / (n - 1), one, folds) for one in simulated]
    return {name: float(np.mean([each[name] for each in every])) for name in every[0]}


def standard_errors(simulated: Vector, observed: Vector, folds: Sequence[Fold]) -> dict[str, float]:
    """Return how unsure scores are for the number of replications: by leaving out one at a time."""
    n, whole = len(simulated), simulated.sum(axis=0)
    every = [errors((whole - one) / (n - 1), observed, folds) for one in simulated]
    found = {}
    for name in every[0]:
        values = np.array([each[name] for each in every])
        found[name] = float(np.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum()))
    return found


def day_ranges(folds: Sequence[Fold]) -> tuple[Ranges, Ranges]:
    """Return the intervals of days and of months.

    A day's variance is that of its replications and a factor of days v p (100 − p), p the abandonment predicted; a
    month's adds a factor of months. Both factors are those of the *other* months' errors, so that an interval does not
    know what it is to cover; of one month alone they are its own.
    """
    parts = [_residuals(each) for each in folds]
    days: list[tuple[Vector, Vector, Vector]] = []
    months: list[tuple[float, float, float]] = []
    for place, (mean, noise, away, enough, month) in enumerate(parts):
        others = [each for k, each in enumerate(parts) if k != place] or parts
        factor, of_month = _factors(others)
        spread = mean * (100 - mean)
        half = Z * np.sqrt(noise**2 + factor * spread)
        days.append((np.maximum(mean - half, 0)[enough], np.minimum(mean + half, 100)[enough], (mean - away)[enough]))
        level, own_noise, month_away, n = month
        wide = Z * np.sqrt(own_noise**2 + level * (100 - level) * (factor / n + of_month))
        months.append((max(level - wide, 0.0), level + wide, level - month_away))
    low, high, seen = (np.concatenate([each[k] for each in days]) for k in range(3))
    months_low, months_high, months_seen = np.array(months).T
    return _ranges(low, high, seen), _ranges(months_low, months_high, months_seen)


def _ranges(low: Vector, high: Vector, seen: Vector) -> Ranges:
    return Ranges(low=low, high=high, coverage=_mean(((seen >= low) & (seen <= high)).astype(np.float64)),
                  width=_mean(high - low))  # fmt: skip


Residuals = tuple[Vector, Vector, Vector, NDArray[np.bool_], tuple[float, float, float, int]]


def _residuals(fold: Fold) -> Residuals:
    """Return of a fold's days the prediction, its noise and its error, which count, and the same of the month."""
    simulated, observed = masked(fold.simulated, fold.usual), masked(fold.observed, fold.usual)
    each = by_day(simulated)[..., ABANDONMENT]
    mean, noise = np.nan_to_num(each.mean(axis=0)), np.nan_to_num(each.std(axis=0, ddof=1))
    away = np.nan_to_num(mean - by_day(observed)[..., ABANDONMENT])
    enough = observed[..., OFFERED].sum(axis=1) >= LEAST
    whole = rates(simulated.sum(axis=(1, 2)))[..., ABANDONMENT]
    seen = rates(observed.sum(axis=(0, 1)))[ABANDONMENT]
    month = (float(whole.mean()), float(whole.std(ddof=1)), float(whole.mean() - seen), max(1, int(enough.sum())))
    return mean, noise, away, enough, month


def _factors(parts: Sequence[Residuals]) -> tuple[float, float]:
    """Return the variance of days and of months over p (100 − p), noise taken out."""
    mean, noise, away = (np.concatenate([each[k][each[3]] for each in parts]) for k in range(3))
    spread = np.maximum(mean * (100 - mean), 1.0)
    of_days = max(0.0, float((away**2 - noise**2).sum() / spread.sum())) if len(mean) else 0.0
    levels = [each[4] for each in parts]
    of_months = [(gone**2 - own**2) / max(level * (100 - level), 1.0) - of_days / n for level, own, gone, n in levels]
    return of_days, max(0.0, float(np.mean(of_months)))


def day_table(folds: Sequence[Fold], dates: Sequence[str], ranges: Ranges) -> pd.DataFrame:
    """Return a row for each day that counts: contacts, observed and predicted, and the interval."""
    import pandas as pd

    observed = np.concatenate([masked(each.observed, each.usual) for each in folds])
    simulated = np.concatenate([masked(each.simulated, each.usual).mean(axis=0) for each in folds])
    enough = observed[..., OFFERED].sum(axis=1) >= LEAST
    seen, made = by_day(observed)[enough], by_day(simulated)[enough]
    return pd.DataFrame(
        {
            "date": np.array(dates)[enough], "contacts": observed[..., OFFERED].sum(axis=1)[enough],
            "abandonment": seen[:, ABANDONMENT], "predicted": made[:, ABANDONMENT], "low": ranges.low,
            "high": ranges.high, "service_level": seen[:, LEVEL], "predicted_service_level": made[:, LEVEL],
            "wait": seen[:, WAIT], "predicted_wait": made[:, WAIT],
        }
    )  # fmt: skip
