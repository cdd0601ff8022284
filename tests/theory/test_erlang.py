"""Many-server queues against the reference values and against one another."""

from __future__ import annotations

import numpy as np
import pytest

from sim.theory.erlang import erlang_b, erlang_c, mmc
from sim.theory.impatience import erlang_a, erlang_a_closed_form, mmc_impatient
from tests.reference.formulas import assert_formula
from tests.reference.rows import Row, reference_rows
from tests.reference.waiting import mmck, overload_abandonment, served_within

CASES = {"M/M/1", "M/M/c", "M/M/c/K", "M/M/c+M (Erlang A)", "M/M/c+G", "fluid limit overload"}
ROWS = [row for row in reference_rows() if row.case in CASES]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.case} {row.quantity}")
def test_a_queue_has_its_reference_value(row: Row) -> None:
    assert_formula(row)


def test_two_servers_at_three_quarters_load_wait_as_published() -> None:
    queue = mmc(2, 0.3, 5.0)
    assert queue.wait_probability == pytest.approx(9 / 14, rel=1e-14)
    assert queue.wait_min == pytest.approx(45 / 7, rel=1e-13)


@pytest.mark.parametrize("load", [(10, 1.6, 5, 10), (10, 2.4, 5, 4), (28, 5, 5, 2), (200, 48, 5, 4)])
def test_the_offered_wait_agrees_with_the_incomplete_gamma_function(load: tuple[int, ...]) -> None:
    queue = erlang_a(*load)
    waits, abandons = erlang_a_closed_form(*load)
    assert queue.wait_probability == pytest.approx(waits, rel=1e-11)
    assert queue.abandon_probability == pytest.approx(abandons, rel=1e-11)


@pytest.mark.parametrize("arrivals", [0.01, 0.5, 1.6, 2.0, 5.0, 40.0])
def test_in_erlang_a_the_mean_wait_is_patience_times_abandonment(arrivals: float) -> None:
    queue = erlang_a(10, arrivals, 5.0, 4.0)
    assert queue.wait_min == pytest.approx(4.0 * queue.abandon_probability, rel=1e-10)


def test_with_patience_equal_to_service_the_number_present_is_poisson() -> None:
    from scipy.stats import poisson

    queue = erlang_a(10, 2.0, 5.0, 5.0)
    assert queue.wait_probability == pytest.approx(poisson.sf(9, 10), rel=1e-12)


def test_endless_patience_leads_back_to_erlang_c() -> None:
    patient = mmc_impatient(10, 1.6, 5.0, np.ones_like)
    endless = mmc(10, 1.6, 5.0)
    assert patient.abandon_probability == 0
    assert patient.wait_min == pytest.approx(endless.wait_min, rel=1e-12)
    assert patient.wait_probability == pytest.approx(endless.wait_probability, rel=1e-12)
    assert served_within((10, 1.6, 5.0), np.ones_like, 1.0) == pytest.approx(endless.service_level(1.0), rel=1e-12)


def test_a_large_waiting_room_leads_back_to_erlang_c() -> None:
    assert mmck(10, 400, 1.6, 5).wait_min == pytest.approx(mmc(10, 1.6, 5).wait_min, rel=1e-12)


def test_no_waiting_room_leads_back_to_erlang_b() -> None:
    assert mmck(10, 10, 1.6, 5).block_probability == pytest.approx(erlang_b(10, 8.0), rel=1e-13)


def test_abandonment_in_overload_approaches_the_fluid_limit() -> None:
    gaps = [
        erlang_a(servers, 0.24 * servers, 5, 4).abandon_probability - overload_abandonment(1.2)
        for servers in (10, 50, 200)
    ]
    assert gaps[0] > gaps[1] > gaps[2] > 0
    assert overload_abandonment(0.9) == 0


def test_one_more_edge_of_the_grid_changes_nothing() -> None:
    queue = mmc_impatient(10, 2.4, 5.0, lambda wait: np.clip(1 - wait / 8, 0, 1), [8.0])
    finer = mmc_impatient(10, 2.4, 5.0, lambda wait: np.clip(1 - wait / 8, 0, 1), [8.0, 2.5])
    assert queue.abandon_probability == pytest.approx(finer.abandon_probability, rel=1e-12)


def test_all_rates_times_two_halve_all_times() -> None:
    slow, fast = erlang_a(10, 1.6, 5.0, 8.0), erlang_a(10, 3.2, 2.5, 4.0)
    assert fast.wait_min == pytest.approx(slow.wait_min / 2, rel=1e-11)
    assert fast.abandon_probability == pytest.approx(slow.abandon_probability, rel=1e-11)


def test_extremes_have_plain_answers() -> None:
    assert erlang_b(0, 3.0) == 1.0
    assert erlang_b(5, 0.0) == 0.0
    assert erlang_c(5, 5.0) == 1.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: erlang_b(-1, 1.0),
        lambda: erlang_b(1, float("nan")),
        lambda: erlang_c(0, 1.0),
        lambda: mmc(10, 2.0, 5.0),
        lambda: mmc(10, -1.0, 5.0),
        lambda: mmck(10, 9, 1.0, 5.0),
        lambda: erlang_a(10, 2.0, 5.0, 0.0),
        lambda: mmc_impatient(10, 2.4, 5.0, np.ones_like),
        lambda: overload_abandonment(0.0),
    ],
)
def test_an_impossible_queue_is_refused(call: object) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=r"need|must|unstable"):
        call()
