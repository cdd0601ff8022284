"""Choosing the best of a list: how often right, with how many replications, and what limits change."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from sim.statistics.selection import Selection, select_best
from tests.reference.sampled import contests

MEAN_TOTALS = [(2, 10, 74.9), (5, 10, 360.3), (5, 20, 288.1)]


class Systems:
    """Normal systems with common random numbers: means, and by how much each mean exceeds each limit."""

    def __init__(self, means: Sequence[float], excess: Sequence[Sequence[float]] = (), seed: int = 1) -> None:
        self.means = np.asarray(means, dtype=float)
        self.excess = np.asarray(excess, dtype=float).reshape(len(means), -1)
        self.seed = seed
        self.asked: list[tuple[tuple[int, ...], range]] = []

    def __call__(self, inside: Sequence[int], replications: range) -> tuple[np.ndarray, np.ndarray]:
        self.asked.append((tuple(inside), replications))
        limits = self.excess.shape[1]
        noise = np.empty((len(inside), 1 + limits, len(replications)))
        for column, replication in enumerate(replications):
            common = np.random.default_rng((self.seed, replication)).normal(0, 2, 1 + limits)
            own = np.random.default_rng((self.seed, replication, 1)).normal(0, 2, (len(self.means), 1 + limits))
            noise[:, :, column] = common + own[list(inside)]
        return noise[:, 0] + self.means[inside][:, None], noise[:, 1:] + self.excess[inside][:, :, None]


def in_slippage(macros: int) -> list[Selection]:
    """Contests in which all is as close as can be: limits kept or broken by a tolerance, means better by delta.

    System 0 is right; 1 is worse by delta; 2 and 3 would be better, but each breaks a limit.
    """
    excess = [[-1, -1], [-1, -1], [1, -1], [-1, 1]]
    return [select_best(Systems([0, 1, -1, -2], excess, seed), 4, 1.0, [1, 1], block=12) for seed in range(macros)]


def assert_right_often_enough(ended: list[Selection]) -> None:
    right = np.mean([each.best == 0 for each in ended])
    assert right >= 0.95 - 4 * math.sqrt(0.95 * 0.05 / len(ended))


@pytest.mark.parametrize(("systems", "first_stage", "total"), MEAN_TOTALS)
def test_the_mean_number_of_replications_is_that_of_the_reference(systems, first_stage, total):
    _, mean, error = contests(systems, first_stage, 150)
    assert mean == pytest.approx(total, abs=4 * error + 0.05)


@pytest.mark.long
@pytest.mark.parametrize(("systems", "first_stage", "total"), MEAN_TOTALS)
def test_in_slippage_the_choice_is_right_as_often_as_promised(systems, first_stage, total):
    right, mean, error = contests(systems, first_stage, 4000)
    assert right >= 0.95 - 4 * math.sqrt(0.95 * 0.05 / 4000)
    assert mean == pytest.approx(total, abs=4 * error + 0.05)


def test_with_limits_the_choice_is_right_as_often_as_promised():
    assert_right_often_enough(in_slippage(60))


@pytest.mark.long
def test_with_limits_the_choice_is_right_as_often_as_promised_in_many_contests():
    assert_right_often_enough(in_slippage(2000))


def test_where_every_system_breaks_a_limit_none_is_chosen():
    ended = [select_best(Systems([0, 1, 2], [[3], [3], [3]], seed), 3, 1.0, [1]) for seed in range(20)]
    assert all(each.best is None and each.is_finished for each in ended)
    assert {fate.breaks for each in ended for fate in each.fates} == {0}


def test_a_better_system_rules_another_out_only_once_it_is_known_to_keep_the_limits():
    """System 1 is far better, but at its limit: it is found out late, and must not take system 0 with it."""
    excess = [[-20.0], [1.0]]
    ended = [select_best(Systems([0, -20], excess, seed), 2, 1.0, [1]) for seed in range(40)]
    assert np.mean([each.best == 0 for each in ended]) > 0.85
    assert all(each.fates[1].breaks == 0 for each in ended if each.best == 0)


def test_the_size_of_blocks_changes_nothing_but_what_is_taken_in_vain():
    means, excess = [0.0, 0.7, 1.5, 4.0], [[-2], [-2], [-0.5], [-2]]
    one, many = (select_best(Systems(means, excess), 4, 0.5, [0.5], block=block) for block in (1, 17))
    assert (one.best, one.fates) == (many.best, many.fates)
    assert one.taken <= many.taken


def test_who_is_out_is_not_replicated_any_more():
    systems = Systems([0, 0.3, 30])
    ended = select_best(systems, 3, 0.5)
    assert ended.fates[2].replications == 10
    assert ended.fates[2].beaten_by in (0, 1)
    assert all(2 not in inside for inside, replications in systems.asked if replications.start)


def test_equal_systems_end_in_a_tie_that_the_first_wins():
    def take(inside: Sequence[int], replications: range) -> tuple[np.ndarray, np.ndarray]:
        values = np.tile(np.sin(np.arange(replications.start, replications.stop)), (len(inside), 1))
        return values, np.empty((len(inside), 0, len(replications)))

    ended = select_best(take, 3, 0.1)
    assert (ended.best, ended.is_finished) == (0, True)
    assert [(fate.beaten_by, fate.is_tied) for fate in ended.fates] == [(None, False), (0, True), (0, True)]
    assert 30 < ended.taken < 3 * 300


Draw = Callable[[np.random.Generator, int], tuple[np.ndarray, np.ndarray]]
WEEKS = 4


def noisy(means: Sequence[float], noise: Callable[[np.random.Generator, tuple[int, int]], np.ndarray]) -> Draw:
    """Systems with these means, noise in common and noise of their own."""

    def draw(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
        common = noise(rng, (1, count))
        own = noise(rng, (len(means), count))
        return common + own + np.asarray(means)[:, None], np.empty((len(means), 0, count))

    return draw


def incidents(rng: np.random.Generator, weekly: Sequence[float], count: int) -> np.ndarray:
    return rng.poisson(np.multiply(weekly, WEEKS)[:, None], (len(weekly), count)) / WEEKS


def rare(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Incidents a week, the setting with fewer listed last."""
    return incidents(rng, (0.032, 0.0036), count), np.empty((2, 0, count))


