"""What agents give, within which limits, out of whose money: spend by formula, budgets to the cent, prices."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.clock import DAY
from sim.engines import run
from sim.journeys import Outcome, Reason
from sim.journeys.records import Entry
from sim.scenario import plan_of, scenario_from
from tests.engines.small import decided, records

STILL = {"learning": 0.0, "practice": 0.0, "habit_weight": 0.0, "credibility": 0.0}
JANUARY_ENDS = 10
"""Days from Monday, 22 January, to 1 February."""
ASK = {"shape": "lognormal", "median": 35.0, "sigma": 0.6}


def desk(**parts):
    """Agents who solve all that they try and are asked for money; customers are content with what they get."""
    settings = {
        "issues__complaint": {"per_week": 2000.0, "asks_share": 1.0, "ask": ASK},
        "teams__desk__agents": 40,
        "customers": {"insists_share": 0.0},
        "manager": {"count": 30, "investigate_time": 1.0},
        "behavior": STILL,
        "empowerment": {"authority": 1000.0},
    }
    data = decided(**settings)
    for key, value in parts.items():
        data[key] = {**data.get(key, {}), **value} if isinstance(value, dict) else value
    return data


def rows_of(data, seed=1):
    return run(plan_of(scenario_from(data)), seed, 0).rows


def at_the_desk(rows):
    return rows[rows["granted_by"] == 1]


# --- how much ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("median", "sigma", "limit"), [(35, 0.6, 50), (20, 1.0, 15), (60, 0.4, 200)])
def test_free_giving_spends_what_is_expected_of_asks_cut_at_the_limit(median, sigma, limit):
    """E[min(v, L)] = e^(mu + sigma^2 / 2) Phi((ln L - mu - sigma^2) / sigma) + L (1 - Phi((ln L - mu) / sigma))."""
    data = desk(
        empowerment={"authority": limit, "above_authority": "offers_limit", "generosity": 1.0},
        behavior={**STILL, "sharpness": 1000.0},
    )
    data["issues"]["complaint"]["ask"] = {"shape": "lognormal", "median": median, "sigma": sigma}
    rows = rows_of(data)
    assert set(rows["outcome"]) == {Outcome.SOLVED}
    z = (math.log(limit) - math.log(median)) / sigma
    expected = median * math.exp(sigma**2 / 2) * _phi(z - sigma) + limit * (1 - _phi(z))
    granted = rows["granted_cents"] / 100.0
    assert abs(granted.mean() - expected) < 4 * granted.std() / math.sqrt(len(granted))
    assert np.array_equal(rows["granted_cents"], np.minimum(rows["ask_cents"], 100 * limit))


def _phi(z):
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


@pytest.mark.parametrize(("sanction", "arguing", "weight"), [(240.0, 0.35, 1.5), (90.0, 0.2, 2.0)])
def test_unowed_giving_ends_at_a_share_of_calls_listened_to(sanction, arguing, weight):
    """At arguing x money unit / (penalty weight x sanction), where nobody insists and choices are sharp."""
    end = arguing * 60.0 / (weight * sanction)

    def refused(listened):
        data = desk(
            behavior={**STILL, "sharpness": 1000.0, "arguing": arguing, "judged_right": 1.0},
            incentives={"quality": {"listened_share": listened, "sanction": sanction}, "penalty_weight": weight},
        )
        data["issues"]["complaint"]["owed_share"] = 0.5
        rows = rows_of(data)
        assert not rows["refused"][rows["owed"]].any()
        return rows["refused"][~rows["owed"]].mean()

    assert refused(0.9 * end) == 0.0
    assert refused(1.1 * end) == 1.0


def test_what_is_believed_owed_is_mistaken_as_often_as_judgment_fails():
    data = desk(
        behavior={**STILL, "sharpness": 1000.0, "judged_right": 0.8},
        incentives={"quality": {"listened_share": 0.5, "sanction": 240.0}},
    )
    data["issues"]["complaint"]["owed_share"] = 0.5
    rows = rows_of(data)
    for owed, likely in ((True, 0.2), (False, 0.8)):
        which = rows["refused"][rows["owed"] == owed]
        assert abs(which.mean() - likely) < 4 * math.sqrt(0.16 / len(which))


def test_a_refusal_is_argued_and_costs_its_minutes():
    data = desk(
        behavior={**STILL, "sharpness": 1000.0, "arguing_minutes": 3.0, "judged_right": 1.0},
        incentives={"quality": {"listened_share": 0.5, "sanction": 240.0}},
    )
    data["issues"]["complaint"]["owed_share"] = 0.5
    rows = rows_of(data)
    assert set(rows["handle_ticks"][rows["refused"]]) == {7 * 60_000}
    assert set(rows["handle_ticks"][~rows["refused"]]) == {4 * 60_000}
    assert not rows["granted_cents"][rows["refused"]].any()


# --- who pays ----------------------------------------------------------------------------------------------------


def paid_from(whose, agents=40):
    """Agents whose pool, or own bonus, pays for what they give."""
    pool = {"funding_per_agent": 500.0, "agent_charge_share": 1.0}
    return desk(
        calendar={"start": "2024-01-22", "weeks": 1, "open": {"mon-fri": "8:00-18:00"}},
        incentives={
            "bonus_pool": pool | ({"agent_charge_from": whose} if whose else {"agent_charge_share": 0.0}),
            "peer_pressure": 0.0,
        },
        teams={"desk": {**desk()["teams"]["desk"], "agents": agents}},
    )


def test_the_dearer_giving_is_the_less_is_given_and_the_more_goes_up_instead():
    free, pool, own = (rows_of(paid_from(whose)) for whose in (None, "pool", "own"))
    alone = rows_of(paid_from("pool", agents=2))
    given_away = [at_the_desk(rows)["granted_cents"].sum() / len(rows) for rows in (free, pool, own)]
    assert given_away[0] > given_away[1] > given_away[2]
    assert given_away[1] > 0.9 * given_away[0]
    assert given_away[2] < 0.5 * given_away[0]
    up = [(rows["escalated"] >= 0).mean() for rows in (free, pool, own)]
    assert up[0] < up[1] < up[2]
    assert at_the_desk(alone)["granted_cents"].sum() / len(alone) < given_away[1]


PRICES = st.fixed_dictionaries(
    {
        "agent_charge_from": st.sampled_from(["pool", "own"]),
        "shares": st.lists(st.sampled_from([0.0, 0.2, 0.5, 1.0, 2.0]), min_size=2, max_size=2, unique=True),
        "agents": st.sampled_from([1, 4, 30]),
        "skill": st.sampled_from([0.3, 0.6, 3.0]),
        "peer_pressure": st.sampled_from([0.0, 0.5]),
        "insists_share": st.sampled_from([0.0, 0.1]),
        "owed_share": st.sampled_from([0.0, 0.6, 1.0]),
    }
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(PRICES, st.integers(0, 1000))
def test_a_higher_price_never_raises_what_is_given(case, seed):
    found = []
    for charged in sorted(case["shares"]):
        pool = {"funding_per_agent": 1e6, "agent_charge_share": charged, "agent_charge_from": case["agent_charge_from"]}
        data = desk(
            incentives={"bonus_pool": pool, "peer_pressure": case["peer_pressure"]},
            customers={"insists_share": case["insists_share"]},
        )
        data["teams"]["desk"] |= {"agents": case["agents"], "skill": case["skill"]}
        data["issues"]["complaint"] |= {"owed_share": case["owed_share"], "handle_time": 0.1, "per_week": 600.0}
        found.append(at_the_desk(rows_of(data, seed))["granted_cents"] / 100.0)
    low, high = found
    assert high.sum() - low.sum() <= 4.0 * math.sqrt(np.sum(low**2) + np.sum(high**2))


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_what_agents_give_of_their_own_is_withheld_to_the_cent_and_no_more_than_they_earn(engine):
    pytest.importorskip("numba" if engine == "compiled" else "simpy")
    data = paid_from("own", agents=3)
    data["calendar"]["weeks"] = 6
    data["issues"]["complaint"]["per_week"] = 90.0
    data["incentives"]["bonus_pool"]["agent_charge_share"] = 0.333
    journeys = records(data, engine)
    mine = journeys.entries[journeys.entries["entry"] == Entry.OWN_CHARGE]
    given_away = at_the_desk(journeys.rows)
    given_away = given_away[given_away["granted_cents"] > 0]
    assert len(given_away) > 50
    charged = dict(zip(mine["contact"].tolist(), mine["cents"].tolist(), strict=True))
    assert charged == {
        row["row"]: -int(0.333 * row["granted_cents"] + 0.5)
        for row in given_away
        if 0.333 * row["granted_cents"] >= 0.5
    }
    forgiven = journeys.entries[journeys.entries["entry"] == Entry.FORGIVEN]
    assert (forgiven["cents"] > 0).all()


# --- limits ------------------------------------------------------------------------------------------------------


def months_of(ticks):
    return np.searchsorted([JANUARY_ENDS, JANUARY_ENDS + 29], ticks // DAY, "right")


def given_by_agent_and_month(rows):
    """What each agent gave in each month, in cents: who took it back from the manager is who gave."""
    rows = at_the_desk(rows)
    seats = np.where(rows["returned_seat"] >= 0, rows["returned_seat"], rows["seat"])
    spent = {}
    for seat, occupant, month, cents in zip(
        seats, rows["occupant"], months_of(rows["ended"]), rows["granted_cents"], strict=True
    ):
        key = int(seat), int(occupant), int(month)
        spent[key] = spent.get(key, 0) + int(cents)
    return spent


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([0.0, 0.01, 99.99, 250.0, 1000.0]),
    st.sampled_from([None, {"funding_per_agent": 100.0, "charge_share": 1.0}]),
    st.sampled_from(["investigate", "return"]),
    st.sampled_from(["decided", "fixed"]),
    st.integers(0, 100),
)
def test_a_budget_is_never_exceeded_by_any_agent_in_any_month(budget, pool, policy, giving, seed):
    data = desk(
        calendar={"start": "2024-01-22", "weeks": 7, "open": {"mon-fri": "8:00-18:00"}},
        empowerment={"authority": 80.0, "goodwill_budget": budget},
        incentives={"bonus_pool": pool, "relief": 0.4},
        manager={"policy": policy},
        behavior={**STILL, "giving": giving},
    )
    data["issues"]["complaint"]["per_week"] = 400.0
    data["teams"]["desk"] |= {"agents": 5, "skill": 0.9}
    rows = rows_of(data, seed)
    spent = given_by_agent_and_month(rows)
    assert max(spent.values()) <= round(100 * budget)
    if 0.0 < budget < 300.0:  # spent to the cent in a whole month, and anew in the next
        assert {month for (*_, month), cents in spent.items() if cents == round(100 * budget)} >= {0, 1}


def test_a_budget_begins_anew_with_each_month_though_nobody_is_paid_and_with_each_recruit():
    data = desk(
        calendar={"start": "2024-01-22", "weeks": 7, "open": {"mon-fri": "8:00-18:00"}},
        empowerment={"goodwill_budget": 300.0},
    )
    data["issues"]["complaint"]["per_week"] = 400.0
    data["teams"]["desk"] |= {"agents": 4, "turnover": {"per_year": 9.0, "recruit_days": 1}}
    spent = given_by_agent_and_month(rows_of(data))
    assert set(spent.values()) >= {30_000}
    assert max(spent.values()) == 30_000
    assert {(0, 0), (1, 0)} <= {(month, occupant) for _, occupant, month in spent}
    assert max(occupant for _, occupant, _ in spent) > 0


def test_what_is_left_of_a_budget_is_the_limit_and_above_it_the_limit_is_offered():
    data = desk(
        empowerment={"goodwill_budget": 100.0, "generosity": 1.0},
        behavior={"giving": "fixed", "sharpness": 1000.0},
    )
    data["teams"]["desk"]["agents"] = 1
    data["issues"]["complaint"]["per_week"] = 60.0
    rows = rows_of(data)
    rows = rows[np.argsort(rows["ended"])]
    left = 10_000
    for row in rows:
        assert row["reason"] == Reason.NONE
        assert row["granted_cents"] == min(row["ask_cents"], left)
        left -= row["granted_cents"]
    assert left == 0


def test_limits_by_issue_type_hold_for_each_and_one_for_all_is_the_same_as_each_alike():
    data = desk(empowerment={"authority": {"complaint": 25.0, "refund": 150.0}})
    data["issues"]["complaint"]["per_week"] = 800.0
    data["issues"]["refund"] = {
        **data["issues"]["complaint"],
        "ask": {"shape": "lognormal", "median": 120.0, "sigma": 0.6},
    }
    data["teams"]["desk"]["handles"] = ["complaint", "refund"]
    rows = rows_of(data)
    for number, limit in ((0, 2500), (1, 15_000)):
        its = rows[rows["type"] == number]
        above = its["ask_cents"] > limit
        assert 0.1 < above.mean() < 0.9
        assert set(its["reason"][above]) == {Reason.AUTHORITY}
        assert not (its["reason"] == Reason.AUTHORITY)[~above].any()
        assert at_the_desk(its)["granted_cents"].max() <= limit
    alike, one = (
        rows_of({**data, "empowerment": {**data["empowerment"], "authority": authority}})
        for authority in ({"complaint": 70.0, "refund": 70.0}, 70.0)
    )
    assert alike.tobytes() == one.tobytes()


@pytest.mark.parametrize("above", ["passes_up", "offers_limit", "refuses"])
@pytest.mark.parametrize("giving", ["decided", "fixed"])
def test_what_lies_above_the_limit_goes_up_is_cut_or_is_refused(above, giving):
    """Who must decide, and feels that it is owed, is spared the refusal only by passing up."""
    conscience = 0.0 if above == "refuses" else 0.8
    data = desk(
        empowerment={"authority": 40.0, "above_authority": above, "generosity": 1.0},
        behavior={**STILL, "sharpness": 1000.0, "giving": giving, "conscience": conscience},
    )
    rows = rows_of(data)
    over = rows["ask_cents"] > 4000
    assert 0.2 < over.mean() < 0.8
    assert np.array_equal(rows["granted_cents"][~over], rows["ask_cents"][~over])
    if above == "passes_up":
        assert set(rows["reason"][over]) == {Reason.AUTHORITY}
    else:
        assert set(rows["reason"]) == {Reason.NONE}
        assert set(rows["granted_cents"][over]) == {4000 if above == "offers_limit" else 0}
    assert np.array_equal(rows["refused"], over & (above == "refuses"))


@pytest.mark.parametrize("policy", ["investigate", "grant"])
def test_the_managers_limit_is_never_exceeded_unless_more_was_offered_below(policy):
    data = desk(
        empowerment={"authority": 60.0, "above_authority": "offers_limit", "generosity": 0.9},
        manager={"authority": 45.0, "policy": policy, "settlement": 0.8, "count": 30, "grant_time": 1.0},
        customers={"insists_share": 0.9, "anger_handoff": 0.3},
        behavior={**STILL, "starting_reward": 0.6},
    )
    rows = rows_of(data)
    upstairs = rows[rows["granted_by"] == 2]
    assert np.all(upstairs["granted_cents"] <= np.maximum(4500, upstairs["offered_cents"]))
    assert np.all(upstairs["granted_cents"] >= upstairs["offered_cents"])
    assert (upstairs["granted_cents"] > 4500).sum() > 20
    assert (upstairs["granted_cents"] == 4500).sum() > 20
    free = rows_of({**data, "manager": {**data["manager"], "authority": None}})
    assert free["granted_cents"][free["granted_by"] == 2].max() > 6000
