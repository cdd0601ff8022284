"""Our own engines on the benchmark's center; what they record, in the columns of the others."""

import math
from functools import cache
from typing import Any

import numpy as np

from opponents.center import MINDS, ROW, SCENARIO
from sim.clock import MINUTE
from sim.engines import run
from sim.reading.files import load
from sim.scenario import plan_of, scenario_from
from sim.scenario.plan import Plan

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ALWAYS = {"mon-sun": "0:00-24:00"}


@cache
def plan(days: int = 28, agents: int = 0) -> Plan:
    """Lay out the scenario for whole weeks or the first days of one, and for so many agents, the load scaled.

    Raises
    ------
    ValueError
        If there are weeks and days.
    """
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
        changes["manager.count"] = math.ceil(scenario.manager.count * agents / team.agents)
    return plan_of(scenario.override(changes))


@cache
def shared(many: int, agents: int = 180) -> Plan:
    """Lay out a week with so many issue types and as many teams that take all of them; people and load are the same."""
    scenario = load(SCENARIO)
    (issue,), (team,) = scenario.issues.values(), scenario.teams.values()
    scale = agents / team.agents
    types = [f"type {n}" for n in range(many)]
    data = scenario.model_dump(mode="json", by_alias=True)
    kind = data["issues"].popitem()[1] | {"per_week": issue.per_week * scale / many}
    crew = data["teams"].popitem()[1] | {"handles": types, "agents": agents // many}
    kind.pop("teams", None)
    data["issues"], data["teams"] = dict.fromkeys(types, kind), {f"team {n}": crew for n in range(many)}
    data["manager"]["count"] = math.ceil(scenario.manager.count * scale)
    data["calendar"]["weeks"] = 1
    return plan_of(scenario_from(data))


class Run:
    """A run with all its records; turned into the columns of the others when asked."""

    def __init__(self, days: int, seed: int, engine: str) -> None:
        self.journeys = run(plan(days), seed, 0, engine)

    @property
    def contacts(self) -> int:
        """How many contacts there were."""
        return len(self.journeys.rows)

    @property
    def own_rows(self) -> Any:
        """All rows, as the engine records them."""
        return self.journeys.rows

    @property
    def rows(self) -> Any:
        """What the others record; hand-offs and minutes on the line of closed matters only."""
        return _common(self.own_rows)

    @property
    def minds(self) -> Any:
        """What each agent has come to."""
        diaries = self.journeys.diaries
        last = diaries[diaries["week"] == diaries["week"].max()]
        return np.stack([last[name] for name in MINDS], axis=1)


def compiled(days: int, seed: int) -> Run:
    """Run the compiled engine and keep all records."""
    return Run(days, seed, "compiled")


def reference(days: int, seed: int) -> Run:
    """Run the SimPy engine and keep all records."""
    return Run(days, seed, "simpy")


def _common(ours: Any) -> Any:
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
    return rows
