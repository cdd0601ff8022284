"""Where an agent comes to rest under the rules of choice and practice: plain scalar functions, compiled with numba.

`cases` are the choices to expect, each as (weight, complexity, opening temper, minutes after diagnosis).
"""

from typing import Any

from sim.behavior import choice
from sim.behavior.rules import Rules

_ROUNDS = 400
_STILL = 1e-10


def shares(
    rules: Rules, engagement: float, interest: float, skill: float, habit: float, reward: float, cases: Any
) -> tuple[float, float]:
    """Return the shares of choices that are passed up, and solved by an attempt.

    `reward` is what passing up is felt to be worth, less its felt charge; `interest` the felt share of the pool.
    """
    passed = 0.0
    solved = 0.0
    total = 0.0
    for i in range(len(cases)):
        weight, complexity, temper, minutes = cases[i][0], cases[i][1], cases[i][2], cases[i][3]
        p = choice.ability(skill, complexity, rules)
        worth = choice.benefit(engagement, 0.0, interest, temper, rules)
        cost = choice.effort(complexity, rules.time_pressure, minutes, rules)
        failure = rules.time_pressure * minutes if rules.time_pressure > 0.0 else reward
        solving = choice.utility_of_solving(p, worth, cost, failure, rules)
        passing = choice.utility_of_passing_up(reward, 0.0, habit, rules)
        tries = choice.attempt_probability(solving, passing, rules)
        if rules.fixed_choice:
            tries = 1.0 - rules.escalation_probability
        passed += weight * (1.0 - tries)
        solved += weight * tries * p
        total += weight
    if total > 0.0:
        return passed / total, solved / total
    return 0.0, 1.0


def rested_skill(start: float, solved: float, per_day: float, fade: float, rules: Rules) -> float:
    """Return where skill rests between practice and forgetting, at `per_day` choices of which a share is solved."""
    pull = 0.0 if rules.fixed_choice else rules.practice * solved * per_day
    if fade > 0.0:
        return (pull * (start + rules.learnable) + fade * start) / (pull + fade)
    return start


def rest(
    rules: Rules,
    engagement: float,
    interest: float,
    skill: float,
    habit: float,
    moves: bool,
    reward: float,
    per_day: float,
    fade: float,
    cases: Any,
) -> tuple[float, float, float, float]:
    """Return shares passed up and solved, habit and skill at rest, by damped iteration from a habit.

    A habit that does not move (`moves`) is held, and only skill comes to rest.
    """
    now = skill
    passed = habit
    solved = 1.0 - habit
    for _ in range(_ROUNDS):
        passed, solved = shares(rules, engagement, interest, now, habit, reward, cases)
        rested = rested_skill(skill, solved, per_day, fade, rules)
        moved = abs(rested - now)
        if moves:
            moved += abs(passed - habit)
            habit += 0.5 * (passed - habit)
        now += 0.5 * (rested - now)
        if moved < _STILL:
            break
    return passed, solved, habit, now
