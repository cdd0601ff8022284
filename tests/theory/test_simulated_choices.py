"""The product's own rules of choosing, learning and feeling against the reference rows."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from scipy.optimize import brentq

from sim.behavior import choice, feeling, learning
from sim.behavior.parameters import Rules
from sim.engines.rules import rules_of
from sim.scenario import scenario_from
from sim.theory.attitudes import logit
from sim.theory.fluid import AgentState, Choices, Complexity, Learning, fluid_path
from sim.verification.batch_means import DAY_MIN, WEEK_MIN, Measured, mean_of, variance_of
from sim.verification.centers import call
from tests.reference.gatekeeper import Ability, first_best_cutoff
from tests.reference.rows import number
from tests.reference.two_tiers import ABILITY, COSTS, SERVED_A_DAY
from tests.theory.center import simulated
from tests.theory.reproduce import Found, reproduces

NUMERIC = 1e-8
"""Stated error of what is found by integrating differential equations."""


@cache
def rules() -> Rules:
    """The default rules, with a penalty that weighs its money and a choice that hardly trembles."""
    issues = {"call": {"per_week": 100.0}}
    scenario = scenario_from({"name": "rules", "issues": issues, "teams": {"desk": {"agents": 1, "handles": ["call"]}}})
    return rules_of(scenario, scenario, 1.0)._replace(sharpness=1e13, penalty_weight=1.0, peer_pressure=0.0)


def exact(value: float) -> Measured:
    return Measured(value, 0.0)


def attempts(p: float, motives: tuple[float, float, float], reward: float, penalty: float) -> float:
    """P(attempt) of an agent whose success is given: what engines compute, with p injected and effort constant."""
    bonus, effort, discomfort = motives
    now = rules()._replace(blame=discomfort)
    solving = choice.utility_of_solving(p, bonus, effort, reward - penalty, now)
    return choice.attempt_probability(solving, choice.utility_of_passing_up(reward, penalty, 0.5, now), now)


def cutoff(ability: Ability, motives: tuple[float, float, float], reward: float, penalty: float) -> float:
    """Return the complexity from which the product's agent passes up."""

    def excess(x: float) -> float:
        return attempts(ability.success(x), motives, reward, penalty) - 0.5

    if excess(0.0) < 0:
        return 0.0
    return 1.0 if excess(1.0) > 0 else float(brentq(excess, 0.0, 1.0, xtol=1e-15, rtol=1e-14))


def passed_up(ability: Ability, motives: tuple[float, float, float], reward: float, penalty: float) -> float:
    """Return the share that reaches the manager: the choice integrated on both sides of the cutoff."""
    at = cutoff(ability, motives, reward, penalty)
    nodes, weights = np.polynomial.legendre.leggauss(80)
    solved = 0.0
    for low, high in ((0.0, at), (at, 1.0)):
        for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
            p = ability.success(low + (high - low) * float(node))
            solved += (high - low) * weight * p * attempts(p, motives, reward, penalty)
    return 1 - solved


def motives_of(text: str) -> tuple[float, float, float]:
    return number(text, "resolve bonus b"), number(text, "u") * number(text, "t_T"), number(text, "d")


@reproduces(long=False)
def test_the_choice_is_the_gatekeepers_threshold(case: str, parameters: str, scale: int) -> Found:
    motives = motives_of(parameters)
    if "rho=" in parameters:
        best = first_best_cutoff(ABILITY, COSTS)

        def gap(penalty: float) -> float:
            return cutoff(ABILITY, motives, number(parameters, "rho"), penalty) - best

        return {"first-best penalty pi* (k_A=k*)": exact(float(brentq(gap, 0.5, 20.0, xtol=1e-14, rtol=1e-14)))}
    felt = number(parameters, "rho(escalation reward)"), number(parameters, "pi(penalty)")
    return {
        "k_A": exact(cutoff(ABILITY, motives, *felt)),
        "escalation rate 1-F(k_A)": exact(passed_up(ABILITY, motives, *felt)),
    }


def felt(settlement: float, sharers: int) -> float:
    """What an agent feels of a settlement, in utility, out of a pool shared by so many."""
    interest = choice.interest_in_pool(sharers, rules())
    return choice.felt_charge(settlement * rules().money_unit_cents, interest, rules())


