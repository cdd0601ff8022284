"""The people of the benchmark's center, apart from any simulator: equations, agents, customers.

Written anew from docs/model.md, not called from sim/behavior, so that the check of statistics is one of the model too.
"""

import math
from random import Random
from typing import Any

import numpy as np

from opponents.center import ABANDONED, BY_MANAGER, ROW, SOLVED, UNRESOLVED, Result, Settings

# --- equations: plain functions of numbers, which cimba compiles


def logistic(x):
    """Return 1 / (1 + e^-x) without overflow."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def risen(anger, rise):
    """Return anger after a rise."""
    return 1.0 - (1.0 - anger) * (1.0 - min(1.0, rise))


def ability(skill, complexity, s):
    """Return the probability that an attempt succeeds."""
    return logistic(s.steepness * (skill + s.support - complexity))


def chance_of_attempt(p, complexity, habit, reward, s):
    """Return the probability that an agent tries to solve a matter instead of passing it up."""
    saved = s.time_pressure * (1.0 - s.diagnosis_share) * s.handle_mean
    solving = p * s.pride + (1.0 - p) * (saved - s.blame) - s.effort * (0.5 + complexity) - saved
    passing = reward + s.habit_weight * (habit - 0.5)
    return logistic(s.sharpness * (solving - passing))


def worth_of_passing_up(s):
    """Return what passing up turns out to be worth."""
    return s.relief + s.time_pressure * (1.0 - s.diagnosis_share) * s.handle_mean


def satisfaction(contacts, handoffs, line, minutes, resolved, upset, apologized, s):
    """Return the satisfaction proxy of a closed matter."""
    z = s.base - s.b_repeat * (contacts - 1) - s.b_transfer * handoffs
    z -= s.b_wait * math.log(1.0 + line / 2.0) + s.b_days * math.log(1.0 + minutes / 1440.0) + s.b_anger * upset
    if not resolved:
        z -= s.b_unresolved
    if apologized:
        z += s.b_nonmonetary
    return logistic(z)


def answer(proxy, luck):
    """Return an answer from 1 to 5."""
    if luck < proxy:
        return 5 if luck < 0.7 * proxy else 4
    unhappy = (luck - proxy) / (1.0 - proxy)
    return 1 if unhappy < 0.55 else 2 if unhappy < 0.8 else 3


# --- people, for simulators in plain Python


class Agent:
    """One agent's mind."""

    __slots__ = ("habit", "ownership", "reward", "seat", "skill", "strain")

    def __init__(self, seat: int, s: Settings, random: Random) -> None:
        self.seat = seat
        self.skill = random.gauss(s.skill, s.skill_sd)
        self.habit, self.ownership, self.reward, self.strain = s.habit, s.ownership, s.reward, 0.0

    def chooses(self, passes: bool, s: Settings) -> None:
        """Learn from a choice."""
        self.habit += s.habit_rate * ((1.0 if passes else 0.0) - self.habit)
        if passes:
            self.ownership -= s.ownership_rate * self.ownership


