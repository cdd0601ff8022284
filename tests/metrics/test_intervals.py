"""What is counted by interval of the week: together the sums of the whole run, and in each what the rows say."""

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.clock import MINUTE, WEEK
from sim.engines import run, weeks_of
from sim.journeys.records import AWAY, DUTY, OVERTIME, Outcome
from sim.metrics import Tally, tally
from sim.metrics.interval_counting import TYPE_SUMS
from sim.scenario import plan_of, scenario_from
from tests.centers import small_center
from tests.drawn import drawn
from tests.strategies import replications, scenario_data, seeds

AWAY_SUMS = ("break_ticks", "away_ticks")

SAME_IN_TOTAL = sorted(set(TYPE_SUMS) - {"abandoned_short", "in_time", "handle_ticks"})
AT_WORK = {"handling_ticks": "busy_ticks", "duty_ticks": "duty_ticks", "overtime_ticks": "overtime_ticks"}


@drawn(scenario_data(), seeds, replications, examples=12, at_length=200)
def test_intervals_add_up_to_the_whole_run_by_type_and_by_team(data, seed, replication):
    plan = plan_of(scenario_from(data))
    counted = tally(plan, weeks_of(plan, seed, replication))
    total, by = counted.total(), counted.intervals(plan)
    for place, issue in enumerate(plan.baseline.issues):
        for name in SAME_IN_TOTAL:
            if f"{name}@issue:{issue}" in total._groups:
                assert by.of_types(name)[place].sum() == total[f"{name}@issue:{issue}"]
    for name in SAME_IN_TOTAL:
        assert by.of_types(name).sum() == total[name]
    for place, team in enumerate(plan.baseline.teams):
        for name, whole in AT_WORK.items():
            assert by.of_teams(name)[place].sum() == total[f"{whole}@team:{team}"]
        for name in ("answered", "answered_wait_ticks"):
            assert by.of_teams(name)[place].sum() == total[f"{name}@team:{team}"]
    assert by.of_teams("in_time").sum() == by.of_types("in_time").sum()


@drawn(scenario_data(), seeds, st.sampled_from([15, 30, 60]), examples=12, at_length=100)
def test_an_interval_holds_what_the_rows_of_the_contacts_say(data, seed, minutes):
    plan = plan_of(scenario_from(data))
    rows = run(plan, seed, 0).rows
    by = tally(plan, weeks_of(plan, seed, 0)).intervals(plan).wider(minutes)
    width = minutes * MINUTE
    many = WEEK // width
    joined = rows[(rows["queued"] >= 0) | np.isin(rows["outcome"], (Outcome.BLOCKED, Outcome.BALKED))]
    when = np.where(joined["queued"] >= 0, joined["queued"], joined["arrived"])
    places = joined["type"].astype(int) * many + when % WEEK // width
    shape = len(plan.baseline.issues), many
    assert np.array_equal(by.of_types("offered"), np.bincount(places, minlength=shape[0] * many).reshape(shape))
    lost = joined["outcome"] == Outcome.ABANDONED
    assert np.array_equal(by.of_types("abandoned"), np.bincount(places[lost], minlength=shape[0] * many).reshape(shape))
    answered = rows[rows["answered"] >= 0]
    edges = np.arange(0, rows["ended"].max(initial=0) + 2 * width, width)
    for team in range(len(plan.baseline.teams)):
        ours = answered[answered["team"] == team]
        spells = [
            (ours["answered"], ours["released"] + ours["wrap_up_ticks"]),
            (ours["returned_answered"], ours["returned_released"]),
        ]
        inside = np.zeros(many)
        for start, end in spells:
            for s, e in zip(start[start >= 0], end[start >= 0], strict=True):
                shared = np.clip(np.minimum(e, edges + width) - np.maximum(s, edges), 0, None)
                np.add.at(inside, edges % WEEK // width, shared)
        assert np.array_equal(by.of_teams("handling_ticks")[team], inside)


@drawn(scenario_data(), seeds, examples=10, at_length=100)
def test_an_agents_spells_at_work_are_the_hours_of_the_diary_and_never_overlap(data, seed):
    plan = plan_of(scenario_from(data))
    for week in weeks_of(plan, seed, 0):
        assert (week.duty["end"] > week.duty["start"]).all()
        for kinds, names in (((DUTY,), ("duty_ticks",)), ((OVERTIME,), ("overtime_ticks",)), ((AWAY,), AWAY_SUMS)):
            mine = week.duty[np.isin(week.duty["kind"], kinds)]
            assert (mine["end"] - mine["start"]).sum() == sum(week.agents[name].sum() for name in names)
        for kinds in ((DUTY, OVERTIME), (OVERTIME, AWAY)):
            mine = week.duty[np.isin(week.duty["kind"], kinds)]
            same = (np.diff(mine["team"]) == 0) & (np.diff(mine["seat"]) == 0)
            assert not (same & (mine["start"][1:] < mine["end"][:-1])).any()


def test_they_come_back_from_where_tallies_rest_and_nothing_else_does():
    plan = plan_of(small_center())
    counted = tally(plan, weeks_of(plan, 1, 0))
    data = counted.to_bytes()
    back = Tally.from_bytes(plan, data)
    assert np.array_equal(back.intervals(plan).types, counted.intervals(plan).types)
    assert back.to_bytes() == data
    for wrong in (data[:-3], data + b"x", data[: -len(counted.packed_intervals)]):
        with pytest.raises(ValueError, match="packed"):
            Tally.from_bytes(plan, wrong)


def test_they_take_the_same_room_however_long_a_run_is():
    sizes = [
        counted.types.nbytes + counted.teams.nbytes
        for weeks in (2, 8)
        for plan in [plan_of(small_center(calendar={"weeks": weeks}, what_if={}))]
        for counted in [tally(plan, weeks_of(plan, 1, 0)).intervals(plan)]
    ]
    assert sizes[0] == sizes[1]
