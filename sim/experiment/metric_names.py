"""The metrics that a scenario names, in its study and among what was observed: are there such?"""

from collections.abc import Iterator

from sim.metrics import METRICS, metric_of
from sim.scenario import Scenario, ScenarioError
from sim.scenario.messages import did_you_mean
from sim.scenario.problems import Loc, Problem, problem_at


def metric_problems(scenario: Scenario) -> list[Problem]:
    """Return which metrics a scenario names that there are not, each at its place."""
    return list(_unknown(scenario))


def check_metrics(*scenarios: Scenario) -> None:
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
    for name in scenario.observed:
        yield from _no_metric(name, ("observed", name), at_key=True)
    for place, name in enumerate(scenario.study.metrics):
        yield from _no_metric(name, ("study", "metrics", place), at_key=False)
    for name in scenario.study.matters:
        yield from _no_metric(name, ("study", "matters", name), at_key=True)


def _no_metric(name: str, here: Loc, *, at_key: bool) -> Iterator[Problem]:
    try:
        metric_of(name)
    except KeyError:
        hint = did_you_mean(name, METRICS)
        message = f"there is no metric {name!r}{hint}; the command 'frontline metrics' lists those there are"
        yield problem_at(here, message, at_key=at_key)
