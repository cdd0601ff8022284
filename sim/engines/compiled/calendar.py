"""What the calendar does: opening and closing, mornings after, month ends, the timeline, the horizon."""

import math
from typing import Any

from sim.behavior import learning
from sim.clock import DAY, MINUTE, Kind
from sim.demand import purposes as for_
from sim.engines.compiled.at import (
    agent_at,
    change_at,
    desk_at,
    desk_step_at,
    epoch_at,
    happening_at,
    int_at,
    meeting_at,
    node_at,
    rules_at,
    segment_at,
    span_at,
    station_at,
    team_at,
    team_epoch_at,
)
from sim.engines.compiled.callers import epoch_of
from sim.engines.compiled.compiler import compiled
from sim.engines.compiled.endings import DROPPED, OPEN
from sim.engines.compiled.events import present, push
from sim.engines.compiled.floor import daily_number, has_heads, is_free, lets_go, set_absent, set_duty, stays_on
from sim.engines.compiled.money import funds, opens_books, pays_out, tells_colleagues
from sim.engines.compiled.random_numbers import number, output, read
from sim.engines.compiled.upstairs import LANE_DESK, MANAGER, desk_has_heads, leaves_open, lets_agents_go

ROSTER, DESK_HOURS, HORIZON = range(3)
MORNING = 0
HAPPENS, GOES_AWAY, COMES_BACK = range(3)
_MONTH_END, _DAY, _TIMELINE = int(Kind.MONTH_END), int(Kind.DAY), int(Kind.TIMELINE)
_OPENING, _CLOSING = int(Kind.OPENING), int(Kind.CLOSING)
_SITTING_ID = 10_000


@compiled
def begins(w: Any) -> None:
    """Seat the agents and set the calendar going, as at the first instant of the run."""
    funded = opens_books(w)
    for a in range(w.n_agents):
        agent = agent_at(w.agents, a)
        agent.occupant = -1
        agent.returned_first, agent.returned_last = -1, -1
        _sits_down(w, a)
    _next_change(w)
    for d in range(2):
        desk = desk_at(w.desks, d)
        desk.ever_opens = _will_open(w, d)
        _next_hours(w, d, True)
    if w.horizon_tick > DAY:
        push(w, DAY, _DAY, 0, 0, MORNING)
    if funded:
        funds(w, 0)
        _next_month(w)
    _next_happening(w)
    push(w, w.horizon_tick, _CLOSING, 1, 0, HORIZON)


@compiled
def _sits_down(w: Any, a: int) -> None:
    """A new occupant takes the seat, with starting skill, habit and beliefs."""
    agent = agent_at(w.agents, a)
    team = team_at(w.teams, agent.team)
    agent.occupant += 1
    agent.vacant = False
    key = output(output(team.key, agent.seat), agent.occupant)
    start = team.baseline_skill + team.skill_sd * math.log(read(w, w.normal_table, number(key, for_.SKILL)))
    raised = team.skill - team.baseline_skill
    _rests(w, a, start)
    agent.start_skill = start + raised
    agent.skill += raised
    agent.reward = w.starting_reward
    agent.charge = w.starting_charge
    agent.engagement = team.engagement
    agent.pride_gained = 0.0
    agent.strain = 0.0
    _tends_to_cut(w, a)


@compiled
def _tends_to_cut(w: Any, a: int) -> None:
    """Set an occupant's tendency to cut contacts short, per unit of time pressure."""
    agent = agent_at(w.agents, a)
    table = team_epoch_at(w.team_epochs, epoch_of(w, w.tick) * w.n_teams + agent.team).cut_table
    key = output(output(team_at(w.teams, agent.team).key, agent.seat), agent.occupant)
    agent.cut_tendency = read(w, table, number(key, for_.CUT_TENDENCY))


@compiled
def _rests(w: Any, a: int, skill: float) -> None:
    """Set the state at rest of a starting skill, between the tabulated ones."""
    agent = agent_at(w.agents, a)
    team = team_at(w.teams, agent.team)
    low = node_at(w.nodes, team.first_node)
    high = low
    share, first = 0.0, low.skill
    last = node_at(w.nodes, team.first_node + team.nodes - 1)
    if team.nodes > 1 and skill > low.skill:
        if skill >= last.skill:
            low = high = last
            first = last.skill
        else:
            i = 0
            while node_at(w.nodes, team.first_node + i).skill <= skill:
                i += 1
            low, high = node_at(w.nodes, team.first_node + i - 1), node_at(w.nodes, team.first_node + i)
            share, first = (skill - low.skill) / (high.skill - low.skill), skill
    gained = low.rested + share * (high.rested - low.rested) - first
    agent.habit = low.habit + share * (high.habit - low.habit)
    agent.ownership = low.ownership + share * (high.ownership - low.ownership)
    agent.skill = skill + gained


# --- opening hours -----------------------------------------------------------------------------------------------


