"""Searching a box: how near to a known optimum under noise and limits, within its budget."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiment.searching import Box, Merit, Setting, front_of, front_search, pattern_search
from sim.statistics.estimates import mean_estimate

BEST = np.array([0.3, 0.7, 0.55, 0.2])
BOX = Box((0.0, 0.0, 0.0, -5.0), (1.0, 100.0, 7.5, 5.0), (False, True, False, False))


def sub_box(levers: int) -> Box:
    return Box(BOX.low[:levers], BOX.high[:levers], BOX.whole[:levers])


def error(place: np.ndarray) -> float:
    """Ten times the squared distance from the best place in the unit cube."""
    return float(10 * ((place - BEST[: len(place)]) ** 2).sum())


class Noisy:
    """The error as ten replications on common random numbers, under the limit that the first two add up to 0.8."""

    def __init__(self, box: Box, seed: int, limit: float = 9.0) -> None:
        self.box, self.limit = box, limit
        self.noise = np.random.default_rng(seed).normal(size=(10, len(box.low) + 2))
        self.asked: list[Setting] = []

    def __call__(self, settings: list[Setting]) -> list[Merit]:
        self.asked += settings
        return [self.merit(self.box.place(setting)) for setting in settings]

    def merit(self, place: np.ndarray) -> Merit:
        values = error(place) + 0.3 * (self.noise[:, 0] + self.noise[:, 2:] @ place)
        excess = mean_estimate(place[0] + place[1] - self.limit + 0.02 * self.noise[:, 1], 0.9)
        return max(0.0, (excess.interval or (0.0, 0.0))[1]), float(values.mean())


def gap(levers: int, seed: int, limit: float = 9.0, most: int = 200) -> float:
    """Search, and return how much worse than the optimum the setting found is."""
    box = sub_box(levers)
    evaluate = Noisy(box, seed, limit)
    starts = [box.setting(np.full(levers, 0.5)), *box.scattered(8, seed)]
    found = pattern_search(evaluate, box, starts, most, seed=seed)
    best = box.place(min(found, key=lambda setting: found[setting]))
    assert len(evaluate.asked) == len(set(evaluate.asked)) == len(found) <= most
    assert best[0] + best[1] <= limit
    over = max(0.0, BEST[0] + BEST[1] - limit)
    return error(best) - 10 * over**2 / 2


@pytest.mark.parametrize(("levers", "within"), [(2, 0.02), (3, 0.05), (4, 0.2)])
def test_the_optimum_of_a_noisy_function_is_found(levers, within):
    assert np.median([gap(levers, seed) for seed in range(5)]) < within


@pytest.mark.parametrize(("levers", "within"), [(2, 0.15), (3, 0.25), (4, 0.5)])
def test_an_optimum_on_a_limit_is_found_on_its_right_side(levers, within):
    """The function runs from 0 to about 10; the interval that must keep the limit costs about 0.05."""
    assert np.median([gap(levers, seed, 0.8) for seed in range(5)]) < within


def test_where_no_setting_keeps_the_limit_the_least_violation_is_sought():
    box = sub_box(2)
    found = pattern_search(Noisy(box, 1, -0.5), box, box.scattered(8, 1), 100)
    best = min(found, key=lambda setting: found[setting])
    assert sum(box.place(best)) < 0.05


def test_the_budget_holds_even_for_the_starts():
    box = sub_box(3)
    evaluate = Noisy(box, 1)
    assert len(pattern_search(evaluate, box, box.scattered(16, 1), 5)) == len(evaluate.asked) == 5


def test_the_same_search_is_done_twice_the_same():
    box = sub_box(3)
    first, second = (pattern_search(Noisy(box, 3), box, box.scattered(8, 1), 120, seed=4) for _ in range(2))
    assert list(first.items()) == list(second.items())


@given(st.lists(st.floats(-0.5, 1.5), min_size=4, max_size=4))
def test_settings_lie_inside_the_box_and_whole_numbers_are_whole(place):
    setting = BOX.setting(np.array(place))
    assert all(low <= value <= high for low, value, high in zip(BOX.low, setting, BOX.high, strict=True))
    assert setting[1] == int(setting[1])
    assert BOX.setting(BOX.place(setting)) == setting


def test_whole_numbers_move_by_one_when_steps_are_smaller():
    box = Box((0.0,), (3.0,), (True,))
    found = pattern_search(lambda settings: [(0.0, abs(value - 2)) for (value,) in settings], box, [(0.0,)], 50)
    assert min(found, key=lambda setting: found[setting]) == (2.0,)
    assert set(found) <= {(0.0,), (1.0,), (2.0,), (3.0,)}


@pytest.mark.parametrize("ends", [((1.0,), (1.0,)), ((2.0,), (1.0,)), ((0.0,), (np.inf,)), ((), ())])
def test_a_box_without_room_is_refused(ends):
    with pytest.raises(ValueError, match="need ranges"):
        Box(*ends, tuple(False for _ in ends[0]))


def test_the_front_of_two_aims_is_spread_between_their_optima():
    """Of the squared distances from two points the front is the straight line between them."""
    box = Box((0.0, 0.0), (1.0, 1.0), (False, False))
    ends = np.array([[0.2, 0.3], [0.8, 0.7]])

    def evaluate(settings: list[Setting]) -> list[Merit]:
        return [(0.0, *((np.array(setting) - ends) ** 2).sum(axis=1)) for setting in settings]

    found = front_search(evaluate, box, box.scattered(16, 1), 300)
    assert len(found) <= 300
    settings = list(found)
    front = np.array([settings[i] for i in front_of([found[setting] for setting in settings])])
    normal = np.array([-0.4, 0.6]) / np.hypot(0.4, 0.6)
    across = (front - ends[0]) @ normal
    assert np.abs(across).max() < 0.08
    assert np.abs(across).mean() < 0.03
    assert np.ptp(front[:, 0]) > 0.45
