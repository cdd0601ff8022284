"""The means and medians of distributions, and the same distribution with another mean."""

import itertools
import math
from typing import Any

from sim.scenario.distributions import (
    Beta,
    Constant,
    Empirical,
    Erlang,
    Exponential,
    Gamma,
    Hazard,
    Lognormal,
    Mixture,
    Triangular,
    Uniform,
    Weibull,
)


def mean_of(distribution: Any) -> float:
    """Return the mean of a distribution."""
    match distribution:
        case Mixture():
            total = sum(part.weight for part in distribution.parts)
            return sum(part.weight / total * mean_of(part.of) for part in distribution.parts)
        case Constant():
            return distribution.value
        case Lognormal(median=median, sigma=sigma) if median is not None and sigma is not None:
            return median * math.exp(sigma**2 / 2)
        case Gamma(alpha=alpha, scale=scale) if alpha is not None and scale is not None:
            return alpha * scale
        case Weibull(k=k, scale=scale) if k is not None and scale is not None:
            return scale * math.gamma(1 + 1 / k)
        case Uniform():
            return (distribution.low + distribution.high) / 2
        case Triangular():
            return (distribution.low + distribution.mode + distribution.high) / 3
        case Beta():
            return distribution.a / (distribution.a + distribution.b)
        case Empirical():
            return _mean_of_table(distribution)
        case Hazard():
            return _mean_of_hazard(distribution)
    return float(distribution.mean)


def _mean_of_table(d: Empirical) -> float:
    pairs = zip(itertools.pairwise(d.values), itertools.pairwise(d.steps), strict=True)
    return sum((low + high) / 2 * (until - since) for (low, high), (since, until) in pairs)


def _mean_of_hazard(d: Hazard) -> float:
    mean, left = 0.0, 1.0
    for start, end, rate in zip(d.starts, [*d.starts[1:], math.inf], d.rates, strict=True):
        kept = math.exp(-rate * (end - start)) if rate > 0 else 1.0
        mean += left * ((1.0 - kept) / rate if rate > 0 else end - start)
        left *= kept
    return mean


def median_of(distribution: Any) -> float:
    """Return the median of a distribution.

    Raises
    ------
    ValueError
        For mixtures, betas and hazards, whose median has no simple form.
    """
    match distribution:
        case Constant():
            return distribution.value
        case Exponential():
            return distribution.mean * math.log(2)
        case Lognormal():
            if distribution.median is not None:
                return distribution.median
            assert distribution.mean is not None
            assert distribution.cv is not None
            return distribution.mean / math.sqrt(1 + distribution.cv**2)
        case Uniform():
            return (distribution.low + distribution.high) / 2
        case Empirical():
            steps = distribution.steps
            upper = next(i for i, step in enumerate(steps) if step >= 0.5)
            low, high = distribution.values[max(0, upper - 1)], distribution.values[upper]
            width = steps[upper] - steps[max(0, upper - 1)]
            return high if width == 0 else low + (high - low) * (0.5 - steps[upper - 1]) / width
        case Gamma() | Erlang():
            from scipy.special import gammaincinv

            alpha, scale = gamma_parameters(distribution)
            return float(gammaincinv(alpha, 0.5)) * scale
    raise ValueError(f"the median of a {distribution.shape} distribution has no simple form; give the amount itself")


def gamma_parameters(d: Any) -> tuple[float, float]:
    """Return alpha and scale of a gamma or Erlang distribution."""
    if d.shape == "erlang":
        return float(d.stages), d.mean / d.stages
    if d.alpha is not None:
        return d.alpha, d.scale
    return 1.0 / d.cv**2, d.mean * d.cv**2


_SCALES = ("value", "mean", "median", "scale", "low", "mode", "high", "values", "starts")
"""Parameters that are in the unit of the distribution; rates are in one over it."""


def with_mean(distribution: Any, mean: float) -> dict[str, Any]:
    """Return a distribution of the same shape and CV with another mean, as plain data.

    Raises
    ------
    ValueError
        If there is none.
    """
    if isinstance(distribution, Constant):
        return {"shape": "constant", "value": _short(mean)}
    now = mean_of(distribution)
    if not 0 < mean < math.inf or now <= 0:
        raise ValueError(f"makes the mean {mean:.6g} of {now:.6g}, and it must stay above 0")
    return _scaled(distribution, mean / now)


def _scaled(distribution: Any, factor: float) -> dict[str, Any]:
    if isinstance(distribution, Beta):
        return _beta(distribution, factor)
    data: dict[str, Any] = distribution.model_dump(exclude_none=True)
    if isinstance(distribution, Mixture):
        parts = [{"weight": part.weight, "of": _scaled(part.of, factor)} for part in distribution.parts]
        return data | {"parts": parts}
    for name, value in data.items():
        by = factor if name in _SCALES else 1 / factor if name == "rates" else None
        if by is not None:
            data[name] = [_short(each * by) for each in value] if isinstance(value, list) else _short(value * by)
    return data


def _beta(d: Beta, factor: float) -> dict[str, Any]:
    """Return the beta of another mean and the same CV."""
    now = mean_of(d)
    mean, variance = now * factor, now * (1 - now) / (d.a + d.b + 1) * factor**2
    both = mean * (1 - mean) / variance - 1
    if both <= 0:
        raise ValueError(f"makes the mean {mean:.6g} of {now:.6g}, too near 1 for a beta of this CV; write it out")
    return {"shape": "beta", "a": _short(mean * both), "b": _short((1 - mean) * both)}


def _short(value: float) -> float:
    """Return a number in the digits that a person would write."""
    return float(f"{value:.12g}")
