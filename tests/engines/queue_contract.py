"""What every engine must show on the floor: who is served when and by whom, who leaves, what the calendar does."""

import heapq

import numpy as np
import pytest

from sim.journeys import Outcome
from tests.engines.small import DAY, HOUR, MINUTE, WEEK, by_arrival, center, records

TUESDAY_8 = DAY + 8 * HOUR
AT_ONCE = {
    # Monday's callers find nobody, hang up after 5 minutes and ring again 10 hours later, when the center is
    # closed: all of them ring at Tuesday 8:00, in the order of their first calls.
    "issues__complaint": {"per_week": 30.0, "weekdays": {"mon": 1.0}},
    "customers": {"patience": 5, "redial_share": 1.0, "redial_after": 600, "max_redials": 1},
}


class QueueContract:
    """Laws of the queue; `engine` is set by the class that inherits."""

    engine = ""

    def test_one_agent_serves_in_order_of_arrival(self):
        rows = by_arrival(records(center(issues__complaint={"per_week": 700.0}), self.engine))
        free = 0
        for row in rows:
            assert row["answered"] == max(row["arrived"], free)
            free = row["answered"] + 4 * MINUTE
            assert row["released"] == row["ended"] == free
        assert max(row["answered"] - row["arrived"] for row in rows) > 20 * MINUTE

    @pytest.mark.parametrize("per_week", [300.0, 2500.0])
    def test_the_longest_idle_agent_takes_the_call_and_ties_go_by_seat(self, per_week):
        rows = by_arrival(
            records(center(issues__complaint={"per_week": per_week}, teams__desk={"agents": 4}), self.engine)
        )
        today, idle = -1, []
        for row in rows:
            if row["arrived"] // DAY != today:
                today = row["arrived"] // DAY
                idle = [(today * DAY + 8 * HOUR, seat) for seat in range(4)]
            since, seat = heapq.heappop(idle)
            assert (row["answered"], row["seat"]) == (max(since, row["arrived"]), seat)
            heapq.heappush(idle, (row["released"], seat))
        assert {row["seat"] for row in rows} == {0, 1, 2, 3}

    def test_higher_priority_goes_first_and_within_it_who_came_first(self):
        data = center(
            issues={"urgent": {"per_week": 350.0, "priority": 2, "handle_time": 4, "opening_temper": 0.0}},
            issues__complaint={"per_week": 350.0, "priority": 1},
            teams__desk={"handles": ["complaint", "urgent"]},
        )
        rows = records(data, self.engine).rows
        for row in rows[np.argsort(rows["answered"])]:
            waiting = rows[(rows["arrived"] < row["answered"]) & (rows["answered"] >= row["answered"])]
            if len(waiting):
                urgent = waiting[waiting["type"] == waiting["type"].max()]
                assert row["row"] == urgent["row"][np.argmin(urgent["arrived"])]
        assert (rows["answered"] > rows["arrived"]).sum() > 100

    def test_of_a_completion_and_the_end_of_patience_at_one_instant_the_completion_is_first(self):
        data = center(**AT_ONCE, teams__desk={"agents": {"tue-fri": 1}}, issues__complaint__handle_time=5)
        again = [row for row in by_arrival(records(data, self.engine)) if row["attempt"] == 2]
        assert len(again) > 10
        assert {row["arrived"] for row in again} == {TUESDAY_8}
        assert [row["parent"] for row in again] == sorted(row["parent"] for row in again)
        assert [row["answered"] for row in again[:2]] == [TUESDAY_8, TUESDAY_8 + 5 * MINUTE]
        assert all(row["outcome"] == Outcome.ABANDONED for row in again[2:])
        assert {row["ended"] for row in again[2:]} == {TUESDAY_8 + 5 * MINUTE}

    def test_of_many_free_agents_and_many_callers_at_one_instant_seats_go_in_order(self):
        data = center(**AT_ONCE, teams__desk={"agents": {"tue-fri": 3}}, issues__complaint__handle_time=5)
        again = [row for row in by_arrival(records(data, self.engine)) if row["attempt"] == 2]
        assert [row["seat"] for row in again[:6]] == [0, 1, 2, 0, 1, 2]
        assert [row["answered"] - TUESDAY_8 for row in again[:6]] == [0, 0, 0, *[5 * MINUTE] * 3]

    def test_who_abandons_waits_the_whole_of_a_constant_patience(self):
        data = center(issues__complaint={"per_week": 1500.0}, customers={"patience": 3})
        rows = records(data, self.engine).rows
        left = rows[rows["outcome"] == Outcome.ABANDONED]
        assert len(left) > 100
        assert np.all(left["ended"] - left["queued"] == 3 * MINUTE)
        assert np.all(left["issue_closed"] & ~left["resolved"])

    def test_without_patience_only_those_are_served_who_find_an_agent_idle(self):
        rows = records(center(issues__complaint={"per_week": 1500.0}, customers={"patience": 0}), self.engine).rows
        served = rows["answered"] >= 0
        assert 0 < served.sum() < len(rows)
        assert np.all(rows["answered"][served] == rows["arrived"][served])
        assert np.all(rows["ended"][~served] == rows["arrived"][~served])

    def test_what_is_queued_at_closing_is_finished_in_paid_overtime(self):
        journeys = records(center(issues__complaint={"per_week": 900.0}), self.engine)
        rows = journeys.rows
        closing = rows["arrived"] // DAY * DAY + 18 * HOUR
        late = np.maximum(0, rows["released"] - np.maximum(rows["answered"], closing))
        assert (rows["answered"] > closing).sum() > 5
        assert set(rows["outcome"]) == {Outcome.SOLVED}
        assert journeys.diaries["overtime_ticks"].sum() == late.sum()

    def test_overtime_ends_when_the_center_opens_though_the_work_goes_on(self):
        # 16 hours a contact: whoever is answered in overtime is talked to until after the next opening.
        data = center(issues__complaint={"per_week": 20.0, "handle_time": 16 * 60, "weekdays": {"mon": 1.0}})
        journeys = records(data, self.engine)
        (first, *_) = sorted(journeys.rows["answered"])
        night = 14 * HOUR
        assert first // DAY == 0
        assert journeys.diaries["overtime_ticks"].sum() >= 4 * night
        in_nights = sum(
            max(0, min(row["released"], (day + 1) * DAY + 8 * HOUR) - max(row["answered"], day * DAY + 18 * HOUR))
            for row in journeys.rows
            for day in range(4)
        )
        after = sum(max(0, row["released"] - max(row["answered"], 4 * DAY + 18 * HOUR)) for row in journeys.rows)
        assert journeys.diaries["overtime_ticks"].sum() == in_nights + after

    def test_what_is_queued_at_closing_is_dropped_where_the_scenario_says_so(self):
        data = center(issues__complaint={"per_week": 900.0}, calendar={"after_hours": "drop"})
        rows = records(data, self.engine).rows
        closing = rows["arrived"] // DAY * DAY + 18 * HOUR
        dropped = rows["outcome"] == Outcome.DROPPED
        assert dropped.sum() > 5
        assert np.all(rows["ended"][dropped] == closing[dropped])
        assert np.all(rows["answered"] < closing)

    def test_who_is_dropped_at_closing_rings_again_at_the_next_opening_like_one_who_hung_up(self):
        data = center(
            issues__complaint={"per_week": 900.0},
            calendar={"after_hours": "drop", "weeks": 2},
            customers={"redial_share": 1.0, "redial_after": 30, "max_redials": 1, "max_contacts": 9},
        )
        rows = records(data, self.engine).rows
        dropped = rows[rows["outcome"] == Outcome.DROPPED]
        again = rows[np.isin(rows["parent"], dropped["row"])]
        early = dropped["ended"] < 11 * DAY
        assert len(again) == (early & (dropped["attempt"] == 1)).sum() > 5
        assert np.all(again["arrived"] % DAY == 8 * HOUR)
        assert not dropped["issue_closed"][dropped["attempt"] == 1].any()

    def test_a_lunch_closing_sends_nobody_new_to_the_agents(self):
        data = center(calendar={"open": {"mon-fri": "8:00-12:00, 13:00-18:00"}}, teams__desk={"agents": 5})
        rows = records(data, self.engine).rows
        assert len(rows) > 50
        assert not np.any(rows["arrived"] // HOUR % 24 == 12)

    def test_nobody_rings_outside_hours_and_who_is_due_then_rings_at_the_next_opening(self):
        data = center(**AT_ONCE, teams__desk={"agents": 0})
        rows = records(data, self.engine).rows
        assert set(rows["arrived"][rows["attempt"] == 2]) == {TUESDAY_8}
        assert np.all((rows["arrived"] % DAY >= 8 * HOUR) & (rows["arrived"] % DAY < 18 * HOUR))

    def test_redials_are_capped_and_then_the_issue_is_given_up(self):
        customers = {"patience": 0, "redial_share": 1.0, "redial_after": 1, "max_redials": 2}
        rows = records(center(teams__desk={"agents": 0}, customers=customers), self.engine).rows
        firsts = (rows["attempt"] == 1).sum()
        assert [(rows["attempt"] == n).sum() for n in (1, 2, 3, 4)] == [firsts, firsts, firsts, 0]
        assert np.array_equal(rows["issue_closed"], rows["attempt"] == 3)
        assert np.all(rows["issue_contacts"][rows["issue_closed"]] == 3)
        assert not rows["resolved"].any()

    def test_self_service_takes_its_time_and_the_rest_queue_afterwards(self):
        data = center(
            issues__complaint={"complexity": {"shape": "uniform", "low": 0.0, "high": 1.0}},
            empowerment={"containment": 1.0, "self_service_time": 2},
        )
        rows = records(data, self.engine).rows
        contained = rows["outcome"] == Outcome.CONTAINED
        assert 0 < contained.sum() < len(rows)
        assert np.all(rows["ended"][contained] == rows["arrived"][contained] + 2 * MINUTE)
        assert np.all(rows["queued"][~contained] == rows["arrived"][~contained] + 2 * MINUTE)

    def test_a_cut_short_contact_lasts_five_seconds_and_rings_again_within_the_hour(self):
        data = center(
            teams__desk={"agents": 3, "cut_short": 1.0},
            incentives={"time_pressure": 1.0},
            customers={"cut_return_share": 1.0},
        )
        rows = records(data, self.engine).rows
        cut = rows[rows["outcome"] == Outcome.CUT_SHORT]
        assert 0.3 < len(cut) / len(rows) < 0.7
        assert np.all(cut["ended"] - cut["answered"] == 5_000)
        ended = dict(zip(rows["row"].tolist(), rows["ended"].tolist(), strict=True))
        open_still = [row for row in rows if row["attempt"] > 1 and row["arrived"] % DAY > 8 * HOUR]
        assert len(open_still) > 20
        assert all(0 <= row["arrived"] - ended[row["parent"]] <= HOUR for row in open_still)

    def test_the_first_team_in_preference_with_somebody_idle_takes_the_call(self):
        data = center(
            issues__complaint={"per_week": 700.0, "teams": ["second", "desk"]},
            teams={"second": {"agents": 1, "handles": ["complaint"], "skill": 3.0, "skill_sd": 0.0}},
        )
        rows = records(data, self.engine).rows
        second, at_once = rows[rows["team"] == 1], rows["answered"] == rows["arrived"]
        assert (at_once & (rows["team"] == 0)).sum() > 20
        for row in rows[at_once & (rows["team"] == 0)]:
            busy = (second["answered"] <= row["arrived"]) & (second["released"] >= row["arrived"])
            assert busy.any()

    def test_outsourced_contacts_go_to_the_vendor(self):
        data = center(
            teams={"vendor": {"agents": 1, "handles": ["complaint"], "skill": 3.0, "skill_sd": 0.0}},
            outsourcing={"team": "vendor", "share": 0.3},
        )
        rows = records(data, self.engine).rows
        assert 0.1 < (rows["team"] == 1).mean() < 0.5
        data["outsourcing"]["share"] = 0.0
        assert set(records(data, self.engine).rows["team"]) == {0, 1}  # like any team that handles them

    def test_whoever_sits_in_a_gathering_takes_no_calls(self):
        meeting = {"event": "training", "week": 1, "day": "wed", "at": "10:00", "hours": 1.0, "sittings": 2}
        data = center(teams__desk={"agents": 2}, issues__complaint={"per_week": 900.0}, timeline=[meeting])
        rows = records(data, self.engine).rows
        for seat in (0, 1):
            start = 2 * DAY + (10 + seat) * HOUR
            mine, other = rows[rows["seat"] == seat], rows[rows["seat"] != seat]
            assert not np.any((mine["answered"] > start) & (mine["answered"] < start + HOUR))
            assert np.any((other["answered"] > start) & (other["answered"] < start + HOUR))

    def test_arrivals_stop_at_the_horizon_and_what_is_in_the_center_is_finished(self):
        data = center(
            calendar={"open": {"mon-sun": "0:00-24:00"}}, issues__complaint={"per_week": 2400.0, "handle_time": 5}
        )
        rows = records(data, self.engine).rows
        assert rows["arrived"].max() < WEEK < rows["ended"].max()
        assert set(rows["outcome"]) == {Outcome.SOLVED}
