"""What passing up and solving are worth."""

from typing import Any, Literal, Self

from pydantic import FiniteFloat, model_validator

from sim.scenario.fields import Amount, OnOff, Part, Share, Strength, given, param
from sim.scenario.scorecard import Measure


class BonusPool(Part):
    """The bonus pool of a team, a conserved account."""

    funding_per_agent: Amount = given(
        400.0,
        "Money put into the pool each month for each agent.",
        unit="money per agent and month",
    )
    opening: Amount = given(0.0, "Balance at the start.", unit="money")
    charge_share: FiniteFloat = given(
        0.0,
        "Share of what the manager grants that is charged to the pool.",
        unit="share",
        ge=0,
        le=2,
    )
    agent_charge_share: FiniteFloat = given(
        0.0,
        "Share of what agents grant that is charged to the pool.",
        unit="share",
        ge=0,
        le=2,
    )
    agent_charge_from: Literal["pool", "own"] = given(
        "pool", "Whether that comes out of the pool, or of the bonus of the agent who grants."
    )
    deficit: Literal["carry", "absorb"] = given(
        "carry",
        "Whether a deficit is carried to the next month or absorbed by the company.",
    )
    payout: Literal["equal", "individual"] = given(
        "equal", "Whether the pool is paid out equally or by individual solved issues."
    )


class TargetBonus(Part):
    """A bonus for a month in which few enough contacts were passed up."""

    pays: Amount = given(
        0.0, "Paid beside the pool at a month's end to each agent if the target was met; 0 means there is none.",
        unit="money per agent and month",
    )  # fmt: skip
    escalations_per_100: FiniteFloat = given(
        5.0,
        "The target: the most contacts passed up to the manager, for whatever reason; 0 is none at all.",
        unit="per 100 contacts diagnosed",
        ge=0,
        le=100,
    )
    whose: Literal["own", "team"] = given("own", "Whose contacts count: the agent's own, or those of the whole team.")


class ProportionalBonus(Part):
    """A bonus for each month that falls in proportion to what was passed up."""

    pays: Amount = given(
        0.0, "Paid beside the pool at a month's end to each agent if nothing was passed up; 0 means there is none.",
        unit="money per agent and month",
    )  # fmt: skip
    zero_at: FiniteFloat = given(
        10.0,
        "Contacts passed up at which nothing of it is left.",
        unit="per 100 contacts diagnosed",
        gt=0,
        le=100,
    )
    whose: Literal["own", "team"] = given("own", "Whose contacts count: the agent's own, or those of the whole team.")


class Quality(Part):
    """Who listens to what is told to customers."""

    listened_share: Share = given(
        0.03, "Share of contacts that somebody listens to, in which what was left or given away is found.", unit="share"
    )
    sanction: Amount = given(50.0, "What being found costs the agent.", unit="money")


class Recognition(Part):
    """Praise for solved issues."""

    utility: FiniteFloat = param(
        0.0, "What being praised for every solved issue adds to solving one; 0 means no praise.",
        unit="utility", ge=0, le=3,
    )  # fmt: skip
    half_life: FiniteFloat = param(
        10.0,
        "Time in which felt praise fades by half where none is renewed.",
        unit="working days",
        gt=0,
        le=10_000,
    )


