"""What studies found, as records that words only phrase."""

import pytest

from sim.experiment.compare import compare
from sim.experiment.headline_findings import helps, of_all, of_outcome, of_trade_off, price
from sim.experiment.stress import stress
from sim.experiment.stress_findings import advised, least_lasting, not_advised
from sim.experiment.sweep import sweep
from sim.experiment.sweep_findings import best_of, gains
from sim.experiment.sweep_study import BASE
from sim.metrics import WORKED as HOURS
from tests.centers import small_center

RELIEF = "incentives.relief"


@pytest.fixture(scope="module")
def comparison():
    return compare(small_center(), replications=6, jobs=1, seed=1)


def test_the_what_if_told_of_an_outcome_has_the_largest_clear_gain(comparison):
    found = of_outcome(comparison, HOURS)
    assert found.ending == "changes"
    better = [name for name in comparison.what_ifs if helps(comparison, name, HOURS)]
    sizes = {name: abs(comparison.effect(name, HOURS).value) for name in better}
    assert found.name == max(sizes, key=sizes.get)
    assert list(found.better) == [HOURS]


def test_the_what_if_told_of_all_outcomes_clearly_harms_no_headline_outcome(comparison):
    found = of_all(comparison)
    assert found.ending in ("helps", "mixed", "worse", "same")
    if found.ending == "helps":
        assert [helps(comparison, found.name, each) for each in found.better] == [True] * len(found.better)
        assert not [each for each in comparison.headline if helps(comparison, found.name, each) is False]
        harms = [each.guard.id for each in price(comparison, found.name, found.better).harms]
        assert not set(harms) & set(found.better)


def test_with_nothing_to_compare_nothing_is_told():
    alone = compare(small_center().model_copy(update={"what_ifs": {}}), replications=2, jobs=1, seed=1)
    assert {of_all(alone).ending, of_outcome(alone, HOURS).ending, of_trade_off(alone).ending} == {"alone"}


def test_the_best_setting_of_a_sweep_has_the_best_mean_and_its_gain_is_clear():
    done = sweep(small_center(), {RELIEF: [0.0, 0.4, 0.8]}, replications=5, jobs=1, seed=1)
    best = best_of(done, HOURS)
    assert best.level.value == min(done.level(point, HOURS).value for point in done.points)
    assert best.now == done.level(BASE, HOURS)
    assert all(done.is_clear(point, HOURS) for point, metrics in gains(done, [HOURS]).outcomes.items() if metrics)


def test_what_a_stress_advises_and_the_others_are_all_its_what_ifs():
    ranges = {RELIEF: (0.0, 0.8), "incentives.peer_pressure": (0.0, 0.8)}
    done = stress(small_center(), worlds=4, inputs=ranges, replications=3, jobs=1, seed=1)
    for outcome in done.outcomes:
        advice = advised(done, outcome)
        names = [each.name for each in not_advised(done, outcome)] + ([advice.name] if advice else [])
        assert sorted(names) == sorted(done.what_ifs)
        if advice:
            assert advice.low <= advice.middle <= advice.high
            assert least_lasting(done, [outcome]) == advice
