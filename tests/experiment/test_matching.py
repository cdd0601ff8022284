"""A value that is planted is found again from what its baseline shows, and what no value shows is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.experiment.matching import _bisected, matched
from sim.experiment.study import study
from tests.centers import shipped

KEY, UP = "incentives.relief", "escalation_rate"
CENTER = (
    shipped("minimal")
    .model_copy(update={"what_ifs": {}})
    .override({"calendar.weeks": 3, "issues.question.per_week": 400})
)


def shown(relief, seed, replications=6):
    point = CENTER.override({KEY: relief})
    return float(study([point], replications, seed, metrics=(UP,), jobs=1)[UP].mean())


@pytest.mark.parametrize("planted", [0.05, 0.2, 0.45])
def test_a_planted_relief_is_found_again_within_the_noise_of_other_customers(planted):
    seen = shown(planted, seed=5, replications=20)
    found = matched(CENTER, KEY, UP, seen, between=(0.0, 3.0), within=0.5, replications=6, seed=9, jobs=1)
    assert found.is_found
    assert found.shown == pytest.approx(shown(found.value, 9))
    noise = abs(shown(planted, 9) - seen) + 0.5
    slope = (shown(planted + 0.1, 9) - shown(planted - 0.05, 9)) / 0.15
    assert abs(found.value - planted) <= noise / slope + 0.01
    assert found.scenario[KEY] == found.value


def test_the_same_search_gives_the_same_value_whatever_the_number_of_workers():
    how = {"between": (0.0, 3.0), "within": 0.5, "replications": 3, "seed": 2}
    assert matched(CENTER, KEY, UP, 40.0, jobs=1, **how) == matched(CENTER, KEY, UP, 40.0, jobs=2, **how)


def test_a_share_that_no_relief_shows_is_not_found_and_the_range_is_told():
    """What lies above authority, is reserved or fails goes up whatever relief is worth."""
    found = matched(CENTER, KEY, UP, 0.5, between=(0.0, 3.0), within=0.25, replications=3, seed=2, jobs=1)
    assert not found.is_found
    assert found.value == 0.0
    assert 0.5 < found.low == found.shown < found.high <= 100.0


@settings(max_examples=200)
@given(st.floats(0.01, 0.99), st.booleans(), st.floats(0.3, 4))
def test_bisection_finds_the_root_of_any_function_that_rises_or_falls(root, rises, power):
    sign = 1 if rises else -1
    value, level, low, high = _bisected(lambda x: sign * x**power, sign * root**power, (0.0, 1.0), 1e-3, None)
    assert abs(level - sign * root**power) <= 1e-3
    assert (low, high) == (0.0, sign)
    assert value**power == pytest.approx(sign * level)
