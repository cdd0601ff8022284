"""One server, priorities and the transient M/M/1."""

from __future__ import annotations

import pytest

from sim.theory.erlang import mmc
from sim.theory.single_server import (
    Moments,
    deterministic,
    erlang_moments,
    lognormal_moments,
    mg1_wait_min,
    mm1_transient_waits_min,
    priority_mg1_wait_min,
    priority_mmc_wait_min,
)
from tests.reference.formulas import assert_formula
from tests.reference.rows import Row, reference_rows
from tests.reference.waiting import (
    mg1_in_system,
    mg1_wait_sd_min,
    mixture_moments,
    mm1_customers_needed,
    mm1_mean_wait_variance,
    mmc_wait_sd_min,
    uniform_moments,
)

CASES = {
    "M/M/1 transient",
    "M/G/1",
    "M/G/1 multiple vacations",
    "M/G/1 non-preemptive priority",
    "M/M/c non-preemptive priority",
    "run length",
}
ROWS = [row for row in reference_rows() if row.case in CASES]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.case} {row.quantity}")
def test_one_server_has_its_reference_value(row: Row) -> None:
    assert_formula(row)


def test_exponential_service_leads_back_to_m_m_1() -> None:
    general, markov = (0.06, erlang_moments(12)), mmc(1, 0.06, 12)
    assert mg1_wait_min(*general) == pytest.approx(markov.wait_min, rel=1e-13)
    assert mg1_wait_sd_min(*general) == pytest.approx(mmc_wait_sd_min(markov), rel=1e-13)
    assert mg1_in_system(*general) == pytest.approx(markov.in_system, rel=1e-13)


def test_a_hyperexponential_manager_makes_escalations_wait_an_hour() -> None:
    service = mixture_moments([0.1, 0.9], [erlang_moments(48), erlang_moments(8)])
    assert mg1_wait_min(0.06, service) == pytest.approx(61.7142857142857, rel=1e-13)


def test_priority_moves_waits_but_keeps_their_mean_weighted_by_load() -> None:
    services = [erlang_moments(18), deterministic(8)]
    waits = priority_mg1_wait_min([0.02, 0.04], services)
    mixed = mixture_moments([1 / 3, 2 / 3], services)
    loads = [0.36, 0.32]
    weighted = sum(load * wait for load, wait in zip(loads, waits, strict=True)) / sum(loads)
    assert weighted == pytest.approx(mg1_wait_min(0.06, mixed), rel=1e-13)


def test_one_class_of_priority_is_first_come_first_served() -> None:
    assert priority_mmc_wait_min(10, [1.6], 5) == pytest.approx([mmc(10, 1.6, 5).wait_min])


def test_the_moments_of_a_constant_are_those_of_every_law_without_spread() -> None:
    assert lognormal_moments(12, 0) == pytest.approx(deterministic(12))
    assert erlang_moments(12, 10**9) == pytest.approx(deterministic(12))
    assert uniform_moments(12, 12) == pytest.approx(deterministic(12))
    assert uniform_moments(0, 12) == pytest.approx(Moments(6, 48, 432))


def test_waits_from_empty_rise_to_the_steady_state() -> None:
    waits = mm1_transient_waits_min(2000, 0.8, 1.0)
    assert waits[0] == 0
    assert (waits[1:] > waits[:-1]).all()
    assert waits[-1] == pytest.approx(4.0, rel=1e-9)


def test_the_number_of_customers_needed_grows_with_the_square_of_precision() -> None:
    assert mm1_customers_needed(0.8, 0.005) == pytest.approx(4 * mm1_customers_needed(0.8, 0.01))
    assert mm1_mean_wait_variance(0.9) == pytest.approx(35901, rel=1e-12)


@pytest.mark.parametrize(
    "call",
    [
        lambda: mg1_wait_min(0.1, erlang_moments(12)),
        lambda: mg1_wait_min(-0.1, erlang_moments(12)),
        lambda: priority_mg1_wait_min([0.05, 0.05], [erlang_moments(12)] * 2),
        lambda: priority_mg1_wait_min([0.05], [erlang_moments(12)] * 2),
        lambda: mixture_moments([0.5, 0.4], [deterministic(1)] * 2),
        lambda: mm1_mean_wait_variance(1.0),
        lambda: mm1_transient_waits_min(0, 0.8, 1.0),
    ],
)
def test_an_impossible_server_is_refused(call: object) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=r"unstable|must|need|zip"):
        call()
