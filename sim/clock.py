"""Time: integer milliseconds since Monday 00:00 of week 1, and the written order of simultaneous events."""

import calendar
import datetime
from enum import IntEnum

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
FOREVER = 1 << 52
"""More ticks than anything lasts, 142,000 years; a thousand times as many still fit a 64-bit integer."""


class Kind(IntEnum):
    """Kinds of event in the order in which events of one instant happen."""

    MONTH_END = 0
    DAY = 1
    TIMELINE = 2
    OPENING = 3
    AGENT_DONE = 4
    MANAGER_DONE = 5
    LANE_DONE = 6
    SELF_SERVICE_DONE = 7
    RETURN_CALL = 8
    ARRIVAL = 9
    STEP_DUE = 10
    GIVES_UP = 11
    CLOSING = 12


def ticks(minutes: float) -> int:
    """Return a duration in minutes as whole milliseconds, rounded to the nearest; nothing lasts longer than forever."""
    return int(min(minutes * MINUTE + 0.5, FOREVER))


def date_of(start: datetime.date, tick: int) -> datetime.date:
    """Return the calendar date of a tick."""
    return start + datetime.timedelta(days=tick // DAY)


def month_ends(start: datetime.date, horizon_tick: int) -> list[int]:
    """Return the ticks of all midnights that end a calendar month before the horizon."""
    ends: list[int] = []
    day = start
    while True:
        last = calendar.monthrange(day.year, day.month)[1]
        day = day.replace(day=last) + datetime.timedelta(days=1)
        tick = (day - start).days * DAY
        if tick >= horizon_tick:
            return ends
        ends.append(tick)


def describe(tick: int) -> str:
    """Return a tick in words: ``week 3 Tue 09:30:05``."""
    week, rest = divmod(tick, WEEK)
    day, rest = divmod(rest, DAY)
    name = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day]
    hours, minutes, seconds = rest // HOUR, rest // MINUTE % 60, rest // SECOND % 60
    return f"week {week + 1} {name} {hours:02d}:{minutes:02d}:{seconds:02d}"
