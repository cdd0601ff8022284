"""Quantile tables: every distribution as a table that is read with + - * / only.

The nodes are spaced evenly inside octaves of probability, on both sides of one half, so that the grid
becomes finer without end toward either tail: 64 cells in each of 40 octaves, out to 2^-41. NumPy, plain
Python and compiled code read the same bits from a table.
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from sim.demand.numbers import Floats
from sim.scenario.distributions import Distribution, Mixture
from sim.scenario.means import gamma_parameters, mean_of

CELLS = 64
OCTAVES = 40
SIDE = CELLS * OCTAVES + 1
"""Nodes on each side of one half."""

_HALVINGS = 40


@dataclass(frozen=True)
class QuantileTable:
    """A distribution as a table of quantiles.

    Attributes
    ----------
    nodes : ndarray of float64, shape (2 * SIDE,)
        Quantiles at the lower nodes, tail first, then at the upper nodes, tail first.
    values : list of float
        The same numbers for plain Python.
    mean : float
        The exact mean of what the table yields.
    """

    nodes: Floats
    values: list[float]
    mean: float

    def share_below(self, value: float) -> float:
        """Return the probability of at most a value, by bisection."""
        low, high = 0.0, 1.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2.0
            low, high = (middle, high) if self.read(middle) <= value else (low, middle)
        return high

    def read(self, u: float) -> float:
        """Return the quantile of a probability between 0 and 1."""
        upper = u > 0.5
        mantissa, exponent = math.frexp(1.0 - u if upper else u)
        place = (mantissa - 0.5) * (2 * CELLS)
        cell = int(place)
        index = (OCTAVES + exponent) * CELLS + cell
        fraction = place - cell
        if index < 0:
            index, fraction = 0, 0.0
        if upper:
            index += SIDE
        low = self.values[index]
        return low + (self.values[index + 1] - low) * fraction

    def spread(self, count: int) -> list[float]:
        """Return so many equally likely values: the quantiles in the middle of equal parts."""
        return [self.read((i + 0.5) / count) for i in range(count)]

    def read_all(self, u: Floats) -> Floats:
        """Return the quantiles of an array of probabilities; the same bits as `read`."""
        upper = u > 0.5
        mantissa, exponent = np.frexp(np.where(upper, 1.0 - u, u))
        place = (mantissa - 0.5) * (2 * CELLS)
        cell = place.astype(np.int64)
        index = (OCTAVES + exponent.astype(np.int64)) * CELLS + cell
        fraction = np.where(index < 0, 0.0, place - cell)
        index = np.maximum(index, 0) + np.where(upper, SIDE, 0)
        low = self.nodes[index]
        result: Floats = low + (self.nodes[index + 1] - low) * fraction
        return result


def _tail_nodes() -> Floats:
    """Return the probabilities of one side's nodes, from 2^-41 to one half."""
    cells = 0.5 + np.arange(CELLS) / (2 * CELLS)
    octaves = [cells * 2.0 ** (octave - OCTAVES) for octave in range(OCTAVES)]
    return np.append(np.concatenate(octaves), 0.5)


_NODES = _tail_nodes()
_WIDTHS = np.diff(_NODES)


def table_of(distribution: Any) -> QuantileTable:
    """Return the quantile table of a scenario's distribution; tables are made once."""
    return _table(json.dumps(distribution.model_dump(), sort_keys=True))


_ADAPTER: TypeAdapter[Any] = TypeAdapter(Distribution)


@lru_cache(maxsize=512)
def _table(text: str) -> QuantileTable:
    distribution = _ADAPTER.validate_python(json.loads(text))
    lower, upper = quantiles(distribution, _NODES), quantiles(distribution, _NODES, upper=True)
    nodes = np.concatenate([lower, upper])
    mean = _mean(lower, upper)
    exact = _exact_mean(distribution)
    if exact is not None and distribution.shape in _MAY_JUMP:
        nodes = _with_mean(nodes, exact - mean)
        mean = exact
    elif exact is not None:
        nodes = nodes * (exact / mean)
        mean = exact
    return QuantileTable(nodes, nodes.tolist(), float(mean))


