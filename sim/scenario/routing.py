"""Who may take which contact, and in what order: the priority of a type, the steps of its route, who turns away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import Discriminator, Field, FiniteFloat, Tag

from sim.clock import ticks
from sim.scenario.fields import Name, OnOff, Part, Share, given, param
from sim.scenario.messages import did_you_mean
from sim.scenario.problems import Loc
from sim.scenario.tree import Wanted, shape_of

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MOST_STEPS = 8
"""More steps than anybody's route has."""


class RisingPriority(Part):
    """A priority that rises while a customer waits: base + per_minute x minutes + after_hand_off, at most `most`."""

    base: FiniteFloat = given(0.0, "Priority at joining; higher is served first.", unit="priority", ge=0, le=9)
    per_minute: FiniteFloat = given(0.0, "Rise for each minute of waiting.", unit="1/minute", ge=0, le=1000)
    after_hand_off: FiniteFloat = given(
        0.0, "What is added for customers whose issue has been handed off before.", unit="priority", ge=0, le=9
    )
    most: FiniteFloat = given(9.0, "The priority does not rise beyond this.", unit="priority", ge=0, le=1000)


def _kind_of_priority(value: Any) -> str:
    return "mapping" if isinstance(value, RisingPriority) else shape_of(value)


PriorityOfType = Annotated[
    Annotated[int, Field(ge=0, le=9), Tag("number")] | Annotated[RisingPriority, Tag("mapping")],
    Discriminator(_kind_of_priority),
    Wanted("a whole number from 0 to 9, or {base: 2, per_minute: 0.5, after_hand_off: 1, most: 9}", numbers=True),
]


class Step(Part):
    """A step of a route: from when on which teams may take a contact, too; the earlier teams stay."""

    teams: list[Name] = given(..., "The teams that may take it from then on, in order of preference.", min_length=1)
    after: FiniteFloat = given(
        0.0, "Waiting after which the step is due, in minutes since joining the line.", unit="minutes", ge=0, le=10080
    )
    share: Share = given(1.0, "Share of the issues for which there is this step.", unit="share of issues")
    only: OnOff = given(
        False,
        "Whether issues that have this step have no other; those that have not never meet its teams.",
    )


Route = Annotated[list[Step], Field(max_length=MOST_STEPS)]
Rule = Literal["longest_idle", "round_robin", "least_occupied"]


class Balking(Part):
    """Customers who hear how long the wait will be, and go."""

    quoted_above: FiniteFloat = param(5.0, "The quoted wait above which some go.", unit="minutes", ge=0, le=10080)
    share: Share = param(0.4, "Share of those who hear it that go.", unit="share")
    quote: Literal["last", "position"] = given(
        "last",
        "What is quoted: the wait of the last who was answered from the line, or the place in it times the mean handle"
        " time over the agents on duty.",
    )


class RouteStep(NamedTuple):
    """A step as engines follow it: the places of its teams, ticks since joining, the share that has it."""

    teams: tuple[int, ...]
    after: int
    share: float
    only: bool
    key: str


def steps_of(scenario: Scenario, name: str) -> list[Step]:
    """Return the steps of an issue type: its route, or one with all its teams; a vendor's share stands first."""
    issue, outsourced = scenario.issues[name], scenario.outsourcing
    teams = issue.teams or [team for team, its in scenario.teams.items() if name in its.handles]
    steps = list(issue.route) or [Step(teams=teams)]
    vendor = scenario.teams.get(outsourced.team or "")
    if vendor is None or name not in vendor.handles or outsourced.share <= 0.0:
        return steps
    first = Step(teams=[outsourced.team or ""], share=outsourced.share, only=True)
    others = [step.model_copy(update={"teams": _without(step.teams, outsourced.team)}) for step in steps]
    return [first, *(step for step in others if step.teams)]


def _without(teams: list[str], team: str | None) -> list[str]:
    return [each for each in teams if each != team]


def route_of(scenario: Scenario, name: str) -> tuple[RouteStep, ...]:
    """Return the steps of an issue type as engines follow them."""
    places = {team: place for place, team in enumerate(scenario.teams)}
    return tuple(
        RouteStep(
            tuple(places[team] for team in step.teams),
            ticks(step.after),
            step.share,
            step.only,
            ", ".join(sorted(step.teams)),
        )
        for step in steps_of(scenario, name)
    )


def takers_of(scenario: Scenario, name: str) -> list[str]:
    """Return the teams that may ever take a type, in the order in which they come up."""
    return list(dict.fromkeys(team for step in steps_of(scenario, name) if step.share > 0 for team in step.teams))


def waited_for(scenario: Scenario, name: str) -> list[tuple[str, ...]]:
    """Return for which teams issues of a type may have to wait, with no others that could take them."""
    steps = [step for step in steps_of(scenario, name) if step.share > 0]
    apart = [tuple(step.teams) for step in steps if step.only]
    rest = [team for step in steps if step.share >= 1.0 and not step.only for team in step.teams]
    return [*apart, *([tuple(dict.fromkeys(rest))] if rest else [])]


def shares_at_once(scenario: Scenario, name: str) -> list[tuple[float, list[str]]]:
    """Return by whom a type is taken where nobody waits long: shares of the issues, each with the teams that take it.

    Those of an `only` step have its share; the rest is taken by the teams of the first step that all have.
    """
    left, shares, steps = 1.0, list[tuple[float, list[str]]](), steps_of(scenario, name)
    for step in (step for step in steps if step.only):
        shares.append((left * step.share, step.teams))
        left *= 1.0 - step.share
    usual = [step for step in steps if not step.only and step.share >= 1.0]
    first = min((step.after for step in usual), default=0.0)
    teams = [team for step in usual if step.after <= first for team in step.teams]
    return [*shares, (left, list(dict.fromkeys(teams)))] if teams else shares


def problems_of_route(scenario: Scenario, name: str) -> Iterator[tuple[Loc, str]]:
    """Yield what is wrong with who may take a type, each at its place below the type."""
    issue, outsourced = scenario.issues[name], scenario.outsourcing
    able = [team for team, its in scenario.teams.items() if name in its.handles]
    if issue.route and issue.teams:
        yield ("teams",), "says the same as route; give one of them"
        return
    named: list[tuple[Loc, str]] = [(("teams", i), team) for i, team in enumerate(issue.teams)]
    named += [(("route", n, "teams", i), team) for n, s in enumerate(issue.route) for i, team in enumerate(s.teams)]
    for here, team in named:
        if team not in able:
            yield here, f"team {team!r} does not handle it{did_you_mean(team, able)}"
    if outsourced.share > 0 and any(outsourced.team in step.teams for step in issue.route):
        yield ("route",), f"names {outsourced.team}, as does outsourcing; say in one place what goes there"
    apart = {team for step in issue.route if step.only and step.share > 0 for team in step.teams}
    for n, step in enumerate(issue.route):
        if not step.only and apart.intersection(step.teams):
            team = next(each for each in step.teams if each in apart)
            yield ("route", n, "teams"), f"names {team}, which an `only` step keeps for those who draw it"
    if able and all(step.share < 1 for step in steps_of(scenario, name)):
        where = ("route",) if issue.route else ()
        yield where, "has no step that all issues have, so nobody might take a contact; give one of them share: 1"
