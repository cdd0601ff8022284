"""What happens in a contact apart from the choice: bots, cutting short, talk, concessions, own goals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behavior import service
from tests.behavior.numbers import DEFAULTS, TYPE, cents, share, utility, with_


@given(share, share, share)
def test_a_bot_contains_the_simple_and_hardly_the_complex(one, two, strength):
    low, high = sorted((one, two))
    rules = with_(containment=strength)
    assert 0.0 <= service.containment(high, rules) <= service.containment(low, rules) <= strength
    assert service.containment(0.0, rules) == strength
    assert service.containment(1.0, rules) == 0.0


@given(
    st.floats(0.001, 0.999), st.floats(0.0, 3.0), st.floats(0.0, 3.0), st.integers(1, 5), st.floats(0.0, 60.0), cents
)
def test_hassle_makes_more_give_up_when_passed_up_and_a_large_ask_fewer(share, hassle, stakes, contacts, wait, ask):
    rules = with_(walks_share=share, walks_hassle=hassle, walks_stakes=stakes)
    asked = max(1, ask)
    chance = service.walks_away(contacts, wait, asked, 100.0, rules)
    assert service.walks_away(1, 0.0, 100, 100.0, rules) == pytest.approx(share)
    assert service.walks_away(1, 0.0, 0, 100.0, rules) == pytest.approx(share)
    assert service.walks_away(1, 0.0, asked, 0.0, rules) == pytest.approx(share)
    assert chance <= service.walks_away(contacts + 1, wait, asked, 100.0, rules)
    assert chance == pytest.approx(service.walks_away(contacts - 1, wait + 10.0, asked, 100.0, rules))
    assert chance >= service.walks_away(contacts, wait, 2 * asked, 100.0, rules)
    assert service.walks_away(contacts, wait, asked, 100.0, with_(walks_share=0.0)) == 0.0


@given(st.floats(0.0, 100.0), st.floats(0.0, 10.0))
def test_at_most_every_other_contact_is_cut_short_and_none_without_pressure(tendency, pressure):
    assert 0.0 <= service.cut_short(tendency, pressure) <= 0.5
    assert service.cut_short(tendency, 0.0) == 0.0


@given(share, share, st.floats(0.0, 2.0))
def test_talk_grows_with_anger_around_the_usual_temper(anger, temper, slope):
    rules = with_(talk_anger=slope)
    assert service.talk_factor(temper, temper, rules) == 1.0
    assert (service.talk_factor(anger, temper, rules) - 1.0) * (anger - temper) >= 0.0
    assert service.talk_factor(anger, temper, rules) >= 0.0
    assert service.manager_factor(anger, DEFAULTS) == pytest.approx(1.0 + 0.1 * anger)


@given(cents, cents, utility, utility, st.floats(0.0, 1.2), st.floats(0.0, 10.0))
def test_a_concession_is_within_authority_and_between_generosity_and_a_fifth_above_the_ask(
    ask, authority, reward, charge, generosity, appease
):
    rules = with_(generosity=generosity, appease=appease)
    granted = service.agent_concession(ask, authority, reward, charge, rules)
    assert 0 <= granted <= authority
    assert granted <= 1.2 * ask + 1
    assert granted >= min(authority, generosity * ask) - 1


@given(cents, st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_fear_of_a_charge_makes_generous(ask, one, two):
    low, high = sorted((one, two))
    rules = with_(appease=2.0)
    assert service.agent_concession(ask, 10**12, 0.0, low, rules) <= service.agent_concession(
        ask, 10**12, 0.0, high, rules
    )


@given(cents, utility, utility)
def test_without_appeasement_fear_makes_no_difference(ask, reward, charge):
    rules = with_(appease=0.0, generosity=0.7)
    assert service.agent_concession(ask, 10**12, reward, charge, rules) == int(0.7 * ask + 0.5)


@given(cents, share, share, st.floats(0.0, 5.0))
def test_an_ask_grows_with_anger_and_never_shrinks(ask, anger, temper, growth):
    grown = service.grown_ask(ask, anger, temper, with_(ask_growth=growth))
    assert grown >= ask
    if anger <= temper:
        assert grown == ask


@given(share, share, share, share, share)
def test_own_goals_fall_with_ownership_and_engagement_and_are_probabilities(one, two, other, complexity, scripting):
    its = TYPE._replace(own_goal_external=0.2, own_goal_misstep=0.5)
    rules = with_(scripting=scripting, base_engagement=0.7)
    low, high = sorted((one, two))
    for lower, higher in (((low, other), (high, other)), ((other, low), (other, high))):
        less, more = (service.own_goal(complexity, *state, rules, its) for state in (higher, lower))
        assert 0.2 <= less <= more <= 0.7


def test_own_goals_by_hand():
    its = TYPE._replace(own_goal_external=0.1, own_goal_misstep=0.2)
    rules = with_(base_engagement=0.7, scripting=0.0)
    assert service.own_goal(0.5, 1.0, 0.7, rules, its) == pytest.approx(0.1)
    assert service.own_goal(0.5, 0.0, 0.7, rules, its) == pytest.approx(0.3)
    # 0.1 + 0.2 x (1 - 0.5 x 0.35 / 0.7)^1.5
    assert service.own_goal(0.5, 0.5, 0.35, rules, its) == pytest.approx(0.1 + 0.2 * 0.75**1.5)


@given(share)
def test_scripts_lower_missteps_only_where_matters_are_simple(complexity):
    its = TYPE._replace(own_goal_external=0.0, own_goal_misstep=0.5)
    plain, scripted = (service.own_goal(complexity, 0.0, 0.7, with_(scripting=s), its) for s in (0.0, 1.0))
    assert scripted <= plain
    assert (scripted < plain) == (complexity < 0.5 and 1.0 - 2.0 * complexity > 1e-15)
