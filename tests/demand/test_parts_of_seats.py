"""A part of a seat is met on average: 4.3 seats are five in three intervals of ten, never cut off."""

import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import DAY, MINUTE
from sim.demand.roster import Roster
from sim.engines import run
from sim.engines.agreement import agreement
from sim.scenario import ScenarioError, plan_of, scenario_from
from sim.scenario.hours import heads_at
from tests.engines.small import center

seats = st.floats(0.0, 6.0).map(lambda value: round(value, 2))
by_time = st.dictionaries(st.sampled_from(["0:00", "8:00", "9:20", "12:00"]), seats, min_size=1)
counts = seats | st.dictionaries(st.sampled_from(["mon", "tue-thu", "fri"]), seats | by_time, min_size=1)


def desk(agents, weeks=1, **changes):
    data = center(teams__desk={"agents": agents}, **changes)
    data["calendar"] = {**data["calendar"], "weeks": weeks, "open": {"mon-fri": "8:00-18:00"}}
    return data


@settings(max_examples=30, deadline=None)
@given(counts, st.integers(0, 99))
def test_seats_are_the_number_rounded_down_or_up_and_over_many_days_the_number_itself(agents, seed):
    roster = Roster(plan_of(scenario_from(desk(agents, weeks=200))), seed, 0)
    found = defaultdict(list)
    for day in range(1400):
        for change in roster.head_counts(day):
            minute = (change.tick - day * DAY) // MINUTE
            said = heads_at(agents, day % 7, minute)
            assert math.floor(said) <= change.heads <= math.ceil(said)
            found[round(said, 2)].append(change.heads)
    for said, heads in found.items():
        spread = math.sqrt(0.25 / len(heads)) if said % 1 else 0.0
        assert abs(np.mean(heads) - said) <= 5 * spread + 0.006
    most = max((heads_at(agents, day, minute) for day in range(5) for minute in range(480, 1080)), default=0)
    assert roster.seats(0) == math.ceil(most)
    assert max(roster.sharers(0, day) for day in range(7)) == math.ceil(most)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.05, 0.9), st.floats(0.01, 0.09), st.integers(0, 99))
def test_more_of_a_seat_is_there_whenever_less_of_it_was(part, more, seed):
    few, many = (Roster(plan_of(scenario_from(desk(4 + each, weeks=4))), seed, 0) for each in (part, part + more))
    less, rest = ([change.heads for day in range(28) for change in roster.head_counts(day)] for roster in (few, many))
    assert len(less) == 20 * 10  # decided once an hour
    assert all(one <= other for one, other in zip(less, rest, strict=True))


def test_the_interval_of_a_table_decides(tmp_path):
    rows = "".join(f"mon-fri,{8 + i // 4}:{i % 4 * 15:02d},4.5\n" for i in range(40))
    (tmp_path / "heads.csv").write_text("weekday,start,heads\n" + rows)
    from sim.reading.document import document_of

    context = document_of({}, "x", tmp_path).context
    table = {"file": "heads.csv", "column": "heads", "bin_minutes": 15}
    roster = Roster(plan_of(scenario_from(desk(table, weeks=8), context)), 1, 0)
    assert sum(len(roster.head_counts(day)) for day in range(56)) == 40 * 40


def test_who_is_there_for_an_interval_finishes_the_call_in_overtime():
    data = desk(4.5, weeks=8, issues__complaint={"handle_time": {"shape": "exponential", "mean": 6}, "per_week": 2000})
    diaries = run(plan_of(scenario_from(data)), 3, 0).diaries
    hours = 8 * 50 * 3_600_000
    assert diaries["duty_ticks"].sum() / hours == pytest.approx(4.5, abs=0.08)
    assert 0.0 < diaries["overtime_ticks"].sum() / hours < 0.2


@settings(max_examples=8, deadline=None)
@given(counts, st.integers(0, 99), st.sampled_from([0.0, 0.3]))
def test_both_engines_agree_on_parts_of_seats(agents, seed, absence):
    data = desk(agents)
    data["teams"]["desk"]["absence"] = absence
    found = agreement(plan_of(scenario_from(data)), seed, 0)
    assert found.difference is None, str(found)


def test_a_number_of_people_stays_as_it_was_written_and_managers_stay_whole():
    assert scenario_from(desk(5)).model_dump(mode="json")["teams"]["desk"]["agents"] == 5
    changed = scenario_from(desk(5)).override({"teams.desk.agents": "times 1.1"})
    assert changed.teams["desk"].agents == 5.5
    with pytest.raises(ScenarioError, match="whole number"):
        scenario_from({**desk(5), "manager": {"count": 1.5}})
