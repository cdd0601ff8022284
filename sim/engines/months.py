"""Calendar months in a run: what a pool is funded with, whether escalations are counted, the days that are left."""

import calendar
from typing import Any, NamedTuple

from sim.clock import DAY, date_of
from sim.demand.natures import CENTS
from sim.scenario.calendar_days import Days
from sim.scenario.plan import Plan


class Payday(NamedTuple):
    """What holds for a team where a month is paid out.

    Attributes
    ----------
    rules : Rules
        Those of the month's last day.
    heads : int
        So many seats share the bonus.
    equal : bool
        Whether a pool is paid out alike.
    counted, days : int
        Days of the month over which escalations were counted, and all of the month's.
    """

    rules: Any
    heads: int
    equal: bool
    counted: int
    days: int


def are_paid(plan: Plan) -> bool:
    """Whether months are paid out: there is a pool, or somebody's bonus hangs on a month's escalations."""
    return plan.baseline.incentives.bonus_pool is not None or any(
        epoch.scenario.incentives.by_month for epoch in plan.epochs
    )


def funding_of_month(plan: Plan, tick: int, heads: int) -> int:
    """Return the cents with which a pool is funded, for so many agents, in the month that begins at a tick.

    Whole cents for each agent, so that nothing is left over that a later month would pay.
    """
    pool = plan.at(tick).incentives.bonus_pool
    return round(pool.funding_per_agent * CENTS * _share_of_month(plan, tick)) * heads if pool else 0


def _share_of_month(plan: Plan, tick: int) -> float:
    """Return the share of the month that begins at a tick which the run will see."""
    start = date_of(plan.baseline.calendar.start, tick)
    days = calendar.monthrange(start.year, start.month)[1]
    last = date_of(plan.baseline.calendar.start, plan.horizon_tick)
    return min(days - start.day + 1, (last - start).days) / days


def days_of(plan: Plan, day: int) -> int:
    """Return how many days the calendar month has of which this is a day of the run."""
    date = date_of(plan.baseline.calendar.start, day * DAY)
    return calendar.monthrange(date.year, date.month)[1]


def open_days_left(plan: Plan) -> list[int]:
    """Return for each day of the run how many days of its month, itself included, the center is open.

    The month goes on after the run: nobody in it knows when the simulation ends.
    """
    days = Days(plan.baseline.calendar, beyond=True)
    left = []
    for day in range(plan.horizon_tick // DAY):
        date = date_of(plan.baseline.calendar.start, day * DAY)
        rest = calendar.monthrange(date.year, date.month)[1] - date.day + 1
        left.append(sum(bool(days.pieces(day + later)) for later in range(rest)))
    return left
