"""When what changes happens: weeks, dates and months, and where they stand on an axis."""

import datetime
import math
from dataclasses import dataclass, replace

from sim.clock import DAY
from sim.experiment.comparison import Comparison
from sim.metrics.monthly import Month
from sim.scenario.changes import Dated
from sim.scenario.clocks import WEEKDAYS

NAN = math.nan


@dataclass(frozen=True)
class Event:
    """Something that happens on a date: its week, where it stands on the axis, and in words."""

    week: int
    position: float
    words: str
    names: tuple[str, ...]


def events(comparison: Comparison) -> list[Event]:
    """Return what changes, in order: of the what-ifs first, then of the baseline's own timeline."""
    own = comparison.scenario.timeline
    found: dict[tuple[int, float, str], list[str]] = {}
    for name in comparison.what_ifs:
        later = comparison.scenarios[name].timeline[len(own) :]
        for entry in later:
            names = found.setdefault(_place(entry, comparison), [])
            if name not in names:
                names.append(name)
    for entry in own:
        found.setdefault(_place(entry, comparison), [])
    return [Event(*where, tuple(names)) for where, names in sorted(found.items())]


def _place(entry: Dated, comparison: Comparison) -> tuple[int, float, str]:
    """Return week, place on an axis on which week 1 is 1 and runs from 0.5 to 1.5, and words."""
    return entry.week, entry.week - 0.5 + WEEKDAYS.index(entry.day) / 7, _words(entry, comparison)


def _words(entry: Dated, comparison: Comparison) -> str:
    what = str(getattr(entry, "event", "change")).replace("_", " ")
    days = (entry.week - 1) * 7 + WEEKDAYS.index(entry.day)
    return f"{what} on {date_words(comparison.scenario.calendar.start + datetime.timedelta(days=days))}"


def date_words(day: datetime.date) -> str:
    """Return a date as ``26 Feb 2024``, whatever the language of the machine."""
    return f"{day.day} {month_name(day)} {day.year}"


def month_name(day: datetime.date) -> str:
    """Return ``Jan`` to ``Dec``, whatever the language of the machine."""
    return ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][day.month - 1]


def week_of(tick: int) -> float:
    """Return where a tick stands on the axis of weeks."""
    return tick / DAY / 7 + 0.5


def on_months(events: list[Event], spans: list[Month]) -> list[Event]:
    """Return the events of some months, each in the middle of its own, the first being 0: sums know no days."""
    found = []
    for event in events:
        day = (event.position - 0.5) * 7
        inside = [number for number, month in enumerate(spans) if month.start_day <= day < month.end_day]
        found += [replace(event, position=float(number)) for number in inside]
    return found
