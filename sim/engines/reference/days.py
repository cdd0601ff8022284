"""What the calendar does: opening and closing, arrivals, mornings after, month ends, the timeline."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sim.behavior import learning
from sim.clock import DAY, MINUTE, WEEK, Kind, month_ends
from sim.demand.roster import manager_minutes
from sim.engines.effects import bonuses, desks, people
from sim.engines.reference import duty
from sim.engines.reference.agent import Agent
from sim.engines.reference.clockwork import Steps
from sim.engines.reference.customer import Caller
from sim.engines.rules import Segment, kept_of
from sim.journeys.records import Outcome
from sim.scenario.organization import Turnover
from sim.scenario.plan import Meeting

DAYS_PER_WEEK = WEEK // DAY
SITTING_ID, SESSION_ID = 10_000, 1_000_000_000
DESK_ID = 1 << 30
"""Desks open after what the roster has happen on the floor in the same instant."""

if TYPE_CHECKING:
    from sim.engines.reference.center import Center
    from sim.engines.reference.manager import Desk


def begin(center: "Center") -> None:
    """Set the calendar going."""
    for process in (
        arrivals(center),
        duty.opening_hours(center, opens, closes),
        upstairs_hours(center, center.manager, 0),
        upstairs_hours(center, center.lane, 1),
        mornings(center),
        months(center),
        timeline(center),
        horizon(center),
    ):
        center.env.process(process)


def arrivals(center: "Center") -> Steps:
    """The telephone: first contacts, in the order in which they call."""
    sequence = 0
    for day in range(center.plan.horizon_tick // DAY):
        for tick, issue, call in center.demand.day(day):
            yield center.env.at(tick, Kind.ARRIVAL, sequence)
            sequence += 1
            caller = Caller(center, issue, call)
            caller.in_line = center.demand.streams[issue.stream].in_line
            caller.rings()


def opens(center: "Center") -> None:
    """Somebody comes on the floor: where the center was closed, a new day begins."""
    if center.is_closed:
        center.is_closed = center.overtime = False
        center.lines.opens()
        for team in center.teams:
            team.goes_home()


def closes(center: "Center") -> None:
    """Closing time: who is on duty stays for those in line, or they are dropped."""
    center.is_closed = True
    center.overtime = center.plan.baseline.calendar.after_hours == "overtime"
    for team in center.teams:
        for agent in team.agents:
            agent.stays = center.overtime and (agent.stays or agent.on_duty)
        duty.closes(team)
    if not center.overtime:
        center.lines.lets_go(Outcome.DROPPED)


def horizon(center: "Center") -> Steps:
    """The end of the simulated time: nobody new arrives; what is in the center is finished."""
    yield center.env.at(center.plan.horizon_tick, Kind.CLOSING, 1)
    center.is_over = True
    closes(center)
    for team in center.teams:
        duty.goes_home(team)
    center.stations.reach_horizon()
    for desk in (center.manager, center.lane):
        desk.lets_agents_go()
    for team in center.teams:
        team.finishes_what_came_back()
    center.lines.lets_go_of_the_stuck()


def upstairs_hours(center: "Center", desk: "Desk", ident: int) -> Steps:
    """The people of a desk come and go in its own hours, day after day, until its last matter is closed."""
    env, day = center.env, 0
    while day * DAY < center.plan.horizon_tick or (desk.ever_opens and center.is_busy()):
        for step in center.roster.desk_steps(desk.lane, day):
            kind, first = (Kind.CLOSING, 2) if step.closes else (Kind.OPENING, DESK_ID)
            yield env.at(day * DAY + step.minute * MINUTE, kind, first + ident)
            desk.has_heads(step.heads)
        day += 1
        if env.tick < day * DAY:
            yield env.at(day * DAY, Kind.DAY, 1 + ident)


def mornings(center: "Center") -> Steps:
    """Every midnight: colleagues hear of yesterday's charges, feelings drift, people quit and arrive."""
    for day in range(1, center.plan.horizon_tick // DAY):
        yield center.env.at(day * DAY, Kind.DAY, 0)
        yesterday = center.plan.at(day * DAY - 1)
        kept, settings = kept_of(yesterday), list(yesterday.teams.values())
        tell_colleagues(center)
        if center.days.pieces(day - 1):
            for heard in center.heard:
                desks.is_forgotten(heard, kept)
        for team, its in zip(center.teams, settings, strict=True):
            team.sharers = max(1, center.roster.sharers(team.index, day))
            floor = team.engagement if its.engagement_floor is None else its.engagement_floor
            for agent in team.agents:
                if center.days.pieces(day - 1):
                    people.drifts(agent, floor, kept)
                agent.charged_today = False
                comes_and_goes(center, agent, its.turnover, day)
        center.books.looks_ahead(center.rules)
        if day % DAYS_PER_WEEK == 0:
            coaches(center, day // DAYS_PER_WEEK)


def coaches(center: "Center", week: int) -> None:
    """A week begins: what escalations left of the managers' last week goes to the coaching sessions that are due."""
    env, rules = center.env, center.rules
    left = manager_minutes(center.plan, week - 1) * MINUTE - center.manager.talked
    center.manager.talked = 0
    due = [agent for team in center.teams for agent in team.agents if people.is_due(agent, team, week, rules)]
    for agent in due:
        luck, moment = center.roster.coaching_numbers(agent.team, agent.seat, week * DAYS_PER_WEEK)
        if people.is_held(agent, luck, left, len(due), rules):
            start = in_open_time(center, week, moment)
            ident = SESSION_ID + agent.team * SITTING_ID + agent.seat
            env.when(env.at(start, Kind.TIMELINE, ident), partial(sits_with_manager, center, agent))
            end = start + rules.session_ticks
            env.when(env.at(end, Kind.TIMELINE, ident), partial(duty.goes_away, agent, False))


def sits_with_manager(center: "Center", agent: Agent) -> None:
    """An agent is off the phone for a session."""
    duty.goes_away(agent, True)
    people.is_coached(agent, center.rules)


def in_open_time(center: "Center", week: int, share: float) -> int:
    """Return the tick after a share of the open time of a week; its beginning where the center is closed."""
    first = week * DAYS_PER_WEEK
    spans = [(day, start, end) for day in range(first, first + DAYS_PER_WEEK) for start, end in center.days.spans(day)]
    left = int(share * (sum(end - start for _, start, end in spans) * MINUTE))
    for day, start, end in spans:
        if left < (end - start) * MINUTE:
            return day * DAY + start * MINUTE + left
        left -= (end - start) * MINUTE
    return first * DAY


def tell_colleagues(center: "Center") -> None:
    """Colleagues learn from yesterday's charges, in contact order; who heard is marked."""
    for team in center.teams:
        for agent in team.agents:
            agent.heard = False
    for _, index, payer, felt in sorted(center.news):
        team = center.teams[index]
        rate = learning.colleague_rate(team.sharers, center.rules)
        for agent in team.agents:
            if agent.seat != payer and not agent.vacant and rate > 0:
                people.hears(agent, felt, rate)
    center.news.clear()


def comes_and_goes(center: "Center", agent: Agent, its: Turnover, day: int) -> None:
    """Who has had enough quits; a recruit comes after a while."""
    if agent.vacant:
        if day >= agent.vacant_until:
            agent.sits_down()
        return
    likely = people.chance_to_quit(agent, agent.crew, its)
    if likely > 0.0 and center.roster.quit_number(agent.team, agent.seat, day) < likely:
        people.quits(agent, day, its)
        agent.stays = False
        bonuses.settles_up(center.books, agent.crew, agent)
        duty.leaves(agent)


def months(center: "Center") -> Steps:
    """Month ends: pay out, fund the next month, and begin budgets anew."""
    center.books.opens(center.teams)
    center.books.fund(_heads(center, 0))
    center.books.looks_ahead(center.rules)
    for tick in month_ends(center.plan.baseline.calendar.start, center.plan.horizon_tick):
        yield center.env.at(tick, Kind.MONTH_END, 0)
        center.books.pay_out(_heads(center, tick // DAY - 7), center.rules, tick // DAY)
        center.books.fund(_heads(center, tick // DAY))
        for team in center.teams:
            people.month_begins(center, team)


def settle(center: "Center") -> None:
    """After the last contact: what no desk will ever take stays open, and the last pay-out is made."""
    center.env.goes_back_to(center.stations.last_move)
    center.manager.leaves_open()
    center.lane.leaves_open()
    if center.books.teams:
        days = center.plan.horizon_tick // DAY
        center.books.pay_out(_heads(center, days - 7), center.rules, days)


def _heads(center: "Center", first_day: int) -> dict[int, int]:
    """Return how many agents share each pool: the most on the floor on any day of the week from a day on."""
    days = range(max(0, first_day), max(0, first_day) + 7)
    return {team.index: max(center.roster.sharers(team.index, day) for day in days) for team in center.books.teams}


def timeline(center: "Center") -> Steps:
    """Levers change, surges begin and end, people gather: in the order of their dates."""
    happenings: list[tuple[int, int, Callable[[], None]]] = []
    for segment in center.segments[0 if center.segments[0].announced else 1 :]:
        happenings.append((segment.start_tick, 0, partial(changes, center, segment)))
    for meeting in center.plan.meetings:
        happenings.append((meeting.start_tick, 1, partial(gathers, center, meeting)))
    happenings.sort(key=lambda item: item[:2])
    for number, (tick, _, does) in enumerate(happenings):
        if tick < center.plan.horizon_tick:
            yield center.env.at(tick, Kind.TIMELINE, number)
            does()


def changes(center: "Center", segment: Segment) -> None:
    """What a leader does on a Monday morning."""
    before, center.segment = center.segment, segment
    for team, its in zip(center.teams, center.plan.at(segment.start_tick).teams.values(), strict=True):
        team.follow(its)
    if bonuses.terms_change(before.rules, segment.rules):
        center.books.terms_change(segment.rules)
    if segment.announced:
        teach(center)


def teach(center: "Center") -> None:
    """Everybody is told what passing up is worth now."""
    for team in center.teams:
        for agent in team.agents:
            people.is_told(agent, center.segment.mean_remaining_minutes, center.rules)


def gathers(center: "Center", meeting: Meeting) -> None:
    """A gathering: each sitting takes its share of the agents off the floor."""
    env = center.env
    for team in center.teams:
        for agent in team.agents:
            people.gathers(agent, meeting.what)
            start = env.tick + agent.number % meeting.what.sittings * meeting.sitting_ticks
            ident = SITTING_ID + team.index * SITTING_ID + agent.seat
            if meeting.sitting_ticks:
                for tick, away in ((start, True), (start + meeting.sitting_ticks, False)):
                    env.when(env.at(tick, Kind.TIMELINE, ident), partial(duty.goes_away, agent, away))
    if meeting.teaches:
        teach(center)
