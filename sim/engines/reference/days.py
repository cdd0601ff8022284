"""What the calendar does: opening and closing, arrivals, mornings after, month ends, the timeline."""

import math
from collections.abc import Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, Any

from simpy.events import Event

from sim.behavior import learning
from sim.clock import DAY, MINUTE, Kind, month_ends
from sim.demand import purposes as for_
from sim.demand.demand import Issue
from sim.engines.reference.agent import Agent
from sim.engines.reference.customer import Caller
from sim.journeys.records import Outcome

if TYPE_CHECKING:
    from sim.engines.reference.center import Center
    from sim.engines.reference.manager import Desk
    from sim.engines.reference.team import Team

Steps = Generator[Event, Any, None]


def begin(center: "Center") -> None:
    """Set the calendar going."""
    for process in (
        arrivals(center),
        opening_hours(center),
        upstairs_hours(center, center.manager, 0),
        upstairs_hours(center, center.lane, 1),
        mornings(center),
        months(center),
        timeline(center),
        horizon(center),
    ):
        center.env.process(process)


def when(center: "Center", tick: int, kind: int, ident: int, does: Callable[[], None]) -> None:
    """Have something done at a tick."""
    event = center.env.at(tick, kind, ident)
    assert event.callbacks is not None
    event.callbacks.append(lambda _: does())


