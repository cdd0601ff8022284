"""Where an agent comes to rest: compiled code and plain Python agree to the bit, and the fixed point is one."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.behavior import choice
from sim.engines import resting, weeks_of
from sim.engines.month_prices import NOTHING
from sim.engines.rules import rules_of
from sim.engines.steady_state import start_of
from sim.metrics import METRICS, Tallies, tally
from sim.scenario import plan_of, scenario_from
from tests.centers import shipped, small_center
from tests.engines.small import center

DEALERSHIP = shipped("dealership")
PRICES = (-1.0, 0.1, math.inf, 0.8)
"""Felt prices of a yes: nothing is asked, it is cheap, there is nothing to give, it is dear."""
CASES = [
    (
        *(0.05, (i + 0.5) / 20, 0.8, 4.0, 0.1 * (i % 3), 0.2, float(free), 0.05, 1.0 - 0.1 * (i % 4)),
        *(0.7, PRICES[i % 4] if free else -1.0, 0.02 * (i % 3), 0.05 * (i % 3), 0.8),
        *(0.02 * (i % 2), 0.03 * (i % 3), 0.01 * (i % 3), 0.1 * (i % 2)),
    )
    for free in (1, 0)
    for i in range(20)
]


def rules_with(**changes):
    center = DEALERSHIP.override({key.replace("__", "."): value for key, value in changes.items()})
    return rules_of(center, center, 3.0)


def start(rules, habit, moves=True):
    return rules, 0.15, 0.05, 0.6, habit, moves, 3.0, 0.011, CASES


@pytest.mark.parametrize("habit", [0.0, 1.0])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"behavior__habit_weight": 1.75},
        {"behavior__choice": "fixed"},
        {"empowerment__scripting": 0.5},
        {"manager__policy": "coach"},
        {"manager__policy": "return", "incentives__time_pressure": 0.1},
        {"incentives__charge_known": True},
        {"behavior__conscience": 0.2, "incentives__pushback": 0.4},
        {"behavior__after_failure": "as_before", "behavior__giving": "fixed", "customers__insists_share": 0.0},
    ],
    ids=str,
)
@pytest.mark.parametrize("moves", [True, False])
def test_compiled_code_and_plain_python_give_the_same_bits(changes, habit, moves):
    compiled = pytest.importorskip("sim.engines.compiled.resting")
    numbers = start(rules_with(**changes), habit, moves)
    assert compiled.rest(*numbers) == resting.rest(*numbers)
    rules, reward, charge, skill, habit, *_, cases = numbers
    assert compiled.shares(rules, skill, reward, charge, habit, cases) == resting.shares(
        rules, skill, reward, charge, habit, cases
    )


def test_at_rest_the_share_passed_up_is_the_habit():
    rules = rules_with(behavior__habit_weight=1.0)
    passed, solved, closed, felt, habit, skill = resting.rest(*start(rules, 1.0))
    assert passed == pytest.approx(habit, abs=1e-9)
    assert skill == pytest.approx(resting.rested_skill(0.6, solved, 0.0, 3.0, 0.011, rules), abs=1e-9)
    found = resting.shares(rules, skill, 0.15, 0.05, habit, CASES)
    assert (found.passed, found.solved, found.closed, found.felt) == pytest.approx(
        (passed, solved, closed, felt), abs=1e-9
    )
    assert found.coached == 0.0
    assert found.more > 0.0 < found.left
    assert closed < 1.0 - solved


def test_of_choices_whose_customers_all_stay_each_is_solved_closed_upstairs_left_or_refused():
    rules = rules_with()
    cases = [(*case[:8], 1.0, 0.7, -1.0, 0.0, 0.0, 0.8, *case[14:]) for case in CASES]
    found = resting.shares(rules, 0.6, 0.15, 0.05, 0.2, cases)
    assert found.closed == pytest.approx(found.passed + found.failed)
    assert found.solved + found.closed + found.left == pytest.approx(1.0)
    asked = [(*case[:10], 0.3, 0.04, 0.1, 0.8, 0.0, 0.0, 0.0, case[17]) for case in cases]
    now = resting.shares(rules, 0.6, 0.15, 0.05, 0.2, asked)
    _, refused, more, refused_more = resting.answer(asked[0], 0.15 - 0.05 - 0.05, rules)
    answered = 1.0 - now.passed - now.failed - now.left
    assert 0.0 < refused_more < refused < 1.0
    assert now.more == pytest.approx(answered * more)
    assert now.closed == pytest.approx(now.passed + now.failed + answered * refused_more)
    assert now.solved == pytest.approx(answered * (1.0 - refused) * (1.0 - 0.04))


@pytest.mark.parametrize("pushback", [0.0, 0.5, 1.2])
def test_what_fails_is_left_as_often_as_the_choice_says(pushback):
    rules = rules_with()
    case = (1.0, 0.6, 1.0, 4.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.7, -1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.2)
    found = resting.shares(rules, 0.3, -pushback, 0.0, 0.2, [case])
    leave = choice.leaving(0.7, 0.0, rules)
    feels = choice.Felt(-pushback, 0.0, 0.2, leave, 0.0)
    p = choice.ability(0.5, 0.6, rules)
    tries = choice.inclination(p, 1.0, 0.6, rules.time_pressure, 4.0, feels, rules)
    leaves = choice.leaves(choice.passing_up_after_failure(-pushback, 0.0, 4.0, 0.0, rules), leave, rules)
    assert len(case) == len(resting.CASE)
    assert found.left == pytest.approx(tries * (1.0 - p) * leaves)
    assert found.failed == pytest.approx(tries * (1.0 - p) * (1.0 - leaves))
    assert found.passed == pytest.approx(1.0 - tries)


def test_a_habit_that_is_held_stays():
    passed, *_, habit, _ = resting.rest(*start(rules_with(), 0.25, moves=False))
    assert habit == 0.25
    assert passed != habit


def test_teams_in_another_order_keep_their_own_people():
    """Both orders in one process: what is remembered of one is not taken for the other."""
    able = {"agents": 3, "handles": ["complaint"], "skill": 0.9}
    unable = {**able, "skill": 0.1}
    data = center(behavior={"choice": "rule"}, teams={"desk": able, "other": unable})
    data["teams"] = {"able": able, "unable": unable}
    other = {**data, "teams": {"unable": unable, "able": able}}
    starts = [start_of(plan_of(scenario_from(each))) for each in (data, other)]
    assert starts[0].skills == starts[1].skills[::-1]
    assert starts[0].rests == starts[1].rests[::-1]
    assert starts[0].skills != starts[1].skills


BY_COUNT = st.fixed_dictionaries(
    {
        "relief": st.floats(0.1, 0.6),
        "bonus_pool": st.sampled_from([None, {"funding_per_agent": 300}]),
        "bonus": st.sampled_from(["target_bonus", "proportional_bonus"]),
        "pays": st.integers(100, 900),
        "at": st.integers(10, 60),
        "whose": st.sampled_from(["own", "team"]),
    }
)


@settings(max_examples=6)
@given(BY_COUNT, st.sampled_from([0.0, 0.3]))
def test_a_baseline_that_pays_by_the_months_count_starts_where_it_stays(pays, skill_sd):
    limit = "escalations_per_100" if pays["bonus"] == "target_bonus" else "zero_at"
    bonus = {limit: pays["at"], "pays": pays["pays"], "whose": pays["whose"]}
    its = small_center(
        calendar={"start": "2024-01-01", "weeks": 16, "open": {"mon-fri": "9:00-17:00"}},
        teams={"desk": {"agents": 3, "handles": ["question"], "skill_sd": skill_sd}},
        incentives={"relief": pays["relief"], "bonus_pool": pays["bonus_pool"], pays["bonus"]: bonus},
        what_if={},
    )
    counted = Tallies([tally(plan_of(its), weeks_of(plan_of(its), 1, n)) for n in range(12)])
    for metric in ("habit", "ownership"):
        early, late = (counted.value(METRICS[metric], *weeks) for weeks in ((1, 4), (13, 16)))
        drift = late - early
        error = drift.std(ddof=1) / len(drift) ** 0.5
        assert abs(drift.mean()) <= 4 * error + 0.06 * min(early.mean(), 1 - early.mean()) + 0.003, metric


def test_what_one_more_costs_at_rest_stands_in_parts_below_all_of_the_bonus_and_is_nothing_without_one():
    bonus = {"escalations_per_100": 30, "pays": 300}
    its = small_center(incentives={"relief": 0.4, "target_bonus": bonus}, what_if={})
    (parts,) = start_of(plan_of(its)).prices
    assert sum(share for share, _ in parts) == pytest.approx(1.0)
    assert [price for _, price in parts] == sorted(price for _, price in parts)
    assert 0 < sum(share * price for share, price in parts) < 300 / its.behavior.money_unit
    (without,) = start_of(plan_of(small_center(what_if={}))).prices
    assert without == NOTHING
