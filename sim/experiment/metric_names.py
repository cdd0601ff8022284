"""The metrics that a scenario names, in its study and among what was observed: are there such?"""

from collections.abc import Iterator

from sim.experiment.guards import OWN
from sim.metrics import why_not
from sim.scenario import Scenario, ScenarioError
from sim.scenario.beliefs import beliefs_over
from sim.scenario.observed_figures import History
from sim.scenario.problems import Loc, Problem, problem_at


def metric_problems(scenario: Scenario) -> list[Problem]:
    """Return which metrics a scenario names that there are not, and which beliefs it cannot vary, each at its place."""
    return [*_unknown(scenario), *_fixed(scenario)]


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


def _fixed(scenario: Scenario) -> Iterator[Problem]:
    """Yield why beliefs that are said to be found do not exist or cannot vary over their ranges."""
    for part, keys in (("ranges", scenario.beliefs.ranges), ("worlds", scenario.beliefs.worlds)):
        for key in keys:
            try:
                beliefs_over(scenario, {key: scenario.beliefs.over.get(key, (0.0, 1.0))})
            except ScenarioError as error:
                here = ("beliefs", part, key) if part == "ranges" else ("beliefs", "file")
                yield from (
                    problem_at(here, f"{each.message}" if part == "ranges" else f"{key}: {each.message}")
                    for each in error.problems[:1]
                )
