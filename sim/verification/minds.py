"""Agents who choose, learn, feel and quit: limits and formulas that the engine's own agents must meet."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.behavior import choice
from sim.behavior.parameters import Rules
from sim.clock import WEEK
from sim.engines.rules import rules_of
from sim.journeys.records import Reason
from sim.scenario import Scenario
from sim.theory.attitudes import (
    attempt_threshold,
    hazard_of_yearly_share,
    repeat_cost,
    satisfied_share,
    value_after,
    value_sd,
)
from sim.theory.fluid import AgentState, Choices, Learning, beta_complexity, fluid_path
from sim.verification.batch_means import DAY_MIN, WEEK_MIN, Measured, mean_of, variance_of
from sim.verification.centers import ENDLESS, Data, call, plain, returning
from sim.verification.lab import Lab, Reference

PER_DAY = 10.0
"""Choices of an agent on a working day."""
START = AgentState(habit=0.8, relief_value=0.7, charge_value=0.0, ownership=0.2, skill=0.55)
HALF_LIFE, LEARNING, PRACTICE, LEARNABLE = 8.0, 0.04, 0.01, 0.25
ASK, SETTLEMENT = 40.0, 0.5
RELIEF, PUSHBACK = 0.1, 0.2
STATE = ("habit", "reward", "charge", "ownership", "skill")
NEAR = 0.1
"""How far the fluid limit may be off, times the number by which every step is divided."""


# --- the fluid limit -----------------------------------------------------------------------------------------


def people(scale: float) -> Data:
    """Agents who weigh habit, reward and charge, and whose every step is so many times smaller."""
    return {
        "choice": "rule",
        "sharpness": 5.0,
        "habit_weight": 0.4,
        "habit_half_life": HALF_LIFE,
        "ownership_half_life": HALF_LIFE,
        "learning": LEARNING / scale,
        "practice": PRACTICE / scale,
        "learnable": LEARNABLE,
        "forgetting_half_life": None,
        "starting_habit": START.habit,
        "starting_ownership": START.ownership,
        "starting_reward": START.relief_value,
    }


def learners(agents: int, scale: int, weeks: int) -> Scenario:
    """Return identical agents with `scale` times the load."""
    shape = {"complexity": {"shape": "beta", "a": 2.0, "b": 3.0}, "diagnosis_share": 0.5}
    asks = {"asks_share": 1.0, "ask": ASK}
    return plain(
        agents,
        {"call": call(agents * PER_DAY * scale / DAY_MIN, min(0.2, 6.4 / scale), **shape, **asks)},
        weeks,
        skill=START.skill,
        customers={**ENDLESS, "ask_growth": 0.0},
        manager={"count": 2 * agents, "investigate_time": 0.1, "settlement": SETTLEMENT, "adversarial": 0.0},
        incentives={"bonus_pool": {"charge_share": 1.0}, "announced": 0.0, "relief": RELIEF, "pushback": PUSHBACK},
        behavior=people(scale),
    )


def rules_in(scenario: Scenario, choices_per_day: float) -> Rules:
    """Return the rules of a center in which nothing changes."""
    return rules_of(scenario, scenario, choices_per_day)


def choices_of(rules: Rules, agents: int) -> Choices:
    """Return the product's decisions as the callables of the fluid limit."""

    def success(state: AgentState, complexity: float, day: float) -> float:
        return choice.ability(state.skill, complexity, rules)

    def attempt(state: AgentState, complexity: float, day: float) -> float:
        worth = choice.benefit(0.7, 0.0, choice.interest_in_pool(agents, rules), 0.0, rules)
        cost = choice.effort(complexity, rules.time_pressure, 0.1, rules)
        failure = state.relief_value - state.charge_value
        solving = choice.utility_of_solving(success(state, complexity, day), worth, cost, failure, rules)
        passing = choice.utility_of_passing_up(state.relief_value, state.charge_value, state.habit, rules)
        return choice.attempt_probability(solving, passing, rules)

    return Choices(attempt, success, beta_complexity(2, 3))


