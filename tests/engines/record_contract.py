"""What every engine must show in its records: what follows from what, what-ifs that change nothing, money."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st

from sim.engines import run, weeks_of
from sim.journeys import Journeys, Outcome
from sim.journeys.records import Entry
from sim.scenario import plan_of, scenario_from
from sim.scenario.levers import check_changeable, dotted_keys, read_key
from tests.drawn import drawn
from tests.engines.small import DAY, HOUR, MINUTE, WEEK, center, records
from tests.strategies import scenario_data, seeds

UNSOLVED = {"teams__desk__skill": -2.0, "incentives": {"time_pressure": 0.001}}
A_FEW = settings(suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow])


def data_bytes(journeys: Journeys) -> tuple[Any, ...]:
    return (
        journeys.rows.tobytes(),
        journeys.diaries.tobytes(),
        journeys.entries.tobytes(),
        journeys.presence,
    )


class RecordContract:
    """Laws of the records; `engine` is set by the class that inherits."""

    engine = ""

    # --- what follows from what ------------------------------------------------------------------------------

    def test_who_is_left_unresolved_comes_back_until_the_issue_is_given_up(self):
        data = center(
            **UNSOLVED,
            customers={"comes_back_share": 1.0, "comes_back_after": 60, "max_contacts": 3},
            issues__complaint={
                "weekdays": {"mon": 1.0},
                "complexity": {"shape": "beta", "a": 2.0, "b": 2.0},
                "asks_share": 0.5,
                "ask": {"shape": "uniform", "low": 10.0, "high": 90.0},
                "handle_time": {"shape": "exponential", "mean": 4.0},
            },
        )
        rows = records(data, self.engine).rows
        assert set(rows["outcome"]) == {Outcome.LEFT_UNRESOLVED}
        assert np.array_equal(rows["issue_closed"], rows["attempt"] == 3)
        assert not rows["resolved"].any()
        for row in rows[rows["attempt"] > 1]:
            before = rows[rows["row"] == row["parent"]][0]
            assert row["arrived"] >= before["ended"] + 60 * MINUTE
            for name in ("stream", "bin", "ordinal", "complexity", "ask_cents"):
                assert row[name] == before[name]
            assert row["handle_ticks"] != before["handle_ticks"]

    def test_a_repeat_due_after_the_horizon_leaves_its_issue_open(self):
        data = center(**UNSOLVED, customers={"comes_back_share": 1.0, "comes_back_after": 8 * 1440})
        rows = records(data, self.engine).rows
        assert len(rows) > 50
        assert not rows["issue_closed"].any()
        assert np.all(rows["attempt"] == 1)
        assert np.all(rows["satisfaction"] == -1.0)

    def test_every_handled_visit_creates_an_issue_of_its_own_and_that_begets_no_more(self):
        visit = {"per_week": 60.0, "routine": True, "handle_time": 4, "creates": "complaint"}
        data = center(
            issues={"visit": {**visit, "own_goals": {"external": 1.0, "delay": 30}}},
            issues__complaint={"per_week": 0.0},
            teams__desk={"handles": ["visit", "complaint"]},
        )
        rows = records(data, self.engine).rows
        visits, goals = rows[~rows["own_goal"]], rows[rows["own_goal"]]
        assert set(visits["outcome"]) == {Outcome.SERVED}
        ended = {row["row"]: row["ended"] for row in visits}
        assert [row["attempt"] for row in goals] == [1] * len(goals)
        late = {row["row"] for row in visits if row["ended"] % DAY >= 17.5 * HOUR}
        assert len(goals) >= len(visits) - len(late) > 20
        for row in goals:
            due = ended[row["parent"]] + 30 * MINUTE
            assert row["arrived"] == due or (row["parent"] in late and row["arrived"] % DAY == 8 * HOUR)

    def test_a_surge_is_a_stream_of_its_own_and_a_decrease_leaves_some_out(self):
        wednesday = {"event": "surge", "week": 1, "day": "wed", "issue": "complaint"}
        plain = records(center(issues__complaint__per_week=500.0), self.engine).rows
        more = records(center(issues__complaint__per_week=500.0, timeline=[{**wednesday, "times": 2.0}]), self.engine)
        less = records(center(issues__complaint__per_week=500.0, timeline=[{**wednesday, "times": 0.5}]), self.engine)

        def calls(rows: Any) -> set[tuple[int, ...]]:
            return set(zip(rows["stream"].tolist(), rows["bin"].tolist(), rows["ordinal"].tolist(), strict=True))

        assert calls(plain) < calls(more.rows)
        added = more.rows[more.rows["stream"] == 1]
        assert len(added) > 100
        assert added["arrived"].min() >= 2 * DAY
        assert calls(less.rows) < calls(plain)
        before = plain["arrived"] < 2 * DAY
        assert calls(plain[before]) <= calls(less.rows)

    # --- the same again --------------------------------------------------------------------------------------

    @drawn(scenario_data(), seeds, st.data(), examples=8, at_length=60, limits=A_FEW)
    def test_a_what_if_that_sets_what_holds_anyway_changes_no_bit(self, data, seed, draw):
        data["timeline"] = [entry for entry in data["timeline"] if entry.get("event") == "surge"]
        scenario = scenario_from(data)
        free = [key for key in dotted_keys(scenario) if check_changeable(scenario, key) is None]
        keys = draw.draw(st.lists(st.sampled_from(free), min_size=1, max_size=40, unique=True))
        same = {key: read_key(scenario, key) for key in keys}
        week = draw.draw(st.integers(1, scenario.calendar.weeks))
        data["what_if"] = {"nothing new": {"set": same, "from_week": week}}
        scenario = scenario_from(data)
        plain, again = plan_of(scenario), plan_of(scenario.what_if("nothing new"))
        assert len(again.epochs) == 2
        assert data_bytes(run(plain, seed, 0, self.engine)) == data_bytes(run(again, seed, 0, self.engine))

    @drawn(scenario_data(), seeds, examples=8, at_length=60, limits=A_FEW)
    def test_the_same_seed_gives_the_same_bytes(self, data, seed):
        plan = plan_of(scenario_from(data))
        assert data_bytes(run(plan, seed, 3, self.engine)) == data_bytes(run(plan, seed, 3, self.engine))

    def test_another_seed_or_replication_gives_another_run(self):
        data = center()
        runs = {
            records(data, self.engine, seed, replication).rows.tobytes() for seed in (1, 2) for replication in (0, 1)
        }
        assert len(runs) == 4

    @drawn(scenario_data(), seeds, examples=8, at_length=60, limits=A_FEW)
    def test_the_yielded_weeks_joined_are_the_whole(self, data, seed):
        plan = plan_of(scenario_from(data))
        weeks = list(weeks_of(plan, seed, 0, self.engine))
        whole = run(plan, seed, 0, self.engine)
        assert [week.number for week in weeks] == list(range(1, plan.horizon_tick // WEEK + 1))
        for part, all_of_it in (("contacts", whole.rows), ("agents", whole.diaries), ("ledger", whole.entries)):
            assert b"".join(getattr(week, part).tobytes() for week in weeks) == all_of_it.tobytes()
        for week in weeks:
            assert np.all(week.contacts["ended"] >= (week.number - 1) * WEEK)
            assert np.all(week.agents["week"] == week.number)
            if week.number < len(weeks):
                assert np.all(week.contacts["ended"] < week.number * WEEK)

    @drawn(scenario_data(), seeds, examples=8, at_length=60, limits=A_FEW)
    def test_the_order_in_which_types_are_written_down_does_not_matter(self, data, seed):
        assume(len(data["issues"]) > 1)
        data["behavior"]["choice"] = "fixed"
        # Where two moments coincide, the order of the types is the written order: keep them apart.
        for issue in data["issues"].values():
            issue["handle_time"] = {"shape": "lognormal", "mean": 6.0, "cv": 1.2}
        data["customers"]["redial_share"] = data["customers"]["comes_back_share"] = 0.0
        data["customers"]["cut_return_share"] = 0.0
        data["issues"] = {name: {**issue, "own_goals": {}} for name, issue in data["issues"].items()}
        turned = {**data, "issues": dict(reversed(data["issues"].items()))}
        columns = ["arrived", "answered", "ended", "seat", "outcome", "handle_ticks", "granted_cents", "ordinal", "bin"]
        one = run(plan_of(scenario_from(data)), seed, 0, self.engine).contacts
        two = run(plan_of(scenario_from(turned)), seed, 0, self.engine).contacts
        one, two = (frame.set_index("contact")[columns].sort_index() for frame in (one, two))
        assert one.equals(two)

    # --- levers ----------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("teams.desk.cut_short", 1.0),
            ("teams.desk.turnover.per_year", 10.0),
            ("teams.desk.engagement_floor", 0.0),
            ("teams.desk.agents", 3),
            ("teams.desk.absence", 1.0),
            ("teams.desk.skill", 0.5),
            ("teams.desk.engagement", 0.0),
        ],
    )
    @pytest.mark.parametrize("week", [1, 2])
    def test_a_teams_levers_are_heard_from_the_week_in_which_they_change(self, key, value, week):
        data = center(calendar__weeks=3, incentives__time_pressure=0.3, teams__desk__agents=6)
        data["what_if"] = {"changed": {"set": {key: value}, "from_week": week}}
        scenario = scenario_from(data)
        plain = run(plan_of(scenario), 1, 0, self.engine)
        other = run(plan_of(scenario.what_if("changed")), 1, 0, self.engine)
        assert data_bytes(plain) != data_bytes(other)
        early = plain.diaries["week"] < week
        assert np.array_equal(plain.diaries[early], other.diaries[other.diaries["week"] < week][: early.sum()])

    # --- money -----------------------------------------------------------------------------------------------

    def test_an_equal_pool_is_paid_out_at_month_ends_to_the_cent_by_hand(self):
        data = center(
            calendar={"start": "2024-01-01", "weeks": 5},
            teams__desk={"agents": 3},
            incentives={"bonus_pool": {"funding_per_agent": 100.0, "opening": 0.01}},
        )
        journeys = records(data, self.engine)
        ledger = journeys.entries
        february, end = 31 * DAY, 5 * WEEK
        assert journeys.rows["ended"].max() < end
        # January is seen whole; of February's 29 days, four: 100.00 x 4 / 29 = 13.79 for each.
        assert [(row["tick"], row["entry"], row["cents"], row["seat"], row["balance"]) for row in ledger] == [
            (0, Entry.OPENING, 1, -1, 1),
            (0, Entry.FUNDING, 30_000, -1, 30_001),
            (february, Entry.PAYOUT, -10_000, 0, 20_001),
            (february, Entry.PAYOUT, -10_000, 1, 10_001),
            (february, Entry.PAYOUT, -10_000, 2, 1),
            (february, Entry.FUNDING, 4_137, -1, 4_138),
            (end, Entry.PAYOUT, -1_379, 0, 2_759),
            (end, Entry.PAYOUT, -1_379, 1, 1_380),
            (end, Entry.PAYOUT, -1_379, 2, 1),
        ]

    def test_who_joins_or_leaves_in_the_middle_of_a_month_changes_nobody_elses_bonus(self):
        data = center(
            calendar={"start": "2024-01-01", "weeks": 9},
            teams__desk={"agents": 3},
            incentives={"bonus_pool": {"funding_per_agent": 100.0}},
        )
        data["timeline"] = [{"week": week, "set": {"teams.desk.agents": heads}} for week, heads in ((3, 5), (7, 2))]
        ledger = records(data, self.engine).entries
        rows = ledger[(ledger["entry"] == Entry.FUNDING) & (ledger["month"] < 2)]
        assert [(row["tick"] // DAY, row["cents"]) for row in rows] == [
            *((0, 30_000), (31, 20_000)),
            *((31, 50_000), (60, -30_000)),
        ]
        paid = ledger[(ledger["entry"] == Entry.PAYOUT) & (ledger["month"] < 2)]
        assert [(row["month"], row["seat"]) for row in paid] == [*((0, seat) for seat in range(5)), (1, 0), (1, 1)]
        assert np.all(paid["cents"] == -10_000)

    @pytest.mark.parametrize("deficit", ["carry", "absorb"])
    def test_what_a_pool_lacks_is_carried_or_absorbed(self, deficit):
        pool = {"funding_per_agent": 12.34, "charge_share": 1.0, "deficit": deficit}
        data = center(
            behavior={"escalation_probability": 1.0},
            issues__complaint={"asks_share": 1.0, "ask": 50.0},
            incentives={"bonus_pool": pool},
        )
        journeys = records(data, self.engine)
        ledger = journeys.entries
        charges = ledger[ledger["entry"] == Entry.MANAGER_CHARGE]["cents"].sum()
        absorbed = ledger[ledger["entry"] == Entry.ABSORBED]["cents"].sum()
        granted = journeys.rows["granted_cents"].sum()
        assert granted > 100_000
        assert granted == absorbed - charges
        assert (absorbed > 0) == (deficit == "absorb")
        assert (ledger["balance"].min() < 0) == (deficit == "carry")
        assert not ledger["cents"][ledger["entry"] == Entry.PAYOUT].any()
