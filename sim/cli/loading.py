"""A scenario file as a command needs it: also the metrics that it names are looked at."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Problem, Scenario


def loaded(file: str, also: "Callable[[Scenario], Sequence[Problem]] | None" = None) -> "Scenario":
    """Read and check a scenario file, the names of metrics in it, and, where those are right, what `also` looks at."""
    from sim.reading import files

    def wrong(scenario: "Scenario") -> "Sequence[Problem]":
        return _metrics_of(scenario) or (also(scenario) if also is not None else ())

    return files.load(file, also=wrong)


def _metrics_of(scenario: "Scenario") -> "Sequence[Problem]":
    """Return which metrics that a scenario names there are not; one that names none needs no metrics to be known."""
    from sim.scenario.changes import Study

    usual = Study()
    beside = scenario.observed or scenario.beliefs.ranges or scenario.beliefs.worlds
    if not beside and (scenario.study.metrics, scenario.study.matters) == (usual.metrics, usual.matters):
        return ()
    from sim.experiment.metric_names import metric_problems

    return metric_problems(scenario)
