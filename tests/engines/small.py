"""A small center in which only the moments of first calls are random, so that a trace can be worked out by hand.

What fails goes up, what is asked is given, and nobody insists on more: `DECIDED` is what agents and customers do unless
a scenario says otherwise.
"""

import copy
from typing import Any

from sim.engines import run
from sim.journeys import Journeys
from sim.scenario import plan_of, scenario_from

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
ENDLESS = 1e6
"""A patience, in minutes, that outlasts every wait of these tests."""

_BASE: dict[str, Any] = {
    "name": "small",
    "calendar": {"start": "2024-01-01", "weeks": 1, "open": {"mon-fri": "8:00-18:00"}},
    "issues": {
        "complaint": {
            "per_week": 100.0,
            "complexity": 0.5,
            "asks_share": 0.0,
            "handle_time": 4,
            "diagnosis_share": 0.5,
            "opening_temper": 0.0,
        }
    },
    "teams": {"desk": {"agents": 1, "handles": ["complaint"], "skill": 3.0, "skill_sd": 0.0}},
    "manager": {
        "investigate_time": 10,
        "grant_time": 10,
        "coach_time": 10,
        "return_time": 10,
        "give_up_after": None,
        "apology": 0.0,
        "adversarial": 0.0,
    },
    "customers": {
        "patience": ENDLESS,
        "redial_share": 0.0,
        "comes_back_share": 0.0,
        "talk_anger": 0.0,
        "manager_anger": 0.0,
        "insists_share": 0.0,
    },
    "behavior": {
        "choice": "fixed",
        "escalation_probability": 0.0,
        "after_failure": "as_before",
        "giving": "fixed",
    },
}
DECIDED: dict[str, Any] = {
    "customers": {"insists_share": 0.05},
    "behavior": {"choice": "rule", "after_failure": "decided", "giving": "decided"},
}
"""Parts of a center in which agents choose, leave and give, and customers insist."""


def center(**parts: Any) -> dict[str, Any]:
    """Return the small center with parts merged in; a part may be given by a dotted key with `__` for the dot."""
    return _with(copy.deepcopy(_BASE), parts)


def decided(**parts: Any) -> dict[str, Any]:
    """Return the same where agents choose, leave and give, and customers insist."""
    return _with(center(**DECIDED), parts)


def _with(data: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    for key, value in parts.items():
        *parents, leaf = key.split("__")
        place = data
        for parent in parents:
            place = place.setdefault(parent, {})
        if isinstance(value, dict) and isinstance(place.get(leaf), dict) and leaf not in ("agents", "open", "patience"):
            place[leaf].update(copy.deepcopy(value))
        else:
            place[leaf] = copy.deepcopy(value)
    return data


def records(data: dict[str, Any], engine: str = "simpy", seed: int = 1, replication: int = 0) -> Journeys:
    """Run a center once; every run is held to the laws."""
    journeys = run(plan_of(scenario_from(data)), seed, replication, engine)
    journeys.check()
    return journeys


def by_arrival(journeys: Journeys) -> list[Any]:
    """Return the rows in the order in which the contacts rang."""
    return list(journeys.rows[journeys.rows["row"].argsort()])
