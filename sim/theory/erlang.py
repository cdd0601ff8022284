"""Erlang's queues: many servers, Poisson arrivals, exponential service, patient customers.

Time is in minutes and rates are per minute. ``a = arrivals_per_min * service_min`` is the
offered load in erlangs and ``rho = a / servers`` the load per server.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


def require_positive(**values: float) -> None:
    """Raise ValueError unless every named value is finite and above zero."""
    for name, value in values.items():
        if not (math.isfinite(value) and value > 0):
            raise ValueError(f"{name} must be positive and finite, got {value!r}")


def require_probability(**values: float) -> None:
    """Raise ValueError unless every named value lies in [0, 1]."""
    for name, value in values.items():
        if not 0 <= value <= 1:
            raise ValueError(f"{name} must lie between 0 and 1, got {value!r}")


def erlang_b(servers: int, offered_load: float) -> float:
    """Return the probability that an arrival is lost in M/M/c/c.

    Parameters
    ----------
    servers : int
        Number of servers, 0 or more.
    offered_load : float
        Offered load in erlangs, 0 or more.

    Returns
    -------
    float
        Erlang's loss probability, by ``B(n) = a B(n-1) / (n + a B(n-1))`` (Erlang 1917).

    Raises
    ------
    ValueError
        If an argument is negative.
    """
    if servers < 0 or not offered_load >= 0:
        raise ValueError(f"need servers >= 0 and load >= 0, got {servers!r}, {offered_load!r}")
    blocking = 1.0
    for count in range(1, servers + 1):
        blocking = offered_load * blocking / (count + offered_load * blocking)
    return blocking


def erlang_c(servers: int, offered_load: float) -> float:
    """Return the probability that an arrival waits in M/M/c.

    Returns
    -------
    float
        ``C = B / (1 - rho (1 - B))`` (Erlang 1917); 1 when ``rho >= 1``.

    Raises
    ------
    ValueError
        If there is no server or the load is negative.
    """
    if servers < 1:
        raise ValueError(f"need at least one server, got {servers!r}")
    load = offered_load / servers
    if load >= 1:
        return 1.0
    blocking = erlang_b(servers, offered_load)
    return blocking / (1 - load * (1 - blocking))


@dataclass(frozen=True, slots=True)
class MMc:
    """The steady state of M/M/c; times in minutes (Erlang 1917).

    Attributes
    ----------
    loss_probability : float
        Erlang B at the same load: what would be lost if nobody could wait.
    wait_probability : float
        Erlang C.
    wait_min : float
        Mean wait of all customers (0 for those served at once).
    wait_given_wait_min : float
        Mean wait of those who wait.
    sojourn_min : float
        Mean wait plus mean service.
    busy_servers, in_system : float
        Time averages.
    """

    loss_probability: float
    wait_probability: float
    wait_min: float
    wait_given_wait_min: float
    sojourn_min: float
    busy_servers: float
    in_system: float

    def service_level(self, threshold_min: float) -> float:
        """Return P(wait <= threshold) = 1 - C exp(-threshold / E[wait | wait])."""
        tail = math.exp(-threshold_min / self.wait_given_wait_min)
        return 1 - self.wait_probability * tail


def mmc(servers: int, arrivals_per_min: float, service_min: float) -> MMc:
    """Solve M/M/c (with ``servers=1``: M/M/1).

    Parameters
    ----------
    servers : int
        Number of servers, at least 1.
    arrivals_per_min : float
        Poisson arrival rate.
    service_min : float
        Mean of the exponential service time.

    Returns
    -------
    MMc
        All stationary quantities.

    Raises
    ------
    ValueError
        If an argument is not positive or the queue is unstable (``rho >= 1``).
    """
    require_positive(servers=servers, arrivals_per_min=arrivals_per_min, service_min=service_min)
    load = arrivals_per_min * service_min
    if load >= servers:
        raise ValueError(f"unstable: {load:g} erlangs offered to {servers} servers")
    delay = erlang_c(servers, load)
    drain_min = 1 / (servers / service_min - arrivals_per_min)
    wait_min = delay * drain_min
    return MMc(
        loss_probability=erlang_b(servers, load),
        wait_probability=delay,
        wait_min=wait_min,
        wait_given_wait_min=drain_min,
        sojourn_min=wait_min + service_min,
        busy_servers=load,
        in_system=arrivals_per_min * (wait_min + service_min),
    )
