"""Where the baseline's culture rests: the habit, ownership and skill with which agents start.

A baseline without changes must not drift, so agents start at the fixed point of their own learning rules.
Where two cultures can last, `behavior.culture` says from which end it is sought.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np

from sim.behavior import learning
from sim.behavior.parameters import Rules
from sim.demand.roster import Roster
from sim.engines import resting
from sim.engines.availability import default_engine, is_ready
from sim.engines.cases import cases_of, praise_of
from sim.engines.expected import Now, Work, work_of
from sim.engines.month_prices import Begins, Parts, month_of, priced, with_prices
from sim.engines.resting import Rest, between
from sim.engines.rules import mean_remaining_minutes, rules_of, segments_of
from sim.scenario.behavior import Behavior
from sim.scenario.plan import Plan, plan_of
from sim.scenario.scenario import Scenario

_SKILLS = tuple(np.linspace(-3.0, 3.0, 9).tolist())
ROUGHLY = ((-math.sqrt(3.0), 1 / 6), (0.0, 2 / 3), (math.sqrt(3.0), 1 / 6))
"""Standard normal values and their weights: means of polynomials up to the fifth degree are exact (Gauss-Hermite)."""

Rested = Callable[..., tuple[float, float, float, float, float, float]]
"""`sim.engines.resting.rest`, or the same compiled."""


@dataclass(frozen=True)
class Start:
    """The state in which a center starts.

    Attributes
    ----------
    choices_per_agent_day : float
        Expected choices of an agent on a working day in the baseline; turns half-lives into steps per event.
    of_teams : tuple of float
        The same for each team: what its own agents practice on.
    praises : tuple of float
        What agents of each team have been praised into, in utility.
    skills, rests : tuple, one of each team
        Starting skills in rising order, and the states at rest for each.
    prices : tuple, one of each team
        What one more escalation costs by bonuses that hang on the month's count, for an agent of middle skill.
    """

    choices_per_agent_day: float
    of_teams: tuple[float, ...]
    praises: tuple[float, ...]
    skills: tuple[tuple[float, ...], ...]
    rests: tuple[tuple[Rest, ...], ...]
    prices: tuple[Parts, ...]

    def of(self, team: int, skill: float) -> Rest:
        """Return the state in which an agent of a team starts, between the tabulated skills."""
        skills, rests = self.skills[team], self.rests[team]
        if len(skills) == 1 or skill <= skills[0]:
            return between(rests[0], rests[0], 0.0, skills[0], skill)
        if skill >= skills[-1]:
            return between(rests[-1], rests[-1], 0.0, skills[-1], skill)
        i = next(i for i, known in enumerate(skills) if known > skill)
        share = (skill - skills[i - 1]) / (skills[i] - skills[i - 1])
        return between(rests[i - 1], rests[i], share, skill, skill)


def start_of(plan: Plan) -> Start:
    """Return the state in which a plan's center starts; the baseline and its what-ifs share it."""
    return _start(plan.baseline.fingerprint, _Box(plan.baseline), False)


def rough_start_of(plan: Plan) -> Start:
    """Return the same at `ROUGHLY` only of the starting skills, whether or not a compiler is ready: not to simulate."""
    return _start(plan.baseline.fingerprint, _Box(plan.baseline), True)


