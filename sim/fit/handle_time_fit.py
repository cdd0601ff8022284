"""Handle times: which named shape fits, how they go by hour of day, and how agents differ."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, HOUR, MINUTE, SECOND
from sim.fit.answered import Answered
from sim.fit.call_log import CallLog
from sim.fit.compact_columns import in_pieces, pieces, return_memory, some_of
from sim.fit.fitted import Fitted, Vector, grouped_mean_figure, mean_figure

_MOST = 20_000
_FLOOR = 10 * SECOND / MINUTE
_BRIEF = 0.01
LEAST = 30
"""A type has its own times from so many contacts on."""
SHAPES = ("lognormal", "gamma", "weibull", "exponential", "mixture")


@dataclass(frozen=True, kw_only=True)
class HandleTime:
    """The agent's time with contacts of one type, minutes.

    Attributes
    ----------
    issue : str
        The type; empty for all together.
    shape : str
        The one of `SHAPES` with the least AIC.
    mean, cv : Fitted
        The mean, and the CV of the shape.
    floor_share : float
        Of a mixture: the share of contacts that end within ten seconds, uniformly.
    criteria : dict of str to float
        AIC of each shape less the least.
    sample : ndarray
        Minutes, at most 20,000 of them, for pictures.
    least : float
        Minutes of wrap-up in each, beyond which the shape lies.
    """

    issue: str
    shape: str
    mean: Fitted
    cv: Fitted
    floor_share: float
    criteria: dict[str, float]
    sample: Vector
    least: float = 0.0


def handle_times_of(log: CallLog, answered: Answered) -> dict[str, HandleTime]:
    """Return handle times by type, under its name, and of all together under the empty name.

    A type has its own from 30 contacts on. The location is always 0. Contacts of an agent are alike, which the interval
    of the mean counts in.
    """
    minutes = in_pieces(len(answered), np.float64, lambda piece: np.maximum(answered.talk_of(piece), 1) / MINUTE)
    issue = some_of(log, "issue", answered.row)
    found: dict[str, HandleTime] = {}
    if len(minutes) >= 2:
        found[""] = handle_time_of("", minutes, answered.agent)
        for code, name in enumerate(log.issues):
            own = issue == code
            if own.sum() >= LEAST:
                found[name] = handle_time_of(name, minutes[own], some_of(answered, "agent", own))
    return_memory(len(log))
    return found


def handle_time_of(issue: str, minutes: Vector, agent: NDArray[np.int32]) -> HandleTime:
    """Return the fit of some times of a type, in minutes, and of whose they are."""
    sample = minutes[:: max(1, len(minutes) // _MOST)].copy()
    fits = {shape: fit(sample) for shape, fit in _FITS.items()}
    least = min(aic for aic, _, _ in fits.values())
    shape = min(fits, key=lambda each: fits[each][0])
    _, cv, floor = fits[shape]
    key = f"issues.{issue}.handle_time" if issue else ""
    told, whose = f"{shape} by AIC", f"agent's time, {issue or 'all types'}"
    half = 1.96 * cv * math.sqrt((0.5 + cv * cv) / len(sample)) if shape != "exponential" else math.nan
    return HandleTime(
        issue=issue, shape=shape, floor_share=floor, sample=sample,
        mean=grouped_mean_figure(minutes, agent, name=whose, key=key, unit="minutes", fit=told),
        cv=Fitted(name=f"CV of agent's time, {issue or 'all types'}", value=cv, low=cv - half, high=cv + half,
                  n=len(minutes), fit=told),
        criteria={each: float(aic - least) for each, (aic, _, _) in fits.items()},
    )  # fmt: skip


def _lognormal(x: Vector) -> tuple[float, float, float]:
    logs = np.log(x)
    sigma = max(float(logs.std()), 1e-3)
    likelihood = -len(x) * (math.log(sigma * math.sqrt(2 * math.pi)) + 0.5) - float(logs.sum())
    return 4 - 2 * likelihood, math.sqrt(math.expm1(min(sigma * sigma, 6.0))), 0.0


def _gamma(x: Vector) -> tuple[float, float, float]:
    from scipy.stats import gamma

    if x.std() < 1e-9 * x.mean():
        return math.inf, 1e-3, 0.0
    a, _, scale = gamma.fit(x, floc=0)
    return 4 - 2 * float(gamma.logpdf(x, a, 0, scale).sum()), 1 / math.sqrt(a), 0.0


def _weibull(x: Vector) -> tuple[float, float, float]:
    from scipy.stats import weibull_min

    if x.std() < 1e-9 * x.mean():
        return math.inf, 1e-3, 0.0
    k, _, scale = weibull_min.fit(x, floc=0)
    mean, square = math.gamma(1 + 1 / k), math.gamma(1 + 2 / k)
    return 4 - 2 * float(weibull_min.logpdf(x, k, 0, scale).sum()), math.sqrt(max(square / mean**2 - 1, 1e-6)), 0.0


def _exponential(x: Vector) -> tuple[float, float, float]:
    return 2 + 2 * len(x) * (math.log(float(x.mean())) + 1), 1.0, 0.0


def _mixture(x: Vector) -> tuple[float, float, float]:
    """Fit a share that hangs up within ten seconds, uniformly, beside a lognormal, by EM (Dempster et al. 1977).

    Below one in a hundred it is none: of many contacts AIC sees also what moves nothing.
    """
    logs, brief = np.log(x), x <= _FLOOR
    if not 0 < brief.sum() < len(x):
        return math.inf, 1e-3, 0.0
    share, mu, sigma = float(brief.mean()) / 2, float(logs[~brief].mean()), max(float(logs[~brief].std()), 1e-2)
    flat = brief / _FLOOR
    total = np.ones_like(x)
    for _ in range(80):
        density = np.exp(-(((logs - mu) / sigma) ** 2) / 2) / (sigma * x * math.sqrt(2 * math.pi))
        total = np.maximum(share * flat + (1 - share) * density, 1e-300)
        own = share * flat / total
        rest = 1 - own
        share = float(own.mean())
        mu = float((rest * logs).sum() / rest.sum())
        sigma = max(math.sqrt(float((rest * (logs - mu) ** 2).sum() / rest.sum())), 1e-2)
    if share < _BRIEF:
        return math.inf, 1e-3, 0.0
    return 6 - 2 * float(np.log(total).sum()), math.sqrt(math.expm1(min(sigma * sigma, 6.0))), share


_FITS: dict[str, Callable[[Vector], tuple[float, float, float]]] = dict(
    zip(SHAPES, (_lognormal, _gamma, _weibull, _exponential, _mixture), strict=True)
)


@dataclass(frozen=True, kw_only=True)
class ByHour:
    """Factors on handle time by hour of day, each against the mean of its type.

    Attributes
    ----------
    factors : tuple of Fitted
        One for each hour with contacts, named by the hour.
    hours : tuple of int
        These hours.
    matters : bool
        Whether hours differ beyond chance (F test, p < 0.001) and by more than 2 %.
    """

    factors: tuple[Fitted, ...]
    hours: tuple[int, ...]
    matters: bool


def by_hour(log: CallLog, answered: Answered) -> ByHour:
    """Return how handle times go by hour of day."""
    from scipy.stats import f as f_distribution

    relative = relative_times(log, answered)
    hour = np.concatenate([
        (some_of(log, "received", some_of(answered, "row", piece)) % DAY // HOUR).astype(np.int8)
        for piece in pieces(len(answered))
    ])  # fmt: skip
    hours = tuple(int(each) for each in np.flatnonzero(np.bincount(hour, minlength=24) >= LEAST))
    groups = [relative[hour == each] for each in hours]
    told = tuple(mean_figure(g, name=f"agent's time at {each}:00, times the type's mean", fit="") for each, g in
                 zip(hours, groups, strict=True))  # fmt: skip
    n = sum(map(len, groups))
    return_memory(len(log))
    if len(groups) < 2 or n <= len(groups):
        return ByHour(factors=told, hours=hours, matters=False)
    mean = float(np.concatenate(groups).mean())
    between = sum(len(g) * (float(g.mean()) - mean) ** 2 for g in groups) / (len(groups) - 1)
    within = sum(float(((g - g.mean()) ** 2).sum()) for g in groups) / (n - len(groups))
    chance = float(f_distribution.sf(between / within, len(groups) - 1, n - len(groups))) if within > 0 else 1.0
    largest = max(abs(each.value - 1) for each in told)
    return ByHour(factors=told, hours=hours, matters=chance < 1e-3 and largest > 0.02)


def relative_times(log: CallLog, answered: Answered) -> Vector:
    """Return each agent's time over the mean of its type."""
    issue = in_pieces(len(answered), np.int32, lambda piece: some_of(log, "issue", some_of(answered, "row", piece)))
    talk: Vector = in_pieces(len(answered), np.float64, answered.talk_of)
    counts = np.bincount(issue, minlength=len(log.issues))
    means = group_sums(talk, issue, len(log.issues)) / np.maximum(counts, 1)
    means = np.maximum(means, 1.0)
    for piece in pieces(len(talk)):
        talk[piece] /= means[issue[piece]]
    return talk


def group_means(values: Vector, group: NDArray[np.int32], groups: int) -> tuple[Vector, Vector]:
    """Return the mean of each group and the variance of that mean; nan for groups of fewer than two values."""
    n = np.bincount(group, minlength=groups).astype(np.float64)
    mean = np.divide(group_sums(values, group, groups), n, out=np.full(groups, np.nan), where=n > 0)
    away = np.zeros(groups)
    for piece in pieces(len(values)):
        np.add.at(away, group[piece], (values[piece] - mean[group[piece]]) ** 2)
    return mean, np.divide(away, (n - 1) * n, out=np.full(groups, np.nan), where=n > 1)


def group_sums(values: Vector, group: NDArray[np.int32], groups: int) -> Vector:
    """Return the sum of each group's values, one added after the other."""
    found = np.zeros(groups)
    for piece in pieces(len(values)):
        np.add.at(found, group[piece], values[piece])
    return found
