"""Customers who try again: repeats of unresolved issues, and redials after giving up.

Time is in minutes and rates are per minute.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.theory.erlang import MMc, mmc, require_positive, require_probability
from sim.theory.impatience import erlang_a
from sim.theory.networks import stationary


@dataclass(frozen=True, slots=True)
class Repeats:
    """A center whose unresolved customers come back; times in minutes."""

    calls_per_min: float
    queue: MMc
    contacts_per_issue: float


def repeats(servers: int, issues_per_min: float, service_min: float, return_probability: float) -> Repeats:
    """Solve M/M/c with feedback: each call returns with one probability, after any delay.

    Returns
    -------
    Repeats
        M/M/c at ``lam0 / (1 - r)``: the product form holds for every law of the delay, the
        orbit being an infinite-server station (Jackson; BCMP).

    Raises
    ------
    ValueError
        If the return probability is not in [0, 1) or the queue is unstable.
    """
    if not 0 <= return_probability < 1:
        raise ValueError(f"return_probability must lie in [0, 1), got {return_probability!r}")
    contacts = 1 / (1 - return_probability)
    return Repeats(issues_per_min * contacts, mmc(servers, issues_per_min * contacts, service_min), contacts)


@dataclass(frozen=True, slots=True)
class Redials:
    """A center whose customers redial after giving up and call back after service."""

    calls_per_min: float
    abandon_probability: float
    wait_probability: float


@dataclass(frozen=True, slots=True)
class RedialDesk:
    """M/M/c+M whose customers may try again.

    Attributes
    ----------
    servers : int
        Agents.
    issues_per_min, service_min, patience_min : float
        Poisson rate of new issues, mean exponential service time and patience.
    redial_probability, call_back_probability : float
        Chance to try again after giving up, and to call again after service.
    """

    servers: int
    issues_per_min: float
    service_min: float
    patience_min: float
    redial_probability: float
    call_back_probability: float

    def __post_init__(self) -> None:
        require_probability(
            redial_probability=self.redial_probability,
            call_back_probability=self.call_back_probability,
        )
        if max(self.redial_probability, self.call_back_probability) >= 1:
            raise ValueError("probabilities to try again must be below 1")


def redial_fixed_point(desk: RedialDesk) -> Redials:
    """Solve Erlang A at the rate that reproduces itself: the limit of long delays.

    Returns
    -------
    Redials
        ``lam = lam0 + lam [r_a Pab(lam) + r_c (1 - Pab(lam))]``
        (Ding, Remerova, van der Mei and Zwart 2015).
    """
    from scipy.optimize import brentq

    again, back = desk.redial_probability, desk.call_back_probability

    def excess(rate: float) -> float:
        gone = erlang_a(desk.servers, rate, desk.service_min, desk.patience_min)
        lost = gone.abandon_probability
        return desk.issues_per_min + rate * (again * lost + back * (1 - lost)) - rate

    highest = desk.issues_per_min / (1 - max(again, back)) * (1 + 1e-9)
    low = desk.issues_per_min * (1 - 1e-9)
    rate = float(brentq(excess, low, highest, xtol=1e-14, rtol=1e-14))
    queue = erlang_a(desk.servers, rate, desk.service_min, desk.patience_min)
    return Redials(rate, queue.abandon_probability, queue.wait_probability)


def redial_chain(desk: RedialDesk, delay_min: float, waiting_room: int = 50) -> Redials:
    """Solve the chain (number present, number in orbit) for exponential delays.

    Parameters
    ----------
    desk : RedialDesk
        The center.
    delay_min : float
        Mean delay before the next try.
    waiting_room : int
        Largest queue in the chain.

    Returns
    -------
    Redials
        Exact up to truncation; waits are those that all attempts find.

    Raises
    ------
    ValueError
        If the delay is not positive.
    """
    require_positive(delay_min=delay_min)
    limit = redial_fixed_point(desk)
    orbit = (limit.calls_per_min - desk.issues_per_min) * delay_min
    most = math.ceil(1.2 * orbit + 11 * math.sqrt(orbit + 1) + 20)
    away, present = np.meshgrid(np.arange(most + 1), np.arange(desk.servers + waiting_room + 1))
    serve = np.minimum(present, desk.servers) / desk.service_min
    leave = np.maximum(present - desk.servers, 0) / desk.patience_min
    stay = serve * desk.call_back_probability + leave * desk.redial_probability
    back = away / delay_min
    fresh = np.full(present.shape, desk.issues_per_min)
    share = stationary([(1, 0, fresh), (1, -1, back), (-1, 1, stay), (-1, 0, serve + leave - stay)])
    rate = desk.issues_per_min + float(np.sum(share * back))
    gone = float(np.sum(share * leave)) / rate
    finds_full = float(np.sum((share * (fresh + back))[desk.servers :])) / rate
    return Redials(rate, gone, finds_full)
