"""A scenario laid out in time: which levers hold from when, and which events happen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.clock import DAY, HOUR, MINUTE, WEEK
from sim.scenario.changes import Change, Dated, Gathering, Policy, Surge, ThankYou, TownHall, Training
from sim.scenario.clocks import WEEKDAYS, minutes_of_day
from sim.scenario.levers import changed, check_changeable, guilty_key
from sim.scenario.policies import CATALOG
from sim.scenario.problems import Loc, Problem, ScenarioError, problem_at

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_EVENTS: dict[str, type[Gathering]] = {"town_hall": TownHall, "training": Training, "thank_you": ThankYou}


@dataclass(frozen=True)
class Epoch:
    """A stretch of time in which no lever changes."""

    start_tick: int
    scenario: Scenario
    announced: bool


@dataclass(frozen=True)
class Meeting:
    """A gathering: when it starts, and what it does."""

    start_tick: int
    sitting_ticks: int
    what: Gathering
    teaches: bool


@dataclass(frozen=True)
class SurgeSpan:
    """A surge of one issue type: from when to when, how strong, and the name of its stream."""

    start_tick: int
    end_tick: int
    issue: str
    times: float
    ability_cost: float
    stream: str


@dataclass(frozen=True)
class Plan:
    """A scenario laid out in time; `baseline` is the state before any change of the timeline."""

    baseline: Scenario
    epochs: tuple[Epoch, ...]
    meetings: tuple[Meeting, ...]
    surges: tuple[SurgeSpan, ...]
    horizon_tick: int

    def at(self, tick: int) -> Scenario:
        """Return the scenario that holds at a tick."""
        return next(epoch.scenario for epoch in reversed(self.epochs) if epoch.start_tick <= tick)

    def is_same(self, other: Plan) -> bool:
        """Whether two plans are equal, with types and teams in the same order."""
        if self is other:
            return True
        a, b = self.baseline, other.baseline
        return list(a.issues) == list(b.issues) and list(a.teams) == list(b.teams) and self == other

    def acts_as(self, other: Plan) -> bool:
        """Whether nothing tells a run of this plan from one of another: what differs sets what holds anyway."""
        return self._acting == other._acting

    @cached_property
    def _acting(self) -> tuple[Any, ...]:
        """Return all that acts: states from when they hold, those left out that are the state before, untold."""
        states: list[tuple[int, str, bool]] = []
        for epoch in self.epochs:
            state = epoch.scenario.fingerprint
            if not states or epoch.announced or state != states[-1][1]:
                states.append((epoch.start_tick, state, epoch.announced))
        return states, self.meetings, self.surges, self.horizon_tick


def _tick(entry: Dated) -> int:
    return (entry.week - 1) * WEEK + WEEKDAYS.index(entry.day) * DAY


def plan_of(scenario: Scenario) -> Plan:
    """Lay a scenario out in time.

    Raises
    ------
    ScenarioError
        If changes name unknown keys or set values that are not allowed: all of them, at their places on the timeline.
    """
    state = scenario.model_copy(update={"what_ifs": {}, "timeline": []})
    entries = sorted(enumerate(scenario.timeline), key=lambda item: _tick(item[1]))
    epochs = [Epoch(0, state, False)]
    meetings: list[Meeting] = []
    surges: list[SurgeSpan] = []
    problems: list[Problem] = []
    horizon = scenario.calendar.weeks * WEEK
    for index, entry in entries:
        tick = _tick(entry)
        if isinstance(entry, Surge):
            stream = _stream(entry, sum((span.issue, span.start_tick) == (entry.issue, tick) for span in surges))
            end = tick + entry.weeks * WEEK
            surges.append(SurgeSpan(tick, end, entry.issue, entry.times, entry.ability_cost, stream))
        elif isinstance(entry, Gathering):
            meetings.append(_meeting(entry))
        else:
            state, announced, wrong = _changed(state, entry, index, scenario.policies)
            problems += wrong
            if epochs[-1].start_tick == tick and len(epochs) > 1:
                announced = epochs.pop().announced or announced
            epochs.append(Epoch(tick, state, announced))
            meetings.extend(_policy_meetings(entry, scenario.policies, horizon))
    if problems:
        raise ScenarioError(problems)
    meetings.sort(key=lambda meeting: meeting.start_tick)
    return Plan(epochs[0].scenario, tuple(epochs), tuple(meetings), tuple(surges), horizon)


def _stream(surge: Surge, others_that_day: int) -> str:
    """Return the name of a surge's stream: by its date, so that no other surge on the timeline changes its contacts."""
    number = f".{others_that_day + 1}" if others_that_day else ""
    return f"{surge.issue}~surge{surge.week}{surge.day}{number}"


