"""After a failed attempt: pass it up, or leave it and say that it is done."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq

from sim.behavior import choice
from tests.behavior.numbers import DEFAULTS, minutes, share, utility, with_

STRICT = 1e6
"""A conscience that lets nobody leave anything."""
charge = st.floats(0.0, 5.0)
engaged = st.floats(0.01, 1.0)


def felt(engagement, reward, charge, rules, habit=0.3):
    return choice.Felt(reward, charge, habit, choice.leaving(engagement, 0.0, rules), 0.0)


def leaves(engagement, reward, charge, rules, left=4.0):
    """The probability of leaving what an agent has failed at."""
    up = choice.passing_up_after_failure(reward, charge, left, 0.0, rules)
    return choice.leaves(up, choice.leaving(engagement, 0.0, rules), rules)


def tries(p, engagement, reward, charge, rules, complexity=0.4, left=4.0):
    """The probability of an attempt where a solution is worth 1."""
    feels = felt(engagement, reward, charge, rules)
    return choice.inclination(p, 1.0, complexity, rules.time_pressure, left, feels, rules)


@given(engaged, utility, charge, share, share, minutes)
def test_with_a_strict_conscience_and_no_pressure_all_is_as_before(engagement, reward, charge, p, complexity, left):
    """To the bit: the value of a failure, and the choice."""
    rules, before = with_(conscience=STRICT), with_(after_failure_as_before=True)
    value, old = (
        choice.value_of_failure(reward, charge, left, 0.0, choice.leaving(engagement, 0.0, its), its)
        for its in (rules, before)
    )
    assert value == old == reward - charge
    assert leaves(engagement, reward, charge, rules, left) == 0.0
    assert tries(p, engagement, reward, charge, rules, complexity, left) == tries(
        p, engagement, reward, charge, before, complexity, left
    )


@given(st.floats(0.02, 0.98), share, st.floats(0.0, 1.0), st.floats(0.1, 3.0), utility)
def test_with_a_strict_conscience_agents_follow_the_gatekeepers_rule(p, complexity, blame, worth, net_reward):
    """Attempt where B - Q + C + blame > 0 and p >= (E + blame) / (B - Q + C + blame)."""
    rules = with_(sharpness=1e9, habit_weight=0.0, blame=blame, conscience=STRICT)
    effort, stake = rules.effort * (0.5 + complexity), worth - net_reward + blame
    assume(abs(p * stake - effort - blame) > 1e-6)
    feels = felt(0.7, net_reward, 0.0, rules)
    assert choice.inclination(p, worth, complexity, 0.0, 4.0, feels, rules) == (
        stake > 0 and p >= (effort + blame) / stake
    )


@given(utility, utility, share, charge, charge)
def test_a_failure_is_worth_something_between_passing_it_up_and_leaving_it(reward, closed, engagement, cost, pressure):
    rules = with_(time_pressure=pressure)
    up, leave = (
        choice.passing_up_after_failure(reward, cost, 4.0, 0.0, rules),
        choice.leaving(engagement, closed, rules),
    )
    value = choice.value_of_failure(reward, cost, 4.0, 0.0, leave, rules)
    assert min(up, leave) - 1e-12 <= value <= max(up, leave) + 1e-12


def test_leaving_by_hand():
    rules = with_(sharpness=6.0, conscience=0.8, time_pressure=0.02, caught=0.0375)
    # Up: 0.1 - 0.02 x 5 - 0.6 = -0.6. Leave: -0.8 x 0.7 - 0.0375 = -0.5975. 1 / (1 + e^(-6 x 0.0025)).
    assert leaves(0.7, 0.1, 0.6, rules, left=5.0) == pytest.approx(0.50374993)
    value = choice.value_of_failure(0.1, 0.6, 5.0, 0.0, choice.leaving(0.7, 0.0, rules), rules)
    assert value == pytest.approx(0.50374993 * -0.5975 + 0.49625007 * -0.6)


PULLS = [
    ("conscience", -1, st.floats(0.0, 5.0)),
    ("caught", -1, st.floats(0.0, 5.0)),
    ("time_pressure", +1, st.floats(0.0, 1.0)),
]


@pytest.mark.parametrize(("what", "sign", "values"), PULLS, ids=[pull[0] for pull in PULLS])
def test_what_makes_leave_and_what_keeps_from_it(what, sign, values):
    @given(values, values, share, utility, charge)
    def pulls(one, two, engagement, reward, cost):
        low, high = (leaves(engagement, reward, cost, with_(**{what: value})) for value in sorted((one, two)))
        assert sign * (high - low) >= 0.0

    pulls()


@given(share, share, share, utility, charge, charge)
def test_the_harder_passing_up_is_punished_the_more_of_all_is_left(p, complexity, engagement, reward, one, two):
    """Of what fails, and of all: though the able may try less where little is ever solved."""
    low, high = sorted((one, two))
    assert leaves(engagement, reward, low, DEFAULTS) <= leaves(engagement, reward, high, DEFAULTS)
    left = [
        tries(p, engagement, reward, cost, DEFAULTS, complexity)
        * (1.0 - p)
        * leaves(engagement, reward, cost, DEFAULTS)
        for cost in (low, high)
    ]
    assert left[0] <= left[1] * (1.0 + 1e-9) + 1e-300


@given(utility, charge, share)
def test_a_choice_that_is_fixed_leaves_nothing_and_as_before_is_all_or_nothing(reward, cost, engagement):
    for pressure in (0.0, 1e-9, 0.3):
        fixed = with_(fixed_choice=True, time_pressure=pressure)
        assert leaves(engagement, reward, cost, fixed) == 0.0
        before = fixed._replace(after_failure_as_before=True)
        assert leaves(engagement, reward, cost, before) == (pressure > 0.0)


@given(share, share, share, utility, charge)
def test_a_little_pressure_changes_little(p, complexity, engagement, reward, cost):
    """As before, the least of it turned passing up into leaving."""
    calm, hasty = (tries(p, engagement, reward, cost, with_(time_pressure=each), complexity) for each in (0.0, 1e-6))
    assert hasty == pytest.approx(calm, abs=1e-3)
    left = [leaves(engagement, reward, cost, with_(time_pressure=each)) for each in (0.0, 1e-6)]
    assert left[1] == pytest.approx(left[0], abs=1e-3)


@given(st.floats(0.1, 2.0), st.floats(0.2, 1.0), st.floats(0.05, 1.0), share, share, st.floats(0.0, 0.5))
def test_where_nobody_can_solve_it_trying_begins_where_punishment_exceeds_what_trying_costs(
    conscience, engagement, blame, effort, complexity, caught
):
    """The turn comes at conscience x engagement + blame + effort x (1/2 + c), and what being caught costs."""
    rules = with_(sharpness=5000.0, habit_weight=0.0, conscience=conscience, blame=blame, effort=effort, caught=caught)

    def inclined(pushback):
        return tries(0.0, engagement, -pushback, 0.0, rules, complexity) - 0.5

    turn = conscience * engagement + caught + blame + effort * (0.5 + complexity)
    assert brentq(inclined, 0.0, 20.0, xtol=1e-12) == pytest.approx(turn, abs=1e-6)


@given(st.floats(0.0, 5.0), st.floats(0.0, 5.0), share)
def test_a_sharp_choice_leaves_just_where_leaving_is_worth_more(cost, conscience, engagement):
    assume(abs(conscience * engagement - cost) > 1e-6)
    rules = with_(sharpness=1e12, conscience=conscience, caught=0.0)
    assert leaves(engagement, 0.0, cost, rules) == (1.0 if conscience * engagement < cost else 0.0)
    assert math.isfinite(choice.value_of_failure(0.0, cost, 4.0, 0.0, choice.leaving(engagement, 0.0, rules), rules))
