"""What agents may decide, what they are rewarded for, how people behave and how customers feel."""

from typing import Literal

from pydantic import FiniteFloat

from sim.scenario.distributions import Distribution
from sim.scenario.fields import Amount, OnOff, Part, Share, param

_SQM = "SQM Group 2021-22 (vendor); magnitude weak"


class Empowerment(Part):
    """What the frontline may and is expected to decide, and what helps it."""

    authority: Amount = param(100.0, "Largest ask that an agent may grant.", unit="money", status="input")
    expectation: FiniteFloat = param(
        0.0,
        "How clearly agents are told that they are expected to solve (Step 1).",
        unit="utility",
        ge=0,
        le=3,
    )
    generosity: FiniteFloat = param(0.7, "Share of the ask that agents grant.", unit="share", ge=0, le=1.2)
    support: FiniteFloat = param(
        0.1,
        "Help from knowledge base and assistant, as skill.",
        unit="complexity",
        status="evidence",
        source="Brynjolfsson, Li & Raymond 2025: +15 % resolutions an hour; the scale is an assumption",
        ge=-1,
        le=2,
    )
    scripting: Share = param(
        0.0, "Strength of scripts: helps simple issues, hinders complex ones, costs warmth.", unit="0-1"
    )
    handle_time_factor: FiniteFloat = param(
        1.0, "Handle time with these tools as a multiple of the issue's own.", gt=0, le=5
    )
    containment: Share = param(
        0.0, "Probability that self-service solves an issue of no complexity.", unit="probability"
    )
    self_service_time: Distribution = param(2.0, "Time spent in self-service.", unit="minutes")
    transfer: Literal["cold", "warm"] = param(
        "cold",
        "Whether a passed-up customer is handed over cold, or with the agent on the line.",
        status="input",
    )
    warm_until: Literal["picked_up", "finished"] = param(
        "picked_up", "How long a warm transfer holds the agent.", status="input"
    )


class BonusPool(Part):
    """The bonus pool of a team, a conserved account."""

    funding_per_agent: Amount = param(
        400.0,
        "Money put into the pool each month for each agent.",
        unit="money per agent and month",
        status="input",
    )
    opening: Amount = param(0.0, "Balance at the start.", unit="money", status="input")
    charge_share: FiniteFloat = param(
        0.0,
        "Share of what the manager grants that is charged to the pool.",
        unit="share",
        status="input",
        ge=0,
        le=2,
    )
    agent_charge_share: FiniteFloat = param(
        0.0,
        "Share of what agents grant that is charged to the pool.",
        unit="share",
        status="input",
        ge=0,
        le=2,
    )
    deficit: Literal["carry", "absorb"] = param(
        "carry",
        "Whether a deficit is carried to the next month or absorbed by the company.",
        status="input",
    )
    payout: Literal["equal", "individual"] = param(
        "equal", "Whether the pool is paid out equally or by individual solved issues.", status="input"
    )


class Incentives(Part):
    """What passing up and solving are worth to an agent."""

    relief: FiniteFloat = param(
        0.15,
        "The reward for escalating: unpleasantness and responsibility that the manager takes over.",
        unit="utility",
        status="evidence",
        source="Sign and a response of 3-20 %: Dusheiko et al. 2006 and other referral studies; the scale is assumed",
        ge=0,
        le=3,
        likely=(0, 0.25),
    )
    pushback: FiniteFloat = param(0.0, "Discomfort when the manager hands it back.", unit="utility", ge=0, le=3)
    resolution_bonus: Amount = param(0.0, "Bonus for a solved issue.", unit="money", status="input")
    resolution_bonus_from: Literal["pool", "company"] = param(
        "company", "Whether resolution bonuses come out of the pool or beside it.", status="input"
    )
    bonus_pool: BonusPool | None = param(None, "The team's bonus pool; empty means there is none.", status="input")
    penalty_weight: FiniteFloat = param(
        1.5,
        "How much heavier a penalty weighs than its money.",
        status="evidence",
        source="Hathaway, Kagan & Dada 2023: over-reaction to penalties; the size is an assumption",
        ge=0,
        le=5,
        likely=(1, 2.25),
    )
    peer_pressure: Share = param(
        0.25,
        "Share of a colleague's interest in the pool that an agent is made to feel.",
        unit="0-1",
        status="evidence",
        source="Mixed: Friebel et al. 2017; Corgnet et al. 2013; Garbers & Konradt 2014",
        likely=(0, 0.8),
    )
    announced: Share = param(
        0.3,
        "How much of a charge all colleagues together learn from it, the next morning.",
        unit="0-1",
        status="evidence",
        source="Forgone-payoff learning: Erev & Roth 1998; Erev & Barron 2005; the size is an assumption",
        likely=(0, 1),
    )
    charge_known: OnOff = param(False, "Whether an agent prices this ask instead of the learned average charge.")
    time_pressure: FiniteFloat = param(0.0, "Pressure of a handle-time target.", unit="utility per minute", ge=0, le=5)
    load_weight: FiniteFloat = param(
        0.0, "Further time pressure at a queue as long as the team.", unit="utility per minute", ge=0, le=5
    )
    rating_pressure: FiniteFloat = param(
        0.0,
        "How much personal satisfaction scores make angry customers unattractive.",
        unit="utility",
        ge=0,
        le=3,
    )
    ask_inflation: FiniteFloat = param(
        0.0,
        "Monthly growth of asks once customers learn that everything is granted.",
        unit="1/month",
        ge=0,
        le=1,
    )


