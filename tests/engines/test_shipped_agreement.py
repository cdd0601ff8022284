"""Both engines give the same bits for every shipped scenario, for what-ifs, and where nothing or too much happens."""

import pytest

from sim.engines.agreement import agreement
from sim.scenario import plan_of, scenario_from
from tests.centers import shipped
from tests.engines.small import center

pytest.importorskip("numba")
SHIPPED = ["minimal", "dealership", "support_center", "bank", "against", "squeaky_wheel"]
BUSY = ("support_center", "bank")
"""Some ten thousand contacts a week: a week or three show what there is to see."""


def assert_same(scenario, seed, replication=0):
    found = agreement(plan_of(scenario), seed, replication)
    assert found.difference is None, str(found)


def shortened(scenario, weeks):
    return scenario.override({"calendar.weeks": min(scenario.calendar.weeks, weeks)})


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in (2, 3))])
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_is_the_same(name, seed):
    alone = shipped(name).model_copy(update={"what_ifs": {}})
    assert_same(shortened(alone, 1 if name in BUSY else 5), seed, replication=seed - 1)


@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=[pytest.mark.long] if each == BUSY[0] else []) for each in SHIPPED]
)
def test_a_what_if_of_a_shipped_scenario_is_the_same(name):
    """Until some weeks after it begins."""
    scenario = shipped(name)
    last = list(scenario.what_ifs)[-1]
    begins = scenario.what_ifs[last].from_week
    assert_same(shortened(scenario.what_if(last), begins if name in BUSY else begins + 3), seed=2)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", SHIPPED)
def test_every_what_if_of_a_shipped_scenario_is_the_same(name, seed):
    scenario = shipped(name)
    for case in [scenario, *(scenario.what_if(what) for what in scenario.what_ifs)]:
        assert_same(case, seed)


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
    assert_same(scenario_from(center(**parts)), seed=1)
