"""Where the baseline's culture rests: the habit, ownership and skill with which agents start.

A baseline without changes must not drift, so agents start at the fixed point of their own learning rules.
Where two cultures can last, `behavior.culture` says from which end it is sought.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np

from sim.behavior import choice, learning, service
from sim.behavior.rules import Rules, TypeRules
from sim.demand.roster import Roster
from sim.demand.tables import table_of
from sim.engines import default_engine
from sim.engines.rules import mean_remaining_minutes, rules_of, segments_of
from sim.scenario.plan import Plan, plan_of

_NODES = 24
_SKILLS = 9


@dataclass(frozen=True)
class Rest:
    """Where an agent of some starting skill comes to rest."""

    habit: float
    ownership: float
    skill: float


@dataclass(frozen=True)
class Start:
    """The state in which a center starts.

    Attributes
    ----------
    choices_per_agent_day : float
        Expected choices of an agent on a working day in the baseline; turns half-lives into steps per event.
    skills, rests : tuple, one of each team
        Starting skills in rising order, and the states at rest for each.
    """

    choices_per_agent_day: float
    skills: tuple[tuple[float, ...], ...]
    rests: tuple[tuple[Rest, ...], ...]

    def of(self, team: int, skill: float) -> Rest:
        """Return the state in which an agent of a team starts, between the tabulated skills."""
        skills, rests = self.skills[team], self.rests[team]
        if len(skills) == 1 or skill <= skills[0]:
            low = high = rests[0]
            share, first = 0.0, skills[0]
        elif skill >= skills[-1]:
            low = high = rests[-1]
            share, first = 0.0, skills[-1]
        else:
            i = next(i for i, known in enumerate(skills) if known > skill)
            low, high = rests[i - 1], rests[i]
            share, first = (skill - skills[i - 1]) / (skills[i] - skills[i - 1]), skill
        gained = low.skill + share * (high.skill - low.skill) - first
        return Rest(
            low.habit + share * (high.habit - low.habit),
            low.ownership + share * (high.ownership - low.ownership),
            skill + gained,
        )


def start_of(plan: Plan) -> Start:
    """Return the state in which a plan's center starts; the baseline and its what-ifs share it."""
    return _start(plan.baseline.fingerprint, _Box(plan.baseline))


class _Box:
    """Carries the baseline past the cache, whose key is the fingerprint alone."""

    def __init__(self, scenario: Any) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return True


@lru_cache(maxsize=64)
def _start(fingerprint: str, box: _Box) -> Start:
    scenario = box.scenario
    plan = plan_of(scenario)
    types = segments_of(plan, 1.0)[0].types
    per_day, volumes = 1.0, volumes_of(scenario, types, None)
    for _ in range(3):  # own goals depend on ownership, which depends on the rate of learning
        start = _rests(scenario, plan, Work(types, volumes, per_day))
        volumes = volumes_of(scenario, types, start)
        per_day = choices_per_agent_day(scenario, plan, volumes)
    return Start(per_day, start.skills, start.rests)


class Work(NamedTuple):
    """What a center has to do.

    Attributes
    ----------
    types : tuple of TypeRules
        What holds for each issue type.
    volumes : dict of str to float
        Weekly volume of each type, own goals included.
    per_day : float
        Choices of an agent on a working day.
    """

    types: tuple[TypeRules, ...]
    volumes: dict[str, float]
    per_day: float


@dataclass(frozen=True)
class Choosers:
    """The agents of a team, and the choices that they have to expect.

    Attributes
    ----------
    rules : Rules
        What holds.
    team : Team
        Whose agents.
    interest : float
        The felt share of a charge to the pool.
    expected : list of (float, float, TypeRules)
        Volume, complexity and type of each kind of choice.
    per_day : float
        Choices of an agent on a working day.
    fade : float
        Share of added skill that a day takes.
    """

    rules: Rules
    team: Any
    interest: float
    expected: list[tuple[float, float, TypeRules]]
    per_day: float
    fade: float

    def at_rest(
        self, value: float, habit: float, skill: float | None = None, *, moves: bool = True
    ) -> tuple[float, float, float, float]:
        """Return shares passed up and solved, habit and skill at rest; see `sim.engines.resting.rest`.

        `value` is what passing up is felt to be worth, less its felt charge; `skill` the starting skill.
        """
        rules = self.rules
        cases = [
            (
                weight,
                complexity,
                choice.benefit(self.team.engagement, 0.0, self.interest, its.mean_temper, rules),
                choice.effort(complexity, rules.time_pressure, its.mean_remaining_minutes, rules),
                rules.time_pressure * its.mean_remaining_minutes if rules.time_pressure > 0 else value,
            )
            for weight, complexity, its in self.expected
        ]
        start = self.team.skill if skill is None else skill
        return _rest()(rules, value, start, habit, moves, self.per_day, self.fade, cases)


