"""Centers as small as theory's: a fixed choice, customers and agents without moods, always open."""

from __future__ import annotations

import zlib
from typing import Any

from sim.engines import run
from sim.journeys import Journeys
from sim.scenario import plan_of, scenario_from
from sim.scenario.fields import days_of, spans_of

Data = dict[str, Any]
DAY_MIN, WEEK_MIN = 1440, 10_080
MOST_CHECKED = 80_000
"""Runs with more contacts are not checked against the laws of the model: other tests do that."""
ALWAYS = {"mon-sun": "0:00-24:00"}
CALM = {"talk_anger": 0.0, "manager_anger": 0.0, "redial_share": 0.0, "comes_back_share": 0.0, "max_contacts": 50}
ENDLESS = {"endless_patience_share": 1.0}


def exponential(mean_min: float) -> Data:
    return {"shape": "exponential", "mean": mean_min}


def hyperexponential(*parts: tuple[float, float]) -> Data:
    """A mixture of exponentials given as (share, mean)."""
    return {"shape": "mixture", "parts": [{"weight": share, "of": exponential(mean)} for share, mean in parts]}


def call(per_min: float, handle_time: Data | float, **more: Any) -> Data:
    """An issue type that agents solve at the end of its handle time, unless they pass it up there."""
    return {
        "per_min": per_min,
        "handle_time": handle_time,
        "diagnosis_share": 1.0,
        "asks_share": 0.0,
        "complexity": 0.0,
        **more,
    }


def open_minutes(hours: dict[str, str]) -> int:
    """Return for how many minutes of a week the center is open."""
    return sum(len(days_of(days)) * (end - start) for days, text in hours.items() for start, end in spans_of(text))


def simulated(
    agents: int,
    issues: dict[str, Data],
    weeks: int,
    seed: str,
    *,
    skill: float = 3.0,
    turnover: Data | None = None,
    **parts: Data,
) -> Journeys:
    """Run a center with one team and check the laws of the model; high skill always solves, low skill never.

    `seed` is any text, such as the parameters of a row: each row has random numbers of its own.
    `parts` are sections of the scenario that differ from the plainest: calendar, customers, manager, ...
    """
    sections: Data = {
        "calendar": {"open": ALWAYS},
        "customers": CALM,
        "manager": {"give_up_after": None},
        "behavior": {"choice": "fixed", "escalation_probability": 0.0},
        "incentives": {},
        "empowerment": {},
    }
    for name, section in parts.items():
        sections[name] = {**sections[name], **section}
    sections["calendar"] = {"weeks": weeks, **sections["calendar"]}
    minutes = open_minutes(sections["calendar"]["open"])
    kinds = {
        name: {key: value for key, value in kind.items() if key != "per_min"} | {"per_week": kind["per_min"] * minutes}
        for name, kind in issues.items()
    }
    team = {"agents": agents, "handles": list(issues), "skill": skill, "skill_sd": 0.0, "turnover": turnover or {}}
    scenario = scenario_from({"name": "theory", "issues": kinds, "teams": {"desk": team}, **sections})
    journeys = run(plan_of(scenario), zlib.crc32(seed.encode()), 0)
    if len(journeys.rows) < MOST_CHECKED:
        journeys.check()
    return journeys
