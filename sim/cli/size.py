"""What is very large is refused before it starts, unless it is forced."""

from collections.abc import Sequence
from typing import Any

from sim.experiment.size import size_of
from sim.scenario.problems import Problem, ScenarioError

_LONG_HOURS = 0.01
"""What takes longer on one core runs in processes, whose start it pays for; short replications run faster there."""


def check_size(
    scenarios: Sequence[Any], replications: int, force: bool, engine: str | None = None, *, keeps_all: bool = False
) -> bool:
    """Refuse what would take hours on one core or more memory than there is, unless forced.

    With `keeps_all` the records of a whole run are held in memory, not of one week at a time.

    Returns
    -------
    bool
        Whether it is long enough for processes.

    Raises
    ------
    ScenarioError
        With the estimate of events and time, or of contacts and memory.
    """
    size = size_of(each for one in scenarios for each in (one, *map(one.what_if, one.what_ifs)))
    too_much = size.too_much(replications, engine, keeps_all=keeps_all)
    if too_much and not force:
        raise ScenarioError([Problem(f"{too_much}; run it all the same with --force", scenarios[0].name)])
    return size.hours(replications, engine) > _LONG_HOURS
