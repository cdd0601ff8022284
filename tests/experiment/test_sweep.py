"""Sweeps: each setting is the overridden scenario, differences are paired, the best is named with its rivals."""

import dataclasses

import numpy as np
import pytest

import sim
from sim.experiment.designs import designed, evenly, steps
from sim.experiment.sweep import sweep
from sim.experiment.sweep_study import BASE
from sim.metrics import METRICS
from sim.statistics.comparisons import holm
from sim.statistics.estimates import paired_difference
from tests.centers import small_center

CENTER = small_center(calendar={"start": "2021-02-01", "weeks": 4, "open": {"mon-fri": "9:00-17:00"}})
KEYS = {"incentives.relief": [0, 0.4, 0.9], "teams.desk.agents": [3, 4]}


@pytest.fixture(scope="module")
def done():
    return sweep(CENTER, KEYS, replications=3, seed=5, jobs=1)


def with_values(done, metric, values):
    """The same sweep with these values of a metric: the center as it is first, then the settings."""
    whole = np.array(values, dtype=float)
    task = dataclasses.replace(done.task, replications=whole.shape[1], outcomes=(metric,))
    return dataclasses.replace(done, task=task, values={**done.values, metric: whole})


def test_a_setting_is_the_run_of_the_overridden_scenario_to_the_bit(done):
    for point in (1, 4):
        alone = sim.run(CENTER.override(done.setting(point)), replications=3, seed=5, jobs=1)
        for metric in METRICS.values():
            expected = [counted.value(metric) for counted in alone.tallies]
            found = done.values[metric.id][point].tolist()
            assert [None if value != value else value for value in found] == expected


def test_the_frame_is_tidy_and_does_not_depend_on_the_number_of_workers(done):
    frame = done.to_frame()
    assert list(frame.columns) == [
        "point", *KEYS, "metric", "unit", "mean", "low", "high",
        "difference", "difference_low", "difference_high", "p_adjusted", "replications",
    ]  # fmt: skip
    assert len(frame) == 6 * len(METRICS)
    two = sweep(CENTER, KEYS, replications=3, seed=5, jobs=2)
    assert two.to_frame().to_csv() == frame.to_csv()
    assert two.verdict == done.verdict


def test_differences_are_paired_with_the_center_as_it_is_and_corrected_over_settings_and_outcomes(done):
    effect = done.effect(1, "csat_proxy")
    values = done.values["csat_proxy"]
    assert effect == paired_difference(values[BASE], values[1])
    assert done.as_it_is == {3}
    tests = [(point, metric) for point in done.points if point != 3 for metric in done.told]
    unmoved = {(point, "bonus_per_agent") for point in (1, 5)}  # nothing charges this pool, nobody else shares it
    assert set(done.adjusted) == set(tests) - unmoved
    plain = [done.effect(*test).p_value for test in done.adjusted]
    assert list(done.adjusted.values()) == pytest.approx(holm(plain).tolist())
    assert done.effect(3, "csat_proxy").interval == (0, 0)


def test_the_last_digits_of_a_sum_make_no_difference(done):
    same = with_values(done, "bonus_per_agent", [[998.0, 997.0]] * 6 + [[998.0 + 2e-13, 997.0 - 2e-13]])
    assert same.effect(6, "bonus_per_agent").p_value == 1
    assert not same.is_clear(6, "bonus_per_agent")


def test_relative_values_and_words_are_those_of_override():
    design = designed(CENTER, {"incentives.relief": [{"add": 0.1}], "manager.policy": ["grant", "return"]})
    assert [point["incentives.relief"] for point in design.settings] == [0.5, 0.5]
    assert [point["manager.policy"] for point in design.settings] == ["grant", "return"]
    assert design.scenarios[1].manager.policy == "return"
    as_a_whole = designed(CENTER, {"issues.question.handle_time": [5, {"shape": "exponential", "mean": 7}]})
    assert as_a_whole.scenarios[1].issues["question"].handle_time.mean == 7


def test_a_what_if_can_be_varied_with_its_changes_on_the_timeline():
    one = sweep(CENTER, {"teams.desk.agents": [4]}, what_if="Empower", replications=1, jobs=1)
    whole = CENTER.what_if("Empower").override({"teams.desk.agents": 4})
    assert one.values["csat_proxy"][1, 0] == sim.run(whole, replications=1, jobs=1).tallies[0].value(
        METRICS["csat_proxy"]
    )


def test_a_sobol_design_fills_the_ranges_evenly_and_is_always_the_same():
    keys = {"incentives.relief": (0.0, 1.0), "teams.desk.agents": (2, 5)}
    design = designed(CENTER, keys, "sobol", 16)
    relief = [setting["incentives.relief"] for setting in design.settings]
    assert sorted(int(value * 16) for value in relief) == list(range(16))
    agents = [setting["teams.desk.agents"] for setting in design.settings]
    assert sorted(agents) == [2] * 4 + [3] * 4 + [4] * 4 + [5] * 4
    assert design.settings == designed(CENTER, keys, "sobol", 16).settings