class _Box:
    """Carries the baseline past the cache, whose key is the fingerprint alone."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return True


@lru_cache(maxsize=64)
def _start(fingerprint: str, box: _Box, roughly: bool) -> Start:
    scenario = box.scenario
    plan = plan_of(scenario)
    now = Now(plan, scenario, rules_of(scenario, scenario, 1.0), segments_of(plan, 1.0)[0], 0)
    ownership = (0.5,) * len(scenario.teams)
    for _ in range(3):  # own goals depend on ownership, which depends on how much there is to choose
        skills, rests, prices = _rests(now, work_of(now, ownership), roughly)
        ownership = tuple(rest[len(rest) // 2].ownership for rest in rests)
        if not any(issue.creates for issue in scenario.issues.values()) and now.rules.praise <= 0.0:
            break
    work, teams = work_of(now, ownership), range(len(rests))
    praises = tuple(praise_of(now, work, index) for index in teams)
    return Start(work.per_agent_day(), tuple(map(work.per_agent_day, teams)), praises, skills, rests, prices)


class AtRest(NamedTuple):
    """An agent at rest: shares of choices passed up, solved, and closed upstairs though avoidable, and the state.

    Attributes
    ----------
    passed, solved, closed : float
        See `sim.engines.resting.Shares`.
    felt : float
        Felt charge of what is closed upstairs, for each choice.
    habit, skill : float
        The state.
    """

    passed: float
    solved: float
    closed: float
    felt: float
    habit: float
    skill: float


@dataclass(frozen=True)
class Choosers:
    """The agents of a team, and the choices that they have to expect.

    Attributes
    ----------
    rules : Rules
        What holds.
    cases : list of tuple
        The choices, as `sim.engines.resting.rest` has them.
    sharers : int
        How many share the pool.
    per_day : float
        Choices of an agent on a working day.
    fade : float
        Share of added skill that a day takes.
    """

    rules: Rules
    cases: list[tuple[float, ...]]
    sharers: int
    per_day: float
    fade: float

    def at_rest(
        self,
        reward: float,
        charge: float,
        skill: float,
        habit: float,
        *,
        moves: bool = True,
        find: Rested | None = None,
    ) -> AtRest:
        """Return where an agent of some starting skill rests who believes this, from a habit or with it held."""
        find = find or _rest()
        return AtRest(*find(self.rules, reward, charge, skill, habit, moves, self.per_day, self.fade, self.cases))


@cache
def _rest() -> Rested:
    """Return `sim.engines.resting.rest`, in compiled code where it can be made."""
    if default_engine() == "compiled":
        from sim.engines.compiled.resting import rest

        return rest
    return resting.rest


def choosers_of(now: Now, work: Work, index: int) -> Choosers:
    """Return the agents of a team, by its place."""
    sharers = max(1, Roster(now.plan, 0, 0).usual_sharers(index, now.first_day))
    half = now.scenario.behavior.forgetting_half_life
    fade = learning.rate_per_event(half, 1.0) if half else 0.0
    cases = cases_of(now, index, work.kinds[index], praise_of(now, work, index))
    return Choosers(now.rules, cases, sharers, work.per_agent_day(index), fade)


def _rests(now: Now, work: Work, roughly: bool) -> tuple[Any, Any, tuple[Parts, ...]]:
    """Return starting skills and where agents rest who start with them, for each team, and what one more costs them."""
    skills: list[tuple[float, ...]] = []
    rests: list[tuple[Rest, ...]] = []
    prices: list[Parts] = []
    reward, people = starting_reward(now.scenario, now.rules), now.scenario.behavior
    find = resting.rest if roughly and not is_ready() else _rest()
    begins = Begins(reward, people.starting_charge, 1.0 if people.culture == "escalating" else 0.0, find)
    for index, team in enumerate(now.scenario.teams.values()):
        agents, month = choosers_of(now, work, index), month_of(now, work, index)
        spread = [value for value, _ in ROUGHLY] if roughly else _SKILLS
        nodes = tuple(team.skill + team.skill_sd * value for value in spread) if team.skill_sd > 0 else (team.skill,)
        parts, up = priced(agents, month, team.skill, begins)
        rested = []
        for skill in nodes:
            its = agents
            if month is not None:
                its = replace(agents, cases=with_prices(agents.cases, priced(agents, month, skill, begins, up)[0]))
            rested.append(_rest_of(people, its, skill, begins))
        skills.append(nodes)
        rests.append(tuple(rested))
        prices.append(parts)
    return tuple(skills), tuple(rests), tuple(prices)


def _rest_of(people: Behavior, agents: Choosers, skill: float, begins: Begins) -> Rest:
    """Return where habit, ownership and skill rest, sought from the culture's end.

    With a fixed choice nobody learns anything.
    """
    rested = agents.at_rest(begins.reward, begins.charge, skill, begins.habit, find=begins.find)
    moves = rested.solved + rested.passed
    habit, ownership = rested.habit, rested.solved / moves if moves > 0 else 1.0
    if people.starting_habit is not None:
        habit = people.starting_habit
    if people.starting_ownership is not None:
        ownership = people.starting_ownership
    return Rest(habit, ownership, rested.skill)


def starting_reward(scenario: Scenario, rules: Rules) -> float:
    """Return what passing up is felt to be worth at the start."""
    if scenario.behavior.starting_reward is not None:
        return float(scenario.behavior.starting_reward)
    return learning.reward_of_passing_up(mean_remaining_minutes(scenario), rules)
