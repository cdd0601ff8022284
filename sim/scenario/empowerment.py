"""What agents may decide, and what helps them."""

from typing import Annotated, Literal, Self

from pydantic import Discriminator, FiniteFloat, Tag, model_validator

from sim.scenario.fields import Amount, Name, Part, Share, given, param
from sim.scenario.quantities import Work
from sim.scenario.tree import Wanted, shape_of


class Assist(Part):
    """An assistant that suggests answers: a lift that is larger for the less skilled."""

    gain: Share = param(
        0.0,
        "Share of the way from an agent's skill to `up_to` that the assistant gives; 0 means there is none.",
        unit="share",
    )
    up_to: FiniteFloat = param(
        0.75, "What the assistant knows, as skill: whoever has as much is not helped.", unit="complexity", ge=-2, le=3
    )


class Empowerment(Part):
    """What the frontline may and is expected to decide, and what helps it."""

    authority: Annotated[
        Annotated[Amount, Tag("number")] | Annotated[dict[Name, Amount], Tag("mapping")],
        Discriminator(shape_of),
        Wanted("an amount of money, or amounts by issue type, such as {refund: 150, goodwill: 25}", numbers=True),
    ] = given(
        100.0,
        "Largest ask that an agent may grant: an amount, or amounts by issue type.",
        unit="money",
    )
    above_authority: Literal["passes_up", "offers_limit", "refuses"] = given(
        "passes_up", "What agents do with an ask above it: pass it up, offer what they may grant, or refuse."
    )
    goodwill_budget: Amount | None = given(
        None,
        "What an agent may grant in a month in all: what is left of it is the limit; empty means there is none.",
        unit="money per agent and month",
    )
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
        "Help that is the same for everybody, such as a knowledge base, as skill.",
        unit="complexity",
        ge=-1,
        le=2,
    )
    assist: Assist = param({}, "An assistant that suggests answers.")
    demand_manager_factor: FiniteFloat = param(
        1.0,
        "Customers' insisting on a manager with these tools, as a multiple of `issues.<type>.demand_manager`.",
        ge=0,
        le=5,
    )
    scripting: Share = param(
        0.0, "Strength of scripts: helps simple issues, hinders complex ones, costs warmth.", unit="0-1"
    )
    handle_time_factor: FiniteFloat = param(
        1.0, "Handle time with these tools as a multiple of the issue's own.", ge=0.01, le=5
    )
    containment: Share = param(
        0.0, "Probability that self-service solves an issue of no complexity.", unit="probability"
    )
    containment_share: Share | None = given(
        None,
        "Share of the issues that try self-service which it solves, as measured. Takes the place of `containment`.",
        unit="share of issues",
    )
    self_service_time: Work = param(2.0, "Time spent in self-service.", unit="minutes")
    transfer: Literal["cold", "warm"] = given(
        "cold",
        "Whether a passed-up customer is handed over cold, or with the agent on the line.",
    )
    warm_until: Literal["picked_up", "finished"] = given("picked_up", "How long a warm transfer holds the agent.")

    def limit_of(self, issue: str) -> float:
        """Return the largest ask of an issue type that an agent may grant; 0 where the limits name others only."""
        return self.authority.get(issue, 0.0) if isinstance(self.authority, dict) else self.authority

    @model_validator(mode="after")
    def _says_containment_once(self) -> Self:
        if self.containment_share is not None and self.containment > 0:
            raise ValueError("containment_share and containment say the same in two ways; give one of them")
        return self
