"""What studies found, as records that words only phrase."""

from sim.experiment.stress import stress
from sim.experiment.stress_findings import advised, least_lasting, not_advised
from sim.experiment.sweep import sweep
from sim.experiment.sweep_findings import best_of, gains
from sim.experiment.sweep_study import BASE
from tests.centers import small_center

HOURS, RELIEF = "manager_hours_per_week", "incentives.relief"


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
