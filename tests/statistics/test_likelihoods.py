"""How far a figure may lie from its mean: beta-binomial shares, gamma-Poisson counts, normal means."""

import numpy as np
import pytest
from scipy import stats

from sim.statistics.likelihoods import Likelihood
from sim.statistics.rejection import adjusted, posterior, shower
from sim.statistics.sobol import even_points
from sim.statistics.surrogate import surrogate

LUCKS = [0.0, 0.15**2]


@pytest.mark.parametrize("luck", LUCKS)
@pytest.mark.parametrize(
    "its", [Likelihood("share", 0.3, 900), Likelihood("count", 40.0, 8), Likelihood("mean", 7.5, 400)]
)
def test_what_is_drawn_spreads_as_the_larger_of_single_cases_and_a_period(its, luck):
    means = np.full(20_000, float(its.scaled(its.seen)))
    drawn = its.drawn(means, luck, np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(means[0], abs=0.02)  # the mean of the figure, not of its logarithm
    assert drawn.std() == pytest.approx(its.sd(luck), rel=0.04)


def test_of_single_cases_alone_a_share_is_binomial_and_a_count_poisson():
    assert Likelihood("share", 0.3, 900).sd(0.0) == pytest.approx(1 / np.sqrt(0.3 * 0.7 * 900))
    count = Likelihood("count", 40.0, 8)
    one_sd = count.natural(count.scaled(40.0) + count.sd(0.0)) - 40
    assert one_sd == pytest.approx(np.sqrt(40 / 8), rel=0.03)


@pytest.mark.parametrize(
    ("its", "mean", "chance"),
    [
        (Likelihood("share", 0.3, 50), 0.2, stats.binom(50, 0.2).logpmf(15) - stats.binom(50, 0.3).logpmf(15)),
        (Likelihood("share", 0.0, 200), 0.02, 200 * np.log(0.98)),
        (Likelihood("share", 1.0, 20), 0.9, 20 * np.log(0.9)),
        (Likelihood("count", 0.0, 12), 0.5, -6.0),
        (Likelihood("count", 2.0, 5), 0.33, stats.poisson(1.65).logpmf(10) - stats.poisson(10).logpmf(10)),
    ],
)
def test_of_single_cases_alone_how_far_a_figure_lies_is_its_binomial_or_poisson_chance(its, mean, chance):
    apart = its.apart(mean, its.sd(0.0))
    assert -0.5 * apart**2 == pytest.approx(chance, rel=0.01)
    assert np.sign(apart) == np.sign(mean - its.seen)
    assert its.apart(its.seen, its.sd(0.0)) == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize(
    ("its", "draw"),
    [
        (Likelihood("count", 2.0, 10**6), lambda draws: draws.poisson(0.9, 4000) / 5),  # of five weeks, many with none
        (Likelihood("share", 0.3, 10**9), lambda draws: draws.binomial(150, 0.98, 4000) / 150),
    ],
)
def test_the_luck_of_a_period_is_that_at_what_was_observed_wherever_the_center_is_now(its, draw):
    cases = 5 if its.family == "count" else 150
    there = Likelihood(its.family, its.seen, cases).sd(0.0)
    assert np.sqrt(its.luck(draw(np.random.default_rng(1)))) == pytest.approx(there, rel=0.05)


def test_figures_that_are_all_as_far_away_move_points_all_alike():
    apart = np.full((40, 1), 0.7)
    assert np.isfinite(adjusted(even_points(40, 2, 1), apart, np.full(40, 0.7))).all()
    nearly = posterior(
        shower(surrogate(even_points(40, 2, 1), np.ones((40, 1))), [Likelihood("share", 0.3, 1)], np.zeros(1), 4), 2, 1
    )
    assert np.isfinite(nearly).all()


@pytest.mark.parametrize("its", [Likelihood("share", 0.22), Likelihood("count", 12.0), Likelihood("mean", 7.5)])
def test_a_figure_of_unknown_cases_is_known_to_a_twentieth_of_itself(its):
    one_sd = its.natural(its.scaled(its.seen) + its.sd(0.0)) - its.seen
    assert one_sd == pytest.approx(0.05 * its.seen, rel=0.06)


def test_scale_and_unit_are_inverse_and_a_negative_mean_has_no_logarithm():
    for its in (Likelihood("share", 0.5), Likelihood("count", 3.0), Likelihood("mean", -2.0, is_signed=True)):
        assert its.natural(its.scaled(its.seen)) == pytest.approx(its.seen)


def test_a_surrogate_finds_a_quadratic_function_and_says_how_far_it_misses_another():
    points = even_points(64, 3, 1)
    x = points @ np.array([1.0, -2.0, 0.5])
    found = surrogate(points, np.column_stack([x + x**2, np.sin(9 * x)]))
    new = even_points(64, 3, 2)
    z = new @ np.array([1.0, -2.0, 0.5])
    assert found.at(new)[:, 0] == pytest.approx(z + z**2, abs=1e-3)
    assert found.misses[0] < 1e-3
    assert found.misses[1] == pytest.approx(np.sqrt(np.mean((found.at(new)[:, 1] - np.sin(9 * z)) ** 2)), rel=0.4)
    slopes = found.slopes(np.full(3, 0.5))[0]
    assert slopes == pytest.approx((1 + 2 * -0.25) * np.array([1.0, -2.0, 0.5]), abs=0.01)


def test_points_are_moved_to_where_they_would_show_what_was_observed():
    apart = np.random.default_rng(1).standard_normal((200, 2))
    odds = np.column_stack([0.3 + 0.8 * apart[:, 0] - 0.5 * apart[:, 1], apart @ np.array([0.1, 0.2])])
    moved = adjusted(1 / (1 + np.exp(-odds)), apart, np.sqrt((apart**2).sum(axis=1)))
    assert moved == pytest.approx(np.tile(1 / (1 + np.exp([-0.3, 0.0])), (200, 1)), abs=1e-6)


def _world(points):
    """Two figures of three axes: a share that the first two move against each other, a mean that the third moves."""
    return np.column_stack([-2 + 4 * points[:, 0] - 1.5 * points[:, 1], 2 + 0.5 * points[:, 2]])


def test_ranges_hold_a_planted_point_as_often_as_they_say():
    held, wide = [], []
    luck = np.array([0.1**2, 0.02**2])
    for seed in range(40):
        draws = np.random.default_rng(seed)
        truth = draws.random(3)
        (means,) = _world(truth[None])
        shape = [Likelihood("share", 0.5, 1800), Likelihood("mean", 10.0, 1800)]
        planted = [
            Likelihood(each.family, float(each.natural(m)), each.n) for each, m in zip(shape, means, strict=True)
        ]
        seen = [
            Likelihood(each.family, float(each.natural(each.drawn(means[k : k + 1], luck[k], draws)[0])), each.n)
            for k, each in enumerate(planted)
        ]
        points = even_points(128, 3, seed)
        found = surrogate(points, _world(points) + np.sqrt(luck / 4) * draws.standard_normal(2))
        kept = posterior(shower(found, seen, luck, 4), 3, seed)
        low, high = np.quantile(kept, (0.05, 0.95), axis=0)
        held.append((low <= truth) & (truth <= high))
        wide.append(high - low)
    assert (np.mean(held, axis=0) > 0.77).all()  # 36 expected of 40; fewer than 31 in one of 100 such tests
    assert np.mean(held) < 0.99
    first, second, third = np.mean(wide, axis=0)
    assert second > 0.7  # of what the first two do together one figure tells, of each little
    assert third < 0.3
    assert first < 0.6
