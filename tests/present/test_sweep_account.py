"""Pictures and words of sweeps: what is drawn is what was computed, nothing is cut, nothing overlaps."""

import dataclasses

import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.experiment.sweep import sweep
from sim.experiment.sweep_study import BASE
from sim.metrics import HEADLINE, METRICS
from sim.present.sweep_words import finding, mind_words
from tests.centers import small_center
from tests.present.test_plots import artists, faults_of, figure_of, said_by

WEEKS = {"start": "2021-02-01", "weeks": 4, "open": {"mon-fri": "9:00-17:00"}}
LONG = "Everybody who answers the phone in our very large contact center"[:60]
NAMED = small_center(calendar=WEEKS, teams={LONG: {"agents": 3, "handles": ["question"]}}, name="N" * 60)
ONE, TWO = {"incentives.relief": [0, 0.4, 1]}, {"incentives.relief": [0, 0.4, 1], "manager.policy": ["grant", "return"]}


@pytest.fixture(scope="module")
def done():
    center = small_center(calendar=WEEKS)
    three = {**TWO, "teams.desk.agents": [3, 4]}
    ranges = {"incentives.relief": (0, 1), "behavior.pride": (0.5, 1.5), "teams.desk.agents": (3, 5)}
    return {
        "one": sweep(center, ONE, replications=3, jobs=1),
        "two": sweep(center, TWO, replications=3, jobs=1),
        "three": sweep(center, three, replications=2, jobs=1),
        "sobol": sweep(center, ranges, design="sobol", points=8, replications=2, jobs=1),
        "single": sweep(center, ONE, replications=1, jobs=1),
        "words": sweep(center, {"manager.policy": ["investigate", "grant", "coach"]}, replications=2, jobs=1),
        "long": sweep(
            NAMED, {f"teams.{LONG}.agents": [3, 4], f"teams.{LONG}.skill": [0.5, 0.6]}, replications=2, jobs=1
        ),
    }


PICTURES = [
    ("one", "lines"), ("two", "heat"), ("two", "lines"), ("three", "heat"), ("three", "points"), ("sobol", "points"),
    ("single", "lines"), ("words", "lines"), ("long", "heat"), ("long", "lines"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), PICTURES)
def test_nothing_is_cut_or_overlaps(done, name, kind):
    assert faults_of(figure_of(done[name].plot(kind))) == []


def test_one_metric_can_be_drawn_alone_in_the_callers_axes(done):
    figure = Figure(figsize=(8, 5))
    ax = figure.add_axes((0.05, 0.05, 0.9, 0.9))
    assert done["two"].plot("heat", ax, metric="escalation_rate") is ax
    assert faults_of(figure) == []
    assert "Escalation rate" in said_by(ax)


def test_lines_are_means_with_their_bands_and_hollow_where_not_clear(done):
    one = done["one"]
    ax = one.plot()
    lines = artists(ax, "mean")
    for line, band, base, metric in zip(lines, artists(ax, "band"), artists(ax, "base"), one.told, strict=True):
        assert list(line.get_xdata()) == [0, 0.4, 1]
        assert line.get_ydata().tolist() == pytest.approx([one.level(point, metric).value for point in one.points])
        heights = band.get_paths()[0].vertices[:, 1]
        ends = [one.level(point, metric).interval for point in one.points]
        assert (heights.min(), heights.max()) == pytest.approx((min(low for low, _ in ends), max(h for _, h in ends)))
        assert base.get_ydata()[0] == one.level(BASE, metric).value
    filled = sum(one.is_clear(point, metric) for point in one.points for metric in one.told)
    assert len(artists(ax, "clear")) == filled
    assert all(mark.get_markerfacecolor() == "white" for mark in artists(ax, "not clear"))


def test_a_heat_map_shows_every_setting_with_its_value_and_hatches_what_is_not_clear(done):
    two = done["two"]
    ax = two.plot("heat", metric="manager_hours_per_week")
    figures = {text.get_text() for text in artists(ax, "figure")}
    for point in two.points:
        level = two.level(point, "manager_hours_per_week")
        assert f"{level.value:.1f}\n±{level.half_width:.1f}" in figures
    unclear = sum(not two.is_clear(point, "manager_hours_per_week") for point in two.points)
    assert len(artists(ax, "not clear")) == unclear
    assert artists(ax, "cell")[0].get_label() == "relief 0, policy grant"


def test_lighter_is_better_in_color_and_in_gray(done):
    def lightness(metric):
        cells = artists(done["two"].plot("heat", metric=metric), "cell")
        return {cell.get_label(): np.dot(cell.get_facecolor()[:3], (0.299, 0.587, 0.114)) for cell in cells}

    means = {
        metric: [done["two"].level(point, metric).value for point in done["two"].points]
        for metric in ("manager_hours_per_week", "csat_proxy")
    }
    names = [cell.get_label() for cell in artists(done["two"].plot("heat", metric="csat_proxy"), "cell")]
    order = [f"relief {r}, policy {p}" for r in ("0", "0.4", "1") for p in ("grant", "return")]
    assert set(names) == set(order)
    hours, proxy = lightness("manager_hours_per_week"), lightness("csat_proxy")
    assert hours[order[int(np.argmin(means["manager_hours_per_week"]))]] == max(hours.values())
    assert proxy[order[int(np.argmax(means["csat_proxy"]))]] == max(proxy.values())


