"""What happens in a contact apart from the choice: bots, cutting short, talk, concessions, own goals."""

import math

from sim.behavior.choice import logistic
from sim.behavior.parameters import GRANT, INVESTIGATE, Rules, TypeRules


def containment(complexity: float, rules: Rules) -> float:
    """Return the probability that self-service solves an issue; robotic is fine for simple things."""
    return min(1.0, rules.containment * (1.0 - complexity) * (1.0 - complexity))


def cut_short(tendency: float, pressure: float) -> float:
    """Return the probability that a contact is cut short before diagnosis, at most one half."""
    return min(0.5, tendency * pressure)


def insists(anger: float, its: TypeRules) -> float:
    """Return the probability that a customer insists on a manager."""
    return min(1.0, its.demand_manager * anger)


def walks_away(contacts: int, wait_minutes: float, ask_cents: int, median_ask_cents: float, rules: Rules) -> float:
    """Return the probability that a customer gives up at the moment of being passed up.

    The hassle so far, contacts and waiting, tires; what is asked keeps going (after Dukes & Zhu 2019).
    """
    if rules.walks_share <= 0.0:
        return 0.0
    hassle = contacts - 1 + wait_minutes / 10.0
    stakes = ask_cents / median_ask_cents - 1.0 if ask_cents > 0 and median_ask_cents > 0.0 else 0.0
    usual = math.log(rules.walks_share / (1.0 - rules.walks_share))
    return logistic(usual + rules.walks_hassle * hassle - rules.walks_stakes * stakes)


def notices(engagement: float, rules: Rules) -> float:
    """Return the probability that an agent notices a rare opportunity or a brewing crisis."""
    return rules.notice * engagement


def is_within_authority(ask_cents: int, authority_cents: float) -> bool:
    """Whether an agent may grant an ask."""
    return ask_cents <= authority_cents


def apologizes(engagement: float, rules: Rules) -> float:
    """Return the probability that an agent who solves an issue apologizes or explains; scripts cost warmth."""
    return engagement * (1.0 - 0.5 * rules.scripting)


def talk_factor(anger: float, mean_temper: float, rules: Rules) -> float:
    """Return handle time as a multiple: angry customers talk longer, relative to the usual temper."""
    return max(0.0, 1.0 + rules.talk_anger * (anger - mean_temper))


def manager_factor(anger: float, rules: Rules) -> float:
    """Return manager minutes as a multiple."""
    return 1.0 + rules.manager_anger * anger


def agent_concession(ask_cents: int, authority_cents: float, reward: float, charge: float, rules: Rules) -> int:
    """Return what an agent grants, in cents: more when a charge is feared, never above the authority."""
    fear = max(0.0, charge - reward)
    share = rules.generosity
    if rules.appease > 0.0 and share < 1.2:
        share += (1.2 - share) * (1.0 - math.exp(-rules.appease * fear))
    return int(min(authority_cents, share * ask_cents) + 0.5)


def grown_ask(ask_cents: int, anger: float, opening_temper: float, rules: Rules) -> int:
    """Return the ask as it arrives upstairs: it has grown with the anger since the first word."""
    return int(ask_cents * (1.0 + rules.ask_growth * max(0.0, anger - opening_temper)) + 0.5)


def granted_upstairs(share: float, asked_cents: int, rules: Rules) -> float:
    """Return what the manager grants of a grown ask, in cents: he has a limit too."""
    return min(share * asked_cents, rules.manager_authority_cents)


def unmet_concession(
    ask_cents: int, anger: float, opening_temper: float, passed_up: bool, rules: Rules, its: TypeRules
) -> int:
    """Return what a customer who was not served would have been granted, in cents: lost, and not saved.

    By the manager where the matter was passed up or would have had to be, unless he hands back; else by an agent.
    """
    by_manager = passed_up or ask_cents > its.authority_cents
    if by_manager and rules.manager_policy in (INVESTIGATE, GRANT):
        share = rules.settlement if rules.manager_policy == INVESTIGATE else 1.0
        return int(granted_upstairs(share, grown_ask(ask_cents, anger, opening_temper, rules), rules) + 0.5)
    return int(rules.generosity * ask_cents + 0.5)


def own_goal(complexity: float, ownership: float, engagement: float, rules: Rules, its: TypeRules) -> float:
    """Return the probability that handling a routine contact creates an issue.

    Missteps come from lack of ownership and of engagement; scripts lower them for simple contacts.
    """
    engaged = engagement / rules.base_engagement if rules.base_engagement > 0.0 else 1.0
    gap = max(0.0, 1.0 - ownership * engaged)
    scripted = 1.0 - rules.scripting * max(0.0, 1.0 - 2.0 * complexity)
    return min(1.0, its.own_goal_external + its.own_goal_misstep * gap * math.sqrt(gap) * scripted)


def pace(normal: float, sigma: float) -> float:
    """Return an agent's own factor on handle times, lognormal with mean 1, from a standard normal number."""
    return math.exp(sigma * normal - 0.5 * sigma * sigma)


def sigma_of(cv: float) -> float:
    """Return the standard deviation of the logarithm of a lognormal factor with this CV."""
    return math.sqrt(math.log(1.0 + cv * cv))
