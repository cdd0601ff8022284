"""What is written at the end of a week: a line in every agent's diary, and how many rows there are by now."""

from typing import Any

from sim.clock import WEEK
from sim.engines.compiled.at import agent_at, diary_at, mark_at
from sim.engines.compiled.compiler import compiled


@compiled
def week_ends(w: Any) -> None:
    """A week ends: write the diaries, begin new ones, and mark where the rows of the week end."""
    w.week += 1
    now = w.week * WEEK
    for a in range(w.n_agents):
        agent, diary = agent_at(w.agents, a), diary_at(w.diaries, w.diaries_n)
        if agent.on_duty:
            agent.duty_ticks += now - agent.duty_since
            agent.duty_since = now
        if agent.absent:
            agent.absent_ticks += now - agent.absent_since
            agent.absent_since = now
        diary.week = w.week
        diary.team, diary.seat, diary.occupant = agent.team, agent.seat, agent.occupant
        diary.habit, diary.reward, diary.charge = agent.habit, agent.reward, agent.charge
        diary.skill, diary.ownership = agent.skill, agent.ownership
        diary.engagement, diary.strain = agent.engagement, agent.strain
        diary.busy_ticks, diary.duty_ticks = agent.busy_ticks, agent.duty_ticks
        diary.overtime_ticks, diary.absent_ticks = agent.overtime_ticks, agent.absent_ticks
        diary.quits, diary.vacant = agent.quits, agent.vacant
        agent.busy_ticks, agent.duty_ticks, agent.overtime_ticks, agent.absent_ticks = 0, 0, 0, 0
        agent.quits = 0
        w.diaries_n += 1
    mark = mark_at(w.marks, w.week - 1)
    mark.ended, mark.ledger, mark.diaries = w.ended_n, w.ledger_n, w.diaries_n
