"""The gatekeeper: attempt an issue or pass it up, as a cut-off in its complexity.

Complexity is a fractile x, uniform on [0, 1]; ``f(x)`` is the chance that an attempt
succeeds, decreasing in x, and ``F(k)`` its integral from 0 to k. An agent who attempts
exactly the issues with ``x <= k`` refers the share ``1 - F(k)``: directly ``1 - k``, after a
failed attempt ``k - F(k)``. The structure follows Shumsky and Pinker (2003), Hasija, Pinker
and Shumsky (2005) and Lee, Pinker and Shumsky (2012); the formulas are derived here.
Times are in minutes, money in any one unit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from sim.theory.attitudes import attempt_threshold
from sim.theory.erlang import require_positive, require_probability


@dataclass(frozen=True, slots=True)
class Ability:
    """Success probability ``f(x) = top (1 - x^power)``.

    Attributes
    ----------
    top : float
        Success probability of the simplest issue, in (0, 1].
    power : float
        How late ability falls off; positive.
    """

    top: float
    power: float

    def __post_init__(self) -> None:
        require_probability(top=self.top)
        require_positive(top=self.top, power=self.power)

    def success(self, complexity: float) -> float:
        """Return f(x)."""
        return self.top * (1 - math.pow(complexity, self.power))

    def solved(self, cutoff: float) -> float:
        """Return F(k), the share of all issues solved by attempting those up to k."""
        return self.top * (cutoff - math.pow(cutoff, self.power + 1) / (self.power + 1))

    def cutoff(self, threshold: float) -> float:
        """Return the k with ``f(k) = threshold``: 0 if above the top, 1 if never reached."""
        if threshold > self.top:
            return 0.0
        return min(1.0, math.pow(max(0.0, 1 - threshold / self.top), 1 / self.power))

    def referral_rate(self, cutoff: float) -> float:
        """Return ``1 - F(k)``, the share of issues that go up."""
        return 1 - self.solved(cutoff)

    def failed_attempts(self, cutoff: float) -> float:
        """Return ``k - F(k)``, the share attempted in vain."""
        return cutoff - self.solved(cutoff)


@dataclass(frozen=True, slots=True)
class Costs:
    """What the firm pays per contact.

    Attributes
    ----------
    agent_per_min, manager_per_min : float
        Costs of a minute of an agent and of a manager.
    diagnosis_min, attempt_min, manager_min : float
        Minutes of diagnosis (every contact), of an attempt, and of a manager per referral.
    failure : float
        Cost of a failed attempt.
    revenue : float
        Revenue per contact; matters only for saturated agents.
    """

    agent_per_min: float
    diagnosis_min: float
    attempt_min: float
    manager_per_min: float
    manager_min: float
    failure: float
    revenue: float = 0.0

    def threshold(self) -> float:
        """Return the success probability from which an attempt pays for the firm."""
        attempt = self.agent_per_min * self.attempt_min + self.failure
        return attempt / (self.manager_per_min * self.manager_min + self.failure)

    def tier_one_min(self, cutoff: float) -> float:
        """Return an agent's mean minutes per contact."""
        return self.diagnosis_min + self.attempt_min * cutoff

    def referred(self, ability: Ability, cutoff: float) -> float:
        """Return the cost per contact of referrals and failed attempts."""
        manager = self.manager_per_min * self.manager_min * ability.referral_rate(cutoff)
        return manager + self.failure * ability.failed_attempts(cutoff)

    def per_contact(self, ability: Ability, cutoff: float) -> float:
        """Return the whole cost per contact."""
        return self.agent_per_min * self.tier_one_min(cutoff) + self.referred(ability, cutoff)

    def managers_per_agent(self, ability: Ability, cutoff: float) -> float:
        """Return manager minutes per agent minute (Garicano 2000)."""
        manager = self.manager_min * ability.referral_rate(cutoff)
        return manager / self.tier_one_min(cutoff)

    def profit_per_min(self, ability: Ability, cutoff: float) -> float:
        """Return the profit rate of an agent who is never idle, tier-one wages being sunk."""
        return (self.revenue - self.referred(ability, cutoff)) / self.tier_one_min(cutoff)


def first_best_cutoff(ability: Ability, costs: Costs, authority: float = 1.0) -> float:
    """Return the cutoff of least cost when the load is given (arrival-limited).

    Parameters
    ----------
    ability : Ability
        The agent's success curve.
    costs : Costs
        The firm's costs.
    authority : float
        Largest complexity that agents may settle, in [0, 1].

    Returns
    -------
    float
        ``min(e, k*)`` with ``f(k*) = (c_G t_T + m) / (c_E t_E + m)``, the first-order
        condition of `Costs.per_contact`.
    """
    require_probability(authority=authority)
    return min(authority, ability.cutoff(costs.threshold()))


