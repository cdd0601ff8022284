"""The metrics that a scenario names, in its study and among what was observed: are there such?"""

from collections.abc import Iterator

from sim.experiment.guards import OWN
from sim.metrics import why_not
from sim.scenario import Scenario, ScenarioError
from sim.scenario.observed_figures import History
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
    named: list[tuple[str, Loc, bool]] = []
    for name, its in scenario.observed.items():
        here: Loc = ("observed", name)
        inside = [(each, (*here, "columns", each), True) for each in its.figures] if isinstance(its, History) else []
        named += inside or [(name, here, True)]
    named += [(name, ("study", "metrics", number), False) for number, name in enumerate(scenario.study.metrics)]
    named += [(name, ("study", "matters", name), True) for name in scenario.study.matters if name not in OWN]
    for name, place, at_key in named:
        if reason := why_not(name, scenario):
            yield problem_at(place, reason, at_key=at_key)
