"""Who sits on the seats: recruits, who quits, what changes them, what is written of them at a week's end."""

import math
from typing import Any

import numpy as np

from sim.behavior import service
from sim.clock import DAY, MINUTE, WEEK, Kind
from sim.demand import purposes as for_
from sim.engines.compiled.at import (
    agent_at,
    desk_at,
    diary_at,
    epoch_at,
    heard_at,
    int_at,
    mark_at,
    meeting_at,
    node_at,
    output,
    rules_at,
    segment_at,
    span_at,
    team_at,
    team_epoch_at,
)
from sim.engines.compiled.callers import epoch_of, profile_of
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.duty import leaves as quits_duty
from sim.engines.compiled.events import push
from sim.engines.compiled.floor import stays
from sim.engines.compiled.money import looks_ahead, tells_colleagues
from sim.engines.compiled.persons import daily_number
from sim.engines.effects import bonuses, desks, duty, people
from sim.engines.effects.given import minutes, number
from sim.engines.resting import Rest, between

GOES_AWAY, COMES_BACK, IS_COACHED = 1, 2, 3
_SITTING_ID, _SESSION_ID = 10_000, 1_000_000_000
_DAYS_PER_WEEK = WEEK // DAY


@compiled
def sits_down(w: Any, a: int) -> None:
    """A new occupant takes the seat, with starting skill, habit and beliefs."""
    agent = agent_at(w.agents, a)
    team = team_at(w.teams, agent.team)
    agent.occupant += 1
    luck = number(_occupant(agent), for_.SKILL)
    start = team.baseline_skill + team.skill_sd * math.log(minutes(w.normal_table, luck))
    agent.pace = 1.0
    if team.speed_sigma > 0.0:
        z = math.log(minutes(w.normal_table, number(_occupant(agent), for_.SPEED)))
        agent.pace = service.pace(z, team.speed_sigma)
    people.sits_down(agent, team, start, _rest(w, team, start), w)
    tends_to_cut(w, a)


@compiled
def _occupant(agent: Any) -> Any:
    """Return the key of who sits on a seat."""
    return output(output(agent.key, agent.number), agent.occupant)


@compiled
def tends_to_cut(w: Any, a: int) -> None:
    """Set an occupant's tendency to cut contacts short, per unit of time pressure."""
    agent = agent_at(w.agents, a)
    table = team_epoch_at(w.team_epochs, epoch_of(w, w.tick) * w.n_teams + agent.team).cut_table
    agent.cut_tendency = minutes(table, number(_occupant(agent), for_.CUT_TENDENCY))


@compiled
def _rest(w: Any, team: Any, skill: float) -> Rest:
    """Return the state at rest of a starting skill, between the tabulated ones."""
    low = node_at(w.nodes, team.first_node)
    last = node_at(w.nodes, team.first_node + team.nodes - 1)
    if team.nodes == 1 or skill <= low.start:
        return between(low, low, 0.0, low.start, skill)
    if skill >= last.start:
        return between(last, last, 0.0, last.start, skill)
    i = team.first_node
    while node_at(w.nodes, i).start <= skill:
        i += 1
    low, high = node_at(w.nodes, i - 1), node_at(w.nodes, i)
    return between(low, high, (skill - low.start) / (high.start - low.start), skill, skill)


