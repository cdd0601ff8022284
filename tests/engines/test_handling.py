"""How well a team handles an issue type, by law: at speed s in 1/s of the time, and skill as if it were the team's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engines import default_engine
from sim.engines.agreement import agreement
from sim.engines.steady_state import start_of
from sim.experiment.understood import understood
from sim.scenario import ScenarioError, plan_of, scenario_from
from tests.engines.small import by_arrival, center, decided, records

ENGINES = ["simpy", default_engine()]
OTHER = {"per_week": 80.0, "handle_time": {"shape": "gamma", "mean": 5, "cv": 0.6}, "wrap_up": 1, "routine": True}
HANDLE = {"handle_time": {"shape": "gamma", "mean": 6, "cv": 0.8}, "wrap_up": 1, "patience": 5.0}
COACHED = {
    "teams__desk__agents": 3,
    "teams__desk__skill_sd": 0.2,
    "teams__desk__speed_cv": 0.3,
    "manager__policy": "coach",
}
GIVES = {"asks_share": 0.5, "complexity": {"shape": "beta", "a": 2, "b": 2}, "opening_temper": 0.3}


def rows_of(handles, engine=ENGINES[1], **parts):
    return records(center(**COACHED, teams__desk__handles=handles, **parts), engine).rows


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_a_team_at_speed_s_is_one_whose_handle_times_are_all_1_over_s(engine, speed):
    parts = {"issues__complaint": HANDLE, "teams__desk__skill": 0.4}
    mine = rows_of({"complaint": {"speed": speed}}, engine, **parts)
    assert (
        mine.tobytes() == rows_of(["complaint"], engine, **parts, teams__desk__handle_time_factor=1 / speed).tobytes()
    )
    assert mine["wrap_up_ticks"].any()
    assert (mine["returned_seat"] >= 0).any()


@settings(max_examples=10, deadline=None)
@given(st.floats(0.1, 10.0))
def test_a_speed_divides_the_handle_ticks_of_its_type_and_no_others(speed):
    parts = {"issues__complaint": {**HANDLE, "patience": 1e6}, "issues__other": {**OTHER, "patience": 1e6}}
    alike = {**COACHED, "teams__desk__skill_sd": 0.0, "teams__desk__speed_cv": 0.0}
    usual, mine = (
        by_arrival(records(center(**alike, **parts, teams__desk__handles=handles), ENGINES[1]))
        for handles in (["complaint", "other"], {"complaint": {"speed": speed}, "other": None})
    )
    assert len(usual) == len(mine)
    for one, two in zip(usual, mine, strict=True):
        factor = speed if one["type"] == 0 else 1.0
        assert two["handle_ticks"] == pytest.approx(one["handle_ticks"] / factor, abs=2)
        assert two["wrap_up_ticks"] == pytest.approx(one["wrap_up_ticks"] / factor, abs=1)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("skill", [-0.25, 0.25])
def test_skill_for_the_only_type_is_skill_of_the_team(engine, skill):
    parts = {**COACHED, "issues__complaint": GIVES, "empowerment__assist": {"gain": 0.4, "up_to": 0.75}}
    one, two = (
        decided(**parts, teams__desk__skill=0.5 + at_all, teams__desk__handles={"complaint": {"skill": for_it}})
        for at_all, for_it in ((skill, 0.0), (0.0, skill))
    )
    a, b = (start_of(plan_of(scenario_from(data))).of(0, at) for data, at in ((one, 0.5 + skill), (two, 0.5)))
    np.testing.assert_allclose(a, (*b[:2], b.skill + skill), rtol=1e-9)
    mine, other = records(one, engine), records(two, engine)
    for name in mine.rows.dtype.names:
        np.testing.assert_allclose(mine.rows[name].astype(float), other.rows[name].astype(float), err_msg=name)
    np.testing.assert_allclose(mine.diaries["skill"], other.diaries["skill"] + skill)
    assert 0 < mine.rows["passed_up"].sum() < len(mine.rows)
    assert understood(scenario_from(one)).upstairs.asked == pytest.approx(understood(scenario_from(two)).upstairs.asked)


def test_a_mapping_that_says_nothing_more_is_the_list():
    parts = {"issues__complaint": HANDLE, "issues__other": OTHER}
    listed = rows_of(["complaint", "other"], **parts).tobytes()
    assert rows_of({"complaint": {}, "other": None}, **parts).tobytes() == listed
    assert rows_of({"other": {"speed": 1.0}, "complaint": {"skill": 0}}, **parts).tobytes() == listed


def test_both_engines_agree_where_it_differs_by_team_and_changes():
    data = decided(issues__complaint={**HANDLE, **GIVES, "per_week": 300.0}, issues__other=OTHER, calendar__weeks=2)
    data["teams"] = {
        "desk": {"agents": 2, "handles": {"complaint": {"speed": 1.3, "skill": -0.2}, "other": {}}},
        "experts": {"agents": 1, "handles": {"complaint": {"skill": 0.5}}},
    }
    change = {"teams.experts.handles": {"complaint": {"speed": 0.7}}, "teams.desk.handles.other.speed": 3.0}
    data["timeline"] = [{"week": 2, "set": change}]
    found = agreement(plan_of(scenario_from(data)), 1, 0)
    assert found.difference is None
    assert found.contacts > 300


def test_a_what_if_sets_how_well_whole_or_one_by_one():
    data = center(teams__desk__handles=["complaint"])
    data["what_if"] = {"Fast": {"set": {"teams.desk.handles": {"complaint": {"speed": 2.0}}}}}
    fast = scenario_from(data).override(data["what_if"]["Fast"]["set"])
    assert understood(fast).work == pytest.approx(understood(scenario_from(data)).work / 2)
    faster = fast.override({"teams.desk.handles.complaint.speed": "times 2"})
    assert faster.teams["desk"].handling("complaint").speed == 4.0
    with pytest.raises(ScenarioError, match="set that whole"):
        scenario_from(data).override({"teams.desk.handles.complaint.speed": 2.0})


@pytest.mark.parametrize(
    ("handles", "said"),
    [
        ({"complaint": {}, "complant": {}}, "teams.desk.handles.complant: no issue type 'complant'; did you mean"),
        ({"complaint": {"speed": 0}}, "teams.desk.handles.complaint.speed: must be a number from 0.01 to 10, not 0"),
        ({"complaint": {"skill": 3}}, "teams.desk.handles.complaint.skill: must be a number from -2 to 2"),
        ({"complaint": 1.2}, r"teams.desk.handles.complaint: must be a mapping such as \{speed: 1.2"),
        ({}, "teams.desk.handles: must not be empty"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(handles, said):
    data = center()
    data["teams"]["desk"]["handles"] = handles
    with pytest.raises(ScenarioError, match=said):
        scenario_from(data)
