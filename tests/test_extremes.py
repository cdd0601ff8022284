"""Centers at the ends of the range: nobody there, nobody calls, everything at once; right or empty, never undefined."""

import math

import numpy as np
import pytest

from sim.engines import simulate
from sim.journeys import Outcome, Reason
from sim.scenario import scenario_from
from tests.engines.small import DAY, DECIDED, ENDLESS, MINUTE, WEEK, center, records
from tests.test_laws import lawful

RULE = {"choice": "rule", "escalation_probability": 0.1}


def run(data):
    """The journeys of a center, held to every law."""
    return lawful(data, 1, 0)


def outcomes(data):
    return set(run(data).rows["outcome"])


def test_without_agents_everybody_abandons_and_no_service_is_recorded():
    rows = run(center(teams__desk__agents=0, customers={"patience": 3})).rows
    assert len(rows) > 50
    assert set(rows["outcome"]) == {Outcome.ABANDONED}
    assert np.all(rows["answered"] == -1)
    assert np.all(rows["satisfaction"][rows["issue_closed"]] < 0.5)


def test_without_agents_and_with_endless_patience_everybody_is_left_open_or_dropped():
    data = center(teams__desk__agents=0, customers={"endless_patience_share": 1.0})
    assert outcomes(data) == {Outcome.OPEN}
    data["calendar"]["after_hours"] = "drop"
    assert outcomes(data) == {Outcome.DROPPED}


def test_one_agent_never_works_more_than_the_clock_allows():
    journeys = run(center(issues__complaint__per_week=5000.0, customers={"patience": 30}))
    assert journeys.diaries["busy_ticks"].sum() <= 5 * DAY
    assert Outcome.ABANDONED in journeys.rows["outcome"]


def test_with_endless_agents_nobody_waits():
    rows = run(center(teams__desk__agents=500, issues__complaint__per_week=2000.0)).rows
    assert np.all(rows["answered"] == rows["arrived"])


@pytest.mark.parametrize("hours", [{"mon-sun": "closed"}, {"sun": "closed"}])
def test_a_center_closed_all_week_has_no_contacts_and_an_orderly_week(hours):
    journeys = run(center(calendar__open=hours, incentives={"bonus_pool": {}}))
    assert len(journeys.rows) == 0
    assert len(journeys.diaries) == 1
    assert journeys.diaries["duty_ticks"].sum() == 0
    assert journeys.presence.whole == (0, 0, 0, 0)
    assert len(journeys.contacts) == len(journeys.rows)


@pytest.mark.parametrize("behavior", [RULE, {"choice": "fixed"}])
def test_without_demand_nothing_happens_and_agents_stay_as_they_are(behavior):
    journeys = run(center(issues__complaint__per_week=0.0, behavior=behavior, calendar__weeks=3))
    assert len(journeys.rows) == 0
    assert journeys.diaries["busy_ticks"].sum() == 0
    for state in ("habit", "skill", "ownership", "reward", "strain"):
        assert len(np.unique(journeys.diaries[state])) == 1


def test_when_all_abandon_at_once_nobody_is_served_but_those_who_find_somebody_idle():
    rows = run(center(customers={"patience": 0}, issues__complaint={"per_week": 3000.0, "handle_time": 600})).rows
    assert (rows["outcome"] == Outcome.ABANDONED).mean() > 0.99


@pytest.mark.parametrize("warm", ["cold", "warm"])
@pytest.mark.parametrize("absent", [{"count": 0}, {"hours": {"sun": "closed"}}])
def test_without_a_manager_tickets_are_given_up_or_stay_open(warm, absent):
    parts = {"issues__complaint__reserved_share": 1.0, "customers": {"patience": 2}, "empowerment": {"transfer": warm}}
    data = center(**parts, manager=absent)
    assert outcomes(data) <= {Outcome.ABANDONED, Outcome.OPEN}
    data["manager"]["give_up_after"] = 60
    rows = run(data).rows
    up = rows["escalated"] >= 0
    assert set(rows["outcome"][up]) == {Outcome.GAVE_UP}
    assert np.all(rows["ended"][up] == rows["ticketed"][up] + 60 * MINUTE)