def saturated_cutoff(ability: Ability, costs: Costs) -> float:
    """Return the cutoff of greatest `Costs.profit_per_min`: the agent is never idle."""
    from scipy.optimize import brentq

    gain = costs.manager_per_min * costs.manager_min + costs.failure

    def slope(cutoff: float) -> float:
        marginal = gain * ability.success(cutoff) - costs.failure
        profit = costs.revenue - costs.referred(ability, cutoff)
        return marginal * costs.tier_one_min(cutoff) - costs.attempt_min * profit

    if slope(0.0) <= 0:
        return 0.0
    if slope(1.0) >= 0:
        return 1.0
    return float(brentq(slope, 0.0, 1.0, xtol=1e-15, rtol=1e-14))


def coordinating_ratio(ability: Ability, costs: Costs, cutoff: float) -> float:
    """Return the volume bonus per unit of referral penalty that makes an agent choose `cutoff`.

    ``b_v / pi = f(k) (t_D + t_T k) / t_T + 1 - F(k)``: a referral bonus alone fails.
    """
    pace = costs.tier_one_min(cutoff) / costs.attempt_min
    return ability.success(cutoff) * pace + ability.referral_rate(cutoff)


def saturated_agent_cutoff(ability: Ability, costs: Costs, volume_bonus: float, penalty: float) -> float:
    """Return the cutoff chosen by a never idle agent paid by volume, fined per referral.

    The agent maximizes ``(b_v - pi (1 - F(k))) / (t_D + t_T k)``: the firm's problem with
    other prices, so the answer is that of `saturated_cutoff`.
    """
    paid = replace(costs, manager_per_min=penalty / costs.manager_min, failure=0.0)
    return saturated_cutoff(ability, replace(paid, revenue=volume_bonus))


@dataclass(frozen=True, slots=True)
class Motives:
    """What an agent weighs when choosing (units of money or utility, all the same).

    Attributes
    ----------
    bonus : float
        For resolving an issue.
    effort : float
        Cost of an attempt, ``u t_T``.
    discomfort : float
        Of a failed attempt.
    reward : float
        Of passing up: relief, since the manager takes the work.
    penalty : float
        Felt for passing up.
    """

    bonus: float
    effort: float
    discomfort: float
    reward: float = 0.0
    penalty: float = 0.0

    def threshold(self) -> float:
        """Return the success probability from which the agent attempts; infinite if never."""
        return attempt_threshold(self.bonus, self.effort, self.discomfort, self.reward, self.penalty)

    def cutoff(self, ability: Ability) -> float:
        """Return the largest complexity attempted, ``f(k) = (u t_T + d)/(b + pi - rho + d)``."""
        return ability.cutoff(self.threshold())

    def escalation_rate(self, ability: Ability) -> float:
        """Return the share of issues that go up under this agent's own rule."""
        return ability.referral_rate(self.cutoff(ability))

    def first_best_penalty(self, costs: Costs) -> float:
        """Return the penalty at which the agent's threshold is the firm's."""
        stake = (self.effort + self.discomfort) / costs.threshold()
        return stake - self.bonus + self.reward - self.discomfort


def felt_penalty(settlement: float, sharers: int, peer_pressure: float = 0.0, weight: float = 1.0) -> float:
    """Return what one agent feels of a charge on a pool shared by a team.

    Parameters
    ----------
    settlement : float
        The charge.
    sharers : int
        Number who share the pool, at least 1.
    peer_pressure : float
        Share of the colleagues' part that peers make felt, in [0, 1].
    weight : float
        By how much a penalty weighs more than its money.

    Returns
    -------
    float
        ``chi S [1/n + g (1 - 1/n)]``; with ``g = 0`` the 1/n dilution of Holmstrom (1982).
    """
    require_positive(sharers=sharers)
    require_probability(peer_pressure=peer_pressure)
    return weight * settlement * (1 / sharers + peer_pressure * (1 - 1 / sharers))


def sharers_at_first_best(motives: Motives, costs: Costs, settlement: float) -> float:
    """Return the team size at which an equal share of a charge is the first-best penalty."""
    return settlement / motives.first_best_penalty(costs)


def team_effort_ratio(sharers: int, peer_pressure_cost: float = 0.0) -> float:
    """Return Nash effort over efficient effort under equal sharing.

    ``(1/n + gamma) / (1 + gamma)`` for effort cost e^2/2 and peer pressure
    gamma (1 - e)^2 / 2 (Holmstrom 1982; Kandel and Lazear 1992).
    """
    require_positive(sharers=sharers)
    return (1 / sharers + peer_pressure_cost) / (1 + peer_pressure_cost)
