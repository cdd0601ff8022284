"""Our own engines on the benchmark's center; what they record, in the columns of the others."""

from functools import cache
from typing import Any

import numpy as np

from opponents.center import MINDS, ROW, SCENARIO, Result
from sim.clock import MINUTE
from sim.engines import weeks_of
from sim.journeys import Week
from sim.scenario import plan_of
from sim.scenario.files import load
from sim.scenario.plan import Plan

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ALWAYS = {"mon-sun": "0:00-24:00"}


@cache
def plan(days: int = 28, agents: int = 0) -> Plan:
    """Lay out the scenario for whole weeks or the first days of one, and for so many agents, the load scaled."""
    scenario = load(SCENARIO)
    (name, issue), (team_name, team) = *scenario.issues.items(), *scenario.teams.items()
    weeks, rest = divmod(days, 7)
    if weeks and rest:
        raise ValueError("whole weeks, or less than one")
    changes: dict[str, Any] = {"calendar.weeks": max(1, weeks)}
    scale = (agents or team.agents) / team.agents * (rest / 7 if rest else 1)
    changes[f"issues.{name}.per_week"] = issue.per_week * scale
    if rest:
        changes["calendar.open"] = {"-".join(dict.fromkeys(("mon", _DAYS[rest - 1]))): "0:00-24:00"}
        changes["manager.hours"] = _ALWAYS
    if agents:
        changes[f"teams.{team_name}.agents"] = agents
        changes["manager.count"] = max(1, round(scenario.manager.count * agents / team.agents))
    return plan_of(scenario.override(changes))


def weeks(days: int, seed: int, engine: str) -> list[Week]:
    """Run the scenario and keep all records."""
    return list(weeks_of(plan(days), seed, 0, engine))


def result_of(kept: list[Week]) -> Result:
    """Return what the engine recorded in the columns of the others; hand-offs and line of closed matters only."""
    ours = np.concatenate([week.contacts for week in kept])
    left = np.where(ours["answered"] >= 0, ours["answered"], ours["ended"])
    escalated = ours["escalated"] >= 0
    columns = {
        "arrived": ours["arrived"] / MINUTE,
        "queued": (left - ours["queued"]) / MINUTE,
        "agent": ours["seat"],
        "handled": ours["handle_ticks"] / MINUTE,
        "chance": ours["attempt_probability"],
        "escalated": escalated,
        "upstairs": np.where(escalated, ours["manager_start"] - ours["escalated"], 0) / MINUTE,
        "manager": ours["manager_ticks"] / MINUTE,
        "ended": ours["ended"] / MINUTE,
        "outcome": ours["outcome"],
        "contacts": ours["attempt"],
        "handoffs": ours["issue_handoffs"],
        "line": ours["issue_wait_ticks"] / MINUTE,
        "anger": ours["anger_last"],
        "closed": ours["issue_closed"],
        "satisfaction": ours["satisfaction"],
        "answer": ours["answer"],
    }
    rows = np.zeros(len(ours), dtype=ROW)
    for name, column in columns.items():
        rows[name] = column
    return Result(rows, np.stack([kept[-1].agents[name] for name in MINDS], axis=1))
