"""Hours that run past midnight: the next day's early hours belong to the day on which the center opened."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import DAY, HOUR
from sim.demand.roster import Roster
from sim.engines import default_engine, run
from sim.engines.agreement import agreement
from sim.journeys.records import Outcome
from sim.scenario import ScenarioError, plan_of, scenario_from
from sim.scenario.arrivals import weekly_volume
from sim.scenario.clocks import WEEKDAYS, clock
from sim.scenario.hours import heads_at, open_spans
from sim.scenario.notices import notices_of
from sim.theory.time_varying import day_of_queue

ENGINE = default_engine()
minutes = st.integers(0, 95).map(lambda quarter: 15 * quarter)


def center(hours, weeks=1, agents=5, issue=None, **more):
    call = {"per_week": 300.0, "routine": True, "handle_time": {"shape": "exponential", "mean": 4}, "opening_temper": 0}
    return {
        "name": "Nights",
        "calendar": {"start": "2024-01-01", "weeks": weeks, "open": hours},
        "issues": {"call": {**call, **(issue or {})}},
        "teams": {"desk": {"agents": agents, "handles": ["call"]}},
        "customers": {"patience": {"shape": "exponential", "mean": 6}, "redial_share": 0, "talk_anger": 0},
        **more,
    }


def rows_of(data, seed=1, replication=0):
    journeys = run(plan_of(scenario_from(data)), seed, replication, ENGINE)
    journeys.check()
    return journeys.rows


def split(hours):
    """The same hours, cut at midnight by hand."""
    days = {day: [] for day in WEEKDAYS}
    for day, (start, end) in hours.items():
        late = end <= start
        days[day].append((start, 1440 if late else end))
        if late and end:
            days[WEEKDAYS[(WEEKDAYS.index(day) + 1) % 7]].append((0, end))
    return {day: ", ".join(f"{clock(a)}-{clock(b)}" for a, b in sorted(spans)) for day, spans in days.items() if spans}


def alternating(draw):
    """Nights on some days none of which meets the next."""
    days = draw(st.sampled_from([("mon", "wed", "fri"), ("tue", "thu", "sun"), ("mon", "sat"), ("fri",)]))
    return {day: draw(st.tuples(minutes, minutes)) for day in days}


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_night_is_the_same_as_its_two_parts(data):
    hours = alternating(data.draw)
    issue = {"times": data.draw(st.sampled_from([{}, {"0:00": 1.0, "13:00": 4.0}]))}
    night = {day: f"{clock(a)}-{clock(b)}" for day, (a, b) in hours.items()}
    assert open_spans(night) == open_spans(split(hours))
    one, two = (rows_of(center(each, issue=issue)) for each in (night, split(hours)))
    assert one.tobytes() == two.tobytes()


@pytest.mark.parametrize(
    ("agents", "per_week", "hours", "length"),
    [(5, 2400, "12:00-4:00", 960), (4, 1500, "18:30-6:30", 720), (7, 3200, "20:00-8:00", 720)],
)
def test_a_night_team_loses_what_theory_says(agents, per_week, hours, length):
    # 12:00-4:00 with five agents: 0.86 % hang up, as without any midnight.
    rate = per_week / 5 / length
    exact = day_of_queue([rate], [length], agents, 4.0, patience_min=6.0)
    lost = float(exact.abandonments.sum()) / (rate * length)
    data = center({"mon-fri": hours}, weeks=40, agents=agents, issue={"per_week": per_week})
    rows = rows_of(data)
    gone, night = rows["outcome"] == Outcome.ABANDONED, (rows["arrived"] - 6 * HOUR) // DAY
    nights = [(gone[night == each].sum(), (night == each).sum()) for each in np.unique(night)]
    share = np.array([a - lost * n for a, n in nights])
    assert abs(share.mean()) < 4 * share.std(ddof=1) / len(share) ** 0.5 + 0.02 * lost * rate * length


def test_a_short_day_has_its_hours_of_the_volume_past_midnight_too():
    # A Saturday of four hours has a fourteenth of the week of 5 x 10.4 + 4 hours' level volume.
    issue = scenario_from(center({"mon-fri": "20:00-6:00", "sat": "20:00-0:00"})).issues["call"]
    volume = weekly_volume(issue, {"mon-fri": "20:00-6:00", "sat": "20:00-0:00"})
    np.testing.assert_allclose([sum(day) for day in volume.inside], np.array([4, 10, 10, 10, 10, 10, 0]) / 54 * 300)
    assert not any(volume.outside)


def test_weekdays_weigh_the_day_on_which_the_center_opened():
    hours = {"mon-fri": "20:00-6:00", "sun": "20:00-2:00"}
    issue = scenario_from(center(hours, issue={"weekdays": {"mon-thu": 1.0, "fri": 3.0, "sun": 2.0}})).issues["call"]
    inside = np.array(weekly_volume(issue, hours).inside)
    early, late = inside[:, :12].sum(axis=1), inside[:, 12:].sum(axis=1)
    nights = [late[day] + early[(day + 1) % 7] for day in range(7)]
    np.testing.assert_allclose(nights, np.array([1, 1, 1, 1, 3, 0, 2]) / 9 * 300)
    np.testing.assert_allclose(early[0], 2 / 9 * 300 * 2 / 6)  # of Sunday's night, on Monday


def test_the_last_level_of_a_day_goes_on_past_midnight_until_another_is_named():
    hours = {"mon": "20:00-4:00"}
    for times, early in (({"8:00": 2.0, "22:00": 1.0}, [1, 1, 1, 1]), ({"2:00": 3.0, "20:00": 1.0}, [1, 1, 3, 3])):
        issue = scenario_from(center(hours, issue={"times": times})).issues["call"]
        tuesday = np.array(weekly_volume(issue, hours).inside[1][:4])
        np.testing.assert_allclose(tuesday / tuesday[0], early)


AGENTS = {"mon": {"20:00": 3, "22:00": 2}, "fri": 4, "sat": {"1:00": 1, "20:00": 6}}


@pytest.mark.parametrize(
    ("at", "heads"),
    [("mon 20:30", 3), ("mon 23:00", 2), ("tue 3:00", 2), ("fri 20:00", 4), ("sat 3:00", 4), ("sun 0:30", 6),
     ("sun 2:00", 1)],
)  # fmt: skip
def test_agents_of_a_weekday_stay_until_the_center_closes(at, heads):
    plan = plan_of(scenario_from(center({"mon": "20:00-4:00", "fri-sat": "20:00-4:00"}, agents=AGENTS)))
    day, _, time = at.partition(" ")
    tick = WEEKDAYS.index(day) * DAY + (int(time.split(":")[0]) * 60 + int(time.split(":")[1])) * 60_000
    changes = [each for day in range(7) for each in Roster(plan, 1, 0).head_counts(day) if each.tick <= tick]
    assert max(changes).heads == heads


def test_who_is_absent_on_a_night_is_absent_until_its_end():
    data = center({"mon-fri": "20:00-6:00"}, agents=12, weeks=2, issue={"per_week": 3000.0})
    data["teams"]["desk"]["absence"] = 0.5
    rows = rows_of(data)
    served = rows[rows["answered"] >= 0]
    night = (served["answered"] - 10 * HOUR) // DAY
    before, after = ((served["answered"] - HOUR) % DAY > 12 * HOUR), ((served["answered"] - HOUR) % DAY < 4 * HOUR)
    for each in np.unique(night):
        assert set(served["seat"][(night == each) & before]) == set(served["seat"][(night == each) & after])


def test_nobody_is_missed_who_works_past_midnight():
    assert not notices_of(scenario_from(center({"mon-fri": "20:00-4:00"}, agents={"mon-fri": 2})))
    assert not notices_of(scenario_from(center({"mon-fri": "20:00-4:00"}, issue={"weekdays": {"mon-fri": 1.0}})))


@pytest.mark.parametrize("engine", ["simpy", ENGINE])
def test_hours_that_meet_are_one_opening(engine):
    data = center({"mon-fri": "8:00-12:00, 12:00-16:00"}, weeks=2)
    whole = center({"mon-fri": "8:00-16:00"}, weeks=2)
    one, two = (run(plan_of(scenario_from(each)), 3, 0, engine).rows for each in (data, whole))
    assert one.tobytes() == two.tobytes()


def test_a_center_that_never_closes_may_begin_its_day_at_six():
    round_the_clock = center({"mon-sun": "0:00-24:00"}, weeks=2)
    from_six = center({"mon-sun": "6:00-6:00"}, weeks=2)
    assert rows_of(round_the_clock).tobytes() == rows_of(from_six).tobytes()
    assert heads_at({"mon": 2, "tue-sun": 3}, 1, 60, 1) == 2


@pytest.mark.parametrize("hours", [{"mon-sun": "6:00-6:00"}, {"mon-fri": "18:00-2:30"}, {"sun": "20:00-4:00"}])
def test_both_engines_agree_past_midnight(hours):
    desk = {"agents": {"mon-thu": {"0:00": 2, "20:00": 4}, "fri-sun": 3}, "absence": 0.2}
    data = center(hours, weeks=2, manager={"count": 1, "hours": {"mon-sun": "22:00-5:00"}})
    data["teams"]["desk"] |= desk
    assert agreement(plan_of(scenario_from(data)), 5, 1).difference is None


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ({"mon-fri": "12:00-28:00"}, "'28:00' is past midnight; write 12:00-4:00, which runs into the next day"),
        ({"mon-fri": "12:00-4:00, 6:00-8:00"}, "only the last of a day may run past midnight"),
        ({"mon-fri": "9:00-12:00, 11:00-13:00"}, "spans of a day stand in order and do not overlap"),
        ({"mon": "12:00-9:30", "tue": "8:00-12:00"}, "mon runs until 9:30 on tue, which opens at 8:00 already"),
        ({"sun": "12:00-9:30", "mon": "8:00-12:00"}, "sun runs until 9:30 on mon, which opens at 8:00 already"),
        ({"mon": "24:00-4:00"}, "nothing begins at 24:00; write 0:00, on the next day"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_how_to_say_it(hours, words):
    with pytest.raises(ScenarioError, match=words):
        scenario_from(center(hours))
