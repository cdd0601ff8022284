"""Durations, delays and amounts: every distribution that a scenario may name."""

import itertools
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, FiniteFloat, model_validator

from sim.scenario.fields import Part, Share
from sim.scenario.tree import Wanted

Positive = Annotated[FiniteFloat, Field(ge=1e-6, le=1e9)]
NotNegative = Annotated[FiniteFloat, Field(ge=0, le=1e9)]
Cv = Annotated[FiniteFloat, Field(ge=0.001, le=20)]


class _TwoWays(Part):
    """A distribution that is given by one pair of parameters or by another."""

    pairs: ClassVar[tuple[tuple[str, str], ...]]

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = {name for name in type(self).model_fields if getattr(self, name) is not None} - {"shape"}
        if given not in map(set, self.pairs):
            ways = " or ".join(" and ".join(pair) for pair in self.pairs)
            raise ValueError(f"a {getattr(self, 'shape', '')} distribution is given by {ways}")
        return self


class Constant(Part):
    """Always the same value."""

    shape: Literal["constant"]
    value: NotNegative


class Exponential(Part):
    """Memoryless, with a mean."""

    shape: Literal["exponential"]
    mean: Positive


class Lognormal(_TwoWays):
    """Lognormal, by mean and CV or by median and sigma of the logarithm."""

    pairs = ("mean", "cv"), ("median", "sigma")

    shape: Literal["lognormal"]
    mean: Positive | None = None
    cv: Cv | None = None
    median: Positive | None = None
    sigma: Annotated[FiniteFloat, Field(ge=0.001, le=5)] | None = None


class Gamma(_TwoWays):
    """Gamma, by mean and CV or by alpha and scale."""

    pairs = ("mean", "cv"), ("alpha", "scale")

    shape: Literal["gamma"]
    mean: Positive | None = None
    cv: Cv | None = None
    alpha: Annotated[FiniteFloat, Field(ge=0.001, le=1e6)] | None = None
    scale: Positive | None = None


class Erlang(Part):
    """A sum of equal exponential stages."""

    shape: Literal["erlang"]
    stages: Annotated[int, Field(ge=1, le=1000)]
    mean: Positive


class Weibull(_TwoWays):
    """Weibull, by mean and CV or by k and scale."""

    pairs = ("mean", "cv"), ("k", "scale")

    shape: Literal["weibull"]
    mean: Positive | None = None
    cv: Cv | None = None
    k: Annotated[FiniteFloat, Field(ge=0.1, le=100)] | None = None
    scale: Positive | None = None


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

    @property
    def steps(self) -> list[float]:
        """The probability of each value."""
        return self.probabilities or [i / (len(self.values) - 1) for i in range(len(self.values))]


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


_Shape = (
    Constant | Exponential | Lognormal | Gamma | Erlang | Weibull | Uniform | Triangular | Beta | Empirical | Hazard
)
Simple = Annotated[_Shape, Field(discriminator="shape")]


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
    _Shape | Mixture,
    Field(discriminator="shape"),
    BeforeValidator(_number_is_constant),
    Wanted("a number, or a mapping such as {shape: lognormal, mean: 6, cv: 1.2}", numbers=True),
]
"""A number, or a mapping with a `shape` and that shape's parameters."""
