"""Limits as people write them."""

import numpy as np
import pytest

from sim.experiment.limits import limits_of
from sim.scenario import ScenarioError

BASE = np.array([100.0, 110.0, 90.0])


@pytest.mark.parametrize(
    ("text", "is_least", "bound"),
    [
        (">= 80", True, 80),
        ("<=80", False, 80),
        ("≥ 80.5", True, 80.5),
        (">= 1,200", True, 1200),
        (">= -5", True, -5),
        (">= -5%", True, 95),
        ("<= +5 %", False, 105),
        (">= baseline", True, 100),
        (">= baseline - 2", True, 98),
        ("<= baseline + 10%", False, 110),
    ],
)
def test_a_limit_is_read_as_it_is_meant(text, is_least, bound):
    (limit,) = limits_of({"bonus_per_agent": text})
    settled = limit.settled(100.0)
    assert settled.is_least == is_least
    assert settled.bound(100.0) == pytest.approx(bound)
    values = np.array([bound, bound, bound], dtype=float)
    excess = settled.excess(values, np.full(3, 100.0))
    assert excess == pytest.approx([0, 0, 0])
    assert (settled.excess(values + 1, np.full(3, 100.0)) < 0).all() == is_least


def test_a_whole_text_is_read_the_same_way():
    assert limits_of(["csat_proxy>=80"]) == limits_of({"csat_proxy": ">= 80"})
    assert limits_of(None) == ()


def test_a_relative_limit_is_measured_replication_by_replication():
    (limit,) = limits_of(["bonus_per_agent>=-5%"])
    assert limit.is_relative
    assert limit.settled(100.0).excess(0.95 * BASE, BASE) == pytest.approx([0, 0, 0])


def test_five_percent_less_of_a_debt_is_a_deeper_debt():
    (limit,) = limits_of(["pool_balance_change >= -5%"])
    assert limit.settled(-100.0).bound(-100.0) == pytest.approx(-105)


def test_a_tolerance_may_be_given():
    assert limits_of(["csat_proxy >= 80 +- 0.5"])[0].tolerance == 0.5
    assert limits_of(["csat_proxy >= 80"])[0].tolerance is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("csat_proxi>=80", "did you mean 'csat_proxy'"),
        ("csat_proxy", "is not a limit; write csat_proxy>=80"),
        ("csat_proxy>=80%", "write '>= 80' for % of issues, or write '+80%' or '-80%' for a change"),
        ("bonus_per_agent>=5%", "write '+5%' or '-5%' for a change from the baseline"),
        ("csat_proxy == 80", "write '>= 80'"),
        ("csat_proxy >= baseline 5", "or '>= baseline - 2'"),
        ("csat_proxy >= baseline -", "or '>= baseline - 2'"),
        ("csat_proxy >= eighty", "write '>= 80'"),
        ("csat_proxy >= 80 +- 0", "the tolerance must be above 0"),
    ],
)
def test_what_is_no_limit_is_refused_with_what_would_be_right(text, said):
    with pytest.raises(ScenarioError) as caught:
        limits_of([text])
    (problem,) = caught.value.problems
    assert said in str(problem)
