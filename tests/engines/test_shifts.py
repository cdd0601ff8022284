"""People and shifts: nobody is there but as scheduled, every hour is paid once, nobody changes another's day."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import DAY, HOUR, MINUTE
from sim.demand.roster import Roster
from sim.engines import run
from sim.engines.agreement import agreement
from sim.scenario import ScenarioError, plan_of, scenario_from
from sim.scenario.staffing import person_day
from tests.engines.small import center
from tests.strategies import floors, scenario_data, seeds

EARLY = {"people": 4, "mon-fri": "8:00-16:00"}


def desk(shifts, weeks=1, open_=None, **team):
    data = center(teams__desk={"agents": None, "shifts": shifts, **team})
    del data["teams"]["desk"]["agents"]
    data["calendar"] = {**data["calendar"], "weeks": weeks, "open": open_ or {"mon-fri": "8:00-18:00"}}
    return data


def idle(shifts, **kwargs):
    """Run a center in which nobody calls."""
    data = desk(shifts, **kwargs)
    data["issues"]["complaint"]["per_week"] = 0.0
    return run(plan_of(scenario_from(data)), 1, 0).diaries


def by_hand(plan, name):
    """Return of each person the ticks scheduled, on breaks, and paid, as the scenario says, within the run."""
    team, horizon = plan.baseline.teams[name], plan.horizon_tick
    roster = Roster(plan, 1, 0)
    found = []
    for crew, number in roster.persons[list(plan.baseline.teams).index(name)]:
        sums = np.zeros(3)
        for day in range(-1, horizon // DAY):
            for stint in person_day(team, crew, number, day % 7, plan.baseline.calendar.start).stints:

                def inside(start, end, day=day):
                    return max(0, min(horizon, day * DAY + end) - max(0, day * DAY + start))

                whole = inside(stint.start * MINUTE, stint.end * MINUTE)
                rests = [
                    (inside(int(rest.start * MINUTE), int((rest.start + rest.minutes) * MINUTE)), rest.paid)
                    for rest in stint.rests
                ]
                sums += [whole, sum(ticks for ticks, _ in rests), sum(ticks for ticks, paid in rests if not paid)]
        found.append(sums)
    return np.array(found)


@settings(max_examples=40, deadline=None)
@given(floors().filter(lambda floor: "shifts" in floor), st.integers(1, 2))
def test_who_is_never_busy_is_paid_for_every_hour_of_the_shift_once_breaks_as_the_shift_says(floor, weeks):
    for shift in floor["shifts"].values():  # a break that floats may lie across the end of the run
        shift["breaks"] = [each for each in shift["breaks"] if isinstance(each, str) or not each.get("floats")]
    floor.pop("shrinkage", None)
    data = desk(weeks=weeks, open_={"mon-sun": "0:00-24:00"}, **floor)
    data["issues"]["complaint"]["per_week"] = 0.0
    plan = plan_of(scenario_from(data))
    diaries = run(plan, 1, 0).diaries
    people = sum(shift["people"] for shift in floor["shifts"].values())
    expected = by_hand(plan, "desk")
    assert len(diaries) == people * weeks
    for seat in range(people):
        mine = {name: int(diaries[name][diaries["seat"] == seat].sum()) for name in diaries.dtype.names[1:]}
        scheduled, rests, unpaid = expected[seat]
        assert mine["scheduled_ticks"] == mine["duty_ticks"] == scheduled
        assert mine["planned_rest_ticks"] == mine["break_ticks"] == rests
        assert mine["paid_ticks"] == scheduled - unpaid
        assert mine["adhered_ticks"] == scheduled
        assert mine["overtime_ticks"] == mine["busy_ticks"] == 0


@settings(max_examples=30, deadline=None)
@given(scenario_data(), seeds)
def test_hours_on_duty_and_absent_are_those_scheduled_and_paid_at_most_once(data, seed):
    diaries = run(plan_of(scenario_from(data)), seed, 0).diaries
    assert np.array_equal(diaries["scheduled_ticks"], diaries["duty_ticks"] + diaries["absent_ticks"])
    assert (diaries["paid_ticks"] <= diaries["scheduled_ticks"]).all()
    assert (diaries["adhered_ticks"] <= diaries["duty_ticks"]).all()
    assert (diaries["break_ticks"] + diaries["away_ticks"] <= diaries["duty_ticks"]).all()
    assert (diaries["planned_rest_ticks"] <= diaries["scheduled_ticks"]).all()


@settings(max_examples=25, deadline=None)
@given(floors().filter(lambda floor: "shifts" in floor), seeds)
def test_nobody_begins_with_a_customer_outside_the_shift_or_on_a_break(floor, seed):
    data = desk(open_={"mon-sun": "0:00-24:00"}, **floor)
    data["calendar"]["after_hours"] = "drop"
    data["issues"]["complaint"] |= {"per_week": 3000.0, "handle_time": {"shape": "exponential", "mean": 9}}
    plan = plan_of(scenario_from(data))
    rows = run(plan, seed, 0).rows
    roster, team = Roster(plan, seed, 0), plan.baseline.teams["desk"]
    works = np.zeros((roster.seats(0), plan.horizon_tick // MINUTE), dtype=bool)
    for seat, (crew, number) in enumerate(roster.persons[0]):
        for day in range(-1, 7):
            for stint in person_day(team, crew, number, day % 7, plan.baseline.calendar.start).stints:
                start, end = (max(0, day * 1440 + edge) for edge in (stint.start, stint.end))
                works[seat, start:end] = not roster.is_absent(0, seat, max(0, day))
    taken = rows[(rows["answered"] >= 0) & (rows["answered"] < plan.horizon_tick)]
    assert works[taken["seat"], taken["answered"] // MINUTE].all()


ADDED = {
    "a person": lambda shifts: shifts["early"].update(people=5),
    "a break": lambda shifts: shifts["early"]["breaks"].append({"start": "14:00", "minutes": 15}),
    "a shift": lambda shifts: shifts.update({"fresh": {"people": 2, "mon-fri": "9:00-17:00"}, **shifts}),
}


@pytest.mark.parametrize("what", ADDED)
@settings(max_examples=10, deadline=None)
@given(seed=seeds)
def test_one_more_person_break_or_shift_leaves_what_is_drawn_of_all_others_as_it_was(what, seed):
    shifts = {"early": {**EARLY, "breaks": ["10:00-10:15"]}, "late": {"people": 3, "mon-fri": "10:00-18:00"}}
    more = copy.deepcopy(shifts)
    if what == "a shift":
        more = {"fresh": {"people": 2, "mon-fri": "9:00-17:00"}, **more}
    else:
        ADDED[what](more)
    few, many = (Roster(plan_of(scenario_from(desk(each, weeks=4))), seed, 0) for each in (shifts, more))
    for seat, person in enumerate(few.persons[0]):
        there = many.persons[0].index(person)
        for day in range(28):
            assert few.is_absent(0, seat, day) == many.is_absent(0, there, day)
            assert few.quit_number(0, seat, day) == many.quit_number(0, there, day)
            assert few.coaching_numbers(0, seat, day) == many.coaching_numbers(0, there, day)
        assert few.starting_skill(0, seat, 0) == many.starting_skill(0, there, 0)


def test_a_break_that_falls_due_in_a_call_begins_with_its_end_and_keeps_its_length():
    shifts = {"early": {"people": 1, "mon": "8:00-16:00", "breaks": ["10:00-10:15"]}}
    data = desk(shifts)
    data["issues"]["complaint"] |= {"per_week": 400.0, "weekdays": {"mon": 1.0}, "handle_time": 7}
    found = run(plan_of(scenario_from(data)), 4, 0)
    rows, (diary,) = found.rows, found.diaries
    starts = np.sort(rows["answered"][rows["answered"] >= 0])
    ends = starts + 7 * MINUTE
    last = ends[starts < 10 * HOUR].max()
    assert last > 10 * HOUR  # the line is never empty, so that the break began late
    assert starts[starts >= 10 * HOUR].min() == last + 15 * MINUTE
    assert diary["break_ticks"] == diary["planned_rest_ticks"] == 15 * MINUTE
    assert diary["adhered_ticks"] == 8 * HOUR - 2 * (last - 10 * HOUR)
    over = ends.max() - 16 * HOUR
    assert diary["overtime_ticks"] == max(0, over) or data["calendar"].get("after_hours") != "drop"


def test_two_breaks_that_fall_due_in_one_call_add_up_and_one_that_is_due_after_the_shift_is_void():
    shifts = {
        "early": {
            "people": 1,
            "mon": "8:00-9:00",
            "breaks": ["8:20-8:25", {"start": "8:30", "minutes": 5, "paid": False}],
        }
    }
    data = desk(shifts)
    data["calendar"]["after_hours"] = "drop"
    data["issues"]["complaint"] |= {"per_week": 3000.0, "weekdays": {"mon": 1.0}, "handle_time": 36}
    found = run(plan_of(scenario_from(data)), 4, 0)
    starts = np.sort(found.rows["answered"][found.rows["answered"] >= 0])
    assert starts[1] == starts[0] + 46 * MINUTE
    (diary,) = found.diaries
    assert diary["paid_ticks"] == 55 * MINUTE
    assert diary["overtime_ticks"] == starts[1] + 36 * MINUTE - 9 * HOUR
    data["issues"]["complaint"]["handle_time"] = 90
    (diary,) = run(plan_of(scenario_from(data)), 4, 0).diaries
    assert diary["break_ticks"] == 0
    assert diary["paid_ticks"] == HOUR  # who works through an unpaid break is paid for it
    assert diary["overtime_ticks"] > 29 * MINUTE


def test_nobody_takes_a_new_contact_while_winding_down_but_before_closing_everybody_does():
    def latest(end, wind_down):
        data = desk({"early": {"people": 3, "mon-fri": f"8:00-{end}"}}, weeks=4, wind_down=wind_down)
        data["calendar"]["after_hours"] = "drop"
        data["issues"]["complaint"]["per_week"] = 1500.0
        rows = run(plan_of(scenario_from(data)), 4, 0).rows
        return (rows["answered"][rows["answered"] >= 0] % DAY).max()

    assert latest("16:00", 30) <= 15.5 * HOUR < latest("16:00", 0) < 16 * HOUR
    assert latest("18:00", 30) > 17.9 * HOUR


def test_the_kth_person_takes_the_kth_slot_of_a_range():
    shifts = {"early": {**EARLY, "breaks": [{"start": "12:00-13:00", "minutes": 20}]}}
    plan = plan_of(scenario_from(desk(shifts)))
    rests = [change.minute for change in Roster(plan, 1, 0).changes(0) if change.value == 20 * MINUTE]
    assert sorted(rests) == [720, 720, 740, 760]


def test_a_night_shift_is_there_on_the_first_morning_and_past_every_midnight():
    diaries = idle({"night": {"people": 2, "mon-sun": "22:00-6:00"}}, open_={"mon-sun": "0:00-24:00"})
    assert diaries["duty_ticks"].tolist() == [7 * 8 * HOUR] * 2


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 99))
def test_shrinkage_is_met_on_average_and_costs_or_not(seed):
    shrinks = {"absence": 0.25, "absence_paid": False, "off_phone": 0.2, "off_phone_paid": False}
    data = desk({"early": {"people": 30, "mon-fri": "8:00-16:00"}}, weeks=8, shrinkage=shrinks)
    data["issues"]["complaint"]["per_week"] = 0.0
    diaries = run(plan_of(scenario_from(data)), seed, 0).diaries
    scheduled, absent, away = (diaries[name].sum() for name in ("scheduled_ticks", "absent_ticks", "away_ticks"))
    assert scheduled == 30 * 40 * 8 * HOUR
    assert absent / scheduled == pytest.approx(0.25, abs=0.06)
    assert away / (scheduled - absent) == pytest.approx(0.2, abs=0.015)
    assert diaries["paid_ticks"].sum() == scheduled - absent - away


def test_absence_in_either_spelling_is_the_same():
    old = desk({"early": EARLY}, weeks=2, absence=0.3, absence_paid=False)
    new = desk({"early": EARLY}, weeks=2, shrinkage={"absence": 0.3, "absence_paid": False})
    one, other = (run(plan_of(scenario_from(data)), 3, 0) for data in (old, new))
    assert one.rows.tobytes() == other.rows.tobytes()
    assert one.diaries.tobytes() == other.diaries.tobytes()


WRONG = {
    "no hours": ({"shifts": {"early": {"people": 2}}}, "hours: is missing"),
    "both": ({"agents": 3, "shifts": {"early": EARLY}}, "shifts: says who works when beside agents"),
    "neither": ({}, "agents: is missing; must be a number from 0 to 5000"),
    "people": ({"people": 5, "shifts": {"early": EARLY}}, "people: 5, but the shifts have 4"),
    "seats": ({"agents": 3, "people": 3}, "people: needs `shifts` or a `roster`"),
    "winds": ({"agents": 3, "wind_down": 5}, "wind_down: needs `shifts` or a `roster`"),
    "twice": ({"agents": 3, "absence": 0.1, "shrinkage": {"absence": 0.1}}, "shrinkage.absence: says the same"),
    "outside": ({"shifts": {"early": {**EARLY, "breaks": ["17:00-17:15"]}}}, "no day of the shift holds the break"),
    "long": (
        {"shifts": {"early": {**EARLY, "breaks": [{"start": "12:00-12:20", "minutes": 30}]}}},
        "30 minutes do not fit into 12:00-12:20",
    ),
    "twofold": ({"shifts": {"early": {**EARLY, "breaks": ["12:00-12:30", "12:15-12:45"]}}}, "overlap at 12:15"),
    "overlong": ({"shifts": {"early": {"people": 1, "mon": "8:00-20:00", "tue": "7:00-9:00"}}}, None),
    "mornings": (
        {
            "shifts": {
                "night": {
                    "people": 1,
                    "mon-sun": "22:00-7:00",
                }
            }
        },
        None,
    ),
    "again": ({"shifts": {"x": {"people": 1, "mon": "22:00-7:00", "tue": "6:00-8:00"}}}, "before it has ended at 7:00"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_said_in_one_line(name):
    team, words = WRONG[name]
    data = desk({})
    data["teams"]["desk"] = {**{k: v for k, v in data["teams"]["desk"].items() if k != "shifts"}, **team}
    if words is None:
        scenario_from(data)
        return
    with pytest.raises(ScenarioError) as caught:
        scenario_from(data)
    (problem,) = caught.value.problems
    assert words in str(problem)


@settings(max_examples=25, deadline=None)
@given(scenario_data().filter(lambda data: any("shifts" in team for team in data["teams"].values())), seeds)
def test_both_engines_agree_where_people_work_shifts(data, seed):
    found = agreement(plan_of(scenario_from(data)), seed, 0)
    assert found.difference is None, str(found)


def test_agents_differ_in_speed_by_a_factor_of_mean_1_that_is_each_ones_own():
    data = desk({"early": {"people": 200, "mon-fri": "8:00-16:00"}}, weeks=4, speed_cv=0.3)
    data["issues"]["complaint"] |= {"per_week": 9000.0, "handle_time": 5, "complexity_slope": 0.0}
    plan = plan_of(scenario_from(data))
    roster = Roster(plan, 7, 0)
    paces = np.array([roster.pace(0, seat, 0) for seat in range(200)])
    assert paces.mean() == pytest.approx(1.0, abs=0.07)
    assert paces.std() / paces.mean() == pytest.approx(0.3, abs=0.06)
    rows = run(plan, 7, 0).rows
    taken = rows[rows["answered"] >= 0]
    np.testing.assert_allclose(taken["handle_ticks"], 5 * MINUTE * paces[taken["seat"]], atol=1.5)