def cells_of(table: QuantileTable) -> tuple[Floats, Floats]:
    """Return the middle of each cell of a table with its probability, and the two ends; together they weigh 1."""
    sides = table.nodes[:SIDE], table.nodes[SIDE:]
    middles = np.concatenate([*((side[1:] + side[:-1]) / 2 for side in sides), [sides[0][0], sides[1][0]]])
    return middles, np.concatenate([_WIDTHS, _WIDTHS, [_NODES[0], _NODES[0]]])


def mean_over(table: QuantileTable, of: Callable[[Floats], Floats]) -> float:
    """Return the mean of a function of what a table yields: by Gauss and Legendre in each of its cells."""
    places, weights = np.polynomial.legendre.leggauss(8)
    total = 0.0
    for side in (table.nodes[:SIDE], table.nodes[SIDE:]):
        inside = side[:-1, None] + np.diff(side)[:, None] * (places + 1) / 2
        total += math.fsum(_WIDTHS * (of(inside) * weights).sum(axis=1) / 2) + float(_NODES[0] * of(side[:1])[0])
    return total


def _mean(lower: Floats, upper: Floats) -> float:
    """Return the mean of what linear reading yields: trapezoids over the nodes, flat beyond the last."""
    middle = sum(float(np.sum((side[1:] + side[:-1]) * _WIDTHS)) / 2 for side in (lower, upper))
    return middle + float(_NODES[0]) * float(lower[0] + upper[0])


_MAY_JUMP = ("mixture", "hazard", "empirical")


def _exact_mean(d: Any) -> float | None:
    """Return the mean where it is stated, or where it can be added up from pieces."""
    if isinstance(d, Mixture):
        total = sum(part.weight for part in d.parts)
        return sum(part.weight / total * table_of(part.of).mean for part in d.parts)
    return mean_of(d) if d.shape in _MAY_JUMP else getattr(d, "mean", None)


def _with_mean(nodes: Floats, missing: float) -> Floats:
    """Add what is missing to the mean where straight lines lost it: at the nodes beside the highest jumps."""
    x = np.concatenate([nodes[:SIDE], nodes[: SIDE - 1 : -1]])
    widths = np.concatenate([_WIDTHS, [0.0], _WIDTHS[::-1]])
    weights = np.convolve(widths, [0.5, 0.5])
    smeared = np.diff(x) * widths
    for cell in np.argsort(-smeared, kind="stable")[:100].tolist():
        here = math.copysign(min(abs(missing), smeared[cell] / 2), missing)
        node = cell if here > 0 else cell + 1
        x[node] += here / weights[node]
        missing -= here
    return np.concatenate([x[:SIDE], x[: SIDE - 1 : -1]])


def _each(function: Any, values: Floats) -> Floats:
    """Apply a function of `math`, whose results do not depend on the processor's vector units."""
    return np.array([function(x) for x in values.tolist()])


def quantiles(d: Any, q: Floats, upper: bool = False) -> Floats:
    """Return quantiles at lower-tail probabilities, or at those of the upper tail, exact where 1 - q would round."""
    from scipy import special

    if isinstance(d, Mixture):
        return _mixture_quantiles(d, q, upper)
    shape = d.shape
    if shape == "constant":
        return np.full(len(q), d.value)
    if shape in ("exponential", "weibull", "hazard"):
        exposure = -_each(math.log, q) if upper else -_each(lambda x: math.log1p(-x), q)
        return _from_exposure(d, exposure)
    if shape == "lognormal":
        mu, sigma = lognormal_parameters(d)
        z = special.ndtri(q)
        return _each(math.exp, mu - sigma * z if upper else mu + sigma * z)
    if shape in ("gamma", "erlang"):
        alpha, scale = gamma_parameters(d)
        unit: Any = special.gammainccinv(alpha, q) if upper else special.gammaincinv(alpha, q)
        return scale * unit
    if shape == "beta":
        return special.betainccinv(d.a, d.b, q) if upper else special.betaincinv(d.a, d.b, q)
    if shape == "uniform":
        return d.high - (d.high - d.low) * q if upper else d.low + (d.high - d.low) * q
    if shape == "triangular":
        return _triangular(d, q, upper)
    steps = d.probabilities or np.linspace(0.0, 1.0, len(d.values))
    return np.interp(1.0 - q if upper else q, steps, d.values)


