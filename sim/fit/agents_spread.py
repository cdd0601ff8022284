"""How agents differ once the noise of their few contacts is taken out, and whether it lasts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.fit.compact_columns import return_memory, smallest
from sim.fit.fitted import Fitted, Vector
from sim.fit.handle_time_fit import group_means

_LEAST = 30


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How agents differ in one figure.

    Attributes
    ----------
    sd : Fitted
        Standard deviation between agents, noise taken out.
    persistence : Fitted
        Correlation of agents' means in odd and in even contacts, raised to whole length (Spearman and Brown 1910).
    values : ndarray, shape (agents,)
        Each agent's figure, drawn to the mean as far as noise explains it; the mean for agents with few contacts.
    known : ndarray of bool
        Which agents have at least thirty contacts.
    """

    sd: Fitted
    persistence: Fitted
    values: Vector
    known: NDArray[np.bool_]


def spread_of(values: Vector, agent: NDArray[np.int32], agents: int, name: str) -> Spread:
    """Return how agents differ in a figure of their contacts.

    The variance between agents is that of their means less what their noise explains, by moments weighted by contacts
    (DerSimonian and Laird 1986); its interval is that of a variance of so many normal values.

    Parameters
    ----------
    values : ndarray, shape (n,)
        The figure of each contact, in the order in which an agent had them.
    agent : ndarray, shape (n,)
        Whose.
    agents : int
        How many there are.
    name : str
        What differs.
    """
    return_memory(len(values))
    mean, noise = group_means(values, agent, agents)
    count = np.bincount(agent, minlength=agents)
    known = (count >= _LEAST) & np.isfinite(noise)
    center = float(values.mean()) if len(values) else math.nan
    own, unsure = mean[known], np.maximum(noise[known], 1e-12)
    sd = _between(own, unsure)
    low, high = _range(sd, unsure)
    drawn_to = np.full(agents, center)
    if sd > 0:
        middle = float(np.average(own, weights=1 / (unsure + sd**2)))
        drawn_to[known] = middle + sd**2 / (sd**2 + unsure) * (own - middle)
    return Spread(
        sd=Fitted(name=f"spread between agents, {name}", value=sd, low=low, high=high, n=int(known.sum()),
                  unit="standard deviation", fit="random effects, noise taken out"),
        persistence=_split_half(values, agent, agents, name), values=drawn_to, known=known,
    )  # fmt: skip


def _between(mean: Vector, noise: Vector) -> float:
    if len(mean) < 3:
        return 0.0
    weight = 1 / noise
    center = float((weight * mean).sum() / weight.sum())
    excess = float((weight * (mean - center) ** 2).sum()) - (len(mean) - 1)
    size = float(weight.sum() - (weight**2).sum() / weight.sum())
    first = max(0.0, excess / size) if size > 0 else 0.0
    weight = 1 / (noise + first)  # a second step, with the spread in the weights, is less swayed by the busiest
    center = float((weight * mean).sum() / weight.sum())
    extra = float((weight * (mean - center) ** 2).sum()) - float(
        (weight * noise).sum() - (weight**2 * noise).sum() / weight.sum()
    )
    size = float(weight.sum() - (weight**2).sum() / weight.sum())
    return math.sqrt(max(0.0, extra / size)) if size > 0 else 0.0


def _range(sd: float, noise: Vector) -> tuple[float, float]:
    """Return the interval of a spread: of the variance of means by the chi-square distribution, less their noise."""
    from scipy.stats import chi2

    k = len(noise)
    if k < 3:
        return math.nan, math.nan
    typical = 1 / float((1 / noise).mean())
    whole = (k - 1) * (sd**2 + typical)
    low, high = (whole / float(chi2.ppf(chance, k - 1)) - typical for chance in (0.975, 0.025))
    return math.sqrt(max(0.0, low)), math.sqrt(max(0.0, high))


def _split_half(values: Vector, agent: NDArray[np.int32], agents: int, name: str) -> Fitted:
    """Return how far the means of odd and of even contacts agree."""
    place = smallest(np.arange(len(agent)))
    first = np.zeros(agents, dtype=place.dtype)
    first[agent[::-1]] = place[::-1]  # of a place that is set twice the last one stands: an agent's first
    odd = (place - first[agent]) % 2 == 1
    del place
    halves = [group_means(values[chosen], agent[chosen], agents)[0] for chosen in (odd, ~odd)]
    enough = np.bincount(agent, minlength=agents) >= 2 * _LEAST
    enough &= np.isfinite(halves[0]) & np.isfinite(halves[1])
    return correlation(halves[0][enough], halves[1][enough], f"persistence (split-half), {name}", doubled=True)


def correlation(one: Vector, other: Vector, name: str, *, doubled: bool = False) -> Fitted:
    """Return the correlation of two figures with Fisher's interval; `doubled`: of twice the length."""
    n = len(one)
    if n < 4 or min(one.std(), other.std()) < 1e-12:
        return Fitted(name=name, value=math.nan, n=n)
    r = float(np.clip(np.corrcoef(one, other)[0, 1], -0.999999, 0.999999))
    ends = [math.tanh(math.atanh(r) + side * 1.96 / math.sqrt(n - 3)) for side in (-1, 0, 1)]
    if doubled:
        ends = [2 * each / (1 + each) if each > -0.5 else -1.0 for each in ends]
    return Fitted(name=name, value=ends[1], low=ends[0], high=ends[2], n=n, fit="correlation over agents")
