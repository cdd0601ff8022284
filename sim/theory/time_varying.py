"""Load that changes during the day: infinite servers, Poisson counts, and the exact M_t/M/c+M.

Time is in minutes and rates are per minute.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
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


@dataclass(frozen=True)
class DayOfQueue:
    """The expected course of M_t/M/c+M with a rate constant in each bin.

    Attributes
    ----------
    ends_min : ndarray, shape (bins,)
        Ends of the bins, minutes from the empty start.
    drained_served : float
        Expected further completions if arrivals stop after the last bin; the others present then give up.
    arrivals, completions, abandonments : ndarray, shape (bins,)
        Expected counts in each bin.
    waiting_arrivals : ndarray, shape (bins,)
        Expected arrivals that find every server busy.
    mean_queue, mean_busy : ndarray, shape (bins,)
        Time averages within each bin.
    in_system, all_busy_probability : ndarray, shape (bins,)
        Mean number present, and P(all servers busy), at the end of each bin.
    """

    ends_min: Vector
    drained_served: float
    arrivals: Vector
    completions: Vector
    abandonments: Vector
    waiting_arrivals: Vector
    mean_queue: Vector
    mean_busy: Vector
    in_system: Vector
    all_busy_probability: Vector

    @property
    def served(self) -> float:
        """Expected number served by the time the center has emptied."""
        return float(self.completions.sum()) + self.drained_served

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
    return DayOfQueue(np.cumsum(bins_min), float(share @ _drained(serve, leave)), *np.array(rows).T)
