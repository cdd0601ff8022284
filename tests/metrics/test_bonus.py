"""The bonus per agent and month: what was paid out for whole months, to those who shared it."""

import datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.engines import run, weeks_of
from sim.experiment.missing import set_bonus
from sim.journeys import Outcome
from sim.journeys.records import Entry
from sim.metrics import METRICS, tally
from sim.metrics.monthly import months_of
from sim.scenario import plan_of, scenario_from
from tests.drawn import drawn
from tests.engines.small import center
from tests.strategies import scenario_data, seeds

BONUS = METRICS["bonus_per_agent"]
MONDAYS = st.integers(0, 200).map(lambda weeks: datetime.date(2023, 1, 2) + datetime.timedelta(weeks=weeks))
heads = st.integers(1, 9) | st.sampled_from([{"mon-wed": 2, "thu-fri": 5}, {"mon-fri": {"8:00": 1, "12:00": 3}}])


def paid(start, weeks, agents, later=(), **incentives):
    """A center whose pool nobody charges; head counts may change on Mondays."""
    timeline = [{"week": week, "set": {"teams.desk.agents": count}} for week, count in later if week <= weeks]
    data = center(
        calendar={"start": str(start), "weeks": weeks},
        issues__complaint={"per_week": 8.0},
        teams__desk={"agents": agents},
        incentives={"bonus_pool": {"funding_per_agent": 200}, **incentives},
    )
    plan = plan_of(scenario_from({**data, "timeline": timeline}))
    return tally(plan, weeks_of(plan, 1, 0))


