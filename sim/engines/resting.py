"""Where an agent comes to rest under the rules of choice and practice: plain functions, compiled where numba is."""

from typing import Any

from sim.behavior import choice
from sim.behavior.rules import Rules

_ROUNDS = 400
_STILL = 1e-10


def shares(rules: Rules, skill: float, passing: float, cases: Any) -> tuple[float, float]:
    """Return the shares of choices passed up, and solved by an attempt; `passing` is the utility of passing up."""
    passed = 0.0
    solved = 0.0
    total = 0.0
    for i in range(len(cases)):
        weight, complexity, worth, cost, failure = cases[i][0], cases[i][1], cases[i][2], cases[i][3], cases[i][4]
        p = choice.ability(skill, complexity, rules)
        solving = choice.utility_of_solving(p, worth, cost, failure, rules)
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
    value: float,
    skill: float,
    habit: float,
    moves: bool,
    per_day: float,
    fade: float,
    cases: Any,
) -> tuple[float, float, float, float]:
    """Return shares passed up and solved, habit and skill at rest, by damped iteration from a habit.

    Parameters
    ----------
    rules : Rules
        What holds.
    value : float
        What passing up is felt to be worth, less its felt charge, in utility.
    skill, habit : float
        At the start.
    moves : bool
        Whether the habit comes to rest too; else it is held.
    per_day, fade : float
        Choices of an agent on a working day, and the share of added skill that a day takes.
    cases : sequence, shape (n, 5)
        The choices to expect: weight, complexity, worth of a solution, cost of an attempt, value of a failure.
    """
    now = skill
    passed = habit
    solved = 1.0 - habit
    for _ in range(_ROUNDS):
        passed, solved = shares(rules, now, choice.utility_of_passing_up(value, 0.0, habit, rules), cases)
        rested = rested_skill(skill, solved, per_day, fade, rules)
        moved = abs(rested - now)
        if moves:
            moved += abs(passed - habit)
            habit += 0.5 * (passed - habit)
        now += 0.5 * (rested - now)
        if moved < _STILL:
            break
    return passed, solved, habit, now
