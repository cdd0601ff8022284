"""Comparisons: exact zeros, independence of order and workers, files that repeat, precision on request."""

import json

import numpy as np
import pytest

import sim
from sim.experiment.alternatives import first_change
from sim.experiment.compare import compare
from sim.experiment.running import run_all
from sim.metrics import HEADLINE, METRICS
from sim.present.words import in_full
from tests.centers import small_center


@pytest.fixture(scope="module")
def comparison():
    return compare(small_center(), replications=4, jobs=1, beliefs=False)


def same(first, second):
    return all(np.array_equal(a.weekly, b.weekly) for a, b in zip(first, second, strict=True))


def test_a_what_if_that_changes_nothing_differs_by_exactly_zero_in_every_output():
    center = small_center(
        what_if={
            "Nothing": {"set": {"incentives.relief": 0.4, "manager.settlement": 0.6}, "from_week": 2},
            "Nothing, told": {"set": {"teams.desk.skill": 0.6}, "announced": True, "from_week": 3},
        }
    )
    done = compare(center, replications=3, jobs=1, beliefs=False)
    for name in done.what_ifs:
        assert same(done.tallies["Baseline"], done.tallies[name])
        for metric in METRICS:
            effect = done.effect(name, metric)
            assert effect is None or effect.is_none
        for metric in HEADLINE:
            assert not done.is_clear(name, metric)


def test_results_do_not_depend_on_the_number_of_threads_or_processes():
    center = small_center()
    scenarios = [center.what_if(name) for name in center.what_ifs]
    one, *others = (
        run_all(scenarios, 3, seed=7, jobs=jobs, processes=apart) for jobs, apart in ((1, False), (3, False), (2, True))
    )
    assert all(same(a, b) for two in others for a, b in zip(one, two, strict=True))


def test_the_same_rows_come_out_when_what_ifs_are_reordered(comparison):
    center = small_center()
    turned = center.model_copy(update={"what_ifs": dict(reversed(center.what_ifs.items()))})
    other = compare(turned, replications=4, jobs=1, beliefs=False)
    key = ["scenario", "metric"]
    first, second = (done.table.sort_values(key).reset_index(drop=True) for done in (comparison, other))
    assert first.equals(second)


def test_more_replications_keep_the_ones_that_were_there(comparison):
    fewer = compare(small_center(), replications=2, jobs=1, beliefs=False)
    for name, tallies in fewer.tallies.items():
        assert same(tallies, comparison.tallies[name][:2])


def test_another_seed_gives_other_customers(comparison):
    other = compare(small_center(), replications=1, seed=2, jobs=1, beliefs=False)
    assert not same(other.tallies["Baseline"], comparison.tallies["Baseline"][:1])


def test_before_the_first_change_every_scenario_is_the_baseline(comparison):
    base = comparison.tallies["Baseline"]
    # Work asked for looks ahead: what is passed up before the change may be dealt with after it.
    kept = [place for place, name in enumerate(base[0].names) if not name.startswith("asked_ticks")]
    for name in comparison.what_ifs:
        for before, after in zip(base, comparison.tallies[name], strict=True):
            assert np.array_equal(before.weekly[0, kept], after.weekly[0, kept])
            assert not np.array_equal(before.weekly[1, kept], after.weekly[1, kept])


def test_the_table_has_its_promised_columns_with_the_baseline_first(comparison):
    assert list(comparison.table.columns) == [
        "scenario", "metric", "unit", "mean", "mean_low", "mean_high",
        "difference", "difference_low", "difference_high", "p_adjusted", "replications",
    ]  # fmt: skip
    assert comparison.table["scenario"].iloc[0] == "Baseline"
    assert set(HEADLINE) <= set(comparison.table["metric"])
    baseline = comparison.table[comparison.table["scenario"] == "Baseline"]
    assert baseline["difference"].isna().all()


def test_adjusted_p_values_are_never_below_the_plain_ones(comparison):
    for (name, metric), adjusted in comparison.adjusted.items():
        assert adjusted >= comparison.effect(name, metric).p_value
    told = dict.fromkeys([*comparison.table_metrics, *HEADLINE])
    can_differ = [(n, m) for n in comparison.what_ifs for m in told if not comparison.is_same(n, m)]
    assert list(comparison.adjusted) == can_differ  # this pool is never charged: its bonus is no test
    assert 0 < len(can_differ) < len(comparison.what_ifs) * len(told)


def test_pairing_on_the_same_customers_gains_something(comparison):
    gain = comparison.pairing("Empower", "csat_proxy")
    assert gain.variance_ratio > 1
    assert gain.correlation > 0


