"""The scorecard: counted, felt and paid as the contacts' rows say, to the cent, in both engines."""

from importlib.util import find_spec

import numpy as np
import pytest

from sim.behavior import choice, pay
from sim.behavior.parameters import CLOSURES, ESCALATIONS, REPEATS, STEP, Item
from sim.demand import purposes as for_
from sim.engines.rules import rules_of
from sim.journeys.records import Entry, Outcome, Reason
from sim.scenario import ScenarioError, plan_of, scenario_from
from tests.engines.small import DAY, MINUTE, center, records
from tests.engines.test_bonuses import month_of

STILL = {"habit_weight": 0.0, "learning": 0.0, "practice": 0.0}
ENGINES = ["simpy", pytest.param("compiled", marks=pytest.mark.skipif(not find_spec("numba"), reason="needs numba"))]


def desk(*scorecard, **parts):
    """Three agents over six weeks from 22 January who leave much of what fails, and learn nothing."""
    settings = {
        "calendar": {"start": "2024-01-22", "weeks": 6},
        "issues__complaint": {
            "per_week": 150.0,
            "complexity": {"shape": "beta", "a": 2, "b": 2},
            "demand_manager": 0.1,
            "opening_temper": 0.5,
        },
        "teams__desk": {"agents": 3, "skill": 0.6},
        "behavior": {**STILL, "choice": "rule", "after_failure": "decided", "conscience": 0.0},
        "customers": {"comes_back_share": 0.8, "comes_back_after": 1440.0 * 2},
        "incentives": {"scorecard": list(scorecard), "bonus_pool": {"funding_per_agent": 300.0}, "pushback": 0.4},
    }
    return center(**{**settings, **parts})


def closures(rows):
    return np.isin(rows["outcome"], (Outcome.SOLVED, Outcome.LEFT_UNRESOLVED))


def came_back(rows, days=7):
    """Of each row, whether its customer called again within so many days of its end."""
    again = rows[rows["kind"] == for_.REPEAT]
    place = {row: n for n, row in enumerate(rows["row"])}
    found = np.zeros(len(rows), dtype=int)
    for row in again:
        parent = place[row["parent"]]
        found[parent] = row["arrived"] if row["arrived"] - rows[parent]["ended"] <= days * DAY else 0
    return found


def paid(journeys, entry, month, seat):
    rows = journeys.entries
    mine = (rows["entry"] == entry) & (rows["month"] == month) & (rows["seat"] == seat)
    return int(rows["cents"][mine].sum())


MONTHS = ((0, 10 / 31), (1, 1.0), (2, 3 / 31))


@pytest.mark.parametrize("engine", ENGINES)
def test_closures_are_what_agents_say_is_done_solved_or_left(engine):
    item = {"measure": "closures", "pays": 90.0, "shape": "proportional", "per_100": 90.0}
    journeys = records(desk(item), engine)
    rows = journeys.rows
    assert (rows["outcome"] == Outcome.LEFT_UNRESOLVED).sum() > 10
    for month, share in MONTHS:
        for seat in range(3):
            mine = (month_of(rows["answered"]) == month) & (rows["seat"] == seat) & rows["diagnosed"]
            part = min(1.0, closures(rows[mine]).sum() / (0.9 * mine.sum()))
            assert paid(journeys, Entry.PROPORTIONAL_BONUS, month, seat) == pytest.approx(9000 * part * share, abs=0.51)