def arrivals(center: "Center") -> Steps:
    """The telephone: first contacts, in the order in which they call."""
    sequence = 0
    for day in range(center.plan.horizon_tick // DAY):
        for tick, issue, call in center.demand.day(day):
            yield center.env.at(tick, Kind.ARRIVAL, sequence)
            sequence += 1
            center.rings(Caller(center.next_row(), issue, call))


def call_later(center: "Center", due: int, parent: int, issue: Issue, previous: Caller | None, kind: int) -> None:
    """Have a customer call again, or an own goal call for the first time."""

    def rings() -> None:
        if previous is None:
            contact = Caller(center.next_row(), issue, center.demand.first_call(issue, due))
            contact.parent, contact.own_goal = parent, True
        else:
            number = previous.redials if kind == for_.REDIAL else previous.repeats
            contact = Caller(center.next_row(), issue, center.demand.call_again(issue, kind, number, due))
            contact.follows(previous, kind, center.rules)
        center.rings(contact)

    when(center, due, Kind.RETURN_CALL, parent, rings)


def when_open(center: "Center", tick: int) -> int:
    """Return a tick, or the next opening after it where the center is closed."""
    day, now = divmod(tick, DAY)
    for later in range(8):
        for start, end in center.hours[(day + later) % 7]:
            if later or now < end * MINUTE:
                return (day + later) * DAY + max(start * MINUTE, 0 if later else now)
    return center.plan.horizon_tick


def opening_hours(center: "Center") -> Steps:
    """Agents come and go by the roster; at closing the queue is finished in overtime, or dropped."""
    env = center.env
    for day in range(center.plan.horizon_tick // DAY):
        spans = center.hours[day % 7]
        changes: list[tuple[int, int, int, int]] = [
            (change.tick, int(Kind.OPENING), change.team, change.heads) for change in center.roster.head_counts(day)
        ]
        changes += [(day * DAY + end * MINUTE, int(Kind.CLOSING), 0, 0) for _, end in spans]
        for number, (tick, kind, team, heads) in enumerate(sorted(changes)):
            yield env.at(tick, kind, number)
            center.day = day
            if kind == Kind.OPENING:
                center.overtime = False
                center.team_list[team].has_heads(heads)
            elif tick % DAY or not _opens_at(center, tick):
                closes(center)


def _opens_at(center: "Center", tick: int) -> bool:
    """Whether the center goes on past midnight."""
    return any(start == 0 for start, _ in center.hours[tick // DAY % 7]) and tick < center.plan.horizon_tick


def closes(center: "Center") -> None:
    """Closing time."""
    overtime = center.plan.baseline.calendar.after_hours == "overtime"
    center.overtime = overtime
    for team in center.team_list:
        team.has_heads(0)
        team.stays_on()
        if not overtime:
            team.lets_go(Outcome.DROPPED)


def horizon(center: "Center") -> Steps:
    """The end of the simulated time: nobody new arrives; what is in the center is finished."""
    yield center.env.at(center.plan.horizon_tick, Kind.CLOSING, 1)
    center.is_over = True
    closes(center)
    center.reaches_horizon()
    for desk in (center.manager, center.lane):
        desk.lets_agents_go()
    for team in center.team_list:
        for agent in team.agents:
            if agent.returned and not agent.busy:
                team.is_free(agent)
        if not any(agent.busy for agent in team.agents):
            team.lets_go(Outcome.OPEN)


def upstairs_hours(center: "Center", desk: "Desk", ident: int) -> Steps:
    """The people of a desk come and go in its own hours, day after day, until its last matter is closed."""
    env, day = center.env, 0
    while day * DAY < center.plan.horizon_tick or (desk.ever_opens and center.is_busy()):
        for step in center.roster.desk_steps(desk.lane, day):
            kind, first = (Kind.CLOSING, 2) if step.closes else (Kind.OPENING, 1000)
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
        people, settings = yesterday.behavior, list(yesterday.teams.values())
        heard = tell_colleagues(center)
        worked = bool(center.hours[(day - 1) % 7])
        fades = [
            _keeps(half_life)
            for half_life in (
                people.charge_half_life,
                people.engagement_half_life,
                people.forgetting_half_life,
            )
        ]
        for team in center.team_list:
            team.sharers = max(1, center.roster.sharers(team.index, day))
            its = settings[team.index]
            floor = team.engagement if its.engagement_floor is None else its.engagement_floor
            for agent in team.agents:
                if worked:
                    drifts(agent, floor, agent.seat in heard[team.index], *fades)
                agent.charged_today = False
                comes_and_goes(center, team, agent, its.turnover, day)


def _keeps(half_life_days: float | None) -> float:
    return 2.0 ** (-1.0 / half_life_days) if half_life_days else 1.0


def tell_colleagues(center: "Center") -> list[set[int]]:
    """Colleagues learn from yesterday's charges, in contact order; return who heard, by team."""
    heard: list[set[int]] = [set() for _ in center.team_list]
    for _, index, payer, felt in sorted(center.news):
        team = center.team_list[index]
        rate = learning.colleague_rate(team.sharers, center.rules)
        for agent in team.agents:
            if agent.seat != payer and not agent.vacant and rate > 0:
                agent.charge = learning.step(agent.charge, felt, rate)
                heard[index].add(agent.seat)
    center.news.clear()
    return heard


def drifts(agent: Agent, floor: float, heard: bool, charge: float, engagement: float, skill: float) -> None:
    """A working day has passed: what is not renewed fades."""
    if not heard and not agent.charged_today:
        agent.charge *= charge
    agent.engagement = floor + (agent.engagement - floor) * engagement
    agent.pride_gained *= engagement
    agent.skill = agent.start_skill + (agent.skill - agent.start_skill) * skill


def comes_and_goes(center: "Center", team: "Team", agent: Agent, its: Any, day: int) -> None:
    """Strain makes people quit, engagement keeps them; a recruit comes after a while."""
    if agent.vacant:
        if day >= agent.vacant_until:
            agent.sits_down()
        return
    if its.per_year <= 0:
        return
    log_hazard = its.strain_effect * agent.strain - its.engagement_effect * (agent.engagement - team.engagement)
    daily = its.per_year / 365.25 * math.exp(log_hazard)
    if center.roster.quit_number(team.index, agent.seat, day) < 1.0 - math.exp(-daily):
        agent.vacant, agent.vacant_until = True, day + its.recruit_days
        agent.quits += 1
        team.set_absent(agent, False)
        team.set_duty(agent, False)


def months(center: "Center") -> Steps:
    """Month ends: pay out, and fund the next month."""
    if not center.books.pools:
        return
    center.books.fund(0, _heads(center, 0))
    for tick in month_ends(center.plan.baseline.calendar.start, center.plan.horizon_tick):
        yield center.env.at(tick, Kind.MONTH_END, 0)
        _pay_out(center, tick, tick // DAY - 7)
        center.books.fund(tick, _heads(center, tick // DAY))


def settle(center: "Center") -> None:
    """After the last contact: what no desk will ever take stays open, and the last pay-out is made."""
    center.env.goes_back_to(center.last_move)
    center.manager.leaves_open()
    center.lane.leaves_open()
    if center.books.pools:
        _pay_out(center, center.env.tick, center.plan.horizon_tick // DAY - 7)


def _pay_out(center: "Center", tick: int, first_day: int) -> None:
    """Pay out each pool to the seats that share it in the week from a day on, funded for all of them."""
    heads = _heads(center, first_day)
    center.books.even_out(tick, heads)
    sharers = {
        team: [agent.seat for agent in center.team_list[team].agents[: heads[team]] if not agent.vacant]
        for team in center.books.pools
    }
    center.books.pay_out(tick, sharers)


def _heads(center: "Center", first_day: int) -> dict[int, int]:
    """Return how many agents share each pool: the most on the floor on any day of the week from a day on."""
    days = range(max(0, first_day), max(0, first_day) + 7)
    return {team: max(center.roster.sharers(team, day) for day in days) for team in center.books.pools}


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


def changes(center: "Center", segment: Any) -> None:
    """What a leader does on a Monday morning."""
    center.follow(segment)
    settings = center.plan.at(segment.start_tick).teams.values()
    for team, its in zip(center.team_list, settings, strict=True):
        team.follow(its, segment.start_tick)
    if segment.announced:
        teach(center)


def teach(center: "Center") -> None:
    """Everybody is told what passing up is worth now, and believes it in part."""
    rules = center.rules
    if rules.fixed_choice:
        return
    new = learning.reward_of_passing_up(center.mean_remaining_minutes, rules)
    for team in center.team_list:
        for agent in team.agents:
            agent.reward = learning.step(agent.reward, new, rules.credibility)


def gathers(center: "Center", meeting: Any) -> None:
    """A gathering: each sitting takes its share of the agents off the floor; all remember it for a while."""
    what, now = meeting.what, center.env.tick
    for team in center.team_list:
        for agent in team.agents:
            agent.engagement = min(1.0, agent.engagement + what.engagement)
            agent.pride_gained += what.pride
            agent.skill += what.skill
            sitting = agent.seat % what.sittings
            start = now + sitting * meeting.sitting_ticks
            ident = 10_000 + team.index * 10_000 + agent.seat
            if meeting.sitting_ticks:
                end = start + meeting.sitting_ticks
                when(center, start, Kind.TIMELINE, ident, partial(team.goes_away, agent, True))
                when(center, end, Kind.TIMELINE, ident, partial(team.goes_away, agent, False))
    if meeting.teaches:
        teach(center)
