"""What a week's hours and matters are priced at, where a price changes within the week."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import numpy as np

from sim.clock import DAY, HOUR, WEEK
from sim.scenario.calendar_days import Days
from sim.scenario.hours import most_named
from sim.scenario.plan import Plan
from sim.scenario.scenario import Scenario

Read = Callable[[Any], float]
DAYS_PER_WEEK = 7


class Prices:
    """Prices by week, each of shape (weeks,) and worked out once.

    Each day's own is weighted by the hours that people are rostered, or that the center is open.

    Parameters
    ----------
    plan : Plan
        The scenario laid out in time.
    """

    def __init__(self, plan: Plan) -> None:
        self._days = [plan.at(day * DAY) for day in range(plan.horizon_tick // WEEK * DAYS_PER_WEEK)]
        base = plan.baseline
        self._calendar = Days(base.calendar)
        self._open = self._minutes(lambda scenario: 1, self._calendar)
        managers = self._minutes(lambda s: s.manager.count, Days(base.calendar, base.manager.hours))
        lane = self._minutes(lambda s: s.leadership_lane.count, Days(base.calendar, base.leadership_lane.hours))
        is_open = np.array([its.leadership_lane.open for its in self._days])
        self._desks = {"manager": managers, "leadership_lane": lane}
        self.manager_capacity_ticks, self._lane_ticks = (
            minutes.reshape(-1, DAYS_PER_WEEK).sum(axis=1) / 60 * HOUR for minutes in (managers, lane * is_open)
        )

    def _minutes(self, count: Callable[[Any], Any], days: Days) -> Any:
        """Return the minutes of people by day; what is asked of one state of the center is worked out once."""
        known: dict[tuple[int, int], int] = {}
        minutes = np.empty(len(self._days))
        for day, its in enumerate(self._days):
            key = id(its), days.profile(day)
            if key not in known:
                known[key] = days.desk_minutes(count(its), day)
            minutes[day] = known[key]
        return minutes

    def _while_open(self, read: Read) -> Any:
        """Return a figure by week, weighted by the time that the center is open, shape (weeks,)."""
        return self._weighted(read, self._open)

    @cached_property
    def opportunity_value(self) -> Any:
        """What an opportunity seized is worth."""
        return self._while_open(lambda its: its.leadership_lane.opportunity_value)

    @cached_property
    def duty_ticks(self) -> Any:
        """How long the managers' other duties take in a week."""
        return HOUR * self._while_open(
            lambda its: its.manager.other_duties_hours_per_week * most_named(its.manager.count)
        )

    @cached_property
    def leaving(self) -> dict[str, Any]:
        """The share of customers who leave for good, by what they leave with."""
        return {
            what: self._while_open(partial(_share_lost, what))
            for what in ("satisfied", "dissatisfied", "unresolved", "not_served")
        }

    @cached_property
    def worth_cents(self) -> Any:
        """What a customer is worth."""
        return self._while_open(lambda its: 100.0 * its.customers.worth)

    @cached_property
    def manager_cost(self) -> Any:
        """What an hour at a manager's desk costs."""
        return self._of_desk("manager")

    @cached_property
    def lane_cost(self) -> Any:
        """What an hour in the leadership lane costs."""
        return self._of_desk("leadership_lane")

    @property
    def desks_cents(self) -> Any:
        """What all hours at the managers' desks, and at the lane's where it is open, are paid, busy or not."""
        paid = self.manager_capacity_ticks * self.manager_cost + self._lane_ticks * self.lane_cost
        return 100.0 * paid / HOUR

    def _of_desk(self, name: str) -> Any:
        return self._weighted(lambda scenario: getattr(scenario, name).hourly_cost, self._desks[name])

    def of_teams(self, key: str) -> Any:
        """Return a figure of each team by week, weighted by the team's own roster, shape (weeks, teams)."""
        return np.stack([self._of_team(name, key) for name in self._days[0].teams], axis=1)

    def _of_team(self, name: str, key: str) -> Any:
        rostered = self._minutes(lambda scenario: scenario.teams[name].heads(scenario.calendar), self._calendar)
        return self._weighted(lambda scenario: float(getattr(scenario.teams[name], key)), rostered)

    def _weighted(self, read: Read, weights: Any) -> Any:
        """Return the weighted mean of each week, the plain one without weights; what does not change is not rounded."""
        states = {id(scenario): scenario for scenario in self._days}
        figures = {key: read(scenario) for key, scenario in states.items()}
        by_day = np.array([figures[id(scenario)] for scenario in self._days]).reshape(-1, DAYS_PER_WEEK)
        each = weights.reshape(by_day.shape)
        each = np.where(each.sum(axis=1, keepdims=True) > 0, each, 1.0)
        means = (by_day * each).sum(axis=1) / each.sum(axis=1)
        return np.where(np.ptp(by_day, axis=1) == 0, by_day[:, 0], means)


def _share_lost(what: str, scenario: Scenario) -> float:
    return float(getattr(scenario.customers.leaves_share, what)) if scenario.customers.worth else 0.0
