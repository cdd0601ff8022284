"""How the customer feels: anger, compensation, satisfaction, speaking in public (docs/model.md, section 6)."""

import math

from sim.behavior.choice import logistic
from sim.behavior.parameters import Rules


def risen(anger: float, rise: float) -> float:
    """Return anger after a rise; it approaches 1."""
    return 1.0 - (1.0 - anger) * (1.0 - min(1.0, rise))


def risen_by_wait(anger: float, wait_minutes: float, rules: Rules) -> float:
    """Return anger after a wait on the line."""
    return risen(anger, rules.anger_wait * wait_minutes / 10.0)


def calmed(anger: float, engagement: float, rules: Rules) -> float:
    """Return anger after a warm solution at the first contact: more engagement calms more, scripts cost warmth."""
    engaged = engagement / rules.base_engagement if rules.base_engagement > 0.0 else 1.0
    return anger * (1.0 - min(1.0, rules.calming * engaged) * (1.0 - 0.5 * rules.scripting))


def compensation(granted_share: float, lost: bool, rules: Rules) -> float:
    """Return the effect of a concession on satisfaction, on the logit scale.

    Concave where the service is kept, S-shaped where it is lost, falling beyond one and a half times
    the ask (Gelbrich, Gathke & Gregoire 2015; Haesevoets et al. 2017).
    """
    if lost:
        value = rules.compensation * logistic((granted_share - 0.9) / 0.15)
    else:
        value = rules.compensation * (1.0 - math.exp(-granted_share / 0.4))
    return value - rules.overcompensation * max(0.0, granted_share - 1.5)


def satisfaction_terms(
    contacts: int,
    handoffs: int,
    wait_minutes: float,
    days: float,
    resolved: bool,
    anger: float,
    apologized: bool,
    compensated: float,
    rules: Rules,
) -> tuple[float, float, float, float, float, float, float, float]:
    """Return the terms of the satisfaction proxy on the logit scale.

    Parameters
    ----------
    contacts, handoffs
        Of the whole issue.
    wait_minutes, days
        On the line in all, and from first contact to closing.
    resolved, apologized
        What came of it.
    anger
        Opening anger above the type's mean, plus the rise from an adversarial investigation.
    compensated
        Effect of the concession relative to the generosity that is expected; 0 where nothing was asked.

    Returns
    -------
    tuple of float
        Repeats, hand-offs, wait, days, unresolved, anger, apology, compensation.
    """
    return (
        -rules.satisfied_repeat * (contacts - 1),
        -rules.satisfied_transfer * handoffs,
        -rules.satisfied_wait * math.log(1.0 + wait_minutes / 2.0),
        -rules.satisfied_days * math.log(1.0 + days),
        0.0 if resolved else -rules.satisfied_unresolved,
        -rules.satisfied_anger * anger,
        rules.satisfied_nonmonetary if apologized else 0.0,
        compensated,
    )


def satisfied(base: float, terms: tuple[float, float, float, float, float, float, float, float]) -> float:
    """Return the probability that the customer is satisfied."""
    a, b, c, d, e, f, g, h = terms
    return logistic(base + a + b + c + d + e + f + g + h)


def answer(probability: float, luck: float) -> int:
    """Return a simulated answer from 1 to 5, J-shaped: mostly 5 or 1."""
    if luck < probability:
        return 5 if luck < 0.7 * probability else 4
    unhappy = (luck - probability) / (1.0 - probability)
    return 1 if unhappy < 0.55 else 2 if unhappy < 0.8 else 3


def incident(anger: float, is_crisis: bool, rules: Rules) -> float:
    """Return the probability of a public incident: an angry customer speaks, or a crisis that nobody noticed breaks."""
    speaks = rules.public_share * max(0.0, anger - rules.public_above) / (1.0 - rules.public_above)
    return 1.0 - (1.0 - speaks) * (1.0 - (rules.crisis_incident if is_crisis else 0.0))
