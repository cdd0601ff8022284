"""The laws that every run obeys, fact by fact, on the shipped scenarios."""

from __future__ import annotations

from collections.abc import Iterable

from sim.engines import run
from sim.journeys.laws import LAWS, Run
from sim.scenario import Scenario, plan_of
from sim.verification.checks import Check


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
