"""SimPy with a written order of simultaneous events: by time, then kind, then id, never by insertion."""

import math
from collections.abc import Callable, Generator
from typing import Any

import simpy
from simpy.events import Event

from sim.journeys.records import Presence

Steps = Generator[Event, Any, None]
"""What a process goes through."""
_FIRST = 2
"""SimPy's own zero-delay events have priority 0 or 1 and so finish before the next timed event."""
_KIND_SHIFT = 40


class Environment(simpy.Environment):
    """A SimPy environment whose clock is integer ticks and whose timed events carry their order.

    `between_instants` is told, once all that happens in an instant is done, how many ticks pass until the next.
    """

    between_instants: Callable[[int], None] | None = None

    def step(self) -> None:
        """Do the next event."""
        later = self.peek()
        if self._now < later < math.inf and self.between_instants is not None:
            self.between_instants(int(later - self._now))
        super().step()

    def after(self, delay_ticks: int, kind: int, ident: int) -> Event:
        """Return an event that happens after a delay, ordered among equals by kind and id."""
        event = Event(self)
        event._ok = True
        event._value = None
        self.schedule(event, _FIRST + (kind << _KIND_SHIFT) + ident, delay_ticks)  # type: ignore[arg-type]
        return event

    def at(self, tick: int, kind: int, ident: int) -> Event:
        """Return an event that happens at a tick."""
        return self.after(tick - self.tick, kind, ident)

    def when(self, event: Event, does: Callable[[], None]) -> None:
        """Have something done when an event happens."""
        assert event.callbacks is not None
        event.callbacks.append(lambda _: does())

    def goes_back_to(self, tick: int) -> None:
        """Set the clock back, once nothing is left to happen, to when something last did.

        What was set and came to nothing, such as the end of a patience long after the answer, does not count.
        """
        self._now = tick

    @property
    def tick(self) -> int:
        """The current tick."""
        return int(self._now)


QUEUE, AGENTS, UPSTAIRS, DESKS = range(4)
"""Where contacts can be: in a team's queue, with an agent, in the queue of a desk upstairs, with who sits there."""


class Stations:
    """How many contacts are where, integrated over time."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._number = [0, 0, 0, 0]
        self._since = [0, 0, 0, 0]
        self._present = [0, 0, 0, 0]
        self._in_horizon = (0, 0, 0, 0)
        self.last_move = 0

    def change(self, station: int, change: int) -> None:
        """Somebody comes to a station or leaves it."""
        now = self._env.tick
        self._present[station] += self._number[station] * (now - self._since[station])
        self._since[station] = self.last_move = now
        self._number[station] += change

    def reach_horizon(self) -> None:
        """Remember how much presence there was up to now."""
        for station in range(4):
            self.change(station, 0)
        self._in_horizon = self._so_far()

    def presence(self) -> Presence:
        """Return the numbers present, integrated over the horizon and over the whole run."""
        return Presence(self._in_horizon, self._so_far())

    def _so_far(self) -> tuple[int, int, int, int]:
        a, b, c, d = self._present
        return a, b, c, d