class Satisfaction(Part):
    """The weights of the satisfaction proxy, on the logit scale."""

    base: FiniteFloat = param(
        1.815289966638232,
        "Satisfied after one contact: 86 %.",
        unit="logit",
        status="evidence",
        source=_SQM,
        ge=-10,
        le=10,
    )
    repeat: FiniteFloat = param(
        0.685484007818,
        "Each further contact; 44 % after four.",
        unit="logit",
        status="evidence",
        source=_SQM,
        ge=0,
        le=5,
        likely=(0.25, 1.0),
    )
    transfer_cold: FiniteFloat = param(
        0.769321410,
        "Each cold hand-off: 12 points.",
        unit="logit",
        status="evidence",
        source=_SQM,
        ge=0,
        le=5,
        likely=(0.3, 1.2),
    )
    transfer_warm: FiniteFloat = param(0.40, "Each warm hand-off.", unit="logit", ge=0, le=5, likely=(0.2, 0.77))
    wait: FiniteFloat = param(
        0.203866533095,
        "Waiting, per ln(1 + wait / 2 min).",
        unit="logit",
        status="evidence",
        source="Sign: Garcia et al. 2012; size assumed (10 minutes cost 5 points)",
        ge=0,
        le=5,
        likely=(0, 0.5),
    )
    days: FiniteFloat = param(
        0.30,
        "Time to resolution, per ln(1 + days).",
        unit="logit",
        status="evidence",
        source="Sign: Istanbulluoglu 2017; size assumed",
        ge=0,
        le=5,
        likely=(0, 0.8),
    )
    unresolved: FiniteFloat = param(
        1.84582669,
        "An issue that was never resolved.",
        unit="logit",
        status="evidence",
        source=_SQM,
        ge=0,
        le=10,
        likely=(1.0, 2.7),
    )
    anger: FiniteFloat = param(
        1.0, "Opening anger above the mean, and an adversarial investigation.", unit="logit", ge=0, le=5
    )
    nonmonetary: FiniteFloat = param(
        1.0,
        "An apology or explanation.",
        unit="logit",
        status="evidence",
        source="CCMC 2015 (37 % to 73 %); Orsingher et al. 2010",
        ge=0,
        le=5,
        likely=(0.3, 1.6),
    )
    compensation: FiniteFloat = param(
        1.5,
        "Full effect of compensation.",
        unit="logit",
        status="evidence",
        source="Shape: Gelbrich, Gathke & Gregoire 2015; scale assumed",
        ge=0,
        le=5,
        likely=(0.8, 2.5),
    )
    overcompensation: FiniteFloat = param(
        1.0,
        "Fall per ask granted beyond one and a half times.",
        unit="logit",
        status="evidence",
        source="Haesevoets et al. 2017; Boshoff 2012; scale assumed",
        ge=0,
        le=5,
    )


class Customers(Part):
    """How customers wait, come back and feel."""

    busyness_cv: FiniteFloat = param(
        0.0, "CV of a factor on each day's volume, shared by all types, beyond chance.", ge=0, le=2
    )
    patience: Distribution = param(
        {"shape": "exponential", "mean": 12.0}, "How long a customer waits on the line.", unit="minutes"
    )
    endless_patience_share: Share = param(0.0, "Share of customers who never hang up.", unit="share")
    redial_share: Share = param(0.5, "Share of customers who redial after hanging up.", unit="share")
    redial_after: Distribution = param({"shape": "exponential", "mean": 30.0}, "Time until the redial.", unit="minutes")
    max_redials: int = param(3, "Redials before the issue is given up.", unit="redials", ge=0, le=20)
    comes_back_share: Share = param(0.8, "Share of unresolved customers who come back.", unit="share")
    comes_back_after: Distribution = param(
        {"shape": "exponential", "mean": 1440.0},
        "Time until an unresolved customer comes back.",
        unit="minutes",
    )
    cut_return_share: Share = param(
        0.58,
        "Share of customers cut short who ring again.",
        unit="share",
        status="evidence",
        source="Bank call log 1999 (Technion)",
    )
    cut_return_after: Distribution = param(
        {"shape": "uniform", "low": 0.0, "high": 60.0}, "Time until they ring again.", unit="minutes"
    )
    max_contacts: int = param(6, "Contacts after which an issue is given up.", unit="contacts", ge=1, le=50)
    anger_wait: Share = param(0.1, "Rise of anger per ten minutes on hold.", unit="0-1")
    anger_handoff: Share = param(
        0.3,
        "Rise of anger with each hand-off.",
        unit="0-1",
        status="evidence",
        source="Ping-ponging: CCMC rage studies; size assumed",
    )
    anger_repeat: Share = param(0.3, "Rise of anger with each repeated contact.", unit="0-1")
    anger_failed_attempt: Share = param(0.2, "Rise of anger when an attempt fails.", unit="0-1")
    anger_adversarial: Share = param(0.4, "Rise of anger in an adversarial investigation.", unit="0-1")
    anger_self_service: Share = param(0.1, "Rise of anger when self-service fails.", unit="0-1")
    calming: Share = param(
        0.95,
        "Share of anger that a warm solution at first contact takes away, at full engagement.",
        unit="0-1",
    )
    talk_anger: FiniteFloat = param(0.1, "Longer talk with an agent per unit of anger above the mean.", ge=0, le=2)
    manager_anger: FiniteFloat = param(0.1, "Longer talk with the manager per unit of anger.", ge=0, le=2)
    ask_growth: FiniteFloat = param(0.5, "Growth of the ask per unit of anger risen.", ge=0, le=5)
    public_above: FiniteFloat = param(0.7, "Anger above which a customer may speak in public.", unit="0-1", ge=0, lt=1)
    public_share: Share = param(0.1, "Probability of speaking in public at anger 1.", unit="probability")
    satisfaction: Satisfaction = param({}, "Weights of the satisfaction proxy.")


