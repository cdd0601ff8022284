"""One day of a baseline and of a what-if, on the same customers."""

import datetime
import re
from dataclasses import dataclass, field

import numpy as np

from sim.clock import DAY
from sim.engines import simulate
from sim.experiment.alternatives import first_change
from sim.journeys import Journeys
from sim.journeys.day import Day, day_of, opening, rows_of_day
from sim.scenario import Plan, Scenario, plan_of
from sim.scenario.changes import BASELINE
from sim.scenario.clocks import WEEKDAYS
from sim.scenario.messages import did_you_mean
from sim.scenario.problems import Problem, ScenarioError

MOST_CONTACTS = 10_000
"""Contacts of a day that are followed on each side."""
_KEY = "day"
_WEEK_AND_DAY = re.compile(r"(?:week\s*)?(\d{1,3})\s*[/ ]\s*([a-z]+)")
_FORMS = "a date such as 2024-03-12, or week and weekday such as 11/tue"


@dataclass(frozen=True)
class SameDay:
    """What happened on one day in several runs of the same customers.

    Attributes
    ----------
    scenario : Scenario
        The baseline, with its what-ifs.
    days : dict of str to Day
        By scenario name, the baseline first.
    seed, replication : int
        What the random numbers belonged to.
    is_busiest : bool
        Whether nobody named the day: it is the one with most contacts of the baseline from the first change on.
    """

    scenario: Scenario
    days: dict[str, Day] = field(repr=False)
    seed: int
    replication: int
    is_busiest: bool

    @property
    def first_calls(self) -> int:
        """How many customers call for the first time on this day, in all runs alike."""
        return len(set.intersection(*map(_first_calls, self.days.values())))

    @property
    def others(self) -> dict[str, int]:
        """How many call for the first time in one run and not in all."""
        return {name: len(_first_calls(day)) - self.first_calls for name, day in self.days.items()}


def same_day(
    scenario: Scenario,
    what_if: str | None = None,
    day: str | datetime.date | None = None,
    *,
    seed: int | None = None,
    replication: int = 0,
    engine: str | None = None,
) -> SameDay:
    """Simulate a baseline and a what-if, and return one day of both, with arguments and errors as in `sim.animate`."""
    name = what_if if what_if is not None else next(iter(scenario.what_ifs), None)
    changed = None if name is None else scenario.what_if(name)
    baseline = scenario.model_copy(update={"what_ifs": {}})
    number = None if day is None else _number(plan_of(baseline), day)
    seed = scenario.study.seed if seed is None else seed
    runs = {BASELINE: simulate(baseline, seed, replication, engine)}
    if number is None:
        since = 7 * (first_change(baseline, [changed] if changed else []) - 1)
        number = _busiest(runs[BASELINE], since)
    if changed is not None and name is not None:
        runs[name] = simulate(changed, seed, replication, engine)
    _check_number(runs, number)
    days = {each: day_of(journeys, number) for each, journeys in runs.items()}
    return SameDay(scenario, days, seed, replication, day is None)


def _first_calls(day: Day) -> set[str]:
    return {contact.id for contact in day.contacts if contact.is_first_call}


def _number(plan: Plan, day: str | datetime.date) -> int:
    """Return the number of a day that the center is open on."""
    start, days = plan.baseline.calendar.start, plan.horizon_tick // DAY
    if isinstance(day, datetime.datetime):
        day = day.date()
    number = (day - start).days if isinstance(day, datetime.date) else _read(day, start)
    if not 0 <= number < days:
        last = start + datetime.timedelta(days=days - 1)
        raise _refused(f"{day} is not in the calendar, which goes from {start} to {last} ({days // 7} weeks)")
    if not opening(plan, number):
        date = start + datetime.timedelta(days=number)
        weekday = WEEKDAYS[number % 7].capitalize()
        raise _refused(f"the center is closed on {weekday} {date}; choose a day on which it is open")
    return number


def _read(day: str, start: datetime.date) -> int:
    """Return the number of a day written as a date, or as week and weekday."""
    text = day.strip().lower()
    found = _WEEK_AND_DAY.fullmatch(text)
    if found is None:
        try:
            return (datetime.date.fromisoformat(text) - start).days
        except ValueError:
            raise _refused(f"{day!r} is no day; write {_FORMS}") from None
    weekday = found[2][:3]
    if weekday not in WEEKDAYS:
        raise _refused(f"{found[2]!r} is no weekday{did_you_mean(weekday, WEEKDAYS)}; write {_FORMS}")
    return 7 * (int(found[1]) - 1) + WEEKDAYS.index(weekday)


def _busiest(journeys: Journeys, since: int) -> int:
    """Return the day with most calls from one on; the first of equals, and the first open one where nobody calls."""
    days = journeys.plan.horizon_tick // DAY
    open_ = [day for day in range(since, days) if opening(journeys.plan, day)] or [
        day for day in range(days) if opening(journeys.plan, day)
    ]
    if not open_:
        raise _refused("the center is never open")
    calls = np.bincount(journeys.rows["arrived"] // DAY, minlength=days)
    return max(open_, key=lambda day: (calls[day], -day))


def _check_number(runs: dict[str, Journeys], number: int) -> None:
    most = max(len(rows_of_day(journeys.rows, number)) for journeys in runs.values())
    if most > MOST_CONTACTS:
        raise _refused(
            f"{most:,} contacts on this day are more than the {MOST_CONTACTS:,} that can be followed; choose a quieter "
            "day, or less volume and fewer agents in the same proportion"
        )


def _refused(message: str) -> ScenarioError:
    return ScenarioError([Problem(message, _KEY)])
