"""Who is on the floor when: head counts, sittings of gatherings, absence, and agents' own traits."""

import datetime
import math
from copy import copy
from typing import Any, NamedTuple

from sim.behavior import service
from sim.clock import DAY, MINUTE, date_of
from sim.demand import purposes as for_
from sim.demand.duties import BLOCK_TICKS, Change, OneDay, Persons, What, changes_of, first_changes
from sim.demand.numbers import output, uniform, word_of
from sim.demand.quantile_tables import table_of
from sim.scenario.calendar_days import Days
from sim.scenario.distributions import Lognormal
from sim.scenario.hours import ALL_DAY, DeskStep, Piece, Pieces, Spans, merged, most_heads, open_pieces
from sim.scenario.plan import Plan
from sim.scenario.staffing import crews_of, days_of_persons


class HeadCount(NamedTuple):
    """From a tick on, so many seats of a team are on the floor, in hours that began `past` days before."""

    tick: int
    team: int
    heads: int
    past: int


def persons_of(plan: Plan, name: str) -> Persons:
    """Return all who are ever of a team, in the order of their seats: the crew and the number in it."""
    most: dict[str, int] = {}
    for epoch in plan.epochs:
        for crew, people in crews_of(epoch.scenario.teams[name]).items():
            most[crew] = max(people, most.get(crew, 0))
    return [(crew, number) for crew, people in most.items() for number in range(people)]


