"""Open time and planned heads of a usual week, as the mean over the days of a run, dates that differ included."""

from typing import Any

import numpy as np

from sim.clock import DAY
from sim.experiment.floors import Floor
from sim.scenario import Plan, Scenario
from sim.scenario.calendar_days import Days
from sim.scenario.hours import head_steps, open_spans
from sim.statistics.estimates import Vector


def open_minutes(scenario: Scenario, minutes: int) -> Vector:
    """Return how many minutes of each interval of the week the center is open, on average over the weeks of the run."""
    days, week = Days(scenario.calendar), np.zeros((7, 1440))
    for day in range(scenario.calendar.weeks * 7):
        for start, end in days.spans(day):
            week[day % 7, start:end] += 1.0
    return _by_interval(week / scenario.calendar.weeks, minutes)


def usual_minutes(scenario: Scenario, minutes: int) -> Vector:
    """Return how many minutes of each interval the center is open in a week without dates."""
    week = np.zeros((7, 1440))
    for weekday, spans in enumerate(open_spans(scenario.calendar.open)):
        for start, end in spans:
            week[weekday, start:end] = 1.0
    return _by_interval(week, minutes)


def planned_heads(plan: Plan, floor: Floor, minutes: int) -> Vector:
    """Return the heads of a floor as planned, on average over the open time of each interval."""
    days, week = Days(plan.baseline.calendar), np.zeros((7, 1440))
    for day in range(plan.horizon_tick // DAY):
        teams = plan.at(day * DAY).teams
        for name in floor.teams:
            week[day % 7] += _heads_on(teams[name].heads(plan.baseline.calendar), days, day)
    whole = _by_interval(week, minutes) / plan.baseline.calendar.weeks
    opened = open_minutes(plan.baseline, minutes)
    return np.divide(whole, opened, out=np.zeros_like(whole), where=opened > 0)


def _heads_on(agents: Any, days: Days, day: int) -> Vector:
    """Return the heads that a head count names in each minute of a day, in its opening hours."""
    heads = np.zeros(1440)
    for piece in days.pieces(day):
        for minute, count in head_steps(agents, day % 7, piece):
            heads[minute : piece.end] = count
    return heads


def heads_of_week(heads: Any, scenario: Scenario) -> Vector:
    """Return the heads that a head count names in each minute of a usual week, in opening hours, shape (7, 1440)."""
    days = Days(scenario.calendar)
    return np.stack([_heads_on(heads, days, weekday - 14) for weekday in range(7)])


def _by_interval(week: Vector, minutes: int) -> Vector:
    return np.asarray(week.reshape(-1, minutes).sum(axis=1))
