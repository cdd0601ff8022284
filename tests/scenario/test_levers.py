"""Changing a scenario by dotted keys gives what reading the changed scenario would give."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.reading.files import load
from sim.scenario.levers import changed, dotted_keys, remade
from sim.scenario.messages import and_known
from sim.scenario.notices import notices_of
from sim.scenario.policies import CATALOG
from sim.scenario.problems import ScenarioError
from sim.scenario.scenario import scenario_from
from tests.centers import shipped
from tests.reading.scenario_files import FILES, SMALL, lines

FULL = load(FILES / "full.yaml")
SOME_KEYS = [*dotted_keys(FULL), "issues.complaint", "teams.desk.agents.sat", "empowerment", "no.such.key", "", "."]
SOME_VALUES = [0, 0.5, 1, 250, -1, True, "text", "grant", None, [], ["visit"], {}, {"add": 0.1}, {"times": 2}]
SOME_VALUES += [{"median_asks": 3}, {"median_asks_of_each": 2}, {"same_as": "manager.settlement"}]
SOME_VALUES += [{"shape": "exponential", "mean": 3}, {"add": "x"}, {"mon-fri": 3}]
SOME_VALUES += ["plus 4", "minus 2", "times 1.5", "times 0", "plus", "plus 10 %"]


def outcome(make):
    try:
        return make(), None
    except ScenarioError as error:
        return None, {(problem.key, problem.message, problem.at_key) for problem in error.problems}


@settings(max_examples=400)
@given(st.dictionaries(st.sampled_from(SOME_KEYS), st.sampled_from(SOME_VALUES), min_size=1, max_size=4))
def test_looking_only_at_what_changes_gives_the_same_scenario_and_the_same_words(changes):
    plain = FULL.model_copy(update={"what_ifs": {}, "timeline": []})
    quick = outcome(lambda: changed(plain, changes))
    whole = outcome(lambda: remade(plain, changes))
    assert quick == whole


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("[complaint]", "[complain]",
         "6:31: teams.desk.handles.0: no issue type 'complain'; did you mean 'complaint'? Known here: complaint"),
        ("[complaint]", "[other]", "4:3: issues.complaint: no team handles it; add it to a team's handles"),
        ("{per_week: 400}", "{teams: [dsk]}",
         "4:23: issues.complaint.teams.0: team 'dsk' does not handle it; did you mean 'desk'?"),
        ("{per_week: 400}", "{routine: yes, creates: me}",
         "4:38: issues.complaint.creates: 'me' is not an issue type with a choice"),
        ("{per_week: 400}", "{routine: yes, own_goals: {misstep: 0.1}}",
         "4:29: issues.complaint.own_goals: creates is missing: say which issue type arises"),
        ("calendar:", "outsourcing: {share: 0.1}\ncalendar:",
         "2:1: outsourcing.team: is missing: say which of the teams is the vendor's, to whom contacts are outsourced"),
        ("calendar:", "outsourcing: {team: dusk}\ncalendar:",
         "2:21: outsourcing.team: no team 'dusk'; outsourcing needs a vendor's team under teams; did you mean 'desk'?"),
        ("calendar:", "timeline: [{week: 5}]\ncalendar:", "2:19: timeline.0.week: is after the last week (4)"),
        ("calendar:", "timeline: [{week: 2, event: surge, issue: complaints}]\ncalendar:",
         "2:43: timeline.0.issue: no issue type 'complaints'; did you mean 'complaint'? Known here: complaint"),
        ("calendar:", "timeline: [{week: 2, use: [x.y]}]\ncalendar:",
         f"2:28: timeline.0.use.0: no policy 'x.y'{and_known('', CATALOG)}"),
        ("calendar:", "timeline: [{week: 2, set: {manager.count: -1}}]\ncalendar:",
         "2:43: timeline.0.set.manager.count: must be a whole number from 0 to 500 managers, not -1; "
         "for 1 less than there is, write 'minus 1'"),
        ("calendar:", "timeline: [{week: 2, set: {leadership_lane.count: 2}}]\ncalendar:",
         "2:28: timeline.0.set.leadership_lane.count: is fixed for the whole run "
         "and cannot be changed by a what-if or the timeline"),
        ("calendar:", "timeline: [{week: 2, set: {manager.apology: -1}}]\ncalendar:",
         "2:45: timeline.0.set.manager.apology: must be a number from 0 to 1, not -1; "
         "for 1 less than there is, write 'minus 1'"),
    ],
)  # fmt: skip
def test_parts_that_do_not_fit_one_another_are_told_at_their_place(tmp_path, old, new, line):
    assert f"s.yaml:{line}" in lines(tmp_path, SMALL.replace(old, new))


@pytest.mark.parametrize(
    ("says", "stands"),
    [
        ("empowerment.containment", "empowerment.containment_share"),
        ("empowerment.containment_share", "empowerment.containment"),
        ("issues.question.demand_manager", "issues.question.asks_for_manager"),
        ("issues.question.asks_for_manager", "issues.question.demand_manager"),
    ],
)
def test_who_says_a_share_in_the_other_of_two_ways_takes_the_place_of_what_stands(says, stands):
    """In what-ifs, policies, `override` and sweeps; relative to what does not stand it is refused."""
    center = shipped("minimal").override({stands: 0.2})
    for made in (center.override({says: 0.3}), changed(center, {says: 0.3})):
        assert made[says] == 0.3
        assert not made[stands]
        assert scenario_from(made.model_dump(by_alias=True)) == made
    with pytest.raises(
        ScenarioError, match=f"say it of {stands.rpartition('.')[2]}, which does|write the value itself"
    ):
        center.override({says: "plus 0.1"})
    with pytest.raises(ScenarioError, match="two ways"):
        center.override({says: 0.3, stands: 0.2})
    if stands.endswith("containment_share"):  # the policy of the catalog says it in the other way
        assert changed(center, CATALOG["self_service"].set)["empowerment.containment"] == 0.5


def test_what_was_computed_of_a_scenario_is_computed_anew_of_a_copy_that_differs():
    data = {"name": "x", "issues": {"call": {"per_week": 1}}, "teams": {"desk": {"handles": ["call"]}}}
    data["teams"]["desk"]["shifts"] = {
        "day": {"people": 3, "mon-fri": "9:00-17:00"},
        "eve": {"people": 2, "mon": "17:00-20:00"},
    }
    center = scenario_from(data)
    team = center.teams["desk"]
    assert team.heads(center.calendar)["mon"]["17:00"] == 2
    fewer = team.model_copy(update={"shifts": {"day": team.shifts["day"]}})
    assert fewer.heads(center.calendar)["mon"]["17:00"] == 0
    with pytest.raises(ScenarioError, match=r"did you mean 'teams\.desk\.shifts\.eve\.hours\.mon'"):
        center.override({"teams.desk.shifts.eve.mon": "17:00-21:00"})


def test_dates_of_a_center_that_works_shifts_are_told_of():
    data = {"name": "x", "issues": {"call": {"per_week": 9}}, "teams": {"desk": {"handles": ["call"]}}}
    data["teams"]["desk"]["shifts"] = {"day": {"people": 3, "mon-fri": "9:00-17:00"}}
    data["calendar"] = {"dates": {"2024-01-06": {"open": "9:00-12:00"}, "2024-01-03": {"open": "10:00-12:00"}}}
    told = [line for line in notices_of(scenario_from(data)) if "dates" in line and "nobody" in line]
    assert told == ["calendar.dates.2024-01-06: open but nobody on duty: no team has people for a Sat in these hours"]