class Roster:
    """The roster of one replication: pure functions of seed, replication, person, occupant and date.

    A person is team, shift and number in the shift; with head counts, team and seat.
    """

    def __init__(self, plan: Plan, seed: int, replication: int) -> None:
        self.plan = plan
        base = plan.baseline
        self.teams = list(base.teams)
        self.days = Days(base.calendar)
        self.pieces = open_pieces(base.calendar.open)
        self.hours = [merged(pieces) for pieces in self.pieces]
        self.persons = [persons_of(plan, name) for name in self.teams]
        self.off_phone = [any(epoch.scenario.teams[name].off_phone > 0 for epoch in plan.epochs) for name in self.teams]
        desks = (base.leadership_lane if lane else base.manager for lane in (False, True))
        self._desk_days = [Days(base.calendar, desk.hours) if desk.hours else self.days for desk in desks]
        # The logarithm of a lognormal with median 1 is normal: a table of the standard normal by its exponential.
        self._normal = table_of(Lognormal(shape="lognormal", median=1.0, sigma=1.0))
        self._sharers: dict[tuple[int, int, int], int] = {}
        self._changes: dict[tuple[Any, ...], list[Change]] = {}
        self._belongs_to(seed, replication)

    def _belongs_to(self, seed: int, replication: int) -> None:
        root = output(output(word_of("frontline roster"), seed), replication)
        self.keys = [output(root, word_of(name)) for name in self.teams]
        self._crews = [
            {crew: output(key, word_of(crew)) for crew, _ in persons}
            for key, persons in zip(self.keys, self.persons, strict=True)
        ]

    def again(self, seed: int, replication: int) -> "Roster":
        """Return the roster of another replication of the same plan."""
        other = copy(self)
        other._belongs_to(seed, replication)
        return other

    def person(self, team: int, seat: int) -> tuple[int, int]:
        """Return what identifies who sits on a seat: the key of the crew and the number in it.

        So nobody else is changed by one more person or shift; where there are head counts it is team and seat.
        """
        if not self.persons[team]:
            return self.keys[team], seat
        crew, number = self.persons[team][seat]
        return self._crews[team][crew], number

    def belongs(self, team: int, seat: int, tick: int) -> bool:
        """Return whether a person is one of the team's at a tick."""
        if not self.persons[team]:
            return True
        crew, number = self.persons[team][seat]
        return number < crews_of(self.plan.at(tick).teams[self.teams[team]]).get(crew, 0)

    def seats(self, team: int) -> int:
        """Return how many seats a team ever has on the floor, or how many persons it ever has."""
        name = self.teams[team]
        if self.persons[team]:
            return len(self.persons[team])
        return max(self._ever(epoch.scenario.teams[name].heads(epoch.scenario.calendar)) for epoch in self.plan.epochs)

    def _ever(self, agents: Any) -> int:
        """Return the most heads of any day in opening hours; a center that never opens has its people all the same."""
        days = [*enumerate(self.pieces), *((day % 7, self.days.pieces(day)) for day in self.days.special)]
        if not any(pieces for _, pieces in days):
            days = [(weekday, ALL_DAY) for weekday in range(7)]
        return max(most_heads(agents, weekday, pieces) for weekday, pieces in days)

    def day_key(self, day: int) -> tuple[Any, ...]:
        """Return what a day's changes hang on: days of the same key have the same."""
        today, before = self._epoch(day), self._epoch(max(0, day - 1))
        dates = {self._date(each) for each in (day, day - 1)}
        rosters = [team.roster for epoch in {today, before} for team in self.plan.epochs[epoch].scenario.teams.values()]
        if any(roster is not None and dates & set(roster.dates) for roster in rosters):
            return (day,)
        return today, before, self.days.profile(day), day == 0

    def _epoch(self, day: int) -> int:
        starts = [epoch.start_tick for epoch in self.plan.epochs]
        return max(n for n, start in enumerate(starts) if start <= day * DAY)

    def _date(self, day: int) -> datetime.date:
        return date_of(self.plan.baseline.calendar.start, day * DAY)

    def changes(self, day: int) -> list[Change]:
        """Return what is to happen on a day, in order, as far as no random number decides."""
        key = self.day_key(day)
        if key not in self._changes:
            today, yesterday = (
                OneDay(
                    self.plan.at(max(0, each) * DAY),
                    each % 7,
                    self._date(each),
                    self.days.pieces(each),
                    self._ahead(each),
                    bool(self.pieces[each % 7]) and not self.days.pieces(each),
                )
                for each in (day, day - 1)
            )
            changes = changes_of(today, yesterday, self.persons, self.off_phone)
            if day == 0:
                changes = sorted([*changes, *first_changes(today, yesterday, self.persons)])
            self._changes[key] = changes
        return self._changes[key]

    def _ahead(self, day: int) -> Spans:
        """Return when the center is open on a day and the next, in minutes after its midnight."""
        tomorrow = (Piece(start + 1440, end + 1440, 0) for start, end in self.days.spans(day + 1))
        return merged((*self.days.pieces(day), *tomorrow))

    def heads(self, change: Change, day: int) -> int:
        """Return how many seats are on the floor from a change on."""
        if change.share == 0.0:
            return change.value
        number = self._daily(change.team, change.value, day, for_.WORKS + change.minute)
        return change.value + (number < change.share)

    def head_counts(self, day: int) -> list[HeadCount]:
        """Return the changes of head counts on a day, in order."""
        return [
            HeadCount(day * DAY + change.tick, change.team, self.heads(change, day), change.past)
            for change in self.changes(day)
            if change.what == What.HEADS
        ]

    def closings(self, day: int) -> list[tuple[int, int]]:
        """Return the ticks of a day at which the center closes, each with how many days before it had opened."""
        pieces = self.days.pieces(day)
        ends = [end for _, end in merged(pieces)]
        return [(day * DAY + each.end * MINUTE, each.past) for each in pieces if each.end in ends]

    def desk_steps(self, lane: bool, day: int) -> list[DeskStep]:
        """Return the changes of heads at the managers' desk, or the lane's, in the course of a day."""
        scenario = self.plan.at(day * DAY)
        desk = scenario.leadership_lane if lane else scenario.manager
        return self.steps_of(lane, desk.count, day)

    def steps_of(self, lane: bool | int, count: Any, day: int) -> list[DeskStep]:
        """Return the changes of heads at a desk at which so many people sit."""
        return self._desk_days[lane].desk_steps(count, day)

    def sharers(self, team: int, day: int) -> int:
        """Return how many share a team's pool on a day: its people, else the most agents on the floor on it.

        Where it is closed, those of any day.
        """
        return self._most(team, day, self.days.profile(day), self.days.pieces(day))

    def usual_sharers(self, team: int, day: int) -> int:
        """Return the same of a day's weekday in a usual week."""
        return self._most(team, day, day % 7, self.pieces[day % 7])

    def _most(self, team: int, day: int, profile: int, pieces: Pieces) -> int:
        its = self.plan.at(day * DAY).teams[self.teams[team]]
        if its.by_person:
            return sum(crews_of(its).values())
        key = team, id(its.agents), profile
        if key not in self._sharers:
            self._sharers[key] = most_heads(its.agents, day % 7, pieces) or self._ever(its.agents)
        return self._sharers[key]

    def agent_days(self, team: int, day: int) -> float:
        """Return how many agents of a team are at work on a day: who is scheduled, less absence; else the sharers."""
        its = self.plan.at(day * DAY).teams[self.teams[team]]
        if not its.by_person:
            return float(self.usual_sharers(team, day)) if self.hours[day % 7] else 0.0
        days = days_of_persons(its, self.persons[team], day % 7, self._date(day))
        return sum(bool(each.stints) for each in days) * (1.0 - its.absent_share)

    def _agent(self, team: int, seat: int, occupant: int) -> int:
        key, number = self.person(team, seat)
        return output(output(key, number), occupant)

    def starting_skill(self, team: int, seat: int, occupant: int) -> float:
        """Return the skill with which an occupant of a seat starts."""
        its = self.plan.baseline.teams[self.teams[team]]
        z = math.log(self._normal.read(uniform(output(self._agent(team, seat, occupant), for_.SKILL))))
        return its.skill + its.skill_sd * z

    def pace(self, team: int, seat: int, occupant: int) -> float:
        """Return an occupant's own factor on handle times."""
        cv = self.plan.baseline.teams[self.teams[team]].speed_cv
        z = math.log(self._normal.read(uniform(output(self._agent(team, seat, occupant), for_.SPEED))))
        return service.pace(z, service.sigma_of(cv)) if cv > 0 else 1.0

    def cut_tendency(self, team: int, seat: int, occupant: int, tick: int) -> float:
        """Return an occupant's tendency to cut contacts short, per unit of time pressure."""
        cut = self.plan.at(tick).teams[self.teams[team]].cut_short
        return table_of(cut).read(uniform(output(self._agent(team, seat, occupant), for_.CUT_TENDENCY)))

    def is_absent(self, team: int, seat: int, day: int) -> bool:
        """Return whether a seat's occupant is absent on a day, or in the shift that begins on it."""
        share = self.plan.at(day * DAY).teams[self.teams[team]].absent_share
        return share > 0 and self._daily(team, seat, day, for_.ABSENT) < share

    def is_off_phone(self, team: int, seat: int, tick: int) -> bool:
        """Return whether who is on duty is off the phone at a tick, for meetings and the like."""
        share, (day, rest) = self.plan.at(tick).teams[self.teams[team]].off_phone, divmod(tick, DAY)
        return share > 0 and self._daily(team, seat, day, for_.OFF_PHONE + rest // BLOCK_TICKS) < share

    def floats(self, change: Change, day: int) -> int:
        """Return how many ticks later than it may a break begins."""
        return int(self._daily(change.team, change.seat, day, for_.FLOATS + change.minute) * change.slack)

    def quit_number(self, team: int, seat: int, day: int) -> float:
        """Return the number that decides whether a seat's occupant quits on a day."""
        return self._daily(team, seat, day, for_.QUITS)

    def coaching_numbers(self, team: int, seat: int, day: int) -> tuple[float, float]:
        """Return the numbers that decide whether a seat's occupant is coached in the week from a day on, and when."""
        return self._daily(team, seat, day, for_.COACHED), self._daily(team, seat, day, for_.COACHED_AT)

    def _daily(self, team: int, seat: int, day: int, purpose: int) -> float:
        key, number = self.person(team, seat)
        return uniform(output(output(output(key, (1 << 32) + number), day), purpose))


def manager_hours(plan: Plan, week: int) -> float:
    """Return the hours of all managers together in a week, counted from 0."""
    return manager_minutes(plan, week) / 60


def manager_minutes(plan: Plan, week: int) -> int:
    """Return the minutes of all managers together in a week, counted from 0."""
    minutes, base = 0, plan.baseline
    days = Days(base.calendar, base.manager.hours)
    for day in range(7 * week, 7 * week + 7):
        scenario = plan.at(day * DAY)
        minutes += days.desk_minutes(scenario.manager.count, day)
    return minutes
