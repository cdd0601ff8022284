"""An optimum in words and pictures: what is said is what was found; nothing is cut and nothing overlaps."""

import re
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.experiment.candidates import box_of
from sim.experiment.limits import limits_of
from sim.experiment.optimize import OptimizeTask
from sim.experiment.optimum import Candidate, Objective, Optimum, Question
from sim.experiment.optimum_search import Ranges
from sim.metrics import METRICS
from sim.present import optimum_account
from sim.present import optimum_words as words
from sim.scenario import Scenario
from sim.statistics.pareto import standings
from tests.centers import small_center
from tests.present.test_plots import artists, faults_of, figure_of, said_by

HOURS, CSAT, BONUS, COST = "manager_hours_per_week", "csat_proxy", "bonus_per_agent", "cost_per_week"
LONG = "Empower everybody on the frontline and pay out of their pool"
RNG = np.random.default_rng(1)


def candidate(name: str, hours: float, csat: float, bonus: float = 900.0, **more: object) -> Candidate:
    """A candidate with twenty replications about these means."""
    means = {HOURS: (hours, 0.5), CSAT: (csat, 0.3), BONUS: (bonus, 20.0), COST: (12_000 + 200 * hours, 150.0)}
    values = {metric: mean + sd * RNG.normal(size=20) for metric, (mean, sd) in means.items()}
    scenario = small_center(name=name[:60], empowerment={"authority": round(100 * hours, 2)}).model_copy(
        update={"what_ifs": {}}
    )
    return Candidate(name, scenario, values=values, **more)  # type: ignore[arg-type]


def optimum(way: str, candidates: list[Candidate], chosen: Candidate | None, *aims: str, **asked: object) -> Optimum:
    objectives = tuple(Objective(name, METRICS[name].better == "higher") for name in aims or (HOURS,))
    limits = tuple(
        replace(limit.settled(900.0), tolerance=0.7 if limit.metric == CSAT else 10.0)
        for limit in limits_of(asked.pop("limits", ()))  # type: ignore[arg-type]
    )
    question = Question(objectives, limits, 0.7, 0.95, (2, 4), 1, 20, 10, 2000, **asked)  # type: ignore[arg-type]
    baseline = candidate("Baseline", 30, 71)
    center = small_center(name="Service drive")
    searched = Ranges(center, center, asked["over"], box_of(center, asked["over"])) if way == "search" else None
    task = OptimizeTask(scenario=center, replications=20, seed=1, question=question, ranges=searched, listed={})
    assert task.way == way
    return Optimum(task, "compiled", question, baseline, candidates, chosen, True, 70)


@pytest.fixture(scope="module")
def contest() -> Optimum:
    best = candidate("Both steps", 2.5, 86, searched=12)
    others = [
        candidate("Pay from the pool", 0.9, 86, 80, searched=10, breaks="bonus_per_agent >= -5%"),
        candidate("Slow", 9, 84, searched=14, beaten_by="Both steps"),
        candidate(LONG, 12, 77, searched=10, breaks="csat_proxy >= 80"),
    ]
    return optimum("list", [best, *others], best, limits=["csat_proxy>=80", "bonus_per_agent>=-5%"])


@pytest.fixture(scope="module")
def search() -> Optimum:
    over = {"empowerment.authority": (0, 500), "incentives.relief": (0.0, 1.0)}
    found = []
    for i in range(5):
        settings = {"empowerment.authority": 480.0 - 20 * i, "incentives.relief": 0.0}
        found.append(candidate(f"authority {480 - 20 * i}, relief 0", 11 + i, 81, settings=settings, searched=10))
    tried = [Candidate(f"t{i}", small_center(), searched=10, means={HOURS: 20.0 + i}) for i in range(9)]
    return optimum("search", [*found, *tried], found[0], limits=["csat_proxy>=80"], over=over)


def fronted(count: int, *aims: str, names: list[str] | None = None) -> Optimum:
    """Points along a curve, with one clearly beaten and one outside the limits."""
    called = names or [f"authority {i}" for i in range(count)]
    points = [candidate(called[i], 2 + 2 * i, 60 + 3 * i) for i in range(count)]
    points.append(candidate("Beaten", 28, 61))
    objectives = [Objective(name, METRICS[name].better == "higher") for name in aims]
    values = np.array([[aim.sign * point.values[aim.metric] for point in points] for aim in objectives])
    told = [
        replace(point, dominated_by=tuple(points[j].name for j in each.dominated_by), is_clear=each.is_clear)
        for point, each in zip(points, standings(values), strict=True)
    ]
    out = candidate("Out", 25, 40, breaks="csat_proxy >= 50")
    means = [{HOURS: 9.0 + i, CSAT: 58.0 + i, COST: 14e3} for i in range(9)]
    tried = [Candidate(f"t{i}", small_center(), searched=10, means=each) for i, each in enumerate(means)]
    return optimum("front", [*told, out, *tried], None, *aims, limits=["csat_proxy>=50"])


