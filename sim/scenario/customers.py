"""How customers wait, come back and feel."""

from typing import Annotated, Self

from pydantic import FiniteFloat, model_validator

from sim.scenario.fields import Amount, Least, Part, Share, Strength, given, param
from sim.scenario.quantities import Wait
from sim.scenario.routing import Balking

_SQM = "SQM Group 2021-22 (vendor); magnitude weak"


class Busyness(Part):
    """How first contacts vary beyond chance: a factor for each day, and one for each bin within it."""

    day_cv: Annotated[FiniteFloat, Least(0.001)] = param(
        0.0, "CV of a factor of the day, shared by all types; Gamma, with mean 1.", unit="CV", ge=0, le=2
    )
    within_day_cv: Annotated[FiniteFloat, Least(0.001)] = param(
        0.0, "CV of a factor of each of a type's bins; lognormal, with mean 1.", unit="CV", ge=0, le=2
    )
    correlation: Share = param(
        0.0, "Correlation of the logarithms of these factors from one bin to the next, by day.", unit="correlation"
    )


class Satisfaction(Part):
    """The weights of the satisfaction proxy, on the logit scale."""

    base: FiniteFloat = param(
        1.815289966638232,
        "Satisfied after one contact: 86 %.",
        unit="logit",
        source=_SQM,
        ge=-10,
        le=10,
    )
    repeat: Strength = param(
        0.685484007818,
        "Each further contact; 44 % after four.",
        unit="logit",
        source=_SQM,
        likely=(0.25, 1.0),
    )
    transfer_cold: Strength = param(
        0.769321410,
        "Each cold hand-off: 12 points.",
        unit="logit",
        source=_SQM,
        likely=(0.3, 1.2),
    )
    transfer_warm: Strength = param(0.40, "Each warm hand-off.", unit="logit", likely=(0.2, 0.77))
    wait: Strength = param(
        0.203866533095,
        "Waiting, per ln(1 + wait / 2 min).",
        unit="logit",
        source="Sign: Garcia et al. 2012; size assumed (10 minutes cost 5 points)",
        likely=(0, 0.5),
    )
    days: Strength = param(
        0.30,
        "Time to resolution, per ln(1 + days).",
        unit="logit",
        source="Sign: Istanbulluoglu 2017; size assumed",
        likely=(0, 0.8),
    )
    unresolved: FiniteFloat = param(
        1.84582669,
        "An issue that was never resolved.",
        unit="logit",
        source=_SQM,
        ge=0,
        le=10,
        likely=(1.0, 2.7),
    )
    anger: Strength = param(1.0, "Opening anger above the mean, and an adversarial investigation.", unit="logit")
    nonmonetary: Strength = param(
        1.0,
        "An apology or explanation.",
        unit="logit",
        source="CCMC 2015 (37 % to 73 %); Orsingher et al. 2010",
        likely=(0.3, 1.6),
    )
    compensation: Strength = param(
        1.5,
        "Full effect of compensation.",
        unit="logit",
        source="Shape: Gelbrich, Gathke & Gregoire 2015; scale assumed",
        likely=(0.8, 2.5),
    )
    overcompensation: Strength = param(
        1.0,
        "Fall per ask granted beyond one and a half times.",
        unit="logit",
        source="Haesevoets et al. 2017; Boshoff 2012; scale assumed",
    )
    expected_generosity: FiniteFloat | None = param(
        None,
        "Share of the ask that customers expect; empty means the baseline's generosity.",
        unit="share",
        ge=0,
        le=1.2,
    )


class Leaving(Part):
    """Share of customers who leave for good, by what they leave with; it changes nobody's decisions."""

    satisfied: Share = param(0.01, "Of those who are satisfied in the end.", unit="share")
    dissatisfied: Share = param(0.1, "Of those whose issue was solved and who are not satisfied.", unit="share")
    unresolved: Share = param(0.2, "Of those whose issue was never solved.", unit="share")
    not_served: Share = param(
        0.2,
        "Of those who hung up, were sent away, gave up when passed up or upstairs, and did not call again.",
        unit="share",
    )


class PassedUp(Part):
    """Who gives up at the moment of being passed up: the hassle of a second stage screens small claims."""

    share: Annotated[FiniteFloat, Least(0.0001)] = param(
        0.0,
        "Share who give up when an agent passes them up: of those who ask the type's median, at once, in a first call.",
        unit="share",
        source="Mechanism: Dukes & Zhu 2019 (theory, interviews); nobody has measured the size",
        ge=0,
        le=0.999,
    )
    hassle: Strength = param(
        0.5, "More of them for each contact before, and each ten minutes of waiting.", unit="logit", likely=(0, 1.5)
    )
    stakes: Strength = param(
        1.0,
        "Fewer of them for each median ask that is asked beyond the first; who asks for no money is as the median.",
        unit="logit",
        likely=(0, 2),
    )


