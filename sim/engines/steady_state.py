"""Where the baseline's culture rests: the habit, ownership and skill with which agents start.

A baseline without changes must not drift, so agents start at the fixed point of their own learning rules.
Where two cultures can last, `behavior.culture` says from which end it is sought.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sim.behavior import choice, learning, service
from sim.behavior.rules import Rules
from sim.demand.roster import Roster
from sim.demand.tables import table_of
from sim.engines.rules import mean_remaining_minutes, rules_of, segments_of
from sim.scenario.plan import Plan, plan_of

_NODES = 24
_SKILLS = 9
_ROUNDS = 400


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
    per_day = 1.0
    for _ in range(3):  # own goals depend on ownership, which depends on the rate of learning
        start = _rests(scenario, plan, per_day)
        per_day = _choices_per_agent_day(scenario, plan, start)
    return Start(per_day, start.skills, start.rests)


def _rests(scenario: Any, plan: Plan, per_day: float) -> Start:
    rules = rules_of(scenario, scenario, per_day)
    cases = _cases(scenario, plan)
    skills: list[tuple[float, ...]] = []
    rests: list[tuple[Rest, ...]] = []
    for team in scenario.teams.values():
        spread = np.linspace(-3.0, 3.0, _SKILLS) if team.skill_sd > 0 else np.zeros(1)
        nodes = tuple((team.skill + team.skill_sd * spread).tolist())
        skills.append(nodes)
        rests.append(tuple(_rest(scenario, rules, team, skill, cases, per_day) for skill in nodes))
    return Start(per_day, tuple(skills), tuple(rests))


def _cases(scenario: Any, plan: Plan) -> list[tuple[float, float, float, float]]:
    """Return (weight, complexity, mean temper, remaining minutes) of the choices to expect."""
    segment = segments_of(plan, 1.0)[0]
    cases = []
    for issue, its in zip(scenario.issues.values(), segment.types, strict=True):
        if not issue.routine:
            table = table_of(issue.complexity)
            for i in range(_NODES):
                weight = (issue.per_week or 1.0) / _NODES
                cases.append((weight, table.read((i + 0.5) / _NODES), its.mean_temper, its.mean_remaining_minutes))
    return cases


def _rest(
    scenario: Any,
    rules: Rules,
    team: Any,
    skill: float,
    cases: list[tuple[float, float, float, float]],
    per_day: float,
) -> Rest:
    """Return where habit, ownership and skill rest, by damped iteration from the culture's end."""
    people = scenario.behavior
    reward = starting_reward(scenario, rules)
    fade = 1.0 - 2.0 ** (-1.0 / people.forgetting_half_life) if people.forgetting_half_life else 0.0
    habit = 1.0 if people.culture == "escalating" else 0.0
    now = skill
    passed, solved = habit, 1.0 - habit
    for _ in range(_ROUNDS):
        passed, solved = _shares(rules, team.engagement, now, habit, reward, people.starting_charge, cases)
        pull = rules.practice * solved * per_day
        rested = (pull * (skill + rules.learnable) + fade * skill) / (pull + fade) if fade > 0 else skill
        moved = abs(passed - habit) + abs(rested - now)
        habit += 0.5 * (passed - habit)
        now += 0.5 * (rested - now)
        if moved < 1e-10:
            break
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


def _shares(
    rules: Rules,
    engagement: float,
    skill: float,
    habit: float,
    reward: float,
    charge: float,
    cases: list[tuple[float, float, float, float]],
) -> tuple[float, float]:
    """Return the shares of choices that are passed up, and solved by an attempt."""
    passed = solved = total = 0.0
    for weight, complexity, anger, minutes in cases:
        p = choice.ability(skill, complexity, rules)
        worth = choice.benefit(engagement, 0.0, 1.0, anger, rules)
        cost = choice.effort(complexity, rules.time_pressure, minutes, rules)
        failure = rules.time_pressure * minutes if rules.time_pressure > 0 else reward - charge
        solving = choice.utility_of_solving(p, worth, cost, failure, rules)
        tries = choice.attempt_probability(solving, choice.utility_of_passing_up(reward, charge, habit, rules), rules)
        if rules.fixed_choice:
            tries = 1.0 - rules.escalation_probability
        passed += weight * (1.0 - tries)
        solved += weight * tries * p
        total += weight
    return (passed / total, solved / total) if total else (0.0, 1.0)


def _choices_per_agent_day(scenario: Any, plan: Plan, start: Start) -> float:
    """Return the expected choices of an agent on a working day."""
    rules = rules_of(scenario, scenario, 1.0)
    segment = segments_of(plan, 1.0)[0]
    volume = {name: issue.per_week for name, issue in scenario.issues.items()}
    for i, (name, issue) in enumerate(scenario.issues.items()):
        if issue.routine and issue.creates:
            team = next(t for t, its in enumerate(scenario.teams.values()) if name in its.handles)
            rest = start.rests[team][len(start.rests[team]) // 2]
            complexity = table_of(issue.complexity).mean
            share = service.own_goal(complexity, rest.ownership, rules.base_engagement, rules, segment.types[i])
            volume[issue.creates] += volume[name] * share
    choices = 0.0
    for name, issue in scenario.issues.items():
        if not issue.routine:
            free = (1.0 - issue.reserved_share) * _within_authority(issue, scenario)
            choices += volume[name] * free
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
