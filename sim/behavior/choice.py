"""The choice: solve it or pass it up (docs/model.md, section 3)."""

import math
from typing import NamedTuple

from sim.behavior.parameters import Rules


def logistic(x: float) -> float:
    """Return 1 / (1 + e^-x) without overflow at either end."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def ability(skill: float, complexity: float, rules: Rules) -> float:
    """Return the probability that an attempt succeeds.

    Support from tools counts as skill; an assistant lifts the less skilled more, and nobody beyond what it knows;
    scripts help below medium complexity and hinder above.
    """
    lift = rules.assist_gain * max(0.0, rules.assist_up_to - skill)
    support = rules.support + lift + rules.scripting * (0.5 - complexity)
    return logistic(rules.steepness * (skill + support - complexity))


def time_pressure_now(queue: int, agents_on_duty: int, rules: Rules) -> float:
    """Return the time pressure, in utility per minute, at this length of queue."""
    load = queue / agents_on_duty if agents_on_duty > 0 else 1.0
    return rules.time_pressure + rules.load_weight * min(1.0, load)


def effort(complexity: float, pressure: float, remaining_minutes: float, rules: Rules) -> float:
    """Return the cost of an attempt, in utility."""
    return rules.effort * (0.5 + complexity) + pressure * remaining_minutes


def interest_in_pool(sharers: int, rules: Rules) -> float:
    """Return the felt share of a charge to a common pool: 1/n for oneself, more under peer pressure."""
    own = 1.0 / max(1, sharers)
    return own + rules.peer_pressure * (1.0 - own)


def felt_charge(charge_cents: float, interest: float, rules: Rules) -> float:
    """Return what a charge to the pool is felt to cost, in utility."""
    return rules.penalty_weight * interest * charge_cents / rules.money_unit_cents


def benefit(engagement: float, pride_gained: float, interest: float, anger: float, rules: Rules) -> float:
    """Return what a solved issue is worth to the agent, in utility.

    A resolution bonus out of the common pool is felt less by the agent's own interest in the pool;
    personal ratings make angry customers unattractive.
    """
    bonus = rules.resolution_bonus_cents / rules.money_unit_cents
    if rules.bonus_from_pool:
        bonus *= 1.0 - interest
    return rules.pride + pride_gained + bonus + rules.expectation * engagement - rules.rating_pressure * anger


def passing_up_after_failure(
    reward: float, charge: float, remaining_minutes: float, extra: float, rules: Rules
) -> float:
    """Return what passing up a failed attempt is worth: the attempt is over, so no time is saved.

    `charge` has the known price of one more escalation in it, `extra` what a right one is paid.
    """
    return reward - rules.time_pressure * remaining_minutes - charge + extra


def leaving(engagement: float, closed: float, rules: Rules) -> float:
    """Return what it is worth to leave a failed attempt and to say that it is done.

    `closed` is what one more closure is worth by what is measured, less what the customer's call costs.
    """
    return -rules.conscience * engagement - rules.caught + closed


def leaves(up: float, leave: float, rules: Rules) -> float:
    """Return the probability of leaving a failed attempt; as before: never, or always under a handle-time target."""
    if rules.after_failure_as_before:
        return 1.0 if rules.time_pressure > 0.0 else 0.0
    if rules.fixed_choice:
        return 0.0
    return logistic(rules.sharpness * (leave - up))


def value_of_failure(
    reward: float, charge: float, remaining_minutes: float, extra: float, leave: float, rules: Rules
) -> float:
    """Return what follows a failed attempt is worth, be it passed up or left."""
    if rules.after_failure_as_before:
        return rules.time_pressure * remaining_minutes if rules.time_pressure > 0.0 else reward - charge + extra
    up = passing_up_after_failure(reward, charge, remaining_minutes, extra, rules)
    p = leaves(up, leave, rules)
    return p * leave + (1.0 - p) * up


def utility_of_solving(p: float, worth: float, cost: float, failure_value: float, rules: Rules) -> float:
    """Return the expected utility of an attempt that succeeds with probability `p`; see `value_of_failure`."""
    return p * worth + (1.0 - p) * (failure_value - rules.blame) - cost


def utility_of_passing_up(reward: float, charge: float, habit: float, rules: Rules) -> float:
    """Return the utility of passing up: learned reward less felt charge, and the pull of habit."""
    return reward - charge + rules.habit_weight * (habit - 0.5)


def attempt_probability(solving: float, passing_up: float, rules: Rules) -> float:
    """Return the probability that the agent tries to solve the issue."""
    return logistic(rules.sharpness * (solving - passing_up))


class Felt(NamedTuple):
    """What an agent feels about passing up at a moment.

    Attributes
    ----------
    reward, charge, habit : float
        Q, C (or that of this ask where it is known) with the known price of one more escalation, and h.
    leave : float
        What leaving a failed attempt is worth (`leaving`).
    extra : float
        What is paid for passing up rightly, if this would be.
    """

    reward: float
    charge: float
    habit: float
    leave: float
    extra: float


def inclination(
    p: float, worth: float, complexity: float, pressure: float, remaining_minutes: float, felt: Felt, rules: Rules
) -> float:
    """Return the probability that an agent tries to solve an issue.

    Parameters
    ----------
    p
        Probability that the attempt succeeds.
    worth
        Of a solved issue (`benefit`), and of what has to be answered then.
    complexity, remaining_minutes
        Of the issue, and the mean handle time left after diagnosis.
    pressure
        Time pressure at this moment, in utility per minute.
    felt
        What the agent feels about passing up.
    """
    if rules.fixed_choice:
        return 1.0 - rules.escalation_probability
    failure = value_of_failure(felt.reward, felt.charge, remaining_minutes, felt.extra, felt.leave, rules)
    cost = effort(complexity, pressure, remaining_minutes, rules)
    solving = utility_of_solving(p, worth, cost, failure, rules)
    passing = utility_of_passing_up(felt.reward, felt.charge, felt.habit, rules) + felt.extra
    return attempt_probability(solving, passing, rules)
