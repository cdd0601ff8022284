"""How customers of a type go on: redials where they differ from other types', and transfers to another type's line."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, FiniteFloat

from sim.scenario.fields import Name, Part, Share, given, param
from sim.scenario.quantities import Wait
from sim.scenario.tree import Wanted

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MOST_TRANSFERS = 20
"""So often an issue is transferred at most."""


class Redial(Part):
    """Redials of one type's customers; what is empty is as for all customers."""

    share: Share | None = param(
        None,
        "Share of customers who redial after the first call in vain; empty means `customers.redial_share`.",
        unit="share",
    )
    again: Share | None = param(
        None, "Share of them who redial after each further one; empty means as after the first.", unit="share"
    )
    after: Wait | None = param(None, "Time until the redial; empty means `customers.redial_after`.", unit="minutes")


Weights = Annotated[
    dict[Name, Annotated[FiniteFloat, Field(ge=0, le=1e6)]],
    Field(min_length=1),
    Wanted("issue types with their weights, such as {billing: 3, sales: 1}"),
]


class Transfers(Part):
    """Customers who are handed on to another line when the talk is over."""

    share: Share = param(0.0, "Share of the customers served who are handed on.", unit="share")
    to: Weights = given(
        ..., "The issue types in whose lines they wait next, by weight; its own name means another agent of its teams."
    )


def mean_transfers(scenario: "Scenario", name: str) -> float:
    """Return the share of a type's customers who are handed on, as the plain mean over the teams that handle it."""
    transfers = scenario.issues[name].transfers
    if transfers is None:
        return 0.0
    own = [team.handling(name).transfers for team in scenario.teams.values() if name in team.handles]
    shares = [transfers.share if share is None else share for share in own]
    return sum(shares) / len(shares) if shares else transfers.share


def with_transfers(scenario: "Scenario", volumes: Mapping[str, float]) -> dict[str, float]:
    """Return how many contacts of each type come where so many begin, each served and transferred onward as stated.

    The traffic equations v = v0 + Pᵀ v of an open network (Jackson 1957), followed for `MOST_TRANSFERS` steps.
    """
    total = dict(volumes)
    shares = {name: mean_transfers(scenario, name) for name in volumes}
    step = dict(volumes)
    for _ in range(MOST_TRANSFERS if any(shares.values()) else 0):
        after = dict.fromkeys(volumes, 0.0)
        for name, volume in step.items():
            transfers = scenario.issues[name].transfers
            if transfers is not None and shares[name] > 0:
                whole = sum(transfers.to.values())
                for other, weight in transfers.to.items():
                    after[other] += volume * shares[name] * weight / whole
        step = after
        total = {name: total[name] + step[name] for name in total}
    return total


def problems_of_transfers(scenario: "Scenario", name: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what is wrong with a type's transfers, each with its place below the type."""
    issue = scenario.issues[name]
    if issue.transfers is None:
        for team, its in scenario.teams.items():
            if its.handling(name).transfers is not None:
                wrong = f"teams.{team}.handles.{name}.transfers has no say without it: say where to, such as"
                yield ("transfers",), f"is missing: {wrong} {{share: 0.1, to: {{{name}: 1}}}}"
        return
    if not issue.routine:
        yield ("transfers",), "belongs to a routine type; set routine: yes or leave it out"
    if not any(issue.transfers.to.values()):
        yield ("transfers", "to"), "has no weight above 0"
