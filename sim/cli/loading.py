"""A scenario file as a command needs it: also the metrics that it names are looked at."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Problem, Scenario


def loaded(file: str) -> "Scenario":
    """Read and check a scenario file, and the names of metrics in it."""
    from sim.reading import files

    return files.load(file, also=_metrics_of)


def _metrics_of(scenario: "Scenario") -> "Sequence[Problem]":
    """Return which metrics that a scenario names there are not; one that names none needs no metrics to be known."""
    from sim.scenario.changes import Study

    usual = Study()
    if not scenario.observed and (scenario.study.metrics, scenario.study.matters) == (usual.metrics, usual.matters):
        return ()
    from sim.experiment.metric_names import metric_problems

    return metric_problems(scenario)
