"""Queues whose customers give up: Erlang A (M/M/c+M) and M/M/c+G by the offered wait.

The offered wait V is what a customer of endless patience would wait. Its density on x > 0
is proportional to ``exp(lam H(x) - c mu x)`` with ``H(x)`` the integral of the survival
function of patience (Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from sim.theory.erlang import erlang_b, require_positive
from sim.theory.quadrature import (
    Function,
    Vector,
    nodes_and_weights,
    panels,
    running_integral,
)

_PANELS = 96
_NEGLIGIBLE = 45.0  # exp(-45) < 3e-20 of the largest density is cut off


@dataclass(frozen=True)
class OfferedWait:
    """The density of the offered wait on a grid of Gauss-Legendre nodes.

    Attributes
    ----------
    edges : ndarray, shape (panels + 1,)
        Edges of the panels, minutes.
    wait_min, weight, survival, patience_integral, density : ndarray, shape (panels, order)
        Nodes, quadrature weights, P(patience > x), its integral H(x) and the density v(x)
        (which integrates to P(wait > 0)).
    wait_probability : float
        P(V > 0) = P(wait > 0).
    """

    edges: Vector
    wait_min: Vector
    weight: Vector
    survival: Vector
    patience_integral: Vector
    density: Vector
    wait_probability: float

    def mean_of(self, values: Vector) -> float:
        """Integrate ``values * v`` over all waits."""
        return float(np.sum(self.weight * values * self.density))


@dataclass(frozen=True)
class ImpatientQueue:
    """The steady state of M/M/c+G; times in minutes, averages over all arrivals.

    Attributes
    ----------
    wait_probability, abandon_probability, abandon_given_wait : float
        P(wait > 0), P(abandon) and P(abandon | wait > 0).
    wait_min : float
        Mean time in queue of all arrivals, whether served or not.
    served_wait_min, abandoned_wait_min : float
        Mean time in queue of those served (zeros included) and of those who give up.
    queue_length, busy_servers : float
        Time averages.
    """

    wait_probability: float
    abandon_probability: float
    abandon_given_wait: float
    wait_min: float
    served_wait_min: float
    abandoned_wait_min: float
    queue_length: float
    busy_servers: float
    _inputs: _Inputs = field(repr=False)

    def served_within(self, threshold_min: float) -> float:
        """Return P(served and wait <= threshold)."""
        grid = offered_wait(self._inputs.with_kink(threshold_min))
        soon = grid.wait_min <= threshold_min
        return 1 - grid.wait_probability + grid.mean_of(grid.survival * soon)

    def waits_longer(self, threshold_min: float) -> float:
        """Return P(time in queue > threshold), all arrivals."""
        grid = offered_wait(self._inputs.with_kink(threshold_min))
        late = (grid.wait_min > threshold_min).astype(np.float64)
        stays = float(self._inputs.survival(np.array([threshold_min]))[0])
        return stays * grid.mean_of(late)


@dataclass(frozen=True)
class _Inputs:
    """What defines one M/M/c+G queue."""

    servers: int
    arrivals_per_min: float
    service_min: float
    survival: Function
    kinks_min: tuple[float, ...] = ()

    def with_kink(self, kink_min: float) -> _Inputs:
        kinks = (*self.kinks_min, kink_min)
        return _Inputs(self.servers, self.arrivals_per_min, self.service_min, self.survival, kinks)


def _grid(inputs: _Inputs, horizon_min: float) -> tuple[Vector, Vector, Vector, Vector]:
    """Return edges, nodes, survival and log density (up to a constant) on [0, horizon]."""
    edges = panels(0.0, horizon_min, _PANELS, inputs.kinks_min)
    nodes, _ = nodes_and_weights(edges)
    survival = np.asarray(inputs.survival(nodes), dtype=np.float64)
    patience = running_integral(survival, edges)
    log_density = inputs.arrivals_per_min * patience - inputs.servers / inputs.service_min * nodes
    return edges, nodes, survival, log_density


def _horizon_min(inputs: _Inputs) -> float:
    """Return a time beyond which the density of the offered wait is negligible."""
    horizon_min = inputs.service_min / inputs.servers
    for _ in range(60):
        horizon_min *= 1.5
        log_density = _grid(inputs, horizon_min)[3]
        if log_density[-1, -1] < max(log_density.max(), 0.0) - _NEGLIGIBLE:
            return horizon_min
    raise ValueError("unstable: the offered wait has no stationary distribution")


def offered_wait(inputs: _Inputs) -> OfferedWait:
    """Return the density of the offered wait (see the module's docstring for the source)."""
    horizon_min = max(_horizon_min(inputs), *inputs.kinks_min, 0.0)
    edges, nodes, survival, log_density = _grid(inputs, horizon_min)
    _, weights = nodes_and_weights(edges)
    shift = max(float(log_density.max()), 0.0)
    shape = np.exp(log_density - shift)
    load = inputs.arrivals_per_min * inputs.service_min
    last_free = erlang_b(inputs.servers - 1, load) * inputs.arrivals_per_min
    mass = last_free * float(np.sum(weights * shape))
    scale = math.exp(-shift) + mass
    return OfferedWait(
        edges=edges,
        wait_min=nodes,
        weight=weights,
        survival=survival,
        patience_integral=running_integral(survival, edges),
        density=shape * last_free / scale,
        wait_probability=mass / scale,
    )


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
    inputs = _Inputs(servers, arrivals_per_min, service_min, patience_survival, tuple(kinks_min))
    grid = offered_wait(inputs)
    abandon = grid.mean_of(1 - grid.survival)
    served = 1 - abandon
    served_wait = grid.mean_of(grid.wait_min * grid.survival)
    wait_min = grid.mean_of(grid.patience_integral)
    return ImpatientQueue(
        wait_probability=grid.wait_probability,
        abandon_probability=abandon,
        abandon_given_wait=abandon / grid.wait_probability,
        wait_min=wait_min,
        served_wait_min=served_wait / served,
        abandoned_wait_min=(wait_min - served_wait) / abandon if abandon > 0 else 0.0,
        queue_length=arrivals_per_min * wait_min,
        busy_servers=arrivals_per_min * served * service_min,
        _inputs=inputs,
    )


def erlang_a(
    servers: int, arrivals_per_min: float, service_min: float, patience_min: float
) -> ImpatientQueue:
    """Solve Erlang A, M/M/c+M (Palm 1957): patience is exponential with the given mean.

    Parameters are those of `mmc_impatient`; `patience_min` is the mean patience.

    Raises
    ------
    ValueError
        If an argument is not positive.
    """
    require_positive(patience_min=patience_min)
    return mmc_impatient(
        servers, arrivals_per_min, service_min, lambda wait: np.exp(-wait / patience_min)
    )


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


def overload_abandonment(load_per_server: float) -> float:
    """Return the fluid limit ``max(0, 1 - 1 / rho)`` of P(abandon) as servers grow (Whitt 2004)."""
    require_positive(load_per_server=load_per_server)
    return max(0.0, 1 - 1 / load_per_server)
