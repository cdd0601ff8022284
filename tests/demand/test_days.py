"""Dates that differ, kinds of day, and busyness within the day: hours, volume and people follow the date."""

import datetime
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import DAY, HOUR, MINUTE
from sim.demand.demand import Demand
from sim.demand.roster import Roster, manager_hours
from sim.engines import default_engine, run
from sim.engines.agreement import agreement
from sim.engines.months import open_days_left
from sim.journeys.day import day_of, opening
from sim.journeys.records import Outcome
from sim.scenario import ScenarioError, plan_of, scenario_from
from sim.scenario.clocks import clock
from sim.scenario.notices import notices_of
from sim.theory.impatience import erlang_a

ENGINE = default_engine()
EXPONENTIAL = {"shape": "exponential", "mean": 5.0}


def center(dates=None, days=None, hours=None, weeks=2, agents=6, call=None, customers=None, **more):
    call = {"per_week": 600.0, "routine": True, "handle_time": EXPONENTIAL, "opening_temper": 0, **(call or {})}
    calendar = {"start": "2024-01-01", "weeks": weeks, "open": hours or {"mon-fri": "8:00-18:00"}}
    return {
        "name": "Days",
        "calendar": calendar | {"dates": dates or {}, "days": days or {}},
        "issues": {"call": call, "note": {**call, "per_week": call["per_week"] / 4}},
        "teams": {"desk": {"agents": agents, "handles": ["call", "note"]}},
        "customers": {"patience": EXPONENTIAL, "redial_share": 0, "talk_anger": 0, **(customers or {})},
        **more,
    }


def plan(*args, **more):
    return plan_of(scenario_from(center(*args, **more)))


def means(the_plan, day, type_index=0):
    """The contacts that a day brings on average in each bin's open part."""
    demand = Demand(the_plan, 1, 0)
    width = demand.bin_ticks[type_index] // MINUTE
    opened = np.zeros(1440)
    for start, end in demand.days.spans(day):
        opened[start:end] = 1
    return np.array(demand.means[0][type_index][demand.days.profile(day)]) * opened.reshape(-1, width).mean(axis=1)


