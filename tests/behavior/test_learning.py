"""Learning: steps toward a target, rates from half-lives, and what leaves everything as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behavior import choice, learning
from tests.behavior.numbers import DEFAULTS, minutes, share, skill, utility, with_


@given(utility, utility, share)
def test_a_step_lies_between_where_one_is_and_the_target(value, target, rate):
    after = learning.step(value, target, rate)
    assert min(value, target) - 1e-12 <= after <= max(value, target) + 1e-12


@given(utility, utility)
def test_no_learning_changes_nothing_and_whole_learning_arrives(value, target):
    assert learning.step(value, target, 0.0) == value
    assert learning.step(value, target, 1.0) == pytest.approx(target, abs=1e-12)


@given(share, st.lists(st.booleans(), max_size=50), share)
def test_habit_and_ownership_stay_between_0_and_1(start, choices, rate):
    for passed in choices:
        start = learning.step(start, 1.0 if passed else 0.0, rate)
        assert 0.0 <= start <= 1.0


@given(st.floats(0.1, 500.0), st.floats(0.01, 500.0))
def test_after_a_half_life_half_of_the_way_is_left_however_busy_the_center(half_life, per_day):
    rate = learning.rate_per_event(half_life, per_day)
    assert 0.0 < rate <= 1.0
    if rate < 1.0:
        assert (1.0 - rate) ** (half_life * per_day) == pytest.approx(0.5, rel=1e-6)


def test_without_events_there_is_no_rate():
    assert learning.rate_per_event(17.0, 0.0) == 0.0


@given(minutes, st.floats(0.0, 3.0), st.floats(0.0, 3.0), st.floats(0.0, 5.0))
def test_passing_up_is_worth_relief_and_saved_time_less_push_back(left, relief, pushback, pressure):
    rules = with_(relief=relief, pushback=pushback, time_pressure=pressure)
    assert learning.reward_of_passing_up(left, rules) == pytest.approx(relief + pressure * left - pushback)


@given(st.lists(st.floats(0.0, 3.0), max_size=20), utility, share)
def test_without_learning_no_change_of_the_reward_has_an_effect(rewards, belief, habit):
    now = belief
    for relief in rewards:
        now = learning.step(now, learning.reward_of_passing_up(4.0, with_(relief=relief)), 0.0)
    assert now == belief
    before, after = (choice.utility_of_passing_up(q, 0.0, habit, DEFAULTS) for q in (belief, now))
    assert before == after


@given(st.integers(0, 500), share, share)
def test_all_colleagues_together_learn_the_announced_share_of_a_charge(sharers, rate, announced):
    each = learning.colleague_rate(sharers, with_(learning=rate, announced=announced))
    if sharers < 2:
        assert each == 0.0
    else:
        assert each * (sharers - 1) == pytest.approx(rate * announced)


@pytest.mark.parametrize("gains", [learning.practiced, learning.coached])
def test_skill_rises_to_its_ceiling_and_never_falls_from_above_it(gains):
    @given(skill, skill, share)
    def law(now, ceiling, rate):
        after = gains(now, ceiling, with_(practice=rate, coach_gain=rate))
        assert now <= after <= max(now, ceiling) + 1e-12

    law()
    assert gains(0.5, 1.0, with_(practice=0.1, coach_gain=0.1)) == pytest.approx(0.55)