@compiled
def morning(w: Any) -> None:
    """Every midnight: colleagues hear of yesterday's charges, feelings drift, people quit and arrive."""
    day = w.tick // DAY
    e = epoch_of(w, w.tick - 1)
    tells_colleagues(w)
    worked = span_at(w.spans, profile_of(w, day - 1) * w.most_spans).start >= 0
    for n in range(w.n_types if worked else 0):
        desks.is_forgotten(heard_at(w.heard, n), epoch_at(w.epochs, e))
    for t in range(w.n_teams):
        team, its = team_at(w.teams, t), team_epoch_at(w.team_epochs, e * w.n_teams + t)
        team.sharers = max(1, int_at(w.sharers, t * w.days + day).v)
        floor = its.floor if its.has_floor else team.engagement
        for a in range(team.first_agent, team.first_agent + team.seats):
            if worked:
                people.drifts(agent_at(w.agents, a), floor, epoch_at(w.epochs, e))
            agent_at(w.agents, a).charged_today = False
            _comes_and_goes(w, a, its, day)
    looks_ahead(w)
    if day % _DAYS_PER_WEEK == 0:
        _coaches(w, day // _DAYS_PER_WEEK)


@compiled
def _coaches(w: Any, week: int) -> None:
    """A week begins: what escalations left of the managers' last week goes to the coaching sessions that are due."""
    rules, due = rules_at(w.rules, w.segment), 0
    left = int_at(w.manager_ticks, week - 1).v - desk_at(w.desks, 0).talked
    desk_at(w.desks, 0).talked = 0
    if rules.session_ticks == 0:
        return
    for a in range(w.n_agents):
        agent = agent_at(w.agents, a)
        due += people.is_due(agent, team_at(w.teams, agent.team), week, rules)
    for a in range(w.n_agents):
        agent = agent_at(w.agents, a)
        if not people.is_due(agent, team_at(w.teams, agent.team), week, rules):
            continue
        day = week * _DAYS_PER_WEEK
        if people.is_held(agent, daily_number(w, a, day, for_.COACHED), left, due, rules):
            start = _in_open_time(w, week, daily_number(w, a, day, for_.COACHED_AT))
            ident = _SESSION_ID + agent.team * _SITTING_ID + agent.seat
            push(w, start, Kind.TIMELINE, ident, a, IS_COACHED)
            push(w, start + rules.session_ticks, Kind.TIMELINE, ident, a, COMES_BACK)


@compiled
def _in_open_time(w: Any, week: int, share: float) -> int:
    """Return the tick after a share of the open time of a week; its beginning where the center is closed."""
    whole, first = 0, week * _DAYS_PER_WEEK
    for weekday in range(_DAYS_PER_WEEK):
        i = profile_of(w, first + weekday) * w.most_spans
        while span_at(w.spans, i).start >= 0:
            whole += span_at(w.spans, i).end - span_at(w.spans, i).start
            i += 1
    left = np.int64(share * (whole * MINUTE))
    for weekday in range(_DAYS_PER_WEEK):
        i = profile_of(w, first + weekday) * w.most_spans
        while span_at(w.spans, i).start >= 0:
            lasts = (span_at(w.spans, i).end - span_at(w.spans, i).start) * MINUTE
            if left < lasts:
                return (first + weekday) * DAY + span_at(w.spans, i).start * MINUTE + left
            left -= lasts
            i += 1
    return first * DAY


@compiled
def _comes_and_goes(w: Any, a: int, its: Any, day: int) -> None:
    """Who has had enough quits; a recruit comes after a while."""
    agent = agent_at(w.agents, a)
    if agent.vacant:
        if day >= agent.vacant_until:
            sits_down(w, a)
        return
    likely = people.chance_to_quit(agent, team_at(w.teams, agent.team), its)
    if likely > 0.0 and daily_number(w, a, day, for_.QUITS) < likely:
        people.quits(agent, day, its)
        stays(w, a, False)
        bonuses.settles_up(w, team_at(w.teams, agent.team), agent)
        quits_duty(w, a)


@compiled
def follow(w: Any) -> None:
    """From now on the teams' settings hold, and what is announced is told."""
    e = epoch_of(w, w.tick)
    for t in range(w.n_teams):
        people.follows(w, team_at(w.teams, t), team_epoch_at(w.team_epochs, e * w.n_teams + t), w.tick)
    for a in range(w.n_agents):
        agent_at(w.agents, a).is_member = int_at(w.members, e * w.n_agents + a).v != 0
        tends_to_cut(w, a)
    if segment_at(w.segments, w.segment).announced:
        _teaches(w)


@compiled
def _teaches(w: Any) -> None:
    """Everybody is told what passing up is worth now."""
    minutes = segment_at(w.segments, w.segment).mean_remaining_minutes
    for a in range(w.n_agents):
        people.is_told(agent_at(w.agents, a), minutes, rules_at(w.rules, w.segment))


@compiled
def gathers(w: Any, m: int) -> None:
    """A gathering: each sitting takes its share of the agents off the floor."""
    meeting = meeting_at(w.meetings, m)
    for a in range(w.n_agents):
        agent = agent_at(w.agents, a)
        people.gathers(agent, meeting)
        if meeting.sitting_ticks != 0:
            start = w.tick + agent.number % meeting.sittings * meeting.sitting_ticks
            ident = _SITTING_ID + agent.team * _SITTING_ID + agent.seat
            push(w, start, Kind.TIMELINE, ident, a, GOES_AWAY)
            push(w, start + meeting.sitting_ticks, Kind.TIMELINE, ident, a, COMES_BACK)
    if meeting.teaches:
        _teaches(w)


@compiled
def week_ends(w: Any) -> None:
    """A week ends: write the diaries, begin new ones, and mark where the rows of the week end."""
    w.week += 1
    for a in range(w.n_agents):
        agent, diary = agent_at(w.agents, a), diary_at(w.diaries, w.diaries_n)
        duty.week_ends(w, agent, team_at(w.teams, agent.team), w.week * WEEK)
        diary.week = w.week
        diary.team, diary.seat, diary.occupant = agent.team, agent.seat, agent.occupant
        diary.habit, diary.reward, diary.charge = agent.habit, agent.reward, agent.charge
        diary.skill, diary.ownership = agent.skill, agent.ownership
        diary.engagement, diary.strain = agent.engagement, agent.strain
        diary.busy_ticks, diary.duty_ticks = agent.busy_ticks, agent.duty_ticks
        diary.overtime_ticks, diary.absent_ticks = agent.overtime_ticks, agent.absent_ticks
        diary.quits, diary.vacant = agent.quits, agent.vacant
        diary.coaching_due, diary.coached, diary.coached_ticks = agent.coaching_due, agent.coached, agent.coached_ticks
        diary.paid_ticks, diary.scheduled_ticks = agent.paid_ticks, agent.scheduled_ticks
        diary.planned_rest_ticks, diary.adhered_ticks = agent.planned_rest_ticks, agent.adhered_ticks
        diary.break_ticks, diary.away_ticks = agent.break_ticks, agent.away_ticks
        people.week_begins(agent)
        w.diaries_n += 1
    mark = mark_at(w.marks, w.week - 1)
    mark.ended, mark.ledger, mark.diaries, mark.duty = w.ended_n, w.ledger_n, w.diaries_n, w.duty_n