def test_a_closed_date_brings_nobody_and_nobody_works():
    the_plan = plan({"2024-01-03": "closed"})
    rows = run(the_plan, 1, 0, ENGINE).rows
    assert not np.isin(rows["arrived"] // DAY, 2).any()
    roster = Roster(the_plan, 1, 0)
    assert roster.head_counts(2) == []
    assert roster.closings(2) == []
    assert opening(the_plan, 2) == ()
    assert [roster.sharers(0, day) for day in (1, 2, 6)] == [6, 6, 6]  # of any day, where it is closed
    assert manager_hours(the_plan, 0) == 40
    assert manager_hours(the_plan, 1) == 50
    assert open_days_left(the_plan)[:4] == [22, 21, 20, 20]


def test_who_would_call_again_on_a_closed_date_calls_at_the_next_opening():
    data = center({"2024-01-02": "closed", "2024-01-03": {"open": "11:00-12:00"}}, agents=1)
    data["customers"] |= {"redial_share": 1.0, "redial_after": 900, "max_redials": 1}
    rows = run(plan_of(scenario_from(data)), 1, 0, ENGINE).rows
    again = rows[(rows["kind"] == 2) & (rows["arrived"] < 3 * DAY)]
    assert len(again) > 20
    assert (again["arrived"] == 2 * DAY + 11 * HOUR).all()


SHAPES = [{}, {"times": {"8:00": 1.0, "12:00": 4.0}}, {"weekdays": {"mon": 2.0, "tue-fri": 1.0}}]


@pytest.mark.parametrize("call", SHAPES)
def test_a_date_has_its_weekdays_volume_in_its_hours_times_what_is_said(call):
    the_plan = plan({"2024-01-12": {"open": "10:30-14:00", "volume": 1.6}}, call=call)
    usual, dated = means(the_plan, 4), means(the_plan, 11)
    right = 1.6 * usual * np.array([0.0] * 10 + [0.5, 1.0, 1.0, 1.0] + [0.0] * 10)
    np.testing.assert_allclose(dated, right)


def test_a_date_may_have_a_volume_by_type_and_its_weekdays_hours():
    the_plan = plan({"2024-01-02": {"volume": {"call": 3.0}}})
    for type_index, factor in ((0, 3.0), (1, 1.0)):
        np.testing.assert_allclose(means(the_plan, 1, type_index), factor * means(the_plan, 2, type_index))


def test_a_day_that_is_usually_closed_has_the_level_of_open_time_or_the_weight_that_is_stated():
    level = plan({"2024-01-07": {"open": "10:00-13:00"}})
    assert means(level, 6).sum() == pytest.approx(3 / 50 * 600)
    stated = plan({"2024-01-07": {"open": "10:00-13:00"}}, call={"weekdays": {"mon-fri": 1.0, "sun": 2.0}})
    assert means(stated, 6).sum() == pytest.approx(2 / 7 * 600)
    assert means(stated, 13).sum() == 0


def test_a_table_has_its_figures_where_a_date_is_open():
    table = {"file": "t.csv", "column": "n", "figures": [[float(b) for b in range(24)]] * 7}
    the_plan = plan({"2024-01-03": "9:30-11:00"}, call={"table": table})
    scale = 600 / (7 * sum(range(24)))
    np.testing.assert_allclose(means(the_plan, 2)[8:12], np.array([0, 9, 10, 0]) * scale)


def test_a_night_that_begins_on_a_date_ends_as_it_began():
    hours = {"mon-fri": "20:00-4:00"}
    the_plan = plan({"2024-01-02": {"open": "22:00-2:00", "volume": 2.0}, "2024-01-03": "closed"}, hours=hours)
    spans = [opening(the_plan, day) for day in range(1, 5)]
    assert spans == [((0, 240), (1320, 1440)), ((0, 120),), ((1200, 1440),), ((0, 240), (1200, 1440))]
    usual = means(the_plan, 8)
    np.testing.assert_allclose(means(the_plan, 1), usual * np.array([1] * 4 + [0] * 18 + [2, 2]))
    np.testing.assert_allclose(means(the_plan, 2), usual * np.array([2, 2] + [0] * 22))


def test_agents_keep_their_weekdays_numbers_inside_a_dates_hours():
    agents = {"mon-thu": {"8:00": 2, "12:00": 5}, "fri": 3, "sun": 1}
    the_plan = plan({"2024-01-04": "10:00-14:00", "2024-01-07": "9:00-10:00"}, agents=agents)
    roster = Roster(the_plan, 1, 0)
    assert [(each.tick % DAY // HOUR, each.heads) for each in roster.head_counts(3)] == [(10, 2), (12, 5)]
    assert [(each.tick % DAY // HOUR, each.heads) for each in roster.head_counts(6)] == [(9, 1)]


def test_managers_with_hours_of_their_own_keep_them_but_on_a_closed_date():
    dates = {"2024-01-03": "closed", "2024-01-04": "10:00-12:00"}
    own = plan(dates, manager={"hours": {"mon-fri": "9:00-17:00"}})
    with_center = plan(dates)
    steps = [Roster(each, 1, 0).desk_steps(False, day) for each in (own, with_center) for day in (2, 3)]
    hours = [[(step.minute // 60, step.heads) for step in each] for each in steps]
    assert hours == [[], [(9, 1), (17, 0)], [], [(10, 1), (12, 0)]]


DATES = [f"2024-01-{day:02d}" for day in range(1, 15)]
spans = st.tuples(st.integers(0, 47), st.integers(1, 47)).map(
    lambda pair: f"{clock(30 * pair[0])}-{clock(30 * min(48, pair[0] + pair[1]))}"
)
entries = st.just("closed") | spans | st.fixed_dictionaries(
    {}, optional={"open": spans, "volume": st.sampled_from([0.0, 2.0, {"call": 0.5}])}
)  # fmt: skip


@settings(max_examples=12)
@given(
    st.dictionaries(st.sampled_from(DATES), entries, max_size=6),
    st.sampled_from([{"mon-fri": "8:00-18:00"}, {"mon-sun": "0:00-24:00"}, {"mon-sat": "9:00-12:00, 18:00-0:00"}]),
    st.sampled_from([{}, {"heavy": {"share": 0.4, "volume": {"call": 2.0, "note": 0.5}}}]),
    st.sampled_from([0.0, 0.8]),
    st.integers(0, 2**40),
)
def test_both_engines_agree_and_nobody_calls_outside_a_dates_hours(dates, hours, days, within, seed):
    customers = {"busyness": {"within_day_cv": within, "correlation": 0.6, "day_cv": within / 4}, "redial_share": 0.5}
    the_plan = plan(dates, days, hours, customers=customers, call={"per_week": 90.0, "bin_minutes": 30})
    found = agreement(the_plan, seed, 0)
    assert found.difference is None, str(found)
    for tick in run(the_plan, seed, 0, ENGINE).rows["arrived"].tolist():
        assert any(a <= tick % DAY / MINUTE < b for a, b in opening(the_plan, tick // DAY))


@pytest.mark.parametrize("hours", [{"mon-fri": "18:00-3:00"}, {"mon-sun": "6:00-6:00"}])
def test_both_engines_agree_on_nights_with_factors_of_their_own(hours):
    customers = {"busyness": {"within_day_cv": 0.5, "day_cv": 0.5}}
    days = {"heavy": {"share": 0.4, "volume": 1.8}}
    the_plan = plan({"2024-01-02": "closed", "2024-01-05": {"volume": 2.0}}, days, hours, customers=customers)
    assert agreement(the_plan, 3, 2).difference is None
    levels = Demand(the_plan, 3, 2).levels
    flat = plan({}, days, hours, customers={"busyness": {"day_cv": 0.5}})
    factors = Demand(flat, 3, 2).levels.in_bins(0)
    assert levels.by_bin
    end = 3 if "mon-fri" in hours else 6
    for day in (1, 2, 3, 4, 8, 9, 10, 11):
        assert len(set(factors[day, end:])) == 1
        assert set(factors[day, :end]) == {factors[day - 1, -1]}


# --- kinds of day ---------------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(st.integers(5, 90).map(lambda n: n / 100), st.sampled_from([0.0, 0.4, 1.9]), st.sampled_from([0.0, 1.0, 3.0]))
def test_kinds_of_day_leave_the_mean_of_all_days_what_it_is(share, one, two):
    days = {"a": {"share": share / 2, "volume": {"call": one}}, "b": {"share": share / 2, "volume": {"call": two}}}
    if share / 2 * (one + two) > 1:
        with pytest.raises(ScenarioError, match="nothing is left for the others"):
            plan({}, days)
        return
    kinds = Demand(plan({}, days), 1, 0).levels._kinds
    assert [sum(part * volume for part, volume in each) for each in kinds] == pytest.approx([1.0, 1.0])
    assert [volume for _, volume in kinds[0]][:2] == [one, two]


def test_days_are_of_a_kind_as_often_as_is_said_and_all_types_share_it():
    days = {"a": {"share": 0.2, "volume": {"call": 1.5, "note": 0.5}}, "b": {"share": 0.5, "volume": 1.0}}
    levels = Demand(plan({}, days, weeks=500), 1, 0).levels
    found = np.array([[levels.on(day, 0), levels.on(day, 1)] for day in range(3500)])
    shares = [(found[:, 0] == 1.5).mean(), (found == 1.0).all(axis=1).mean()]
    for share, right in zip(shares, (0.2, 0.5), strict=True):
        assert abs(share - right) < 4 * (right * (1 - right) / 3500) ** 0.5
    assert ((found[:, 0] == 1.5) == (found[:, 1] == 0.5)).all()


def test_another_kind_of_day_changes_no_contact_of_days_that_stay_as_they_are():
    one = Demand(plan({}, {"a": {"share": 0.5, "volume": {"note": 2.0}}}, weeks=1), 1, 0)
    two = Demand(plan(weeks=1), 1, 0)
    for day in range(7):
        calls = [[row for row in each.day(day) if row[1].type == 0] for each in (one, two)]
        assert calls[0] == calls[1]


def test_two_kinds_of_day_lose_what_theory_says_of_each_and_not_what_a_mean_day_loses():
    days = {"heavy": {"share": 0.5, "volume": 1.3}, "light": {"share": 0.5, "volume": 0.7}}
    hours, rate = {"mon-sun": "0:00-24:00"}, 1.2
    call = {"per_week": rate * 10080 * 0.8}
    rows = run(plan({}, days, hours, weeks=12, agents=7, call=call), 1, 0, ENGINE).rows
    gone, day = rows["outcome"] == Outcome.ABANDONED, rows["arrived"] // DAY
    exact = sum(0.5 * f * erlang_a(7, f * rate, 5.0, 5.0).abandon_probability for f in (1.3, 0.7))
    n, lost = np.bincount(day), np.bincount(day, gone)
    share = lost.sum() / n.sum()
    error = (lost - share * n).std() / len(n) ** 0.5 / n.mean()
    assert abs(share - exact) < 4 * error + 0.002
    assert erlang_a(7, rate, 5.0, 5.0).abandon_probability < exact - 4 * error


# --- busyness -------------------------------------------------------------------------------------------------------


def within(cv, correlation, weeks=60, **more):
    busy = {"busyness": {"within_day_cv": cv, "correlation": correlation}}
    return Demand(plan(weeks=weeks, customers=busy, **more), 1, 0).levels.in_bins(0)


@pytest.mark.parametrize(("cv", "correlation"), [(0.2, 0.7), (0.5, 0.0), (0.3, 1.0)])
def test_factors_within_a_day_have_mean_1_and_the_cv_and_correlation_that_are_stated(cv, correlation):
    factors = within(cv, correlation)
    days = len(factors)
    logs = np.log(factors)
    sigma = math.sqrt(math.log(1 + cv**2))
    by_day = factors.mean(axis=1)
    assert abs(by_day.mean() - 1) < 4 * by_day.std() / days**0.5
    assert logs.std() == pytest.approx(sigma, rel=0.08)
    now, later = logs[:, :-1].ravel(), logs[:, 1:].ravel()
    assert np.corrcoef(now, later)[0, 1] == pytest.approx(correlation, abs=0.05)
    overnight = np.corrcoef(logs[:-1, -1], logs[1:, 0])[0, 1]
    assert abs(overnight) < 4 / days**0.5


def test_counts_vary_as_much_beyond_poisson_as_is_stated():
    cv, mean, weeks = 0.3, 40.0, 40
    busy = {"busyness": {"within_day_cv": cv, "correlation": 0.5}}
    always, call = {"mon-sun": "0:00-24:00"}, {"per_week": 168 * mean}
    demand = Demand(plan(hours=always, weeks=weeks, customers=busy, call=call), 1, 0)
    found = [demand._counts(0, demand.streams[0], 0, day)[0] for day in range(7 * weeks)]
    counts = np.bincount(np.concatenate(found), minlength=168 * weeks)
    right = mean + (cv * mean) ** 2
    assert counts.mean() == pytest.approx(mean, rel=0.02)
    assert counts.var() == pytest.approx(right, rel=0.1)


def test_the_older_spelling_of_busyness_is_the_same_to_the_bit():
    one, two = (plan(customers=each) for each in ({"busyness_cv": 0.4}, {"busyness": {"day_cv": 0.4}}))
    assert run(one, 1, 0, ENGINE).rows.tobytes() == run(two, 1, 0, ENGINE).rows.tobytes()


def test_other_hours_change_no_factor():
    np.testing.assert_array_equal(within(0.3, 0.5, weeks=2), within(0.3, 0.5, weeks=2, hours={"sat": "9:00-10:00"}))


# --- what is said ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"dates": {"2024-13-01": "closed"}}, "is not a date; write year-month-day"),
        ({"dates": {"2024-01-03": "8-18"}}, "is not a time of day"),
        ({"dates": {"2024-01-03": {"volume": {"calls": 2.0}}}}, "no issue type 'calls'; did you mean 'call'"),
        ({"dates": {"2024-01-03": "20:00-9:00"}}, "hours run until 9:00 of the day after, which opens at 8:00 already"),
        ({"days": {"a": {"share": 0.7, "volume": 1.0}, "b": {"share": 0.4, "volume": 1.0}}}, "add up to 1.1"),
        ({"days": {"a": {"share": 1.0, "volume": 1.1}}}, "it must be 1, since volumes are multiples of the mean"),
        ({"customers": {"busyness_cv": 0.2, "busyness": {"day_cv": 0.2}}}, "say the same in two ways"),
        ({"what_if": {"A": {"set": {"customers.busyness.within_day_cv": 0.2}}}}, "is fixed for the whole run"),
        ({"what_if": {"A": {"set": {"calendar.days": {}}}}}, "is fixed for the whole run"),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_right(more, words):
    with pytest.raises(ScenarioError, match=words):
        scenario_from(center(**more))


def test_dates_that_change_nothing_or_have_nobody_are_told():
    dates = {"2024-12-25": "closed", "2024-01-07": "9:00-12:00"}
    agents, call = {"mon-sat": 5}, {"weekdays": {"mon-sat": 1.0}}
    told = notices_of(scenario_from(center(dates, agents=agents, call=call)))
    assert [line for line in told if line.startswith("calendar.dates")] == [
        "calendar.dates: outside the 2 weeks from 2024-01-01, changing nothing: 2024-12-25",
        "calendar.dates.2024-01-07: open but nobody on duty: no team has people for a Sun in these hours",
        "calendar.dates.2024-01-07: no call comes: it brings nothing on a Sun in these hours",
        "calendar.dates.2024-01-07: no note comes: it brings nothing on a Sun in these hours",
    ]


def test_a_picture_of_a_date_has_its_hours():
    the_plan = plan({"2024-01-03": "10:00-11:00"})
    day = day_of(run(the_plan, 1, 0, ENGINE), 2)
    assert day.date == datetime.date(2024, 1, 3)
    assert (day.first - 2 * DAY) // HOUR == 10
