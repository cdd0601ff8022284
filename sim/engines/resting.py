"""Where an agent comes to rest under the rules of choice and practice: plain functions, compiled where numba is."""

import math
from typing import Any, NamedTuple

from sim.behavior import choice, giving
from sim.behavior.parameters import COACH, RETURN, Rules
from sim.engines.rules import approach
from sim.journeys.records import Reason

_ROUNDS = 400
_STILL = 1e-10
_AUTHORITY, _CHOSEN, _FAILED = int(Reason.AUTHORITY), int(Reason.CHOSEN), int(Reason.FAILED)
CASE = (
    *("weight", "complexity", "worth", "minutes", "charge", "closing", "is_free", "price", "stays"),
    *("engagement", "giving", "if_yes", "if_no", "believed", "right", "left", "closing", "skill"),
)
"""What is known of a case, in this order: how often it comes, its complexity, what a solution is worth, the mean handle
time left, the felt charge where it is known beforehand and where the manager closes, whether there is a choice (1) or
the ask is above authority (0), what one more escalation is known to cost, and the share of customers who, passed up, do
not give up at once; the agent's engagement; and where there is to be a yes or no, the felt price of a yes (below 0
where nothing is asked or decided, infinite where there is nothing to give), the chances that the customer insists after
a yes and after a no, and the share of asks that is believed owed; what passing up rightly is paid, in utility, and what
leaving a customer is known to earn as a closure, less what it costs that he may call again; one closure; and what the
agent's skill is higher by with this type."""


class Shares(NamedTuple):
    """What becomes of choices, in shares of them.

    Attributes
    ----------
    passed, failed, more : float
        Passed up by choice, after a failed attempt, and because the customer insists on more than the agent gave.
    solved : float
        Solved by an agent, at first or when handed back: no refusals.
    coached : float
        Coached by the manager.
    closed, felt : float
        Closed by the manager though avoidable, and the felt charge of these.
    left : float
        Left unresolved at first.
    """

    passed: float
    failed: float
    more: float
    solved: float
    coached: float
    closed: float
    felt: float
    left: float


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


def answer(case: Any, passing_up: float, rules: Rules) -> tuple[float, float, float, float]:
    """Return what answering is worth, and shares of what is solved: refused, gone up for more, of these avoidable."""
    if case[10] < 0.0:
        return 0.0, 0.0, case[11], 0.0
    is_offered = case[10] < math.inf
    price = case[10] if is_offered else 0.0
    ask = giving.Ask(price, is_offered, case[9], case[11], case[12], passing_up, rules.time_pressure)
    yes = case[13] * giving.says_yes(ask, True, rules) + (1.0 - case[13]) * giving.says_yes(ask, False, rules)
    no_more = (1.0 - yes) * case[12]
    return giving.worth_of_answering(ask, case[13], rules), 1.0 - yes, yes * case[11] + no_more, no_more


def shares_of(rules: Rules, skill: float, reward: float, charge: float, habit: float, case: Any) -> Shares:
    """Return what becomes of the choices of a case."""
    able = skill + case[17]
    p = choice.ability(able, case[1], rules)
    minutes, stays, extra = case[3], case[8], case[14] if p < rules.right_below else 0.0
    feared = case[7] + (case[4] if rules.charge_known else charge)
    feels = choice.Felt(reward, feared, habit, choice.leaving(case[9], case[15], rules), extra)
    answering, refused, more, no_more = answer(case, reward - feared - case[16], rules)
    tries = choice.inclination(p, case[2] + answering, case[1], rules.time_pressure, minutes, feels, rules)
    passes, solves = 1.0 - tries, tries * p
    after = choice.passing_up_after_failure(reward, feared, minutes, extra, rules)
    left = tries * (1.0 - p) * choice.leaves(after, feels.leave, rules)
    fails = tries * (1.0 - p) - left
    back = 0.0
    if comes_back(_CHOSEN, rules):
        back += passes * stays
    if comes_back(_FAILED, rules):
        back += fails * stays
    boost = rules.coach_boost if rules.manager_policy == COACH else 0.0
    again = choice.ability(able + boost, case[1], rules) if back > 0.0 else 0.0
    closed = (passes + fails) * stays - back * again + solves * no_more
    solved = solves * (1.0 - refused - more + no_more) + back * again
    coached = back if rules.manager_policy == COACH else 0.0
    return Shares(passes, fails, solves * more, solved, coached, closed, closed * case[5], left)


def shares(rules: Rules, skill: float, reward: float, charge: float, habit: float, cases: Any) -> Shares:
    """Return what becomes of choices."""
    passed, failed, more, solved, coached, closed, felt, left, total = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(len(cases)):
        weight = cases[i][0]
        if cases[i][6] == 0.0:
            if comes_back(_AUTHORITY, rules):
                coached += weight * cases[i][8]
            continue
        its = shares_of(rules, skill, reward, charge, habit, cases[i])
        passed += weight * its.passed
        failed += weight * its.failed
        more += weight * its.more
        solved += weight * its.solved
        coached += weight * its.coached
        closed += weight * its.closed
        felt += weight * its.felt
        left += weight * its.left
        total += weight
    if total <= 0.0:
        return Shares(0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    taught = coached / total
    upstairs, charged, dropped = closed / total, felt / total, left / total
    return Shares(passed / total, failed / total, more / total, solved / total, taught, upstairs, charged, dropped)


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
    """Return passed up, solved, closed upstairs and their felt charge (`Shares`), habit and skill at rest.

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
        found = shares(rules, now, reward, charge, habit, cases)
        passed, solved, closed, felt = found.passed, found.solved, found.closed, found.felt
        rested = rested_skill(skill, solved, found.coached, per_day, fade, rules)
        moved = abs(rested - now)
        if moves:
            moved += abs(passed - habit)
            habit += 0.5 * (passed - habit)
        now += 0.5 * (rested - now)
        if moved < _STILL:
            break
    return passed, solved, closed, felt, habit, now
