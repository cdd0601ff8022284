"""One server, and priorities: M/G/1, Cobham's waits, M/M/1 from an empty start.

Time is in minutes and rates are per minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.theory.erlang import erlang_c, require_positive
from sim.theory.quadrature import Vector


class Moments(NamedTuple):
    """The first three raw moments of a duration: minutes, squared and cubed."""

    first: float
    second: float
    third: float


def deterministic(mean_min: float) -> Moments:
    """Return the moments of a constant duration."""
    return Moments(mean_min, mean_min**2, mean_min**3)


def erlang_moments(mean_min: float, phases: int = 1) -> Moments:
    """Return the moments of an Erlang duration (one phase: exponential)."""
    second = mean_min**2 * (phases + 1) / phases
    return Moments(mean_min, second, second * mean_min * (phases + 2) / phases)


def lognormal_moments(mean_min: float, cv: float) -> Moments:
    """Return the moments ``m^n (1 + cv^2)^(n(n-1)/2)`` of a lognormal duration."""
    spread = 1 + cv**2
    return Moments(mean_min, mean_min**2 * spread, mean_min**3 * spread**3)


def mg1_wait_min(arrivals_per_min: float, service: Moments) -> float:
    """Return the mean wait of M/G/1, first come first served.

    Parameters
    ----------
    arrivals_per_min : float
        Poisson arrival rate.
    service : Moments
        Moments of the service time.

    Returns
    -------
    float
        ``lam E[S^2] / (2 (1 - rho))`` (Pollaczek-Khinchine).

    Raises
    ------
    ValueError
        If a rate or mean is not positive or ``rho >= 1``.
    """
    require_positive(arrivals_per_min=arrivals_per_min, service_min=service.first)
    rho = stable(arrivals_per_min * service.first)
    return arrivals_per_min * service.second / (2 * (1 - rho))


def stable(rho: float) -> float:
    """Return the load, or raise ValueError if it is 1 or more."""
    if rho >= 1:
        raise ValueError(f"unstable: load {rho:g} per server")
    return rho


def _cobham(residual_min: float, loads: Sequence[float]) -> list[float]:
    """Return ``W0 / ((1 - s_{k-1}) (1 - s_k))`` for each class, highest priority first."""
    total = np.concatenate([[0.0], np.cumsum(loads)])
    stable(float(total[-1]))
    return [residual_min / ((1 - above) * (1 - upto)) for above, upto in pairwise(total.tolist())]


def priority_mg1_wait_min(arrivals_per_min: Sequence[float], services: Sequence[Moments]) -> list[float]:
    """Return the mean wait of each class under non-preemptive priority in M/G/1.

    Parameters
    ----------
    arrivals_per_min : sequence of float
        Poisson rate of each class, highest priority first.
    services : sequence of Moments
        Moments of each class's service time, as many as rates.

    Returns
    -------
    list of float
        ``W0 / ((1 - s_{k-1}) (1 - s_k))`` with ``W0 = sum lam_i E[S_i^2] / 2`` (Cobham 1954).

    Raises
    ------
    ValueError
        If the lengths differ or the total load is 1 or more.
    """
    pairs = list(zip(arrivals_per_min, services, strict=True))
    residual = sum(rate * service.second for rate, service in pairs) / 2
    return _cobham(residual, [rate * service.first for rate, service in pairs])


def priority_mmc_wait_min(servers: int, arrivals_per_min: Sequence[float], service_min: float) -> list[float]:
    """Return the mean wait of each class under non-preemptive priority in M/M/c.

    All classes share one exponential service time; ``W0 = C service / c`` with C Erlang's
    delay probability (Cobham 1954; Davis 1966; Kella and Yechiali 1985).

    Raises
    ------
    ValueError
        If an argument is not positive or the total load per server is 1 or more.
    """
    require_positive(servers=servers, service_min=service_min)
    delay = erlang_c(servers, sum(arrivals_per_min) * service_min)
    loads = [rate * service_min / servers for rate in arrivals_per_min]
    return _cobham(delay * service_min / servers, loads)


def mm1_transient_waits_min(customers: int, arrivals_per_min: float, service_min: float) -> Vector:
    """Return the mean waits of the first customers of M/M/1 that starts empty.

    Parameters
    ----------
    customers : int
        How many, at least 1.
    arrivals_per_min, service_min : float
        Poisson rate and mean of the exponential service time; any load.

    Returns
    -------
    ndarray, shape (customers,)
        ``E[W_{n+1}] = sum_{k <= n} E[S_k^+] / k`` (Spitzer's identity) with
        ``E[S_k^+] = k/mu I_q(k, k+1) - k/lam I_q(k+1, k)``, ``q = lam / (lam + mu)``.

    Raises
    ------
    ValueError
        If an argument is not positive.
    """
    from scipy.special import betainc

    require_positive(customers=customers, arrivals_per_min=arrivals_per_min, service_min=service_min)
    k = np.arange(1, customers)
    share = arrivals_per_min / (arrivals_per_min + 1 / service_min)
    steps = service_min * betainc(k, k + 1, share) - betainc(k + 1, k, share) / arrivals_per_min
    return np.concatenate([[0.0], np.cumsum(steps)])
