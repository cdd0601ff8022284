"""Precision on request: what must become precise, what is said of it, and intervals that looking does not spoil."""

import json
import math

import numpy as np
import pytest

from sim.experiment.compare import compare
from sim.experiment.precision import Outcome, account_of, rule_of
from sim.metrics import HEADLINE
from sim.present.folder import provenance_of
from sim.present.words import in_full
from sim.statistics.estimates import mean_estimate
from sim.statistics.replications import ReplicationRule
from tests.centers import small_center
from tests.reference.sampled import lindley

HOURS, CSAT, BONUS = HEADLINE


def normal(rng: np.random.Generator, precision: float, size: tuple[int, int]) -> np.ndarray:
    """Normal values with mean 1 that need about 30 replications."""
    return 1 + 2.5 * precision * rng.standard_normal(size)


def waits(rng: np.random.Generator, precision: float, size: tuple[int, int]) -> np.ndarray:
    """Mean waits of 5,000 customers of M/M/1 at load 0.8: skewed; drawn from 3,000 runs, scaled to mean 1."""
    del precision
    pool = lindley(rng, 3000, 5000, True).mean(axis=0)
    return rng.choice(pool / pool.mean(), size)


def coverage(values: np.ndarray, precision: float) -> tuple[float, float, float]:
    """How often the interval at the end covers the mean of 1; mean replications; how often it is narrow enough."""
    hits, number, narrow = [], [], []
    for sample in values:
        rule = rule_of(1, precision, len(sample))
        while not rule.finished:
            rule.add({Outcome(0, CSAT): sample[rule.n] * 1000})
        low, high = mean_estimate(sample[: rule.n]).interval or ()
        hits.append(low <= 1 <= high)
        narrow.append((high - low) / (high + low) <= precision)
        number.append(rule.n)
    return float(np.mean(hits)), float(np.mean(number)), float(np.mean(narrow))


@pytest.mark.parametrize("law", [normal, waits])
def test_looking_again_and_again_does_not_spoil_the_interval(law):
    values = law(np.random.default_rng(12), 0.1, (250, 200))
    covers, replications, narrow = coverage(values, 0.1)
    assert covers == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / 250))
    assert 20 < replications < 60
    assert narrow > 0.95


@pytest.mark.long
@pytest.mark.parametrize(("law", "precision"), [(normal, 0.02), (normal, 0.2), (waits, 0.1), (waits, 0.07)])
def test_looking_again_and_again_does_not_spoil_the_interval_in_many_experiments(law, precision):
    covers, _, _ = coverage(law(np.random.default_rng(13), precision, (3000, 400)), precision)
    assert 0.93 <= covers <= 0.97


def test_without_the_unseen_replications_the_rule_of_hoad_covers_too_seldom_which_is_why_they_are_there():
    sample = normal(np.random.default_rng(1), 0.1, (400, 200))
    hits = []
    for values in sample:
        rule = ReplicationRule(0.1, look_ahead=0)
        while not rule.finished:
            rule.add({"": values[rule.n]})
        low, high = mean_estimate(values[: rule.n]).interval or ()
        hits.append(low <= 1 <= high)
    assert np.mean(hits) < 0.93


def test_unseen_replications_follow_the_confirmation_up_to_the_cap():
    rule = ReplicationRule(0.5, initial=10, look_ahead=5, unseen=0.5)
    while not rule.finished:
        rule.add({"": 1.0 + rule.n % 2})
    assert (rule.sufficient, rule.n) == (10, 23)
    capped = ReplicationRule(0.5, initial=10, most=18, unseen=0.5)
    while not capped.finished:
        capped.add({"": 1.0 + capped.n % 2})
    assert (capped.sufficient, capped.n) == (10, 18)


def test_an_outcome_near_zero_is_measured_by_the_baselines_level_and_so_is_a_difference():
    rng = np.random.default_rng(2)
    base, noise = 100 + rng.normal(0, 1, 40), rng.normal(0, 1, 40)
    account = account_of({"Baseline": {HOURS: base}, "None left": {HOURS: noise}}, 0.05)
    level, difference = account["None left", HOURS, False], account["None left", HOURS, True]
    assert level.wanted == pytest.approx(0.05 * base.mean())
    assert difference.wanted == level.wanted
    assert level.is_reached
    assert difference.half_width == pytest.approx(mean_estimate(noise - base).half_width)


def test_a_half_width_below_the_last_digit_shown_is_enough():
    account = account_of({"Baseline": {BONUS: [0.1, -0.1, 0.2, -0.1, 0.0] * 4, HOURS: []}}, 0.05)
    (reached,) = account.values()
    assert reached.wanted == 0.5
    assert reached.is_reached
    assert math.isfinite(reached.share)


@pytest.fixture(scope="module")
def automatic():
    return compare(small_center(), replications="auto", precision=0.4, jobs=1, beliefs=False)


def test_all_headline_figures_of_all_scenarios_and_all_differences_count(automatic):
    account = automatic.precision_account
    assert set(account) == {
        (name, metric, is_difference)
        for name in automatic.scenarios
        for metric in HEADLINE
        for is_difference in ((False, True) if name != "Baseline" else (False,))
    }
    assert automatic.reached == all(each.half_width <= each.wanted for each in account.values())
    for name in automatic.what_ifs:
        assert account[name, HOURS, True].half_width == automatic.effect(name, HOURS).half_width


def test_what_was_reached_is_told_in_a_sentence_and_kept_for_each_figure(automatic):
    assert "Precision of 40 %: reached for all 15 headline figures and differences" in in_full(automatic)
    kept = provenance_of(automatic, "")["precision"]
    assert kept["reached"] is True
    assert len(kept["figures"]) == 15
    assert json.dumps(kept, allow_nan=False)
    assert provenance_of(compare(small_center(), replications=2, jobs=1, beliefs=False), "")["precision"] is None


def test_the_cap_is_honored_and_what_was_missed_is_said():
    done = compare(small_center(), replications="auto", precision=0.001, most=12, jobs=1, beliefs=False)
    assert done.replications == 12
    assert not done.reached
    assert "Precision of 0.1 %: not reached for" in in_full(done)
    with pytest.raises(ValueError, match="most must be a whole number from 2"):
        compare(small_center(), replications="auto", most=1, jobs=1, beliefs=False)
