"""What changes and when: levers on the timeline, events, what-ifs and policies."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, FiniteFloat, Tag, ValidationError, ValidationInfo

from sim.scenario.center import Table
from sim.scenario.explain import explain
from sim.scenario.fields import Name, OnOff, Part, Share, TimeOfDay, param
from sim.scenario.problems import ScenarioError, problem_at
from sim.scenario.tree import Wanted
from sim.shown import ShownText

Label = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x20]([^\x00-\x1f]*[^\x00-\x20])?$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _with_tables(settings: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    """Read the tables that are set, which are files beside the scenario."""
    return {key: _read_table(key, value, info) for key, value in settings.items()}


def _read_table(key: str, value: Any, info: ValidationInfo) -> Any:
    if not (isinstance(value, dict) and "file" in value and "figures" not in value):
        return value
    try:
        return Table.model_validate(value, context=info.context).model_dump()
    except ValidationError as error:
        problems = explain(error, Table, value)
        raise ScenarioError(
            [problem_at((key, *each.loc), each.message, at_key=each.at_key) for each in problems]
        ) from None


Use = Annotated[list[str], Field(max_length=50), Wanted("a list of policies such as [empower_frontline]")]
Settings = Annotated[
    dict[str, Any],
    AfterValidator(_with_tables),
    Wanted("dotted keys with values, such as {empowerment.authority: 250, teams.desk.agents: plus 4}"),
]


class Dated(Part):
    """Something that happens on a day of the calendar."""

    week: int = param(..., "The week in which it happens.", unit="week", status="input", ge=1, le=530)
    day: Weekday = param("mon", "The day of that week.", status="input")


class Change(Dated):
    """A change of levers: what a leader does on a Monday morning."""

    use: Use = param([], "Policies of the catalog, or paths of policy files.", status="input")
    set: Settings = param({}, "Dotted keys and their new values; applied after `use`.", status="input", max_length=200)
    announced: OnOff | None = param(
        None, "Whether everybody is told, so that the new reward is believed at once.", status="input"
    )


class Surge(Dated):
    """More (or fewer) contacts for a while, as a stream of its own."""

    event: Literal["surge"] = param(..., "Makes the entry a surge.", status="input")
    issue: Name = param(..., "The issue type that surges.", status="input")
    times: FiniteFloat = param(1.5, "Volume as a multiple of the usual.", status="input", ge=0, le=20)
    weeks: int = param(1, "How long it lasts.", unit="weeks", status="input", ge=1, le=530)
    ability_cost: FiniteFloat = param(
        0.15, "Skill lost on this type while a surge surprises agents.", unit="complexity", ge=0, le=2
    )


class Gathering(Dated):
    """Hours off the floor that people remember for a while."""

    at: TimeOfDay = param("9:00", "When it starts.", status="input")
    hours: FiniteFloat = param(1.0, "How long each sitting takes.", unit="hours", status="input", ge=0, le=12)
    sittings: int = param(2, "Sittings, one after the other; each takes its share of the agents.", ge=1, le=10)
    engagement: Share = param(0.0, "Rise of engagement, which then drifts back.", unit="0-1")
    skill: FiniteFloat = param(
        0.0, "Rise of skill, which then fades as forgetting has it.", unit="complexity", ge=0, le=1
    )
    pride: FiniteFloat = param(0.0, "Rise of pride, which fades with engagement.", unit="utility", ge=0, le=2)


class TownHall(Gathering):
    """Leaders tell and listen; teaches what passing up is worth now."""

    event: Literal["town_hall"] = param(..., "Makes the entry a town hall.", status="input")
    engagement: Share = param(0.1, "Rise of engagement, which then drifts back.", unit="0-1")


class Training(Gathering):
    """A training session."""

    event: Literal["training"] = param(..., "Makes the entry a training session.", status="input")
    hours: FiniteFloat = param(3.0, "How long each sitting takes.", unit="hours", status="input", ge=0, le=12)
    skill: FiniteFloat = param(
        0.1, "Rise of skill, which then fades as forgetting has it.", unit="complexity", ge=0, le=1
    )
    engagement: Share = param(0.03, "Rise of engagement, which then drifts back.", unit="0-1")


class ThankYou(Gathering):
    """A sincere thank-you."""

    event: Literal["thank_you"] = param(..., "Makes the entry a thank-you.", status="input")
    hours: FiniteFloat = param(0.25, "How long each sitting takes.", unit="hours", status="input", ge=0, le=12)
    engagement: Share = param(0.03, "Rise of engagement, which then drifts back.", unit="0-1")
    pride: FiniteFloat = param(0.1, "Rise of pride, which fades with engagement.", unit="utility", ge=0, le=2)


def _kind(value: Any) -> str:
    kind = value.get("event") if isinstance(value, dict) else getattr(value, "event", None)
    return kind if isinstance(kind, str) else "change"


Entry = Annotated[
    Annotated[Change, Tag("change")]
    | Annotated[Surge, Tag("surge")]
    | Annotated[TownHall, Tag("town_hall")]
    | Annotated[Training, Tag("training")]
    | Annotated[ThankYou, Tag("thank_you")],
    Discriminator(
        _kind,
        custom_error_type="unknown_event",
        custom_error_message="unknown event; there are surge, town_hall, training and thank_you",
    ),
]


class WhatIf(Part):
    """A named alternative to the baseline."""

    about: str = param("", "What is tried, in a sentence.", status="input", max_length=2000)
    use: Use = param([], "Policies of the catalog, or paths of policy files.", status="input")
    set: Settings = param({}, "Dotted keys and their new values; applied after `use`.", status="input", max_length=200)
    from_week: int = param(1, "The Monday on which it starts.", unit="week", status="input", ge=1, le=530)
    announced: OnOff | None = param(None, "Whether everybody is told; empty leaves it to the policies.", status="input")
    timeline: list[Entry] = param([], "Further dated changes and events.", status="input", max_length=200)


class PolicyEvent(Part):
    """An event that belongs to a policy, on its first day and then every so many weeks."""

    event: Literal["town_hall", "training", "thank_you"] = param(..., "Kind of event.", status="input")
    every_weeks: int | None = param(None, "Repeat after so many weeks; empty means once.", unit="weeks", ge=1, le=530)


class Policy(ShownText, Part):
    """A named set of levers, with what its source claims and what is assumed."""

    name: str = param(..., "The name by which `use` calls it.", status="input", max_length=60)
    about: str = param(..., "What a leader does.", status="input", max_length=2000)
    claims: str = param("", "What the source claims.", status="input", max_length=2000)
    assumes: str = param("", "What is assumed here.", status="input", max_length=2000)
    announced: OnOff = param(False, "Whether everybody is told.", status="input")
    set: Settings = param({}, "Dotted keys and their new values.", status="input", max_length=200)
    events: list[PolicyEvent] = param([], "Events that come with it.", status="input", max_length=20)


class Study(Part):
    """How the question is answered; never part of the scenario's digest."""

    replications: Annotated[int, Field(ge=1, le=100000)] | Literal["auto"] = param(
        30, "Replications, or auto.", status="input"
    )
    seed: int = param(1, "Seed of all random numbers.", status="input", ge=0, le=10**15)
