"""Giving: yes or no to what is asked; and customers who insist on more, or try another agent."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from sim.behavior import choice, giving
from sim.engines.rules import rules_of
from sim.scenario import scenario_from
from tests.behavior.numbers import DEFAULTS, cents, share, utility, with_

price = st.floats(0.0, 10.0)
asks = st.builds(
    giving.Ask,
    price=price,
    is_offered=st.just(True),
    engagement=share,
    if_yes=st.floats(0.0, 0.3),
    if_no=st.floats(0.3, 1.0),
    passing_up=utility,
    minute=st.floats(0.0, 0.3),
)


def listened_to(share, sanction, **behavior):
    """The rules of a center where a share of calls is listened to."""
    scenario = scenario_from(
        {
            "name": "listened to",
            "issues": {"question": {"per_week": 100.0}},
            "teams": {"desk": {"agents": 2, "handles": ["question"]}},
            "incentives": {"quality": {"listened_share": share, "sanction": sanction}},
            "behavior": behavior,
        }
    )
    return rules_of(scenario, scenario, 1.0)


# --- yes or no -----------------------------------------------------------------------------------------------


def test_an_answer_by_hand():
    rules = with_(sharpness=6.0, conscience=0.8, arguing=0.35, arguing_minutes=2.0, caught=0.0375)
    ask = giving.Ask(0.5, True, 0.7, 0.01, 0.05, 0.15, 0.02)
    # Yes: -0.5 + 0.01 x 0.15 = -0.4985, and 0.0375 less if not believed owed.
    # No: -0.35 - 0.02 x 2 + 0.05 x 0.15 = -0.3825, and 0.56 less if believed owed.
    assert giving.utility_of_yes(ask, True, rules) == pytest.approx(-0.4985)
    assert giving.utility_of_yes(ask, False, rules) == pytest.approx(-0.536)
    assert giving.utility_of_no(ask, True, rules) == pytest.approx(-0.9425)
    assert giving.utility_of_no(ask, False, rules) == pytest.approx(-0.3825)
    owed, unowed = 1 / (1 + math.exp(-6 * 0.444)), 1 / (1 + math.exp(6 * 0.1535))
    assert giving.says_yes(ask, True, rules) == pytest.approx(owed)
    assert giving.says_yes(ask, False, rules) == pytest.approx(unowed)
    worth = 0.9 * (owed * -0.4985 + (1 - owed) * -0.9425) + 0.1 * (unowed * -0.536 + (1 - unowed) * -0.3825)
    assert giving.worth_of_answering(ask, 0.9, rules) == pytest.approx(worth)


@given(asks, price, price, st.booleans())
def test_a_higher_price_never_makes_give_more(ask, one, two, owed):
    low, high = (giving.says_yes(ask._replace(price=each), owed, DEFAULTS) for each in sorted((one, two)))
    assert low >= high


@given(asks, price, price, share, share, share)
def test_a_higher_price_never_raises_what_is_given_whatever_it_does_to_the_choice(ask, one, two, p, complexity, owed):
    """Agents know of the answer that they will owe: who must pay for it passes up instead."""

    def given_away(price):
        now = ask._replace(price=price)
        feels = choice.Felt(0.15, 0.0, 0.2, choice.leaving(ask.engagement, 0.0, DEFAULTS), 0.0)
        worth = 1.0 + giving.worth_of_answering(now, owed, DEFAULTS)
        tries = choice.inclination(p, worth, complexity, 0.0, 4.0, feels, DEFAULTS)
        yes = sum(
            chance * giving.says_yes(now, believed, DEFAULTS) for believed, chance in ((True, owed), (False, 1 - owed))
        )
        return tries * p * yes

    low, high = (given_away(each) for each in sorted((one, two)))
    assert low >= high * (1.0 - 1e-9) - 1e-300


@given(cents, st.integers(1, 500), share, st.floats(0.0, 2.0))
def test_what_is_charged_to_ones_own_bonus_costs_at_least_what_a_pool_of_any_size_does(
    granted, sharers, peers, charged
):
    rules = with_(agent_charge_share=charged, peer_pressure=peers)
    pool = giving.price_of_giving(granted, 1 << 62, choice.interest_in_pool(sharers, rules), rules)
    alone = giving.price_of_giving(granted, 1 << 62, choice.interest_in_pool(1, rules), rules)
    own = giving.price_of_giving(granted, 0, 0.0, rules._replace(giving_charged_to_own=True))
    assert 0.0 <= pool <= alone + 1e-12
    assert own == alone
    assert giving.price_of_giving(granted, 0, 1.0, rules._replace(absorb=True)) == 0.0


def test_the_dearer_the_less_is_given_of_a_lognormal_ask():
    """At a felt price of nothing, of a pool of 35, of one of four, and of one's own money."""
    median, sigma, n = 35.0, 0.6, 4001
    values = [median * math.exp(sigma * _normal_quantile((i + 0.5) / n)) for i in range(n)]

    def given_away(felt_share):
        rules = with_(agent_charge_share=1.0)
        each = [value * giving.says_yes(_ask_of(value, felt_share, rules), True, rules) for value in values]
        return sum(each) / n

    free, pool, four, own = (given_away(each) for each in (0.0, 1 / 35, 1 / 4, 1.0))
    assert free > pool > four > own
    assert pool > 0.97 * free
    assert own < 0.4 * free