def fluid(rules: Rules, agents: int, weeks: int) -> Any:
    """Return the states that the differential equations have at each week's end."""
    interest = choice.interest_in_pool(agents, rules)
    daily = math.log(2) / HALF_LIFE / PER_DAY
    rates = Learning(
        choices_per_day=PER_DAY,
        learning=LEARNING,
        habit_rate=daily,
        ownership_rate=daily,
        practice=PRACTICE,
        reward=rules.relief - rules.pushback,
        felt_charge=choice.felt_charge(100 * ASK * SETTLEMENT, interest, rules),
        charged_share=1.0,
        skill_ceiling=START.skill + LEARNABLE,
    )
    days = [0.0, *(7.0 * (week + 1) for week in range(weeks))]
    return np.array(fluid_path(START, days, choices_of(rules, agents), rates)[1:])


def states_of(diaries: Any, weeks: int) -> Any:
    """Return what agents have learned at each week's end, by week, agent and part of `STATE`."""
    return np.stack([diaries[name].reshape(weeks, -1) for name in STATE], axis=-1)


def many_small_steps(lab: Lab) -> Iterator[Reference]:
    """Agents who learn in ever smaller steps follow differential equations."""
    agents, weeks, scale = 40, 3, max(8, round(64 * lab.size))
    scenario = learners(agents, scale, weeks)
    rows, diaries = lab.records("fluid limit", scenario, ("row",))
    last = fluid(rules_in(scenario, PER_DAY * scale), agents, weeks)[-1]
    states = states_of(diaries, weeks)[-1]
    for part in ("habit", "charge", "skill"):
        place = STATE.index(part)
        what = f"small learning steps: {part} in week {weeks}"
        found = mean_of(states[:, place])
        yield Reference(what, "fluid limit", float(last[place]), found, len(rows), NEAR / scale)


# --- one agent's mind ----------------------------------------------------------------------------------------


def deciders(agents: int, reward: float, weeks: int) -> Scenario:
    """Return agents without habit, tremble or learning whose passing up is worth so much."""
    still = {"sharpness": 1000.0, "habit_weight": 0.0, "learning": 0.0, "practice": 0.0, "starting_reward": reward}
    spread = {"complexity": {"shape": "uniform", "low": 0.0, "high": 1.0}, "diagnosis_share": 0.5}
    return plain(
        agents,
        {"call": call(1.0, 1.0, **spread)},
        weeks,
        skill=0.6,
        customers=ENDLESS,
        manager={"count": 20, "investigate_time": 1.0},
        behavior={"choice": "rule", **still},
    )


def threshold(scenario: Scenario, reward: float) -> float:
    """Return the complexity from which such an agent passes up: the gatekeeper's cut-off."""
    from scipy.optimize import brentq
    from scipy.special import expit

    people, power, team = scenario.behavior, scenario.empowerment, scenario.teams["desk"]
    worth = people.pride + power.expectation * team.engagement

    def margin(x: float) -> float:
        needed = attempt_threshold(worth, people.effort * (0.5 + x), people.blame, reward)
        return float(expit(people.steepness * (team.skill + power.support - x))) - needed

    return float(brentq(margin, 0.0, 1.0, xtol=1e-12))


def gatekeepers(lab: Lab) -> Iterator[Reference]:
    """Whoever weighs nothing but success, effort and reward attempts up to a cut-off."""
    for reward in (0.0, 0.4):
        scenario = deciders(10, reward, lab.weeks(60))
        rows = lab.rows(f"threshold {reward}", scenario, ("complexity", "passed_up"))
        cutoff = threshold(scenario, reward)
        label = f"reward of passing up {reward:g}"
        share = mean_of(rows["passed_up"])
        yield Reference(f"{label}: passed up", "gatekeeper's cut-off", 1.0 - cutoff, share, len(rows))
        clear = np.abs(rows["complexity"] - cutoff) > 0.02
        against = (rows["passed_up"] != (rows["complexity"] > cutoff))[clear].sum()
        yield Reference(
            f"{label}: against rule",
            "gatekeeper's cut-off",
            0.0,
            Measured(float(against), 0.0),
            int(clear.sum()),
        )


