"""Where an agent comes to rest: compiled code and plain Python agree to the bit, and the fixed point is one."""

import pytest

from sim.engines import resting
from sim.engines.rules import rules_of
from tests.centers import shipped

DEALERSHIP = shipped("dealership")
CASES = [(0.05, (i + 0.5) / 20, 0.3, 8.0) for i in range(20)]


def rules_with(**changes):
    center = DEALERSHIP.override({key.replace("__", "."): value for key, value in changes.items()})
    return rules_of(center, center, 3.0)


@pytest.mark.parametrize("habit", [0.0, 1.0])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"behavior__habit_weight": 1.75},
        {"incentives__time_pressure": 0.01, "incentives__rating_pressure": 0.2},
        {"behavior__choice": "fixed"},
    ],
    ids=str,
)
@pytest.mark.parametrize("moves", [True, False])
def test_compiled_code_and_plain_python_give_the_same_bits(changes, habit, moves):
    compiled = pytest.importorskip("sim.engines.compiled.resting")
    numbers = (rules_with(**changes), 0.7, 0.5, 0.6, habit, moves, 0.1, 3.0, 0.011, CASES)
    assert compiled.rest(*numbers) == resting.rest(*numbers)


def test_at_rest_the_share_passed_up_is_the_habit():
    rules = rules_with(behavior__habit_weight=1.0)
    passed, solved, habit, skill = resting.rest(rules, 0.7, 0.5, 0.6, 1.0, True, 0.1, 3.0, 0.011, CASES)
    assert passed == pytest.approx(habit, abs=1e-9)
    assert skill == pytest.approx(resting.rested_skill(0.6, solved, 3.0, 0.011, rules), abs=1e-9)
    assert resting.shares(rules, 0.7, 0.5, skill, habit, 0.1, CASES) == pytest.approx((passed, solved), abs=1e-9)


def test_a_habit_that_is_held_stays():
    passed, _, habit, _ = resting.rest(rules_with(), 0.7, 0.5, 0.6, 0.25, False, 0.1, 3.0, 0.011, CASES)
    assert habit == 0.25
    assert passed != habit
