"""Five formulas of the service level, simulated, against Erlang A's exact waits."""

import numpy as np
import pytest

from sim.engines import weeks_of
from sim.metrics import METRICS, tallier_of
from sim.scenario import plan_of, scenario_from
from sim.theory.many_intervals import Load, Patience, erlang_a

WAITS = erlang_a(
    Load(np.array([2.0]), np.array([5.0])), np.array([10.0]), Patience(lambda wait: np.exp(-wait / 2)), 20 / 60, 5 / 60
)
ANSWERED = 1 - WAITS.lost[0]
IN_TIME, HUNG_UP, AT_ONCE = WAITS.in_time[0], WAITS.lost_in_time[0], WAITS.lost_short[0]
FORMULAS = [
    ({}, IN_TIME),
    ({"of": "answered"}, IN_TIME / ANSWERED),
    ({"abandoned_in_time": "counted_met"}, IN_TIME + HUNG_UP),
    ({"of": "offered_less_short", "short": "20 s"}, IN_TIME / (1 - HUNG_UP)),
    ({"of": "offered_less_short"}, IN_TIME / (1 - AT_ONCE)),
    ({"of": "offered_less_short", "abandoned_in_time": "counted_met"}, (IN_TIME + HUNG_UP - AT_ONCE) / (1 - AT_ONCE)),
]


def center(service_level, own=None):
    call = {"per_week": 20160, "routine": True, "handle_time": {"shape": "exponential", "mean": 5}, "opening_temper": 0}
    return plan_of(
        scenario_from(
            {
                "name": "Which service level",
                "calendar": {"weeks": 2, "open": {"mon-sun": "0:00-24:00"}},
                "issues": {"call": call if own is None else {**call, "service_level": own}},
                "teams": {"desk": {"agents": 10, "handles": ["call"]}},
                "customers": {"patience": {"shape": "exponential", "mean": 2}, "redial_share": 0, "talk_anger": 0},
                "service_level": service_level,
            }
        )
    )


@pytest.fixture(scope="module")
def runs():
    return [list(weeks_of(center({}), 1, replication)) for replication in range(8)]


def measured(plan, runs):
    count = tallier_of(plan)
    return np.array([count(weeks).value(METRICS["service_level"]) for weeks in runs])


@pytest.mark.parametrize(("formula", "exact"), FORMULAS)
def test_each_formula_of_the_service_level_is_what_theory_says(runs, formula, exact):
    found = measured(center(formula), runs)
    assert found.mean() == pytest.approx(100 * exact, abs=4 * found.std(ddof=1) / np.sqrt(len(found)))


def test_the_formulas_differ_by_up_to_a_dozen_points():
    shares = [round(100 * exact, 1) for _, exact in FORMULAS]
    assert shares == [65.0, 76.7, 71.0, 69.2, 66.2, 70.5]


@pytest.mark.parametrize(("formula", "exact"), FORMULAS)
def test_a_type_says_only_in_what_its_service_level_differs_from_the_centers(runs, formula, exact):
    whole = measured(center(formula), runs[:1])
    assert measured(center({"share": 90}, own=formula), runs[:1]) == whole
    split = {name: formula[name] for name in list(formula)[:1]}
    rest = {name: formula[name] for name in formula if name not in split}
    assert measured(center(split, own=rest), runs[:1]) == whole
