"""Handle times and volume by interval: as typed, around a mean that stays, and a queue that theory knows."""

import heapq
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import DAY, MINUTE, WEEK
from sim.demand.demand import Demand
from sim.demand.natures import Call
from sim.engines import default_engine, run
from sim.engines.agreement import agreement
from sim.experiment.understood import understood
from sim.journeys.records import Outcome
from sim.scenario import ScenarioError, plan_of, scenario_from
from sim.scenario.arrivals import weekly_volume
from sim.scenario.clocks import WEEKDAYS, clock
from sim.scenario.handle_times import handle_factors, volume_by_minute
from sim.scenario.notices import notices_of
from sim.theory.time_varying import day_of_queue
from tests.reading.scenario_files import loaded

HOURS = [
    {"mon-fri": "8:00-18:00"},
    {"mon-fri": "8:10-12:00, 13:00-18:40", "sat": "9:00-13:00"},
    {"mon-thu": "18:00-4:00", "sat": "20:00-2:00"},
    {"mon-sun": "0:00-24:00"},
]
ENGINE = default_engine()


def center(hours=None, weeks=1, agents=6, patience=6.0, call=None, **more):
    return {
        "name": "By interval",
        "calendar": {"start": "2024-01-01", "weeks": weeks, "open": hours or HOURS[0]},
        "issues": {
            "call": {"per_week": 500.0, "routine": True, "handle_time": 10, "opening_temper": 0, **(call or {})}
        },
        "teams": {"desk": {"agents": agents, "handles": ["call"]}},
        "customers": {"patience": {"shape": "exponential", "mean": patience}, "redial_share": 0, "talk_anger": 0},
        **more,
    }


clocks = st.integers(0, 1439).map(clock)
factors = st.floats(0.1, 8.0)
by_time = st.dictionaries(clocks, factors, min_size=1, max_size=4)
by_day = st.dictionaries(st.sampled_from(WEEKDAYS), factors | by_time, min_size=1, max_size=4)


