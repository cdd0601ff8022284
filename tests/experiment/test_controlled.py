"""Means corrected by what was drawn: where they stand, and that all that tells a figure tells the same."""

from typing import Any

import numpy as np
import pytest

import sim
from sim.experiment.controlled import SPARE, controls_of, worth
from sim.present.method import method
from sim.scenario import scenario_from
from sim.statistics.estimates import mean_estimate, mean_intervals
from tests.engines.small import center

N = 20


def scenario(on: bool = True, sd: float = 0.1, **study: Any) -> sim.Scenario:
    data = center(
        calendar={"weeks": 2},
        issues__complaint={"per_week": 60.0, "complexity": {"shape": "beta", "a": 2.0, "b": 2.0}},
        teams__desk={"skill": 0.5, "skill_sd": sd, "agents": 3},
        customers={"busyness_cv": 0.3},
    )
    data["study"] = {"replications": N, "seed": 3, "control_variates": on, **study}
    data["what_if"] = {"More authority": {"set": {"empowerment.authority": 200}}}
    return scenario_from(data)


@pytest.fixture(scope="module")
def corrected() -> sim.Comparison:
    return sim.compare(scenario(), jobs=1, beliefs=False)


@pytest.fixture(scope="module")
def plain() -> sim.Comparison:
    return sim.compare(scenario(on=False), jobs=1, beliefs=False)


def test_runs_are_the_same_and_only_what_is_told_of_them_is_corrected(corrected, plain):
    assert plain.controls is None
    assert corrected.controls.count == 3
    for name in plain.scenarios:
        assert corrected.values(name, "escalation_rate") == plain.values(name, "escalation_rate")
    level = plain.level(plain.baseline, "escalation_rate")
    assert level == mean_estimate(plain.values(plain.baseline, "escalation_rate"))
    assert corrected.level(plain.baseline, "escalation_rate").half_width < level.half_width


def test_levels_differences_and_splits_add_up(corrected):
    for metric in ("manager_hours_per_week", "csat_proxy", "escalation_rate", "agent_hours_per_week"):
        before, after = (corrected.level(name, metric) for name in corrected.scenarios)
        by = corrected.effect("More authority", metric)
        assert by.value == pytest.approx(after.value - before.value, abs=1e-9)
        assert corrected.between(*corrected.scenarios, metric) == by
    parts = corrected.points_split("More authority")
    change = corrected.effect("More authority", "csat_proxy")
    assert sum(part.value for part in parts.values()) == pytest.approx(change.value, abs=1e-9)


def test_tables_tell_the_same_figures(corrected):
    row = corrected.table.query("metric == 'escalation_rate'").iloc[0]
    level = corrected.level(corrected.baseline, "escalation_rate")
    assert (row["mean"], row["mean_low"], row["mean_high"]) == (level.value, *level.interval)
    week = corrected.weekly.query("metric == 'escalation_rate'").iloc[0]
    series = corrected.sums[corrected.baseline].by_week(sim.METRICS["escalation_rate"])[:, 0]
    value, low, high = (bounds[0] for bounds in mean_intervals(series[None], controls=corrected.controls))
    assert (week["mean"], week["low"], week["high"]) == (value, low, min(high, 100.0))


def test_a_sweep_tells_the_center_as_it_is_as_a_comparison_does(corrected):
    swept = sim.sweep(scenario(), {"empowerment.authority": [200]}, jobs=1)
    for metric in ("manager_hours_per_week", "escalation_rate"):
        assert swept.level(0, metric).value == pytest.approx(corrected.level(corrected.baseline, metric).value)
        assert swept.means(metric)[0] == pytest.approx(swept.level(0, metric).value)
        assert swept.effect(1, metric).value == pytest.approx(corrected.effect("More authority", metric).value)


def test_nothing_is_corrected_where_it_cannot_be():
    assert controls_of(scenario(), 1, SPARE + 2, (1, 2)) is None
    assert controls_of(scenario(sd=0.0), 1, SPARE + 1, (1, 2)).count == 1
    assert controls_of(scenario(on=False), 1, 100, (1, 2)) is None
    assert sim.compare(scenario(replications="auto"), precision=0.5, jobs=1, beliefs=False).controls is None


def test_what_was_drawn_is_that_of_the_replications_that_ran(corrected):
    """Contacts of the tallies and the control for them are the same but for those outside of opening hours."""
    begun = np.array(corrected.values(corrected.baseline, "issues_begun_per_week"))
    assert np.corrcoef(begun, corrected.controls.values[-1])[0, 1] > 0.99


def test_the_method_says_where_means_are_corrected_and_how_many_replications_that_is_worth(corrected, plain):
    said = dict(method(corrected))["4.3 Estimation"]
    gain = worth(corrected.values(corrected.baseline, corrected.hours), corrected.controls)
    assert f"{N} replications tell" in said
    assert f" as {gain:.0f} would" in said
    unasked = dict(method(plain))["4.3 Estimation"]
    assert "corrected" not in unasked
    assert f"as {gain:.0f} do now" in unasked  # what it would be worth is said to those who did not ask for it
    few = sim.compare(scenario(replications=2), jobs=1, beliefs=False)
    assert "not corrected, though study.control_variates asks for it" in dict(method(few))["4.3 Estimation"]
