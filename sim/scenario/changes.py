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
from sim.scenario.fields import Called, Label, Name, OnOff, Part, Prose, Share, TimeOfDay, given, param
from sim.scenario.figures import HeadTable
from sim.scenario.problems import ScenarioError, problem_at
from sim.scenario.promises import Targets
from sim.scenario.rosters import Roster
from sim.scenario.tree import Wanted, shape_of
from sim.shown import ShownText

BASELINE = "Baseline"
"""What the center as it is is called beside its what-ifs, so that no what-if may be."""
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _with_tables(settings: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    """Read the tables that are set, which are files beside the scenario."""
    return {key: _read_table(key, value, info) for key, value in settings.items()}


def _read_table(key: str, value: Any, info: ValidationInfo) -> Any:
    if not (isinstance(value, dict) and "file" in value and not {"figures", "rows"} & value.keys()):
        return value
    kind = Roster if key.endswith(".roster") else HeadTable
    try:
        return kind.model_validate(value, context=info.context).model_dump()
    except ValidationError as error:
        problems = explain(error, kind, value)
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

    week: int = given(..., "The week in which it happens.", unit="week", ge=1, le=530)
    day: Weekday = given("mon", "The day of that week.")


class Change(Dated):
    """A change of levers: what a leader does on a Monday morning."""

    use: Use = given([], "Policies of the catalog, or paths of policy files.")
    set: Settings = given({}, "Dotted keys and their new values; applied after `use`.", max_length=200)
    announced: OnOff | None = given(None, "Whether everybody is told, so that the new reward is believed at once.")


class Surge(Dated):
    """More (or fewer) contacts for a while, as a stream of its own."""

    event: Literal["surge"] = given(..., "Makes the entry a surge.")
    issue: Name = given(..., "The issue type that surges.")
    times: FiniteFloat = given(1.5, "Volume as a multiple of the usual.", ge=0, le=20)
    weeks: int = given(1, "How long it lasts.", unit="weeks", ge=1, le=530)
    ability_cost: FiniteFloat = param(
        0.15, "Skill lost on this type while a surge surprises agents.", unit="complexity", ge=0, le=2
    )


class Gathering(Dated):
    """Hours off the floor that people remember for a while."""

    at: TimeOfDay = given("9:00", "When it starts.")
    hours: FiniteFloat = given(1.0, "How long each sitting takes.", unit="hours", ge=0, le=12)
    sittings: int = param(2, "Sittings, one after the other; each takes its share of the agents.", ge=1, le=10)
    engagement: Share = param(0.0, "Rise of engagement, which then drifts back.", unit="0-1")
    skill: FiniteFloat = param(
        0.0, "Rise of skill, which then fades as forgetting has it.", unit="complexity", ge=0, le=1
    )
    pride: FiniteFloat = param(0.0, "Rise of pride, which fades with engagement.", unit="utility", ge=0, le=2)


class TownHall(Gathering):
    """Leaders tell and listen; teaches what passing up is worth now."""

    event: Literal["town_hall"] = given(..., "Makes the entry a town hall.")
    engagement: Share = param(0.1, "Rise of engagement, which then drifts back.", unit="0-1")


class Training(Gathering):
    """A training session."""

    event: Literal["training"] = given(..., "Makes the entry a training session.")
    hours: FiniteFloat = given(3.0, "How long each sitting takes.", unit="hours", ge=0, le=12)
    skill: FiniteFloat = param(
        0.1, "Rise of skill, which then fades as forgetting has it.", unit="complexity", ge=0, le=1
    )
    engagement: Share = param(0.03, "Rise of engagement, which then drifts back.", unit="0-1")


class ThankYou(Gathering):
    """A sincere thank-you."""

    event: Literal["thank_you"] = given(..., "Makes the entry a thank-you.")
    hours: FiniteFloat = given(0.25, "How long each sitting takes.", unit="hours", ge=0, le=12)
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

    about: Prose = given("", "What is tried, in a sentence.", max_length=2000)
    use: Use = given([], "Policies of the catalog, or paths of policy files.")
    set: Settings = given({}, "Dotted keys and their new values; applied after `use`.", max_length=200)
    from_week: int = given(1, "The Monday on which it starts.", unit="week", ge=1, le=530)
    announced: OnOff | None = given(None, "Whether everybody is told; empty leaves it to the policies.")
    timeline: list[Entry] = given([], "Further dated changes and events.", max_length=200)


class PolicyEvent(Part):
    """An event that belongs to a policy, on its first day and then every so many weeks."""

    event: Literal["town_hall", "training", "thank_you"] = given(..., "Kind of event.")
    every_weeks: int | None = param(None, "Repeat after so many weeks; empty means once.", unit="weeks", ge=1, le=530)


class Effect(Part):
    """How well one effect of a policy is known."""

    of: Called = given(..., "A key that the policy sets, or its event.", max_length=200)
    status: Literal["decision", "evidence", "assumption"] = given(
        "assumption",
        "Whether it is what a leader decides, what a study found, or what is assumed of people.",
    )
    source: Prose = given("", "The study, or why it is assumed.", max_length=2000)

    @model_validator(mode="after")
    def _names_its_study(self) -> Self:
        if self.status == "evidence" and not self.source:
            raise ValueError("evidence names its source; add source, or say status: assumption")
        return self


class Policy(ShownText, Part):
    """A named set of levers, with what its source claims, and how well each effect is known."""

    name: Label = given(..., "The name by which `use` calls it.")
    about: Prose = given(..., "What a leader does.", max_length=2000)
    claims: Prose = given("", "What the source claims.", max_length=2000)
    assumes: Prose = given("", "What is assumed here.", max_length=2000)
    announced: OnOff = given(False, "Whether everybody is told.")
    set: Settings = given({}, "Dotted keys and their new values.", max_length=200)
    events: list[PolicyEvent] = given([], "Events that come with it.", max_length=20)
    effects: list[Effect] = given(
        [],
        "How well each key of `set` and each event is known; what is not named is assumed.",
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
    ] = given(30, "Replications, or auto.")
    seed: int = given(1, "Seed of all random numbers.", ge=0, le=10**15)
    metrics: list[Called] = given(
        [
            "manager_hours_per_week",
            "csat_proxy",
            "bonus_per_agent",
            "service_level",
            "not_served",
            "agent_hours_per_week",
            "money_given_per_week",
        ],
        "What the verdict is about, the first before all; `frontline metrics` lists what there is.",
        min_length=1,
        max_length=12,
    )
    warm_up_weeks: int = given(
        0, "Weeks at the start that are simulated, and that no figure counts.", unit="weeks", ge=0, le=529
    )
    matters: dict[Called, Annotated[FiniteFloat, Field(ge=0)]] = given(
        {}, "How large a change of a metric matters, in its unit; what is not named has a default.", max_length=30
    )
    interval_minutes: Literal[15, 30, 60] | None = given(
        None, "Width of the intervals of `plan` and `staff`; empty means 30, or the narrower one of a table.",
        unit="minutes",
    )  # fmt: skip
    control_variates: bool = given(
        False,
        "Correct means for the luck of starting skill and first contacts, whose means are known: settle it before a "
        "run, never by what came out. From 20 replications on; never with replications: auto.",
    )
    targets: Targets = given({}, "What `frontline staff` keeps beside the service level.")
