"""The benchmark's center in cimba, as its tutorial of a park has it: a customer is a process with a timer."""

import cimba as cb

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

GIVES_UP = 42


class Person(Matter):
    """A customer, who calls until the matter is closed."""

    center: cb.Ref["Center"]
    process_pointer: int = 0
    outcome: int = 0
    delay: float = 0.0

    @cb.process
    def calls(self):
        me = cb.this_process()
        self.process_pointer = me.pointer
        while True:
            begins_call(self)
            self.ticket = self.center.line.enqueue(self, 0)
            me.timer_set(self.patience, GIVES_UP)
            if cb.suspend() == GIVES_UP:
                self.center.line.cancel(self.ticket)
                self.outcome = ABANDONED
                self.delay = hangs_up(self)
            logs(self.center.log, self, self.outcome, self.delay)
            if self.delay < 0.0 or cb.now() + self.delay >= self.center.horizon:
                break
            cb.hold(self.delay)
        cb.release(self)


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
            cb.spawn(Person, center=self, complexity=complexity, temper=temper, anger=temper, first=cb.now())

    @cb.process(copies=S.agents)
    def agent(self):
        seat = self.seated
        self.seated += 1
        while True:
            person = self.line.get()
            cb.Process(person.process_pointer).timers_clear()
            person.outcome, person.delay = talks(self, seat, person)
            if person.outcome == PASSED_UP:
                self.upstairs.put(person)
            else:
                cb.Process(person.process_pointer).resume(0)

    @cb.process(copies=S.managers)
    def manager(self):
        while True:
            person = self.upstairs.get()
            settles(self, person)
            person.outcome, person.delay = BY_MANAGER, CLOSED
            cb.Process(person.process_pointer).resume(0)


def run(days: float, seed: int) -> Result:
    """Run the center, finishing what is in it at the horizon."""
    return result_of(Center(days * DAY), seed)