def test_points_of_a_sobol_design_stand_at_their_values_with_intervals(done):
    sobol = done["sobol"]
    ax = sobol.plot(metric="csat_proxy")
    panel = figure_of(ax).axes[1]
    marks = [line for line in panel.lines if line.get_gid() in ("clear", "not clear")]
    places = sorted(x for line in marks for x in line.get_xdata())
    assert places == pytest.approx(sorted(setting["incentives.relief"] for setting in sobol.design.settings))
    bars = [each for each in panel.collections if each.get_gid() == "band"]
    assert sum(len(bar.get_segments()) for bar in bars) == 8


def test_the_verdict_names_the_best_setting_its_gain_and_the_number_of_comparisons(done):
    one = done["one"]
    text = one.verdict
    assert text.startswith("Small: which setting of incentives.relief is best?")
    assert "3 replications, seed 1" in text
    assert "corrected for" not in text
    assert f"after correction for {len(one.adjusted)} comparisons" in text
    assert one.told[0] == "manager_hours_asked_per_week"  # relief 1 swamps the manager
    best = one.best(one.told[0])
    level = one.level(best, one.told[0]).value
    assert f"relief {one.setting(best)['incentives.relief']:g}" in text
    assert f"{level:.1f} instead of" in text
    assert "which is the center as it is" in text or "less" in text


def test_what_a_setting_is_measured_by_is_said_where_a_key_would_shift_it():
    center = small_center()
    keys = {"empowerment.generosity": [0.2], "teams.desk.engagement": [0.9]}
    mind = sweep(center, keys, replications=1, store=None).verdict
    assert "What customers expect to be granted is at every setting what the center grants as it is." in mind
    assert "measured by the engagement with which a setting starts" in mind


def test_money_along_an_axis_has_the_currency_of_the_scenario():
    swept = sweep(small_center(), {"empowerment.authority": [50, 100]}, replications=1, store=None)
    assert "empowerment.authority (USD)" in said_by(swept.plot())


def test_one_replication_claims_nothing(done):
    text = done["single"].verdict
    assert "one replication has no intervals, so nothing can be clear" in text
    assert "clearly" not in text


def test_replications_too_few_for_so_many_tests_are_said_to_be_so(done):
    (said,) = [line for line in mind_words(done["sobol"]) if "are few for" in line]
    tests = len(done["sobol"].adjusted)
    assert 20 < tests <= 24
    assert said.startswith(f"2 replications are few for {tests} tests: only a difference of ")
    assert "2 replications are few" in said_by(done["sobol"].plot("points")).replace("\n", " ")
    assert not [line for line in mind_words(done["single"]) if "are few for" in line]


def test_what_is_assumed_of_the_keys_is_said_in_words_and_in_the_picture(done):
    said = "Relief is of assumed size: studies and judgment support 0 to 0.25."
    assert said in mind_words(done["one"])
    assert said in said_by(done["one"].plot()).replace("\n", " ")
    assert not [line for line in mind_words(done["words"]) if "assumed" in line]


def test_the_title_calls_best_only_what_no_other_setting_rivals(done):
    for name in ("one", "two"):
        title = finding(done[name], HEADLINE)
        if title.startswith("Best:"):
            gained = [each for each in HEADLINE if METRICS[each].phrase in title]
            assert not any(done[name].rivals(each) for each in gained)


def test_the_timeline_that_sets_a_key_anew_is_said():
    one = sweep(
        small_center(calendar=WEEKS), {"empowerment.authority": [10, 900]}, what_if="Empower", replications=1, jobs=1
    )
    assert "The timeline sets empowerment.authority anew in week 2" in one.verdict


def test_a_folder_holds_verdict_table_and_pictures_and_is_not_overwritten_by_another_sweep(done, tmp_path, monkeypatch):
    folder = done["one"].save(tmp_path / "there")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    pictures = {"figures/lines.png", "figures/lines.svg", "figures/captions.md"}
    assert files == {"verdict.md", "sweep.csv", "study.json"} | pictures
    assert "| 0.4 (as it is) |" in (folder / "verdict.md").read_text("utf-8")
    before = (folder / "sweep.csv").read_bytes()
    monkeypatch.setattr("sim.present.plots.write_figures", lambda pictures, folder: None)
    done["one"].save(folder)
    assert (folder / "sweep.csv").read_bytes() == before
    with pytest.raises(ValueError, match="holds another run"):
        done["single"].save(folder)


def test_texts_of_a_scenario_are_escaped(done):
    task = done["one"].task
    hostile = task.scenario.model_copy(update={"name": "<script>"})
    html = dataclasses.replace(done["one"], task=dataclasses.replace(task, scenario=hostile))._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_picture_that_does_not_exist_is_refused_with_those_that_do(done):
    with pytest.raises(ValueError, match=r"did you mean 'lines'\? \(kinds: lines\)"):
        done["one"].plot("line")
    with pytest.raises(ValueError, match="did you mean 'csat_proxy'"):
        done["one"].plot(metric="csat_prxy")
