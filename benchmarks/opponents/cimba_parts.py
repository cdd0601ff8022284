"""What both cimba models share: the talks of agents and managers, what is logged, how a run becomes columns."""

from typing import Any

import cimba as cb
import numpy as np
from numba.extending import register_jitable

from opponents import people
from opponents.center import BY_MANAGER, DAY, MINDS, ROW, SOLVED, UNRESOLVED, Result, settings

S = settings()
for _name in ("logistic", "risen", "ability", "chance_of_attempt", "worth_of_passing_up", "satisfaction", "answer"):
    register_jitable(getattr(people, _name))
ability, chance_of_attempt, risen = people.ability, people.chance_of_attempt, people.risen
answer, satisfaction, worth_of_passing_up = people.answer, people.satisfaction, people.worth_of_passing_up
PASSED_UP = -1
CLOSED = -1.0


class Matter(cb.Model):
    """A customer's matter, and its present call."""

    complexity: float
    temper: float
    anger: float
    first: float
    contacts: int = 0
    redials: int = 0
    handoffs: int = 0
    line: float = 0.0
    arrived: float = 0.0
    patience: float = 0.0
    talk: float = 0.0
    ticket: int = 0
    seat: int = -1
    queued: float = 0.0
    handled: float = 0.0
    chance: float = -1.0
    escalated: bool = False
    passed_up: float = 0.0
    upstairs: float = 0.0
    manager: float = 0.0
    upset: float = 0.0
    apologized: bool = False


@register_jitable
def begins_call(person: Any) -> None:
    """Call: with new patience, and talk of a new length."""
    person.arrived = cb.now()
    person.contacts += 1
    person.patience = cb.random.exponential(S.patience)
    person.talk = cb.random.lognormal(S.handle_mu, S.handle_sigma)
    person.seat = -1
    person.queued = person.handled = person.upstairs = person.manager = person.upset = 0.0
    person.chance = -1.0
    person.escalated = False
    person.apologized = False


@register_jitable
def waits(person: Any, minutes: float) -> None:
    """Spend time on the line."""
    person.line += minutes
    person.anger = risen(person.anger, S.anger_wait * minutes / 10.0)


@register_jitable
def hangs_up(person: Any) -> float:
    """Patience has ended; return the minutes until the redial, or CLOSED."""
    person.queued = person.patience
    waits(person, person.queued)
    if person.contacts < S.max_contacts and person.redials < S.max_redials and cb.random.uniform() < S.redial_share:
        person.redials += 1
        return cb.random.exponential(S.redial_after)
    return CLOSED


@register_jitable
def talks(center: Any, seat: int, person: Any) -> tuple[int, float]:
    """An agent's talk; return the outcome, or PASSED_UP, and the minutes until the next call, or CLOSED."""
    person.seat = seat
    person.queued = cb.now() - person.arrived
    waits(person, person.queued)
    center.strain[seat] += S.strain_step * (person.anger - center.strain[seat])
    person.talk *= max(0.0, 1.0 + S.talk_anger * (person.anger - S.mean_temper))
    person.handled = person.talk * S.diagnosis_share
    cb.hold(person.handled)
    able = ability(center.skill[seat], person.complexity, S)
    person.chance = chance_of_attempt(able, person.complexity, center.habit[seat], center.reward[seat], S)
    if cb.random.uniform() >= person.chance:
        center.habit[seat] += S.habit_rate * (1.0 - center.habit[seat])
        center.ownership[seat] -= S.ownership_rate * center.ownership[seat]
        person.escalated = True
        person.handoffs += 1
        person.anger = risen(person.anger, S.anger_handoff)
        person.passed_up = cb.now()
        return PASSED_UP, CLOSED
    center.habit[seat] -= S.habit_rate * center.habit[seat]
    cb.hold(person.talk - person.handled)
    person.handled = person.talk
    if cb.random.uniform() < able:
        if person.contacts == 1:
            person.anger *= 1.0 - min(1.0, S.calming)
        person.apologized = cb.random.uniform() < S.engagement
        center.ownership[seat] += S.ownership_rate * (1.0 - center.ownership[seat])
        return SOLVED, CLOSED
    person.anger = risen(person.anger, S.anger_failed)
    if person.contacts < S.max_contacts and cb.random.uniform() < S.comes_back_share:
        return UNRESOLVED, cb.random.exponential(S.comes_back_after)
    return UNRESOLVED, CLOSED


