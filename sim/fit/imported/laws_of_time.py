"""Distributions as Callcenter Simulator writes them, in either language, as distributions of ours.

`Name (parameters)` with semicolons, or bare densities of equal parts of a range; seconds there, minutes here.
What the parameters mean: DistributionTools and its wrappers, github.com/A-Herzog/Callcenter-Simulator (Apache-2.0).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.fit.imported.foreign_xml import Element
from sim.scenario.problems import printable

MINUTE = 60.0
FOREVER_MINUTES = 1e7
"""The longest patience that a scenario may state: nobody hangs up."""
_LEAST_CV, _MOST_CV = 0.001, 20.0
_FIGURES = 6
_QUANTILES = 41


@dataclass(frozen=True)
class Span:
    """A distribution of a time: mean and standard deviation in seconds, and as a scenario says it, in minutes."""

    mean: float
    sd: float
    data: Any
    shape: str

    @property
    def cv(self) -> float:
        """The coefficient of variation; 0 where the mean is."""
        return self.sd / self.mean if self.mean > 0 else 0.0


def rounded(value: float) -> float:
    """Return a figure with as many digits as a reader wants."""
    return float(f"{value:.{_FIGURES}g}")


def shaped(shape: str, mean: float, sd: float) -> Span:
    """Return a distribution of a shape that is stated by mean and CV; without spread it is constant."""
    cv = sd / mean if mean > 0 else 0.0
    if cv < _LEAST_CV:
        return Span(mean, 0.0, rounded(mean / MINUTE), "constant")
    if shape == "exponential" and abs(cv - 1) < 1e-9:
        return Span(mean, sd, {"shape": shape, "mean": rounded(mean / MINUTE)}, shape)
    shape = shape if shape in ("lognormal", "gamma", "weibull") else "gamma"
    data = {"shape": shape, "mean": rounded(mean / MINUTE), "cv": rounded(min(cv, _MOST_CV))}
    return Span(mean, sd, data, shape)


NEVER = Span(math.inf, 0.0, FOREVER_MINUTES, "constant")


def _gamma(values: Sequence[float]) -> Span:
    alpha, scale = values
    return shaped("gamma", alpha * scale, math.sqrt(alpha) * scale)


def _erlang(values: Sequence[float]) -> Span:
    stages, scale = max(1, round(values[0])), values[1]
    data = {"shape": "erlang", "stages": stages, "mean": rounded(stages * scale / MINUTE)}
    return Span(stages * scale, math.sqrt(stages) * scale, data, "erlang")


def _weibull(values: Sequence[float]) -> Span:
    scale, k = 1 / values[0], values[1]
    mean = scale * math.gamma(1 + 1 / k)
    sd = scale * math.sqrt(max(0.0, math.gamma(1 + 2 / k) - math.gamma(1 + 1 / k) ** 2))
    return Span(mean, sd, {"shape": "weibull", "k": rounded(k), "scale": rounded(scale / MINUTE)}, "weibull")


def _uniform(values: Sequence[float]) -> Span:
    low, high = sorted(values)
    if high <= low:
        return shaped("constant", low, 0.0)
    data = {"shape": "uniform", "low": rounded(low / MINUTE), "high": rounded(high / MINUTE)}
    return Span((low + high) / 2, (high - low) / math.sqrt(12), data, "uniform")


def _triangular(values: Sequence[float]) -> Span:
    low, mode, high = values
    if not low <= mode <= high or low == high:
        raise ValueError
    mean = (low + mode + high) / 3
    sd = math.sqrt((low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18)
    parts = zip(("low", "mode", "high"), values, strict=True)
    return Span(
        mean, sd, {"shape": "triangular"} | {name: rounded(each / MINUTE) for name, each in parts}, "triangular"
    )


def _normal(values: Sequence[float]) -> Span:
    """Return a normal distribution, what lies below 0 taken as 0, as the other program draws it."""
    from scipy import stats

    mean, sd = values
    if sd <= 0:
        return shaped("constant", mean, 0.0)
    shares = [(n + 0.5) / _QUANTILES for n in range(_QUANTILES)]
    law = stats.norm(mean, sd)
    points = [max(0.0, float(law.ppf(share))) for share in (1e-4, *shares, 1 - 1e-4)]
    return _by_quantiles([0.0, *shares, 1.0], points)


def _by_quantiles(shares: Sequence[float], points: Sequence[float]) -> Span:
    """Return a distribution whose quantiles lie on straight lines between points."""
    mean = second = 0.0
    for low, high, one, two in zip(shares, shares[1:], points, points[1:], strict=False):
        mean += (high - low) * (one + two) / 2
        second += (high - low) * (one * one + one * two + two * two) / 3
    values = [rounded(point / MINUTE) for point in points]
    data = {"shape": "empirical", "values": values, "probabilities": [round(share, 6) for share in shares]}
    return Span(mean, math.sqrt(max(0.0, second - mean * mean)), data, "empirical")


def _empirical(densities: Sequence[float], reach: float) -> Span:
    """Return a distribution of densities in equal parts of 0 to `reach` seconds, level within each."""
    total = sum(densities)
    if total <= 0 or min(densities) < 0:
        raise ValueError
    width = reach / len(densities)
    shares, points, below = [0.0], [0.0], 0.0
    for place, density in enumerate(densities):
        if density > 0:
            if points[-1] < place * width:  # a gap: nothing lies in it
                shares.append(below / total)
                points.append(place * width)
            below += density
            shares.append(below / total)
            points.append((place + 1) * width)
    if points[1:2] and shares[1] == 0.0:
        shares, points = shares[1:], points[1:]
    return _by_quantiles([*shares[:-1], 1.0], points)


def _lognormal(values: Sequence[float]) -> Span:
    return shaped("lognormal", *values)


_NAMED: tuple[tuple[str, int, Callable[[Sequence[float]], Span]], ...] = (
    ("lognormal", 2, _lognormal),
    ("log-normal", 2, _lognormal),
    ("exponential", 1, lambda values: shaped("exponential", values[0], values[0])),
    ("gamma", 2, _gamma),
    ("erlang", 2, _erlang),
    ("weibull", 2, _weibull),
    ("gleichverteilung", 2, _uniform),
    ("uniform", 2, _uniform),
    ("dreieck", 3, _triangular),
    ("triang", 3, _triangular),
    ("normal", 2, _normal),
    ("ein-punkt", 1, lambda values: shaped("constant", values[0], 0.0)),
    ("one point", 1, lambda values: shaped("constant", values[0], 0.0)),
    ("one-point", 1, lambda values: shaped("constant", values[0], 0.0)),
)
"""How a name begins in either language, how many parameters it has, and what it is; the first that fits."""
KNOWN = (
    "lognormal, exponential, gamma, Erlang, Weibull, uniform, triangular, normal, one-point and empirical distributions"
)
_NEVER = ("never", "niemals", "nie", "infinite", "infinity", "unendlich")


def span_of(element: Element, reach: float) -> Span:
    """Return the distribution that an element holds.

    Parameters
    ----------
    element
        Its text is read.
    reach
        The seconds up to which bare densities reach.

    Raises
    ------
    ScenarioError
        At the element's line, if it is none, or one of those that are not known here.
    """
    text = element.text.strip()
    name, bracket, rest = text.partition("(")
    name = name.strip().casefold()
    if name in _NEVER:
        return NEVER
    told = printable(text, 80)
    try:
        values = [_number(part) for part in (rest.strip().removesuffix(")") if bracket else text).split(";")]
        if not bracket or name.startswith(("empiri", "data", "daten")):
            return _empirical(values, reach)
        for begins, count, made in _NAMED:
            if name.startswith(begins):
                if len(values) != count or min(values) < 0:
                    raise ValueError
                return made(values)
    except (ValueError, OverflowError, ZeroDivisionError):
        raise element.wrong(f"{told!r} is no distribution that can be read") from None
    raise element.wrong(f"the distribution {told!r} is not known here; {KNOWN} are")


def _number(part: str) -> float:
    text = part.strip()
    value = float(text.replace(",", ".") if "." not in text else text)
    if not math.isfinite(value):
        raise ValueError
    return value
