"""The choice: ability, effort, what is in it for the agent, and which way each of them pulls."""

import ast
import math
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import sim.behavior
from sim.behavior import choice
from tests.behavior.numbers import DEFAULTS, cents, minutes, share, skill, utility, with_

PASSES_UP = with_(after_failure_as_before=True)


def inclination(rules=PASSES_UP, *, p=0.6, engagement=0.7, reward=0.15, charge=0.0, habit=0.2, anger=0.2, pressure=0.0):
    """The probability of an attempt of an agent with these traits; what fails goes up."""
    worth = choice.benefit(engagement, 0.0, 1.0, anger, rules)
    felt = choice.Felt(reward, charge, habit, choice.leaving(engagement, 0.0, rules), 0.0)
    return choice.inclination(p, worth, 0.4, pressure, 4.0, felt, rules)


def test_the_room_imports_nothing_but_math_and_itself():
    for path in Path(sim.behavior.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert all(name in ("math", "typing") or name.startswith("sim.behavior") for name in names), path


# --- the logistic --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("x", "right"), [(0.0, 0.5), (1e308, 1.0), (-1e308, 0.0), (math.inf, 1.0), (-math.inf, 0.0)])
def test_the_logistic_is_safe_at_both_ends(x, right):
    assert choice.logistic(x) == right


@given(st.floats(-700.0, 700.0))
def test_the_logistic_is_symmetric_and_right(x):
    assert choice.logistic(x) + choice.logistic(-x) == pytest.approx(1.0, abs=1e-15)
    assert choice.logistic(x) == pytest.approx(1.0 / (1.0 + math.exp(-x)), rel=1e-14)


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_the_logistic_never_falls(one, two):
    low, high = sorted((one, two))
    assert 0.0 <= choice.logistic(low) <= choice.logistic(high) <= 1.0


# --- ability and effort --------------------------------------------------------------------------------------


@given(skill, skill, share)
def test_ability_rises_with_skill(one, two, complexity):
    low, high = sorted((one, two))
    assert choice.ability(low, complexity, DEFAULTS) <= choice.ability(high, complexity, DEFAULTS)


@given(skill, share, share, share)
def test_ability_falls_with_complexity_and_more_so_with_scripts(now, one, two, scripting):
    low, high = sorted((one, two))
    rules = with_(scripting=scripting)
    assert choice.ability(now, low, rules) >= choice.ability(now, high, rules)
    helped = choice.ability(now, low, rules) - choice.ability(now, low, DEFAULTS)
    assert helped * (0.5 - low) >= 0.0


@given(skill, share, st.floats(-1.0, 2.0))
def test_support_counts_as_skill(now, complexity, support):
    assert choice.ability(now, complexity, with_(support=support)) == pytest.approx(
        choice.ability(now + support, complexity, with_(support=0.0)), abs=1e-9
    )


def test_an_agent_as_able_as_the_issue_is_complex_solves_every_other():
    assert choice.ability(0.5, 0.6, with_(support=0.1, scripting=0.0)) == pytest.approx(0.5)


@given(st.integers(0, 1000), st.integers(0, 100), st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_time_pressure_rises_with_load_up_to_a_queue_as_long_as_the_team(queue, agents, base, weight):
    rules = with_(time_pressure=base, load_weight=weight)
    now = choice.time_pressure_now(queue, agents, rules)
    assert base <= now <= base + weight
    assert now <= choice.time_pressure_now(queue + 1, agents, rules)
    if queue >= agents:
        assert now == base + weight
    if queue == 0 < agents:
        assert now == base


@given(share, share, minutes, st.floats(0.0, 5.0))
def test_effort_rises_with_complexity_and_under_pressure_with_what_is_left_to_do(one, two, left, pressure):
    low, high = sorted((one, two))
    assert choice.effort(low, pressure, left, DEFAULTS) <= choice.effort(high, pressure, left, DEFAULTS)
    assert choice.effort(low, pressure, left, DEFAULTS) >= choice.effort(low, 0.0, left, DEFAULTS)
    assert choice.effort(0.5, 0.0, left, DEFAULTS) == DEFAULTS.effort


# --- the pool ------------------------------------------------------------------------------------------------


@given(st.integers(1, 1000), share)
def test_interest_in_the_pool_lies_between_an_equal_share_and_the_whole(sharers, peers):
    interest = choice.interest_in_pool(sharers, with_(peer_pressure=peers))
    assert 1.0 / sharers <= interest * (1 + 1e-12)
    assert interest <= 1.0
    assert choice.interest_in_pool(sharers + 1, with_(peer_pressure=peers)) <= interest


@given(share, cents)
def test_a_pool_of_one_is_felt_as_an_individual_penalty(peers, charge):
    alone = choice.interest_in_pool(1, with_(peer_pressure=peers))
    assert alone == 1.0
    whole = DEFAULTS.penalty_weight * charge / DEFAULTS.money_unit_cents
    assert choice.felt_charge(charge, alone, DEFAULTS) == pytest.approx(whole)


@pytest.mark.parametrize(("peers", "right"), [(0.0, 0.1), (0.25, 0.325), (1.0, 1.0)])
def test_peers_make_a_tenth_felt_as_more(peers, right):
    assert choice.interest_in_pool(10, with_(peer_pressure=peers)) == pytest.approx(right)


@given(cents, share, st.sampled_from([0.01, 0.5, 2.0, 1000.0]))
def test_money_has_no_scale_of_its_own(charge, interest, k):
    bonus = DEFAULTS._replace(resolution_bonus_cents=500.0, bonus_from_pool=True)
    scaled = bonus._replace(money_unit_cents=bonus.money_unit_cents * k, resolution_bonus_cents=500.0 * k)
    assert choice.felt_charge(charge * k, interest, scaled) == pytest.approx(
        choice.felt_charge(charge, interest, bonus)
    )
    assert choice.benefit(0.7, 0.1, interest, 0.3, scaled) == pytest.approx(
        choice.benefit(0.7, 0.1, interest, 0.3, bonus)
    )


@given(share)
def test_a_bonus_out_of_the_pool_is_felt_less_by_the_own_interest_in_it(interest):
    company = with_(resolution_bonus_cents=6000.0, pride=0.0, expectation=0.0, rating_pressure=0.0)
    pool = company._replace(bonus_from_pool=True)
    assert choice.benefit(0.7, 0.0, interest, 0.2, company) == pytest.approx(1.0)
    assert choice.benefit(0.7, 0.0, interest, 0.2, pool) == pytest.approx(1.0 - interest)


# --- which way each of them pulls ----------------------------------------------------------------------------

PULLS = [
    ("reward", utility, -1),
    ("charge", st.floats(0.0, 5.0), +1),
    ("habit", share, -1),
    ("engagement", share, +1),
    ("pressure", st.floats(0.0, 3.0), -1),
]


@pytest.mark.parametrize(("what", "values", "sign"), PULLS, ids=[pull[0] for pull in PULLS])
def test_the_state_of_mind_pulls_the_right_way(what, values, sign):
    @given(values, values, share)
    def pulls(one, two, p):
        low, high = sorted((one, two))
        rules = PASSES_UP._replace(expectation=0.6)
        assert sign * (inclination(rules, p=p, **{what: high}) - inclination(rules, p=p, **{what: low})) >= -1e-12

    pulls()


LEVERS = [
    ("blame", -1),
    ("effort", -1),
    ("pride", +1),
    ("expectation", +1),
    ("rating_pressure", -1),
    ("resolution_bonus_cents", +1),
]


@pytest.mark.parametrize(("what", "sign"), LEVERS)
def test_levers_pull_the_right_way(what, sign):
    @given(st.floats(0.0, 3.0), st.floats(0.0, 3.0), share, share)
    def pulls(one, two, p, habit):
        low, high = sorted((one, two))
        before, after = (inclination(PASSES_UP._replace(**{what: value}), p=p, habit=habit) for value in (low, high))
        assert sign * (after - before) >= -1e-12

    pulls()


@given(share, share, st.floats(0.0, 0.5))
def test_the_able_try_where_solving_is_worth_more_than_failing(one, two, reward):
    low, high = sorted((one, two))
    assert inclination(p=low, reward=reward) <= inclination(p=high, reward=reward)


def test_each_pull_is_a_real_one():
    middle = inclination()
    assert 0.05 < middle < 0.95
    assert inclination(reward=0.3) < middle - 0.01
    assert inclination(charge=0.3) > middle + 0.01
    assert inclination(habit=0.9) < middle - 0.01
    assert inclination(p=0.7) > middle + 0.01


@given(st.floats(0.02, 0.98), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.1, 3.0), utility)
def test_in_the_limit_agents_follow_the_gatekeepers_rule(p, effort, blame, worth, net_reward):
    """Without habit and noise: attempt where B - Q + C + blame > 0 and p >= (E + blame) / (B - Q + C + blame)."""
    rules = with_(sharpness=1e9, habit_weight=0.0, blame=blame)
    stake = worth - net_reward + blame
    solves = stake > 0 and p >= (effort + blame) / stake
    assume(abs(p * stake - effort - blame) > 1e-6)
    solving = choice.utility_of_solving(p, worth, effort, net_reward, rules)
    assert (
        choice.attempt_probability(solving, choice.utility_of_passing_up(net_reward, 0.0, 0.9, rules), rules) == solves
    )


@given(utility, utility)
def test_without_sharpness_the_choice_is_a_coin(solving, passing):
    assert choice.attempt_probability(solving, passing, with_(sharpness=0.0)) == 0.5


def test_the_choice_by_hand():
    rules = with_(habit_weight=0.3, blame=0.3, sharpness=6.0)
    # 0.7 x 1.0 + 0.3 x (0.15 - 0.3) - 0.36 = 0.295; 0.15 + 0.3 x (0.9 - 0.5) = 0.27; 1 / (1 + e^(-6 x 0.025)).
    solving = choice.utility_of_solving(0.7, 1.0, 0.36, 0.15, rules)
    passing = choice.utility_of_passing_up(0.15, 0.0, 0.9, rules)
    assert solving == pytest.approx(0.295)
    assert passing == pytest.approx(0.27)
    assert choice.attempt_probability(solving, passing, rules) == pytest.approx(0.5374298453)


@given(skill, skill, share, share, skill)
def test_an_assistant_lifts_the_less_skilled_more_but_never_above_the_more_skilled(low, high, c, gain, up_to):
    assume(low <= high)
    rules = with_(assist_gain=gain, assist_up_to=up_to)
    lifts = [choice.ability(each, c, rules) - choice.ability(each, c, DEFAULTS) for each in (low, high)]
    assert all(lift >= 0.0 for lift in lifts)
    assert choice.ability(low, c, rules) <= choice.ability(high, c, rules) + 1e-12
    assert choice.ability(up_to, c, rules) == choice.ability(up_to, c, DEFAULTS)
