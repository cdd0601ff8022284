"""What every engine must show upstairs: hand-overs, tickets, giving up, and the manager's four policies."""

import numpy as np
import pytest

from sim.journeys import Outcome, Reason
from tests.engines.queue_contract import AT_ONCE, TUESDAY_8
from tests.engines.small import DAY, HOUR, MINUTE, WEEK, by_arrival, center, records

RESERVED = {"issues__complaint__reserved_share": 1.0}
ROUND_THE_CLOCK = {"mon-sun": "0:00-24:00"}
CHOSEN = {"behavior": {"escalation_probability": 1.0}}
FAILS = {"teams__desk__skill": -2.0}


def _most_at_once(rows, first, last):
    """Return the largest number of managers at work at a moment of a span in which somebody begins."""
    begins = rows["manager_start"][(rows["manager_start"] >= first) & (rows["manager_start"] < last)]
    at_work = (rows["manager_start"] <= begins[:, None]) & (rows["manager_end"] > begins[:, None])
    return int((at_work & (rows["manager_start"] >= 0)).sum(axis=1).max())


class UpstairsContract:
    """Laws of the manager's desk; `engine` is set by the class that inherits."""

    engine = ""

    def test_a_cold_hand_over_frees_the_agent_after_diagnosis_and_the_manager_works_in_order(self):
        rows = by_arrival(records(center(**RESERVED, issues__complaint__per_week=250.0), self.engine))
        floor = upstairs = 0
        for row in rows:
            assert row["answered"] == max(row["arrived"], floor)
            floor = row["answered"] + 2 * MINUTE
            assert row["escalated"] == row["released"] == floor
            start = max(row["escalated"], upstairs)
            if start % DAY >= 18 * HOUR:
                start = (start // DAY + 1) * DAY + 8 * HOUR
            assert row["manager_start"] == start
            upstairs = row["manager_end"] = start + 10 * MINUTE
            assert row["ended"] == upstairs
            assert (row["outcome"], row["reason"]) == (Outcome.SOLVED_BY_MANAGER, Reason.RESERVED)
        assert max(row["manager_start"] - row["escalated"] for row in rows) > 12 * HOUR

    def test_a_caller_waits_upstairs_for_what_is_left_of_patience_and_then_takes_a_ticket(self):
        data = center(**RESERVED, issues__complaint__per_week=250.0, customers={"patience": 7})
        rows = records(data, self.engine).rows
        up = rows[rows["escalated"] >= 0]
        left = up["escalated"] + 7 * MINUTE - (up["answered"] - up["queued"])
        late = up["manager_start"] > left
        assert 10 < late.sum() < len(up)
        assert np.all(up["ticketed"][late] == left[late])
        assert np.all(up["ticketed"][~late] == -1)
        assert np.all(up["outcome"] == Outcome.SOLVED_BY_MANAGER)

    def test_patience_upstairs_counts_the_waits_of_this_call_and_not_of_the_calls_before(self):
        data = center(**AT_ONCE, **RESERVED, teams__desk={"agents": {"tue-fri": 1}}, manager={"count": 0})
        again = [row for row in by_arrival(records(data, self.engine)) if row["attempt"] == 2]
        assert again[0]["escalated"] == TUESDAY_8 + 2 * MINUTE
        assert again[0]["ticketed"] == TUESDAY_8 + 7 * MINUTE
        assert again[1]["answered"] == TUESDAY_8 + 2 * MINUTE
        assert again[1]["ticketed"] == TUESDAY_8 + 7 * MINUTE

    def test_a_ticket_is_given_up_after_its_time_unless_the_manager_is_free_at_that_instant(self):
        manager = {"give_up_after": 3, "investigate_time": 5}
        data = center(**AT_ONCE, **RESERVED, teams__desk={"agents": {"tue-fri": 3}}, manager=manager)
        again = [row for row in by_arrival(records(data, self.engine)) if row["attempt"] == 2]
        # Three are answered at 8:00 and go up at 8:02; the next three wait 2 minutes and go up at 8:04, and so on.
        # The first has the manager until 8:07, when the patience of all the others ends: the second is picked up on
        # the line at that very instant, because completions come first. The others hold tickets until 8:10.
        first, second, third = again[:3]
        assert (first["manager_start"], first["ended"]) == (TUESDAY_8 + 2 * MINUTE, TUESDAY_8 + 7 * MINUTE)
        assert (second["manager_start"], second["ticketed"]) == (TUESDAY_8 + 7 * MINUTE, -1)
        assert (third["ticketed"], third["ended"]) == (TUESDAY_8 + 7 * MINUTE, TUESDAY_8 + 10 * MINUTE)
        assert third["outcome"] == Outcome.GAVE_UP
        assert third["issue_closed"]
        assert not third["resolved"]

    @pytest.mark.parametrize("policy", ["investigate", "grant", "coach", "return"])
    @pytest.mark.parametrize("transfer", ["cold", "warm"])
    def test_who_gives_up_when_passed_up_ends_there_and_then_and_nobody_who_insisted(self, transfer, policy):
        data = center(
            issues__complaint={
                "per_week": 250.0,
                "asks_share": 0.5,
                "ask": {"shape": "uniform", "low": 10, "high": 90},
            },
            issues__complaint__reserved_share=0.5,
            issues__complaint__demand_manager=0.4,
            empowerment={"transfer": transfer, "authority": 60},
            customers={"gives_up_when_passed_up": {"share": 0.4, "hassle": 0, "stakes": 0}},
            manager={"policy": policy},
            **CHOSEN,
        )
        rows = records(data, self.engine).rows
        gone = rows["outcome"] == Outcome.WALKED_AWAY
        could = (rows["escalated"] >= 0) & (rows["reason"] != Reason.INSISTED)
        assert np.all(could[gone])
        assert abs(gone.sum() - 0.4 * could.sum()) < 4 * np.sqrt(0.24 * could.sum())
        for name in ("escalated", "agent_done", "released", "ended"):
            assert np.array_equal(rows[name][gone], (rows["answered"] + rows["handle_ticks"])[gone])
        for name in ("manager_start", "ticketed", "returned", "second_escalated"):
            assert np.all(rows[name][gone] == -1)
        assert rows["issue_closed"][gone].all()
        assert not (rows["resolved"] | (rows["unmet_cents"] > 0) | (rows["unmet_manager_ticks"] > 0))[gone].any()
        assert not np.isin(rows["parent"], rows["row"][gone]).any()

    @pytest.mark.parametrize("held", ["picked_up", "finished"])
    def test_a_warm_hand_over_holds_the_agent(self, held):
        data = center(**RESERVED, empowerment={"transfer": "warm", "warm_until": held})
        rows = records(data, self.engine).rows
        moment = rows["manager_start" if held == "picked_up" else "manager_end"]
        assert np.array_equal(rows["released"], moment)
        assert np.array_equal(rows["held_ticks"], moment - rows["escalated"])
        assert rows["held_ticks"].max() > 5 * MINUTE

    def test_an_agent_is_held_no_longer_than_the_caller_stays_on_the_line(self):
        warm = {"transfer": "warm", "warm_until": "finished"}
        data = center(**RESERVED, empowerment=warm, customers={"patience": 7}, manager={"hours": {"fri": "8:00-18:00"}})
        rows = records(data, self.engine).rows
        ticket = rows[rows["ticketed"] >= 0]
        assert len(ticket) > 20
        assert np.array_equal(ticket["released"], ticket["ticketed"])
        assert np.array_equal(ticket["held_ticks"], ticket["ticketed"] - ticket["escalated"])

    @pytest.mark.parametrize("patience", [7, 1e6])
    def test_with_nobody_upstairs_a_warm_hand_over_ends_with_patience_or_at_the_horizon(self, patience):
        warm = {"transfer": "warm"}
        rows = by_arrival(
            records(
                center(**RESERVED, empowerment=warm, customers={"patience": patience}, manager={"count": 0}),
                self.engine,
            )
        )
        if patience == 7:
            assert all(row["released"] == row["ticketed"] for row in rows if row["escalated"] >= 0)
            assert {row["ended"] for row in rows if row["escalated"] >= 0} == {WEEK}
        else:
            first, second = rows[:2]
            assert first["released"] == second["answered"] == WEEK
            assert first["held_ticks"] == WEEK - first["escalated"]
            assert second["released"] == second["escalated"] == WEEK + 2 * MINUTE
        assert {row["outcome"] for row in rows if row["escalated"] >= 0} == {Outcome.OPEN}
        assert not any(row["issue_closed"] for row in rows if row["escalated"] >= 0)

    def test_managers_come_and_go_by_their_schedule_and_who_is_at_work_finishes_first(self):
        schedule = {"mon-fri": {"8:00": 3, "12:00": 0, "13:00": 1}}
        manager = {"count": schedule, "investigate_time": 7}
        data = center(**RESERVED, issues__complaint__per_week=2000.0, teams__desk__agents=9, manager=manager)
        rows = records(data, self.engine).rows
        start, end = rows["manager_start"], rows["manager_end"]
        for moment, most in ((9 * HOUR, 3), (11 * HOUR, 3), (12 * HOUR, 3), (13 * HOUR + MINUTE, 1), (17 * HOUR, 1)):
            at_work = [(start <= day * DAY + moment) & (end > day * DAY + moment) for day in range(5)]
            assert {int(now.sum()) for now in at_work} == {most}
        of_day = start % DAY
        assert not ((of_day > 12 * HOUR) & (of_day < 13 * HOUR)).any()

    @pytest.mark.parametrize("late", [0, 5, {"mon-wed": 2}])
    def test_the_number_of_managers_changes_on_the_day_that_the_timeline_names(self, late):
        change = {"week": 2, "day": "wed", "set": {"manager.count": late}}
        data = center(
            **RESERVED,
            calendar={"weeks": 3},
            issues__complaint__per_week=900.0,
            teams__desk__agents=4,
            timeline=[change],
        )
        rows = records(data, self.engine).rows
        begun = rows["manager_start"][rows["manager_start"] >= 0]
        wednesday = WEEK + 2 * DAY
        assert _most_at_once(rows, 0, wednesday) == 1
        if late == 0:
            assert begun.max() < wednesday
            assert {row["outcome"] for row in rows if row["manager_start"] < 0} == {Outcome.OPEN}
        elif late == 5:
            assert _most_at_once(rows, wednesday, 3 * WEEK) == 5
        else:
            assert _most_at_once(rows, wednesday, 3 * WEEK) == 2
            assert set((begun[begun >= wednesday] // DAY % 7).tolist()) <= {0, 1, 2}

    def test_work_that_was_asked_for_and_not_done_is_what_the_talk_would_have_taken(self):
        manager = {"give_up_after": 3, "investigate_time": {"shape": "exponential", "mean": 10.0}}
        data = center(**RESERVED, issues__complaint__per_week=300.0, customers={"patience": 5}, manager=manager)
        short, ample = (
            {row["row"]: row for row in records(center_of, self.engine).rows}
            for center_of in (data, {**data, "manager": {**data["manager"], "count": 50, "hours": ROUND_THE_CLOCK}})
        )
        left = [row for row in short.values() if row["outcome"] == Outcome.GAVE_UP]
        assert len(left) > 50
        for row in left:
            assert row["manager_ticks"] == 0
            assert row["unmet_manager_ticks"] == ample[row["row"]]["manager_ticks"]
        assert not any(row["unmet_manager_ticks"] for row in [*ample.values()])
        assert not any(row["unmet_manager_ticks"] for row in short.values() if row["outcome"] != Outcome.GAVE_UP)

    def test_what_stays_open_upstairs_asked_for_work_too_and_the_lane_asks_managers_for_none(self):
        left = records(center(**RESERVED, manager={"count": 0}), self.engine).rows
        assert set(left["unmet_manager_ticks"]) == {10 * MINUTE}
        data = center(
            issues__complaint={"crisis_share": 1.0},
            teams__desk={"engagement": 1.0},
            leadership_lane={"open": True, "notice": 1.0, "hours": {"mon": "closed"}},
        )
        lane = records(data, self.engine).rows
        assert set(lane["outcome"]) == {Outcome.OPEN}
        assert not lane["unmet_manager_ticks"].any()

    def test_investigating_grants_the_settlement_and_granting_grants_everything(self):
        data = center(
            **CHOSEN,
            issues__complaint={"asks_share": 1.0, "ask": 50.0},
            manager={"settlement": 0.5},
            customers={"anger_handoff": 0.0, "anger_wait": 0.0},
        )
        assert set(records(data, self.engine).rows["granted_cents"]) == {2500}
        data["manager"]["policy"] = "grant"
        assert set(records(data, self.engine).rows["granted_cents"]) == {5000}

    def test_an_ask_has_grown_with_anger_by_the_time_it_arrives_upstairs(self):
        data = center(
            **CHOSEN,
            issues__complaint={"asks_share": 1.0, "ask": 50.0},
            manager={"policy": "grant"},
            customers={"anger_handoff": 0.5, "anger_wait": 0.0, "ask_growth": 1.0},
        )
        assert set(records(data, self.engine).rows["granted_cents"]) == {7500}

    def test_an_ask_above_authority_goes_up_without_a_choice(self):
        data = center(issues__complaint={"asks_share": 1.0, "ask": {"shape": "uniform", "low": 0.0, "high": 200.0}})
        rows = records(data, self.engine).rows
        above = rows["ask_cents"] > 100_00
        assert 0.2 < above.mean() < 0.8
        assert np.all(rows["reason"][above] == Reason.AUTHORITY)
        assert np.all(rows["reason"][~above] == Reason.NONE)
        assert np.array_equal(rows["had_choice"], ~above)

    @pytest.mark.parametrize("policy", ["coach", "return"])
    def test_what_comes_back_is_taken_before_the_queue_by_the_agent_who_raised_it(self, policy):
        data = center(
            **CHOSEN, manager={"policy": policy}, teams__desk={"agents": 2}, issues__complaint={"per_week": 450.0}
        )
        rows = records(data, self.engine).rows
        assert set(rows["outcome"]) == {Outcome.SOLVED}
        on_duty = (rows["returned"] % DAY >= 8 * HOUR) & (rows["returned"] % DAY < 18 * HOUR)
        assert np.array_equal(rows["returned_seat"][on_duty], rows["seat"][on_duty])
        assert np.all(rows["returned"] == rows["manager_end"])
        assert np.all(rows["returned_answered"] >= rows["returned"])
        assert np.all(rows["returned_released"] == rows["returned_answered"] + 2 * MINUTE)
        waited = 0
        for row in rows[on_duty & (rows["returned_answered"] > rows["returned"])]:
            ours = (rows["seat"] == row["seat"]) & (rows["row"] != row["row"])
            between = ours & (rows["answered"] > row["returned"]) & (rows["answered"] < row["returned_answered"])
            assert not between.any()
            waited += 1
        assert waited > 20

    @pytest.mark.parametrize("policy", ["coach", "return"])
    def test_a_second_failure_is_the_managers(self, policy):
        data = center(**CHOSEN, **FAILS, manager={"policy": policy, "investigate_time": 11}, empowerment__support=-1.0)
        rows = records(data, self.engine).rows
        assert set(rows["outcome"]) == {Outcome.SOLVED_BY_MANAGER}
        assert np.all(rows["second_escalated"] == rows["returned_released"])
        assert np.all(rows["manager_end"] - rows["manager_start"] == 10 * MINUTE)
        assert np.all(rows["second_manager_end"] - rows["second_manager_start"] == 11 * MINUTE)
        assert np.all(rows["ended"] == rows["second_manager_end"])
        assert np.all(rows["issue_handoffs"] == 2)

    def test_only_what_an_agent_chose_to_pass_up_is_returned(self):
        data = center(**RESERVED, manager={"policy": "return"})
        rows = records(data, self.engine).rows
        assert np.all(rows["returned"] == -1)
        assert set(rows["outcome"]) == {Outcome.SOLVED_BY_MANAGER}

    def test_guidance_carries_an_authority_of_its_own_for_this_once(self):
        data = center(issues__complaint={"asks_share": 1.0, "ask": 500.0}, manager={"policy": "coach"})
        rows = records(data, self.engine).rows
        assert set(rows["reason"]) == {Reason.AUTHORITY}
        assert set(rows["outcome"]) == {Outcome.SOLVED}
        assert set(rows["granted_cents"]) == {35_000}

    def test_what_comes_back_at_the_horizon_is_taken_though_the_agent_sits_in_a_gathering(self):
        data = center(
            **CHOSEN,
            calendar={"open": {"mon-sun": "0:00-24:00"}},
            issues__complaint={"per_week": 500.0, "weekdays": {"sun": 1.0}},
            manager={"policy": "return"},
            timeline=[
                {"event": "training", "week": 1, "day": "sun", "at": "23:30", "hours": 12.0, "sittings": 1},
            ],
        )
        rows = records(data, self.engine).rows
        assert (rows["returned"] > WEEK).sum() > 1
        assert set(rows["outcome"]) == {Outcome.SOLVED}

    def test_the_lane_takes_what_an_engaged_agent_notices(self):
        data = center(
            issues__complaint={"opportunity_share": 0.5},
            teams__desk={"engagement": 1.0},
            leadership_lane={"open": True, "notice": 1.0, "handling": 30},
        )
        rows = records(data, self.engine).rows
        lane = rows["outcome"] == Outcome.LANE
        assert np.array_equal(lane, rows["rare"] == 1)
        assert 0 < lane.sum() < len(rows)
        assert set(rows["lane_ticks"][lane]) == {30 * MINUTE}