def test_the_answer_names_the_choice_its_figure_and_the_difference_from_now(contest):
    text = words.answer(contest)
    assert text.startswith(
        "Least manager hours with CSAT proxy at least 80 % and bonus per agent at most 5 % below the"
    )
    assert "“Both steps”, 2." in text
    assert "less than now" in text
    level = contest.level(contest.chosen, HOURS)
    assert f"{level.value:.1f} hours per week ({level.interval[0]:.1f} to {level.interval[1]:.1f})" in text


def test_the_verdict_says_how_sure_it_is_and_what_became_of_the_others(contest):
    text = contest.verdict
    assert (
        "With a probability of at least 95 % this is the best, if no other is within 0.7 hours per week of it" in text
    )
    assert "to within 0.7 points of CSAT proxy and 10 USD per agent and month of bonus per agent" in text
    assert "“Slow”: 9" in text
    assert "out after 14 replications: “Both steps” is better" in text
    assert "out after 10 replications: CSAT proxy is 7" in text
    assert "<td>Both steps</td>" in contest._repr_html_()


def test_a_search_promises_little_names_edges_and_compares_its_finalists(search):
    text = search.verdict
    assert "Of settings that were not tried nothing is promised" in text
    assert "14 settings of 10 replications each" in text
    assert "incentives.relief = 0 is an end" not in text  # there is nothing below
    settings = {"empowerment.authority": 500.0, "incentives.relief": 0.0}
    ended = candidate("authority 500, relief 0", 11, 81, settings=settings, searched=10)
    edge = replace(search, chosen=ended, candidates=[ended, *search.candidates])
    assert "empowerment.authority = 500 is an end of its range" in edge.verdict
    assert "intervals that hold for all 5 finalists at once" in text
    assert "more than the choice" in text
    assert "9 more in candidates.csv" in text


def test_a_search_says_how_many_are_not_told_apart_from_its_choice(search):
    like = [replace(each, values=search.chosen.values) for each in search.final[1:3]]
    found = replace(search, candidates=[search.chosen, *like, *search.candidates[3:]])
    for said in (words.answer(found), words.finding(found)):
        assert "2 of the 4 others compared are not told apart from it" in said


def test_a_cross_stands_only_where_a_limit_is_broken(contest):
    ax = contest.plot("choice")
    hours, csat, bonus = (
        {line.get_label() for line in panel.lines if line.get_gid() == "point" and line.get_marker() == "X"}
        for panel in figure_of(ax).axes[1:]
    )
    assert not hours  # no limit is on them
    assert LONG in csat - bonus
    assert "Pay from the pool" in bonus - csat


def test_a_choice_that_hardly_keeps_its_limit_is_said_to_be_doubtful():
    near = candidate("Near", 5, 80.02)
    text = words.answer(optimum("list", [near], near, limits=["csat_proxy>=80"]))
    assert "that it keeps every limit is not clear" in text


def test_what_the_choice_makes_clearly_worse_is_its_price_in_answer_and_title():
    cheap = candidate("Cheap", 40, 72, 900)
    for asked, paid in ((COST, "manager hours +"), (HOURS, "CSAT proxy −")):
        best = candidate("Other", 20, 60, 900) if asked == HOURS else cheap
        found = optimum("list", [best], best, asked)
        assert re.search(rf"The price: {re.escape(paid)}[\d.]+ [^.]+ \(", words.answer(found))
        assert f"(price: {paid}" in words.finding(found)
        assert "bonus" not in words.finding(found)
    good = candidate("Good", 2, 90)
    assert "price" not in words.answer(optimum("list", [good], good, HOURS))


def test_a_front_on_which_nothing_beats_the_center_as_it_is_promises_nothing():
    found = fronted(3, HOURS, CSAT)
    found = replace(found, candidates=[replace(each, values=found.baseline.values or {}) for each in found.final])
    assert words.answer(found) == "Nothing that was tried is clearly better in any aim than the center as it is."
    assert words.finding(found) == words.answer(found).removesuffix(".")


def test_an_aim_that_nothing_moves_is_said_to_stay_as_it_is():
    found = fronted(3, HOURS, BONUS)
    same = [
        replace(each, values={**each.values, BONUS: found.baseline.values[BONUS]}) if each.values else each
        for each in found.candidates
    ]
    answer = words.answer(replace(found, candidates=same))
    assert "bonus per agent stays as it is with all" in answer
    assert "most bonus per agent" not in answer


