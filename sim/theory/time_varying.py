"""Load that changes during the day: infinite servers, Poisson counts, and the exact M_t/M/c+M.

Time is in minutes and rates are per minute.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.theory.erlang import require_positive
from sim.theory.quadrature import Function, Vector, integral


def infinite_server_mean(
    at_min: float, rate_per_min: Function, survival: Function, kinks_min: Iterable[float] = ()
) -> float:
    """Return the mean number present at one moment in M_t/G/inf that starts empty.

    Parameters
    ----------
    at_min : float
        The moment, minutes from the start.
    rate_per_min : callable
        Arrival rate at an array of moments.
    survival : callable
        P(service > u) for an array of ages u in minutes.
    kinks_min : iterable of float
        Ages where that function jumps or bends.

    Returns
    -------
    float
        ``int_0^t lam(t - u) P(S > u) du``, the mean (and variance) of a Poisson number
        (Eick, Massey and Whitt 1993).
    """
    kinks = [*kinks_min, *np.geomspace(1e-6, 1e-1, 18)]
    return integral(lambda age: rate_per_min(at_min - age) * survival(age), 0.0, at_min, 96, kinks)


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


def thinning_acceptance(
    rate_per_min: Function, horizon_min: float, majorant_per_min: float
) -> float:
    """Return the share of candidates that thinning keeps (Lewis and Shedler 1979)."""
    return expected_count(rate_per_min, 0.0, horizon_min) / (majorant_per_min * horizon_min)


def probability_of_no_arrival(rate_per_min: Function, start_min: float, end_min: float) -> float:
    """Return the probability of an empty interval, ``exp(-expected count)``."""
    return math.exp(-expected_count(rate_per_min, start_min, end_min))


@dataclass(frozen=True)
class DayOfQueue:
    """The expected course of M_t/M/c+M with a rate constant in each bin.

    Attributes
    ----------
    ends_min : ndarray, shape (bins,)
        Ends of the bins, minutes from the empty start.
    arrivals, completions, abandonments : ndarray, shape (bins,)
        Expected counts in each bin.
    waiting_arrivals : ndarray, shape (bins,)
        Expected arrivals that find every server busy.
    mean_queue, mean_busy : ndarray, shape (bins,)
        Time averages within each bin.
    in_system, all_busy_probability : ndarray, shape (bins,)
        Mean number present, and P(all servers busy), at the end of each bin.
    drained_served, drained_abandoned : float
        Expected further completions and abandonments if arrivals stop after the last bin.
    """

    ends_min: Vector
    arrivals: Vector
    completions: Vector
    abandonments: Vector
    waiting_arrivals: Vector
    mean_queue: Vector
    mean_busy: Vector
    in_system: Vector
    all_busy_probability: Vector
    drained_served: float
    drained_abandoned: float

    @property
    def served(self) -> float:
        """Expected number served by the time the center has emptied."""
        return float(self.completions.sum()) + self.drained_served

    @property
    def abandoned(self) -> float:
        """Expected number that gave up by the time the center has emptied."""
        return float(self.abandonments.sum()) + self.drained_abandoned

    @property
    def queue_minutes(self) -> float:
        """Expected customer minutes in queue until the last bin's end."""
        return float(self.mean_queue @ np.diff(self.ends_min, prepend=0.0))


def _generator(up: float, down: Vector) -> Vector:
    """Return the generator of a birth-death chain on 0..K with births shut off at K."""
    size = len(down)
    matrix = np.diag(np.full(size - 1, up), 1) + np.diag(down[1:], -1)
    matrix -= np.diag(matrix.sum(axis=1))
    return matrix


def _advance(share: Vector, generator: Vector, minutes: float) -> tuple[Vector, Vector]:
    """Return the distribution after some minutes and the expected minutes spent in each state.

    Both come from one matrix exponential of ``[[Q, I], [0, 0]]`` (Van Loan 1978).
    """
    from scipy.linalg import expm

    size = len(share)
    block = np.zeros((2 * size, 2 * size))
    block[:size, :size] = generator
    block[:size, size:] = np.eye(size)
    power = expm(block * minutes)
    return share @ power[:size, :size], share @ power[:size, size:]


def _drained(serve: Vector, leave: Vector) -> Vector:
    """Return the expected completions from each state if nobody arrives any more."""
    served = np.zeros(len(serve))
    for present in range(1, len(serve)):
        chance = serve[present] / (serve[present] + leave[present])
        served[present] = chance + served[present - 1]
    return served


def day_of_queue(
    rates_per_min: Sequence[float],
    bins_min: Sequence[float],
    servers: int,
    service_min: float,
    *,
    patience_min: float = math.inf,
    capacity: int = 120,
) -> DayOfQueue:
    """Solve the Kolmogorov forward equations of M_t/M/c+M from an empty start.

    Parameters
    ----------
    rates_per_min, bins_min : sequence of float
        Poisson rate within each bin and the bin's length; equally many.
    servers : int
        Number of servers.
    service_min, patience_min : float
        Means of the exponential service time and patience (infinite: nobody gives up).
    capacity : int
        Number present at which the chain is cut off; P(reaching it) must be negligible.

    Returns
    -------
    DayOfQueue
        Expected counts and averages, exact up to the truncation.

    Raises
    ------
    ValueError
        If an argument is not positive, the lengths differ, or the truncation is felt
        (probability of the last state above 1e-9 at the end of a bin).
    """
    require_positive(servers=servers, service_min=service_min)
    present = np.arange(capacity + 1)
    busy = np.minimum(present, servers).astype(np.float64)
    queue = present - busy
    serve, leave = busy / service_min, queue / patience_min
    share = np.eye(1, capacity + 1)[0]
    rows = []
    for rate, minutes in zip(rates_per_min, bins_min, strict=True):
        share, spent = _advance(share, _generator(rate, serve + leave), minutes)
        if share[-1] > 1e-9:
            raise ValueError(f"capacity {capacity} is too small: raise it")
        full = rate * spent[servers:].sum()
        means = spent @ queue / minutes, spent @ busy / minutes
        now = share @ present, share[servers:].sum()
        rows.append((rate * minutes, spent @ serve, spent @ leave, full, *means, *now))
    columns = np.array(rows).T
    after = float(share @ _drained(serve, leave))
    return DayOfQueue(
        ends_min=np.cumsum(bins_min),
        arrivals=columns[0],
        completions=columns[1],
        abandonments=columns[2],
        waiting_arrivals=columns[3],
        mean_queue=columns[4],
        mean_busy=columns[5],
        in_system=columns[6],
        all_busy_probability=columns[7],
        drained_served=after,
        drained_abandoned=float(share @ present) - after,
    )


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


def sinusoid(mean_per_min: float, swing: float, period_min: float) -> Callable[[Vector], Vector]:
    """Return the rate ``mean (1 + swing sin(2 pi t / period))``."""

    def rate(at_min: Vector) -> Vector:
        return np.asarray(mean_per_min * (1 + swing * np.sin(2 * math.pi * at_min / period_min)))

    return rate