def test_customers_of_every_setting_expect_what_the_center_grants_as_it_is():
    center = small_center(empowerment={"generosity": 0.7})
    key, expected = "empowerment.generosity", "customers.satisfaction.expected_generosity"
    points = designed(center, {key: [0.7, 0.2]}).scenarios
    assert points[0].fingerprint == center.fingerprint
    assert points[1][expected] == 0.7
    own = center.override({expected: 0.9})
    assert [point[expected] for point in designed(own, {key: [0.7, 0.2]}).scenarios] == [0.9, 0.9]
    swept = sweep(center, {key: [0.2, 0.7, 1.2]}, replications=3, store=None)
    assert (np.diff([swept.level(point, "csat_proxy").value for point in swept.points]) > 0).all()


def test_less_generosity_in_a_sweep_is_the_what_if_of_its_first_week():
    fixed = {"choice": "fixed", "escalation_probability": 0.3}
    center = small_center(empowerment={"generosity": 0.7}, behavior=fixed)
    changed = center.override({"timeline": [{"week": 1, "set": {"empowerment.generosity": 0.2}}]})
    swept = sweep(center, {"empowerment.generosity": [0.2]}, replications=2, store=None)
    dated = sweep(changed, {"incentives.relief": [0.1]}, replications=2, store=None)
    assert (swept.values["csat_proxy"][1] == dated.values["csat_proxy"][BASE]).all()


def test_the_best_and_its_rivals(done):
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 1, (7, 30))
    means = np.array([20, 10, 10.05, 15, 20, 20, 20.0])[:, None]
    hours = with_values(done, "manager_hours_per_week", means + noise)
    assert hours.best("manager_hours_per_week") in (1, 2)
    assert set(hours.rivals("manager_hours_per_week")) | {hours.best("manager_hours_per_week")} == {1, 2}
    liked = with_values(done, "csat_proxy", means + noise)
    assert liked.best("csat_proxy") in (4, 5, 6)
    assert set(liked.rivals("csat_proxy")) <= {4, 5, 6}


def test_the_truly_best_setting_is_kept_as_often_as_promised(done):
    rng = np.random.default_rng(2)
    kept = 0
    for _ in range(200):
        values = rng.normal(0, 1, (7, 8))
        values[1] -= 0.3
        found = with_values(done, "manager_hours_per_week", values)
        kept += 1 in {found.best("manager_hours_per_week"), *found.rivals("manager_hours_per_week")}
    assert kept >= 0.95 * 200 - 2


def test_what_is_missing_at_a_setting_is_said_and_not_guessed(done):
    values = [[1.0, 2.0], *[[np.nan, 1.0]] * 6]
    gaps = with_values(done, "bonus_per_agent", values)
    assert gaps.best("bonus_per_agent") is None
    assert gaps.effect(1, "bonus_per_agent") is None
    assert "none in this center" in gaps.verdict
    assert gaps.to_frame().query("metric == 'bonus_per_agent'")["mean"].isna().all()


def problems(**arguments):
    with pytest.raises(sim.ScenarioError) as caught:
        sweep(CENTER, jobs=1, **arguments)
    return str(caught.value)


def test_bad_input_is_told_in_one_line_with_what_would_be_right():
    assert "did you mean 'relief'?" in problems(keys={"incentives.relieff": [0]})
    assert "incentives.relief: " in problems(keys={"incentives.relief": [99]})
    assert problems(keys={"incentives.relief": []}) == "incentives.relief: needs a list of values to try"
    assert "at least one key" in problems(keys={})
    assert "does not change the center" in problems(keys={"study.seed": [1, 2]})
    assert "power of 2" in problems(keys={"incentives.relief": (0, 1)}, design="sobol", points=60)
    assert "two rising numbers" in problems(keys={"incentives.relief": (1, 0)}, design="sobol")
    assert "did you mean 'csat_proxy'" in problems(keys=KEYS, metrics=["csat_prox"])
    assert "two rising weeks from 1 to 4" in problems(keys=KEYS, weeks=(2, 5))
    assert "did you mean 'Empower'" in problems(keys=KEYS, what_if="Empowr")
    assert "must be a number here" in problems(keys=KEYS, replications="auto")


def test_values_are_written_as_a_person_would():
    assert evenly(0, 0.3, 4) == [0, 0.1, 0.2, 0.3]
    assert steps(4, 8, 2) == [4, 6, 8]
    assert all(isinstance(value, int) for value in steps(4, 8, 2))
    assert steps(0, 1, 0.3) == [0, 0.3, 0.6, 0.9]
    with pytest.raises(sim.ScenarioError, match="2 to 10,000"):
        evenly(0, 1, 1)
    with pytest.raises(sim.ScenarioError, match="a step above 0"):
        steps(1, 2, 0)