@reproduces(long=False)
def test_a_common_pool_is_felt_as_an_equal_share(case: str, parameters: str, scale: int) -> Found:
    if "all attempted" in parameters:
        eager = (100.0, 0.0, 0.0)
        return {"escalation-rate floor (all attempted) 1-F(1)": exact(passed_up(ABILITY, eager, 0.0, 0.0))}
    pool = felt(40.0, int(number(parameters, "n")))
    return {"escalation rate": exact(passed_up(ABILITY, motives_of(parameters), number(parameters, "rho"), pool))}


@reproduces(long=False)
def test_the_story_of_the_reference_follows_from_the_choice(case: str, parameters: str, scale: int) -> Found:
    ability = Ability(1.0, 99 if "x^99" in parameters else 19)
    pool = felt(40.0, int(number(parameters, "n"))) if "pool" in parameters else 0.0
    reward = 0.478 if "rho=0.478" in parameters else 0.0
    motives = number(parameters, "b"), number(parameters, "u t_T"), number(parameters, "d")
    if "attempt everything" in parameters:
        motives = (100.0, 0.0, 0.0)
    rate = passed_up(ability, motives, reward, pool)
    at = 1.0 if "attempt everything" in parameters else cutoff(ability, motives, reward, pool)
    hours = SERVED_A_DAY * number(parameters, "eta") * rate * 12 / 60
    return {"k_A": exact(at), "escalation rate among hard": exact(rate), "manager hours/day": exact(hours)}


@reproduces(long=False)
def test_peers_make_felt_what_moral_hazard_loses(case: str, parameters: str, scale: int) -> Found:
    gamma = number(parameters, "gamma") if "gamma=" in parameters else 0.0
    pressed = rules()._replace(peer_pressure=gamma / (1 + gamma))
    return {"Nash effort / efficient effort": exact(choice.interest_in_pool(int(number(parameters, "n")), pressed))}


def steps_until(left: float, rate: float) -> Measured:
    """Count the steps to a share of a value, with the broken last step by its logarithm."""
    value, steps = 1.0, 0
    while learning.step(value, 0.0, rate) > left:
        value, steps = learning.step(value, 0.0, rate), steps + 1
    return exact(steps + math.log(left / value) / math.log(learning.step(1.0, 0.0, rate)))


def noisy_values(rate: float, scale: int) -> Measured:
    """Let many agents learn from a noisy reward until their values are stationary."""
    rewards = np.random.default_rng(11).normal(size=(150, 4000 * scale))
    value = np.zeros(rewards.shape[1])
    for reward in rewards:
        value = learning.step(value, reward, rate)  # type: ignore[arg-type, assignment]
    spread = variance_of(value)
    return Measured(math.sqrt(spread.value), spread.error / (2 * math.sqrt(spread.value)))


@reproduces()
def test_values_are_learned_and_chosen_as_in_the_textbook(case: str, parameters: str, scale: int) -> Found:
    if parameters.startswith("Rescorla-Wagner"):
        values, rate = [0.0], number(parameters, "alpha")
        for _ in range(50):
            values.append(learning.step(values[-1], number(parameters, "R"), rate))
        return {f"V_{n}": exact(values[n]) for n in (1, 5, 10, 20, 50)}
    if parameters.startswith("delta rule"):
        return {"stationary SD of V": noisy_values(number(parameters, "alpha"), scale)}
    if parameters.startswith("softmax"):
        sharp = rules()._replace(sharpness=number(parameters, "beta"))
        chosen = choice.attempt_probability(number(parameters, "V_e"), number(parameters, "V_s"), sharp)
        return {"P(escalate)": exact(chosen)}
    rate = number(parameters, "alpha")
    return {
        "events to halve an extinguished value": steps_until(0.5, rate),
        "events to 5% of initial": steps_until(0.05, rate),
    }


def escalates(value: float, sharpness: float = 5.0, other: float = 0.6) -> float:
    return choice.attempt_probability(value, other, rules()._replace(sharpness=sharpness))


