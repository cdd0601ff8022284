"""Bonuses and charges that hang on the number of escalations: what one more is felt to cost, and what is due."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from sim.behavior import counts, learning, pay
from sim.behavior.parameters import CLOSURES, ESCALATIONS, HANDLE_TIME, PROPORTIONAL, REPEATS, STEP, Item
from tests.behavior.numbers import DEFAULTS

UNIT = DEFAULTS.money_unit_cents
means = st.floats(0.0, 3000.0)
targets = st.floats(0.0, 100.0)
months = st.tuples(st.integers(0, 400), st.integers(0, 400), st.floats(0.0, 400.0), st.floats(0.0, 60.0))
"""Contacts and escalations so far, and those to come."""


def step(per_100, measure=ESCALATIONS):
    return Item(measure, STEP, per_100, 1.0, UNIT, False, False)


def proportion(zero_at, measure=ESCALATIONS):
    return Item(measure, PROPORTIONAL, 1.0, zero_at, UNIT, False, False)


MEASURES = st.sampled_from([ESCALATIONS, REPEATS, CLOSURES, HANDLE_TIME])


@pytest.mark.parametrize("mean", [1e-9, 0.3, 5.0, 17.0, 300.0, 4000.0, 1e6])
def test_poisson_probabilities_are_those_of_scipy_in_the_middle_and_in_both_tails(mean):
    around = mean + np.array([-40, -8, -3, -1, 0, 1, 3, 8, 40]) * math.sqrt(mean)
    for k in sorted({0, 1, *(int(each) for each in around if each >= 0)}):
        assert counts.exactly(k, mean) == pytest.approx(poisson.pmf(k, mean), rel=2e-7, abs=1e-300)
        assert counts.at_most(k, mean) == pytest.approx(poisson.cdf(k, mean), rel=1e-7, abs=1e-13)


@given(st.integers(-2, 3000), means)
def test_the_chance_of_at_most_k_rises_by_that_of_exactly_k(k, mean):
    step = counts.at_most(k, mean) - counts.at_most(k - 1, mean)
    assert step == pytest.approx(counts.exactly(k, mean), abs=1e-12)
    assert 0.0 <= counts.at_most(k, mean) <= 1.0


def test_five_escalations_expected_cost_most_at_the_edge_of_the_target_and_nothing_beyond_it():
    # By hand, 150 paid and N Poisson of mean 5: P(N = k) is .0067, .0842, .1755, .1755, .0653, .0002 at these k.
    felt = [150 * counts.exactly(k, 5.0) for k in (-1, 0, 2, 4, 5, 8, 15)]
    assert [round(each) for each in felt] == [0, 1, 13, 26, 26, 10, 0]


@given(months, targets, MEASURES)
def test_a_step_costs_nothing_once_it_is_decided_and_never_more_than_it_pays(month, per_100, measure):
    contacts, count, to_come, expected = month
    price = pay.price_of_item(step(per_100, measure), contacts, count, to_come, expected, DEFAULTS)
    assert 0.0 <= price <= 1.0
    target = per_100 * (contacts + to_come) / 100.0
    if count > target + 1e-6:  # lost; and of closures, safe
        assert price == 0.0


@given(st.integers(1, 400), targets)
def test_at_the_edge_with_nothing_more_expected_a_target_costs_whole_and_safe_nothing(contacts, per_100):
    allowed = math.floor(per_100 * contacts / 100.0 + 1e-9)

    def price(up):
        return pay.price_of_item(step(per_100), contacts, up, 0.0, 0.0, DEFAULTS)

    assert price(allowed) == 1.0
    assert price(allowed + 1) == 0.0
    assert allowed == 0 or price(allowed - 1) == 0.0


@given(st.floats(0.1, 50.0))
def test_a_target_costs_less_the_farther_it_is_from_what_is_expected_on_either_side(expected):
    prices = [pay.price_of_item(step(10.0), 1000, up, 0.0, expected, DEFAULTS) for up in range(101)]
    peak = int(np.argmax(prices))
    assert abs((100 - peak) - expected) <= 1.0 + 1e-9
    assert prices[: peak + 1] == sorted(prices[: peak + 1])
    assert prices[peak:] == sorted(prices[peak:], reverse=True)


@given(months, st.one_of(st.builds(step, targets, MEASURES), st.builds(proportion, st.floats(0.01, 100.0), MEASURES)))
def test_the_price_of_an_item_is_what_one_more_event_changes_of_what_is_expected_to_be_due(month, item):
    contacts, count, _, expected = month
    further = np.arange(400)
    chances = poisson.pmf(further, expected)

    def due(one_more):
        return sum(
            chance * pay.due(item, contacts, count + int(n) + one_more)
            for n, chance in zip(further, chances, strict=True)
        )

    price = pay.price_of_item(item, contacts, count, 0.0, expected, DEFAULTS)
    change = (due(1) - due(0)) / UNIT * (1.0 if item.measure == CLOSURES else -1.0)
    assert price == pytest.approx(change if contacts else price, abs=1e-7)


def test_while_much_is_left_a_proportional_bonus_costs_its_slope_and_beyond_its_zero_nothing():
    item = proportion(20.0)
    assert pay.price_of_item(item, 500, 10, 500.0, 10.0, DEFAULTS) == pytest.approx(1.0 / 200.0)
    assert pay.price_of_item(item, 500, 201, 500.0, 10.0, DEFAULTS) == 0.0
    assert pay.price_of_item(item, 0, 0, 0.0, 0.0, DEFAULTS) == 0.0


def test_a_charge_to_ones_own_bonus_is_felt_whole_and_one_to_the_pool_by_its_interest():
    whole = pay.known_charge(500, 0.2, True, DEFAULTS)
    assert whole == pytest.approx(DEFAULTS.penalty_weight * 500 / UNIT)
    assert pay.known_charge(500, 0.2, False, DEFAULTS) == pytest.approx(0.2 * whole)


def test_what_a_closure_earns_is_felt_as_its_money_less_ones_own_part_of_the_pool_that_pays():
    assert pay.known_earning(500, 0.2, False, DEFAULTS) == pytest.approx(500 / UNIT)
    assert pay.known_earning(500, 0.2, True, DEFAULTS) == pytest.approx(0.8 * 500 / UNIT)


def test_the_pace_of_the_month_before_counts_as_one_day_and_before_any_day_nothing_is_known():
    assert pay.pace(0, 0, -1.0) < 0.0
    assert pay.pace(12, 4, -1.0) == 3.0
    assert pay.pace(0, 0, 3.0) == 3.0
    assert pay.pace(12, 4, 8.0) == 4.0


def test_a_month_without_a_contact_is_not_paid():
    for measure in (ESCALATIONS, CLOSURES):
        assert pay.due(step(0.0, measure), 0, 0) == 0.0
        assert pay.due(proportion(5.0, measure), 0, 0) == 0.0


@given(st.integers(1, 400), st.integers(0, 400), targets)
def test_closures_are_paid_where_escalations_of_the_same_count_are_not_but_at_the_target(contacts, count, per_100):
    paid = pay.due(step(per_100), contacts, count), pay.due(step(per_100, CLOSURES), contacts, count)
    at_target = abs(100.0 * count - per_100 * contacts) <= 1e-9
    assert sum(paid) == (2 * UNIT if at_target else UNIT)


def test_felt_praise_rests_where_a_day_of_solving_makes_up_for_a_night():
    rules = DEFAULTS._replace(praise=0.4, learning=0.1)
    kept = 2.0 ** (-1 / 10)
    found = learning.praise_at_rest(6, kept, rules)
    felt = found
    for _ in range(6):
        felt = learning.step(felt, rules.praise, rules.learning)
    assert felt * kept == pytest.approx(found)
    assert learning.praise_at_rest(0.0, kept, rules) == 0.0
    assert learning.praise_at_rest(6, kept, DEFAULTS) == 0.0
