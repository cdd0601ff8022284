"""A scenario: one center, the questions asked of it, and how it changes over time."""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from sim.scenario.behavior import Behavior
from sim.scenario.changes import Change, Entry, Policy, Study, WhatIf
from sim.scenario.consistency import problems_of
from sim.scenario.customers import Customers
from sim.scenario.empowerment import Empowerment
from sim.scenario.explain import explain
from sim.scenario.fields import Called, Label, Name, OnOff, Part, Prose, given
from sim.scenario.fitted_beliefs import Fitted
from sim.scenario.incentives import Incentives
from sim.scenario.issues import IssueType
from sim.scenario.levers import dotted_keys, read_key, remade
from sim.scenario.mending import is_of_change, without
from sim.scenario.messages import did_you_mean
from sim.scenario.observed_figures import Figure, levels_of
from sim.scenario.opening import Calendar
from sim.scenario.organization import LeadershipLane, Manager, Outsourcing, Team
from sim.scenario.plan import change_problems
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.promises import A_LEVEL, ServiceLevel
from sim.scenario.tree import Wanted
from sim.shown import ShownScenario

_BESIDE = ("observed", "beliefs")
"""What stands beside a center and changes nothing in it."""


class Scenario(ShownScenario, Part):
    """A contact center and the what-ifs asked of it; immutable."""

    name: Label = given(..., "The name in titles and tables.")
    about: Prose = given("", "What is measured and what is assumed, in a paragraph.", max_length=10000)
    currency: Label = given("USD", "The currency of all money.", max_length=8)
    calendar: Calendar = given({}, "When and how long.")
    issues: Annotated[dict[Name, IssueType], Field(max_length=200)] = given(..., "The kinds of contact.", min_length=1)
    teams: Annotated[dict[Name, Team], Field(max_length=200)] = given(..., "The frontline.", min_length=1)
    manager: Manager = given({}, "The manager.")
    empowerment: Empowerment = given({}, "What agents may decide, and their tools.")
    incentives: Incentives = given({}, "What passing up and solving are worth.")
    customers: Customers = given({}, "How customers wait, return and feel.")
    behavior: Behavior = given({}, "How agents choose and learn.")
    leadership_lane: LeadershipLane = given({}, "The lane for rare opportunities and crises.")
    outsourcing: Outsourcing = given({}, "Volume handed to a vendor.")
    briefed_before_surges: OnOff = given(False, "Whether agents are told of surges before they come.")
    service_level: Annotated[ServiceLevel, Wanted(A_LEVEL)] = given(
        {}, "What is promised to customers: who is answered in time, of whom."
    )
    timeline: list[Entry] = given([], "Dated changes and events of the baseline.", max_length=500)
    what_ifs: dict[Label, WhatIf] = given({}, "Named alternatives to the baseline.", max_length=50, alias="what_if")
    policies: dict[Called, Policy] = given({}, "Policies of the user's own.", max_length=50)
    study: Study = given({}, "Replications, seed, and what the verdict is about.")
    backlog: dict[Name, Annotated[int, Field(ge=0, le=100_000)]] = given(
        {}, "Contacts in line when the center first opens, by issue type.", unit="contacts", max_length=200
    )
    observed: dict[Called, Figure] = given(
        {},
        "What the real center shows, by metric: told beside the simulated baseline; worlds that miss it do not count.",
        max_length=30,
    )
    beliefs: Fitted = given({}, "What other worlds may be, as `frontline calibrate` found: ranges, and joint draws.")

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        problems = [*problems_of(self), *change_problems(self)]
        if problems:
            raise ScenarioError(problems)
        return self

    def __getitem__(self, key: str) -> Any:
        """Return the value of a dotted key: ``center["empowerment.authority"]``.

        Raises
        ------
        ScenarioError
            If the key does not exist, with the nearest one that does.
        """
        return read_key(self, key)

    def __dir__(self) -> list[str]:
        """Return what the Tab key shows: parts of a center and what can be done with it, not what it is made with."""
        return sorted(set(super().__dir__()) - set(dir(Part)) | {"__class__"})

    def _ipython_key_completions_(self) -> list[str]:
        return dotted_keys(self)

    def override(self, changes: Mapping[str, Any]) -> "Scenario":
        """Return a new scenario with keys set: ``{"empowerment.authority": 250, "teams.desk.agents": "plus 4"}``.

        Raises
        ------
        ScenarioError
            If a key does not exist or a value is not allowed, one line for each.
        """
        return remade(self, changes)

    def what_if(self, name: str) -> "Scenario":
        """Return a what-if as a scenario of its own: the baseline with further entries on its timeline.

        Raises
        ------
        ScenarioError
            If there is no what-if of that name.
        """
        if name not in self.what_ifs:
            raise ScenarioError(
                [Problem(f"there is no what-if {name!r}{did_you_mean(name, self.what_ifs)}", "what_if")]
            )
        what_if = self.what_ifs[name]
        change = Change(week=what_if.from_week, use=what_if.use, set=what_if.set, announced=what_if.announced)
        own = [change] if what_if.use or what_if.set else []  # else it begins with its own timeline
        timeline = [*self.timeline, *own, *what_if.timeline]
        return self.model_copy(update={"name": name, "about": what_if.about, "timeline": timeline, "what_ifs": {}})

    def in_currency(self, unit: str) -> str:
        """Return a unit with the name of the center's currency for money."""
        return unit.replace("money", self.currency)

    @property
    def seen(self) -> dict[str, float]:
        """What was observed by metric, in the metric's unit; of a history the mean of its weeks."""
        return levels_of(self.observed)

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that name the center and its what-ifs; seed and replications do not count."""
        return _digest(self.model_dump(mode="json", by_alias=True, exclude={"study", *_BESIDE}))

    @property
    def center_digest(self) -> str:
        """As `digest`, of what determines a replication: no what-ifs, no names, no text."""
        return _digest(self._center())

    @property
    def fingerprint(self) -> str:
        """As `center_digest`, at full length, and with the order of types and teams, which may decide ties."""
        return hashlib.sha256(json.dumps(self._center(), allow_nan=False).encode()).hexdigest()

    def _center(self) -> dict[str, Any]:
        data = self.model_dump(mode="json", exclude={"study", *_BESIDE, "what_ifs", "name", "about"})
        used = {name for entry in self.timeline if isinstance(entry, Change) for name in entry.use}
        data["policies"] = {name: policy for name, policy in data["policies"].items() if name in used}
        return data


def _digest(data: Any) -> str:
    text = json.dumps(data, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def all_wrong(error: ValidationError, data: Any, context: dict[str, Any] | None = None) -> list[Problem]:
    """Return all that is wrong with a scenario: what was found, and what that hid in the changes on its timelines."""
    found = explain(error, Scenario, data)
    mended = without(data, found)
    if mended is not None:
        try:
            Scenario.model_validate(mended, context=context)
        except ValidationError as more:
            told = {each.loc for each in found}
            further = explain(more, Scenario, mended)
            found += [each for each in further if is_of_change(each) and each.loc not in told]
    return found


def scenario_from(data: Any, context: dict[str, Any] | None = None) -> Scenario:
    """Validate plain data as a scenario.

    Raises
    ------
    ScenarioError
        With one problem for each thing that is wrong.
    """
    try:
        return Scenario.model_validate(data, context=context)
    except ValidationError as error:
        raise ScenarioError(all_wrong(error, data, context)) from None