def test_a_front_names_its_ends_and_counts_the_beaten():
    found = fronted(4, HOURS, CSAT)
    assert "95 % intervals that hold for all 6 finalists at once" in words.header(found)
    assert "No single best: 4 candidates" in words.answer(found)
    assert "least manager hours with “authority 0”" in words.answer(found)
    assert "most CSAT proxy with “authority 3”" in words.answer(found)
    assert (
        "4 on the front, 1 clearly beaten in all aims, 0 beaten but not clearly, 1 outside the limits" in found.verdict
    )


def test_the_figures_of_the_choice_are_the_levels_with_their_intervals(contest):
    ax = optimum_account.draw(contest, metric=HOURS)
    points = {point.get_label(): point.get_xdata()[0] for point in artists(ax, "point")}
    assert list(points) == ["Both steps", "Pay from the pool", "Slow", LONG, "Baseline"]
    for each in [*contest.final, contest.baseline]:
        assert points[each.name] == pytest.approx(each.values[HOURS].mean())
    segments = [line.get_segments()[0][:, 0] for line in artists(ax, "interval")]
    assert segments[0] == pytest.approx(contest.level(contest.chosen, HOURS).interval)


def test_limits_are_drawn_where_they_are_and_each_panel_has_its_role(contest):
    ax = optimum_account.draw(contest)
    bounds = {round(float(line.get_segments()[0][0, 0]), 3) for line in artists(ax, "limit")}
    assert 80.0 in bounds
    assert round(0.95 * contest.baseline.values[BONUS].mean(), 3) in bounds
    assert len(artists(ax, "kept side")) == 2
    text = said_by(ax)
    assert "the less the better" in text
    assert "at least 80 %" in text
    assert "at most 5 % below the baseline's" in text


def test_the_front_shows_the_tried_the_beaten_and_the_unbeaten():
    found = fronted(4, HOURS, CSAT)
    ax = optimum_account.draw(found)
    shown = {point.get_label(): (point.get_xdata()[0], point.get_ydata()[0]) for point in artists(ax, "point")}
    assert set(shown) == {"authority 0", "authority 1", "authority 2", "authority 3", "Beaten", "Out", "Baseline"}
    assert shown["authority 1"] == pytest.approx([found.candidates[1].values[x].mean() for x in (HOURS, CSAT)])
    assert len(artists(ax, "tried")[0].get_offsets()) == 9
    (stairs,) = artists(ax, "front")
    assert len(stairs.get_xdata()) == 4
    assert len(artists(ax, "interval")) == 2 * len(shown)


@pytest.mark.parametrize("kind", ["choice", "front"])
@pytest.mark.parametrize("small", [False, True])
def test_nothing_is_cut_and_nothing_overlaps(kind, small, contest, search):
    many = [f"{LONG[:57]}{i:>3}" for i in range(12)]
    cases = [contest] if kind == "choice" and small else [search] if kind == "choice" else [fronted(4, HOURS, CSAT)]
    cases += [] if small else [fronted(12, HOURS, CSAT, COST, names=many)]
    for case in cases:
        ax = Figure(figsize=(9, 5.5)).add_subplot() if small else None
        figure = figure_of(optimum_account.draw(case, kind, ax))
        assert faults_of(figure) == [], kind


def test_pictures_leave_the_users_settings_alone_and_refuse_what_there_is_not(contest):
    before = dict(mpl.rcParams)
    contest.plot()
    assert dict(mpl.rcParams) == before
    with pytest.raises(ValueError, match="did you mean 'choice'"):
        contest.plot("choise")
    with pytest.raises(ValueError, match="there is no picture 'front'"):
        contest.plot("front")
    with pytest.raises(ValueError, match="decides nothing here"):
        contest.plot(metric="habit")


def test_the_folder_holds_verdict_table_pictures_and_scenario_files(contest, tmp_path):
    contest.save(tmp_path / "one")
    names = {path.relative_to(tmp_path / "one").as_posix() for path in (tmp_path / "one").rglob("*") if path.is_file()}
    assert names == {
        "verdict.md",
        "candidates.csv",
        "best.yaml",
        "study.json",
        "figures/choice.png",
        "figures/choice.svg",
        "figures/captions.md",
    }
    assert set(optimum_account.scenario_files(fronted(3, HOURS, CSAT))) == {f"front_{i}.yaml" for i in (1, 2, 3)}
    assert isinstance(contest.best, Scenario)
