"""What people are measured on."""

from typing import Literal, Self

from pydantic import FiniteFloat, model_validator

from sim.scenario.fields import Amount, Part, given


class Measure(Part):
    """What people are measured on in a month, and what it pays or costs them."""

    measure: Literal["escalations", "repeats", "closures", "handle_time"] = given(
        ...,
        "What is counted: contacts passed up; customers who call again about what was said to be done; matters closed"
        " at the desk, solved or not; minutes of handle time.",
    )
    pays: Amount = given(
        ..., "The whole bonus of a month, or what one event costs, or, of closures, earns.", unit="money"
    )
    shape: Literal["step", "proportional", "per_event"] = given(
        "step", "Whether all is paid at the target, a part of it in proportion, or something moves with each event."
    )
    per_100: FiniteFloat = given(
        5.0,
        "The target of a step: at most so many, of closures at least; in proportion, closures that earn all of it.",
        unit="per 100 contacts",
        ge=0,
        le=100_000,
    )
    zero_at: FiniteFloat = given(
        10.0, "In proportion: so many at which nothing is left.", unit="per 100 contacts", gt=0, le=100_000
    )
    window_days: int = given(7, "Repeats: so long after the call a further one counts.", unit="days", ge=1, le=365)
    whose: Literal["own", "team"] = given("own", "Whose count it is: the agent's own, or that of the whole team.")
    paid_from: Literal["pool", "own", "beside"] | None = given(
        None,
        "Who pays: the pool, the agent's own bonus (a charge for each event), or the company beside them; empty means"
        " the pool for charges, the company for bonuses.",
        alias="from",
    )

    @property
    def payer(self) -> str:
        """Who pays."""
        return self.paid_from or ("pool" if self.is_charge else "beside")

    @property
    def is_charge(self) -> bool:
        """Whether each event costs something."""
        return self.shape == "per_event" and self.measure != "closures"

    @model_validator(mode="after")
    def _can_be_paid_so(self) -> Self:
        if self.shape == "per_event" and self.measure == "handle_time":
            raise ValueError("handle_time has no events to charge; write shape: step or proportional")
        if self.shape == "per_event" and self.whose == "team":
            raise ValueError("an event is one agent's; leave whose out")
        if self.is_charge and self.paid_from == "beside":
            raise ValueError("a charge comes out of something; write from: pool or from: own")
        if not self.is_charge and self.paid_from == "own":
            raise ValueError("a bonus is paid from: pool or from: beside")
        return self
