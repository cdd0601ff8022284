"""Metrics that somebody names: those of the catalog, and those of an issue type or team of the scenarios at hand."""

from collections.abc import Iterable, Sequence

from sim.metrics import HEADLINE, is_counted, metric_of, why_not
from sim.metrics.groups import groups_of
from sim.scenario import Problem, Scenario, ScenarioError


def check_metrics(names: Iterable[str], scenarios: Iterable[Scenario], where: str = "") -> None:
    """Refuse names that are none of a metric in any of these scenarios.

    Raises
    ------
    ScenarioError
        With a line for each, and what would be right.
    """
    centers = tuple(scenarios)
    wrong = [reason for name in names if (reason := why_not(name, *centers))]
    if wrong:
        raise ScenarioError([Problem(reason, where) for reason in wrong])


def outcomes_of(metrics: str | Sequence[str], scenario: Scenario) -> tuple[str, ...]:
    """Return the metrics that a study is about; the headline outcomes where none is named.

    Raises
    ------
    ScenarioError
        If a metric does not exist, with the nearest one that does.
    """
    names = (metrics,) if isinstance(metrics, str) else tuple(dict.fromkeys(metrics))
    check_metrics(names, [scenario])
    return names or HEADLINE


def counted_by(metrics: Iterable[str], kind: str) -> tuple[str, ...]:
    """Return those of some metrics that have a meaning for each `issue` type, or each `team`."""
    return tuple(name for name in metrics if "@" not in name and is_counted(metric_of(name), kind))


def check_split(metrics: Iterable[str], kind: str, scenario: Scenario) -> None:
    """Refuse metrics that cannot be split by `issue` type or by `team`.

    Raises
    ------
    ScenarioError
        With a line for each.
    """
    if already := [name for name in metrics if "@" in name]:
        message = "is of one issue type or team already; leave it out, or split by week"
        raise ScenarioError([Problem(message, name) for name in already])
    first = groups_of(scenario)[kind][0]
    check_metrics([f"{name}@{kind}:{first}" for name in metrics], [scenario], "by")
