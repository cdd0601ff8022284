"""Calibration: a planted center is found again, and what cannot be told apart or reached is said."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text

import sim
from sim.experiment.calibrate import calibrate_task
from sim.experiment.calibrated import Shown
from sim.experiment.calibration_search import Search, _ends
from sim.experiment.targets import Target, family_of, targets_of
from sim.experiment.worlds import joint, worlds_at
from sim.metrics import metric_of
from sim.scenario import ScenarioError, scenario_from
from sim.scenario.beliefs import Belief, beliefs_in
from sim.statistics.likelihoods import Likelihood
from sim.statistics.sobol import even_points
from tests.centers import small_center

BELIEFS = tuple(
    Belief(key, "Something", "", "assumption", "", 0.5, (0.0, 1.0)) for key in ("a.up", "a.down", "a.still")
)
LUCK = 0.12
UP = "escalation_rate"


class Laboratory:
    """A center of one line: the log odds of a share rise with the first belief and fall with the second.

    Where it tips, they rise at once by 4 as the first passes a point.
    """

    def __init__(self, slopes=((3.0, -2.0, 0.0),), noise=0.03, bend=0.0, tips_at=None):
        self.slopes, self.noise, self.bend, self.draws = np.array(slopes), noise, bend, np.random.default_rng(0)
        self.tips_at = tips_at

    def mean(self, values):
        tipped = 0.0 if self.tips_at is None else 4.0 * (values[0] > self.tips_at + 0.2 * values[1])
        return -1.5 + self.slopes @ values + self.bend * np.sin(20 * values[0]) + tipped

    def scaled(self, beliefs, points, replications):
        names = [belief.key for belief in BELIEFS]
        found = []
        for point, times in zip(points, replications, strict=True):
            values = np.full(3, 0.5)
            values[[names.index(belief.key) for belief in beliefs]] = point
            mean = self.mean(values)
            common = LUCK * np.array([np.random.default_rng([9, n]).standard_normal() for n in times])
            found.append(mean + common[:, None] + self.noise * self.draws.standard_normal((len(times), len(mean))))
        return found

    def courses(self, beliefs, point, times):
        return {}


def target(share, n=2000):
    return Target(metric_of(UP), 100 * share, "level", Likelihood("share", share, n))


def found_of(lab, targets, seed=1, points=32):
    search = Search(targets, BELIEFS, lab, points=points, times=1, waves=3)
    return search.result(12, 16, seed)


def test_a_planted_belief_lies_in_its_range_in_most_of_twenty_tries():
    held = []
    for seed in range(20):
        draws = np.random.default_rng(100 + seed)
        truth = draws.random(2)
        odds = -1.5 + 3 * truth[0] - 2 * truth[1] + LUCK * draws.standard_normal()
        _, ranges, *_ = found_of(Laboratory(), [target(1 / (1 + np.exp(-odds)))], seed)
        by_key = {each.belief.key: each for each in ranges}
        assert by_key.keys() == {"a.up", "a.down"}
        held += [
            by_key[key].low <= value <= by_key[key].high for key, value in zip(("a.up", "a.down"), truth, strict=True)
        ]
    assert sum(held) >= 32  # of 40, 36 expected


def test_two_beliefs_that_one_figure_cannot_tell_apart_are_said_to_be_so_and_two_figures_can():
    _, ranges, worlds, alike, still, *_ = found_of(Laboratory(), [target(0.3)])
    assert [ranges[place].belief.key for place, _ in alike[0]] in (["a.up", "a.down"], ["a.down", "a.up"])
    assert [sign for _, sign in alike[0]] == [1, -1]
    assert [belief.key for belief in still] == ["a.still"]
    assert np.corrcoef(worlds.T)[0, 1] > 0.5  # as one is more, so must the other be
    two = Laboratory(((3.0, -2.0, 0.0), (1.0, 2.0, 0.0)))
    (first, second), ranges, _, alike, *_ = found_of(two, [target(0.3), target(0.5)])
    assert first.is_met
    assert second.is_met
    assert alike == ()
    assert all(each.is_told for each in ranges)
    assert all(each.high - each.low < 3 * each.alone for each in ranges)


def test_what_no_value_shows_is_said_with_how_far_it_is_missed():
    (shown,), *_ = found_of(Laboratory(), [target(0.95)])
    assert not shown.is_met
    best = 100 / (1 + np.exp(-1.5))
    assert shown.after == pytest.approx(best, abs=3)
    assert shown.short == pytest.approx(best - 95, abs=3)
    assert shown.reach[1] < 95


def test_the_place_is_corrected_by_what_it_really_shows():
    for share in (0.2, 0.3, 0.45):
        (shown,), ranges, *_ = found_of(Laboratory(bend=0.4), [target(share)])
        assert shown.after == pytest.approx(100 * share, abs=0.6)
        up = next(each for each in ranges if each.belief.key == "a.up").value
        least = abs(np.log(share / (1 - share)) + 1) / np.sqrt(13)  # to the line that shows it, of slopes 3 and -2
        assert np.hypot(*[each.value - 0.5 for each in ranges]) < least + 0.15
        assert up == pytest.approx(0.5 + 3 / 13 * (np.log(share / (1 - share)) + 1), abs=0.15)


@pytest.mark.parametrize(("bend", "tips_at", "share"), [(0.8, None, 0.3), (0.0, 0.4, 0.3)])
def test_the_worlds_that_are_handed_on_show_what_was_observed_where_no_smooth_function_tells(bend, tips_at, share):
    lab, its = Laboratory(bend=bend, tips_at=tips_at), target(share)
    (shown,), ranges, worlds, *_ = found_of(lab, [its], points=96)
    names = [each.belief.key for each in ranges]
    places = [[names.index(key) for key in ("a.up", "a.down")]]
    true = np.array([lab.mean(np.append(world[places], 0.5))[0] for world in worlds])
    apart = its.likelihood.apart(its.likelihood.natural(true), shown.sd)
    assert 0.6 < apart.std() < 1.35  # as far as chance takes what was observed, and no further
    assert abs(apart).max() < 4
    assert shown.is_met
    assert len(np.unique(worlds, axis=0)) > 32


def test_a_world_that_tips_in_some_replications_only_counts_by_their_mean():
    class Tipping(Laboratory):
        def scaled(self, beliefs, points, replications):
            found = super().scaled(beliefs, points, replications)
            for values, times, point in zip(found, replications, points, strict=True):
                values += 4.0 * np.array([[n > 0 and point[0] > 0.5] for n in times])
            return found

    ups = []
    for lab in (Laboratory(), Tipping()):
        _, ranges, worlds, *_ = found_of(lab, [target(0.35)], points=96)
        ups.append(worlds[:, [each.belief.key for each in ranges].index("a.up")])
    assert (ups[0] > 0.5).mean() > 0.3
    assert (ups[1] > 0.5).mean() < 0.1  # the first replication alone shows nothing of it


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize("n", [None, 50])
def test_none_and_all_have_ranges_too_and_stay_within_what_was_searched(share, n):
    (shown,), ranges, worlds, *_ = found_of(Laboratory(((9.0, -9.0, 0.0),)), [target(share, n)])
    assert all(each.belief.likely[0] <= each.low < each.high <= each.belief.likely[1] for each in ranges)
    assert np.isfinite(worlds).all()
    assert np.isfinite(shown.apart).all()


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_a_range_of_one_value_is_a_step_of_its_last_digit_wide(value):
    low, high = _ends(BELIEFS[0], value, value, value)
    assert 0 <= low <= value <= high <= 1
    assert high - low == pytest.approx(0.001)


def test_a_figure_known_to_a_twentieth_is_not_said_to_be_shown_by_one_a_tenth_off():
    its = Target(metric_of("issues_begun_per_week"), 450.0, "level", Likelihood("count", 450.0))
    ends = (400.0, 420.0)
    missed, met = (Shown(its, 397.0, after, 0.001, its.likelihood.sd(0.0), np.zeros(1), ends) for after in (410, 440))
    assert met.is_met
    assert not missed.is_met
    assert missed.is_near


def test_a_center_that_shows_what_was_observed_stays_as_it_is():
    lab = Laboratory(((1 / 3, -2.0, 0.0),))
    own = lab.scaled(BELIEFS, [np.full(3, 0.5)], [range(12)])[0]
    (shown,), ranges, *_ = found_of(Laboratory(((1 / 3, -2.0, 0.0),)), [target(float((1 / (1 + np.exp(-own))).mean()))])
    assert all(each.value == each.belief.value for each in ranges)
    assert shown.after == shown.before


def test_inputs_that_move_nothing_are_refused():
    with pytest.raises(ScenarioError, match="none of the 3 inputs moves what was observed"):
        found_of(Laboratory(((0.0, 0.0, 0.0),), noise=0), [target(0.3)])


@pytest.fixture(scope="module")
def calibrated():
    center = small_center(observed={UP: "30 %"})
    ranges = {"incentives.relief": (0.0, 1.0), "behavior.effort": (0.2, 0.6)}
    return sim.calibrate(center, inputs=ranges, points=16, replications=8, seed=1, jobs=1)


def test_the_calibrated_baseline_shows_what_was_observed(calibrated):
    (shown,) = calibrated.shown
    assert shown.is_met
    again = sim.run(calibrated.center, replications=8, seed=1, jobs=1)
    first, last = calibrated.weeks
    table = again.comparison.level(again.comparison.baseline, UP, (first, last))
    assert table.value == pytest.approx(30, abs=2.5)
    assert table.value == pytest.approx(shown.after)


def test_its_account_says_so_in_three_lines_and_says_what_is_next(calibrated):
    lines = calibrated.verdict.split("In short\n")[1].split("\n\n")[0].split("\n")
    assert len(lines) == 3
    assert "now shows what was observed: escalation rate" in lines[0]
    assert "cannot tell these apart: more relief or more effort" in lines[1]
    assert "frontline stress calibrated.yaml" in lines[2]
    for kind in ("ranges", "observed"):
        assert calibrated.plot(kind).figure.axes


def test_a_figure_beyond_the_edge_of_the_picture_is_an_arrow_and_no_place(calibrated):
    (shown,) = calibrated.shown
    for before, marker in ((0.1, "<"), (99.9, ">"), (30.5, "D")):
        found = replace(calibrated, shown=(replace(shown, before=before),))
        ax = found.plot("observed")
        hollow = [line for each in ax.figure.axes for line in each.lines if line.get_markerfacecolor() == "white"]
        assert [line.get_marker() for line in hollow] == [marker]
        written = " ".join(text.get_text() for text in ax.figure.findobj(Text)).replace("\n", " ")
        assert "escalation rate: observed 30.0 %" in written


def test_a_change_a_week_is_told_only_where_nothing_else_is(calibrated):
    (shown,) = calibrated.shown
    trend = Target(
        shown.target.metric, 0.0, "trend", Likelihood("mean", 0.0, None, 0.1, is_signed=True), (1, 2), (30, 30)
    )
    still = Shown(trend, 0.0, 0.0, 0.01, 0.1, np.zeros(3), (0.0, 0.0))
    first, *_ = replace(calibrated, shown=(shown, still)).verdict.split("In short\n")[1].split("\n\n")[0].split("\n")
    assert "change a week" not in first
    assert "change a week" in replace(calibrated, shown=(still,)).verdict.split("Observed")[0]


def test_its_worlds_are_what_stress_and_compare_take(calibrated):
    center = calibrated.center
    beliefs = beliefs_in(center)
    together = joint(center, beliefs)
    assert together.keys() == {"incentives.relief", "behavior.effort"}
    points = worlds_at(center, beliefs, even_points(32, len(beliefs), 1))
    places = [[belief.key for belief in beliefs].index(key) for key in together]
    known = {tuple(row) for row in zip(*together.values(), strict=True)}
    assert {tuple(row) for row in points[:, places].tolist()} <= known
    drawn = sim.stress(center, 2, outcomes=UP, replications=1, jobs=1)
    assert "each belief by itself but the 2 that a calibration found, which vary together" in drawn.verdict
    other = sim.stress(center, 4, inputs={"incentives.relief": (0, 0.1)}, outcomes=UP, replications=1, jobs=1)
    assert other.together == []
    assert other.points[1:, 0].max() <= 0.1


def test_a_center_of_which_nothing_was_observed_is_told_how_to_say_it():
    with pytest.raises(ScenarioError, match="nothing to calibrate to; say what the center shows"):
        sim.calibrate(small_center())


@pytest.mark.parametrize(
    ("observed", "line"),
    [
        ({UP: 0.22}, "0.22 may be a share or a percentage; write 22 % or 0.22 %, or {share: 0.22}"),
        ({UP: {"value": 0.22, "n": 9}}, "0.22 may be a share or a percentage"),
        ({UP: 1}, "1 may be a share or a percentage; write 100 % or 1 %, or {share: 1}"),
        ({UP: 120}, "escalation_rate is from 0 to 100"),
        ({"handle_minutes": "7 %"}, "handle_minutes is in minutes, not in %; write the plain number"),
    ],
)
def test_a_figure_that_can_mean_two_things_or_none_is_refused(observed, line):
    with pytest.raises(ScenarioError) as error:
        calibrate_task(small_center(observed=observed))
    assert line in str(error.value)


@pytest.mark.parametrize("written", [22, "22 %", {"share": 0.22}, {"value": "22 %", "n": 1800}])
def test_a_share_may_be_said_in_four_ways(written):
    center = small_center(observed={UP: written})
    (found,) = targets_of(center, (1, 5))
    assert found.seen == center.seen[UP] == 22
    assert found.likelihood.seen == pytest.approx(0.22)


def test_shares_counts_and_means_are_told_by_their_units():
    families = {UP: "share", "incidents_per_week": "count", "manager_hours_per_week": "mean", "manager_load": "mean"}
    assert {name: family_of(metric_of(name)) for name in families} == families


def test_a_history_is_a_mean_and_a_trend_of_the_weeks_that_are_simulated_else_a_mean():
    weeks = {"weeks": [str(n) for n in range(1, 9)], "figures": {UP: [20, 21, 22, None, 24, 25, 26, 90]}}
    columns = {"week": "week", UP: "esc"}
    data = small_center(calendar={"weeks": 7}).model_dump(by_alias=True)
    data["observed"] = {"weekly": {"file": "h.csv", "columns": columns, **weeks}}
    mean, trend = targets_of(scenario_from(data), (2, 7))
    assert (mean.aligned, trend.aligned) == ("course", "trend")
    assert mean.weeks == (1, 2, 3, 5, 6, 7)
    assert mean.seen == pytest.approx(23)
    assert trend.seen == pytest.approx(1.0)
    data["observed"]["weekly"]["weeks"] = [f"2010-01-{day:02d}" for day in (4, 11, 18, 25)] + ["2010-02-01"] * 4
    (level,) = targets_of(scenario_from(data), (2, 7))
    assert level.aligned == "level"
    assert level.likelihood.sd(0.0) > 0


def test_a_history_without_any_spread_is_known_no_better_than_a_figure_alone():
    data = small_center(calendar={"weeks": 7}).model_dump(by_alias=True)
    weeks = {"weeks": [str(n) for n in range(1, 8)], "figures": {UP: [30.0] * 7}}
    data["observed"] = {"weekly": {"file": "h.csv", "columns": {"week": "week", UP: "esc"}, **weeks}}
    mean, _ = targets_of(scenario_from(data), (2, 7))
    assert mean.likelihood.sd(0.0) == pytest.approx(Likelihood("share", 0.3).sd(0.0))


def test_a_handle_time_that_was_observed_is_calibrated_too():
    task = calibrate_task(small_center(observed={"handle_minutes@question": 10}))
    ranges = {belief.key: belief.likely for belief in task.beliefs}
    assert ranges["issues.question.handle_time.mean"] == (4.5, 18)
    assert ranges["incentives.relief"] == (0, 1)