@compiled
def _next_change(w: Any) -> None:
    if w.change_next < w.n_changes:
        change = change_at(w.changes, w.change_next)
        push(w, change.tick, change.kind, change.number, w.change_next, ROSTER)
        w.change_next += 1


@compiled
def roster_changes(w: Any, n: int) -> None:
    """Agents come and go by the roster; at closing the queue is finished in overtime, or dropped."""
    change = change_at(w.changes, n)
    w.day = change.day
    if change.kind == _OPENING:
        w.overtime = False
        has_heads(w, change.team, change.heads)
    elif change.closes:
        closes(w)
    _next_change(w)


@compiled
def closes(w: Any) -> None:
    """Closing time."""
    w.overtime = w.overtime_after_hours
    for t in range(w.n_teams):
        has_heads(w, t, 0)
        stays_on(w, t)
        if not w.overtime:
            lets_go(w, t, DROPPED)


@compiled
def horizon(w: Any) -> None:
    """The end of the simulated time: nobody new arrives; what is in the center is finished."""
    w.is_over = True
    closes(w)
    for station in range(4):
        present(w, station, 0)
        at = station_at(w.stations, station)
        at.in_horizon = at.present
    lets_agents_go(w, MANAGER)
    lets_agents_go(w, LANE_DESK)
    for t in range(w.n_teams):
        team = team_at(w.teams, t)
        for seat in range(team.agents):
            agent = agent_at(w.agents, team.first_agent + seat)
            if agent.returned_first >= 0 and not agent.busy:
                is_free(w, team.first_agent + seat)
        if team.busy == 0:
            lets_go(w, t, OPEN)


@compiled
def _step_of(w: Any, d: int, day: int, n: int) -> Any:
    """Return the n-th change of heads at a desk on a day; after the last its minute is -1."""
    return desk_step_at(w.desk_steps, ((epoch_of(w, day * DAY) * 2 + d) * 7 + day % 7) * w.most_steps + n)


@compiled
def _will_open(w: Any, d: int) -> bool:
    """Whether somebody will sit at the desk in some week after the simulated time."""
    first, heads = w.horizon_tick // DAY, 0
    for day in range(first, first + 7):
        n = 0
        while _step_of(w, d, day, n).minute >= 0:
            heads += _step_of(w, d, day, n).heads
            n += 1
    return heads > 0


@compiled
def _any_busy(w: Any) -> bool:
    """Whether anybody is in the center who will still be served."""
    stuck = 0
    for d in range(2):
        desk = desk_at(w.desks, d)
        if not desk.ever_opens:
            stuck += desk.waiting
    return w.inside > stuck


@compiled
def _next_hours(w: Any, d: int, day_begins: bool) -> None:
    """Go on to the next change of the desk's people, until its last matter is closed."""
    desk = desk_at(w.desks, d)
    if day_begins:
        desk.step = 0
    while desk.step > 0 or desk.day * DAY < w.horizon_tick or (desk.ever_opens and _any_busy(w)):
        step = _step_of(w, d, desk.day, desk.step)
        if step.minute >= 0:
            kind, first = (_CLOSING, 2) if step.closes else (_OPENING, 1000)
            push(w, desk.day * DAY + step.minute * MINUTE, kind, first + d, d, DESK_HOURS)
            return
        desk.day += 1
        desk.step = 0
        if w.tick < desk.day * DAY:
            push(w, desk.day * DAY, _DAY, 1 + d, d, DESK_HOURS)
            return


@compiled
def hours_change(w: Any, kind: int, d: int) -> None:
    """People come to a desk or leave it, or its day begins."""
    if kind == _DAY:
        _next_hours(w, d, True)
        return
    desk = desk_at(w.desks, d)
    desk_has_heads(w, d, _step_of(w, d, desk.day, desk.step).heads)
    desk.step += 1
    _next_hours(w, d, False)


# --- mornings and months -----------------------------------------------------------------------------------------


@compiled
def morning(w: Any) -> None:
    """Every midnight: colleagues hear of yesterday's charges, feelings drift, people quit and arrive."""
    day = w.tick // DAY
    e = epoch_of(w, w.tick - 1)
    tells_colleagues(w)
    worked = span_at(w.spans, ((day - 1) % 7) * w.most_spans).start >= 0
    for t in range(w.n_teams):
        team, its = team_at(w.teams, t), team_epoch_at(w.team_epochs, e * w.n_teams + t)
        team.sharers = max(1, int_at(w.sharers, t * w.days + day).v)
        floor = its.floor if its.has_floor else team.engagement
        for a in range(team.first_agent, team.first_agent + team.agents):
            if worked:
                _drifts(w, a, e, floor)
            agent_at(w.agents, a).charged_today = False
            _comes_and_goes(w, a, e, day)
    if (day + 1) * DAY < w.horizon_tick:
        push(w, (day + 1) * DAY, _DAY, 0, 0, MORNING)


