"""What managers have to expect to be asked for, before anything is simulated: rate, share and minutes by formula.

With agents as they start, at each change of the timeline as before anybody has learned from it. Not counted: who hangs
up before an agent answers, surges, and what waits add to anger.
"""

import math
import operator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.behavior import choice, feeling, service
from sim.behavior.parameters import COACH, INVESTIGATE, RETURN
from sim.clock import DAY, WEEK
from sim.demand.quantile_tables import table_of
from sim.demand.roster import manager_hours
from sim.engines.cases import cases_of
from sim.engines.effects.desks import manager_time
from sim.engines.expected import ALL_STAY, Kind, Now, anger_and_asking, work_of
from sim.engines.measured import items_in
from sim.engines.month_prices import with_prices
from sim.engines.rules import approach, rules_of, segments_of
from sim.engines.sooner import shares
from sim.engines.steady_state import ROUGHLY, Start, rough_start_of, starting_reward
from sim.journeys.records import Reason
from sim.scenario.plan import Epoch, Plan

_NODES = 24
_MINUTES = 60.0


@dataclass(frozen=True)
class Upstairs:
    """What managers have to expect from a change of the timeline on, or from the start.

    Attributes
    ----------
    week : int
        The first whole week in which it holds, from 1.
    hours : float
        What the managers have together, hours a week.
    by_type : dict
        Hours a week asked of them by each issue type that is not routine.
    diagnosed : dict
        Contacts a week that agents diagnose, of each of these types.
    up, choices, chosen : float
        Those of them that go up, that leave an agent a choice, and that are then passed up without a try.
    """

    week: int
    hours: float
    by_type: dict[str, float]
    diagnosed: dict[str, float]
    up: float
    choices: float
    chosen: float

    @property
    def asked(self) -> float:
        """Hours a week asked of the managers."""
        return sum(self.by_type.values())

    @property
    def load(self) -> float:
        """The same in % of their hours; infinite where they have none and something is asked."""
        return 100.0 * self.asked / self.hours if self.hours else math.inf if self.asked else 0.0


def expected_upstairs(plan: Plan) -> list[Upstairs]:
    """Return what a plan's managers have to expect, at the start and from each change of its timeline on."""
    start = rough_start_of(plan)
    epochs = [epoch for epoch in plan.epochs if epoch.start_tick < plan.horizon_tick]
    return [_upstairs(_Known(plan, epoch, start)) for epoch in epochs]


def expected_asking(plan: Plan, name: str) -> float:
    """Return the share of a type's customers who ask for a manager at the start, waits apart."""
    return anger_and_asking(_now(plan, plan.epochs[0], 1.0), name)[1]


