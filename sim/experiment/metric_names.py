"""The metrics that a scenario names, in its study and among what was observed: are there such?"""

from collections.abc import Iterator

from sim.experiment.guards import OWN
from sim.metrics import why_not
from sim.scenario import Scenario, ScenarioError
from sim.scenario.problems import Loc, Problem, problem_at


def metric_problems(scenario: Scenario) -> list[Problem]:
    """Return which metrics a scenario names that there are not, each at its place."""
    return list(_unknown(scenario))


def check_named(*scenarios: Scenario) -> None:
    """Refuse scenarios that name metrics that there are not.

    Raises
    ------
    ScenarioError
        With a line for each.
    """
    problems = [each for scenario in scenarios for each in metric_problems(scenario)]
    if problems:
        raise ScenarioError(problems)


def _unknown(scenario: Scenario) -> Iterator[Problem]:
    named: list[tuple[str, Loc, bool]] = [(name, ("observed", name), True) for name in scenario.observed]
    named += [(name, ("study", "metrics", place), False) for place, name in enumerate(scenario.study.metrics)]
    named += [(name, ("study", "matters", name), True) for name in scenario.study.matters if name not in OWN]
    for name, here, at_key in named:
        if reason := why_not(name, scenario):
            yield problem_at(here, reason, at_key=at_key)
