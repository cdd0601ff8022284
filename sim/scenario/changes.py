"""What changes and when: levers on the timeline, events, what-ifs and policies."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    FiniteFloat,
    Tag,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from sim.scenario.explain import explain
from sim.scenario.fields import Called, Label, Name, OnOff, Part, Prose, Share, TimeOfDay, param
from sim.scenario.figures import HeadTable
from sim.scenario.problems import ScenarioError, problem_at
from sim.scenario.tree import Wanted, shape_of
from sim.shown import ShownText

BASELINE = "Baseline"
"""What the center as it is is called beside its what-ifs, so that no what-if may be."""
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _with_tables(settings: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    """Read the tables that are set, which are files beside the scenario."""
    return {key: _read_table(key, value, info) for key, value in settings.items()}


def _read_table(key: str, value: Any, info: ValidationInfo) -> Any:
    if not (isinstance(value, dict) and "file" in value and "figures" not in value):
        return value
    try:
        return HeadTable.model_validate(value, context=info.context).model_dump()
    except ValidationError as error:
        problems = explain(error, HeadTable, value)
        raise ScenarioError(
            [problem_at((key, *each.loc), each.message, at_key=each.at_key) for each in problems]
        ) from None


Use = Annotated[list[Called], Field(max_length=50), Wanted("a list of policies such as [empower_frontline]")]
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
    Discriminator(_kind),
]


class WhatIf(Part):
    """A named alternative to the baseline."""

    about: Prose = param("", "What is tried, in a sentence.", status="input", max_length=2000)
    use: Use = param([], "Policies of the catalog, or paths of policy files.", status="input")
    set: Settings = param({}, "Dotted keys and their new values; applied after `use`.", status="input", max_length=200)
    from_week: int = param(1, "The Monday on which it starts.", unit="week", status="input", ge=1, le=530)
    announced: OnOff | None = param(None, "Whether everybody is told; empty leaves it to the policies.", status="input")
    timeline: list[Entry] = param([], "Further dated changes and events.", status="input", max_length=200)


class PolicyEvent(Part):
    """An event that belongs to a policy, on its first day and then every so many weeks."""

    event: Literal["town_hall", "training", "thank_you"] = param(..., "Kind of event.", status="input")
    every_weeks: int | None = param(None, "Repeat after so many weeks; empty means once.", unit="weeks", ge=1, le=530)


class Effect(Part):
    """How well one effect of a policy is known."""

    of: Called = param(..., "A key that the policy sets, or its event.", status="input", max_length=200)
    status: Literal["decision", "evidence", "assumption"] = param(
        "assumption",
        "Whether it is what a leader decides, what a study found, or what is assumed of people.",
        status="input",
    )
    source: Prose = param("", "The study, or why it is assumed.", status="input", max_length=2000)

    @model_validator(mode="after")
    def _names_its_study(self) -> Self:
        if self.status == "evidence" and not self.source:
            raise ValueError("evidence names its source; add source, or say status: assumption")
        return self


class Policy(ShownText, Part):
    """A named set of levers, with what its source claims, and how well each effect is known."""

    name: Label = param(..., "The name by which `use` calls it.", status="input")
    about: Prose = param(..., "What a leader does.", status="input", max_length=2000)
    claims: Prose = param("", "What the source claims.", status="input", max_length=2000)
    assumes: Prose = param("", "What is assumed here.", status="input", max_length=2000)
    announced: OnOff = param(False, "Whether everybody is told.", status="input")
    set: Settings = param({}, "Dotted keys and their new values.", status="input", max_length=200)
    events: list[PolicyEvent] = param([], "Events that come with it.", status="input", max_length=20)
    effects: list[Effect] = param(
        [],
        "How well each key of `set` and each event is known; what is not named is assumed.",
        status="input",
        max_length=220,
    )

    @model_validator(mode="after")
    def _effects_are_its_own(self) -> Self:
        mine = [*self.set, *(each.event for each in self.events)]
        named = [effect.of for effect in self.effects]
        for name in named:
            if name not in mine:
                raise ValueError(f"effects name {name!r}, which this policy does not set; it sets {', '.join(mine)}")
            if named.count(name) > 1:
                raise ValueError(f"effects name {name!r} twice")
        return self

    def known(self) -> list[Effect]:
        """Return every effect of the policy, in order, with how well it is known."""
        told = {effect.of: effect for effect in self.effects}
        names = [*self.set, *(each.event for each in self.events)]
        return [told.get(name) or Effect(of=name) for name in dict.fromkeys(names)]


class Study(Part):
    """How the question is answered; never part of the scenario's digest."""

    replications: Annotated[
        Annotated[int, Field(ge=1, le=100000), Tag("number")] | Annotated[Literal["auto"], Tag("auto")],
        Discriminator(lambda value: "auto" if value == "auto" else shape_of(value)),
    ] = param(30, "Replications, or auto.", status="input")
    seed: int = param(1, "Seed of all random numbers.", status="input", ge=0, le=10**15)