def _from_exposure(d: Any, exposure: Floats) -> Floats:
    """Return the times at which a cumulative hazard is reached."""
    if d.shape == "exponential":
        return d.mean * exposure
    if d.shape == "weibull":
        k, scale = weibull_parameters(d)
        return scale * _each(lambda x: x ** (1.0 / k), exposure)
    starts, rates = np.array(d.starts, float), np.array(d.rates, float)
    reached = np.concatenate([[0.0], np.cumsum(np.diff(starts) * rates[:-1])])
    piece = np.searchsorted(reached, exposure, side="right") - 1
    while True:  # a piece of hazard 0 ends no wait: go on to the next
        idle = rates[piece] <= 0
        if not idle.any():
            break
        piece = np.where(idle, piece + 1, piece)
    return starts[piece] + np.maximum(0.0, exposure - reached[piece]) / rates[piece]


def _triangular(d: Any, q: Floats, upper: bool) -> Floats:
    width, rise = d.high - d.low, (d.mode - d.low) / (d.high - d.low)
    below = 1.0 - q if upper else q
    above = q if upper else 1.0 - q
    rising = d.low + np.sqrt(below * width * (d.mode - d.low))
    falling = d.high - np.sqrt(above * width * (d.high - d.mode))
    return np.where(below < rise, rising, falling)


def lognormal_parameters(d: Any) -> tuple[float, float]:
    """Return mu and sigma of the logarithm."""
    if d.median is not None:
        return math.log(d.median), d.sigma
    variance = math.log(1.0 + d.cv**2)
    return math.log(d.mean) - variance / 2, math.sqrt(variance)


def weibull_parameters(d: Any) -> tuple[float, float]:
    """Return k and scale; from mean and CV by bisection on log k."""
    if d.k is not None:
        return d.k, d.scale

    def squared_cv(k: float) -> float:
        return math.exp(math.lgamma(1 + 2 / k) - 2 * math.lgamma(1 + 1 / k)) - 1

    low, high = math.log(0.1), math.log(2000.0)
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if squared_cv(math.exp(middle)) > d.cv**2 else (low, middle)
    k = math.exp((low + high) / 2)
    return k, d.mean / math.gamma(1 + 1 / k)


def _mixture_quantiles(d: Any, q: Floats, upper: bool) -> Floats:
    """Invert a mixture: straight lines through its weighted probability at, and just below, its parts' quantiles."""
    total = sum(part.weight for part in d.parts)
    parts = [np.concatenate([quantiles(p.of, _NODES), quantiles(p.of, _NODES, upper=True)[::-1]]) for p in d.parts]
    pooled = np.repeat(np.unique(np.concatenate(parts)), 2)
    mass = np.zeros(len(pooled))
    for part, x in zip(d.parts, parts, strict=True):
        mass[0::2] += part.weight / total * _share(pooled[0::2], x, "left", upper)
        mass[1::2] += part.weight / total * _share(pooled[1::2], x, "right", upper)
    if upper:
        return np.interp(q, mass[::-1], pooled[::-1])
    return np.interp(q, mass, pooled)


def _share(x: Floats, part: Floats, side: Any, upper: bool) -> Floats:
    """Return P(X < x) (left) or P(X <= x) (right) of a part from its quantiles; for the upper tail, 1 less that."""
    mass = np.concatenate([1.0 - _NODES, _NODES[::-1]]) if upper else np.concatenate([_NODES, 1.0 - _NODES[::-1]])
    after = np.searchsorted(part, x, side=side)
    low, high = np.maximum(after - 1, 0), np.minimum(after, len(part) - 1)
    width = part[high] - part[low]
    passed = np.where(width > 0, (x - part[low]) / np.where(width > 0, width, 1.0), 0.0)
    share = mass[low] + passed * (mass[high] - mass[low])
    share = np.where(after == 0, 1.0 if upper else 0.0, share)
    return np.where(after == len(part), 0.0 if upper else 1.0, share)
