"""Centers as small as theory's: a fixed choice, customers and agents without moods, always open."""

from __future__ import annotations

from typing import Any

from sim.scenario import Scenario, scenario_from
from sim.scenario.clocks import days_of, spans_of
from sim.theory.networks import Desk
from sim.theory.returning import RedialDesk

Data = dict[str, Any]
ALWAYS = {"mon-sun": "0:00-24:00"}
CALM = {
    "talk_anger": 0.0,
    "manager_anger": 0.0,
    "redial_share": 0.0,
    "comes_back_share": 0.0,
    "max_contacts": 50,
    "insists_share": 0.0,
}
PLAIN = {"after_failure": "as_before", "giving": "fixed"}
"""What fails goes up, or is always left under a target of handle time; what is asked is given."""
ENDLESS = {"endless_patience_share": 1.0}


def exponential(mean_min: float) -> Data:
    return {"shape": "exponential", "mean": mean_min}


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


def plain(
    agents: int,
    issues: dict[str, Data],
    weeks: int,
    *,
    skill: float = 3.0,
    turnover: Data | None = None,
    **parts: Data,
) -> Scenario:
    """Return a center with one team; high skill always solves, low skill never.

    `parts` are sections of the scenario that differ from the plainest: calendar, customers, manager, ...
    """
    sections: Data = {
        "calendar": {"open": ALWAYS},
        "customers": CALM,
        "manager": {"give_up_after": None},
        "behavior": {"choice": "fixed", "escalation_probability": 0.0, **PLAIN},
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
    return scenario_from({"name": "theory", "issues": kinds, "teams": {"desk": team}, **sections})


# --- queues --------------------------------------------------------------------------------------------------


def manager_alone(per_min: float, minutes: Data | float, weeks: int) -> Scenario:
    """Everything is reserved for one manager, and agents pass it up at once."""
    calls = {"call": call(per_min, 0.0, reserved_share=1.0)}
    return plain(1, calls, weeks, customers=ENDLESS, manager={"investigate_time": minutes})


def two_classes(agents: int, urgent: Data, other: Data, weeks: int) -> Scenario:
    """Return a team with urgent calls, which overtake, and others."""
    calls = {"urgent": {**urgent, "priority": 5}, "other": {**other, "priority": 0}}
    return plain(agents, calls, weeks, customers=ENDLESS)


# --- networks ------------------------------------------------------------------------------------------------

WARM = {"transfer": "warm", "warm_until": "finished"}


def two_tiers(desk: Desk, weeks: int, empowerment: Data | None = None, calendar: Data | None = None) -> Scenario:
    """Return agents who pass up a share of their calls at the end to managers, and customers who wait for ever."""
    return plain(
        desk.servers,
        {"call": call(desk.arrivals_per_min, exponential(desk.service_min))},
        weeks,
        behavior={"choice": "fixed", "escalation_probability": desk.escalation_probability},
        manager={"count": desk.managers, "investigate_time": exponential(desk.manager_min)},
        customers=ENDLESS,
        empowerment=empowerment or {},
        calendar=calendar or {},
    )


def returning(
    agents: int, issues_per_min: float, handle_min: float, back: float, weeks: int, **customers: Any
) -> Scenario:
    """Return agents who leave everything unresolved, under time pressure, and customers who call again with luck."""
    return plain(
        agents,
        {"call": call(issues_per_min, exponential(handle_min), complexity=1.0, diagnosis_share=0.5)},
        weeks,
        skill=-2.0,
        customers={"comes_back_share": back, "max_redials": 20, **customers},
        empowerment={"support": -1.0},
        incentives={"time_pressure": 1e-6},
        behavior={"steepness": 100.0},
    )


def redialing(desk: RedialDesk, delay_min: float, weeks: int) -> Scenario:
    """Return customers who redial after hanging up, and call back after service, after the same mean delay."""
    return returning(
        desk.servers,
        desk.issues_per_min,
        desk.service_min,
        desk.call_back_probability,
        weeks,
        patience=exponential(desk.patience_min),
        redial_share=desk.redial_probability,
        redial_after=exponential(delay_min),
        comes_back_after=exponential(delay_min),
    )
