"""What is settled when a run starts is refused by what-ifs and the timeline, never ignored."""

import pytest

from sim.scenario import ScenarioError, scenario_from
from tests.engines.small import center

FIXED = {
    "manager.hours": {"mon": "8:00-9:00"},
    "leadership_lane.count": 2,
    "leadership_lane.hours": {"mon": "8:00-9:00"},
    "outsourcing.team": "desk",
    "customers.busyness_cv": 0.5,
    "teams.desk.skill_sd": 0.1,
    "incentives.bonus_pool": None,
    "incentives.bonus_pool.opening": 5.0,
}
WHOLE = {
    "incentives.bonus_pool": {"opening": 100.0},
    "outsourcing": {"team": "desk", "share": 0.5},
    "issues.complaint": {"per_week": 5.0, "priority": 3},
}


@pytest.mark.parametrize(("key", "value"), [*FIXED.items(), *WHOLE.items()])
def test_what_is_fixed_for_the_run_is_refused_at_its_place(key, value):
    data = center(incentives={"bonus_pool": {}})
    data["what_if"] = {"late": {"set": {key: value}}}
    with pytest.raises(ScenarioError) as caught:
        scenario_from(data)
    (problem,) = caught.value.problems
    assert problem.key == f"what_if.late.set.{key}"
    assert "fixed for the whole run" in problem.message


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("incentives.bonus_pool.charge_share", 1.0),
        ("issues.complaint.handle_time", 3),
        ("teams.desk.turnover", {"per_year": 0.5}),
        ("teams.desk.agents", {"mon": 2}),
        ("manager.count", {"mon-fri": {"8:00": 1, "12:00": 3}}),
        ("empowerment", {"authority": 10.0}),
    ],
)
def test_a_part_that_holds_nothing_fixed_may_be_set_as_a_whole(key, value):
    data = center(incentives={"bonus_pool": {}})
    data["what_if"] = {"late": {"set": {key: value}}}
    assert scenario_from(data).what_ifs["late"].set == {key: value}
