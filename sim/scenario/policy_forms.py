"""How the catalog writes a policy down, and how well each of its effects is known."""

from typing import Any

from sim.scenario.changes import Effect, Policy


def policy(name: str, about: str, claims: str, assumes: str, **rest: Any) -> Policy:
    """Return a policy: what a leader does, what its source claims, what is assumed here."""
    return Policy(name=name, about=about, claims=claims, assumes=assumes, **rest)


def decided(*keys: str) -> list[Effect]:
    """Return effects that a leader decides, so that nothing has to be known."""
    return [Effect(of=key, status="decision") for key in keys]


def found(key: str, source: str) -> Effect:
    """Return an effect that a study found."""
    return Effect(of=key, status="evidence", source=source)


def assumed(key: str, why: str) -> Effect:
    """Return an effect that is assumed of people, and why."""
    return Effect(of=key, status="assumption", source=why)
