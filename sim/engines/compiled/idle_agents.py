"""Which idle agent answers a customer: of the first team that may and can, whom the team's rule names."""

from typing import Any

from sim.behavior.parameters import LONGEST_IDLE, ROUND_ROBIN
from sim.engines.compiled.at import agent_at, contact_at, hidden_at, int_at, rank_at, step_at, team_at, team_rules_at
from sim.engines.compiled.compiler import compiled
from sim.engines.effects import waiting

_NOBODY = -1


@compiled
def agent_for(w: Any, i: int) -> int:
    """Return who answers a customer now, or -1: of the first team that may and can, whom the team's rule names."""
    if w.idle == 0:
        return _NOBODY
    rank = rank_at(w.ranks, hidden_at(w.hiddens, i).rank)
    waited = w.tick - contact_at(w.contacts, i).queued
    for n in range(rank.steps):
        step = step_at(w.steps, rank.first_step + n)
        if step.after <= waited:
            for m in range(step.teams):
                t = int_at(w.step_teams, step.first_team + m).v
                if team_at(w.teams, t).idle_first >= 0:
                    return _idle_agent(w, t)
    return _NOBODY


@compiled
def _idle_agent(w: Any, t: int) -> int:
    """Return which idle agent is called, by the team's rule; of equals, who has been idle longest, then by seat."""
    team, rule = team_at(w.teams, t), team_rules_at(w.team_rules, w.segment * w.n_teams + t).rule
    best = team.idle_first
    if rule == LONGEST_IDLE:
        return best
    if rule == ROUND_ROBIN and team.idle * team.idle > team.seats:  # many are idle: the next is near
        seat = team.last
        while True:
            seat = (seat + 1) % team.seats
            if agent_at(w.agents, team.first_agent + seat).idle:
                return team.first_agent + seat
    a = agent_at(w.agents, best).after
    while a >= 0:
        agent, least = agent_at(w.agents, a), agent_at(w.agents, best)
        if rule == ROUND_ROBIN:
            if (agent.seat - team.last - 1) % team.seats < (least.seat - team.last - 1) % team.seats:
                best = a
        elif waiting.is_less_occupied(
            agent.handled_ticks, w.tick - agent.came_on, least.handled_ticks, w.tick - least.came_on
        ):
            best = a
        a = agent.after
    return best
