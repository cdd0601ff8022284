"""What the roster draws about those who sit on a team's seats."""

from typing import Any

from sim.clock import DAY
from sim.demand import purposes as for_
from sim.engines.compiled.at import agent_at, output, team_at, team_epoch_at
from sim.engines.compiled.callers import epoch_of
from sim.engines.compiled.compiler import compiled
from sim.engines.effects.given import number

_DAILY = 1 << 32


@compiled
def daily_number(w: Any, a: int, day: int, purpose: int) -> float:
    """Return the number of a seat on a day."""
    agent = agent_at(w.agents, a)
    key = output(output(team_at(w.teams, agent.team).key, _DAILY + agent.seat), day)
    return number(key, purpose)


@compiled
def is_missing(w: Any, a: int) -> bool:
    """Return whether an agent is absent today."""
    share = team_epoch_at(w.team_epochs, epoch_of(w, w.day * DAY) * w.n_teams + agent_at(w.agents, a).team).absence
    return share > 0 and daily_number(w, a, w.day, for_.ABSENT) < share