def test_handle_times_of_zero_take_no_time_at_all():
    journeys = run(center(issues__complaint__handle_time=0, behavior=RULE))
    assert np.all(journeys.rows["ended"] == journeys.rows["arrived"])
    assert journeys.diaries["busy_ticks"].sum() == 0


def test_a_handle_time_of_one_millisecond_is_kept():
    rows = run(center(issues__complaint={"handle_time": 1 / 60_000, "diagnosis_share": 0.0})).rows
    assert set(rows["ended"] - rows["answered"]) == {1}


@pytest.mark.parametrize("minutes", [0.0, 1 / 60_000, 1e5])
def test_the_manager_may_need_no_time_or_weeks(minutes):
    data = center(issues__complaint={"reserved_share": 1.0, "per_week": 5.0}, manager__investigate_time=minutes)
    rows = run(data).rows
    assert set(rows["outcome"]) == {Outcome.SOLVED_BY_MANAGER}
    assert np.all(rows["manager_ticks"] == math.floor(minutes * MINUTE + 0.5))


def test_huge_asks_are_counted_to_the_cent():
    data = center(
        issues__complaint={"asks_share": 1.0, "ask": 1e9},
        manager={"policy": "grant"},
        customers={"ask_growth": 5.0, "anger_handoff": 1.0},
        incentives={"bonus_pool": {"charge_share": 2.0, "funding_per_agent": 1e9}},
    )
    journeys = run(data)
    assert set(journeys.rows["granted_cents"]) == {6 * 10**11}
    charges = journeys.entries[journeys.entries["contact"] >= 0]["cents"]
    assert charges.sum() == -12 * 10**11 * len(journeys.rows)


def test_when_everything_is_reserved_nobody_ever_chooses():
    rows = run(center(issues__complaint__reserved_share=1.0, behavior=RULE)).rows
    assert set(rows["reason"]) == {Reason.RESERVED}
    assert not rows["had_choice"].any()
    assert not rows["attempted"].any()


@pytest.mark.parametrize(("probability", "reasons"), [(0.0, {Reason.NONE}), (1.0, {Reason.CHOSEN})])
def test_a_fixed_choice_at_its_ends_is_followed_every_time(probability, reasons):
    rows = run(center(behavior={"escalation_probability": probability})).rows
    assert set(rows["reason"]) == reasons


@pytest.mark.parametrize(("sharpness", "low", "high"), [(0.0, 0.35, 0.65), (1000.0, 0.0, 0.0)])
def test_without_sharpness_agents_toss_a_coin_and_with_much_of_it_the_able_always_try(sharpness, low, high):
    rows = run(center(behavior={"choice": "rule", "sharpness": sharpness}, issues__complaint__per_week=300.0)).rows
    assert low <= rows["passed_up"].mean() <= high


def test_one_contact_is_all_that_an_issue_gets_where_the_limit_is_one():
    customers = {"patience": 0, "redial_share": 1.0, "max_contacts": 1, "comes_back_share": 1.0}
    rows = run(center(teams__desk__agents=0, customers=customers)).rows
    assert set(rows["attempt"]) == {1}
    assert rows["issue_closed"].all()


def test_everybody_is_absent_all_the_time():
    data = center(teams__desk={"agents": 4, "absence": 1.0}, customers={"patience": 1})
    assert outcomes(data) == {Outcome.ABANDONED}


def test_everybody_quits_and_recruits_come_the_next_day():
    turnover = {"per_year": 10.0, "recruit_days": 1, "strain_effect": 5.0}
    data = center(
        teams__desk={"agents": 5, "turnover": turnover},
        calendar={"weeks": 4},
        issues__complaint__opening_temper=1.0,
        behavior={"choice": "rule", "strain_step": 1.0},
    )
    journeys = run(data)
    assert journeys.diaries["occupant"].max() > 3
    assert set(journeys.rows["outcome"]) <= {Outcome.SOLVED, Outcome.SOLVED_BY_MANAGER}
    assert journeys.rows["occupant"].max() > 3


