"""Who is on the floor: agents come and go by the roster, and are away at gatherings and sessions."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.clock import DAY, MINUTE, Kind
from sim.demand.duties import Change
from sim.engines.effects import people
from sim.engines.reference.clockwork import Steps

if TYPE_CHECKING:
    from sim.engines.reference.agent import Agent
    from sim.engines.reference.center import Center
    from sim.engines.reference.team import Team


def opening_hours(center: "Center", closes: Callable[["Center"], None]) -> Steps:
    """Agents come and go by the roster; `closes` says what happens at closing."""
    env = center.env
    for day in range(center.plan.horizon_tick // DAY):
        changes: list[tuple[int, Kind, Change | None]] = [
            (day * DAY + change.tick, Kind.OPENING, change) for change in center.roster.changes(day)
        ]
        changes += [(day * DAY + end * MINUTE, Kind.CLOSING, None) for _, end in center.hours[day % 7]]
        changes.sort(key=lambda each: each[:2])
        for number, (tick, kind, change) in enumerate(changes):
            yield env.at(tick, kind, number)
            center.day = day
            if change is not None:
                center.overtime = False
                has_heads(center.teams[change.team], center.roster.heads(change, day))
            elif tick % DAY or not _opens_at(center, tick):
                closes(center)


def _opens_at(center: "Center", tick: int) -> bool:
    """Whether the center goes on past midnight."""
    return any(start == 0 for start, _ in center.hours[tick // DAY % 7]) and tick < center.plan.horizon_tick


def has_heads(team: "Team", heads: int) -> None:
    """From now on so many seats are on the floor; those beyond leave when they are free."""
    for agent in team.agents:
        is_due = agent.seat < heads and not agent.vacant
        missing = is_due and is_missing(team, agent)
        people.is_absent(agent, missing, team.center.env.tick)
        set_duty(team, agent, is_due and not missing)


def is_missing(team: "Team", agent: "Agent") -> bool:
    """Whether an agent is absent today."""
    return team.center.roster.is_absent(team.index, agent.seat, team.center.day)


def set_duty(team: "Team", agent: "Agent", on: bool) -> None:
    """An agent comes on the floor or leaves it."""
    if agent.on_duty == on:
        return
    people.changes_duty(agent, team, team.center.env.tick)
    if on and not agent.busy:
        team.is_free(agent)


def goes_away(team: "Team", agent: "Agent", away: bool) -> None:
    """An agent goes to a gathering, or comes back from it."""
    agent.away += 1 if away else -1
    if not agent.away and agent.on_duty and not agent.busy:
        team.is_free(agent)