@register_jitable
def settles(center: Any, person: Any) -> None:
    """A manager's talk."""
    person.upstairs = cb.now() - person.passed_up
    waits(person, min(person.upstairs, max(0.0, person.patience - person.queued)))
    minutes = cb.random.erlang(S.manager_stages, S.manager_mean / S.manager_stages)
    person.manager = minutes * (1.0 + S.manager_anger * person.anger)
    cb.hold(person.manager)
    seat = person.seat
    center.reward[seat] += S.learning * (worth_of_passing_up(S) - center.reward[seat])
    if cb.random.uniform() < S.adversarial:
        before = person.anger
        person.anger = risen(before, S.anger_adversarial)
        person.upset = person.anger - before
    person.apologized = cb.random.uniform() < S.apology


@register_jitable
def logs(log: Any, person: Any, outcome: int, delay: float) -> None:
    """Log a call in the order of `ROW`; without a delay the matter is closed."""
    now = cb.now()
    closed = delay < 0.0
    proxy, said = -1.0, 0
    if closed:
        solved = outcome in (SOLVED, BY_MANAGER)
        upset = person.temper - S.mean_temper + person.upset
        age = now - person.first
        proxy = satisfaction(person.contacts, person.handoffs, person.line, age, solved, upset, person.apologized, S)
        said = answer(proxy, cb.random.uniform())
    log.record(person.arrived)
    log.record(person.queued)
    log.record(float(person.seat))
    log.record(person.handled)
    log.record(person.chance)
    log.record(1.0 if person.escalated else 0.0)
    log.record(person.upstairs)
    log.record(person.manager)
    log.record(now)
    log.record(float(outcome))
    log.record(float(person.contacts))
    log.record(float(person.handoffs))
    log.record(person.line)
    log.record(person.anger)
    log.record(1.0 if closed else 0.0)
    log.record(proxy)
    log.record(float(said))
    if not closed and outcome == UNRESOLVED:
        person.anger = risen(person.anger, S.anger_repeat)


class Office(cb.Model):
    """The agents' minds and the log; the queues are the subclasses' own."""

    horizon: cb.Param[float] = DAY
    skill: cb.Array[float] = cb.Array(S.agents)
    habit: cb.Array[float] = cb.Array([S.habit] * S.agents)
    reward: cb.Array[float] = cb.Array([S.reward] * S.agents)
    ownership: cb.Array[float] = cb.Array([S.ownership] * S.agents)
    strain: cb.Array[float] = cb.Array(S.agents)
    seated: int = 0
    log: cb.Dataset
    minds: cb.Dataset

    def __init__(self, horizon: float) -> None:
        self.horizon = horizon
        self.log, self.minds = cb.Dataset(), cb.Dataset()
        self.log.capture()
        self.minds.capture()

    @cb.on_start
    def sits_down(self):
        for seat in range(S.agents):
            self.skill[seat] = cb.random.normal(S.skill, S.skill_sd)

    @cb.on_end
    def tells(self):
        for seat in range(S.agents):
            self.minds.record(self.habit[seat])
            self.minds.record(self.reward[seat])
            self.minds.record(self.ownership[seat])
            self.minds.record(self.strain[seat])


def result_of(office: Office, seed: int) -> Result:
    """Run a center until it is empty, and return its log as columns.

    Raises
    ------
    RuntimeError
        If cimba gives up.
    """
    results = cb.Experiment(office, window=cb.Window.until_idle(), seed=seed).run(workers=1)
    if results.failed.any():
        raise RuntimeError(str(results.failure_reasons))
    logged = results[office].log.trial(0, 0)[1].reshape(-1, len(ROW.names))
    rows = np.empty(len(logged), dtype=ROW)
    for place, name in enumerate(ROW.names):
        rows[name] = logged[:, place]
    return Result(rows, results[office].minds.trial(0, 0)[1].reshape(-1, len(MINDS)))