def _ask_of(value, felt_share, rules):
    paid = giving.price_of_giving(int(100 * value), 1 << 62, felt_share, rules)
    return giving.Ask(paid, True, 0.7, 0.0, 0.2, 0.15, 0.0)


def _normal_quantile(p):
    return brentq(lambda z: 0.5 * math.erfc(-z / math.sqrt(2.0)) - p, -10.0, 10.0, xtol=1e-10)


@given(st.floats(0.05, 1.0), st.floats(30.0, 400.0), st.floats(0.5, 3.0), st.floats(20.0, 100.0))
def test_unowed_giving_ends_where_being_caught_costs_what_arguing_does(arguing, sanction, weight, money_unit):
    """At a listened share of arguing x money unit / (penalty weight x sanction), whatever is asked."""

    def inclined(listened):
        caught = weight * listened * sanction / money_unit
        rules = with_(sharpness=5000.0, arguing=arguing, caught=caught)
        return giving.says_yes(giving.Ask(0.0, True, 0.7, 0.0, 0.0, 0.15, 0.0), False, rules) - 0.5

    end = arguing * money_unit / (weight * sanction)
    assert brentq(inclined, 0.0, 10.0 * end, xtol=1e-14) == pytest.approx(end, rel=1e-6)


@given(st.floats(0.001, 1.0), st.sampled_from([0.0, 0.01, 50.0, 400.0]), st.floats(10.0, 100.0))
def test_what_being_caught_costs_is_the_felt_sanction_of_the_share_of_calls_listened_to(share, sanction, money_unit):
    rules = listened_to(share, sanction, money_unit=money_unit)
    felt = choice.felt_charge(100.0 * sanction, 1.0, rules)
    assert rules.caught == pytest.approx(share * felt)


@given(asks, st.booleans())
def test_where_there_is_nothing_to_give_the_answer_is_no(ask, owed):
    nothing = ask._replace(is_offered=False)
    assert giving.says_yes(nothing, owed, DEFAULTS) == 0.0
    believed = 1.0 if owed else 0.0
    assert giving.worth_of_answering(nothing, believed, DEFAULTS) == giving.utility_of_no(nothing, owed, DEFAULTS)


# --- who is not content --------------------------------------------------------------------------------------

known = st.floats(0.0, 1.2)
some = st.floats(0.001, 0.999)
gain = st.floats(0.0, 10.0)


@given(share, known, known, some, gain)
def test_of_customers_who_get_less_the_known_share_insists_at_rest_and_more_the_more_it_brings(
    short, one, two, usual, gain
):
    rules = with_(insists_share=usual, insist_gain=gain)
    low, high = sorted((one, two))
    assert giving.insists_on_more(short, low, low, rules) == pytest.approx(short * usual)
    assert giving.insists_on_more(short, low, one, rules) <= giving.insists_on_more(short, high, one, rules) <= short
    assert giving.insists_on_more(short, high, one, rules) <= giving.insists_on_more(1.0, high, one, rules)
    assert giving.insists_on_more(0.0, high, one, rules) == 0.0


@given(some, known, known, known, some, gain)
def test_opening_demands_shift_with_what_insisting_is_known_to_bring(usual, one, two, rest, share, gain):
    rules = with_(insists_share=share, insist_gain=gain)
    low, high = sorted((one, two))
    assert giving.opening_demand(usual, rest, rest, rules) == usual  # to the bit, in the baseline
    assert giving.opening_demand(usual, low, rest, rules) <= giving.opening_demand(usual, high, rest, rules) + 1e-12
    shifted = giving.opening_demand(usual, high, rest, rules)
    logit = math.log(usual / (1.0 - usual)) + gain * (high - rest)
    assert math.log(shifted / (1.0 - shifted)) == pytest.approx(logit, abs=1e-6)
    assert giving.opening_demand(0.0, high, rest, rules) == 0.0
    assert giving.opening_demand(1.0, high, rest, rules) == 1.0


@given(share, known, known, share, gain)
def test_a_share_of_nobody_stays_nobody(short, now, rest, other, gain):
    rules = with_(insists_share=0.0, insist_gain=gain, tries_another_share=other)
    assert giving.insists_on_more(short, now, rest, rules) == 0.0
    assert giving.tries_another(short, rules) == 0.0
    assert giving.opening_demand(0.3, now, rest, rules) == 0.3


@given(share, share)
def test_who_tries_another_agent_does_so_by_what_was_not_granted(short, other):
    rules = with_(tries_another_share=other)
    assert giving.tries_another(short, rules) == short * other
