"""What the roster draws about those who sit on a team's seats."""

from typing import Any

from sim.clock import DAY
from sim.demand import purposes as for_
from sim.demand.duties import BLOCK_TICKS
from sim.engines.compiled.at import agent_at, output, team_at, team_epoch_at
from sim.engines.compiled.callers import epoch_of
from sim.engines.compiled.compiler import compiled
from sim.engines.effects.given import number

_DAILY = 1 << 32


@compiled
def daily_number(w: Any, a: int, day: int, purpose: int) -> float:
    """Return the number of a seat on a day."""
    agent = agent_at(w.agents, a)
    return number(output(output(agent.key, _DAILY + agent.number), day), purpose)


@compiled
def is_missing(w: Any, a: int, day: int) -> bool:
    """Return whether an agent is absent on a day, or in the shift that begins on it."""
    share = team_epoch_at(w.team_epochs, epoch_of(w, day * DAY) * w.n_teams + agent_at(w.agents, a).team).absence
    return share > 0 and daily_number(w, a, day, for_.ABSENT) < share


@compiled
def is_off_phone(w: Any, a: int) -> bool:
    """Return whether who is on duty is off the phone now, for meetings and the like."""
    share, day = team_at(w.teams, agent_at(w.agents, a).team).off_phone, w.tick // DAY
    return share > 0 and daily_number(w, a, day, for_.OFF_PHONE + (w.tick - day * DAY) // BLOCK_TICKS) < share