def rare_under_a_limit(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """At most 0.01 incidents a week; the setting that has more would be the better one."""
    return rng.normal([[-1.0], [0.0]], 1.0, (2, count)), incidents(rng, (0.032, 0.0036), count)[:, None] - 0.01


def tied(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The first two never differ, the third is worse."""
    values = rng.normal(10, 2, (1, count)) + np.zeros((3, 1))
    values[2] += rng.normal(0.5, 1, count)
    return values, np.empty((3, 0, count))


def seldom_worse(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The first-listed costs as much as the other, but for one replication in 25, in which it costs far more."""
    values = rng.normal(10, 2, (1, count)) + np.zeros((2, 1))
    values[0] += 10.0 * (rng.random(count) < 0.04)
    return values, np.empty((2, 0, count))


STUDIES = {
    "normal": (noisy([0.0, 1.0, 1.0], lambda rng, shape: rng.normal(0, 2, shape)), 1.0, (), {0}),
    "exponential": (noisy([1.0, 0.0, 1.0], lambda rng, shape: rng.exponential(2, shape)), 1.0, (), {1}),
    "lognormal": (noisy([1.0, 1.0, 0.0], lambda rng, shape: rng.lognormal(0, 1, shape)), 1.0, (), {2}),
    "rare": (rare, 0.02, (), {1}),
    "rare under a limit": (rare_under_a_limit, 0.5, (0.002,), {1}),
    "tied": (tied, 0.5, (), {0, 1}),
    "seldom worse": (seldom_worse, 0.4, (), {1}),
}


def chosen(kind: str, study: int) -> int | None:
    draw, delta, tolerances, _ = STUDIES[kind]
    rng = np.random.default_rng((sum(map(ord, kind)), study))

    def take(inside: Sequence[int], replications: range) -> tuple[np.ndarray, np.ndarray]:
        return tuple(each[list(inside)] for each in draw(rng, len(replications)))

    systems = len(draw(np.random.default_rng(0), 1)[0])
    ended = select_best(take, systems, delta, tolerances, block=200)
    assert ended.is_finished
    return ended.best


@pytest.mark.parametrize("kind", STUDIES)
def test_the_choice_is_right_as_often_as_promised_whatever_the_outcomes_are_like(kind):
    """Of 200 studies at least 178: four standard errors under 95 %."""
    right = STUDIES[kind][3]
    assert sum(chosen(kind, study) in right for study in range(200)) >= 178


@pytest.mark.long
@pytest.mark.parametrize("kind", STUDIES)
def test_the_choice_is_right_as_often_as_promised_in_many_studies(kind):
    right = np.mean([chosen(kind, study) in STUDIES[kind][3] for study in range(2000)])
    assert right >= 0.95 - 4 * math.sqrt(0.95 * 0.05 / 2000)


def test_one_system_alone_is_only_checked_for_its_limits():
    assert select_best(Systems([5.0]), 1, 1.0).best == 0
    assert select_best(Systems([5.0], [[-3.0]]), 1, 1.0, [1.0]).best == 0
    assert select_best(Systems([5.0], [[3.0]]), 1, 1.0, [1.0]).best is None


def test_a_cap_ends_the_contest_unfinished_with_the_one_in_front():
    ended = select_best(Systems([0.0, 0.05]), 2, 0.01, most=60)
    assert not ended.is_finished
    assert ended.taken <= 60
    assert ended.best == min((0, 1), key=lambda i: ended.fates[i].mean)
    with pytest.raises(ValueError, match="at least 20 replications"):
        select_best(Systems([0.0, 0.05]), 2, 0.01, most=19)


def test_progress_ends_where_the_contest_does():
    told: list[tuple[int, int]] = []
    ended = select_best(Systems([0.0, 1.0]), 2, 0.5, tell=lambda done, of: told.append((done, of)))
    assert told[-1][0] == ended.taken
    assert all(done <= of for done, of in told)


@pytest.mark.parametrize(
    "wrong",
    [{"systems": 0}, {"delta": 0.0}, {"first_stage": 1}, {"confidence": 1.0}, {"tolerances": [0.0]}],
)
def test_numbers_that_mean_nothing_are_refused(wrong):
    asked = {"systems": 2, "delta": 1.0, "tolerances": ()} | wrong
    with pytest.raises(ValueError, match="need"):
        select_best(Systems([0, 1]), asked.pop("systems"), asked.pop("delta"), asked.pop("tolerances"), **asked)