class Behavior(Part):
    """How agents choose, learn and tire."""

    choice: Literal["rule", "fixed"] = param(
        "rule",
        "Whether agents weigh what is in it for them, or pass up with a fixed probability.",
        status="input",
    )
    escalation_probability: Share = param(
        0.1, "Probability of passing up where the choice is fixed.", unit="probability", status="input"
    )
    steepness: FiniteFloat = param(8.0, "How sharply ability falls with complexity.", unit="1/complexity", gt=0, le=100)
    sharpness: FiniteFloat = param(
        6.0,
        "How sharply a difference of utility decides.",
        unit="1/utility",
        status="evidence",
        source="Form: Erev & Roth 1998; range 2-10",
        ge=0,
        le=1000,
        likely=(2, 10),
    )
    money_unit: FiniteFloat = param(60.0, "Money worth one unit of utility.", unit="money", gt=0, le=1e9)
    effort: FiniteFloat = param(0.4, "Cost of the effort of an attempt.", unit="utility", ge=0, le=5, likely=(0.2, 0.6))
    blame: FiniteFloat = param(
        0.3, "Cost of being blamed for a failed attempt.", unit="utility", ge=0, le=5, likely=(0.1, 0.5)
    )
    pride: FiniteFloat = param(1.0, "Satisfaction of having solved it.", unit="utility", ge=0, le=5, likely=(0.5, 1.5))
    habit_weight: FiniteFloat = param(
        0.3, "Weight of habit in the choice.", unit="utility", ge=0, le=5, likely=(0, 0.6)
    )
    habit_half_life: FiniteFloat = param(
        17.0,
        "Working days in which a habit loses half its strength.",
        unit="working days",
        status="evidence",
        source="Lally et al. 2010: 95 % in 18-254 days, median 66; the transfer to work is an assumption",
        gt=0,
        le=1000,
        likely=(4.2, 59),
    )
    ownership_half_life: FiniteFloat = param(
        17.0,
        "Working days in which ownership moves half its way.",
        unit="working days",
        gt=0,
        le=1000,
        likely=(4.2, 59),
    )
    learning: Share = param(
        0.05,
        "Step by which an experience moves what passing up is felt to be worth.",
        unit="per event",
        status="evidence",
        source="Form: Erev & Roth 1998; range 0.01-0.3",
        likely=(0.01, 0.3),
    )
    practice: Share = param(
        0.004,
        "Step toward the ceiling of skill with each own success.",
        unit="per success",
        status="evidence",
        source="De Grip, Sauermann & Sieben 2016; the size is an assumption",
        likely=(0, 0.01),
    )
    learnable: FiniteFloat = param(0.0, "Skill that practice can add.", unit="complexity", ge=0, le=2)
    forgetting_half_life: FiniteFloat | None = param(
        60.0,
        "Working days in which added skill fades by half; empty means never.",
        unit="days",
        gt=0,
        le=10000,
    )
    credibility: Share = param(0.5, "How far an announced change is believed at once.", unit="0-1", likely=(0, 1))
    charge_half_life: FiniteFloat = param(
        60.0,
        "Working days without news in which the felt charge fades by half.",
        unit="working days",
        gt=0,
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
        gt=0,
        le=10000,
    )
    strain_step: Share = param(0.02, "Step by which each customer's anger moves strain.", unit="per contact")
    culture: Literal["escalating", "solving"] = param(
        "escalating", "Where two cultures can last, the one the center starts in.", status="input"
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
