"""How agents choose, learn and tire."""

from typing import Literal

from pydantic import FiniteFloat

from sim.scenario.fields import Part, Share, Strength, given, param


class Behavior(Part):
    """How agents choose, learn and tire."""

    choice: Literal["rule", "fixed"] = given(
        "rule",
        "Whether agents weigh what is in it for them, or pass up with a fixed probability.",
    )
    escalation_probability: Share = given(
        0.1, "Probability of passing up where the choice is fixed.", unit="probability"
    )
    steepness: FiniteFloat = param(
        8.0, "How sharply ability falls with complexity.", unit="1/complexity", ge=0.001, le=100
    )
    sharpness: FiniteFloat = param(
        6.0,
        "How sharply a difference of utility decides.",
        unit="1/utility",
        source="Form: Erev & Roth 1998; range 2-10",
        ge=0,
        le=1000,
        likely=(2, 10),
    )
    money_unit: FiniteFloat = param(60.0, "Money worth one unit of utility.", unit="money", ge=0.01, le=1e9)
    effort: Strength = param(0.4, "Cost of the effort of an attempt.", unit="utility", likely=(0.2, 0.6))
    blame: Strength = param(0.3, "Cost of being blamed for a failed attempt.", unit="utility", likely=(0.1, 0.5))
    pride: Strength = param(1.0, "Satisfaction of having solved it.", unit="utility", likely=(0.5, 1.5))
    after_failure: Literal["decided", "as_before"] = given(
        "decided",
        "What follows a failed attempt: the agent decides whether to pass it up or to leave it and say that it is done;"
        " or as before: it goes up, and is left where there is time pressure.",
    )
    conscience: Strength = param(
        0.8,
        "What leaving a customer with an unsolved issue, or refusing what is owed, costs a fully engaged agent.",
        unit="utility",
        likely=(0.5, 1.5),
    )
    giving: Literal["decided", "fixed"] = given(
        "decided", "Whether agents decide to grant what is asked, or always grant `empowerment.generosity` of it."
    )
    arguing: Strength = param(0.35, "Unpleasantness of saying no.", unit="utility", likely=(0.1, 0.7))
    arguing_minutes: FiniteFloat = param(2.0, "Time that saying no takes.", unit="minutes", ge=0, le=60)
    judged_right: Share = param(
        0.9, "Share of asks of which an agent judges rightly whether they are owed.", unit="share", likely=(0.7, 1)
    )
    habit_weight: Strength = param(0.3, "Weight of habit in the choice.", unit="utility", likely=(0, 0.6))
    habit_half_life: FiniteFloat = param(
        17.0,
        "Working days in which a habit loses half its strength.",
        unit="working days",
        source="Lally et al. 2010: 95 % in 18-254 days, median 66; the transfer to work is an assumption",
        ge=0.01,
        le=1000,
        likely=(4.2, 59),
    )
    ownership_half_life: FiniteFloat = param(
        17.0,
        "Working days in which ownership moves half its way.",
        unit="working days",
        ge=0.01,
        le=1000,
        likely=(4.2, 59),
    )
    learning: Share = param(
        0.05,
        "Step by which an experience moves what passing up is felt to be worth.",
        unit="per event",
        source="Form: Erev & Roth 1998; range 0.01-0.3",
        likely=(0.01, 0.3),
    )
    practice: Share = param(
        0.004,
        "Step toward the ceiling of skill with each own success.",
        unit="per success",
        source="De Grip, Sauermann & Sieben 2016; the size is an assumption",
        likely=(0, 0.01),
    )
    learnable: FiniteFloat = param(0.0, "Skill that practice can add.", unit="complexity", ge=0, le=2)
    forgetting_half_life: FiniteFloat | None = param(
        60.0,
        "Working days in which added skill fades by half; empty means never.",
        unit="days",
        ge=0.01,
        le=10000,
    )
    credibility: Share = param(0.5, "How far an announced change is believed at once.", unit="0-1", likely=(0, 1))
    charge_half_life: FiniteFloat = param(
        60.0,
        "Working days without news in which the felt charge fades by half.",
        unit="working days",
        ge=0.01,
        le=10000,
        likely=(20, 180),
    )
    appease: FiniteFloat = param(
        0.0, "How strongly fear of a charge makes agents over-generous.", unit="1/utility", ge=0, le=10
    )
    engagement_half_life: FiniteFloat = param(
        60.0,
        "Working days in which engagement drifts half-way to its floor.",
        unit="working days",
        ge=0.01,
        le=10000,
    )
    strain_step: Share = param(0.02, "Step by which each customer's anger moves strain.", unit="per contact")
    culture: Literal["escalating", "solving"] = given(
        "escalating", "Where two cultures can last, the one the center starts in."
    )
    starting_habit: Share | None = param(
        None, "Habit of passing up at the start; empty means the baseline's own steady state.", unit="0-1"
    )
    starting_ownership: Share | None = param(
        None, "Ownership at the start; empty means the baseline's own steady state.", unit="0-1"
    )
    starting_reward: FiniteFloat | None = param(
        None,
        "What passing up is felt to be worth at the start; empty means the current reward.",
        unit="utility",
        ge=-10,
        le=10,
    )
    starting_charge: FiniteFloat = param(0.0, "Felt charge at the start.", unit="utility", ge=0, le=100)
