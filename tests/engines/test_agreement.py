"""The compiled engine agrees with the SimPy engine to the bit: contacts, diaries, ledger, presence."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from sim.engines import run
from sim.scenario import plan_of, scenario_from
from tests.centers import shipped
from tests.engines.small import center
from tests.strategies import replications, scenario_data, seeds

pytest.importorskip("numba")
PARTS = ("rows", "diaries", "entries")


def assert_same(plan, seed, replication):
    expected = run(plan, seed, replication, "simpy")
    found = run(plan, seed, replication, "compiled")
    for part in PARTS:
        assert_same_rows(getattr(found, part), getattr(expected, part), part)
    assert found.presence == expected.presence


def assert_same_rows(found, expected, part):
    assert len(found) == len(expected), part
    if found.tobytes() == expected.tobytes():
        return
    wrong = next(i for i in range(len(found)) if found[i].tobytes() != expected[i].tobytes())
    differs = {
        name: (found[name][wrong], expected[name][wrong])
        for name in found.dtype.names
        if found[name][wrong].tobytes() != expected[name][wrong].tobytes()
    }
    pytest.fail(f"row {wrong} of {part}: (compiled, simpy) differ in {differs}")


def drawn(max_examples):
    limits = settings(
        max_examples=max_examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    return lambda test: limits(given(scenario_data(), seeds, replications)(test))


@drawn(80)
def test_any_small_center_is_the_same(data, seed, replication):
    assert_same(plan_of(scenario_from(data)), seed, replication)


@pytest.mark.long
@drawn(5000)
def test_any_of_many_small_centers_is_the_same(data, seed, replication):
    assert_same(plan_of(scenario_from(data)), seed, replication)


@pytest.mark.parametrize("name", ["minimal", "dealership", "support_center", "bank"])
def test_a_shipped_scenario_is_the_same(name):
    scenario = shipped(name)
    weeks = min(scenario.calendar.weeks, 2 if name in ("bank", "support_center") else 10)
    assert_same(plan_of(scenario.model_copy(update={"what_ifs": {}}).override({"calendar.weeks": weeks})), 3, 1)


@pytest.mark.parametrize("name", ["dealership", "support_center", "bank"])
def test_a_what_if_of_a_shipped_scenario_is_the_same(name):
    scenario = shipped(name)
    last = scenario.what_if(list(scenario.what_ifs)[-1])
    weeks = min(scenario.calendar.weeks, 4 if name in ("bank", "support_center") else 20)
    assert_same(plan_of(last.override({"calendar.weeks": weeks})), 2, 0)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", ["minimal", "dealership", "support_center", "bank"])
def test_every_what_if_of_a_shipped_scenario_is_the_same(name, seed):
    scenario = shipped(name)
    for case in [scenario, *(scenario.what_if(what) for what in scenario.what_ifs)]:
        assert_same(plan_of(case), seed, 0)


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"teams__desk": {"agents": 0}}, id="no agents"),
        pytest.param({"teams__desk": {"agents": 400}, "issues__complaint": {"per_week": 4000.0}}, id="many agents"),
        pytest.param({"calendar__open": {"sun": "closed"}}, id="never open"),
        pytest.param({"manager": {"count": 0}, "behavior": {"escalation_probability": 1.0}}, id="no manager"),
        pytest.param({"issues__complaint": {"per_week": 9000.0}, "customers": {"patience": 3}}, id="overload"),
        pytest.param(
            {"issues__complaint": {"per_week": 20_000.0, "weekdays": {"mon": 1.0}, "bin_minutes": 60}}, id="many parts"
        ),
    ],
)
def test_an_extreme_center_is_the_same(parts):
    assert_same(plan_of(scenario_from(center(**parts))), 1, 0)


def test_the_weeks_of_a_run_are_the_same():
    from sim.engines import weeks_of

    plan = plan_of(shipped("dealership").model_copy(update={"what_ifs": {}}).override({"calendar.weeks": 4}))
    both = [list(weeks_of(plan, 5, 0, engine)) for engine in ("simpy", "compiled")]
    for expected, found in zip(*both, strict=True):
        assert found.number == expected.number
        for part in ("contacts", "agents", "ledger"):
            assert np.array_equal(getattr(found, part), getattr(expected, part))
