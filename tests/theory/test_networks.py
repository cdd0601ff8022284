"""Two tiers, and customers who return."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.theory.erlang import mmc
from sim.theory.impatience import erlang_a
from sim.theory.networks import (
    Desk,
    cold_transfer,
    manager_minutes,
    stationary,
    warm_transfer,
    warm_transfer_capacity_per_min,
)
from sim.theory.returning import RedialDesk, redial_chain, redial_fixed_point, repeats
from tests.reference.formulas import assert_formula
from tests.reference.rows import Row, reference_rows

CASES = {
    "tandem two-tier",
    "warm transfer CTMC",
    "Jackson feedback (FCR<1)",
    "redial exact CTMC",
    "redial fixed point (Erlang A)",
}
ROWS = [row for row in reference_rows() if row.case in CASES]
DESK = Desk(10, 1.4, 5.0, 0.0375, 1, 12.0)
REDIALS = RedialDesk(10, 1.6, 5.0, 4.0, 0.5, 0.15)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.case} {row.quantity}")
def test_a_network_has_its_reference_value(row: Row) -> None:
    assert_formula(row)


def test_holding_the_agent_multiplies_the_wait() -> None:
    assert cold_transfer(DESK).agents.wait_min == pytest.approx(0.369552026473, rel=1e-11)
    assert warm_transfer(DESK).wait_min == pytest.approx(9.002458521, rel=1e-9)
    assert warm_transfer_capacity_per_min(DESK) == pytest.approx(1.6346, abs=5e-5)


def test_an_agent_who_is_hardly_ever_held_waits_as_in_erlang_c() -> None:
    rare = warm_transfer(replace(DESK, escalation_probability=1e-9), truncation=400)
    assert rare.wait_min == pytest.approx(mmc(10, 1.4, 5.0).wait_min, rel=1e-6)


def test_warm_transfer_keeps_littles_law_at_the_manager() -> None:
    result = warm_transfer(DESK)
    assert result.manager_utilization == pytest.approx(1.4 * 0.0375 * 12, rel=1e-9)
    talking = result.occupied_agents - result.at_manager
    assert talking == pytest.approx(1.4 * 5.0, rel=1e-9)


def test_the_manager_minutes_of_the_reference_day_follow_from_wald() -> None:
    assert manager_minutes(724.7787158, 0.02, 12.0) / 60 == pytest.approx(2.899114863, abs=5e-10)


def test_without_returns_a_center_is_erlang_c() -> None:
    assert repeats(10, 1.3, 5.0, 0.0).queue == mmc(10, 1.3, 5.0)


def test_nobody_redials_leads_back_to_erlang_a() -> None:
    once = replace(REDIALS, redial_probability=0.0, call_back_probability=0.0)
    queue = erlang_a(10, 1.6, 5.0, 4.0)
    limit = redial_fixed_point(once)
    assert limit.calls_per_min == pytest.approx(1.6, rel=1e-8)
    assert limit.abandon_probability == pytest.approx(queue.abandon_probability, rel=1e-7)
    chain = redial_chain(once, 5.0)
    assert chain.abandon_probability == pytest.approx(queue.abandon_probability, rel=1e-9)
    assert chain.wait_probability == pytest.approx(queue.wait_probability, rel=1e-9)


def test_longer_delays_approach_the_fixed_point() -> None:
    limit = redial_fixed_point(REDIALS).calls_per_min
    rates = [redial_chain(REDIALS, delay).calls_per_min for delay in (5.0, 30.0, 120.0)]
    assert rates[0] > rates[1] > rates[2] > limit
    assert rates[2] == pytest.approx(limit, rel=5e-4)


def test_a_chain_of_one_column_is_a_birth_death_chain() -> None:
    up, down = np.full((4, 1), 1.0), np.full((4, 1), 2.0)
    share = stationary([(1, 0, up), (-1, 0, down)])
    assert share.ravel() == pytest.approx(np.array([8, 4, 2, 1]) / 15)


@pytest.mark.parametrize(
    "call",
    [
        lambda: replace(DESK, escalation_probability=1.5),
        lambda: replace(DESK, managers=0),
        lambda: warm_transfer(replace(DESK, arrivals_per_min=1.7)),
        lambda: warm_transfer(DESK, truncation=60),
        lambda: cold_transfer(replace(DESK, escalation_probability=0.2)),
        lambda: repeats(10, 1.3, 5.0, 1.0),
        lambda: replace(REDIALS, redial_probability=1.0),
        lambda: redial_chain(REDIALS, 0.0),
    ],
)
def test_an_impossible_network_is_refused(call: object) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=r"unstable|must|truncation"):
        call()