@pytest.mark.parametrize("engine", ENGINES)
def test_repeats_count_for_who_spoke_last_where_the_customer_calls_again_within_the_window(engine):
    item = {"measure": "repeats", "pays": 2.5, "shape": "per_event", "from": "pool", "window_days": 3}
    journeys = records(desk(item), engine)
    rows, entries = journeys.rows, journeys.entries
    charged = entries[entries["entry"] == Entry.REPEAT_CHARGE]
    due = rows[(rows["kind"] == for_.REPEAT) & np.isin(rows["parent"], rows["row"][came_back(rows, 3) > 0])]
    assert len(due) > 10
    assert len(due) < (rows["kind"] == for_.REPEAT).sum() or (came_back(rows, 3) > 0).sum() == len(due)
    assert sorted(charged["contact"]) == sorted(due["row"])
    assert (charged["cents"] == -250).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_handle_time_is_counted_in_whole_minutes_of_what_agents_handled(engine):
    item = {"measure": "handle_time", "pays": 60.0, "per_100": 355.0}
    journeys = records(desk(item), engine)
    rows, got = journeys.rows, set()
    for month, share in MONTHS:
        for seat in range(3):
            mine = rows[(month_of(rows["answered"]) == month) & (rows["seat"] == seat)]
            minutes = int((mine["released"] - mine["answered"]).sum() // MINUTE)
            cents = paid(journeys, Entry.TARGET_BONUS, month, seat)
            assert cents == (int(6000 * share + 0.5) if minutes <= 3.55 * len(mine) else 0)
            got.add(bool(cents))
    assert got == {True, False}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_the_pool_pays_for_a_count_comes_before_the_rest_is_shared_and_never_exceeds_it(engine):
    item = {"measure": "escalations", "pays": 250.0, "per_100": 100.0, "from": "pool"}
    journeys = records(desk(item, incentives__bonus_pool={"funding_per_agent": 200.0}), engine)
    entries = journeys.entries
    for month in range(3):
        mine = entries[entries["month"] == month]
        cents = {kind: int(mine["cents"][mine["entry"] == kind].sum()) for kind in Entry}
        assert -cents[Entry.POOL_BONUS] == cents[Entry.FUNDING]  # more is due than there is
        assert cents[Entry.PAYOUT] == 0
        assert mine["balance"].min() == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_right_escalation_is_paid_when_the_manager_closes_it_and_no_other(engine):
    data = desk(
        incentives={"right_escalation_bonus": 3.0, "right_below": 0.4, "bonus_pool": {"funding_per_agent": 300.0}},
        issues__complaint__reserved_share=0.1,
    )
    journeys = records(data, engine)
    rows, entries = journeys.rows, journeys.entries
    hard = np.isin(rows["reason"], (Reason.CHOSEN, Reason.FAILED)) & (rows["ability"] < 0.4)
    right = (rows["reason"] == Reason.RESERVED) | hard
    due = rows[right & (rows["outcome"] == Outcome.SOLVED_BY_MANAGER)]
    bonus = entries[entries["entry"] == Entry.EVENT_BONUS]
    assert 10 < len(due) < np.isin(rows["reason"], (Reason.CHOSEN, Reason.FAILED, Reason.RESERVED)).sum()
    assert sorted(bonus["contact"]) == sorted(due["row"])
    assert (bonus["cents"] == 300).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_known_prices_enter_the_choice_and_the_failure_as_the_model_says(engine):
    card = [
        {"measure": "closures", "pays": 1.2, "shape": "per_event"},
        {"measure": "repeats", "pays": 3.0, "shape": "per_event", "from": "own", "window_days": 3},
    ]
    data = desk(*card)
    data["incentives"]["right_escalation_bonus"] = 2.0
    journeys, plan = records(data, engine), plan_of(scenario_from(data))
    rules = rules_of(plan.baseline, plan.baseline, 1.0)
    engagement, unit, chi = plan.baseline.teams["desk"].engagement, 60.0, rules.penalty_weight
    closing, back = 1.2 / unit, chi * 3.0 / unit * 0.8  # all who come back do so after two days
    caught = chi * 0.03 * 50 / unit
    for row in journeys.rows[journeys.rows["had_choice"]]:
        right = 2.0 / unit if row["ability"] < 0.5 else 0.0
        felt = choice.Felt(rules.relief - rules.pushback, 0.0, 0.5, closing - back - 0.0 * engagement - caught, right)
        worth = choice.benefit(engagement, 0.0, 0.5, 0.5, rules) + closing
        expected = choice.inclination(row["ability"], worth, row["complexity"], 0.0, 2.0, felt, rules)
        assert row["attempt_probability"] == pytest.approx(expected, abs=1e-12)


def test_the_target_of_no_escalations_is_felt_by_the_chance_of_none_as_in_the_trial():
    # 5 expected; allowed -1, 0, 2, 4, 5, 8, 15 of 150: 0, 1, 13, 26, 26, 10, 0.
    rules = rules_of(*(scenario_from(desk()),) * 2, 1.0)
    unit = rules.money_unit_cents
    for allowed, felt in zip((-1, 0, 2, 4, 5, 8, 15), (0, 1, 13, 26, 26, 10, 0), strict=True):
        item = Item(ESCALATIONS, STEP, allowed + 1.0, 1.0, 15_000, False, False)
        assert round(pay.price_of_item(item, 100, 1, 0.0, 5.0, rules) * unit / 100) == felt


def test_a_closure_that_is_safe_or_out_of_reach_is_worth_nothing_more():
    rules = rules_of(*(scenario_from(desk()),) * 2, 1.0)
    for measure, so_far in ((CLOSURES, 80), (CLOSURES, 20), (REPEATS, 80)):
        item = Item(measure, STEP, 50.0, 1.0, 15_000, False, False)
        assert pay.price_of_item(item, 100, so_far, 0.0, 3.0, rules) < 1e-6


WRONG = [
    ([{"measure": "repeats", "pays": 2, "shape": "per_event"}], {"bonus_pool": None}, "there is none"),
    ([{"measure": "handle_time", "pays": 2, "shape": "per_event"}], {}, "no events"),
    ([{"measure": "closures", "pays": 2, "from": "own"}], {}, "from: pool or from: beside"),
    ([{"measure": "escalations", "pays": 2, "shape": "per_event", "from": "beside"}], {}, "from: pool or from: own"),
    ([{"measure": "escalations", "pays": 2, "shape": "per_event"}], {"charge_per_escalation": 1.0}, "two ways"),
    ([{"measure": "repeats", "pays": 2, "window_days": days} for days in (3, 7)], {}, "window_days"),
    ([{"measure": "closures", "pays": 2, "shape": "per_event"}] * 2, {}, "twice"),
    ([{"measure": "calls", "pays": 2}], {}, "'escalations', 'repeats', 'closures' or 'handle_time'"),
]


@pytest.mark.parametrize(("card", "pay_of", "said"), WRONG, ids=[said for _, _, said in WRONG])
def test_a_scorecard_that_cannot_be_paid_is_refused_in_a_line_that_says_how(card, pay_of, said):
    data = desk(*card)
    data["incentives"] |= pay_of
    with pytest.raises(ScenarioError, match=said):
        scenario_from(data)