@reproduces()
def test_a_value_that_is_only_learned_when_chosen_goes_out_slowly(case: str, parameters: str, scale: int) -> Found:
    rate, reward, start = (number(parameters, name) for name in ("alpha", "reward", "V_e(0)"))
    if parameters.startswith("extinction"):
        luck = np.random.default_rng(3).random((2500 * scale, 50))
        ends = []
        for agent in luck.tolist():
            value = start
            for u in agent:
                value = learning.step(value, reward, rate) if u < escalates(value) else value
            ends.append(escalates(value))
        found = mean_of(ends)
        return {"E[P(escalate)] after 5 days: Monte Carlo": Measured(found.value, math.hypot(found.error, 2e-4))}
    whole = Complexity(np.array([0.5]), np.array([1.0]))
    agents = Choices(lambda state, *_: 1 - escalates(state.relief_value), lambda *_: 1.0, whole)
    rates = Learning(choices_per_day=number(parameters, "nu"), learning=rate, reward=reward)

    def excess(day: float, left: float) -> float:
        end = fluid_path(AgentState(0, start, 0, 0, 0), [0, day], agents, rates)[-1]
        return escalates(end.relief_value) - left * escalates(start)

    days = {left: float(brentq(excess, 0.01, 20, (left,), xtol=1e-10)) for left in (0.5, 0.1, 0.05)}
    return {f"days until P(escalate) falls to {k} of initial 0.880797": Measured(v, NUMERIC) for k, v in days.items()}


def test_a_half_life_in_days_halves_a_habit_whatever_the_number_of_choices() -> None:
    for half_life, per_day in ((17.0, 40.0), (3.0, 1.0), (60.0, 7.5)):
        rate = learning.rate_per_event(half_life, per_day)
        habit, events = 1.0, round(half_life * per_day)
        for _ in range(events):
            habit = learning.step(habit, 0.0, rate)
        assert habit == pytest.approx(2 ** (-events / (half_life * per_day)), rel=1e-9)
    assert learning.rate_per_event(17.0, 0.0) == 0.0


@reproduces(long=False)
def test_the_satisfaction_proxy_meets_its_anchors(case: str, parameters: str, scale: int) -> Found:
    now = rules()

    def chance(contacts: int, handoffs: int = 0, wait: float = 0.0) -> Measured:
        terms = feeling.satisfaction_terms(contacts, handoffs, wait, 0.0, True, 0.0, False, 0.0, now)
        return Measured(feeling.satisfied(now.satisfied_base, terms), NUMERIC)

    minutes = math.log(1 + 10 / 2)
    waited = feeling.satisfaction_terms(1, 0, 10.0, 0.0, True, 0.0, False, 0.0, now)
    return {f"implied P(sat) contact {n}": chance(n) for n in (2, 3, 4)} | {
        "b0=logit(0.86)": Measured(logit(chance(1).value), NUMERIC),
        "beta per extra contact": Measured(logit(chance(1).value) - logit(chance(2).value), NUMERIC),
        "beta_w": Measured(-waited[2] / minutes, NUMERIC),
        "value": chance(1, 1, 10.0),
    }


@reproduces()
def test_a_quit_hazard_empties_seats_as_survival_has_it(case: str, parameters: str, scale: int) -> Found:
    yearly = "%/yr as" in parameters
    share = number(parameters, "attrition") / 100 if yearly else 0.0
    hazard = -math.log1p(-share) if yearly else number(parameters, "hazard")
    weeks, seats = 53, 800 * scale
    turnover = {"per_year": hazard, "strain_effect": 0.0, "engagement_effect": 0.0, "recruit_days": 0}
    journeys = simulated(min(seats, 4500), {"call": call(0.01, 1.0)}, weeks, parameters, turnover=turnover)
    occupants = journeys.diaries["occupant"].reshape(weeks, -1)
    newer = occupants[-1] > occupants[-14]
    days = weeks * WEEK_MIN / DAY_MIN - 1  # quits are decided at midnights
    exposed = mean_of(occupants[-1] / (days / 365.25))
    kept = mean_of(newer)
    quarter = 0.25 * 365.25 / (13 * 7)  # three months, of the 13 weeks that are counted
    return {
        "equivalent hazard /yr": exposed,
        "mean tenure yr": Measured(1 / exposed.value, exposed.error / exposed.value**2),
        "fraction of staff with tenure < 3 months": Measured(1 - (1 - kept.value) ** quarter, kept.error),
    }
