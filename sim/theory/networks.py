"""Networks: Markov chains, and agents with managers above them, by cold or warm transfer.

Time is in minutes and rates are per minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.theory.erlang import MMc, mmc, require_positive, require_probability
from sim.theory.quadrature import Vector


def stationary(moves: Sequence[tuple[int, int, NDArray[Any]]]) -> Vector:
    """Return the stationary distribution of a chain on a rectangle of states.

    Parameters
    ----------
    moves : sequence of (int, int, ndarray of shape (rows, columns))
        For each kind of move its step down the rows, its step along the columns and its rate
        in every state. Rates that would leave the rectangle are ignored.

    Returns
    -------
    ndarray, shape (rows, columns)
        Probabilities; states that cannot be reached get 0.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import spsolve

    rows, columns = moves[0][2].shape
    row, column = (index.ravel() for index in np.indices((rows, columns)))
    froms, tos, rates = [], [], []
    for down, along, rate in moves:
        inside = (row + down >= 0) & (row + down < rows) & (rate.ravel() > 0)
        inside &= (column + along >= 0) & (column + along < columns)
        froms.append(np.flatnonzero(inside))
        tos.append(((row + down) * columns + column + along)[inside])
        rates.append(rate.ravel()[inside])
    source, target, flow = np.concatenate(froms), np.concatenate(tos), np.concatenate(rates)
    size = rows * columns
    out = np.bincount(source, flow, minlength=size)
    idle = np.flatnonzero(out == 0)
    diagonal = np.arange(size)
    values = np.concatenate([flow, -out, np.ones(len(idle))])
    into = np.concatenate([target, diagonal, idle])
    out_of = np.concatenate([source, diagonal, idle])
    # The first balance equation is redundant: fix the first probability at 1 instead.
    kept = into != 0
    values = np.append(values[kept], 1.0)
    into, out_of = np.append(into[kept], 0), np.append(out_of[kept], 0)
    matrix = coo_matrix((values, (into, out_of)), shape=(size, size)).tocsc()
    share = spsolve(matrix, np.eye(1, size)[0])
    return np.asarray(share / share.sum(), dtype=np.float64).reshape(rows, columns)


@dataclass(frozen=True, slots=True)
class Desk:
    """A first tier and the managers above it.

    Attributes
    ----------
    servers : int
        Agents.
    arrivals_per_min, service_min : float
        Poisson rate and mean of the agents' exponential service time.
    escalation_probability : float
        Chance that a served customer goes up.
    managers : int
        Managers.
    manager_min : float
        Mean of the managers' exponential service time.
    """

    servers: int
    arrivals_per_min: float
    service_min: float
    escalation_probability: float
    managers: int
    manager_min: float

    def __post_init__(self) -> None:
        require_positive(
            servers=self.servers,
            arrivals_per_min=self.arrivals_per_min,
            service_min=self.service_min,
            managers=self.managers,
            manager_min=self.manager_min,
        )
        require_probability(escalation_probability=self.escalation_probability)


def manager_minutes(served: float, escalation_probability: float, manager_min: float) -> float:
    """Return the expected manager minutes of a number served (Wald's identity).

    Exact for every discipline, capacity, patience and arrival profile, as long as escalation
    does not depend on the state of the center.
    """
    require_probability(escalation_probability=escalation_probability)
    return served * escalation_probability * manager_min


@dataclass(frozen=True, slots=True)
class ColdTransfer:
    """Both stations of a tandem, and what a customer lives through; times in minutes."""

    agents: MMc
    managers: MMc
    manager_utilization: float
    sojourn_min: float


def cold_transfer(desk: Desk) -> ColdTransfer:
    """Solve the tandem in which the agent is released when the call goes up.

    Returns
    -------
    ColdTransfer
        The departures of M/M/c are Poisson (Burke 1956), so their thinned stream makes the
        managers an independent M/M/m.

    Raises
    ------
    ValueError
        If either station is unstable, or nobody is escalated.
    """
    flow = desk.arrivals_per_min * desk.escalation_probability
    agents = mmc(desk.servers, desk.arrivals_per_min, desk.service_min)
    managers = mmc(desk.managers, flow, desk.manager_min)
    return ColdTransfer(
        agents=agents,
        managers=managers,
        manager_utilization=flow * desk.manager_min / desk.managers,
        sojourn_min=agents.sojourn_min + desk.escalation_probability * managers.sojourn_min,
    )


@dataclass(frozen=True, slots=True)
class WarmTransfer:
    """The steady state when the agent is held until the manager has finished."""

    wait_probability: float
    wait_min: float
    occupied_agents: float
    at_manager: float
    manager_utilization: float


def warm_transfer_capacity_per_min(desk: Desk) -> float:
    """Return the arrival rate below which warm transfer is stable.

    ``mu E[agents talking]`` of the closed machine-repair chain with every agent engaged;
    the rate of `desk` itself plays no part.
    """
    held = np.arange(desk.servers + 1)
    up = desk.escalation_probability / desk.service_min * (desk.servers - held[:-1])
    down = np.minimum(held[1:], desk.managers) / desk.manager_min
    weights = np.concatenate([[1.0], np.cumprod(up / down)])
    talking = float(weights @ (desk.servers - held) / weights.sum())
    return talking / desk.service_min


def warm_transfer(desk: Desk, truncation: int = 1500) -> WarmTransfer:
    """Solve the chain (number present, calls held at the manager) of warm transfer.

    Parameters
    ----------
    desk : Desk
        The two tiers.
    truncation : int
        Largest number present in the chain.

    Returns
    -------
    WarmTransfer
        The stationary averages; waits are for an agent, of all customers.

    Raises
    ------
    ValueError
        If the desk is unstable, or the truncation is felt (probability above 1e-12).
    """
    if desk.arrivals_per_min >= warm_transfer_capacity_per_min(desk):
        raise ValueError("unstable: agents held at the manager leave too few to talk")
    held, present = np.meshgrid(np.arange(desk.servers + 1), np.arange(truncation + 1))
    engaged = np.minimum(present, desk.servers)
    talk = np.maximum(engaged - held, 0) / desk.service_min
    rise = desk.escalation_probability
    finish = np.minimum(held, desk.managers) / desk.manager_min * (held <= present)
    arrive = desk.arrivals_per_min * (present < truncation) * (held <= present)
    moves = [(1, 0, arrive), (-1, 0, talk * (1 - rise)), (0, 1, talk * rise), (-1, -1, finish)]
    share = stationary(moves)
    if share[-1].sum() > 1e-12:
        raise ValueError(f"truncation {truncation} is too small: raise it")
    full = share[desk.servers :].sum()
    queue = float(np.sum(share * (present - engaged)))
    return WarmTransfer(
        wait_probability=float(full),
        wait_min=queue / desk.arrivals_per_min,
        occupied_agents=float(np.sum(share * engaged)),
        at_manager=float(np.sum(share * held)),
        manager_utilization=float(np.sum(share * np.minimum(held, desk.managers))) / desk.managers,
    )
