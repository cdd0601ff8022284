"""What the pictures show, taken from results: series with intervals, the dates of changes, the months."""

import datetime
import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.clock import DAY
from sim.experiment.bounds import bounded
from sim.experiment.compare import Comparison
from sim.metrics import METRICS
from sim.metrics.monthly import MONTHLY, Month, months_of
from sim.scenario.fields import WEEKDAYS
from sim.statistics.estimates import mean_estimate

NAN = math.nan


@dataclass(frozen=True)
class Series:
    """A mean with its interval at each point; NaN where there is none."""

    mean: list[float]
    low: list[float]
    high: list[float]

    @property
    def has_intervals(self) -> bool:
        """Whether any point has an interval."""
        return any(value == value for value in self.low)


@dataclass(frozen=True)
class Event:
    """Something that happens on a date: its week, where it stands on the axis, and in words."""

    week: int
    position: float
    words: str
    names: tuple[str, ...]


def as_comparison(result: Any) -> Comparison:
    """Return a comparison as it is, and the result of one scenario as a comparison without what-ifs."""
    if hasattr(result, "scenarios"):
        found: Comparison = result
        return found
    name = result.scenario.name
    tallies = list(result.tallies)
    return Comparison(result.scenario, {name: result.scenario}, {name: tallies}, result.seed, len(tallies))


def weekly(comparison: Comparison, name: str, metric: str) -> Series:
    """Return a metric by week, as in the weekly table."""
    return _series(_known(comparison.sums[name].by_week(METRICS[metric])), metric)


def months(comparison: Comparison) -> list[Month]:
    """Return the calendar months of the run."""
    calendar = comparison.scenario.calendar
    return months_of(calendar.start, calendar.weeks)


def charges(comparison: Comparison, name: str) -> Series:
    """Return the charges to the pools by month."""
    column = MONTHLY.index("charged_cents")
    return _series(_known(comparison.sums[name].monthly[..., column] / 100), "charges_per_week")


def payouts(comparison: Comparison, name: str) -> Series | None:
    """Return what each agent was paid by month; None where nobody shares a pool."""
    known = _known(comparison.sums[name].bonus_by_month())
    return _series(known, "bonus_per_agent") if any(map(len, known)) else None


def _known(replications: Any) -> list[Any]:
    """Return the values of each week or month, of the replications that have one."""
    return [values[~np.isnan(values)] for values in replications.T]


def _series(points: list[Any], metric: str) -> Series:
    """Return means with intervals, which end where the metric's values do."""
    rows = []
    for values in points:
        estimate = bounded(mean_estimate(values), METRICS[metric]) if len(values) else None
        low, high = (estimate and estimate.interval) or (NAN, NAN)
        value = NAN if estimate is None else estimate.value
        rows.append((value, low, high))
    return Series(*([row[column] for row in rows] for column in range(3)))


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


def _place(entry: Any, comparison: Comparison) -> tuple[int, float, str]:
    """Return week, place on an axis on which week 1 is 1 and runs from 0.5 to 1.5, and words."""
    return entry.week, entry.week - 0.5 + WEEKDAYS.index(entry.day) / 7, _words(entry, comparison)


def _words(entry: Any, comparison: Comparison) -> str:
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


def on_months(event: Event, spans: list[Month]) -> Event:
    """Return an event placed in the middle of its month, the first month being 0: sums of a month know no days."""
    day = (event.position - 0.5) * 7
    number = next((number for number, month in enumerate(spans) if day < month.end_day), len(spans) - 1)
    return replace(event, position=float(number))
