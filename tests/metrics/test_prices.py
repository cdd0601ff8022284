"""A price that changes within a week counts from its day, by the hours of the roster before and after."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import HOUR
from sim.engines import weeks_of
from sim.metrics import tally
from sim.metrics.prices import Prices
from sim.scenario import plan_of, scenario_from
from tests.engines.small import center

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
HOURS = {"mon-thu": "8:00-18:00", "fri": "8:00-12:00", "sat": "9:00-12:00"}
OPEN = [10, 10, 10, 10, 4, 3, 0]


def priced(key, day, value, **parts):
    change = {"week": 2, "day": day, "set": {key: value}}
    return plan_of(scenario_from(center(calendar={"weeks": 3, "open": HOURS}, timeline=[change], **parts)))


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(DAYS), st.floats(1, 100))
def test_a_week_is_priced_by_the_hours_before_and_after_the_change(day, value):
    prices = Prices(priced("teams.desk.hourly_cost", day, value)).of_teams("hourly_cost")[:, 0]
    later = sum(OPEN[DAYS.index(day) :]) / sum(OPEN)
    assert prices.tolist() == pytest.approx([25.0, 25.0 * (1 - later) + value * later, value])


def test_what_the_roster_has_weighs_and_not_the_clock_on_the_wall():
    heads = {"mon": 8, "tue-sat": 2}
    prices = Prices(priced("teams.desk.hourly_cost", "tue", 50.0, teams__desk={"agents": heads})).of_teams(
        "hourly_cost"
    )
    assert prices[1, 0] == pytest.approx((80 * 25 + 74 * 50) / 154)


def test_the_cost_of_hours_is_that_of_a_center_of_constant_staff_counted_by_day():
    none = {"issues__complaint": {"per_week": 0.0}}
    plan = priced("teams.desk.hourly_cost", "fri", 100.0, **none)
    by_week = tally(plan, weeks_of(plan, 1, 0)).weekly[:, tally(plan, weeks_of(plan, 1, 0)).names.index("cost_cents")]
    assert (by_week / 100).tolist() == pytest.approx([47 * 25, 40 * 25 + 7 * 100, 47 * 100])


@pytest.mark.parametrize(
    ("key", "read"),
    [
        ("manager.hourly_cost", lambda prices: prices.manager_cost),
        ("leadership_lane.hourly_cost", lambda prices: prices.lane_cost),
        ("customers.worth", lambda prices: prices.worth_cents / 100),
        ("manager.other_duties_hours_per_week", lambda prices: prices.duty_ticks / HOUR),
    ],
)
def test_every_weekly_figure_moves_on_its_day(key, read):
    early, late = (read(Prices(priced(key, day, 90.0))) for day in ("tue", "sat"))
    assert early[0] == late[0]
    assert early[2] == late[2] == 90.0
    assert late[0] < late[1] < early[1] < 90.0 or late[0] > late[1] > early[1] > 90.0
