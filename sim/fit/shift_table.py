"""Who is on a roster, from when to when, as the fit sees it; and who was logged in, where a log tells."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sim.fit.call_log import Finding


@dataclass(frozen=True, kw_only=True)
class ShiftRow:
    """One agent's shift. Times are minutes after 00:00; an end after midnight is above 1440."""

    agent: str
    """A running name (`A001`)."""
    team: str
    activity: str
    """As the file has it."""
    works: bool
    """Whether the activity is work; leave and sickness are not."""
    day: datetime.date | None
    """The date; nothing where the shift holds for a weekday, or for those of the table."""
    weekday: int | None
    """Which weekday (Monday 0), where rows have one."""
    start: int
    end: int
    pauses: tuple[tuple[int, int], ...]
    """Begin and end of lunch and breaks."""


@dataclass(frozen=True, kw_only=True)
class ShiftTable:
    """The rows of a roster."""

    rows: tuple[ShiftRow, ...]
    weekdays: tuple[int, ...]
    """On which weekdays (Monday 0) rows without a date hold."""
    files: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Presence:
    """A spell of an agent, from a log of log-ins and pauses; ticks since 00:00 of the call log's first Monday."""

    agent: str
    activity: str
    """`in`: logged in; anything else is the reason of a pause within it."""
    start: int
    end: int
    queue: str = ""
    """Which queue the agent served in it; empty: not told."""
