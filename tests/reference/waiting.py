"""Formulas of queues that the program does without: what the reference table and its simulations ask besides."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.theory.erlang import MMc, require_positive
from sim.theory.impatience import ImpatientQueue, mmc_impatient
from sim.theory.quadrature import Function, Vector, integral
from sim.theory.single_server import Moments, mg1_wait_min, stable


def mmc_wait_sd_min(queue: MMc) -> float:
    """Return the standard deviation of the wait in M/M/c, ``sqrt(C (2 - C)) E[wait | wait]``."""
    return math.sqrt(queue.wait_probability * (2 - queue.wait_probability)) * queue.wait_given_wait_min


def mg1_wait_sd_min(arrivals_per_min: float, service: Moments) -> float:
    """Return the standard deviation of the wait in M/G/1, root of ``lam E[S^3] / (3 (1 - rho)) + Wq^2`` (Takacs)."""
    rho = stable(arrivals_per_min * service.first)
    wait = mg1_wait_min(arrivals_per_min, service)
    return math.sqrt(arrivals_per_min * service.third / (3 * (1 - rho)) + wait**2)


def mg1_in_system(arrivals_per_min: float, service: Moments) -> float:
    """Return the mean number present in M/G/1."""
    return arrivals_per_min * (mg1_wait_min(arrivals_per_min, service) + service.first)


def served_wait_min(queue: ImpatientQueue) -> float:
    """Return the mean time in queue of those served, zeros included."""
    return queue.mean_of(queue.nodes_min * queue.survival) / (1 - queue.abandon_probability)


def abandoned_wait_min(queue: ImpatientQueue) -> float:
    """Return the mean time in queue of those who give up."""
    return (queue.wait_min - queue.mean_of(queue.nodes_min * queue.survival)) / queue.abandon_probability


def served_within(load: tuple[int, float, float], survival: Function, threshold_min: float) -> float:
    """Return P(served and wait <= threshold) of M/M/c+G; the load is that of `mmc_impatient`."""
    queue = mmc_impatient(*load, survival, [threshold_min])
    return 1 - queue.wait_probability + queue.mean_of(queue.survival * (queue.nodes_min <= threshold_min))


def waits_longer(load: tuple[int, float, float], survival: Function, threshold_min: float) -> float:
    """Return P(time in queue > threshold) of M/M/c+G, all arrivals."""
    queue = mmc_impatient(*load, survival, [threshold_min])
    return float(survival(np.array([threshold_min]))[0]) * queue.mean_of(
        (queue.nodes_min > threshold_min).astype(float)
    )


@dataclass(frozen=True, slots=True)
class MMcK:
    """The steady state of M/M/c/K; waits are of accepted customers, in minutes."""

    block_probability: float
    wait_probability: float
    wait_min: float
    queue_length: float
    busy_servers: float


def mmck(servers: int, places: int, arrivals_per_min: float, service_min: float) -> MMcK:
    """Solve M/M/c/K: at most `places` customers present, others are blocked and lost.

    Parameters
    ----------
    servers, places : int
        Servers and the largest number present (in service and waiting), ``places >= servers``.
    arrivals_per_min : float
        Poisson arrival rate; any positive value, since the queue is finite.
    service_min : float
        Mean of the exponential service time.

    Returns
    -------
    MMcK
        From the birth-death balance ``p(n+1) = p(n) lam / (mu min(n+1, c))``.

    Raises
    ------
    ValueError
        If an argument is not positive or ``places < servers``.
    """
    require_positive(servers=servers, arrivals_per_min=arrivals_per_min, service_min=service_min)
    if places < servers:
        raise ValueError(f"places ({places}) must be at least servers ({servers})")
    present = np.arange(places + 1)
    busy = np.minimum(present, servers)
    steps = np.log(arrivals_per_min * service_min / busy[1:])
    weights = np.concatenate([[0.0], np.cumsum(steps)])
    share = np.exp(weights - weights.max())
    share /= share.sum()
    accepted = 1 - share[-1]
    queue = float(share @ (present - busy))
    return MMcK(
        block_probability=float(share[-1]),
        wait_probability=float(share[servers:places].sum() / accepted),
        wait_min=float(queue / (arrivals_per_min * accepted)),
        queue_length=queue,
        busy_servers=float(share @ busy),
    )


def overload_abandonment(load_per_server: float) -> float:
    """Return the fluid limit ``max(0, 1 - 1 / rho)`` of P(abandon) as servers grow (Whitt 2004)."""
    require_positive(load_per_server=load_per_server)
    return max(0.0, 1 - 1 / load_per_server)


def uniform_moments(low_min: float, high_min: float) -> Moments:
    """Return the moments of a duration uniform between two bounds."""
    powers = [sum(low_min**i * high_min ** (n - i) for i in range(n + 1)) for n in (1, 2, 3)]
    return Moments(powers[0] / 2, powers[1] / 3, powers[2] / 4)


def mixture_moments(shares: Sequence[float], parts: Sequence[Moments]) -> Moments:
    """Return the moments of a mixture, e.g. a hyperexponential duration."""
    if len(shares) != len(parts) or not math.isclose(sum(shares), 1):
        raise ValueError("need one share per part, and shares that add up to 1")
    first, second, third = (sum(share * part[n] for share, part in zip(shares, parts, strict=True)) for n in range(3))
    return Moments(first, second, third)


def mg1_vacations_wait_min(arrivals_per_min: float, service: Moments, task: Moments) -> float:
    """Return the mean wait when an idle server always takes up tasks of its own.

    The tasks (multiple vacations) are not interrupted: each adds the mean residual
    ``E[V^2] / (2 E[V])`` to the Pollaczek-Khinchine wait (Fuhrmann and Cooper 1985).
    """
    return mg1_wait_min(arrivals_per_min, service) + task.second / (2 * task.first)


def mm1_mean_wait_variance(rho: float, service_min: float = 1.0) -> float:
    """Return ``lim n Var(mean of n stationary waits)`` of M/M/1 in minutes squared.

    ``rho (2 + 5 rho - 4 rho^2 + rho^3) / (1 - rho)^4`` (Blomqvist 1967; Daley 1968).
    """
    stable(rho)
    return rho * (2 + 5 * rho - 4 * rho**2 + rho**3) / (1 - rho) ** 4 * service_min**2


def mm1_mean_number_variance(rho: float, service_min: float = 1.0) -> float:
    """Return ``lim t Var(time average of the number present)`` of M/M/1 in minutes.

    ``2 rho (1 + rho) / (mu (1 - rho)^4)`` (Whitt 1989).
    """
    stable(rho)
    return 2 * rho * (1 + rho) / (1 - rho) ** 4 * service_min


def mm1_customers_needed(rho: float, relative_half_width: float, confidence: float = 0.95) -> float:
    """Return how many stationary waits give their mean a wanted relative half-width.

    ``(z / epsilon)^2 sigma^2 / Wq^2`` with the asymptotic variance above; unit-free in time.
    """
    from scipy.special import ndtri

    z = float(ndtri(0.5 + confidence / 2))
    wait = rho / (1 - stable(rho))
    return (z / relative_half_width) ** 2 * mm1_mean_wait_variance(rho) / wait**2


def sinusoid(mean_per_min: float, swing: float, period_min: float) -> Callable[[Vector], Vector]:
    """Return the rate ``mean (1 + swing sin(2 pi t / period))``."""

    def rate(at_min: Vector) -> Vector:
        return np.asarray(mean_per_min * (1 + swing * np.sin(2 * math.pi * at_min / period_min)))

    return rate


def sinusoid_peak_lag_min(period_min: float, service_min: float) -> float:
    """Return by how much the mean number present lags behind a sinusoidal arrival rate.

    ``atan(gamma / mu) / gamma`` with ``gamma = 2 pi / period`` for exponential service
    (Eick, Massey and Whitt 1993).
    """
    gamma = 2 * math.pi / period_min
    return math.atan(gamma * service_min) / gamma


def expected_count(rate_per_min: Function, start_min: float, end_min: float) -> float:
    """Return a Poisson process's mean number of arrivals in an interval: the rate's integral."""
    return integral(rate_per_min, start_min, end_min)


def thinning_acceptance(rate_per_min: Function, horizon_min: float, majorant_per_min: float) -> float:
    """Return the share of candidates that thinning keeps (Lewis and Shedler 1979)."""
    return expected_count(rate_per_min, 0.0, horizon_min) / (majorant_per_min * horizon_min)


def probability_of_no_arrival(rate_per_min: Function, start_min: float, end_min: float) -> float:
    """Return the probability of an empty interval, ``exp(-expected count)``."""
    return math.exp(-expected_count(rate_per_min, start_min, end_min))


def manager_minutes_sd(
    served_mean: float, served_variance: float, escalated: float, manager: tuple[float, float]
) -> float:
    """Return the standard deviation of a period's manager minutes.

    Parameters
    ----------
    served_mean, served_variance : float
        Mean and variance of the number served in the period.
    escalated : float
        Probability that a served customer is escalated, independently.
    manager : (float, float)
        Mean and variance of the manager's minutes per escalation.

    Returns
    -------
    float
        Root of ``E[N] Var S + Var N E[S]^2`` with ``Var N = p^2 Var + p (1 - p) E`` (Wald).
    """
    number = escalated * served_mean
    spread = escalated**2 * served_variance + escalated * (1 - escalated) * served_mean
    return math.sqrt(number * manager[1] + spread * manager[0] ** 2)