class Customer:
    """One customer's matter on its way through the center; times in minutes."""

    def __init__(self, now: float, s: Settings, random: Random) -> None:
        self.s, self.random = s, random
        self.first = now
        self.complexity = random.betavariate(s.complexity_a, s.complexity_b)
        self.temper = self.anger = random.betavariate(s.temper_a, s.temper_b)
        self.contacts = self.redials = self.handoffs = 0
        self.line = 0.0

    def rings(self, now: float) -> None:
        """Call: with new patience, and talk of a new length."""
        self.arrived = now
        self.contacts += 1
        self.patience = self.random.expovariate(1.0 / self.s.patience)
        self.talk = self.random.lognormvariate(self.s.handle_mu, self.s.handle_sigma)
        self.queued = self.handled = self.upstairs = self.manager = self.upset = 0.0
        self.agent: Agent | None = None
        self.chance, self.satisfaction, self.answer = -1.0, -1.0, 0
        self.escalated = self.closed = self.apologized = False

    def waits(self, minutes: float) -> None:
        """Spend time on the line."""
        self.line += minutes
        self.anger = risen(self.anger, self.s.anger_wait * minutes / 10.0)

    def answered(self, agent: Agent, now: float) -> float:
        """Begin to talk; return the minutes of diagnosis."""
        s = self.s
        self.agent = agent
        self.queued = now - self.arrived
        self.waits(self.queued)
        agent.strain += s.strain_step * (self.anger - agent.strain)
        self.talk *= max(0.0, 1.0 + s.talk_anger * (self.anger - s.mean_temper))
        self.handled = self.talk * s.diagnosis_share
        return self.handled

    def passed_up(self) -> bool:
        """Let the agent choose, and learn from it."""
        agent, s = self.agent, self.s
        self.ability = ability(agent.skill, self.complexity, s)
        self.chance = chance_of_attempt(self.ability, self.complexity, agent.habit, agent.reward, s)
        self.escalated = self.random.random() >= self.chance
        agent.chooses(self.escalated, s)
        if self.escalated:
            self.handoffs += 1
            self.anger = risen(self.anger, s.anger_handoff)
        return self.escalated

    def attempt(self) -> float:
        """Return the minutes of an attempt."""
        rest = self.talk - self.handled
        self.handled = self.talk
        return rest

    def picked_up(self, minutes: float) -> float:
        """A manager begins, after so many minutes on the line and with a ticket; return how long it takes."""
        s = self.s
        self.upstairs = minutes
        self.waits(min(minutes, max(0.0, self.patience - self.queued)))
        stages = self.random.gammavariate(s.manager_stages, s.manager_mean / s.manager_stages)
        self.manager = stages * (1.0 + s.manager_anger * self.anger)
        return self.manager

    # Each way to end returns the minutes until the next call, or None.

    def hangs_up(self, now: float) -> float | None:
        """Patience has ended in the queue."""
        s = self.s
        self.queued = now - self.arrived
        self.waits(self.queued)
        if self.contacts < s.max_contacts and self.redials < s.max_redials and self.random.random() < s.redial_share:
            self.redials += 1
            return self._ends(ABANDONED, now, self.random.expovariate(1.0 / s.redial_after))
        return self._ends(ABANDONED, now)

    def attempted(self, now: float) -> float | None:
        """The agent has tried."""
        s, random, agent = self.s, self.random, self.agent
        if random.random() < self.ability:
            if self.contacts == 1:
                self.anger *= 1.0 - min(1.0, s.calming)
            self.apologized = random.random() < s.engagement
            agent.ownership += s.ownership_rate * (1.0 - agent.ownership)
            return self._ends(SOLVED, now)
        self.anger = risen(self.anger, s.anger_failed)
        if self.contacts < s.max_contacts and random.random() < s.comes_back_share:
            return self._ends(UNRESOLVED, now, random.expovariate(1.0 / s.comes_back_after))
        return self._ends(UNRESOLVED, now)

    def settled(self, now: float) -> float | None:
        """The manager has settled it, and the agent sees what passing up was worth."""
        s, random, agent = self.s, self.random, self.agent
        agent.reward += s.learning * (worth_of_passing_up(s) - agent.reward)
        if random.random() < s.adversarial:
            before = self.anger
            self.anger = risen(before, s.anger_adversarial)
            self.upset = self.anger - before
        self.apologized = random.random() < s.apology
        return self._ends(BY_MANAGER, now)

    def _ends(self, outcome: int, now: float, delay: float | None = None) -> float | None:
        s = self.s
        self.outcome, self.ended, self.last_anger = outcome, now, self.anger
        if delay is None:
            self.closed = True
            upset = self.temper - s.mean_temper + self.upset
            solved = outcome in (SOLVED, BY_MANAGER)
            self.satisfaction = satisfaction(
                self.contacts, self.handoffs, self.line, now - self.first, solved, upset, self.apologized, s
            )
            self.answer = answer(self.satisfaction, self.random.random())
        elif outcome == UNRESOLVED:
            self.anger = risen(self.anger, s.anger_repeat)
        return delay

    def row(self) -> tuple[Any, ...]:
        """Return the record of this call, in the order of `ROW`."""
        return (
            *(self.arrived, self.queued, self.agent.seat if self.agent else -1, self.handled, self.chance),
            *(self.escalated, self.upstairs, self.manager, self.ended, self.outcome, self.contacts, self.handoffs),
            *(self.line, self.last_anger, self.closed, self.satisfaction, self.answer),
        )


def result_of(rows: list[tuple[Any, ...]], agents: list[Agent]) -> Result:
    """Turn a log into columns."""
    minds = [(agent.habit, agent.reward, agent.ownership, agent.strain) for agent in agents]
    return Result(np.array(rows, dtype=ROW), np.array(minds))
