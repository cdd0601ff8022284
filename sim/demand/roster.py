"""Who is on the floor when: head counts, sittings of gatherings, absence, and agents' own traits."""

import math
from copy import copy
from typing import Any, NamedTuple

from sim.clock import DAY
from sim.demand import purposes as for_
from sim.demand.duties import Change, What, changes_of
from sim.demand.numbers import output, uniform, word_of
from sim.demand.quantile_tables import table_of
from sim.scenario.distributions import Lognormal
from sim.scenario.hours import DeskStep, desk_minutes, desk_steps, most_heads, open_spans
from sim.scenario.plan import Plan


class HeadCount(NamedTuple):
    """From a tick on, so many seats of a team are on the floor."""

    tick: int
    team: int
    heads: int


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
        return max(self._ever(epoch.scenario.teams[name].agents) for epoch in self.plan.epochs)

    def _ever(self, agents: Any) -> int:
        """Return the most heads of any day in opening hours; a center that never opens has its people all the same."""
        week = self.hours if any(self.hours) else [((0, 1440),)] * 7
        return max(most_heads(agents, weekday, spans) for weekday, spans in enumerate(week))

    def changes(self, day: int) -> list[Change]:
        """Return what is to happen on a day, in order, as far as no random number decides."""
        return changes_of(self.plan.at(day * DAY), day % 7, self.hours[day % 7])

    def heads(self, change: Change, day: int) -> int:
        """Return how many seats are on the floor from a change on."""
        if change.share == 0.0:
            return change.value
        number = self._daily(change.team, change.value, day, for_.WORKS + change.minute)
        return change.value + (number < change.share)

    def head_counts(self, day: int) -> list[HeadCount]:
        """Return the changes of head counts on a day, in order."""
        return [
            HeadCount(day * DAY + change.tick, change.team, self.heads(change, day))
            for change in self.changes(day)
            if change.what is What.HEADS
        ]

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
            self._sharers[key] = most_heads(agents, weekday, self.hours[weekday]) or self._ever(agents)
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

    def coaching_numbers(self, team: int, seat: int, day: int) -> tuple[float, float]:
        """Return the numbers that decide whether a seat's occupant is coached in the week from a day on, and when."""
        return self._daily(team, seat, day, for_.COACHED), self._daily(team, seat, day, for_.COACHED_AT)

    def _daily(self, team: int, seat: int, day: int, purpose: int) -> float:
        key = output(output(self.keys[team], (1 << 32) + seat), day)
        return uniform(output(key, purpose))


def manager_hours(plan: Plan, week: int) -> float:
    """Return the hours of all managers together in a week, counted from 0."""
    return manager_minutes(plan, week) / 60


def manager_minutes(plan: Plan, week: int) -> int:
    """Return the minutes of all managers together in a week, counted from 0."""
    minutes = 0
    for day in range(7 * week, 7 * week + 7):
        scenario = plan.at(day * DAY)
        minutes += desk_minutes(scenario.manager.count, scenario.manager.hours or scenario.calendar.open, day % 7)
    return minutes