def _now(plan: Plan, epoch: Epoch, choices_per_agent_day: float) -> Now:
    segments = segments_of(plan, choices_per_agent_day)
    segment = next(each for each in segments if each.start_tick == epoch.start_tick)
    rules = rules_of(epoch.scenario, plan.baseline, choices_per_agent_day)
    return Now(plan, epoch.scenario, rules, segment, epoch.start_tick // DAY)


class _Known:
    """An epoch with its plan and start, equal where what managers are asked for is: what-ifs share their beginnings."""

    def __init__(self, plan: Plan, epoch: Epoch, start: Start) -> None:
        self.plan, self.epoch, self.start = plan, epoch, start
        self._key = plan.baseline.fingerprint, epoch.scenario.fingerprint, epoch.start_tick, plan.surges

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self._key == other._key


@lru_cache(maxsize=64)
def _upstairs(known: _Known) -> Upstairs:
    plan, epoch, start = known.plan, known.epoch, known.start
    now = _now(plan, epoch, start.choices_per_agent_day)
    work = work_of(now, tuple(rest[len(rest) // 2].ownership for rest in start.rests))
    by_type = {name: 0.0 for name, its in now.scenario.issues.items() if not its.routine}
    contacts, by_kind = np.zeros(3), dict.fromkeys(by_type, 0.0)
    for team, kinds in enumerate(work.kinds):
        for kind in kinds:
            ways = _ways(now, start, team, kind)
            diagnosed = _diagnosed(now, kind, ways)
            by_type[kind.name] += diagnosed * _minutes_each(now, team, kind, ways) / _MINUTES
            by_kind[kind.name] += diagnosed
            contacts += diagnosed * np.array(_each(kind, ways))
    week = -(-epoch.start_tick // WEEK)
    return Upstairs(week + 1, manager_hours(plan, week), by_type, by_kind, *contacts.tolist())


class _Ways(NamedTuple):
    """What becomes of choices, in shares of them: see `sim.engines.resting.Shares`."""

    chosen: float
    failed: float
    more: float
    left: float
    twice: float


def _ways(now: Now, start: Start, team: int, kind: Kind) -> _Ways:
    """Return what agents as they start pass up at first, after a failure, leave unresolved, and pass up twice."""
    cases = cases_of(now, team, [kind._replace(stays=ALL_STAY)], start.praises[team])
    if items_in(now.scenario.incentives) == items_in(now.plan.baseline.incentives):
        cases = with_prices(cases, start.prices[team])
    crew = list(now.scenario.teams.values())[team]
    reward, charge = starting_reward(now.plan.baseline, now.rules), now.plan.baseline.behavior.starting_charge
    at_once = now.rules._replace(manager_policy=INVESTIGATE)  # what comes up, before any of it is handed back
    found = np.zeros(5)
    for value, weight in ROUGHLY:
        skill = crew.skill + crew.skill_sd * value
        rest = start.of(team, skill)
        able = rest.skill - kind.its.surprise
        first = shares(at_once, able, reward, charge, rest.habit, cases)
        twice = 0.0
        if now.rules.manager_policy in (COACH, RETURN):
            twice = shares(now.rules, able, reward, charge, rest.habit, cases).closed - (
                first.closed - first.passed - first.failed
            )
            twice -= first.failed if now.rules.manager_policy == RETURN else 0.0  # failures stay upstairs
        found += weight * np.array([first.passed, first.failed, first.more, first.left, twice])
    return _Ways(*found.tolist())


def _diagnosed(now: Now, kind: Kind, ways: _Ways) -> float:
    """Return the contacts of a type that a team diagnoses in a week, with those that come back unresolved."""
    again = _free(kind) * (1.0 - kind.blocked) * ways.left * now.rules.comes_back_share
    return kind.diagnosed * sum(again**before for before in range(now.rules.max_contacts))


def _free(kind: Kind) -> float:
    """Return the share of what is diagnosed that nobody but authority keeps from the agent."""
    return (1.0 - kind.asking) * (1.0 - kind.reserved)


def _each(kind: Kind, ways: _Ways) -> tuple[float, float, float]:
    """Return shares of what is diagnosed: what goes up, what leaves a choice, and what is then passed up untried."""
    choices = _free(kind) * (1.0 - kind.blocked)
    return 1.0 - choices * (1.0 - ways.chosen - ways.failed - ways.more), choices, choices * ways.chosen


def _minutes_each(now: Now, team: int, kind: Kind, ways: _Ways) -> float:
    """Return the minutes that a contact of a type, once a team diagnosed it, asks of managers."""
    free, choices = _free(kind), _free(kind) * (1.0 - kind.blocked)
    failed = feeling.risen(kind.anger, now.rules.anger_failed_attempt)
    minutes = kind.asking * _minutes(now, Reason.INSISTED, _anger_of_asking(now, kind))
    within, above, of_all = kind.stays
    minutes += of_all * (1.0 - kind.asking) * kind.reserved * _minutes(now, Reason.RESERVED, kind.anger)
    minutes += above * free * kind.blocked * _minutes(now, Reason.AUTHORITY, kind.anger)
    minutes += within * choices * ways.chosen * _minutes(now, Reason.CHOSEN, kind.anger)
    minutes += within * choices * ways.failed * _minutes(now, Reason.FAILED, failed)
    minutes += choices * ways.more * _minutes(now, Reason.INSISTED_ON_MORE, kind.anger)
    twice = within * choices * ways.twice + (above * free * kind.blocked * _coached_in_vain(now, team, kind))
    handed_back = feeling.risen(feeling.risen(kind.anger, now.rules.anger_handoff), now.rules.anger_failed_attempt)
    minutes += twice * _minutes(now, Reason.CHOSEN, handed_back, second=True)
    return minutes


def _coached_in_vain(now: Now, team: int, kind: Kind) -> float:
    """Return the share of what lies above authority that comes up again after the manager's coaching."""
    if now.rules.manager_policy != COACH:
        return 0.0
    skill = list(now.scenario.teams.values())[team].skill + kind.skill + now.rules.coach_boost - kind.its.surprise
    return 1.0 - sum(choice.ability(skill, c, now.rules) for c, _ in kind.choices) / len(kind.choices)


def _minutes(now: Now, reason: Reason, anger: float, second: bool = False) -> float:
    """Return the mean minutes of a talk with a manager, whose customer was handed over with this anger."""
    policy = approach(now.rules.manager_policy, int(reason), second)
    upstairs = feeling.risen(anger, now.rules.anger_handoff)
    return manager_time(now.segment.delays, policy).mean * service.manager_factor(upstairs, now.rules)


def _anger_of_asking(now: Now, kind: Kind) -> float:
    """Return the mean anger of those who insist on a manager: more than that of all."""
    if not kind.asking:
        return kind.anger
    tempers = table_of(now.scenario.issues[kind.name].opening_temper).spread(_NODES)
    spared = (1.0 - kind.anger) / (1.0 - kind.its.mean_temper) if kind.its.mean_temper < 1.0 else 0.0
    angers = [1.0 - (1.0 - temper) * spared for temper in tempers]
    chances = [service.insists(anger, kind.its) for anger in angers]
    return sum(map(operator.mul, chances, angers)) / sum(chances) if sum(chances) else kind.anger
