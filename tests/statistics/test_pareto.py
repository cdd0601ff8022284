"""Several aims: who is beaten, and how seldom that is called clear where it is not so."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.statistics.pareto import non_dominated, spread_out, standings

POINTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12)


@given(POINTS)
def test_the_front_is_what_nobody_beats_by_definition(points):
    def beats(one, other):
        return all(a <= b for a, b in zip(one, other, strict=True)) and one != other

    expected = [i for i, point in enumerate(points) if not any(beats(other, point) for other in points)]
    assert non_dominated(np.array(points, dtype=float)) == expected


def test_a_point_better_in_all_aims_dominates_clearly_and_one_better_by_noise_does_not():
    rng = np.random.default_rng(1)
    common = rng.normal(size=(2, 1, 30))
    values = common + 0.1 * rng.normal(size=(2, 3, 30)) + np.array([0.0, 1.0, 0.0])[None, :, None]
    values[:, 2] += 0.001 - (values[:, 2] - values[:, 0]).mean(axis=1, keepdims=True)
    best, beaten, near = standings(values)
    assert best.dominated_by == ()
    assert beaten.is_clear
    assert set(beaten.dominated_by) == {0, 2}
    assert near.dominated_by == (0,)
    assert not near.is_clear


def test_an_aim_in_which_two_points_are_exactly_equal_does_not_hinder():
    rng = np.random.default_rng(2)
    same = rng.normal(size=30)
    values = np.array([[same, same], [rng.normal(size=30), 5 + rng.normal(size=30)]])
    assert standings(values)[1].is_clear
    assert standings(values[:1])[1].dominated_by == ()


def test_one_replication_makes_nothing_clear():
    assert not standings(np.array([[[0.0], [1.0]], [[0.0], [1.0]]]))[1].is_clear


def test_equal_points_are_seldom_called_clearly_dominated():
    rng = np.random.default_rng(3)
    wrong = [any(each.is_clear for each in standings(rng.normal(size=(2, 5, 12)))) for _ in range(200)]
    assert np.mean(wrong) <= 0.05


def test_points_are_spread_from_the_ends_inward():
    aims = np.array([[i, 10 - i] for i in range(11)], dtype=float)
    assert list(spread_out(aims, 3)) == [0, 10, 5]
    assert sorted(spread_out(aims, 99)) == list(range(11))
