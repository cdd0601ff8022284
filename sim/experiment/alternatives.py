"""What is compared: scenarios by name, and from when they differ."""

from collections.abc import Sequence

from sim.scenario import Scenario, ScenarioError
from sim.scenario.changes import BASELINE, Entry
from sim.scenario.problems import Problem


def first_change(baseline: Scenario, others: Sequence[Scenario]) -> int:
    """Return the first week that is compared: in which anything differs from the baseline, after its warm-up."""
    return max(_first_difference(baseline, others), baseline.study.warm_up_weeks + 1)


def _first_difference(baseline: Scenario, others: Sequence[Scenario]) -> int:
    if any(_start(other) != _start(baseline) for other in others):
        return 1
    weeks = [entry.week for other in others for entry in _unlike(baseline.timeline, other.timeline)]
    return min(weeks, default=1)


def _unlike(one: Sequence[Entry], other: Sequence[Entry]) -> list[Entry]:
    """Return the entries of two timelines from the first in which they differ."""
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return [*one[same:], *other[same:]]


def _start(scenario: Scenario) -> str:
    """Return what determines a center before anything on its timeline."""
    return scenario.model_copy(update={"timeline": []}).center_digest


def named(scenario: Scenario, others: Sequence[Scenario]) -> dict[str, Scenario]:
    """Return everything to run by name: the baseline, its what-ifs, the others with theirs."""
    named = {BASELINE: scenario.model_copy(update={"what_ifs": {}})}
    named |= {name: scenario.what_if(name) for name in scenario.what_ifs}
    for other in others:
        if other.calendar.weeks != scenario.calendar.weeks:
            weeks = f"{other.calendar.weeks} weeks, the first scenario {scenario.calendar.weeks}"
            raise ScenarioError([Problem(f"{other.name} covers {weeks}; compare equal spans", "calendar.weeks")])
        if other.currency != scenario.currency:
            message = f"{other.name} counts in {other.currency}, the first scenario in {scenario.currency}"
            raise ScenarioError([Problem(message, "currency")])
        named[_free(other.name, named)] = other.model_copy(update={"what_ifs": {}})
        for name in other.what_ifs:
            named[_free(f"{other.name}: {name}", named)] = other.what_if(name)
    return named


def _free(name: str, taken: dict[str, Scenario]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free
