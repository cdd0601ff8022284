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

    @property
    def hours_a_week(self) -> float:
        """Hours of work that are planned for a week, without pauses; of dates, the mean of the weeks that have any."""
        works = [row for row in self.rows if row.works]
        weeks = {row.day.isocalendar()[:2] for row in works if row.day is not None}
        total = 0.0
        for row in works:
            minutes = row.end - row.start - sum(end - start for start, end in row.pauses)
            if row.day is not None:
                total += minutes / len(weeks)
            else:
                total += minutes * (1 if row.weekday is not None else len(self.weekdays))
        return total / 60

    @property
    def note(self) -> str:
        """What a fit of a table says of it that tells agents itself."""
        return (
            f"the roster plans {self.hours_a_week:,.0f} hours a week, which set nothing here: the table tells the "
            "agents of each interval"
        )


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
