"""Small centers for tests: quick to run, with everything that a result needs."""

from pathlib import Path
from typing import Any

import sim
from sim.scenario import Scenario, scenario_from

SCENARIOS = Path(__file__).parents[1] / "scenarios"


def small_center(**changes: Any) -> Scenario:
    """Return a small center with a pool and two what-ifs; top-level keys may be replaced.

    From the date of the what-ifs on it sees one whole month, the 28 days of February 2021, which has a bonus.
    """
    data: dict[str, Any] = {
        "name": "Small",
        "calendar": {"start": "2021-01-25", "weeks": 5, "open": {"mon-fri": "9:00-17:00"}},
        "issues": {
            "question": {"per_week": 250, "asks_share": 0.3, "handle_time": {"shape": "lognormal", "mean": 9, "cv": 1}}
        },
        "teams": {"desk": {"agents": 3, "handles": ["question"]}},
        "incentives": {"relief": 0.4, "bonus_pool": {"funding_per_agent": 300}},
        "what_if": {
            "Remove the reward": {"use": ["stop_rewarding_escalation"], "from_week": 2},
            "Empower": {"use": ["empower_frontline"], "from_week": 2},
        },
    }
    return scenario_from({**data, **changes})


def shipped(name: str) -> Scenario:
    """Return a shipped scenario."""
    return sim.load(SCENARIOS / f"{name}.yaml")
