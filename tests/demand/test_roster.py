"""Who is on the floor, minute by minute: heads change when the scenario says so, and nobody counts in closed hours."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import DAY, MINUTE
from sim.demand.roster import Roster
from sim.scenario import plan_of, scenario_from
from sim.scenario.clocks import WEEKDAYS, minutes_of_day
from sim.scenario.hours import open_spans

spans = st.sampled_from(["8:00-18:00", "7:45-9:10, 9:30-17:05", "0:00-24:00", "closed"])
clocks = st.sampled_from(["0:00", "7:50", "8:00", "9:05", "9:20", "12:34", "18:00", "23:59"])
by_time = st.dictionaries(clocks, st.integers(0, 9), min_size=1)
by_day = st.dictionaries(st.sampled_from(WEEKDAYS), st.integers(0, 9) | by_time, min_size=1)


def by_hand(agents, day, minute):
    heads = agents.get(WEEKDAYS[day], 0) if isinstance(agents, dict) else agents
    if isinstance(heads, int):
        return heads
    past = [text for text in heads if minutes_of_day(text) <= minute]
    return heads[max(past, key=minutes_of_day)] if past else 0


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(WEEKDAYS), spans, min_size=1), st.integers(0, 9) | by_day)
def test_heads_are_what_the_scenario_says_in_every_open_minute_and_none_in_others(hours, agents):
    week = np.zeros((7, 1440), dtype=int)
    for day, opened in enumerate(open_spans(hours)):
        for start, end in opened:
            week[day, start:end] = [by_hand(agents, day, minute) for minute in range(start, end)]
    data = {
        "name": "heads",
        "calendar": {"weeks": 1, "open": hours},
        "issues": {"call": {"per_week": 0.0}},
        "teams": {"desk": {"agents": agents, "handles": ["call"]}},
    }
    roster = Roster(plan_of(scenario_from(data)), 1, 0)
    found = np.zeros((7, 1440), dtype=int)
    for day, opened in enumerate(open_spans(hours)):
        for change in roster.head_counts(day):
            minute = (change.tick - day * DAY) // MINUTE
            end = next(last for first, last in opened if first <= minute < last)
            found[day, minute:end] = change.heads
    np.testing.assert_array_equal(found, week)
    # Seats and sharers are those of people who are ever there, not of what stands in closed hours.
    if any(open_spans(hours)):
        assert roster.seats(0) == week.max()
        assert [roster.sharers(0, day) for day in range(7)] == [day.max() or week.max() for day in week]