def test_intervals_do_not_leave_what_is_possible(comparison):
    table = comparison.table.dropna(subset=["mean_low"])
    for row in table.itertuples():
        metric = METRICS[row.metric.removesuffix("_late")]
        assert metric.least <= row.mean_low <= row.mean <= row.mean_high <= metric.most


def test_a_center_without_a_pool_has_no_bonus_to_compare():
    done = compare(small_center(incentives={"relief": 0.4}), replications=2, jobs=1, beliefs=False)
    assert done.level("Baseline", "bonus_per_agent") is None
    assert done.effect("Empower", "bonus_per_agent") is None
    assert "bonus_per_agent" not in done.table_metrics
    assert len(done.adjusted) == len(done.what_ifs) * len(done.table_metrics)


def test_one_replication_gives_figures_without_intervals():
    done = compare(small_center(), replications=1, jobs=1, beliefs=False)
    assert done.level("Baseline", "csat_proxy").interval is None
    assert done.adjusted == {}
    assert "One replication shows nothing clearly" in done.verdict


def test_automatic_replications_stop_when_every_headline_outcome_is_precise():
    done = compare(small_center(), replications="auto", precision=0.5, jobs=1, beliefs=False)
    assert done.reached
    assert 3 <= done.replications < 200
    for name in done.scenarios:
        level = done.level(name, "csat_proxy")
        assert level.half_width / level.value < 0.5
    assert "Precision of 50 %: reached" in in_full(done)


def test_the_automatic_number_does_not_depend_on_the_number_of_processes():
    one, two = (
        compare(small_center(), replications="auto", precision=0.6, jobs=jobs, beliefs=False) for jobs in (1, 2)
    )
    assert one.replications == two.replications
    assert all(same(one.tallies[name], two.tallies[name]) for name in one.scenarios)


def test_other_scenarios_join_the_table_and_must_cover_the_same_weeks():
    first, other = small_center(), small_center(name="Other")
    done = compare(first, other, replications=2, jobs=1, beliefs=False)
    assert done.baseline == "Baseline"
    assert "Other" in done.scenarios
    assert "Other: Empower" in done.scenarios
    assert same(done.tallies["Other"], done.tallies["Baseline"])
    with pytest.raises(sim.ScenarioError, match="equal spans"):
        compare(first, small_center(calendar={"weeks": 3}), replications=1, jobs=1, beliefs=False)


def test_progress_is_told_up_to_the_end():
    told = []
    compare(
        small_center(), replications=2, jobs=1, beliefs=False, progress=lambda done, total: told.append((done, total))
    )
    assert told[-1] == (6, 6)
    assert [done for done, _ in told] == [1, 2, 3, 4, 5, 6]


def test_a_result_shows_every_metric_with_its_interval():
    result = sim.run(small_center(), replications=3, jobs=1)
    summary = result.summary()
    assert set(summary["metric"]) == set(METRICS)
    assert (summary.dropna()["mean_low"] <= summary.dropna()["mean"]).all()
    assert json.dumps(summary["name"].tolist())


def test_files_that_differ_from_the_start_are_compared_from_the_first_week_and_in_one_currency():
    first = small_center()
    other = small_center(name="Other", teams={"desk": {"agents": 4, "handles": ["question"]}})
    assert compare(first, other, replications=1, jobs=1, beliefs=False).window == (1, 5)
    assert compare(first, replications=1, jobs=1, beliefs=False).window == (2, 5)
    with pytest.raises(sim.ScenarioError, match="counts in EUR"):
        compare(first, small_center(currency="EUR"), replications=1, jobs=1, beliefs=False)


@pytest.mark.parametrize("wrong", [{"replications": 0}, {"replications": "many"}, {"seed": -1}])
def test_numbers_that_mean_nothing_are_refused(wrong):
    for does in (compare, sim.run):
        with pytest.raises(ValueError, match="must be a whole number"):
            does(small_center(), jobs=1, **wrong)


def test_figures_begin_where_two_timelines_part_whichever_of_them_is_longer():
    empowered = {"set": {"empowerment.authority": 250.0}}
    one = small_center(timeline=[{"week": 2, **empowered}, {"week": 3, "set": {"incentives.relief": 0.0}}])
    other = small_center(timeline=[{"week": 2, **empowered}])
    assert first_change(one, [other]) == 3
    assert first_change(other, [one]) == 3
    assert first_change(one, [small_center(timeline=[{"week": 4, **empowered}])]) == 2
    assert first_change(one, [one]) == 1
