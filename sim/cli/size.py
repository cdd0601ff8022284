"""How large a study is, before it starts."""

from collections.abc import Sequence
from typing import Any

from sim.engines import default_engine
from sim.scenario.problems import Problem, ScenarioError

EVENTS_PER_CONTACT = 6
MOST_HOURS = 1.0
_LONG_HOURS = 0.01
"""What takes longer on one core runs in processes, whose start it pays for; short replications run faster there."""
CONTACTS_PER_SECOND = {"simpy": 15_000, "compiled": 700_000}
"""Cautious speeds of the engines on one core; measured by `make bench`."""


def check_size(scenarios: Sequence[Any], replications: int, force: bool, engine: str | None = None) -> bool:
    """Refuse what would take hours on one core, unless forced; return whether it is long enough for processes.

    Raises
    ------
    ScenarioError
        With the estimate of events and time.
    """
    contacts = sum(
        sum(issue.per_week for issue in scenario.issues.values())
        * scenario.calendar.weeks
        * (1 + len(scenario.what_ifs))
        for scenario in scenarios
    )
    events = contacts * replications * EVENTS_PER_CONTACT
    hours = contacts * replications / CONTACTS_PER_SECOND[engine or default_engine()] / 3600
    if hours > MOST_HOURS and not force:
        message = f"about {events:,.0f} events, some {hours:,.1f} hours on one core; run it all the same with --force"
        raise ScenarioError([Problem(message, scenarios[0].name)])
    return hours > _LONG_HOURS
