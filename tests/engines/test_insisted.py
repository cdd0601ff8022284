"""Customers who insist on more: what is known of it rests where the formula says, moves with news, and fades."""

import numpy as np
import pytest

from sim.engines import run
from sim.engines.insisting import known_at_start
from sim.engines.reference.center import Center
from sim.journeys import Outcome, Reason
from sim.journeys.records import Entry
from sim.scenario import plan_of, scenario_from
from tests.engines.small import decided

ASK = {"shape": "lognormal", "median": 35.0, "sigma": 0.6}
REFUSES_ALL = {"authority": 0.0, "above_authority": "refuses"}
CONTENT = {"arguing": 0.0, "conscience": 0.0}
"""Agents who do not mind saying no, and so do not pass up what they would have to refuse."""


def desk(**parts):
    """Agents who solve all that they try, give a fifth of what is asked, and a manager who gives all."""
    settings = {
        "issues__complaint": {"per_week": 500.0, "asks_share": 1.0, "ask": ASK, "handle_time": 2},
        "teams__desk__agents": 12,
        "customers": {"insists_share": 0.2, "anger_wait": 0.0, "anger_handoff": 0.0, "ask_growth": 0.0},
        "manager": {"count": 12, "investigate_time": 1.0, "settlement": 1.0},
        "empowerment": {"authority": 1000.0, "generosity": 0.2},
    }
    data = decided(**settings)
    for key, value in parts.items():
        data[key] = {**data.get(key, {}), **value} if isinstance(value, dict) else value
    return data


def changed(data, **keys):
    """The same with something set from the first week on; what was known before stays the baseline's."""
    set_ = {key.replace("__", "."): value for key, value in keys.items()}
    what_if = {"then": {"set": set_, "from_week": 1, "announced": False}}
    return plan_of(scenario_from({**data, "what_if": what_if}).what_if("then"))


def known_week_by_week(plan, seed=1):
    """What insisting is known to bring at each week's end, of the first type."""
    center = Center(plan, seed, 0)
    return [center.heard[0].expected for _ in center.weeks()]


def rows_of(plan, seed=1):
    return run(plan, seed, 0).rows


def insisted(rows):
    return rows["reason"] == Reason.INSISTED_ON_MORE


# --- at rest -----------------------------------------------------------------------------------------------------