class Incentives(Part):
    """What passing up and solving are worth to an agent."""

    relief: FiniteFloat = param(
        0.15,
        "The reward for escalating: unpleasantness and responsibility that the manager takes over.",
        unit="utility",
        source="Sign and a response of 3-20 %: Dusheiko et al. 2006 and other referral studies; the scale is assumed",
        ge=0,
        le=3,
        likely=(0, 0.25),
    )
    pushback: FiniteFloat = param(0.0, "Discomfort when the manager hands it back.", unit="utility", ge=0, le=3)
    resolution_bonus: Amount = given(0.0, "Bonus for a solved issue.", unit="money")
    resolution_bonus_from: Literal["pool", "company"] = given(
        "company", "Whether resolution bonuses come out of the pool or beside it."
    )
    charge_per_escalation: Amount = given(
        0.0,
        "Charge for each avoidable escalation: passed up by choice, or after a failed attempt.",
        unit="money per escalation",
    )
    charge_per_escalation_from: Literal["pool", "own"] = given(
        "pool", "Whether that comes out of the team's pool, or of the agent's own monthly bonus."
    )
    target_bonus: TargetBonus = given({}, "A bonus for staying at or under a rate of escalations.")
    proportional_bonus: ProportionalBonus = given({}, "A bonus that falls in proportion to escalations.")
    scorecard: list[Measure] = given([], "What people are measured on, and what it pays.", max_length=8)
    right_escalation_bonus: Amount = given(
        0.0,
        "Paid for passing up what the manager judges rightly passed up: reserved, above the authority, or too hard.",
        unit="money per escalation",
    )
    right_below: Share = given(
        0.5, "Too hard is what this agent would solve with less than this probability.", unit="probability"
    )
    recognition: Recognition = param({}, "Praise for solved issues.")
    quality: Quality = given({}, "Listening to contacts.")
    bonus_pool: BonusPool | None = given(None, "The team's bonus pool; empty means there is none.")
    penalty_weight: Strength = param(
        1.5,
        "How much heavier a penalty weighs than its money.",
        source="Hathaway, Kagan & Dada 2023: over-reaction to penalties; the size is an assumption",
        likely=(1, 2.25),
    )
    peer_pressure: Share = param(
        0.25,
        "Share of a colleague's interest in the pool that an agent is made to feel.",
        unit="0-1",
        source="Mixed: Friebel et al. 2017; Corgnet et al. 2013; Garbers & Konradt 2014",
        likely=(0, 0.8),
    )
    announced: Share = param(
        0.3,
        "How much of a charge all colleagues together learn from it, the next morning.",
        unit="0-1",
        source="Forgone-payoff learning: Erev & Roth 1998; Erev & Barron 2005; the size is an assumption",
        likely=(0, 1),
    )
    charge_known: OnOff = param(False, "Whether an agent prices this ask instead of the learned average charge.")
    time_pressure: Strength = param(0.0, "Pressure of a handle-time target.", unit="utility per minute")
    load_weight: Strength = param(
        0.0, "Further time pressure at a queue as long as the team.", unit="utility per minute"
    )
    rating_pressure: FiniteFloat = param(
        0.0,
        "How much personal satisfaction scores make angry customers unattractive.",
        unit="utility",
        ge=0,
        le=3,
    )
    ask_inflation: Share = param(
        0.0,
        "Monthly growth of asks once customers learn that everything is granted.",
        unit="1/month",
    )

    @property
    def by_month(self) -> bool:
        """Whether a month's escalations are counted for somebody's bonus."""
        own = self.charge_per_escalation > 0 and self.charge_per_escalation_from == "own"
        return own or self.right_escalation_bonus > 0 or any(not each.is_charge for each in self.measured)

    @property
    def measured(self) -> list[Measure]:
        """What people are measured on, the shorter spellings included, so far as it pays or costs something."""
        return [each for each in (*self._spelled(), *self.scorecard) if each.pays > 0]

    def _spelled(self) -> list[Measure]:
        """Return the bonuses and the charge for escalations that have keys of their own."""
        target, part, charge = self.target_bonus, self.proportional_bonus, self.charge_per_escalation_from
        spelled: list[dict[str, Any]] = [
            {"pays": target.pays, "per_100": target.escalations_per_100, "whose": target.whose},
            {"pays": part.pays, "shape": "proportional", "zero_at": part.zero_at, "whose": part.whose},
            {"pays": self.charge_per_escalation, "shape": "per_event", "from": charge},
        ]
        return [Measure.model_validate({"measure": "escalations", **each}) for each in spelled if each["pays"] > 0]

    @model_validator(mode="after")
    def _measures_once(self) -> Self:
        by_event = [each.measure for each in self.measured if each.shape == "per_event"]
        twice = next((measure for measure in by_event if by_event.count(measure) > 1), None)
        if twice == "escalations" and self.charge_per_escalation > 0:
            raise ValueError("charge_per_escalation and scorecard say the same in two ways; give one of them")
        if twice:
            raise ValueError(f"scorecard charges or pays for {twice} twice for each event; give it once")
        if len({each.window_days for each in self.scorecard if each.measure == "repeats"}) > 1:
            raise ValueError("scorecard counts repeats in windows of different days; give all the same window_days")
        if self.bonus_pool is None and any(each.payer == "pool" for each in self.scorecard if each.pays > 0):
            raise ValueError(
                "scorecard pays or charges out of a bonus pool, and there is none; write bonus_pool:"
                " {funding_per_agent: 300}, or say in the item from: beside, or from: own for a charge"
            )
        if any(each.payer == "own" for each in self.scorecard) and not (self.bonus_pool or self._has_bonus):
            raise ValueError(
                "scorecard charges agents' own monthly bonus, and there is none; write another item that pays one, or"
                " bonus_pool: {funding_per_agent: 300}"
            )
        return self

    @property
    def _has_bonus(self) -> bool:
        return any(each.shape != "per_event" for each in self.measured)

    @model_validator(mode="after")
    def _charges_what_there_is(self) -> Self:
        if self.charge_per_escalation <= 0:
            return self
        if self.charge_per_escalation_from == "pool":
            if self.bonus_pool is None:
                raise ValueError(
                    "charge_per_escalation comes out of a bonus pool, and there is none; write bonus_pool:"
                    " {funding_per_agent: 300}, or charge_per_escalation_from: own"
                )
        elif self.bonus_pool is None and not self._has_bonus:
            raise ValueError(
                "charge_per_escalation_from: own takes it out of an agent's monthly bonus, and there is none; write"
                " target_bonus: {pays: 150}, proportional_bonus: {pays: 150} or bonus_pool: {funding_per_agent: 300}"
            )
        return self
