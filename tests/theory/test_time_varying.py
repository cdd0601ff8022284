"""Load that changes during the day."""

from __future__ import annotations

import numpy as np
import pytest

from sim.theory.erlang import mmc
from sim.theory.impatience import erlang_a
from sim.theory.time_varying import day_of_queue, infinite_server_mean
from tests.reference.formulas import assert_formula
from tests.reference.queues import HOURLY, abandoned, the_reference_day
from tests.reference.rows import Row, reference_rows
from tests.reference.waiting import manager_minutes_sd

CASES = {
    "M_t/M/inf",
    "M_t/G/inf",
    "NHPP thinning",
    "M_t/M/c+M reference day",
    "M/M/c transient",
}
ROWS = [row for row in reference_rows() if row.case in CASES]
REFERENCE_RATES = [hour / 60 for hour in HOURLY]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.case} {row.quantity}")
def test_a_varying_load_has_its_reference_value(row: Row) -> None:
    assert_formula(row)


def test_on_the_reference_day_everyone_is_served_or_gives_up() -> None:
    day = the_reference_day()
    assert day.served + abandoned(day) == pytest.approx(800, rel=1e-12)
    assert day.served == pytest.approx(724.7787158, abs=5e-8)
    assert day.abandonments.sum() == pytest.approx(day.queue_minutes / 4, rel=1e-12)


@pytest.mark.long
def test_finer_bins_and_a_larger_room_change_nothing() -> None:
    coarse = the_reference_day()
    fine_rates = [rate for rate in REFERENCE_RATES for _ in range(2)]
    fine = day_of_queue(fine_rates, [30] * 16, 10, 5.0, patience_min=4.0, capacity=140)
    assert fine.served == pytest.approx(coarse.served, rel=1e-11)


def test_a_long_day_of_constant_load_reaches_the_steady_state() -> None:
    day = day_of_queue([1.6, 1.6], [2000, 100], 10, 5.0, patience_min=10.0)
    steady = erlang_a(10, 1.6, 5.0, 10.0)
    assert day.mean_queue[1] == pytest.approx(1.6 * steady.wait_min, rel=1e-10)
    assert day.all_busy_probability[1] == pytest.approx(steady.wait_probability, rel=1e-10)


def test_without_patience_it_reaches_erlang_c() -> None:
    day = day_of_queue([1.6], [3000], 10, 5.0, capacity=180)
    assert day.in_system[0] == pytest.approx(mmc(10, 1.6, 5.0).in_system, rel=1e-9)
    assert abandoned(day) == pytest.approx(0, abs=1e-9)


def test_many_servers_are_infinitely_many() -> None:
    day = day_of_queue([2.0], [7.0], 100, 5.0)
    mean = infinite_server_mean(7.0, lambda t: np.full_like(t, 2.0), lambda u: np.exp(-u / 5))
    assert day.in_system[0] == pytest.approx(mean, rel=1e-11)


def test_manager_minutes_vary_as_a_compound_poisson_sum_where_service_is_certain() -> None:
    poisson = manager_minutes_sd(100.0, 100.0, 0.1, (12.0, 144.0))
    assert poisson == pytest.approx((10 * (144 + 144)) ** 0.5)


def test_a_room_that_fills_up_is_refused() -> None:
    with pytest.raises(ValueError, match="capacity"):
        day_of_queue([3.0], [600], 10, 5.0, capacity=60)
    with pytest.raises(ValueError, match="zip"):
        day_of_queue([1.0], [60, 60], 10, 5.0)