KINDS = {
    "a fifth below and all above": {},
    "as much above as below": {"manager": {"settlement": 0.2}},
    "the limit below": {
        "empowerment": {"authority": 25.0, "generosity": 1.0, "above_authority": "offers_limit"},
        "manager": {"settlement": 0.8},
    },
    "a limit above too": {"manager": {"authority": 30.0}},
    "agents who fail, feel a price and are listened to": {
        "incentives": {
            "bonus_pool": {"funding_per_agent": 1000.0, "agent_charge_share": 1.0},
            "quality": {"listened_share": 0.2, "sanction": 60.0},
        },
        "issues": {
            "complaint": {"per_week": 500.0, "asks_share": 1.0, "ask": ASK, "handle_time": 2, "owed_share": 0.5}
        },
        "teams": {"desk": {"agents": 12, "handles": ["complaint"], "skill": 0.9, "skill_sd": 0.1}},
        "empowerment": {"generosity": 0.6},
    },
    "upstairs grants without asking": {"manager": {"policy": "grant", "grant_time": 1.0}},
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_is_known_in_the_baseline_rests_where_the_formula_says(kind):
    """Half a year of it: the news moves it by chance about the value with which it starts."""
    data = desk(calendar={"weeks": 26}, **kind)
    plan = plan_of(scenario_from(data))
    (heard,) = known_at_start(plan)
    found = known_week_by_week(plan)
    assert heard.expected == heard.rest
    assert 0.0 <= heard.rest < 1.0
    assert max(abs(each - heard.rest) for each in found) < 0.05
    assert abs(np.mean(found) - heard.rest) < 0.025


def test_the_known_gain_at_rest_by_hand():
    """One that is solved and wanted by all: D k f / (1 - (1 - k) f), with D the mean uplift, and k and f for a day."""
    data = desk(
        behavior={"choice": "fixed"},
        customers={"insists_share": 0.1, "heard_half_life": 20.0, "fade_half_life": 100.0},
    )
    (heard,) = known_at_start(plan_of(scenario_from(data)))
    # 100 asks a day, of whose customers a tenth would insist if refused all; a shortfall of 0.8 makes it 8.
    k = 1.0 - 2.0 ** (-(100 * 0.1 * 0.8) / (20.0 * 100 * 0.1))
    f = 2.0 ** (-1.0 / 100.0)
    assert heard.rest == pytest.approx(0.8 * k * f / (1.0 - (1.0 - k) * f), rel=0.002)
    assert heard.rate == pytest.approx(1.0 - 2.0 ** (-1.0 / (20.0 * 100 * 0.1)), rel=1e-6)


def test_a_what_if_begins_with_what_was_known_in_the_baseline():
    data = desk()
    (before,) = known_at_start(plan_of(scenario_from(data)))
    (then,) = known_at_start(changed(data, manager__settlement=0.2))
    assert (then.expected, then.rest, then.rate) == (before.expected, before.rest, before.rate)


# --- news and forgetting -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("heard", "fades"), [(10.0, 60.0), (20.0, 1000.0)])
def test_where_all_are_refused_and_insisting_brings_nothing_what_is_known_halves_in_its_half_life_and_fades(
    heard, fades
):
    data = desk(
        calendar={"weeks": 4},
        customers={"insists_share": 0.3, "insist_gain": 0.0, "heard_half_life": heard, "fade_half_life": fades},
        empowerment=REFUSES_ALL,
        behavior=CONTENT,
    )
    plan = changed(data, manager__settlement=0.0)
    (start,) = known_at_start(plan)
    for week, found in enumerate(known_week_by_week(plan), start=1):
        days = 5 * week
        assert found == pytest.approx(start.rest * 2.0 ** (-days / heard - days / fades), rel=0.12)


def test_where_nobody_insists_any_more_what_is_known_only_fades():
    data = desk(calendar={"weeks": 6}, customers={"fade_half_life": 40.0}, behavior={"giving": "fixed"})
    plan = changed(data, empowerment__generosity=1.0)
    (start,) = known_at_start(plan)
    found = known_week_by_week(plan)
    assert found == pytest.approx([start.rest * 2.0 ** (-5 * week / 40.0) for week in range(1, 7)], rel=1e-9)


def test_the_same_answer_upstairs_never_raises_insisting_and_lowers_it_over_weeks():
    data = desk(calendar={"weeks": 26}, customers={"insists_share": 0.1, "insist_gain": 2.0})
    before, same = rows_of(plan_of(scenario_from(data))), rows_of(changed(data, manager__settlement=0.2))
    weeks = 7 * 24 * 3_600_000
    counts = [np.bincount(rows["arrived"][insisted(rows)] // weeks, minlength=26) for rows in (before, same)]
    assert all(counts[1][:4] <= counts[0][:4] + 4 * np.sqrt(counts[0][:4] + counts[1][:4]))
    assert counts[1][-6:].sum() < 0.75 * counts[0][-6:].sum()
    assert counts[1][-6:].sum() < 0.85 * counts[1][:6].sum()
    drift = counts[0][:6].sum(), counts[0][-6:].sum()
    assert abs(drift[0] - drift[1]) < 4 * np.sqrt(sum(drift))


def test_who_gets_all_that_is_asked_never_insists_on_more():
    rows = rows_of(changed(desk(behavior={"giving": "fixed"}), empowerment__generosity=1.0))
    assert set(rows["reason"]) <= {Reason.NONE, Reason.CHOSEN}


# --- how many, and what they get ---------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_so_many_insist_as_is_said_by_what_they_did_not_get(share):
    data = desk(customers={"insists_share": share, "insist_gain": 0.0}, behavior={"choice": "fixed"})
    data["issues"]["complaint"]["per_week"] = 3000.0
    data["teams"]["desk"]["agents"] = data["manager"]["count"] = 60
    rows = rows_of(plan_of(scenario_from(data)))
    likely = 0.8 * share
    assert abs(insisted(rows).mean() - likely) < 4 * np.sqrt(likely * (1 - likely) / len(rows))
    assert not (rows["refused"] | rows["passed_up"]).any()


def test_upstairs_nobody_gets_less_than_was_offered_below():
    data = desk(
        manager={"settlement": 0.1},
        empowerment={"generosity": 0.5},
        customers={"insists_share": 0.6},
        behavior={"giving": "fixed"},
    )
    rows = rows_of(plan_of(scenario_from(data)))
    up = rows[insisted(rows)]
    assert len(up) > 50
    assert np.all(np.abs(up["granted_cents"] - up["offered_cents"]) <= 1)
    assert np.all(up["granted_cents"] >= up["offered_cents"])
    others = rows[(rows["granted_by"] == 2) & ~insisted(rows)]
    assert np.all(others["offered_cents"] == 0)
    data["manager"]["settlement"] = 0.5
    as_much = rows_of(plan_of(scenario_from(data)))
    for name in ("granted_cents", "satisfaction", "term_compensation"):
        assert np.array_equal(up[name], as_much[insisted(as_much)][name]), name


def test_a_share_of_nobody_stays_nobody_whatever_is_known_and_nobody_tries_another_agent():
    parts = {"insist_gain": 4.0, "insists_share": 0.0}
    rows, other = (
        rows_of(plan_of(scenario_from(desk(customers={**parts, "tries_another_share": share})))) for share in (0.0, 1.0)
    )
    assert rows.tobytes() == other.tobytes()
    assert not insisted(rows).any()


def test_who_tries_another_agent_calls_again_within_a_day_for_the_same_and_is_refused_as_an_outcome():
    data = desk(
        customers={"insists_share": 0.1, "tries_another_share": 0.5, "tries_another_after": 60.0, "max_contacts": 3},
        empowerment=REFUSES_ALL,
        behavior=CONTENT,
    )
    rows = rows_of(plan_of(scenario_from(data)))
    again, refused = rows[rows["attempt"] > 1], rows[rows["outcome"] == Outcome.REFUSED]
    assert len(again) > 100
    assert refused["refused"].all()
    assert not refused["issue_closed"].any()
    assert refused["attempt"].max() == 2
    assert rows["attempt"].max() == 3
    parents = {int(row["row"]): row for row in refused}
    for row in again:
        before = parents[int(row["parent"])]
        assert row["ask_cents"] == before["ask_cents"]
        assert row["arrived"] >= before["ended"] + 3_600_000
    first = rows[(rows["attempt"] == 1) & rows["refused"]]
    likely = 0.9 * 0.5  # of those refused who do not insist
    found = (first["outcome"] == Outcome.REFUSED).mean()
    assert abs(found - likely) < 4 * np.sqrt(0.25 / len(first)) + 0.02


def test_only_who_asks_for_money_learns_to_ask_for_the_manager_at_once():
    data = desk(
        calendar={"weeks": 6},
        customers={"insists_share": 0.3, "insist_gain": 4.0, "heard_half_life": 5.0, "tries_another_share": 0.0},
        manager={"settlement": 0.2},
    )
    data["issues"]["complaint"] |= {"asks_share": 0.5, "demand_manager": 0.5, "opening_temper": 0.4}
    before, then = rows_of(plan_of(scenario_from(data))), rows_of(changed(data, manager__settlement=1.0))
    calls = [rows[np.lexsort((rows["ordinal"], rows["bin"]))] for rows in (before, then)]
    at_once = [rows["reason"] == Reason.INSISTED for rows in calls]
    asks = calls[0]["ask_cents"] > 0
    assert np.array_equal(at_once[0][~asks], at_once[1][~asks])
    assert at_once[1][asks].sum() > 1.5 * at_once[0][asks].sum()
    assert np.all(at_once[0] <= at_once[1])


def test_insisting_on_more_is_the_agents_to_avoid_only_where_the_agent_said_no():
    pool = {"bonus_pool": {"funding_per_agent": 1000.0, "charge_share": 1.0}, "charge_per_escalation": 1.0}
    given_some = desk(incentives=pool, customers={"insists_share": 0.5}, behavior={"giving": "fixed"})
    refused = desk(incentives=pool, customers={"insists_share": 0.5}, empowerment=REFUSES_ALL, behavior=CONTENT)
    for data, avoidable in ((given_some, False), (refused, True)):
        journeys = run(plan_of(scenario_from(data)), 1, 0)
        journeys.check()
        up = journeys.rows["row"][insisted(journeys.rows)]
        charged = journeys.entries["contact"][journeys.entries["entry"] == Entry.ESCALATION_CHARGE]
        assert len(up) > 50
        assert np.isin(up, charged).all() == avoidable
        assert np.isin(up, charged).any() == avoidable
