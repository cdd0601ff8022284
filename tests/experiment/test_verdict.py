"""The verdict: who is best, at what price, how sure; on figures that were planted, so that what is right is known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.experiment.compare import compare
from sim.experiment.guards import DEAL_BREAKERS, GUARDS
from sim.experiment.verdict import verdict_of
from sim.experiment.verdict_cells import Mark
from sim.metrics import METRICS
from tests.centers import shipped, small_center
from tests.experiment.planted import BONUS, CSAT, HIDDEN, HOURS, SERVICE, SPREAD, TODAY, WAIT, planted


def test_best_is_the_largest_clear_gain_and_its_price_is_named():
    found = verdict_of(planted({"Small": {HOURS: -5}, "Large": {HOURS: -15, SERVICE: -4}}))
    assert (found.ending, found.told, found.aim) == ("best", "Large", HOURS)
    assert found.price["Large"] == [SERVICE]
    assert found.free == "Small"
    assert found.near == ()


def test_what_harms_a_deal_breaker_is_not_best_however_large_its_gain():
    found = verdict_of(planted({"Small": {HOURS: -5}, "Pool": {HOURS: -25, BONUS: -300}}))
    assert found.told == "Small"
    assert found.broken["Pool"] == [BONUS]


def test_each_gain_with_a_deal_breaker_is_none_best_and_the_largest_is_shown():
    found = verdict_of(planted({"A": {HOURS: -5, CSAT: -3}, "B": {HOURS: -15, HIDDEN: 9}}))
    assert (found.ending, found.told) == ("none", "B")


def test_nothing_helps_and_each_harms_is_stay_as_you_are():
    assert verdict_of(planted({"A": {HOURS: 5}, "B": {CSAT: -3}})).ending == "stay"


def test_all_intervals_inside_what_matters_is_no_difference():
    found = verdict_of(planted({"A": {HOURS: -0.1}, "B": {}}, noise=0.2))
    assert (found.ending, found.told) == ("no_difference", None)


def test_a_gain_inside_its_noise_is_not_clear_yet_and_further_replications_are_told_or_none():
    found = verdict_of(planted({"A": {HOURS: -1.0}}, n=3, noise=6.0))
    assert found.ending == "not_clear"
    assert found.further is None or 0 < found.further <= 2000


def test_where_the_first_metric_has_no_gain_the_next_of_the_table_judges():
    found = verdict_of(planted({"A": {CSAT: 6}}))
    assert (found.ending, found.aim, found.first) == ("best", CSAT, HOURS)


def test_within_a_tenth_of_the_largest_gain_is_about_as_good_and_fewer_prices_win():
    found = verdict_of(planted({"A": {HOURS: -15, SERVICE: -4}, "B": {HOURS: -14.2}, "C": {HOURS: -9}}))
    assert found.told == "B"
    assert found.near == ("A",)


def test_hours_asked_for_judge_where_managers_are_full_and_that_stands_first(monkeypatch):
    made = planted({"A": {HOURS: -5}})
    for sums in made.sums.values():
        figures = vars(sums)["_figures"]
        figures["manager_load"] = np.full(10, 130.0)
        figures["manager_hours_asked_per_week"] = 2 * figures[HOURS]
        figures["gave_up_per_week"] = np.full(10, 3.0)
    monkeypatch.setattr("sim.experiment.managers._hours", lambda *_: 20.0)
    found = verdict_of(made)
    assert found.aim == found.first == "manager_hours_asked_per_week"
    assert [each.why for each in found.before] == ["managers"]


FIGURES = [metric for metric in SPREAD if metric not in (WAIT,)]
CHANGES = st.dictionaries(
    st.text("ABCDEFGH", min_size=1, max_size=3),
    st.dictionaries(st.sampled_from(FIGURES), st.floats(-0.3, 0.3), max_size=5),
    min_size=1,
    max_size=5,
)


def sized(changes):
    return {name: {m: share * TODAY[m] for m, share in its.items()} for name, its in changes.items()}


@settings(max_examples=60)
@given(CHANGES, st.integers(0, 50))
def test_the_verdict_keeps_its_rules_whatever_the_figures_are(changes, seed):
    found = verdict_of(planted(sized(changes), seed=seed))
    for name in found.what_ifs:
        harmed = {each for each in found.guards if (cell := found.cells.get((name, each))) and cell.mark is Mark.HARM}
        assert harmed == {*found.broken[name], *found.price[name]}
        assert {*found.broken[name]} == {each for each in harmed if each in DEAL_BREAKERS or each == found.first}
    if found.ending == "best":
        assert not found.broken[found.told]
        gain = found.cells[found.told, found.aim]
        assert gain.mark is Mark.GAIN
        assert gain.gain > gain.matters
        for name in found.what_ifs:
            cell = found.cells.get((name, found.aim))
            if cell is not None and cell.mark is Mark.GAIN and not found.broken[name]:
                assert cell.gain <= gain.gain * 1.12 or name in found.near
    if found.ending == "none":
        assert found.broken[found.told]
    if found.ending == "stay":
        assert all(found.broken[name] or found.price[name] for name in found.what_ifs)
    for (name, each), cell in found.cells.items():
        if each in found.unharmed(name) and cell.by.interval is not None and cell.mark is not Mark.SAME:
            worst = cell.gain - cell.by.half_width
            assert worst >= -cell.matters or cell.mark in (Mark.GAIN, Mark.SMALL)


@settings(max_examples=30)
@given(CHANGES, st.integers(0, 50), st.randoms(use_true_random=False))
def test_the_verdict_does_not_hang_on_the_order_of_what_ifs(changes, seed, random):
    names = list(changes)
    random.shuffle(names)
    one, other = (planted(sized({name: changes[name] for name in order}), noise=0.0, seed=seed)
                  for order in (list(changes), names))  # fmt: skip
    first, second = verdict_of(one), verdict_of(other)
    assume(not first.alike)
    assert first.ending == second.ending
    gains = [cell.gain for (_, metric), cell in first.cells.items() if metric == first.aim]
    assume(len(set(gains)) == len(gains))
    assert first.told == second.told


def test_a_study_says_what_matters_and_what_the_verdict_is_about():
    made = planted({"A": {HOURS: -1.2, CSAT: 3}})
    study = made.scenario.study.model_copy(update={"matters": {HOURS: 5.0}, "metrics": [CSAT, HOURS]})
    center = made.scenario.model_copy(update={"study": study})
    told = replace(made, scenario=center)
    vars(told)["sums"], vars(told)["_same"] = made.sums, vars(made)["_same"]
    found = verdict_of(told)
    assert found.table[:2] == (CSAT, HOURS)
    assert found.cells["A", HOURS].mark is Mark.SMALL
    assert found.aim == CSAT


def test_what_is_the_same_to_the_last_digit_shares_a_row():
    step = {"use": ["empower_frontline"]}
    done = compare(small_center(what_if={"A": step, "Like A": step}), replications=2, jobs=1, beliefs=False)
    assert verdict_of(done).alike == (("A", "Like A"),)


def test_other_worlds_are_run_on_replications_of_their_own_and_rest_in_the_store(tmp_path):
    center = small_center(what_if={"Both": {"use": ["empower_frontline", "stop_rewarding_escalation"]}})
    first = compare(center, replications=6, jobs=1, store=tmp_path / "store.db")
    again = compare(center, replications=6, jobs=1, store=tmp_path / "store.db")
    assert first.worlds == again.worlds
    assert first.worlds.count in (16, 32)
    assert first.worlds.same + first.worlds.other + first.worlds.hardly == first.worlds.left
    without = compare(center, replications=6, jobs=1, beliefs=False)
    assert without.worlds is None
    assert without.table.equals(first.table)


def test_worlds_that_contradict_what_was_observed_do_not_count():
    center = small_center(what_if={"Both": {"use": ["empower_frontline", "stop_rewarding_escalation"]}})
    odd = center.model_copy(update={"observed": {HOURS: 10_000.0}})
    found = compare(odd, replications=3, jobs=1).worlds
    assert found is None or found.left == 0


@pytest.mark.long
@pytest.mark.parametrize("name", ["minimal", "dealership", "support_center", "bank", "against", "squeaky_wheel"])
def test_best_is_the_same_in_nine_of_ten_seeds_on_every_shipped_scenario(name):
    told = [verdict_of(done, done.worlds).told for done in (compare(shipped(name), seed=seed) for seed in range(1, 11))]
    assert max(map(told.count, told)) >= 9


def test_every_guard_has_what_matters_from_its_metric():
    for guard in GUARDS:
        if guard.id in METRICS:
            assert (guard.share, guard.least) == METRICS[guard.id].matters
