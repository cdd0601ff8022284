"""The benchmark's center in cimba, written for speed: only agents and managers are processes, customers have events."""

import cimba as cb
from numba.extending import register_jitable

from opponents.center import ABANDONED, BY_MANAGER, DAY, Result
from opponents.cimba_parts import (
    CLOSED,
    PASSED_UP,
    Matter,
    Office,
    S,
    begins_call,
    hangs_up,
    logs,
    result_of,
    settles,
    talks,
)


@register_jitable
def _ends(person, outcome, delay):
    """Log a call; the customer calls again, or the matter is over."""
    center = person.center
    logs(center.log, person, outcome, delay)
    if delay >= 0.0 and cb.now() + delay < center.horizon:
        cb.schedule(person.rings, delay)
    else:
        cb.release(person)


class Person(Matter):
    """A customer's matter; the events of a call that need no agent."""

    center: cb.Ref["Center"]
    deadline: float = 0.0

    @cb.event
    def rings(self):
        begins_call(self)
        self.deadline = self.arrived + self.patience
        self.ticket = self.center.line.enqueue(self, 0)
        cb.schedule(self.gives_up, self.patience)

    @cb.event
    def gives_up(self):
        # the patience may be that of an earlier call
        if self.seat < 0 and cb.now() == self.deadline and self.center.line.cancel(self.ticket):
            _ends(self, ABANDONED, hangs_up(self))


class Center(Office):
    """The queues, and who serves them."""

    line: cb.PriorityStore[Person]
    upstairs: cb.Store[Person]

    @cb.process
    def arrivals(self):
        while True:
            cb.hold(cb.random.exponential(1.0 / S.per_minute))
            if cb.now() >= self.horizon:
                break
            temper = cb.random.beta(S.temper_a, S.temper_b)
            complexity = cb.random.beta(S.complexity_a, S.complexity_b)
            person = cb.spawn(Person, center=self, complexity=complexity, temper=temper, anger=temper, first=cb.now())
            cb.schedule(person.rings, 0.0)

    @cb.process(copies=S.agents)
    def agent(self):
        seat = self.seated
        self.seated += 1
        while True:
            person = self.line.get()
            outcome, delay = talks(self, seat, person)
            if outcome == PASSED_UP:
                self.upstairs.put(person)
            else:
                _ends(person, outcome, delay)

    @cb.process(copies=S.managers)
    def manager(self):
        while True:
            person = self.upstairs.get()
            settles(self, person)
            _ends(person, BY_MANAGER, CLOSED)


def run(days: float, seed: int) -> Result:
    """Run the center, finishing what is in it at the horizon."""
    return result_of(Center(days * DAY), seed)
