"""Times of day, weekdays and hours, as files write them."""

import re
from functools import lru_cache
from typing import Any

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {name: day for names in (WEEKDAYS, _LONG_NAMES) for day, name in enumerate(names)}
_DAYS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
DAY_MINUTES = 1440
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")


@lru_cache(maxsize=4096)
def minutes_of_day(text: str) -> int:
    """Read a time of day, ``8:30`` or ``24:00``, as minutes after midnight.

    Raises
    ------
    ValueError
        If `text` is not a time of day.
    """
    match = _CLOCK.fullmatch(text)
    if match:
        hours, minutes = int(match[1]), int(match[2])
        if minutes < 60 and hours * 60 + minutes <= 1440:
            return hours * 60 + minutes
    raise ValueError(f"{text!r} is not a time of day; write hours and minutes such as 8:30")


def clock(minute: int) -> str:
    """Return a minute after midnight as a time of day: ``9:30``."""
    return f"{minute // 60}:{minute % 60:02d}"


@lru_cache(maxsize=4096)
def days_of(key: str) -> tuple[int, ...]:
    """Read ``mon``, ``mon-fri``, ``Monday`` or ``sat, sun`` as weekday numbers, Monday being 0.

    Raises
    ------
    ValueError
        If a day is unknown or a span runs backwards.
    """
    days: list[int] = []
    for piece in "".join(key.split()).casefold().replace(".", "").replace("–", "-").split(","):
        first, _, last = piece.partition("-")
        last = last or first
        if first not in _DAYS or last not in _DAYS or _DAYS[first] > _DAYS[last]:
            raise ValueError(f"{key!r} names no weekdays; write mon, mon-fri or sat,sun")
        days.extend(range(_DAYS[first], _DAYS[last] + 1))
    return tuple(days)


def check_days(table: dict[str, Any]) -> dict[str, Any]:
    """Refuse a weekday that is named twice."""
    seen: set[int] = set()
    for key in table:
        again = seen.intersection(days_of(key))
        if again:
            raise ValueError(f"{WEEKDAYS[min(again)]} is given twice")
        seen.update(days_of(key))
    return table


@lru_cache(maxsize=4096)
def spans_of(text: str) -> tuple[tuple[int, int], ...]:
    """Read ``"07:30-12:00, 13:00-18:00"`` as spans of minutes after midnight; ``closed`` is none.

    What ends at or before its start runs into the next day: ``12:00-4:00`` is minute 720 to 1680.

    Raises
    ------
    ValueError
        If there is no span, or spans are not in order or overlap.
    """
    if text.strip().lower() == "closed":
        return ()
    spans: list[tuple[int, int]] = []
    for piece in text.split(","):
        first, dash, last = (word.strip() for word in piece.partition("-"))
        if not dash:
            raise ValueError(f"{text!r} is not a span of time; write 7:30-18:00 or closed")
        start, end = minutes_of_day(first), _end_of(first, last)
        if start == DAY_MINUTES:
            raise ValueError(f"{text!r}: nothing begins at 24:00; write 0:00, on the next day")
        if spans and start < spans[-1][1]:
            only = "; only the last of a day may run past midnight" if spans[-1][1] > DAY_MINUTES else ""
            raise ValueError(f"{text!r}: spans of a day stand in order and do not overlap{only}")
        spans.append((start, end + DAY_MINUTES if end <= start else end))
    return tuple(spans)


def _end_of(first: str, last: str) -> int:
    """Read the end of a span, and say of hours beyond 24 how they are written."""
    match = _CLOCK.fullmatch(last)
    if match and 24 * 60 < (end := int(match[1]) * 60 + int(match[2])) <= 48 * 60 and int(match[2]) < 60:
        said = f"{first}-{clock(end - DAY_MINUTES)}"
        raise ValueError(f"{last!r} is past midnight; write {said}, which runs into the next day")
    return minutes_of_day(last)


def check_nights(hours: dict[str, str]) -> dict[str, str]:
    """Refuse hours that run past midnight into those of the next day."""
    week = {day: spans_of(text) for key, text in hours.items() for day in days_of(key)}
    for day, spans in week.items():
        end, morrow = spans[-1][1] - DAY_MINUTES if spans else 0, (day + 1) % 7
        opens = next((start for start, _ in week.get(morrow, ())), DAY_MINUTES)
        if end > opens:
            early, late = WEEKDAYS[day], WEEKDAYS[morrow]
            raise ValueError(f"{early} runs until {clock(end)} on {late}, which opens at {clock(opens)} already")
    return hours