def tossers(agents: int, weeks: int) -> Scenario:
    """Return agents to whom it is all the same, who pass up every other issue by chance and learn from it."""
    behavior = people(1.0) | {"sharpness": 0.0, "habit_half_life": 0.5, "starting_habit": 0.5, "practice": 0.0}
    return plain(
        agents,
        {"call": call(agents * PER_DAY / DAY_MIN, 0.2)},
        weeks,
        customers=ENDLESS,
        manager={"count": 20, "investigate_time": 0.1},
        incentives={"relief": RELIEF, "pushback": PUSHBACK},
        behavior=behavior,
    )


def habits(lab: Lab) -> Iterator[Reference]:
    """A habit is a moving average of choices, a value one of rewards."""
    agents, weeks = 400, lab.weeks(40, least=2)
    rows, diaries = lab.records("coin", tossers(agents, weeks), ("reason", "manager_end", "seat"))
    values, rate = diaries["habit"], 1.0 - 2.0 ** (-1.0 / (0.5 * PER_DAY))
    spread = variance_of(values)
    deviation = Measured(math.sqrt(spread.value), spread.error / (2 * math.sqrt(spread.value)), spread.sample)
    n = len(rows)
    yield Reference("coin-tossing agents: mean habit", "fixed point h = p", 0.5, mean_of(values), n)
    yield Reference("coin-tossing agents: SD of habit", "sqrt(a / (2 - a)) sd", value_sd(rate, 0.5), deviation, n)
    closed = rows[(rows["reason"] == Reason.CHOSEN) & (rows["manager_end"] >= 0) & (rows["manager_end"] < WEEK)]
    events = np.bincount(closed["seat"], minlength=agents)
    learned = diaries["reward"][diaries["week"] == 1]
    exact = np.array([value_after(int(k), LEARNING, RELIEF - PUSHBACK, START.relief_value) for k in events])
    worst = int(np.argmax(np.abs(learned - exact)))
    what = f"value learned, farthest of {agents} agents"
    yield Reference(what, "Rescorla-Wagner", float(exact[worst]), Measured(float(learned[worst]), 0.0), len(closed))


# --- customers' satisfaction, agents' leaving ----------------------------------------------------------------


def answers(lab: Lab) -> Iterator[Reference]:
    """The simulated answers of customers who called so often meet the shares found in the field."""
    silent = dict.fromkeys(("wait", "days", "unresolved", "anger", "nonmonetary", "compensation"), 0.0)
    scenario = returning(20, 5.0, 0.1, 0.5, lab.weeks(15), satisfaction=silent, **ENDLESS)
    rows = lab.rows("answers", scenario, ("issue_closed", "issue_contacts", "answer"))
    repeat = repeat_cost(0.86, 0.44, 4)
    for contacts in (1, 4):
        asked = rows[rows["issue_closed"] & (rows["issue_contacts"] == contacts)]
        expected = satisfied_share(0.86, contacts, repeat)
        what = f"satisfied after contact {contacts}: answers 4, 5"
        yield Reference(what, "SQM's anchors", expected, mean_of(asked["answer"] >= 4), len(asked))


def leaving(lab: Lab) -> Iterator[Reference]:
    """A constant hazard empties seats."""
    weeks, seats = 53, max(200, round(3000 * lab.size))
    hazard = hazard_of_yearly_share(0.4)
    turnover = {"per_year": hazard, "strain_effect": 0.0, "engagement_effect": 0.0, "recruit_days": 0}
    rows, diaries = lab.records("leaving", plain(seats, {"call": call(0.01, 1.0)}, weeks, turnover=turnover), ("row",))
    days = weeks * WEEK_MIN / DAY_MIN - 1  # quits are decided at midnights
    found = mean_of((diaries["occupant"].reshape(weeks, -1)[-1]) / (days / 365.25))
    yield Reference("40 % leave a year: quits a seat and year", "-ln(1 - q)", hazard, found, len(rows))
