"""Laws that every run obeys, whatever the center: conservation of contacts, time and money; nothing undefined."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from sim.clock import WEEK
from sim.demand.purposes import TRANSFER
from sim.engines import run
from sim.journeys import Journeys, Outcome, Reason
from sim.journeys.laws import could_be_avoided
from sim.journeys.records import TERMS, Entry, Week
from sim.metrics import tally
from sim.scenario import plan_of, scenario_from
from sim.scenario.calling_again import MOST_TRANSFERS
from tests.drawn import drawn
from tests.strategies import replications, scenario_data, seeds

LINE = (Outcome.ABANDONED, Outcome.DROPPED)
AT_DESK = (Outcome.SOLVED, Outcome.SERVED, Outcome.CUT_SHORT, Outcome.LEFT_UNRESOLVED, Outcome.REFUSED)
UPSTAIRS = (Outcome.SOLVED_BY_MANAGER, Outcome.GAVE_UP, Outcome.LANE)
FINAL = (Outcome.SOLVED, Outcome.SOLVED_BY_MANAGER, Outcome.CONTAINED, Outcome.LANE, Outcome.SERVED)


def lawful(data: dict[str, Any], seed: int, replication: int) -> Journeys:
    """Run a center and hold it to every law of this file."""
    plan = plan_of(scenario_from(data))
    journeys = run(plan, seed, replication)
    journeys.check()
    for law in (
        contacts_add_up,
        ways_are_whole,
        moments_are_in_order,
        time_adds_up,
        money_adds_up,
        nothing_is_undefined,
    ):
        law(journeys)
    return journeys


def contacts_add_up(journeys: Journeys) -> None:
    rows = journeys.rows
    first, goal = rows["attempt"] == 1, rows["own_goal"]
    visits = rows[first & ~goal]
    assert np.all((rows["outcome"] >= 0) & (rows["outcome"] <= max(Outcome)))
    onward = rows["kind"] == TRANSFER
    assert len(rows) == first.sum() + (rows["kind"] == 1).sum() + (rows["kind"] == 2).sum() + onward.sum()
    followed = rows["parent"][(~first | goal) & ~onward]  # who is handed on may have left an own goal, too
    assert len(np.unique(followed)) == len(followed)
    assert np.all(visits["parent"] == -1)
    closed = rows["issue_closed"]
    assert closed.sum() <= first.sum()
    assert len(np.unique(rows["parent"][onward])) == onward.sum()
    handed = np.isin(rows["row"], rows["parent"][onward]) | (rows["outcome"] == Outcome.SERVED) & ~closed
    assert np.all(rows["outcome"][handed] == Outcome.SERVED)
    assert not np.any(handed & ~_may_hand_on(journeys)[rows["type"]])
    assert np.all(closed[np.isin(rows["outcome"], FINAL) & ~handed])
    assert not np.any(closed & (rows["outcome"] == Outcome.OPEN))
    assert np.array_equal(rows["resolved"], np.isin(rows["outcome"], FINAL) & ~handed)
    limits = journeys.plan.baseline.customers
    if len(journeys.plan.epochs) == 1:
        calls = rows["attempt"] - np.minimum(rows["issue_handoffs"], MOST_TRANSFERS) * _may_hand_on(journeys).any()
        assert calls[closed].max(initial=0) <= limits.max_contacts


def _may_hand_on(journeys: Journeys) -> Any:
    """Which types hand customers on at some time."""
    names = list(journeys.plan.baseline.issues)
    epochs = [epoch.scenario.issues for epoch in journeys.plan.epochs]
    return np.array([any(issues[name].transfers is not None for issues in epochs) for name in names])


def ways_are_whole(journeys: Journeys) -> None:
    """Each outcome has been through the stations that lead to it, and through no other."""
    rows = journeys.rows
    outcome = rows["outcome"]
    answered, up = rows["answered"] >= 0, rows["escalated"] >= 0
    assert not np.any(answered & np.isin(outcome, (*LINE, Outcome.CONTAINED)))
    assert np.all(answered[np.isin(outcome, (*AT_DESK, *UPSTAIRS))])
    assert np.all(up <= rows["diagnosed"])
    assert np.all(rows["diagnosed"] <= answered)
    assert np.all(up[np.isin(outcome, UPSTAIRS)])
    assert np.all((rows["manager_end"] >= 0)[np.isin(outcome, (Outcome.SOLVED_BY_MANAGER, Outcome.LANE))])
    assert np.array_equal(rows["lane"], rows["lane"] & (rows["reason"] == Reason.NONE))
    assert np.all(((rows["reason"] > 0) | rows["lane"]) == up)
    assert np.array_equal(rows["passed_up"], rows["reason"] == Reason.CHOSEN)
    assert np.all((rows["attempt_probability"] >= 0) == rows["had_choice"])
    assert np.array_equal(rows["team"] >= 0, answered)
    routine = np.array([issue.routine for issue in journeys.plan.baseline.issues.values()])[rows["type"]]
    assert not np.any(rows["diagnosed"] & routine)
    assert np.all(routine[outcome == Outcome.SERVED])


def moments_are_in_order(journeys: Journeys) -> None:
    rows = journeys.rows
    road = ("arrived", "queued", "answered", "agent_done", "escalated", "manager_start", "manager_end")
    road += ("returned", "returned_answered", "returned_done", "second_escalated", "second_manager_start")
    road += ("second_manager_end", "ended")
    last = rows["arrived"]
    for name in road:
        happened = rows[name] >= 0
        assert np.all(rows[name][happened] >= last[happened]), name
        last = np.where(happened, rows[name], last)
    for earlier, later in (
        ("agent_done", "released"),
        ("escalated", "ticketed"),
        ("ticketed", "ended"),
        ("returned_done", "returned_released"),
    ):
        both = (rows[earlier] >= 0) & (rows[later] >= 0)
        assert np.all(rows[later][both] >= rows[earlier][both])
    assert np.all((rows["arrived"] >= 0) & (rows["arrived"] < journeys.plan.horizon_tick))
    assert np.all(rows["issue_first_arrived"] <= rows["arrived"])


def time_adds_up(journeys: Journeys) -> None:
    """Agents are busy with their contacts and the wrap-up after them; managers for as long as the talks are."""
    rows, diaries = journeys.rows, journeys.diaries
    spent: dict[tuple[int, int], int] = {}
    for seat, start, end in (
        ("seat", "answered", "released"),
        ("returned_seat", "returned_answered", "returned_released"),
    ):
        for row in rows[rows[start] >= 0]:
            key = (int(row["team"]), int(row[seat]))
            wrap_up = int(row["wrap_up_ticks"]) if start == "answered" else 0
            spent[key] = spent.get(key, 0) + int(row[end] - row[start]) + wrap_up
    noted: dict[tuple[int, int], int] = {}
    for row in diaries:
        key = (int(row["team"]), int(row["seat"]))
        noted[key] = noted.get(key, 0) + int(row["busy_ticks"])
    assert {key: ticks for key, ticks in noted.items() if ticks} == {
        key: ticks for key, ticks in spent.items() if ticks
    }
    assert np.all(diaries["overtime_ticks"] >= 0)
    assert diaries["overtime_ticks"].sum() <= diaries["busy_ticks"].sum()
    assert np.all((diaries["duty_ticks"] >= 0) & (diaries["duty_ticks"] <= 7 * 86_400_000))
    served = rows[rows["answered"] >= 0]
    at_desk = served["released"] - served["answered"]
    again = np.where(served["returned_answered"] >= 0, served["returned_released"] - served["returned_answered"], 0)
    assert np.array_equal(at_desk + again + served["wrap_up_ticks"], served["handle_ticks"] + served["held_ticks"])
    talks = (rows["manager_end"] - rows["manager_start"]) * (rows["manager_end"] >= 0)
    talks += (rows["second_manager_end"] - rows["second_manager_start"]) * (rows["second_manager_end"] >= 0)
    assert np.array_equal(talks, rows["manager_ticks"] + rows["lane_ticks"])
    work_asked_for_is_what_was_worked_and_what_was_not(journeys)


def work_asked_for_is_what_was_worked_and_what_was_not(journeys: Journeys) -> None:
    """Over a whole run managers are asked for no less than they work; for as much where nobody gives up or is left."""
    rows = journeys.rows
    weeks = [Week(1, rows, journeys.diaries[:0], journeys.entries[:0])]
    weeks += [Week(n, rows[:0], journeys.diaries[:0], journeys.entries[:0]) for n in range(2, _weeks(journeys) + 1)]
    counted = tally(journeys.plan, weeks).total()
    asked, worked = counted["asked_ticks"], counted["manager_ticks"]
    left = np.isin(rows["outcome"], (Outcome.GAVE_UP, Outcome.OPEN)) & (rows["escalated"] >= 0) & ~rows["lane"]
    assert asked == worked + rows["unmet_manager_ticks"].sum()
    assert not rows["unmet_manager_ticks"][~left].any()
    assert asked == sum(counted[f"asked_ticks:{name}"] for name in journeys.plan.baseline.issues)


def _weeks(journeys: Journeys) -> int:
    return journeys.plan.horizon_tick // WEEK


BESIDE = {
    *(Entry.ABSORBED, Entry.OWN_CHARGE, Entry.FORGIVEN),
    *(Entry.TARGET_BONUS, Entry.PROPORTIONAL_BONUS, Entry.EVENT_BONUS),
}


def money_adds_up(journeys: Journeys) -> None:
    """Opening + funding - debits - pay-outs = closing; pay-outs never exceed what is there."""
    rows, ledger = journeys.rows, journeys.entries
    for team in np.unique(ledger["team"]):
        mine = ledger[ledger["team"] == team]
        by_kind = {kind: int(mine["cents"][mine["entry"] == kind].sum()) for kind in Entry}
        moved = sum(cents for kind, cents in by_kind.items() if kind not in BESIDE)
        assert mine["balance"][-1] == moved
        assert by_kind[Entry.OPENING] >= 0 <= by_kind[Entry.FUNDING]
        paid = (mine["entry"] == Entry.PAYOUT) & (mine["cents"] != 0)
        assert np.all(mine["balance"][paid] >= 0)
        assert np.all(np.diff(mine["tick"]) >= 0)
        assert by_kind[Entry.FORGIVEN] <= -by_kind[Entry.OWN_CHARGE]
        from_pool = by_kind[Entry.PAYOUT] + by_kind[Entry.POOL_BONUS]
        assert -from_pool + sum(by_kind[kind] for kind in BESIDE - {Entry.ABSORBED}) >= 0
    charged = ledger["contact"][ledger["entry"] == Entry.ESCALATION_CHARGE]
    assert len(np.unique(charged)) <= could_be_avoided(rows).sum()
    assert np.all(rows["granted_cents"] >= 0)
    assert np.all((rows["granted_cents"] > 0) <= (rows["granted_by"] > 0))
    assert not np.any((rows["granted_cents"] > 0) & (rows["ask_cents"] == 0))


def nothing_is_undefined(journeys: Journeys) -> None:
    for table in (journeys.rows, journeys.diaries, journeys.entries):
        for name in table.dtype.names:
            if table.dtype[name].kind == "f":
                assert np.all(np.isfinite(table[name])), name
    rows, diaries = journeys.rows, journeys.diaries
    for name in ("complexity", "anger_first", "anger_last"):
        assert np.all((rows[name] >= 0.0) & (rows[name] <= 1.0)), name
    for name in ("habit", "ownership", "engagement", "strain"):
        assert np.all((diaries[name] >= 0.0) & (diaries[name] <= 1.0)), name
    assert np.all(diaries["charge"] >= 0.0)
    closed = rows["issue_closed"]
    assert np.all((rows["satisfaction"][closed] >= 0.0) & (rows["satisfaction"][closed] <= 1.0))
    assert np.all(rows["satisfaction"][~closed] == -1.0)
    assert np.all(np.isin(rows["answer"][closed], [1, 2, 3, 4, 5]))
    for name in TERMS:
        assert not np.any(rows[name][~closed])


LAWS = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@settings(LAWS, max_examples=40)
@given(scenario_data(), seeds, replications)
def test_every_center_obeys_every_law(data, seed, replication):
    lawful(data, seed, replication)


@pytest.mark.long
@settings(LAWS, max_examples=5_000)
@given(scenario_data(max_weeks=6), seeds, replications)
def test_five_thousand_centers_obey_every_law(data, seed, replication):
    lawful(data, seed, replication)


@drawn(scenario_data(), seeds, examples=15, at_length=400)
def test_who_never_has_a_choice_never_changes(data, seed):
    """Everything is reserved: nobody chooses, so nothing but the calendar could move anybody, and it is stilled."""
    for issue in data["issues"].values():
        issue["reserved_share"] = 1.0
    data["timeline"] = []
    data["manager"].pop("coach_gain", None)
    data["manager"]["policy"] = "investigate"
    data["behavior"].update(forgetting_half_life=None, starting_charge=0.0)
    for team in data["teams"].values():
        team.pop("engagement_floor", None)
        team.pop("turnover", None)
    journeys = lawful(data, seed, 0)
    assert not journeys.rows["had_choice"].any()
    fresh = run(plan_of(scenario_from({**data, "timeline": silent(data), "backlog": {}})), seed, 0)
    assert len(fresh.rows) == 0
    for state in ("habit", "reward", "skill", "ownership", "charge", "engagement"):
        assert np.array_equal(journeys.diaries[state], fresh.diaries[state])


def silent(data: dict[str, Any]) -> list[dict[str, Any]]:
    """A timeline on which nobody calls: agents stay as they start."""
    weeks = data["calendar"]["weeks"]
    return [{"week": 1, "event": "surge", "issue": name, "times": 0.0, "weeks": weeks} for name in data["issues"]]


@drawn(scenario_data(), seeds, examples=15, at_length=400)
def test_with_a_fixed_choice_nothing_is_learned_but_from_charges_and_drift(data, seed):
    data["behavior"].update(choice="fixed", forgetting_half_life=None)
    data["incentives"].pop("bonus_pool", None)
    for item in ("charge_per_escalation", "scorecard"):
        data["incentives"].pop(item, None)
    data["manager"].update(coach_gain=0.0, coaching=None)
    data["timeline"] = []
    data["customers"]["comes_back_share"] = 0.0
    for team in data["teams"].values():
        team.pop("turnover", None)
    journeys = lawful(data, seed, 0)
    for team_seat in np.unique(journeys.diaries[["team", "seat"]]):
        mine = journeys.diaries[journeys.diaries[["team", "seat"]] == team_seat]
        for state in ("habit", "reward", "skill", "ownership"):
            assert len(np.unique(mine[state])) == 1