class Customers(Part):
    """How customers wait, come back and feel."""

    busyness: Busyness = param({}, "How volume varies from day to day and within a day, beyond chance.")
    busyness_cv: Annotated[FiniteFloat, Least(0.001)] = param(
        0.0, "CV of a factor on each day's volume, shared by all types, beyond chance.", ge=0, le=2
    )
    patience: Wait = param(
        {"shape": "exponential", "mean": 12.0}, "How long a customer waits on the line.", unit="minutes"
    )
    endless_patience_share: Share = param(0.0, "Share of customers who never hang up.", unit="share")
    balking: Balking | None = given(
        None, "Customers who hear a long wait quoted and do not join the line; empty means that no wait is quoted."
    )
    redial_share: Share = param(0.5, "Share of customers who redial after hanging up.", unit="share")
    redial_after: Wait = param({"shape": "exponential", "mean": 30.0}, "Time until the redial.", unit="minutes")
    max_redials: int = param(3, "Redials before the issue is given up.", unit="redials", ge=0, le=20)
    comes_back_share: Share = param(0.8, "Share of unresolved customers who come back.", unit="share")
    comes_back_after: Wait = param(
        {"shape": "exponential", "mean": 1440.0},
        "Time until an unresolved customer comes back.",
        unit="minutes",
    )
    cut_return_share: Share = param(
        0.68,
        "Share of customers cut short who ring again.",
        unit="share",
        source="Bank call log 1999 (Technion): 0.68 of identified customers within the hour",
    )
    cut_return_after: Wait = param(
        {"shape": "uniform", "low": 0.0, "high": 60.0}, "Time until they ring again.", unit="minutes"
    )
    max_contacts: int = param(6, "Contacts after which an issue is given up.", unit="contacts", ge=1, le=50)
    anger_wait: Share = param(0.1, "Rise of anger per ten minutes on hold.", unit="0-1")
    anger_handoff: Share = param(
        0.3,
        "Rise of anger with each hand-off.",
        unit="0-1",
        source="Ping-ponging: CCMC rage studies; size assumed",
    )
    anger_repeat: Share = param(0.3, "Rise of anger with each repeated contact.", unit="0-1")
    anger_failed_attempt: Share = param(0.2, "Rise of anger when an attempt fails.", unit="0-1")
    anger_adversarial: Share = param(0.4, "Rise of anger in an adversarial investigation.", unit="0-1")
    anger_self_service: Share = param(0.1, "Rise of anger when self-service fails.", unit="0-1")
    calming: Share = param(
        0.85,
        "Share of anger that a warm solution at first contact takes away, at the baseline's engagement.",
        unit="0-1",
    )
    talk_anger: FiniteFloat = param(0.1, "Longer talk with an agent per unit of anger above the mean.", ge=0, le=2)
    manager_anger: FiniteFloat = param(0.1, "Longer talk with the manager per unit of anger.", ge=0, le=2)
    ask_growth: FiniteFloat = param(0.5, "Growth of the ask per unit of anger risen.", ge=0, le=5)
    public_above: FiniteFloat = param(
        0.7, "Anger above which a customer may speak in public.", unit="0-1", ge=0, le=0.99
    )
    public_share: Share = param(0.1, "Probability of speaking in public at anger 1.", unit="probability")
    gives_up_when_passed_up: PassedUp = param({}, "Customers who give up at the moment of being passed up.")
    insists_share: Annotated[FiniteFloat, Least(0.0001)] = param(
        0.05,
        "Share of customers who insist and go up when they are refused all that they ask; 0 means that nobody does.",
        unit="share",
        ge=0,
        le=0.999,
        likely=(0.01, 0.15),
    )
    insist_gain: FiniteFloat = param(
        1.0,
        "How strongly what insisting is known to bring makes customers insist.",
        unit="logit per ask",
        ge=0,
        le=10,
        likely=(0, 3),
    )
    heard_half_life: FiniteFloat = param(
        30.0,
        "Time in which news of what insisting brings goes half its way, if all were refused at first.",
        unit="working days",
        ge=0.01,
        le=10000,
        likely=(10, 90),
    )
    fade_half_life: FiniteFloat = param(
        180.0,
        "Time in which half of what is known of it is forgotten.",
        unit="working days",
        ge=0.01,
        le=10000,
        likely=(60, 500),
    )
    tries_another_share: Share = param(
        0.05,
        "Share of customers, refused all and not insisting, who ring again for another agent's answer.",
        unit="share",
        likely=(0, 0.15),
    )
    tries_another_after: Wait = param(
        {"shape": "uniform", "low": 0.0, "high": 1440.0}, "Time until they ring again.", unit="minutes"
    )
    worth: Amount = given(0.0, "What a customer is worth who leaves for good.", unit="money")
    leaves_share: Leaving = param({}, "Share of customers who leave for good.")
    satisfaction: Satisfaction = param({}, "Weights of the satisfaction proxy.")

    @property
    def day_cv(self) -> float:
        """The CV of the factor of the day, in either spelling."""
        return self.busyness.day_cv or self.busyness_cv

    @model_validator(mode="after")
    def _busyness_is_said_once(self) -> Self:
        if self.busyness_cv and self.busyness.day_cv:
            raise ValueError("busyness_cv and busyness.day_cv say the same in two ways; give one of them")
        return self
