"""Where the baseline's culture rests: the habit, ownership and skill with which agents start.

A baseline without changes must not drift, so agents start at the fixed point of their own learning rules.
Where two cultures can last, `behavior.culture` says from which end it is sought.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

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
Case = tuple[float, float, float, float]
"""A kind of choice to expect: how often, complexity, opening temper, minutes after diagnosis."""


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
    return _start(plan.baseline.center_digest, _Box(plan.baseline))


class _Box:
    """Carries the baseline past the cache, whose key is the digest alone."""

    def __init__(self, scenario: Any) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return True


@lru_cache(maxsize=64)
def _start(digest: str, box: _Box) -> Start:
    scenario = box.scenario
    plan = plan_of(scenario)
    types = segments_of(plan, 1.0)[0].types
    per_day, volumes = 1.0, volumes_of(scenario, types, None)
    for _ in range(3):  # own goals depend on ownership, which depends on the rate of learning
        start = _rests(scenario, plan, types, per_day, volumes)
        volumes = volumes_of(scenario, types, start)
        per_day = choices_per_agent_day(scenario, plan, volumes)
    return Start(per_day, start.skills, start.rests)


def _rests(scenario: Any, plan: Plan, types: tuple[TypeRules, ...], per_day: float, volumes: dict[str, float]) -> Start:
    rules = rules_of(scenario, scenario, per_day)
    roster = Roster(plan, 0, 0)
    skills: list[tuple[float, ...]] = []
    rests: list[tuple[Rest, ...]] = []
    for index, team in enumerate(scenario.teams.values()):
        cases = cases_of(scenario, types, team, volumes)
        interest = choice.interest_in_pool(max(1, roster.sharers(index, 0)), rules) if team.shares_pool else 1.0
        spread = np.linspace(-3.0, 3.0, _SKILLS) if team.skill_sd > 0 else np.zeros(1)
        nodes = tuple((team.skill + team.skill_sd * spread).tolist())
        skills.append(nodes)
        rests.append(
            tuple(_rest(scenario, rules, (team.engagement, interest), skill, cases, per_day) for skill in nodes)
        )
    return Start(per_day, tuple(skills), tuple(rests))


def cases_of(scenario: Any, types: tuple[TypeRules, ...], team: Any, volumes: dict[str, float]) -> list[Case]:
    """Return the choices that a team has to expect, by volume."""
    cases = []
    for (name, issue), its in zip(scenario.issues.items(), types, strict=True):
        if not issue.routine and name in team.handles:
            table = table_of(issue.complexity)
            for i in range(_NODES):
                complexity = table.read((i + 0.5) / _NODES)
                cases.append((volumes[name] / _NODES, complexity, its.mean_temper, its.mean_remaining_minutes))
    return cases


def _rest(
    scenario: Any, rules: Rules, mind: tuple[float, float], skill: float, cases: list[Case], per_day: float
) -> Rest:
    """Return where habit, ownership and skill rest, sought from the culture's end.

    `mind` holds engagement and the interest in the pool. With a fixed choice nobody learns anything.
    """
    people = scenario.behavior
    reward = starting_reward(scenario, rules) - people.starting_charge
    habit = 1.0 if people.culture == "escalating" else 0.0
    passed, solved, habit, now = at_rest(rules, *mind, skill, habit, True, reward, per_day, fade_per_day(people), cases)
    ownership = solved / (solved + passed) if solved + passed > 0 else 1.0
    if people.starting_habit is not None:
        habit = people.starting_habit
    if people.starting_ownership is not None:
        ownership = people.starting_ownership
    return Rest(habit, ownership, now)


def at_rest(rules: Rules, *numbers: Any) -> tuple[float, float, float, float]:
    """Return what `resting.rest` returns, from compiled code where there is numba."""
    if default_engine() == "compiled":
        from sim.engines.compiled.resting import rest
    else:
        from sim.engines.resting import rest
    return rest(rules, *numbers)


def fade_per_day(people: Any) -> float:
    """Return the share of added skill that a day of forgetting takes."""
    return 1.0 - 2.0 ** (-1.0 / people.forgetting_half_life) if people.forgetting_half_life else 0.0


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
