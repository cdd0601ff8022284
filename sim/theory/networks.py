"""Two tiers: agents and the managers above them, with cold or warm transfer.

Time is in minutes and rates are per minute.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.theory.chain import stationary
from sim.theory.erlang import MMc, mmc, require_positive, require_probability


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
    manager_arrivals_per_min: float
    manager_utilization: float
    escalated_wait_min: float
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
        manager_arrivals_per_min=flow,
        manager_utilization=flow * desk.manager_min / desk.managers,
        escalated_wait_min=agents.wait_min + managers.wait_min,
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
