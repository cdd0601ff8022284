"""SimPy with a written order of simultaneous events: by time, then kind, then id, never by insertion."""

import simpy
from simpy.events import Event

_FIRST = 2
"""SimPy's own zero-delay events have priority 0 or 1 and so finish before the next timed event."""
_KIND_SHIFT = 40


class Environment(simpy.Environment):
    """A SimPy environment whose clock is integer ticks and whose timed events carry their order."""

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

    def goes_back_to(self, tick: int) -> None:
        """Set the clock back, once nothing is left to happen, to when something last did.

        What was set and came to nothing, such as the end of a patience long after the answer, does not count.
        """
        self._now = tick

    @property
    def tick(self) -> int:
        """The current tick."""
        return int(self._now)
