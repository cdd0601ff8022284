"""Erlang C and Erlang A of many intervals at once, and the least people, unrounded, that keep targets.

Time is in minutes and rates are per minute. Patience may have any distribution (M/M/n+G; Erlang A where it is
exponential). A broken number of people stands between the whole ones, as it does where a fifth seat is there in a part
of the intervals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.theory.quadrature import nodes_and_weights, panels

Vector = NDArray[np.float64]
_NEGLIGIBLE = 45.0
_PANELS = 12
_LONGEST = 1e6
MOST = 5000
"""More people are not looked for."""


class Patience:
    """How long customers wait: P(patience > x) and its integral, on a grid.

    Parameters
    ----------
    survival : callable
        P(patience > x) of an array of minutes.
    """

    def __init__(self, survival: Callable[[Vector], Vector]) -> None:
        self._x = np.concatenate([[0.0], np.geomspace(1e-4, _LONGEST, 6000)])
        self._survival = np.asarray(survival(self._x), dtype=np.float64)
        steps = np.diff(self._x) * (self._survival[1:] + self._survival[:-1]) / 2
        self._integral = np.concatenate([[0.0], np.cumsum(steps)])

    def survival(self, wait: Any) -> Any:
        """Return P(patience > wait)."""
        return np.interp(wait, self._x, self._survival)

    def integral(self, wait: Any) -> Any:
        """Return the integral of the survival function from 0, the mean of min(patience, wait)."""
        return np.interp(wait, self._x, self._integral)


@dataclass(frozen=True)
class Load:
    """What comes in some intervals, as arrays of one shape.

    Attributes
    ----------
    arrivals : ndarray
        Contacts a minute.
    service : ndarray
        Mean handle time in minutes.
    """

    arrivals: Vector
    service: Vector

    @property
    def erlangs(self) -> Vector:
        """The people that the work keeps busy."""
        return self.arrivals * self.service


@dataclass(frozen=True)
class Waits:
    """What becomes of contacts, each an array over intervals, as shares of all offered.

    Attributes
    ----------
    in_time, lost_in_time, lost_short, lost : ndarray
        Answered within the threshold, hung up within it, hung up so soon that it is short, and hung up at all.
    wait : ndarray
        Mean wait of those answered, in minutes; infinite where nobody would ever be.
    """

    in_time: Vector
    lost_in_time: Vector
    lost_short: Vector
    lost: Vector
    wait: Vector

    def mixed(self, other: Waits, share: Vector) -> Waits:
        """Return what lies between these and others, of which there is a share."""
        return Waits(*(_between(getattr(self, f.name), getattr(other, f.name), share) for f in fields(self)))


def _between(one: Vector, other: Vector, share: Vector) -> Vector:
    with np.errstate(invalid="ignore"):
        mean = (1 - share) * one + share * other
    return np.where(share == 0, one, np.where(share == 1, other, mean))


def erlang_c(load: Load, people: Vector, within: float) -> Waits:
    """Return the waits where nobody hangs up (M/M/n); nobody is answered in time where there is more work than people.

    Parameters
    ----------
    load : Load
        What comes.
    people : ndarray
        How many there are, broken numbers too.
    within : float
        The threshold, in minutes.
    """
    return _with_broken(people, lambda whole: _patient(load, whole, within))


def erlang_a(load: Load, people: Vector, patience: Patience, within: float, short: float = 0.0) -> Waits:
    """Return the waits where customers hang up (M/M/n+G); parameters as in `erlang_c`, `short` in minutes."""
    return _with_broken(people, lambda whole: _impatient(load, whole, patience, (within, short)))


def _with_broken(people: Vector, solve: Callable[[Vector], Waits]) -> Waits:
    low = np.floor(people)
    share = people - low
    return solve(low).mixed(solve(np.where(share > 0, low + 1, low)), share)


def _loss(people: Vector, erlangs: Vector) -> Vector:
    """Return Erlang B: a Poisson probability over its distribution function."""
    from scipy.special import gammaincc, gammaln, xlogy

    with np.errstate(divide="ignore", invalid="ignore"):
        chance = np.exp(xlogy(people, erlangs) - erlangs - gammaln(people + 1))
        below = gammaincc(people + 1, np.maximum(erlangs, 1e-300))
        loss = np.where(below > 1e-280, chance / below, 1 - people / erlangs)
    return np.where(erlangs > 0, loss, np.where(people > 0, 0.0, 1.0))


def _patient(load: Load, people: Vector, within: float) -> Waits:
    erlangs, none = load.erlangs, np.zeros_like(load.arrivals)
    steady = erlangs < people
    busy = np.divide(erlangs, people, out=np.ones_like(erlangs), where=people > 0)
    loss = _loss(people, erlangs)
    delayed = np.where(steady, loss / np.where(steady, 1 - busy * (1 - loss), 1.0), 1.0)
    drain = np.where(steady, people / load.service - load.arrivals, 0.0)
    idle = load.arrivals == 0
    in_time = np.where(idle, 1.0, np.where(steady, 1 - delayed * np.exp(-drain * within), 0.0))
    wait = np.where(idle, 0.0, np.where(steady, delayed / np.where(steady, drain, 1.0), np.inf))
    return Waits(in_time, none, none, none, wait)


def _impatient(load: Load, people: Vector, patience: Patience, thresholds: tuple[float, float]) -> Waits:
    """Solve M/M/n+G by the density of the offered wait; see `sim.theory.impatience`."""
    within, short = thresholds
    rate = load.arrivals[:, None]
    drain = (people / load.service)[:, None]
    kinks = sorted({0.0, short, within} - {-1.0})
    longest = np.maximum(_longest(rate, drain, patience), kinks[-1] + 1e-6)
    nodes, weights = _grid(kinks, longest)
    survival, integral = patience.survival(nodes), patience.integral(nodes)
    exponent = rate * integral - drain * nodes
    shift = np.maximum(exponent.max(axis=1, keepdims=True), 0.0)
    last_free = _loss(np.maximum(people - 1, 0), load.erlangs)[:, None] * rate
    shape = last_free * np.exp(exponent - shift)
    scale = np.exp(-shift) + (weights * shape).sum(axis=1, keepdims=True)
    density = weights * shape / scale
    at_once = (np.exp(-shift) / scale)[:, 0]

    def hung_up(by: float) -> Vector:
        return np.asarray((density * (1 - np.maximum(survival, patience.survival(by)))).sum(axis=1))

    in_time = at_once + (density * survival * (nodes <= within)).sum(axis=1)
    lost = (density * (1 - survival)).sum(axis=1)
    waited = (density * survival * nodes).sum(axis=1)
    answered = np.maximum(1 - lost, 1e-300)
    nobody, idle = people < 1, load.arrivals == 0
    unstable = nobody | (longest[:, 0] >= _LONGEST)
    ever = float(patience.survival(np.float64(_LONGEST)))
    beyond = np.where(nobody, 1 - ever, 1 - people / np.maximum(load.erlangs, 1e-300))
    return Waits(
        np.where(idle, 1.0, np.where(unstable, 0.0, in_time)),
        np.where(idle, 0.0, np.where(unstable, 1 - patience.survival(within), hung_up(within))),
        np.where(idle, 0.0, np.where(unstable, 1 - patience.survival(short), hung_up(short))),
        np.where(idle, 0.0, np.where(unstable, beyond, lost)),
        np.where(idle, 0.0, np.where(unstable, np.inf, waited / answered)),
    )  # fmt: skip


def _longest(rate: Vector, drain: Vector, patience: Patience) -> Vector:
    """Return waits beyond which the density is negligible."""
    longest = 1.0 / np.maximum(drain, 1e-6)
    highest = np.zeros_like(longest)
    going = np.ones(longest.shape, dtype=bool)
    for _ in range(120):
        exponent = rate * patience.integral(longest) - drain * longest
        highest = np.maximum(highest, exponent)
        going &= (exponent > highest - _NEGLIGIBLE) & (longest < _LONGEST)
        if not going.any():
            break
        longest = np.where(going, np.minimum(longest * 1.5, _LONGEST), longest)
    return longest


def _grid(kinks: list[float], longest: Vector) -> tuple[Vector, Vector]:
    """Return nodes and weights from 0 to the longest waits, each of shape (intervals, nodes), parted at the kinks."""
    unit, weight = (each.ravel() for each in nodes_and_weights(panels(0.0, 1.0, _PANELS)))
    ends = [*(np.full_like(longest, kink) for kink in kinks[1:]), longest]
    starts = [np.zeros_like(longest), *ends[:-1]]
    nodes = [start + (end - start) * unit for start, end in zip(starts, ends, strict=True)]
    weights = [(end - start) * weight for start, end in zip(starts, ends, strict=True)]
    return np.concatenate(nodes, axis=1), np.concatenate(weights, axis=1)


def least_people(load: Load, spare: Callable[[Load, Vector], Vector]) -> Vector:
    """Return the least people, unrounded, with whom every target is kept, none where nobody comes.

    Parameters
    ----------
    load : Load
        What comes.
    spare : callable
        Of a load and as many people, returns by how much each target is kept, of shape (targets, intervals): below 0
        where it is missed. More people never make it worse.

    Returns
    -------
    ndarray
        Of each interval; `MOST` where no number keeps the targets.
    """
    low, high = np.zeros_like(load.arrivals), np.maximum(1.0, np.ceil(load.erlangs))
    while (missed := (spare(load, high).min(axis=0) < 0) & (high < MOST)).any():
        low, high = np.where(missed, high, low), np.where(missed, np.minimum(2 * high, MOST), high)
    while (apart := high - low > 1).any():
        middle = np.where(apart, np.floor((low + high) / 2), high)
        kept = spare(load, middle).min(axis=0) >= 0
        low, high = np.where(apart & ~kept, middle, low), np.where(apart & kept, middle, high)
    below, above = spare(load, np.maximum(high - 1, 0)), spare(load, high)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.where(below >= 0, 0.0, np.where(np.isinf(below), 1.0, -below / (above - below)))
    found = high - 1 + np.clip(steps, 0, 1).max(axis=0)
    return np.where(load.arrivals > 0, found, 0.0)