def whole_month_in(start, first, last):
    """Whether some calendar month lies in these weeks, counted day by day."""
    days = [start + datetime.timedelta(days=n) for n in range(7 * (first - 1), 7 * last)]
    inside = {(day.year, day.month): 0 for day in days}
    for day in days:
        inside[day.year, day.month] += 1
    return any(
        count == ((datetime.date(year + month // 12, month % 12 + 1, 1)) - datetime.date(year, month, 1)).days
        for (year, month), count in inside.items()
    )


@settings(max_examples=40, deadline=None)
@given(MONDAYS, st.integers(1, 16), heads, st.lists(st.tuples(st.integers(2, 16), heads), max_size=2), st.data())
def test_a_bonus_that_is_constant_shows_as_what_was_typed_in_every_window_and_whoever_joins(
    start, weeks, agents, later, data
):
    first = data.draw(st.integers(1, weeks))
    last = data.draw(st.integers(first, weeks))
    counted = paid(start, weeks, agents, later)
    assert counted.value(BONUS, first, last) == (200 if whole_month_in(start, first, last) else None)
    months = months_of(start, weeks)
    ended = [any(month.whole and month.end_day <= 7 * week for month in months) for week in range(1, weeks + 1)]
    assert counted.by_week(BONUS) == [200 if done else None for done in ended]


def test_bonuses_for_solved_issues_out_of_the_pool_change_who_gets_it_not_how_much():
    counted = paid("2024-01-01", 9, 3, resolution_bonus=1.5, resolution_bonus_from="pool")
    assert counted.value(BONUS) == pytest.approx(200, abs=0.02)


def test_bonuses_beside_the_pool_come_on_top_in_the_month_of_the_solution():
    data = center(
        calendar={"start": "2024-01-01", "weeks": 9},
        teams={
            "desk": {"agents": 3, "handles": ["complaint"], "skill": 3.0},
            "vendor": {"agents": 2, "handles": ["complaint"], "skill": 3.0, "shares_pool": False},
        },
        outsourcing={"team": "vendor", "share": 0.5},
        incentives={
            "bonus_pool": {"funding_per_agent": 200},
            "resolution_bonus": 2.0,
            "resolution_bonus_from": "company",
        },
    )
    data["timeline"] = [{"week": 5, "day": "thu", "set": {"incentives.resolution_bonus": 3.0}}]
    plan = plan_of(scenario_from(data))
    rows, counted = run(plan, 1, 0).rows, tally(plan, weeks_of(plan, 1, 0))
    solved = rows[rows["outcome"] == Outcome.SOLVED]
    day = solved["ended"] // 86_400_000
    rate = np.where(day >= 31, 3.0, 2.0)
    ours = solved["team"] == 0
    assert 0 < ours.sum() < len(ours)
    january, february = ((ours & (day >= low) & (day < high)) @ rate / 3 for low, high in ((0, 31), (31, 60)))
    assert counted.value(BONUS) == pytest.approx(200 + (january + february) / 2)
    assert counted.bonus_by_month()[:2] == pytest.approx([200 + january, 200 + february])
    assert counted.total()["company_bonus_cents"] == pytest.approx(100 * rate.sum())


def test_whoever_shares_a_pool_has_a_row_in_each_pay_out_be_it_nothing():
    data = center(
        calendar={"start": "2024-01-01", "weeks": 9},
        teams__desk={"agents": 3},
        issues__complaint={"asks_share": 1.0, "ask": 500.0},
        behavior={"escalation_probability": 1.0},
        incentives={"bonus_pool": {"funding_per_agent": 200, "charge_share": 1.0}},
    )
    plan = plan_of(scenario_from(data))
    ledger = run(plan, 1, 0).entries
    rows = ledger[ledger["entry"] == Entry.PAYOUT]
    assert np.array_equal(np.unique(rows["month"], return_counts=True)[1], [3, 3, 3])
    assert not rows["cents"].any()
    assert tally(plan, weeks_of(plan, 1, 0)).value(BONUS) == 0


@pytest.mark.parametrize("payer", ["pool", "company"])
def test_a_solved_issue_whose_customer_was_refused_pays_no_bonus_whoever_pays_it(payer):
    pay = {"bonus_pool": {"funding_per_agent": 9000}, "resolution_bonus": 7.0, "resolution_bonus_from": payer}
    data = center(
        calendar={"start": "2024-01-01", "weeks": 5},
        teams__desk={"agents": 3},
        issues__complaint={"asks_share": 1.0, "ask": {"shape": "uniform", "low": 10, "high": 90}},
        empowerment={"authority": 50, "above_authority": "refuses"},
        incentives=pay,
    )
    plan = plan_of(scenario_from(data))
    rows, total = run(plan, 1, 0).rows, tally(plan, weeks_of(plan, 1, 0)).total()
    solved = rows["outcome"] == Outcome.SOLVED
    granted = solved & ~rows["refused"]
    assert 0 < granted.sum() < solved.sum()
    assert total["bonus_cents"] + total["company_bonus_cents"] == 700 * granted.sum()


@drawn(scenario_data(max_weeks=7), seeds, examples=12, at_length=100)
def test_the_bonus_is_the_ledger_read_by_hand(data, seed):
    data["calendar"]["start"] = "2024-01-29"
    data["incentives"].update(resolution_bonus_from="pool")
    plan = plan_of(scenario_from(data))
    ledger, counted = run(plan, seed, 0).entries, tally(plan, weeks_of(plan, seed, 0))
    february = ledger[ledger["month"] == 1]
    rows = february[february["entry"] == Entry.PAYOUT]
    out_of_pool = (Entry.PAYOUT, Entry.RESOLUTION_BONUS, Entry.POOL_BONUS)
    beside = (Entry.TARGET_BONUS, Entry.PROPORTIONAL_BONUS, Entry.OWN_CHARGE, Entry.FORGIVEN, Entry.EVENT_BONUS)
    sign = 1 * np.isin(february["entry"], beside) - np.isin(february["entry"], out_of_pool)
    whole = data["calendar"]["weeks"] >= 5
    expected = (sign * february["cents"]).sum() / 100 / len(rows) if whole and len(rows) else None
    assert counted.value(BONUS) == (None if expected is None else pytest.approx(expected))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario_data(max_weeks=6), st.sampled_from(["empowerment.authority", "incentives.relief", "manager.count"]))
def test_where_nothing_can_move_the_bonus_it_is_the_same_by_construction_and_so_it_runs(data, key):
    nothing = {"resolution_bonus": 0.0, "charge_per_escalation": 0.0, "target_bonus": {}, "proportional_bonus": {}}
    nothing |= {"scorecard": [], "right_escalation_bonus": 0.0}
    data["incentives"] = {**data["incentives"], **nothing, "bonus_pool": {"funding_per_agent": 100.0}}
    data["timeline"] = []
    for team in data["teams"].values():
        team.pop("turnover", None)
    other = scenario_from(data).override({key: {"manager.count": 2}.get(key, 0.5)})
    plans = [plan_of(scenario_from(data)), plan_of(other)]
    assert set_bonus(plans[0]) == set_bonus(plans[1]) is not None
    totals = [tally(plan, weeks_of(plan, 1, 0)).total() for plan in plans]
    assert METRICS["bonus_per_agent"].value(totals[0]) == METRICS["bonus_per_agent"].value(totals[1])


@pytest.mark.parametrize(
    "change",
    [
        {"incentives.bonus_pool.charge_share": 0.1},
        {"incentives.bonus_pool.agent_charge_share": 0.1},
        {"incentives.resolution_bonus": 1.0},
        {"incentives.charge_per_escalation": 1.0},
        {"incentives.target_bonus.pays": 1.0},
        {"incentives.proportional_bonus.pays": 1.0},
        {"incentives.right_escalation_bonus": 1.0},
        {"incentives.scorecard": [{"measure": "closures", "shape": "per_event", "pays": 1.0}]},
        {"teams.desk.turnover.per_year": 0.4},
    ],
)
def test_what_can_move_the_bonus_sets_nothing(change):
    scenario = scenario_from(center(incentives={"bonus_pool": {"funding_per_agent": 100.0}}))
    assert set_bonus(plan_of(scenario)) is not None
    assert set_bonus(plan_of(scenario.override(change))) is None