@cache
def _rest() -> Callable[..., tuple[float, float, float, float]]:
    """Return `sim.engines.resting.rest`, in compiled code where there is numba."""
    if default_engine() == "compiled":
        from sim.engines.compiled.resting import rest
    else:
        from sim.engines.resting import rest
    return rest


def choosers_of(scenario: Any, team: Any, sharers: int, rules: Rules, work: Work) -> Choosers:
    """Return the agents of a team of whom so many share the pool."""
    expected = []
    for (name, issue), its in zip(scenario.issues.items(), work.types, strict=True):
        if not issue.routine and name in team.handles:
            table = table_of(issue.complexity)
            for i in range(_NODES):
                expected.append((work.volumes[name] / _NODES, table.read((i + 0.5) / _NODES), its))
    interest = choice.interest_in_pool(max(1, sharers), rules) if team.shares_pool else 1.0
    half = scenario.behavior.forgetting_half_life
    forgets = learning.rate_per_event(half, 1.0) if half else 0.0
    return Choosers(rules, team, interest, expected, work.per_day, forgets)


def _rests(scenario: Any, plan: Plan, work: Work) -> Start:
    rules = rules_of(scenario, scenario, work.per_day)
    roster = Roster(plan, 0, 0)
    skills: list[tuple[float, ...]] = []
    rests: list[tuple[Rest, ...]] = []
    value = starting_reward(scenario, rules) - scenario.behavior.starting_charge
    for index, team in enumerate(scenario.teams.values()):
        agents = choosers_of(scenario, team, roster.sharers(index, 0), rules, work)
        spread = np.linspace(-3.0, 3.0, _SKILLS) if team.skill_sd > 0 else np.zeros(1)
        nodes = tuple((team.skill + team.skill_sd * spread).tolist())
        skills.append(nodes)
        rests.append(tuple(_rest_of(scenario.behavior, agents, value, skill) for skill in nodes))
    return Start(work.per_day, tuple(skills), tuple(rests))


def _rest_of(people: Any, agents: Choosers, value: float, skill: float) -> Rest:
    """Return where habit, ownership and skill rest, sought from the culture's end.

    `value` is what passing up is felt to be worth, less its felt charge. With a fixed choice nobody learns anything.
    """
    passed, solved, habit, now = agents.at_rest(value, 1.0 if people.culture == "escalating" else 0.0, skill)
    ownership = solved / (solved + passed) if solved + passed > 0 else 1.0
    if people.starting_habit is not None:
        habit = people.starting_habit
    if people.starting_ownership is not None:
        ownership = people.starting_ownership
    return Rest(habit, ownership, now)


def starting_reward(scenario: Any, rules: Rules) -> float:
    """Return what passing up is felt to be worth at the start."""
    if scenario.behavior.starting_reward is not None:
        return float(scenario.behavior.starting_reward)
    return learning.reward_of_passing_up(mean_remaining_minutes(scenario), rules)


def volumes_of(scenario: Any, types: tuple[TypeRules, ...], start: Start | None) -> dict[str, float]:
    """Return the weekly volume of each type with the own goals to expect, from ownership at rest or of one half."""
    rules = rules_of(scenario, scenario, 1.0)
    volumes = {name: issue.per_week for name, issue in scenario.issues.items()}
    for (name, issue), its in zip(scenario.issues.items(), types, strict=True):
        if issue.routine and issue.creates:
            team = next(t for t, other in enumerate(scenario.teams.values()) if name in other.handles)
            ownership = 0.5 if start is None else start.rests[team][len(start.rests[team]) // 2].ownership
            complexity = table_of(issue.complexity).mean
            share = service.own_goal(complexity, ownership, rules.base_engagement, rules, its)
            volumes[issue.creates] += volumes[name] * share
    return volumes


def choices_per_agent_day(scenario: Any, plan: Plan, volumes: dict[str, float]) -> float:
    """Return the expected choices of an agent on a working day."""
    choices = sum(
        volumes[name] * (1.0 - issue.reserved_share) * _within_authority(issue, scenario)
        for name, issue in scenario.issues.items()
        if not issue.routine
    )
    roster = Roster(plan, 0, 0)
    agent_days = sum(
        roster.sharers(team, day) for team in range(len(scenario.teams)) for day in range(7) if roster.hours[day]
    )
    return choices / agent_days if agent_days else 0.0


def _within_authority(issue: Any, scenario: Any) -> float:
    """Return the share of issues whose ask an agent may grant."""
    table = table_of(issue.ask)
    limit = scenario.empowerment.authority
    within = sum(table.read((i + 0.5) / 200) <= limit for i in range(200)) / 200
    return 1.0 - issue.asks_share * (1.0 - within)
