"""Customers who are handed on to another line, and redials that differ by type and try."""

import numpy as np
import pytest

from sim.demand.purposes import TRANSFER
from sim.engines import default_engine, run
from sim.experiment.understood import understood
from sim.journeys.records import Outcome
from sim.scenario import ScenarioError, plan_of, scenario_from
from sim.scenario.calling_again import with_transfers
from tests.engines.small import MINUTE

ENGINES = ["simpy", default_engine()]


def two_lines(share=0.5, to=None, **parts):
    """Calls and cases of one routine kind each, on two teams that are never short of people."""
    served = {"routine": True, "complexity": 0.5, "opening_temper": 0.0}
    return {
        "name": "Two lines",
        "calendar": {"start": "2024-01-01", "weeks": 2, "open": {"mon-sun": "0:00-24:00"}},
        "issues": {
            "call": {
                "per_week": 3000,
                "handle_time": 4,
                "wrap_up": 1,
                **served,
                "transfers": {"share": share, "to": to or {"case": 3, "call": 1}},
                **parts.pop("call", {}),
            },
            "case": {"per_week": 100, "handle_time": 10, **served, **parts.pop("case", {})},
        },
        "teams": {"desk": {"agents": 9, "handles": ["call"]}, "back": {"agents": 9, "handles": ["case"]}},
        "customers": {"patience": 60, "talk_anger": 0.0, "redial_share": 0.0},
        **parts,
    }


def rows_of(data, engine=ENGINES[1]):
    journeys = run(plan_of(scenario_from(data)), 1, 0, engine)
    journeys.check()
    return journeys.rows[journeys.rows["row"].argsort()]


@pytest.mark.parametrize("engine", ENGINES)
def test_who_is_handed_on_joins_the_other_line_when_the_talk_ends_not_when_the_wrap_up_does(engine):
    rows = rows_of(two_lines(share=1.0, to={"case": 1}), engine)
    later = rows[rows["kind"] == TRANSFER]
    before = rows[np.searchsorted(rows["row"], later["parent"])]
    assert len(later) > 1000
    assert (later["type"] == 1).all()
    assert (before["type"] == 0).all()
    np.testing.assert_array_equal(later["arrived"], before["ended"])
    np.testing.assert_array_equal(before["ended"] - before["answered"], 3 * MINUTE)
    assert later["handed_off"].all()
    assert not before["issue_closed"].any()
    assert (later["issue_handoffs"] == 1).all()
    assert (later["issue_contacts"] == 1).all()


def test_so_many_are_handed_on_and_to_whom_as_the_shares_and_weights_say():
    rows = rows_of(two_lines(share=0.5))
    calls = rows[rows["type"] == 0]
    handed = np.isin(calls["row"], rows["parent"][rows["kind"] == TRANSFER])
    assert handed.mean() == pytest.approx(0.5, abs=4 * (0.25 / len(calls)) ** 0.5)
    targets = rows["type"][rows["kind"] == TRANSFER]
    assert (targets == 1).mean() == pytest.approx(0.75, abs=4 * (0.1875 / len(targets)) ** 0.5)


def test_contacts_follow_the_traffic_equations():
    scenario = scenario_from(two_lines(share=0.5))
    calls = 3000 / (1 - 0.5 * 0.25)
    expected = with_transfers(scenario, {"call": 3000.0, "case": 100.0})
    assert expected == pytest.approx({"call": calls, "case": 100 + calls * 0.5 * 0.75})
    assert understood(scenario).work == pytest.approx((expected["call"] * 4 + expected["case"] * 10) / 60)
    rows = rows_of(two_lines(share=0.5))
    for place, each in enumerate(expected.values()):
        assert np.count_nonzero(rows["type"] == place) / 2 == pytest.approx(each, abs=5 * (each * 1.5) ** 0.5)


def test_a_team_hands_on_its_own_share():
    data = two_lines(share=0.5)
    data["teams"]["desk"] = {"agents": 9, "handles": {"call": {"transfers": 0.0}}}
    assert not (rows_of(data)["kind"] == TRANSFER).any()


def test_an_issue_is_not_handed_on_for_ever():
    rows = rows_of(two_lines(share=1.0, to={"call": 1}, call={"per_week": 20}))
    assert rows["issue_handoffs"].max() == 20
    assert (rows["outcome"][rows["issue_handoffs"] == 20] == Outcome.SERVED).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_type_has_redials_of_its_own_after_the_first_try_and_after_further_ones(engine):
    data = two_lines(share=0.0, case={"per_week": 2000, "redial": {"share": 0.8, "again": 0.25, "after": 15}})
    data["teams"]["back"]["agents"] = data["teams"]["desk"]["agents"] = 0
    data["customers"] = {"patience": 1, "redial_share": 0.0, "max_redials": 20, "max_contacts": 50}
    rows = rows_of(data, engine)
    assert (rows["attempt"][rows["type"] == 0] == 1).all()
    cases = rows[rows["type"] == 1]
    tries = np.bincount(cases["attempt"])
    for attempt, expected in ((1, 0.8), (2, 0.25), (3, 0.25)):
        share = tries[attempt + 1] / tries[attempt]
        assert share == pytest.approx(expected, abs=4 * (expected * (1 - expected) / tries[attempt]) ** 0.5)
    again = cases[cases["attempt"] > 1]
    before = rows[np.searchsorted(rows["row"], again["parent"])]
    np.testing.assert_array_equal(again["arrived"] - before["ended"], 15 * MINUTE)


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("to", {"elsewhere": 1}, "no issue type 'elsewhere'"),
        ("to", {"case": 0}, "has no weight above 0"),
        ("to", {}, "must not be empty"),
    ],
)
def test_transfers_name_types_that_there_are(key, value, line):
    data = two_lines()
    data["issues"]["call"]["transfers"][key] = value
    with pytest.raises(ScenarioError, match="transfers") as caught:
        scenario_from(data)
    assert line in str(caught.value)


def test_only_routine_types_hand_on():
    with pytest.raises(ScenarioError, match="routine"):
        scenario_from(two_lines(call={"routine": False}))
    data = two_lines()
    data["teams"]["back"]["handles"] = {"case": {"transfers": 0.1}}
    with pytest.raises(ScenarioError, match="has no say without it"):
        scenario_from(data)
