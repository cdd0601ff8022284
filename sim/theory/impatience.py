"""Queues whose customers give up: Erlang A (M/M/c+M) and M/M/c+G by the offered wait.

The offered wait V is what a customer of endless patience would wait. Its density on x > 0
is proportional to ``exp(lam H(x) - c mu x)`` with ``H(x)`` the integral of the survival
function of patience (Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.theory.erlang import erlang_b, require_positive
from sim.theory.quadrature import Function, Vector, nodes_and_weights, panels, running_integral

_PANELS = 96
_WIDENINGS = 60
_NEGLIGIBLE = 45.0  # exp(-45) < 3e-20 of the largest density is cut off


@dataclass(frozen=True)
class ImpatientQueue:
    """The steady state of M/M/c+G by the density of its offered wait on a grid of Gauss-Legendre nodes.

    Attributes
    ----------
    nodes_min, weight, survival, patience_integral, density : ndarray, shape (panels, order)
        Waits, quadrature weights, P(patience > x), its integral H(x) and the density v(x)
        (which integrates to P(wait > 0)).
    wait_probability : float
        P(V > 0) = P(wait > 0).
    """

    nodes_min: Vector
    weight: Vector
    survival: Vector
    patience_integral: Vector
    density: Vector
    wait_probability: float

    def mean_of(self, values: Vector) -> float:
        """Integrate ``values * v`` over all waits."""
        return float(np.sum(self.weight * values * self.density))

    @property
    def abandon_probability(self) -> float:
        """P(abandon)."""
        return self.mean_of(1 - self.survival)

    @property
    def wait_min(self) -> float:
        """Mean time in queue of all arrivals, whether served or not."""
        return self.mean_of(self.patience_integral)


def mmc_impatient(
    servers: int,
    arrivals_per_min: float,
    service_min: float,
    patience_survival: Function,
    kinks_min: Iterable[float] = (),
) -> ImpatientQueue:
    """Solve M/M/c+G: exponential service, any distribution of patience.

    Parameters
    ----------
    servers : int
        Number of servers, at least 1.
    arrivals_per_min, service_min : float
        Poisson arrival rate and mean of the exponential service time.
    patience_survival : callable
        P(patience > x) for an array of waits in minutes, any shape, same shape returned.
    kinks_min : iterable of float
        Waits where that function jumps or bends.

    Returns
    -------
    ImpatientQueue
        All stationary quantities.

    Raises
    ------
    ValueError
        If an argument is not positive or the queue is unstable.
    """
    require_positive(servers=servers, arrivals_per_min=arrivals_per_min, service_min=service_min)
    kinks = tuple(kinks_min)

    def grid(horizon_min: float) -> tuple[Vector, Vector, Vector, Vector, Vector]:
        """Return nodes, weights, survival, its integral and log density (up to a constant) on [0, horizon]."""
        edges = panels(0.0, horizon_min, _PANELS, kinks)
        nodes, weights = nodes_and_weights(edges)
        survival = np.asarray(patience_survival(nodes), dtype=np.float64)
        patience = running_integral(survival, edges)
        return nodes, weights, survival, patience, arrivals_per_min * patience - servers / service_min * nodes

    horizon_min = service_min / servers
    for _ in range(_WIDENINGS):
        horizon_min *= 1.5
        log_density = grid(horizon_min)[-1]
        if log_density[-1, -1] < max(log_density.max(), 0.0) - _NEGLIGIBLE:
            break
    else:
        raise ValueError("unstable: the offered wait has no stationary distribution")
    nodes, weights, survival, patience, log_density = grid(max(horizon_min, *kinks, 0.0))
    shift = max(float(log_density.max()), 0.0)
    shape = np.exp(log_density - shift)
    last_free = erlang_b(servers - 1, arrivals_per_min * service_min) * arrivals_per_min
    mass = last_free * float(np.sum(weights * shape))
    scale = math.exp(-shift) + mass
    return ImpatientQueue(nodes, weights, survival, patience, shape * last_free / scale, mass / scale)


def erlang_a(servers: int, arrivals_per_min: float, service_min: float, patience_min: float) -> ImpatientQueue:
    """Solve Erlang A, M/M/c+M (Palm 1957): patience is exponential with the given mean.

    Parameters are those of `mmc_impatient`; `patience_min` is the mean patience.

    Raises
    ------
    ValueError
        If an argument is not positive.
    """
    require_positive(patience_min=patience_min)
    return mmc_impatient(servers, arrivals_per_min, service_min, lambda wait: np.exp(-wait / patience_min))


def erlang_a_closed_form(
    servers: int, arrivals_per_min: float, service_min: float, patience_min: float
) -> tuple[float, float]:
    """Return P(wait) and P(abandon) of Erlang A by the incomplete gamma function.

    Returns
    -------
    wait_probability, abandon_probability : float
        With ``x = c mu / theta``, ``y = lam / theta``, ``A = x e^y y^-x gamma(x, y)``:
        ``P(wait) = A B / (1 + (A - 1) B)`` and
        ``P(abandon | wait) = 1 / (rho A) + 1 - 1 / rho``
        (Palm 1957; Garnett, Mandelbaum and Reiman 2002).
    """
    from scipy.special import gammainc, gammaln

    load = arrivals_per_min * service_min
    x = servers * patience_min / service_min
    y = arrivals_per_min * patience_min
    log_a = math.log(x) + y - x * math.log(y) + math.log(gammainc(x, y)) + gammaln(x)
    factor = math.exp(log_a)
    blocking = erlang_b(servers, load)
    waits = factor * blocking / (1 + (factor - 1) * blocking)
    rho = load / servers
    return waits, waits * (1 / (rho * factor) + 1 - 1 / rho)
