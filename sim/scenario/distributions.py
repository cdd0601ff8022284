"""Durations, delays and amounts: every distribution that a scenario may name."""

import itertools
import math
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, FiniteFloat, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from sim.scenario.fields import Part, Share
from sim.scenario.messages import number
from sim.scenario.tree import Wanted

Positive = Annotated[FiniteFloat, Field(ge=1e-6, le=1e9)]
NotNegative = Annotated[FiniteFloat, Field(ge=0, le=1e9)]
Cv = Annotated[FiniteFloat, Field(ge=0.001, le=20)]


def _exactly(part: Part, *pairs: tuple[str, str]) -> None:
    given = {name for name in type(part).model_fields if getattr(part, name) is not None} - {"shape"}
    if given not in [set(pair) for pair in pairs]:
        ways = " or ".join(" and ".join(pair) for pair in pairs)
        raise ValueError(f"a {getattr(part, 'shape', '')} distribution is given by {ways}")


class Constant(Part):
    """Always the same value."""

    shape: Literal["constant"]
    value: NotNegative


class Exponential(Part):
    """Memoryless, with a mean."""

    shape: Literal["exponential"]
    mean: Positive


class Lognormal(Part):
    """Lognormal, by mean and CV or by median and sigma of the logarithm."""

    shape: Literal["lognormal"]
    mean: Positive | None = None
    cv: Cv | None = None
    median: Positive | None = None
    sigma: Annotated[FiniteFloat, Field(ge=0.001, le=5)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        _exactly(self, ("mean", "cv"), ("median", "sigma"))
        return self


class Gamma(Part):
    """Gamma, by mean and CV or by alpha and scale."""

    shape: Literal["gamma"]
    mean: Positive | None = None
    cv: Cv | None = None
    alpha: Annotated[FiniteFloat, Field(ge=0.001, le=1e6)] | None = None
    scale: Positive | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        _exactly(self, ("mean", "cv"), ("alpha", "scale"))
        return self


class Erlang(Part):
    """A sum of equal exponential stages."""

    shape: Literal["erlang"]
    stages: Annotated[int, Field(ge=1, le=1000)]
    mean: Positive


class Weibull(Part):
    """Weibull, by mean and CV or by k and scale."""

    shape: Literal["weibull"]
    mean: Positive | None = None
    cv: Cv | None = None
    k: Annotated[FiniteFloat, Field(ge=0.1, le=100)] | None = None
    scale: Positive | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        _exactly(self, ("mean", "cv"), ("k", "scale"))
        return self


class Uniform(Part):
    """Uniform between two values."""

    shape: Literal["uniform"]
    low: NotNegative
    high: Positive

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low >= self.high:
            raise ValueError("low must be below high")
        return self


class Triangular(Part):
    """Triangular between two values with a mode."""

    shape: Literal["triangular"]
    low: NotNegative
    mode: NotNegative
    high: Positive

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            raise ValueError("low, mode and high must be in this order")
        return self


class Beta(Part):
    """Beta on 0 to 1."""

    shape: Literal["beta"]
    a: Annotated[FiniteFloat, Field(ge=0.05, le=1e4)]
    b: Annotated[FiniteFloat, Field(ge=0.05, le=1e4)]


class Empirical(Part):
    """A table of quantiles, read by straight lines; equal steps unless probabilities are given."""

    shape: Literal["empirical"]
    values: Annotated[list[NotNegative], Field(min_length=2, max_length=2000)]
    probabilities: Annotated[list[Share], Field(min_length=2, max_length=2000)] | None = None

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if self.values != sorted(self.values):
            raise ValueError("values must not fall")
        steps = self.probabilities
        if steps is not None and (
            len(steps) != len(self.values)
            or steps[0] != 0
            or steps[-1] != 1
            or any(low >= high for low, high in itertools.pairwise(steps))
        ):
            raise ValueError("probabilities must rise from 0 to 1, one for each value")
        return self


class Hazard(Part):
    """A piecewise-constant hazard: from each start, the rate at which a wait ends."""

    shape: Literal["hazard"]
    starts: Annotated[list[NotNegative], Field(min_length=1, max_length=500)]
    rates: Annotated[list[NotNegative], Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _matching(self) -> Self:
        starts = self.starts
        if len(starts) != len(self.rates) or starts[0] != 0 or starts != sorted(set(starts)):
            raise ValueError("starts must rise from 0, with one rate for each start")
        if self.rates[-1] <= 0:
            raise ValueError("the last rate must be above 0, or a wait would never end")
        return self


Simple = Annotated[
    Constant | Exponential | Lognormal | Gamma | Erlang | Weibull | Uniform | Triangular | Beta | Empirical | Hazard,
    Field(discriminator="shape"),
]


class Component(Part):
    """One part of a mixture."""

    weight: Positive
    of: Simple


class Mixture(Part):
    """One of several distributions, chosen by weight."""

    shape: Literal["mixture"]
    parts: Annotated[list[Component], Field(min_length=2, max_length=20)]


def _number_is_constant(value: Any) -> Any:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return {"shape": "constant", "value": value}
    return value


Distribution = Annotated[
    Constant
    | Exponential
    | Lognormal
    | Gamma
    | Erlang
    | Weibull
    | Uniform
    | Triangular
    | Beta
    | Empirical
    | Hazard
    | Mixture,
    Field(discriminator="shape"),
    BeforeValidator(_number_is_constant),
    Wanted("a number, or a mapping such as {shape: lognormal, mean: 6, cv: 1.2}", numbers=True),
]
"""A number, or a mapping with a `shape` and that shape's parameters."""


@dataclass(frozen=True)
class Within:
    """A bound on what a distribution yields: on its largest value or, where it has none, on its mean.

    With `always` the largest value must exist and keep to the bound.
    """

    most: float
    always: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check after the distribution itself has been read."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def check(self, distribution: Any) -> Any:
        """Return a distribution that keeps to the bound.

        Raises
        ------
        ValueError
            If it does not.
        """
        size, is_end = _size_of(distribution)
        if self.always and not is_end:
            ends = "beta, uniform, triangular or empirical"
            raise ValueError(f"must stay from 0 to {number(self.most)}, and this shape has no end; use {ends}")
        if size > self.most:
            what = "goes up to" if is_end else "has a mean of"
            raise ValueError(f"{what} {number(size)}; at most {number(self.most)} is allowed")
        return distribution


def _size_of(d: Any) -> tuple[float, bool]:
    """Return the largest value of a distribution or, where there is none, its mean (hazard: no less), and which."""
    from sim.scenario.means import mean_of

    match d:
        case Constant():
            return d.value, True
        case Uniform() | Triangular():
            return d.high, True
        case Beta():
            return 1.0, True
        case Empirical():
            return d.values[-1], True
        case Mixture():
            sizes = [_size_of(part.of) for part in d.parts]
            return max(size for size, _ in sizes), all(is_end for _, is_end in sizes)
        case Hazard():
            return d.starts[-1] + 1.0 / d.rates[-1], False
    return mean_of(d), False


_EXAMPLE = "or a mapping such as {shape: lognormal, mean: 6, cv: 1.2}"
_UNIT_EXAMPLE = "or a mapping such as {shape: beta, a: 2, b: 5}"
Wait = Annotated[Distribution, Within(1e7), Wanted(f"a number from 0 to 10,000,000, {_EXAMPLE}", numbers=True)]
"""Minutes until somebody gives up or comes back; 19 years, twice the longest run."""
Work = Annotated[Distribution, Within(1e5), Wanted(f"a number from 0 to 100,000, {_EXAMPLE}", numbers=True)]
"""Minutes that somebody spends on one matter; ten weeks, day and night."""
Money = Annotated[Distribution, Within(1e9), Wanted(f"a number from 0 to 1,000,000,000, {_EXAMPLE}", numbers=True)]
Tendency = Annotated[Distribution, Within(1e3), Wanted(f"a number from 0 to 1,000, {_EXAMPLE}", numbers=True)]
Degree = Annotated[
    Distribution, Within(1.0, always=True), Wanted(f"a number from 0 to 1, {_UNIT_EXAMPLE}", numbers=True)
]
"""From 0 to 1, always."""


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
            steps = distribution.probabilities or [
                i / (len(distribution.values) - 1) for i in range(len(distribution.values))
            ]
            upper = next(i for i, step in enumerate(steps) if step >= 0.5)
            low, high = distribution.values[max(0, upper - 1)], distribution.values[upper]
            width = steps[upper] - steps[max(0, upper - 1)]
            return high if width == 0 else low + (high - low) * (0.5 - steps[upper - 1]) / width
        case Gamma(mean=mean, cv=cv) if mean is not None and cv is not None:
            return _median_of_gamma(1 / cv**2, mean * cv**2)
        case Gamma(alpha=alpha, scale=scale) if alpha is not None and scale is not None:
            return _median_of_gamma(alpha, scale)
        case Erlang():
            return _median_of_gamma(distribution.stages, distribution.mean / distribution.stages)
    raise ValueError(f"the median of a {distribution.shape} distribution has no simple form; give the amount itself")


def _median_of_gamma(shape: float, scale: float) -> float:
    from scipy.special import gammaincinv

    return float(gammaincinv(shape, 0.5)) * scale
