"""Common random numbers as a tested property: a minimally different world differs only where it should."""

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.clock import DAY, HOUR, WEEK
from sim.demand.demand import Demand
from sim.demand.roster import Roster
from sim.scenario import plan_of, scenario_from
from tests.engines.small import center
from tests.strategies import scenario_data, seeds

SOME = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
BASE = center(
    calendar={"weeks": 2},
    issues__complaint={
        "per_week": 60.0,
        "complexity": {"shape": "beta", "a": 2.0, "b": 5.0},
        "asks_share": 0.5,
        "handle_time": {"shape": "lognormal", "mean": 6.0, "cv": 1.2},
        "times": {"8:00": 1.0, "9:00": 1.0, "10:00": 1.0},
    },
    issues={"question": {"per_week": 40.0}},
    teams__desk={"handles": ["complaint", "question"]},
    customers={"busyness_cv": 0.3, "patience": {"shape": "exponential", "mean": 5.0}},
)
Calls = dict[tuple[Any, ...], tuple[Any, ...]]


def demand_of(data: dict[str, Any], seed: int = 1, replication: int = 0) -> Demand:
    return Demand(plan_of(scenario_from(data)), seed, replication)


def calls(data: dict[str, Any], seed: int = 1, replication: int = 0) -> Calls:
    """Every first contact by stream, bin and ordinal: its moment, its nature and its luck."""
    demand = demand_of(data, seed, replication)
    found: Calls = {}
    for day in range(demand.plan.horizon_tick // DAY):
        for tick, issue, call in demand.day(day):
            who = (demand.streams[issue.stream].name, issue.bin, issue.ordinal)
            assert who not in found
            found[who] = (tick, *issue[4:], call.handle_ticks, call.patience_ticks, tuple(call.luck))
    return found


def changed(**parts: Any) -> dict[str, Any]:
    data = copy.deepcopy(BASE)
    for key, value in parts.items():
        *parents, leaf = key.split("__")
        place = data
        for parent in parents:
            place = place.setdefault(parent, {})
        place[leaf] = value
    return data


def what_if(setting: dict[str, Any], week: int = 1, timeline: Any = ()) -> dict[str, Any]:
    return changed(timeline=[{"week": week, "set": setting}, *timeline])


BEFORE = calls(BASE)


def holds(one: Calls, other: Calls) -> None:
    """Whoever calls in both worlds has the same moment, nature and luck."""
    common = one.keys() & other.keys()
    assert common
    assert {who: one[who] for who in common} == {who: other[who] for who in common}


def test_a_higher_weekly_volume_only_adds_contacts():
    after = calls(changed(issues__complaint__per_week=75.0))
    assert BEFORE.keys() < after.keys()
    holds(BEFORE, after)


def test_a_higher_volume_by_a_lever_only_adds_contacts():
    after = calls(what_if({"issues.complaint.per_week": 4000.0}, week=2))
    assert BEFORE.keys() < after.keys()
    holds(BEFORE, after)
    assert {who[0] for who in after.keys() - BEFORE.keys()} == {"complaint"}
    assert all(who[1] >= 7 * 24 for who in after.keys() - BEFORE.keys())


def test_more_volume_in_one_hour_adds_contacts_in_that_hour_alone():
    flat = {"8:00": 1.0, "9:00": 1.0, "10:00": 1.0}
    # Ten open hours: 60 a week are spread evenly; doubling one hour and adding a tenth leaves the others alone.
    after = calls(changed(issues__complaint__times={**flat, "9:00": 2.0}, issues__complaint__per_week=66.0))
    new = after.keys() - BEFORE.keys()
    assert new
    assert BEFORE.keys() <= after.keys()
    assert {bin_ % 24 for _, bin_, _ in new} == {9}
    holds(BEFORE, after)


def test_one_more_issue_type_changes_nobody_else():
    data = changed(
        issues__an_early_one={"per_week": 300.0}, teams__desk__handles=["complaint", "question", "an_early_one"]
    )
    data["issues"] = dict(reversed(data["issues"].items()))
    after = calls(data)
    assert {who for who in after if who[0] != "an_early_one"} == BEFORE.keys()
    holds(BEFORE, after)


def test_one_more_team_changes_no_contact_and_no_other_agent():
    crew = {"agents": 3, "handles": ["question"], "absence": 0.3}
    data = changed(teams__desk__absence=0.3, teams__desk__agents=3)
    plain = Roster(plan_of(scenario_from(data)), 1, 0)
    data["teams"] = {"early": crew, **data["teams"]}
    more = Roster(plan_of(scenario_from(data)), 1, 0)
    assert calls(data) == BEFORE
    for seat in range(3):
        assert plain.starting_skill(0, seat, 2) == more.starting_skill(1, seat, 2)
        for day in range(14):
            assert plain.is_absent(0, seat, day) == more.is_absent(1, seat, day)
            assert plain.quit_number(0, seat, day) == more.quit_number(1, seat, day)


def test_a_surge_adds_a_stream_and_a_decrease_only_leaves_out():
    surge = {"event": "surge", "week": 1, "day": "wed", "issue": "complaint"}
    more = calls(changed(timeline=[{**surge, "times": 3.0}]))
    assert BEFORE.keys() < more.keys()
    holds(BEFORE, more)
    assert all(who[1] >= 2 * 24 for who in more.keys() - BEFORE.keys())
    less = calls(changed(timeline=[{**surge, "times": 0.5}]))
    assert less.keys() < BEFORE.keys()
    holds(BEFORE, less)
    least = calls(changed(timeline=[{**surge, "times": 0.25}]))
    assert least.keys() < less.keys()


def test_a_stronger_surge_only_adds_to_the_weaker():
    surge = {"event": "surge", "week": 1, "issue": "complaint"}
    weak = calls(changed(timeline=[{**surge, "times": 1.5}]))
    strong = calls(changed(timeline=[{**surge, "times": 2.5}]))
    assert weak.keys() < strong.keys()
    holds(weak, strong)


def test_a_further_surge_before_another_leaves_that_one_as_it_was():
    second = {"event": "surge", "week": 2, "issue": "complaint", "times": 2.0}
    first = {"event": "surge", "week": 1, "issue": "complaint", "times": 3.0}
    alone, both = calls(changed(timeline=[second])), calls(changed(timeline=[first, second]))
    assert alone.keys() < both.keys()
    holds(alone, both)


def test_two_surges_of_one_type_on_one_day_are_two_streams():
    surge = {"event": "surge", "week": 1, "issue": "complaint", "times": 2.0}
    both = calls(changed(timeline=[surge, {**surge, "times": 3.0}]))
    assert len({who[0] for who in both}) == 4


LEVERS = {
    "empowerment.authority": 1000.0,
    "empowerment.containment": 0.5,
    "empowerment.scripting": 1.0,
    "incentives.relief": 3.0,
    "incentives.time_pressure": 1.0,
    "manager.policy": "grant",
    "behavior.choice": "rule",
    "behavior.sharpness": 100.0,
    "customers.redial_share": 1.0,
    "teams.desk.agents": 30,
    "leadership_lane.open": True,
    "issues.question.per_week": 0.0,
    "issues.question.handle_time": 60,
}


@pytest.mark.parametrize("lever", LEVERS)
@pytest.mark.parametrize("week", [1, 2])
def test_a_lever_leaves_every_complaint_as_it_was(lever, week):
    after = calls(what_if({lever: LEVERS[lever]}, week))
    assert {who: after[who] for who in after if who[0] == "complaint"} == {
        who: BEFORE[who] for who in BEFORE if who[0] == "complaint"
    }


def test_a_lever_on_one_attribute_changes_that_attribute_alone():
    after = calls(what_if({"issues.complaint.patience": 3, "empowerment.handle_time_factor": 0.5}))
    assert after.keys() == BEFORE.keys()
    for who, (*nature, handle, patience, luck) in after.items():
        *nature_before, handle_before, patience_before, luck_before = BEFORE[who]
        assert (nature, luck) == (nature_before, luck_before)
        assert abs(handle - handle_before / 2) <= 1
        assert patience == (180_000 if who[0] == "complaint" else patience_before)


def test_asks_inflate_from_the_change_on_and_not_by_how_often_the_timeline_is_cut():
    whole = calls(changed(incentives={"ask_inflation": 1.0}))
    cut = changed(incentives={"ask_inflation": 1.0}, timeline=[{"week": 1, "day": "thu"}, {"week": 2}])
    assert calls(cut) == whole
    late = calls(what_if({"incentives.ask_inflation": 1.0}, week=2))
    ask = 3  # after the moment, the key and the complexity
    for who, call in late.items():
        early = who[1] < 7 * 24
        assert call[ask] == BEFORE[who][ask] if early else call[ask] >= BEFORE[who][ask]
    grown = [call[ask] / BEFORE[who][ask] for who, call in late.items() if who[1] >= 11 * 24 and BEFORE[who][ask]]
    assert grown
    assert all(1.08 < growth < 1.3 for growth in grown)


# --- the numbers belong to contacts --------------------------------------------------------------------------


@SOME
@given(scenario_data(), seeds, st.integers(0, 100))
def test_a_days_contacts_are_the_same_one_by_one_and_in_any_order_of_asking(data, seed, replication):
    demand, other = demand_of(data, seed, replication), demand_of(data, seed, replication)
    days = range(demand.plan.horizon_tick // DAY)
    backwards = {day: other.day(day) for day in reversed(days)}
    for day in days:
        rows = demand.day(day)
        assert rows == backwards[day]
        assert rows == sorted(rows, key=lambda row: (row[0], row[1].stream, row[1].bin, row[1].ordinal))
        for tick, issue, call in rows:
            assert day * DAY <= tick < (day + 1) * DAY
            assert demand.first_call(issue, tick) == call


@SOME
@given(scenario_data(), seeds, st.integers(1, 10_000))
def test_what_is_drawn_is_possible(data, seed, replication):
    demand = demand_of(data, seed, replication)
    for day in range(demand.plan.horizon_tick // DAY):
        for tick, issue, call in demand.day(day):
            assert any(start * 60_000 <= tick % DAY < end * 60_000 for start, end in demand.days.spans(day)), (
                "nobody rings while the center is closed"
            )
            assert 0.0 <= issue.complexity <= 1.0
            assert 0.0 <= issue.temper <= 1.0
            assert issue.ask_cents >= 0
            assert call.handle_ticks >= 0
            assert call.patience_ticks >= 0
            assert all(0.0 < number < 1.0 for number in call.luck)


def test_repeats_and_redials_have_luck_of_their_own_by_kind_and_number():
    demand = demand_of(BASE)
    _, issue, first = demand.day(0)[0]
    calls_ = [first] + [demand.call_again(issue, kind, number, HOUR) for kind in (1, 2) for number in range(3)]
    assert len({tuple(call.luck) for call in calls_}) == 7
    assert demand.call_again(issue, 1, 2, HOUR) == demand_of(BASE).call_again(issue, 1, 2, HOUR)


def test_an_own_goal_is_new_in_everything_and_belongs_to_its_parent():
    demand = demand_of(BASE)
    one, two = (row[1] for row in demand.day(0)[:2])
    goal = demand.own_goal(one, 0, HOUR)
    assert goal == demand_of(BASE).own_goal(one, 0, HOUR)
    assert (goal.stream, goal.bin, goal.ordinal) == (one.stream, one.bin, one.ordinal)
    assert goal.complexity != one.complexity
    assert goal.key not in (one.key, demand.own_goal(two, 0, HOUR).key)


@pytest.mark.parametrize(("seed", "replication"), [(2, 0), (1, 1), (2**53, 0), (0, 0)])
def test_another_seed_or_replication_shares_nothing(seed, replication):
    other = calls(BASE, seed, replication)
    numbers = {number for call in BEFORE.values() for number in call[-1]}
    assert not numbers & {number for call in other.values() for number in call[-1]}
    assert {call[0] for call in other.values()} != {call[0] for call in BEFORE.values()}


def test_no_two_numbers_of_a_run_are_the_same():
    numbers = [number for call in BEFORE.values() for number in call[-1]]
    assert len(set(numbers)) == len(numbers) > 1000


def test_the_second_week_is_not_the_first_again():
    first = {(who[0], who[1] % 168): call[-1] for who, call in BEFORE.items() if call[0] < WEEK}
    second = {(who[0], who[1] % 168): call[-1] for who, call in BEFORE.items() if call[0] >= WEEK}
    assert not set(first.values()) & set(second.values())