def test_a_thousand_calls_at_one_instant_are_answered_in_order():
    # Monday's callers, dropped at closing, all ring at Tuesday 8:00.
    customers = {"patience": ENDLESS, "redial_share": 1.0, "redial_after": 60, "max_redials": 1}
    data = center(
        calendar={"after_hours": "drop"},
        teams__desk={"agents": {"tue-fri": 1000}},
        issues__complaint={"per_week": 1000.0, "weekdays": {"mon": 1.0}},
        customers=customers,
    )
    again = [row for row in records(data).rows if row["attempt"] == 2]
    assert len(again) > 900
    again.sort(key=lambda row: row["row"])
    assert [row["parent"] for row in again] == sorted(row["parent"] for row in again)
    assert {row["answered"] for row in again} == {DAY + 8 * 60 * MINUTE}
    assert [row["seat"] for row in again] == list(range(len(again)))


def test_a_horizon_of_one_week_with_waits_of_months_ends():
    customers = {"patience": 1e6, "comes_back_after": 1e6, "comes_back_share": 1.0}
    data = center(customers=customers, issues__complaint__handle_time=20_000)
    rows = run(data).rows
    assert rows["ended"].max() > WEEK
    assert len(rows) == (rows["ended"] >= 0).sum()


# --- scales --------------------------------------------------------------------------------------------------


def money(k):
    """A center in which all money is k times as much."""
    return center(
        calendar={"weeks": 2},
        issues__complaint={"asks_share": 0.7, "ask": 60.0 * k, "per_week": 300.0, "complexity": 0.55},
        teams__desk={"agents": 3, "skill": 0.5},
        empowerment={"authority": 100.0 * k, "generosity": 0.5},
        manager={"policy": "grant"},
        incentives={
            "bonus_pool": {"charge_share": 1.0, "funding_per_agent": 200.0 * k},
            "resolution_bonus": 10.0 * k,
            "resolution_bonus_from": "pool",
        },
        customers={"ask_growth": 0.0},
        behavior={"choice": "rule", "money_unit": 60.0 * k, "appease": 1.0},
    )


def money_decided(k):
    """The same where agents leave and give out of a pool, are listened to, and customers insist."""
    data = money(k)
    data["behavior"] |= DECIDED["behavior"] | {"appease": 0.0, "arguing": 0.1}
    data["customers"]["insists_share"] = 0.3
    data["empowerment"] |= {"goodwill_budget": 1500.0 * k, "above_authority": "offers_limit"}
    data["manager"]["authority"] = 50.0 * k
    pool = {**data["incentives"]["bonus_pool"], "agent_charge_share": 0.5}
    quality = {"listened_share": 0.1, "sanction": 50.0 * k}
    data["incentives"] |= {"bonus_pool": pool, "quality": quality, "pushback": 0.3}
    data["issues"]["complaint"]["owed_share"] = 0.6
    return data


@pytest.mark.parametrize("k", [0.25, 2, 1024])
@pytest.mark.parametrize("center_of", [money, money_decided])
def test_all_money_times_k_changes_no_decision(k, center_of):
    plain, scaled = run(center_of(1)), run(center_of(k))
    assert plain.rows["refused"].any() == (center_of is money_decided)
    assert 0.1 < plain.rows["passed_up"].mean() < 0.9
    for name in plain.rows.dtype.names:
        if name not in ("ask_cents", "offered_cents", "granted_cents", "satisfaction", "answer", "term_compensation"):
            assert np.array_equal(plain.rows[name], scaled.rows[name]), name
    assert np.all(plain.rows["granted_cents"] * k - scaled.rows["granted_cents"] <= max(1, k))
    for state in ("habit", "reward", "charge", "skill", "ownership"):
        np.testing.assert_allclose(plain.diaries[state], scaled.diaries[state], rtol=1e-9)


def test_where_nobody_learns_and_nobody_is_told_a_change_of_the_reward_has_no_effect():
    data = money(1)
    data["behavior"]["learning"] = 0.0
    data["what_if"] = {"none": {"set": {"incentives.relief": 0.0, "incentives.pushback": 1.0}, "announced": False}}
    scenario = scenario_from(data)
    plain, other = simulate(scenario), simulate(scenario.what_if("none"))
    assert plain.rows.tobytes() == other.rows.tobytes()
    data["what_if"]["none"]["announced"] = True
    told = simulate(scenario_from(data).what_if("none"))
    assert told.rows["passed_up"].mean() < plain.rows["passed_up"].mean()
