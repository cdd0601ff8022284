"""Who is on the floor when: head counts, sittings of gatherings, absence, and agents' own traits."""

import math
from copy import copy
from itertools import pairwise
from typing import Any, NamedTuple

from sim.clock import DAY, MINUTE
from sim.demand import purposes as for_
from sim.demand.numbers import output, uniform, word_of
from sim.demand.tables import table_of
from sim.demand.volumes import open_spans
from sim.scenario.center import Table
from sim.scenario.distributions import Lognormal
from sim.scenario.fields import days_of, minutes_of_day
from sim.scenario.plan import Plan


class HeadCount(NamedTuple):
    """From a tick on, so many seats of a team are on the floor."""

    tick: int
    team: int
    heads: int


class DeskStep(NamedTuple):
    """From a minute of the day on, so many people sit at a desk upstairs; at the end of its hours it closes."""

    minute: int
    heads: int
    closes: bool


class Roster:
    """The roster of one replication: pure functions of seed, replication, team, seat, occupant and date."""

    def __init__(self, plan: Plan, seed: int, replication: int) -> None:
        self.plan = plan
        base = plan.baseline
        self.teams = list(base.teams)
        self.hours = open_spans(base.calendar.open)
        # The logarithm of a lognormal with median 1 is normal: a table of the standard normal by its exponential.
        self._normal = table_of(Lognormal(shape="lognormal", median=1.0, sigma=1.0))
        self._sharers: dict[tuple[int, int, int], int] = {}
        self._belongs_to(seed, replication)

    def _belongs_to(self, seed: int, replication: int) -> None:
        root = output(output(word_of("frontline roster"), seed), replication)
        self.keys = [output(root, word_of(name)) for name in self.teams]

    def again(self, seed: int, replication: int) -> "Roster":
        """Return the roster of another replication of the same plan."""
        other = copy(self)
        other._belongs_to(seed, replication)
        return other

    def seats(self, team: int) -> int:
        """Return how many seats a team ever has on the floor."""
        name = self.teams[team]
        return max(most_heads(epoch.scenario.teams[name].agents) for epoch in self.plan.epochs)

    def head_counts(self, day: int) -> list[HeadCount]:
        """Return the changes of head counts on a day, in order; the last of a span is 0, at its closing."""
        scenario = self.plan.at(day * DAY)
        return sorted(
            HeadCount(day * DAY + minute * MINUTE, index, heads)
            for index, name in enumerate(self.teams)
            for span in self.hours[day % 7]
            for minute, heads in _steps(scenario.teams[name].agents, day % 7, span)
        )

    def desk_steps(self, lane: bool, day: int) -> list[DeskStep]:
        """Return the changes of heads at the managers' desk, or the lane's, in the course of a day."""
        scenario = self.plan.at(day * DAY)
        desk = scenario.leadership_lane if lane else scenario.manager
        return desk_steps(desk.count, desk.hours or scenario.calendar.open, day % 7)

    def sharers(self, team: int, day: int) -> int:
        """Return the most agents of a team on the floor on a day, or of any day where it is closed."""
        agents, weekday = self.plan.at(day * DAY).teams[self.teams[team]].agents, day % 7
        key = team, id(agents), weekday
        if key not in self._sharers:
            edges = [m for start, _ in self.hours[weekday] for m in (start, *_edges(agents, weekday))]
            most = max((heads_at(agents, weekday, minute) for minute in edges), default=0)
            self._sharers[key] = most or most_heads(agents)
        return self._sharers[key]

    def _agent(self, team: int, seat: int, occupant: int) -> int:
        return output(output(self.keys[team], seat), occupant)

    def starting_skill(self, team: int, seat: int, occupant: int) -> float:
        """Return the skill with which an occupant of a seat starts."""
        its = self.plan.baseline.teams[self.teams[team]]
        z = math.log(self._normal.read(uniform(output(self._agent(team, seat, occupant), for_.SKILL))))
        return its.skill + its.skill_sd * z

    def cut_tendency(self, team: int, seat: int, occupant: int, tick: int) -> float:
        """Return an occupant's tendency to cut contacts short, per unit of time pressure."""
        cut = self.plan.at(tick).teams[self.teams[team]].cut_short
        return table_of(cut).read(uniform(output(self._agent(team, seat, occupant), for_.CUT_TENDENCY)))

    def is_absent(self, team: int, seat: int, day: int) -> bool:
        """Return whether a seat's occupant is absent on a day."""
        share = self.plan.at(day * DAY).teams[self.teams[team]].absence
        return share > 0 and self._daily(team, seat, day, for_.ABSENT) < share

    def quit_number(self, team: int, seat: int, day: int) -> float:
        """Return the number that decides whether a seat's occupant quits on a day."""
        return self._daily(team, seat, day, for_.QUITS)

    def _daily(self, team: int, seat: int, day: int, purpose: int) -> float:
        key = output(output(self.keys[team], (1 << 32) + seat), day)
        return uniform(output(key, purpose))


def desk_steps(count: Any, hours: dict[str, str], weekday: int) -> list[DeskStep]:
    """Return how many people sit at a desk in the course of a weekday; hours that go on past midnight do not close."""
    week = open_spans(hours)
    steps: list[DeskStep] = []
    for span in week[weekday]:
        steps += [DeskStep(minute, heads, False) for minute, heads in _steps(count, weekday, span)]
        goes_on = span[1] == 1440 and any(start == 0 for start, _ in week[(weekday + 1) % 7])
        steps += [] if goes_on else [DeskStep(span[1], 0, True)]
    return steps


def desk_minutes(count: Any, hours: dict[str, str], weekday: int) -> int:
    """Return the minutes of all people at a desk on a weekday together."""
    steps = [*desk_steps(count, hours, weekday), DeskStep(1440, 0, True)]
    return sum(step.heads * (later.minute - step.minute) for step, later in pairwise(steps))


def _steps(count: Any, weekday: int, span: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the minutes of a span of hours at which a head count changes, its beginning first, with the new count."""
    edges = [span[0], *[minute for minute in _edges(count, weekday) if span[0] < minute < span[1]]]
    heads = [heads_at(count, weekday, minute) for minute in edges]
    return [(minute, now) for minute, before, now in zip(edges, [None, *heads], heads, strict=False) if now != before]


def most_heads(agents: Any) -> int:
    """Return the largest number that a head count ever names."""
    if isinstance(agents, Table):
        return int(max((max(day) for day in agents.figures), default=0))
    if isinstance(agents, int):
        return agents
    return max((max(day.values(), default=0) if isinstance(day, dict) else day for day in agents.values()), default=0)


def _edges(agents: Any, weekday: int) -> list[int]:
    """Return the minutes of the day at which a head count may change."""
    if isinstance(agents, Table):
        return list(range(0, 1440, agents.bin_minutes))
    if isinstance(agents, int):
        return []
    day = _day(agents, weekday)
    return sorted(minutes_of_day(text) for text in day) if isinstance(day, dict) else []


def _day(agents: Any, weekday: int) -> Any:
    return next((day for key, day in agents.items() if weekday in days_of(key)), 0)


def heads_at(agents: Any, weekday: int, minute: int) -> int:
    """Return how many agents a head count names at a minute of a weekday."""
    if isinstance(agents, Table):
        return int(agents.figures[weekday][minute // agents.bin_minutes])
    if isinstance(agents, int):
        return agents
    day = _day(agents, weekday)
    if isinstance(day, int):
        return day
    past = [(minutes_of_day(text), heads) for text, heads in day.items() if minutes_of_day(text) <= minute]
    return max(past)[1] if past else 0
