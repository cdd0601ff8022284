"""Where an agent comes to rest under the rules of choice and practice: plain functions, compiled where numba is."""

from typing import Any, NamedTuple

from sim.behavior import choice
from sim.behavior.parameters import COACH, RETURN, Rules
from sim.engines.rules import approach
from sim.journeys.records import Reason

_ROUNDS = 400
_STILL = 1e-10
_AUTHORITY, _CHOSEN, _FAILED = int(Reason.AUTHORITY), int(Reason.CHOSEN), int(Reason.FAILED)
CASE = ("weight", "complexity", "worth", "minutes", "charge", "closing", "is_free", "price", "stays")
"""What is known of a case, in this order: how often it comes, its complexity, what a solution is worth, the mean handle
time left, the felt charge where it is known beforehand and where the manager closes, whether there is a choice (1) or
the ask is above authority (0), what one more escalation is known to cost, and the share of customers who, passed up, do
not give up at once."""


class Rest(NamedTuple):
    """Where an agent of some starting skill comes to rest."""

    habit: float
    ownership: float
    skill: float


def between(low: Any, high: Any, share: float, at: float, skill: float) -> Rest:
    """Return where an agent rests who starts with a skill: as at another, which is a share of the way between two."""
    gained = low.skill + share * (high.skill - low.skill) - at
    habit = low.habit + share * (high.habit - low.habit)
    return Rest(habit, low.ownership + share * (high.ownership - low.ownership), skill + gained)


def comes_back(reason: int, rules: Rules) -> bool:
    """Whether the manager hands back to the agent what comes to him for this reason."""
    policy = approach(rules.manager_policy, reason, False)
    return policy in (COACH, RETURN)


def shares(
    rules: Rules, skill: float, reward: float, charge: float, habit: float, cases: Any
) -> tuple[float, float, float, float, float]:
    """Return what becomes of choices, in shares of them.

    Returns
    -------
    tuple of float
        Passed up by choice; solved by an agent, at first or when handed back; coached; closed by the manager though
        avoidable, and the felt charge of these.
    """
    boost = rules.coach_boost if rules.manager_policy == COACH else 0.0
    passed, solved, coached, closed, felt, total = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(len(cases)):
        weight, complexity, worth, minutes, stays = cases[i][0], cases[i][1], cases[i][2], cases[i][3], cases[i][8]
        if cases[i][6] == 0.0:
            if comes_back(_AUTHORITY, rules):
                coached += weight * stays
            continue
        p = choice.ability(skill, complexity, rules)
        feared = cases[i][7] + (cases[i][4] if rules.charge_known else charge)
        tries = choice.inclination(p, worth, complexity, rules.time_pressure, minutes, reward, feared, habit, rules)
        passes = 1.0 - tries
        fails = tries * (1.0 - p) if rules.time_pressure <= 0.0 else 0.0
        back = 0.0
        if comes_back(_CHOSEN, rules):
            back += passes * stays
        if comes_back(_FAILED, rules):
            back += fails * stays
        again = choice.ability(skill + boost, complexity, rules) if back > 0.0 else 0.0
        up = (passes + fails) * stays - back * again
        passed += weight * passes
        solved += weight * (tries * p + back * again)
        coached += weight * back if rules.manager_policy == COACH else 0.0
        closed += weight * up
        felt += weight * up * cases[i][5]
        total += weight
    if total > 0.0:
        return passed / total, solved / total, coached / total, closed / total, felt / total
    return 0.0, 1.0, 0.0, 0.0, 0.0


def rested_skill(start: float, solved: float, coached: float, per_day: float, fade: float, rules: Rules) -> float:
    """Return where skill rests between practice and forgetting, at `per_day` choices of which shares teach."""
    pull = 0.0 if rules.fixed_choice else (rules.practice * solved + rules.coach_gain * coached) * per_day
    if fade > 0.0:
        return (pull * (start + rules.learnable) + fade * start) / (pull + fade)
    return start


def rest(
    rules: Rules,
    reward: float,
    charge: float,
    skill: float,
    habit: float,
    moves: bool,
    per_day: float,
    fade: float,
    cases: Any,
) -> tuple[float, float, float, float, float, float]:
    """Return passed up, solved, closed upstairs and their felt charge (`shares`), habit and skill at rest.

    By damped iteration from a habit.

    Parameters
    ----------
    rules : Rules
        What holds.
    reward, charge : float
        What passing up is felt to be worth, and to cost, in utility.
    skill, habit : float
        At the start.
    moves : bool
        Whether the habit comes to rest too; else it is held.
    per_day, fade : float
        Choices of an agent on a working day, and the share of added skill that a day takes.
    cases : sequence, shape (n, len(CASE))
        The choices to expect.
    """
    now = skill
    passed, solved, closed, felt = habit, 1.0 - habit, 0.0, 0.0
    for _ in range(_ROUNDS):
        passed, solved, coached, closed, felt = shares(rules, now, reward, charge, habit, cases)
        rested = rested_skill(skill, solved, coached, per_day, fade, rules)
        moved = abs(rested - now)
        if moves:
            moved += abs(passed - habit)
            habit += 0.5 * (passed - habit)
        now += 0.5 * (rested - now)
        if moved < _STILL:
            break
    return passed, solved, closed, felt, habit, now