def tables(width):
    """A table of handle times in seconds; its figures follow from a few that are drawn."""

    def table(few):
        figures = [[few[(7 * day + 3 * b) % len(few)] for b in range(1440 // width)] for day in range(7)]
        return {"file": "week.csv", "column": "aht", "bin_minutes": width, "figures": figures}

    return st.lists(st.floats(1.0, 900.0), min_size=1, max_size=5).map(table)


profiles = by_time | by_day | st.sampled_from([15, 30, 60]).flatmap(tables)


def factor_by_hand(by, opened, day, minute, past):
    """What a profile says of a minute, before it is brought to the mean of 1."""
    if "figures" in by:
        return by["figures"][day][minute // by["bin_minutes"]]
    of = (day - past) % 7
    its = by if ":" in next(iter(by)) else by.get(WEEKDAYS[of], 1.0)
    if not isinstance(its, dict):
        return its
    at = {int(text.split(":")[0]) * 60 + int(text.split(":")[1]): factor for text, factor in its.items()}
    before = [start for start in at if start <= minute]
    return at[max(before)] if before else at[max(at)] if past else 1.0


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(HOURS), profiles, st.integers(0, 99))
def test_each_contact_takes_the_factor_of_the_moment_at_which_it_calls(hours, by, seed):
    scenario = scenario_from(center(hours, call={"handle_time_by": by}))
    demand = Demand(plan_of(scenario), seed, 0)
    calls = [row for day in range(7) for row in demand.day(day)]
    found = {}
    for tick, _, call in calls:
        day, minute = divmod(tick // MINUTE, 1440)
        past = int("20:00-2:00" in hours.values() and minute < 300)
        found[tick // MINUTE] = factor_by_hand(by, hours, day, minute, past), call.handle_ticks
    right, ticks = np.array(list(found.values())).T
    rounding = 0.5 * (1 + right.max() / right.mean()) + 1e-6
    np.testing.assert_allclose(ticks, right * ticks.sum() / right.sum(), rtol=0, atol=rounding)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(HOURS), profiles, st.sampled_from([{}, {"9:00": 3.0}, {"0:00": 1.0, "12:00": 9.0}]))
def test_the_stated_mean_stays_the_mean_of_all_contacts(hours, by, times):
    issue = scenario_from(center(hours, call={"handle_time_by": by, "times": times})).issues["call"]
    volume = np.array(volume_by_minute(issue, hours))
    assert volume.sum() == pytest.approx(500.0)
    assert (volume * handle_factors(issue, hours)).sum() == pytest.approx(500.0)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(HOURS), profiles, by_time | by_day | st.none(), st.integers(0, 2**40))
def test_both_engines_agree_on_profiles(hours, by, volume, seed):
    call = {"handle_time_by": by, "volume": volume, "per_week": 200.0}
    data = center(
        hours, call=call, timeline=[{"week": 1, "day": "wed", "set": {"issues.call.handle_time_by": {"12:00": 3.0}}}]
    )
    data["customers"]["redial_share"] = 0.8
    found = agreement(plan_of(scenario_from(data)), seed, 0)
    assert found.difference is None, str(found)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(HOURS), by_time | by_day)
def test_volume_is_level_over_open_time_times_what_a_profile_says(hours, by):
    issue = scenario_from(center(hours, call={"volume": by, "bin_minutes": 15})).issues["call"]
    week = np.array(weekly_volume(issue, hours).inside)
    assert week.sum() == pytest.approx(500.0)
    level = np.zeros((7, 1440))
    for day in range(7):
        for minute in range(1440):
            past = int("20:00-2:00" in hours.values() and minute < 300)
            level[day, minute] = factor_by_hand(by, hours, day, minute, past)
    opened = np.array(volume_by_minute(scenario_from(center(hours)).issues["call"], hours)).reshape(7, 1440) > 0
    right = (level * opened).reshape(7, 96, 15).sum(axis=2)
    np.testing.assert_allclose(week, right / right.sum() * 500.0, rtol=1e-9)


def test_a_table_of_volume_is_a_table_under_its_older_name():
    table = {"file": "week.csv", "column": "n", "bin_minutes": 30, "figures": [[float(b % 7) for b in range(48)]] * 7}
    one, two = (scenario_from(center(call={key: table})) for key in ("volume", "table"))
    assert run(plan_of(one), 1, 0, ENGINE).rows.tobytes() == run(plan_of(two), 1, 0, ENGINE).rows.tobytes()


def own_day(rng, minutes, rate, mean_at, agents, patience):
    """A day of a queue, first in, first out: how many call and hang up. Who is in line at closing is served."""
    arrivals = np.sort(rng.uniform(0, minutes, rng.poisson(rate * minutes)))
    free, gone = [0.0] * agents, 0
    for at in arrivals:
        start = max(at, free[0])
        if start - at > rng.exponential(patience):
            gone += 1
        else:
            heapq.heapreplace(free, start + rng.exponential(mean_at(at)))
    return len(arrivals), gone


@pytest.mark.parametrize(
    ("late", "factor", "agents", "per_week"),
    [(480, 8 / 3, 6, 3000.0), (300, 1.8, 5, 2600.0), (420, 0.3, 7, 4000.0)],
)
def test_long_calls_late_in_the_day_lose_what_an_own_simulation_loses(late, factor, agents, per_week):
    # The first: 60 calls an hour, 3 minutes each and 8 after 16:00, six agents. 6.3 % hang up; with one mean, 3.9 %.
    exact = 4.0 * 600 / (late + factor * (600 - late))
    call = {"per_week": per_week, "handle_time": {"shape": "exponential", "mean": 4.0}}
    call["handle_time_by"] = {clock(480 + late): factor}
    rows = run(plan_of(scenario_from(center(weeks=40, agents=agents, call=call))), 1, 0, ENGINE).rows
    day = rows["arrived"] // DAY
    n, gone = (
        np.bincount(day, each)[np.unique(day)] for each in (np.ones(len(rows)), rows["outcome"] == Outcome.ABANDONED)
    )
    rng = np.random.default_rng(20)
    own = [
        own_day(rng, 600, per_week / 3000, lambda at: exact * (factor if at >= late else 1), agents, 6.0)
        for _ in range(400)
    ]
    shares = []
    for calls, lost in ((n, gone), np.array(own).T):
        share = lost.sum() / calls.sum()
        shares.append((share, (lost - share * calls).std() / len(calls) ** 0.5 / calls.mean()))
    assert abs(shares[0][0] - shares[1][0]) < 4 * math.hypot(shares[0][1], shares[1][1])
    if late == 480:
        assert abs(shares[0][0] - 0.063) < 4 * shares[0][1]


def test_volume_by_time_of_day_makes_the_queue_that_theory_knows():
    rates = [0.5, 1.6, 1.1, 0.7]
    call = {"per_week": 5 * 150 * sum(rates), "handle_time": {"shape": "exponential", "mean": 4.0}}
    call["volume"] = {clock(480 + 150 * n): rate for n, rate in enumerate(rates)} | {"8:00": rates[0]}
    call["bin_minutes"] = 30
    exact = day_of_queue(rates, [150] * 4, 5, 4.0, patience_min=6.0)
    rows = run(plan_of(scenario_from(center(weeks=40, agents=5, call=call))), 1, 0, ENGINE).rows
    left = np.where(rows["answered"] >= 0, rows["answered"], rows["ended"])
    gone = np.bincount(
        rows["arrived"] // DAY, (rows["outcome"] == Outcome.ABANDONED) & (left % DAY <= 18 * 60 * MINUTE)
    )
    gone = gone[np.arange(len(gone)) % 7 < 5]
    assert abs(gone.mean() - exact.abandonments.sum()) < 4 * gone.std(ddof=1) / len(gone) ** 0.5


def test_redials_take_the_factor_of_their_own_call():
    data = center(call={"handle_time_by": {"mon": {"8:00": 1.0, "12:00": 3.0}}})
    demand = Demand(plan_of(scenario_from(data)), 1, 0)
    _, issue, first = demand.day(0)[0]
    again = [demand.call_again(issue, 2, 1, tick) for tick in (11 * 60 * MINUTE, 13 * 60 * MINUTE, WEEK - 1)]
    assert isinstance(first, Call)
    assert again[1].handle_ticks == pytest.approx(3 * again[0].handle_ticks, abs=2)
    assert again[2].handle_ticks == pytest.approx(again[0].handle_ticks, abs=2)


def test_the_planners_formula_knows_when_calls_take_longer():
    level, late = (
        {"handle_time": {"shape": "exponential", "mean": 4.0}, "per_week": 3000.0, **more}
        for more in ({}, {"handle_time_by": {"16:00": 8 / 3}})
    )
    a, b = (understood(scenario_from(center(call=call))) for call in (level, late))
    assert a.work == pytest.approx(b.work)
    assert b.erlang.impatient < a.erlang.impatient - 1


CSV = "weekday,start,calls,aht\n" + "".join(
    f"mon-fri,{clock(480 + 30 * n)},{10 + n % 4},{200 + 10 * n}\n" for n in range(19)
)
YAML = """\
name: From a planner's export
calendar: {weeks: 1, open: {mon-fri: "8:00-18:00"}}
issues:
  call:
    per_week: 900
    volume: {file: week.csv, column: calls, bin_minutes: 30}
    handle_time: {shape: exponential, mean: MEAN}
    handle_time_by: {file: week.csv, column: aht, bin_minutes: 30}
teams: {desk: {agents: 4, handles: [call]}}
"""


@pytest.mark.parametrize(("mean", "stays"), [("6", True), ("4.85", False), ("290.7", False)])
def test_an_export_with_handle_times_by_interval_is_read_and_its_mean_is_told(tmp_path, mean, stays):
    (tmp_path / "week.csv").write_text(CSV)
    (tmp_path / "s.yaml").write_text(YAML.replace("MEAN", mean))
    scenario = loaded(tmp_path / "s.yaml")
    issue = scenario.issues["call"]
    found = handle_factors(issue, scenario.calendar.open)
    assert found[8 * 60 + 31] / found[8 * 60] == pytest.approx(210 / 200)
    assert found[17 * 60 + 45] == 1.0  # no row: the mean
    told = [line for line in notices_of(scenario) if line.startswith("issues.call.handle_time_by")]
    assert (
        told[0]
        == "issues.call.handle_time_by: week.csv knows no handle time for Mon-Fri 17:30-18:00, where the mean is taken"
    )
    seconds = sum((10 + n % 4) * (200 + 10 * n) for n in range(19)) / sum(10 + n % 4 for n in range(19))
    words = f"a mean of {seconds:.6g} by volume ({seconds / 60:.6g} minutes, if these are seconds); handle_time has 6"
    assert [words in line for line in told[1:]] == ([True] if stays else [])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"volume": {"9:00": 1.0}, "times": {"9:00": 1.0}}, "volume takes the place of times; give one of them"),
        ({"volume": {"25:00": 1.0}}, "is not a time of day"),
        ({"volume": {"mon-tue": 1.0, "tue": 2.0}}, "tue is given twice"),
        ({"handle_time_by": {"9:00": 0.0}}, "must be a number from 1e-06"),
        ({"handle_time_by": 1.2}, r"must be factors above 0 such as \{16:00: 1.5\}"),
        ({"handle_time_by": {"monday": {"9": 1.2}}}, "is not a time of day"),
    ],
)
def test_what_cannot_be_is_refused(call, words):
    with pytest.raises(ScenarioError, match=words):
        scenario_from(center(call=call))


def test_what_ifs_may_change_handle_times_by_interval_but_not_when_contacts_come():
    change = {"What if": {"set": {"issues.call.handle_time_by": {"sat": 2.0}}}}
    assert plan_of(scenario_from(center(call={"handle_time_by": {"sat": 1.5}}, what_if=change)).what_if("What if"))
    one = {"What if": {"set": {"issues.call.handle_time_by.sat": 2.0}}}
    assert plan_of(scenario_from(center(call={"handle_time_by": {"sat": 1.5}}, what_if=one)).what_if("What if"))
    fixed = {"What if": {"set": {"issues.call.volume": {"sat": 2.0}}}}
    with pytest.raises(ScenarioError, match="is fixed for the whole run"):
        scenario_from(center(what_if=fixed))
