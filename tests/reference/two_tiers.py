"""Networks and decisions: how each row's quantity is computed from the stated parameters."""

from __future__ import annotations

import math

from sim.theory.networks import (
    Desk,
    cold_transfer,
    manager_minutes,
    warm_transfer,
    warm_transfer_capacity_per_min,
)
from sim.theory.returning import RedialDesk, redial_chain, redial_fixed_point, repeats
from tests.reference.gatekeeper import (
    Ability,
    Costs,
    Motives,
    coordinating_ratio,
    felt_penalty,
    first_best_cutoff,
    saturated_agent_cutoff,
    saturated_cutoff,
    team_effort_ratio,
)
from tests.reference.rows import Computed, number

ABILITY = Ability(top=0.98, power=3)
COSTS = Costs(
    agent_per_min=0.5,
    diagnosis_min=3,
    attempt_min=4,
    manager_per_min=1.25,
    manager_min=12,
    failure=3,
    revenue=20,
)
SERVED_A_DAY = 724.7787158


def tandem(text: str) -> Computed:
    managers = 2 if "M/M/2" in text else 1
    agents = 10, number(text, "lam"), number(text, "AHT")
    desk = Desk(*agents, number(text, "p"), managers, number(text, "mean"))
    result = cold_transfer(desk)
    flow = desk.arrivals_per_min * desk.escalation_probability
    served = 8 * 60 * desk.arrivals_per_min
    return {
        "manager arrival rate /h": 60 * flow,
        "manager utilisation": result.manager_utilization,
        "manager hours per 8-h day (steady state)": manager_minutes(
            served, desk.escalation_probability, desk.manager_min
        )
        / 60,
        "P(wait for manager)": result.managers.wait_probability,
        "E[Wq manager] min": result.managers.wait_min,
        "E[total wait | escalated] min": result.agents.wait_min + result.managers.wait_min,
        "E[time in system, all] min": result.sojourn_min,
        "E[number with/at manager]": result.managers.in_system,
    }


def warm(text: str) -> Computed:
    rate = number(text, "lam") if "lam" in text else 1.0
    desk = Desk(int(number(text, "c")), rate, number(text, "AHT"), number(text, "p"), 1, 12.0)
    if text.startswith("c="):
        return {"max sustainable lam /min": warm_transfer_capacity_per_min(desk)}
    if text.startswith("cold"):
        return {"E[Wq] min": cold_transfer(desk).agents.wait_min}
    result = warm_transfer(desk)
    return {
        "P(wait)": result.wait_probability,
        "E[Wq] min": result.wait_min,
        "E[occupied agents]": result.occupied_agents,
        "E[calls at manager incl. in service]": result.at_manager,
        "manager utilisation": result.manager_utilization,
    }


def feedback(text: str) -> Computed:
    load = int(number(text, "c")), number(text, "lam0"), number(text, "AHT")
    back = number(text, "callback")
    result = repeats(*load, back)
    return {
        "total call rate /min": result.calls_per_min,
        "P(wait) time-average": result.queue.wait_probability,
        "E[Wq per call] min": result.queue.wait_min,
        "E[total wait+service per issue] min": result.contacts_per_issue * result.queue.sojourn_min,
        "E[contacts per issue]": result.contacts_per_issue,
        "P(>=4 contacts)": back**3,
    }


def redial(text: str) -> Computed:
    load = int(number(text, "c")), number(text, "lam0"), number(text, "AHT")
    again = number(text, "redial prob"), number(text, "call-back prob")
    desk = RedialDesk(*load, number(text, "patience"), *again)
    if "infinity" in text:
        result = redial_fixed_point(desk)
    else:
        result = redial_chain(desk, number(text, "orbit delay mean"))
    lost = result.calls_per_min * result.abandon_probability * (1 - desk.redial_probability)
    return {
        "total offered rate /min": result.calls_per_min,
        "P(abandon) per attempt": result.abandon_probability,
        "P(wait)": result.wait_probability,
        "P(issue finally lost)": lost / desk.issues_per_min,
    }


def arrival_limited(text: str) -> Computed:
    cutoff = first_best_cutoff(ABILITY, COSTS, number(text, "cap e"))
    return {"escalation rate 1-F(min(e,k*))": ABILITY.referral_rate(cutoff)}


def saturated(text: str) -> Computed:
    del text
    cutoff = saturated_cutoff(ABILITY, COSTS)
    return {
        "k* max profit rate": cutoff,
        "profit rate per min": COSTS.profit_per_min(ABILITY, cutoff),
        "escalation rate": ABILITY.referral_rate(cutoff),
        "coordinating contract b_v/pi (volume bonus per referral penalty)": coordinating_ratio(ABILITY, COSTS, cutoff),
        "agent k under pure volume bonus (pi=0)": saturated_agent_cutoff(ABILITY, COSTS, 1.0, 0.0),
        "agent k under pure referral penalty (b_v=0)": saturated_agent_cutoff(ABILITY, COSTS, 0.0, 1.0),
    }


def _motives(text: str, reward: float, penalty: float) -> Motives:
    effort = number(text, "u") * number(text, "t_T")
    return Motives(number(text, "resolve bonus b"), effort, number(text, "d"), reward, penalty)


def agent_rule(text: str) -> Computed:
    if "rho=" in text:
        motives = _motives(text, number(text, "rho"), 0.0)
        return {"first-best penalty pi* (k_A=k*)": motives.first_best_penalty(COSTS)}
    motives = _motives(text, number(text, "rho(escalation reward)"), number(text, "pi(penalty)"))
    return {
        "k_A": motives.cutoff(ABILITY),
        "escalation rate 1-F(k_A)": motives.escalation_rate(ABILITY),
    }


def team_pool(text: str) -> Computed:
    if "all attempted" in text:
        floor = ABILITY.referral_rate(1.0)
        return {"escalation-rate floor (all attempted) 1-F(1)": floor}
    penalty = felt_penalty(40.0, int(number(text, "n")))
    motives = _motives(text, number(text, "rho"), penalty)
    return {"escalation rate": motives.escalation_rate(ABILITY)}


def story(text: str) -> Computed:
    ability = Ability(1.0, 99 if "x^99" in text else 19)
    pooled = felt_penalty(40.0, int(number(text, "n"))) if "pool" in text else 0.0
    reward = 0.478 if "rho=0.478" in text else 0.0
    motives = Motives(number(text, "b"), number(text, "u t_T"), number(text, "d"), reward, pooled)
    cutoff = 1.0 if "attempt everything" in text else motives.cutoff(ability)
    rate = ability.referral_rate(cutoff)
    hours = manager_minutes(SERVED_A_DAY * number(text, "eta"), rate, 12.0) / 60
    return {"k_A": cutoff, "escalation rate among hard": rate, "manager hours/day": hours}


def moral_hazard(text: str) -> Computed:
    pressure = number(text, "gamma") if "gamma=" in text else 0.0
    ratio = team_effort_ratio(int(number(text, "n")), pressure)
    assert math.isfinite(ratio)
    return {"Nash effort / efficient effort": ratio}


CASES = {
    "tandem two-tier": tandem,
    "warm transfer CTMC": warm,
    "Jackson feedback (FCR<1)": feedback,
    "redial exact CTMC": redial,
    "redial fixed point (Erlang A)": redial,
    "gatekeeper (arrival-limited)": arrival_limited,
    "gatekeeper (saturated, throughput-limited)": saturated,
    "agent decision rule": agent_rule,
    "team-pool penalty (1/n)": team_pool,
    "calibrated story example": story,
    "team moral hazard": moral_hazard,
}
