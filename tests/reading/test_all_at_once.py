"""Whatever is wrong in however many what-ifs is told in one go, each mistake at its own line and no line twice."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario.problems import ScenarioError
from sim.scenario.scenario import scenario_from
from tests.reading.scenario_files import SMALL, lines

MISTAKES = [
    ("set: {empowerment.autority: 5}", "did you mean 'authority'? Known here: authority, above_authority"),
    ("set: {authority_limit: 5}", "did you mean 'empowerment.authority'? Known here: name, about"),
    ("set: {teams.dusk.skill: 0.5}", "did you mean 'desk'? Known here: desk"),
    ("set: {nothing.like.it: 5}", "unknown key 'nothing'; known here: name"),
    ("set: {incentives.relief: 7}", "must be a number from 0 to 3"),
    ("set: {manager.policy: granted}", "did you mean 'grant'?"),
    ("set: {manager.count: plus lots}", "such as 'plus 4'"),
    ("set: {teams.desk.agents: +4}", "plus 4"),
    ("set: {calendar.weeks: 5}", "is fixed for the whole run"),
    ("use: [empower_frontlin]", "did you mean 'empower_frontline'? Known here: empower_frontline"),
    ("from_week: 9", "is after the last week (4)"),
    ("from_week: soon", "must be a whole number"),
    ("from_week: 0", "must be a whole number from 1"),
    ("from_weeks: 2", "did you mean 'from_week'?"),
    ("timeline: [{week: x}]", "must be a whole number"),
    ("timeline: [{week: 9}]", "is after the last week (4)"),
    ("timeline: [{set: {incentives.relief: 0}}]", "is missing"),
    ("timeline: [{week: 2, event: surge, issue: complaints}]", "did you mean 'complaint'? Known here: complaint"),
    ("timeline: [{week: 2, event: surprise}]", "must be one of"),
    ("timeline: [{week: 1}, {week: 2, use: [towns]}]", "no policy 'towns'; known here: empower_frontline"),
    ("timeline: [{week: 2, set: {incentives.releif: 0}}]", "did you mean 'relief'?"),
]
RIGHT = ["use: [thank_you]", "set: {teams.desk.agents: plus 2}", "from_week: 2", "timeline: [{week: 2}]"]
ONE_EACH = st.lists(st.sampled_from([*MISTAKES, *((each, "") for each in RIGHT)]), min_size=1, max_size=12)


def written(what_ifs):
    """A file in which each what-if stands on a line of its own, and where each mistake should be told."""
    text = SMALL + "what_if:\n"
    told = []
    for n, (wrong, said) in enumerate(what_ifs):
        text += f"  Number {n}: {{{wrong}}}\n"
        told += [(text.count("\n"), said)] if said else []
    return text, told


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ONE_EACH)
def test_mistakes_of_all_kinds_in_different_what_ifs_are_told_at_once_each_at_its_line(tmp_path, what_ifs):
    text, told = written(what_ifs)
    found = lines(tmp_path, text)
    assert len(found) == len(told)
    for line, (number, said) in zip(found, told, strict=True):
        assert line.startswith(f"s.yaml:{number}:")
        assert said in line


KEYS = {
    "empowerment.autority": 5, "incentives.relief": 7, "manager.policy": "granted", "calendar.weeks": 3,
    "teams.desk.agents": "plus lots", "nothing": 1, "issues.complaint.asks_share": 15,
}  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(sorted(KEYS)), min_size=1), st.booleans(), st.booleans())
def test_mistakes_of_one_what_if_hide_none_of_its_others(tmp_path, wrong, week, policy):
    settings_ = "".join(f"      {key}: {KEYS[key]}\n" for key in [*wrong, "empowerment.authority"] if key in KEYS)
    head = f"what_if:\n  A:\n    use: [thank_you, {'towns' if policy else 'town_hall'}]\n"
    head += f"    from_week: {'soon' if week else 2}\n    set:\n"
    found = lines(tmp_path, SMALL + head + settings_)
    assert len(found) == len(wrong) + week + policy
    assert len({line.split(": ")[0] for line in found}) == len(found)


@pytest.mark.parametrize(
    "center", ["manager: {count: many}\n", "empowerment: {autority: 3}\n", "currency: 3\n", "timeline: [{week: x}]\n"]
)
def test_a_mistake_of_the_center_hides_none_of_the_what_ifs(tmp_path, center):
    found = lines(tmp_path, SMALL + center + "what_if:\n  A: {set: {incentives.releif: 0}}\n  B: {from_week: 9}\n")
    assert [line.split(":")[1] for line in found] == ["7", "9", "10"]


def test_a_mistake_of_the_timeline_is_told_once_whatever_the_number_of_what_ifs():
    data = {
        "name": "Small desk",
        "calendar": {"weeks": 4},
        "issues": {"complaint": {"per_week": 400}},
        "teams": {"desk": {"agents": 6, "handles": ["complaint"]}},
        "timeline": [{"week": 2, "set": {"incentives.releif": 0}}],
        "what_if": {"A": {"use": ["thank_you"]}, "B": {"set": {"manager.coun": 2}}},
    }
    with pytest.raises(ScenarioError) as caught:
        scenario_from(data)
    assert [problem.key for problem in caught.value.problems] == [
        "timeline.0.set.incentives.releif", "what_if.B.set.manager.coun",
    ]  # fmt: skip


def test_a_what_if_that_only_has_a_timeline_is_told_at_its_entry():
    """Its own change comes first on its timeline only where it has one."""
    timeline = [{"week": 2, "use": ["thank_you"]}, {"week": 3, "set": {"manager.coun": 2}}]
    data = {"name": "x", "issues": {"a": {}}, "teams": {"t": {"agents": 1, "handles": ["a"]}}}
    for more, at in (({}, "what_if.A.timeline.1"), ({"use": ["town_hall"]}, "what_if.A.timeline.1")):
        with pytest.raises(ScenarioError) as caught:
            scenario_from(data | {"what_if": {"A": {"timeline": timeline, **more}}})
        (problem,) = caught.value.problems
        assert problem.key == f"{at}.set.manager.coun"
