"""What is promised: the service level, formula and all, and what else shall be kept where staff is planned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import FiniteFloat

from sim.scenario.fields import Least, Part, given
from sim.scenario.problems import Problem, problem_at

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Of = Literal["answered", "offered", "offered_less_short"]
Abandoned = Literal["counted_met", "not_met"]
Channel = Literal["call", "chat", "email", "message", "letter", "visit"]
_LONGEST = 2_600_000


A_LEVEL = "a mapping such as {share: 80, within: 20 s}: 80 % within 20 seconds"


class ServiceLevel(Part):
    """The service level of the center: how many are answered in time, of whom, and how many shall be."""

    share: FiniteFloat = given(80.0, "The share that shall be answered in time.", unit="% of contacts", gt=0, lt=100)
    within: FiniteFloat = given(20.0, "In time is within.", unit="seconds", ge=0, le=_LONGEST)
    of: Of = given(
        "offered",
        "Of whom: those answered, all offered (whoever joins a line, is blocked or balks), or those offered less short"
        " abandons.",
    )
    abandoned_in_time: Abandoned = given(
        "not_met", "Whether who hangs up within that time counts as answered in time, or as not."
    )
    short: FiniteFloat = given(5.0, "An abandon is short that comes within.", unit="seconds", ge=0, le=_LONGEST)


class OwnServiceLevel(Part):
    """The service level of one issue type, as far as it differs from that of the center."""

    share: Annotated[FiniteFloat, Least(0.0001)] | None = given(
        None, "The share that shall be answered in time; empty means as for the center.", unit="% of contacts",
        gt=0, lt=100,
    )  # fmt: skip
    within: FiniteFloat | None = given(
        None, "In time is within; empty means as for the center.", unit="seconds", ge=0, le=_LONGEST
    )
    of: Of | None = given(None, "Of whom; empty means as for the center.")
    abandoned_in_time: Abandoned | None = given(
        None, "Whether who hangs up within that time counts as answered in time; empty means as for the center."
    )
    short: FiniteFloat | None = given(
        None, "An abandon is short that comes within; empty means as for the center.", unit="seconds", ge=0, le=_LONGEST
    )


class Targets(Part):
    """What staff shall keep beside the service level; empty means that there is no such target."""

    abandonment: FiniteFloat | None = given(
        None, "The most that may hang up.", unit="% of contacts offered", gt=0, lt=100
    )
    wait: FiniteFloat | None = given(
        None, "The longest that those answered may wait on average.", unit="seconds", gt=0, le=2_600_000
    )
    occupancy: FiniteFloat | None = given(
        None, "How busy people on the floor may be at most.", unit="% of hours", gt=0, lt=100
    )


def service_level_of(scenario: Scenario, issue: str) -> ServiceLevel:
    """Return the service level by which an issue type is measured: its own, where it says so, else the center's."""
    own = scenario.issues[issue].service_level
    given = {} if own is None else {name: value for name, value in own if value is not None}
    return scenario.service_level.model_copy(update=given)


def formula_problems(scenario: Scenario) -> Iterator[Problem]:
    """Yield service levels whose formula has no meaning."""
    for name, issue in scenario.issues.items():
        its = service_level_of(scenario, name)
        if its.of == "answered" and its.abandoned_in_time == "counted_met":
            here = ("service_level",) if issue.service_level is None else ("issues", name, "service_level")
            message = "of: answered leaves abandoned contacts out, so they cannot count as answered in time"
            yield problem_at(
                (*here, "abandoned_in_time"), f"{message}; write of: offered, or abandoned_in_time: not_met"
            )
            if issue.service_level is None:
                return


def formula_words(its: ServiceLevel) -> str:
    """Return a service level in words: ``answered within 20 s, of all offered``."""
    from sim.scenario.durations import seconds_in_words

    within = seconds_in_words(its.within)
    what = "answered or hung up" if its.abandoned_in_time == "counted_met" else "answered"
    short = f"of offered less those who hang up within {seconds_in_words(its.short)}"
    whom = {"answered": "of those answered", "offered": "of all offered", "offered_less_short": short}[its.of]
    return f"{what} within {within}, {whom}"