def backlog_of(name: str) -> str:
    """Return the name of the stream of a type's contacts that are in line at the start."""
    return f"{name}~backlog"


def _meeting(entry: Gathering) -> Meeting:
    start = _tick(entry) + minutes_of_day(entry.at) * MINUTE
    return Meeting(start, int(entry.hours * HOUR), entry, isinstance(entry, TownHall))


def _policies(names: list[str], own: dict[str, Policy]) -> Iterator[tuple[int, str, Policy]]:
    """Yield policies with their places and names; that there is none of a name is told where scenarios are checked."""
    for i, name in enumerate(names):
        policy = own.get(name) or CATALOG.get(name)
        if policy is not None:
            yield i, name, policy


def _policy_meetings(entry: Change, own: dict[str, Policy], horizon: int) -> list[Meeting]:
    meetings = []
    for _, _, policy in _policies(entry.use, own):
        for event in policy.events:
            kind = _EVENTS[event.event]
            every = event.every_weeks or horizon
            for week in range(entry.week, horizon // WEEK + 1, every):
                happening = kind.model_validate({"week": week, "day": entry.day, "event": event.event})
                meetings.append(_meeting(happening))
    return meetings


def _changed(
    state: Scenario, entry: Change, index: int, own: dict[str, Policy]
) -> tuple[Scenario, bool, list[Problem]]:
    """Return the scenario after a change, whether everybody was told, and what of the change cannot be made."""
    told = False
    problems: list[Problem] = []
    for i, name, policy in _policies(entry.use, own):
        state, wrong = _apply(state, policy.set, ("timeline", index, "use", i), f"policy {name}: ")
        problems += wrong
        told = told or policy.announced
    state, wrong = _apply(state, entry.set, ("timeline", index, "set"), "")
    return state, told if entry.announced is None else entry.announced, [*problems, *wrong]


def _apply(state: Scenario, changes: dict[str, Any], here: Loc, prefix: str) -> tuple[Scenario, list[Problem]]:
    """Make changes, and say of each that cannot be made why: the others are made all the same, to be looked at too."""
    fixed = {key: why for key in changes if (why := check_changeable(state, key))}
    problems = [problem_at((*here, key), why, at_key=True) for key, why in fixed.items()]
    left = {key: value for key, value in changes.items() if key not in fixed}
    while left:
        try:
            return changed(state, left), problems
        except ScenarioError as error:
            guilty = {guilty_key(problem, left) for problem in error.problems}
            problems += [_placed(problem, left, here, prefix) for problem in error.problems]
            left = {key: value for key, value in left.items() if key not in guilty} if guilty != {None} else {}
    return state, problems


def _placed(problem: Problem, changes: dict[str, Any], here: Loc, prefix: str) -> Problem:
    """Return what is wrong with a change at its place on the timeline."""
    guilty = guilty_key(problem, changes)
    place = here if prefix or guilty is None else (*here, guilty)
    what = "" if guilty and not prefix else f"{problem.key}: "
    return problem_at(place, f"{prefix}{what}{problem.message}", at_key=problem.at_key and not prefix)


def change_problems(scenario: Scenario) -> list[Problem]:
    """Return why changes cannot be made: those of the baseline's timeline, then of each what-if."""
    problems = _of_plan(scenario)
    ours, known = len(scenario.timeline), {(each.loc, each.message) for each in problems}
    for name, what_if in scenario.what_ifs.items():
        for problem in _of_plan(scenario.what_if(name)):
            if (problem.loc, problem.message) not in known:
                loc = _in_what_if(problem.loc, name, ours, bool(what_if.use or what_if.set))
                where = f"{problem.key}: " if loc == ("what_if", name) else ""  # a change of the baseline's own
                problems.append(problem_at(loc, where + problem.message, at_key=problem.at_key))
    return problems


def _of_plan(scenario: Scenario) -> list[Problem]:
    try:
        plan_of(scenario)
    except ScenarioError as error:
        return list(error.problems)
    return []


def _in_what_if(loc: Loc, name: str, ours: int, has_change: bool) -> Loc:
    """Translate a place on a what-if's joined timeline, on which its own change is first, to its place in the file."""
    if len(loc) < 2 or not isinstance(loc[1], int) or loc[1] < ours:
        return ("what_if", name)
    if has_change and loc[1] == ours:
        return ("what_if", name, *loc[2:])
    return ("what_if", name, "timeline", loc[1] - ours - has_change, *loc[2:])