@compiled
def _drifts(w: Any, a: int, e: int, floor: float) -> None:
    """A working day has passed: what is not renewed fades."""
    agent, epoch = agent_at(w.agents, a), epoch_at(w.epochs, e)
    if not agent.heard and not agent.charged_today:
        agent.charge *= epoch.charge_kept
    agent.engagement = floor + (agent.engagement - floor) * epoch.engagement_kept
    agent.pride_gained *= epoch.engagement_kept
    agent.skill = agent.start_skill + (agent.skill - agent.start_skill) * epoch.skill_kept


@compiled
def _comes_and_goes(w: Any, a: int, e: int, day: int) -> None:
    """Strain makes people quit, engagement keeps them; a recruit comes after a while."""
    agent = agent_at(w.agents, a)
    team, its = team_at(w.teams, agent.team), team_epoch_at(w.team_epochs, e * w.n_teams + agent.team)
    if agent.vacant:
        if day >= agent.vacant_until:
            _sits_down(w, a)
        return
    if its.per_year <= 0:
        return
    log_hazard = its.strain_effect * agent.strain - its.engagement_effect * (agent.engagement - team.engagement)
    daily = its.per_year / 365.25 * math.exp(log_hazard)
    if daily_number(w, a, day, for_.QUITS) < 1.0 - math.exp(-daily):
        agent.vacant = True
        agent.vacant_until = day + its.recruit_days
        agent.quits += 1
        set_absent(w, a, False)
        set_duty(w, a, False)


@compiled
def _next_month(w: Any) -> None:
    if w.month_next < w.n_months:
        push(w, int_at(w.month_ends, w.month_next).v, _MONTH_END, 0, 0, 0)
        w.month_next += 1


@compiled
def month_ends(w: Any) -> None:
    """Month ends: pay out, and fund the next month."""
    pays_out(w, w.tick, w.month)
    funds(w, w.month)
    _next_month(w)


@compiled
def settles(w: Any) -> None:
    """After the last contact: what no desk will ever take stays open, and the last pay-out is made."""
    w.tick = w.last_move
    leaves_open(w, MANAGER)
    leaves_open(w, LANE_DESK)
    pays_out(w, w.tick, w.month)


# --- the timeline ------------------------------------------------------------------------------------------------


@compiled
def _next_happening(w: Any) -> None:
    if w.happening_next < w.n_happenings:
        happening = happening_at(w.happenings, w.happening_next)
        push(w, happening.tick, _TIMELINE, w.happening_next, w.happening_next, HAPPENS)
        w.happening_next += 1


@compiled
def happens(w: Any, n: int) -> None:
    """What a leader does: levers change, surges begin and end, people gather."""
    happening = happening_at(w.happenings, n)
    if happening.segment >= 0:
        w.segment = happening.segment
        for t in range(w.n_teams):
            _follows(w, t)
        if segment_at(w.segments, w.segment).announced:
            _teach(w)
    else:
        _gathers(w, happening.meeting)
    _next_happening(w)


@compiled
def _follows(w: Any, t: int) -> None:
    """From now on a team's settings hold: agents keep what sets them apart from the team's level."""
    team, its = team_at(w.teams, t), team_epoch_at(w.team_epochs, epoch_of(w, w.tick) * w.n_teams + t)
    skill, engagement = its.skill - team.skill, its.engagement - team.engagement
    team.skill, team.engagement = its.skill, its.engagement
    for a in range(team.first_agent, team.first_agent + team.agents):
        agent = agent_at(w.agents, a)
        agent.start_skill += skill
        agent.skill += skill
        agent.engagement = min(1.0, max(0.0, agent.engagement + engagement))
        _tends_to_cut(w, a)


@compiled
def _teach(w: Any) -> None:
    """Everybody is told what passing up is worth now, and believes it in part."""
    rules = rules_at(w.rules, w.segment)
    if rules.fixed_choice:
        return
    new = learning.reward_of_passing_up(segment_at(w.segments, w.segment).mean_remaining_minutes, rules)
    for a in range(w.n_agents):
        agent = agent_at(w.agents, a)
        agent.reward = learning.step(agent.reward, new, rules.credibility)


@compiled
def _gathers(w: Any, m: int) -> None:
    """A gathering: each sitting takes its share of the agents off the floor; all remember it for a while."""
    meeting = meeting_at(w.meetings, m)
    for a in range(w.n_agents):
        agent = agent_at(w.agents, a)
        agent.engagement = min(1.0, agent.engagement + meeting.engagement)
        agent.pride_gained += meeting.pride
        agent.skill += meeting.skill
        if meeting.sitting_ticks != 0:
            start = w.tick + agent.seat % meeting.sittings * meeting.sitting_ticks
            ident = _SITTING_ID + agent.team * _SITTING_ID + agent.seat
            push(w, start, _TIMELINE, ident, a, GOES_AWAY)
            push(w, start + meeting.sitting_ticks, _TIMELINE, ident, a, COMES_BACK)
    if meeting.teaches:
        _teach(w)
