"""Both engines on the shipped scenarios and on small odd centers, and the laws that every run obeys, fact by fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import Any

from sim.engines import run
from sim.engines.agreement import Agreement, agreement
from sim.journeys.laws import LAWS, Run
from sim.scenario import Scenario, plan_of
from sim.verification.checks import Check

ODD: Mapping[str, Mapping[str, Any]] = {
    "as shipped": {},
    "nobody at the desks": {"teams.desk.agents": 0},
    "one agent": {"teams.desk.agents": 1},
    "more agents than calls": {"teams.desk.agents": 200},
    "heads by the hour": {"teams.desk.agents": {"mon-fri": {"8:00": 2, "11:00": 6, "15:00": 1}}},
    "never open": {"calendar.open": {"sun": "closed"}},
    "always open": {"calendar.open": {"mon-sun": "0:00-24:00"}},
    "a lunch break, late shift, all drop": {
        "calendar.open": {"mon-fri": "9:00-12:00, 13:00-17:00", "sat": "20:00-24:00"},
        "calendar.after_hours": "drop",
    },
    "everything takes no time": {"issues.question.handle_time": 0.0, "manager.investigate_time": 0.0},
    "ties: whole minutes": {
        "issues.question.handle_time": 5.0,
        "manager.investigate_time": 10.0,
        "customers.patience": 5.0,
        "customers.redial_share": 1.0,
        "customers.redial_after": 5.0,
    },
    "nobody waits": {"customers.patience": 0.0},
    "overload": {"issues.question.per_week": 3000.0},
    "nobody calls": {"issues.question.per_week": 0.0},
    "all on Monday": {"issues.question.weekdays": {"mon": 1.0}},
    "a surge": {"timeline": [{"week": 1, "day": "wed", "event": "surge", "issue": "question", "times": 4, "weeks": 1}]},
    "no manager": {"manager.count": 0},
    "the manager grants": {"manager.policy": "grant", "issues.question.asks_share": 1.0},
    "the manager coaches": {"manager.policy": "coach"},
    "the manager returns": {"manager.policy": "return", "incentives.relief": 1.0},
    "warm until finished": {"empowerment.transfer": "warm", "empowerment.warm_until": "finished"},
    "customers give up upstairs": {"manager.give_up_after": 1.0, "incentives.relief": 1.0},
    "self-service": {"issues.question.self_service": True, "empowerment.containment": 0.8},
    "a pool that is charged": {
        "incentives.bonus_pool": {
            "funding_per_agent": 50.0,
            "charge_share": 1.0,
            "agent_charge_share": 0.5,
            "deficit": "absorb",
        },
        "issues.question.asks_share": 1.0,
        "incentives.peer_pressure": 0.5,
    },
    "a month ends": {"calendar.start": "2024-01-29", "issues.question.asks_share": 1.0},
    "everybody comes back": {
        "customers.comes_back_share": 1.0,
        "customers.comes_back_after": 60.0,
        "teams.desk.skill": 0.0,
    },
    "time pressure": {"incentives.time_pressure": 0.2, "teams.desk.cut_short": 1.0, "customers.cut_return_share": 1.0},
    "chance decides": {"behavior.sharpness": 0.0, "behavior.habit_half_life": 0.5},
    "a fixed choice": {"behavior.choice": "fixed", "behavior.escalation_probability": 0.5},
    "people leave": {"teams.desk.turnover": {"per_year": 10.0, "recruit_days": 1}, "teams.desk.skill_sd": 0.2},
    "people are absent": {"teams.desk.absence": 0.5},
    "a town hall and a new rule": {
        "timeline": [
            {"week": 1, "day": "tue", "event": "town_hall", "at": "11:30", "hours": 2.0, "sittings": 2},
            {"week": 1, "day": "thu", "set": {"empowerment.authority": 500.0}, "announced": True},
        ]
    },
    "everything is reserved": {"issues.question.reserved_share": 1.0},
}
"""What is changed in the smallest shipped scenario, by name."""
APART = 6
"""Every second oddity is also joined with the one so many places further."""


def odd_centers(base: Scenario) -> Iterator[tuple[str, Scenario]]:
    """Yield a center of one week for each oddity, and for every second with another."""
    alone = base.model_copy(update={"what_ifs": {}}).override({"calendar.weeks": 1})
    names = list(ODD)
    for place, name in enumerate(names):
        yield name, alone.override(dict(ODD[name]))
        other = names[(place + APART) % len(names)]
        if place % 2:
            yield f"{name}, {other}", alone.override({**ODD[name], **ODD[other]})


def shortened(scenario: Scenario, weeks: int) -> Scenario:
    """Return the first weeks of a scenario."""
    return scenario.override({"calendar.weeks": min(weeks, scenario.calendar.weeks)})


def compared(what: str, cases: Mapping[str, Scenario], seed: int) -> list[Check]:
    """Run scenarios by both engines and return a check of all of them together."""
    found = {name: agreement(plan_of(scenario), seed, 0) for name, scenario in cases.items()}
    whole = reduce(Agreement.and_then, found.values(), Agreement())
    wrong = [f"{name}: {each}" for name, each in found.items() if each.difference]
    rows = whole.contacts + whole.agents + whole.ledger
    what, detail = f"{what}: {whole.contacts:,} contacts", next(iter(wrong), "")
    return [Check("engines", what, "to the last bit", 0, len(wrong), rows, not wrong, unit="rows", detail=detail)]


def lawful(scenarios: Iterable[Scenario], engine: str, seed: int) -> list[Check]:
    """Run scenarios once and return a check for each law, its facts added up over them."""
    facts = [0] * len(LAWS)
    broken: list[list[str]] = [[] for _ in LAWS]
    for scenario in scenarios:
        journeys = run(plan_of(scenario), seed, 0, engine)
        its = Run(journeys.plan, journeys.rows, journeys.entries, journeys.presence)
        for number, law in enumerate(LAWS):
            facts[number] += law.facts(its)
            broken[number] += [f"{scenario.name}: {line}" for line in law.broken(its)]
    return [
        Check(
            "laws",
            law.words,
            "by definition",
            0,
            len(lines),
            count,
            not lines,
            unit="facts",
            detail=next(iter(lines), ""),
        )
        for law, lines, count in zip(LAWS, broken, facts, strict=True)
    ]
