"""The compiled engine agrees with the SimPy engine to the bit: contacts, diaries, ledger, presence."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from sim.clock import FOREVER
from sim.engines import default_engine, reference, run
from sim.engines.agreement import TABLES, Agreement, Both, Disagreement, agreement, first_difference
from sim.engines.effects import agents
from sim.journeys import Week
from sim.scenario import plan_of, scenario_from
from sim.scenario.distributions import Lognormal
from tests.centers import small_center
from tests.engines.small import center
from tests.strategies import replications, scenario_data, seeds

pytest.importorskip("numba")


def drawn(max_examples):
    limits = settings(
        max_examples=max_examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    return lambda test: limits(given(scenario_data(), seeds, replications)(test))


def assert_same(data, seed, replication):
    found = agreement(plan_of(scenario_from(data)), seed, replication)
    assert found.difference is None, str(found)


@drawn(200)
def test_any_small_center_is_the_same(data, seed, replication):
    assert_same(data, seed, replication)


@pytest.mark.long
@drawn(5000)
def test_any_of_many_small_centers_is_the_same(data, seed, replication):
    assert_same(data, seed, replication)


def test_a_year_of_quarters_of_an_hour_agrees():
    data = center(calendar__weeks=52, issues__complaint__per_week=10.0, issues__complaint__bin_minutes=15)
    assert_same(data, 1, 0)
    assert run(plan_of(scenario_from(data)), 1, 0).rows["bin"].max() > 1 << 15


def test_durations_beyond_what_a_tick_can_count_last_forever_in_both():
    # A file may not say this, but the far tail of what it may say reaches as far.
    endless = Lognormal(shape="lognormal", median=1e9, sigma=5)
    usual = scenario_from(center(manager__count=0, behavior__escalation_probability=1.0))
    manager = usual.manager.model_copy(update={"give_up_after": endless})
    customers = usual.customers.model_copy(update={"patience": endless})
    plan = plan_of(usual.model_copy(update={"manager": manager, "customers": customers}))
    assert agreement(plan, 1, 0).difference is None
    assert np.any(run(plan, 1, 0).rows["patience_ticks"] == FOREVER)


@pytest.fixture
def week():
    """A week of a small center, in copies that a test may spoil."""
    plan = plan_of(small_center())
    first = next(Both(plan, 1, 0).weeks())
    return plan, lambda: Week(first.number, *(getattr(first, table).copy() for table in TABLES))


def test_a_week_agrees_with_itself(week):
    plan, copy = week
    assert first_difference(plan, copy(), copy()) is None


@pytest.mark.parametrize(
    ("table", "row", "column", "whose"),
    [
        ("contacts", 17, "answered", "question/"),
        ("contacts", 0, "satisfaction", "question/"),
        ("agents", 2, "habit", "week 1, desk, seat 2"),
        ("ledger", 0, "cents", "week 1 Mon 00:00:00, desk"),
        ("duty", 0, "end", "week 1 Mon 09:00:00, desk, seat 0"),
    ],
)
def test_the_last_bit_of_any_column_is_noticed_and_named(week, table, row, column, whose):
    plan, copy = week
    right, wrong = copy(), copy()
    values = getattr(wrong, table)[column]
    values[row] = np.nextafter(values[row], 2.0) if values.dtype.kind == "f" else values[row] + 1
    found = first_difference(plan, right, wrong)
    assert (found.table, found.row, found.column) == (table, row, column)
    assert found.of.startswith(whose)
    assert found.simpy != found.compiled
    assert str(found).startswith(f"the engines differ: replication 0, {table}, row {row} ({found.of}), column {column}")


def test_a_row_too_many_is_noticed(week):
    plan, copy = week
    right, wrong = copy(), copy()
    short = Week(wrong.number, wrong.contacts[:-1], wrong.agents, wrong.ledger)
    found = first_difference(plan, right, short)
    assert (found.column, found.simpy - found.compiled) == ("rows", 1)


def test_two_pools_that_are_evened_out_in_one_month_are_the_same():
    pool = {"bonus_pool": {"funding_per_agent": 300.0}}
    data = center(calendar__weeks=8, teams__desk={"agents": 2, "shares_pool": True}, incentives=pool)
    data["teams"]["other"] = dict(data["teams"]["desk"])
    data["timeline"] = [{"week": 3, "set": {"teams.desk.agents": 3, "teams.other.agents": 4}}]
    assert_same(data, 1, 0)


def test_an_engine_that_decides_otherwise_is_caught_and_counting_stops(monkeypatch):
    default_engine()  # the compiled one is made of what is right
    inclination = agents.inclination
    monkeypatch.setattr(agents, "inclination", lambda *which: np.nextafter(inclination(*which), 0.0))
    found = agreement(plan_of(small_center()), 1, 3)
    assert isinstance(found.difference, Disagreement)
    assert found.difference.replication == 3
    assert found.difference.column == "attempt_probability"
    assert found.contacts < len(run(plan_of(small_center()), 1, 3, "compiled").rows)


def test_numbers_present_are_compared_too(monkeypatch):
    right = reference.Center.presence
    monkeypatch.setattr(reference.Center, "presence", lambda self: dataclasses.replace(right(self), whole=(1, 2, 3, 4)))
    found = agreement(plan_of(small_center()), 1, 0).difference
    assert (found.table, found.of, found.column, found.simpy) == ("presence", "the queue", "whole", 1)


def test_several_agreements_add_up_and_keep_the_first_difference():
    first = Disagreement(1, "contacts", 0, "a", "answered", 1, 2)
    both = Agreement(10, 2, 1, difference=first).and_then(Agreement(5, 1, 0, difference=first._replace(replication=2)))
    assert both == Agreement(15, 3, 1, difference=first)
    assert (
        str(Agreement(1234, 2, 1))
        == "engines agree: 1,234 contacts, 2 diary rows, 1 ledger rows, equal to the last bit"
    )
