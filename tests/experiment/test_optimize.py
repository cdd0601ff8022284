"""Optimizing: known answers through a center that is a formula, and a real one from question to scenario file."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

import sim
from sim.experiment import optimize as optimizing
from sim.experiment.optimize import optimize, optimize_task
from sim.experiment.trials import SEARCH_FROM
from sim.scenario import Scenario, ScenarioError
from sim.scenario.levers import read_key
from sim.statistics.pareto import standings
from tests.centers import shipped, small_center

HOURS, CSAT, BONUS = "manager_hours_per_week", "csat_proxy", "bonus_per_agent"
BOX = {"empowerment.authority": (0, 500), "incentives.relief": (0.0, 1.0)}
Law = Callable[[Scenario], dict[str, float]]


@cache
def noise_of(seed: int, replication: int) -> np.ndarray:
    """What is common to all scenarios in a replication."""
    return np.random.default_rng((seed, replication)).normal(size=8)


class Formula:
    """Takes the place of a sampler: metrics are a law of the scenario plus noise that belongs to the replication."""

    def __init__(self, law: Law, noise: float = 1.0, seed: int = 0) -> None:
        self.law, self.noise, self.seed = law, noise, seed
        self.seen: list[tuple[str, range]] = []

    def values(
        self, points: Sequence[Scenario], replications: range, metrics: Sequence[str], progress: Any
    ) -> dict[str, np.ndarray]:
        self.seen += [(point.name, replications) for point in points]
        found = {name: np.empty((len(points), len(replications))) for name in metrics}
        for i, point in enumerate(points):
            means, key = self.law(point), zlib.crc32(point.name.encode())
            for j, replication in enumerate(replications):
                shared = noise_of(self.seed, replication)[: len(metrics)]
                own = np.random.default_rng((self.seed, replication, key)).normal(size=len(metrics))
                for name, noise in zip(metrics, shared + 0.3 * own, strict=True):
                    found[name][i, j] = means.get(name, 100.0) + self.noise * noise
        progress(1, 1)
        return found


@pytest.fixture
def formula(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Formula]:
    def install(law: Law, noise: float = 1.0, seed: int = 0) -> Formula:
        sampler = Formula(law, noise, seed)

        @contextmanager
        def sampling(*_: Any, **__: Any) -> Iterator[Formula]:
            yield sampler

        monkeypatch.setattr(optimizing, "sampling", sampling)
        return sampler

    return install


def named(hours: dict[str, float], csat: dict[str, float] | None = None, bonus: dict[str, float] | None = None) -> Law:
    """A law by the scenario's name; the baseline has 100 of everything."""
    return lambda scenario: {
        HOURS: hours.get(scenario.name, 100.0),
        CSAT: (csat or {}).get(scenario.name, 90.0),
        BONUS: (bonus or {}).get(scenario.name, 100.0),
    }


def bowl(scenario: Scenario) -> dict[str, float]:
    """Hours are least at authority 300, relief 0.4; the CSAT proxy rises with authority and relief."""
    authority, relief = read_key(scenario, "empowerment.authority") / 500, read_key(scenario, "incentives.relief")
    hours = 20 + 50 * ((authority - 0.6) ** 2 + (relief - 0.4) ** 2)
    return {HOURS: hours, CSAT: 50 + 40 * authority + 20 * relief, BONUS: 100 - 30 * authority}


def what_ifs(*names: str) -> Scenario:
    """A center with these what-ifs, each another center."""
    data = {name: {"set": {"empowerment.authority": 10.0 * i}, "from_week": 2} for i, name in enumerate(names, start=1)}
    return small_center(what_if=data)


def test_the_best_of_a_list_that_keeps_the_limits_is_chosen_and_everybody_has_a_fate(formula):
    formula(named({"Good": 50, "Cheap": 20, "Slow": 80}, csat={"Cheap": 60}))
    found = optimize(what_ifs("Good", "Cheap", "Slow"), minimize=HOURS, subject_to={CSAT: ">= 80"})
    assert found.chosen.name == found.best.name == "Good"
    assert found.is_finished
    outcomes = {each.name: found.outcome(each) for each in found.candidates}
    assert outcomes == {
        "Good": "chosen",
        "Cheap": "breaks csat_proxy >= 80",
        "Slow": "beaten by Good",
        "Baseline": "beaten by Good",
    }
    assert all(each.searched >= 10 for each in found.candidates)
    assert found.taken == sum(each.searched for each in found.candidates)


def test_more_can_be_better(formula):
    formula(named({"Good": 150, "Bad": 50}))
    assert optimize(what_ifs("Good", "Bad"), maximize=HOURS).chosen.name == "Good"


def test_a_limit_relative_to_the_baseline_is_one(formula):
    formula(named({"Bold": 20, "Fair": 50}, bonus={"Bold": 90, "Fair": 97}))
    found = optimize(what_ifs("Bold", "Fair"), minimize=HOURS, subject_to={BONUS: ">= -5%"})
    assert found.chosen.name == "Fair"
    assert found.keeps(found.chosen, found.question.limits[0])


def test_where_nothing_keeps_the_limits_nothing_is_chosen_and_it_is_said(formula):
    formula(named({"Good": 50}))
    found = optimize(what_ifs("Good"), minimize=HOURS, subject_to=["csat_proxy>=95"])
    assert found.best is None
    assert "nothing that was tried keeps the limit" in found.verdict


def test_the_choice_is_right_about_as_often_as_promised(formula):
    """Better by delta, and two that break their limit by the tolerance: the least favorable case."""
    law = named({"Good": 49, "Near": 50, "Out": 45, "Far": 44}, csat={"Good": 81, "Near": 81, "Out": 79, "Far": 79})
    right = 0
    for seed in range(20):
        formula(law, noise=2.0, seed=seed)
        asked = {"minimize": HOURS, "subject_to": ["csat_proxy >= 80 +- 1"], "delta": 1.0, "replications": 2}
        right += optimize(what_ifs("Good", "Near", "Out", "Far"), **asked).chosen.name == "Good"
    assert right >= 17


def test_the_search_and_the_final_figures_use_other_customers(formula):
    sampler = formula(named({"Good": 50}))
    found = optimize(what_ifs("Good"), minimize=HOURS, replications=12)
    used = {name: [some for seen, some in sampler.seen if seen == name] for name in ("Good", "Small")}
    assert {some for some in used["Good"] if some.start < SEARCH_FROM} == {range(12)}
    assert all(some.start >= SEARCH_FROM for some in used["Good"] if some != range(12))
    assert all(len(each.values[HOURS]) == 12 for each in found.final)


def test_a_budget_that_ends_too_soon_promises_nothing(formula):
    formula(named({"Good": 50, "Like": 50}), noise=9.0)
    found = optimize(what_ifs("Good", "Like"), minimize=HOURS, delta=0.01, budget=40)
    assert not found.is_finished
    assert "nothing is promised" in found.verdict
    assert found.taken <= 40


def test_a_grid_holds_the_baseline_once_and_settings_by_their_short_names(formula):
    formula(bowl)
    center = small_center()
    own = read_key(center, "empowerment.authority")
    over = {"empowerment.authority": [own, 300, 500], "incentives.relief": [0.4, 0.9]}
    found = optimize(center, minimize=HOURS, over=over)
    assert found.chosen.name == "authority 300, relief 0.4"
    assert found.chosen.settings == {"empowerment.authority": 300, "incentives.relief": 0.4}
    assert read_key(found.best, "empowerment.authority") == 300
    assert len(found.candidates) == 6  # one of the six is the baseline itself
    assert {"candidate", "empowerment.authority", "metric", "mean_low", "outcome"} <= set(found.to_frame().columns)


def test_inside_ranges_the_known_optimum_is_found(formula):
    formula(bowl)
    found = optimize(small_center(), minimize=HOURS, over=BOX, budget=1200)
    authority, relief = found.chosen.settings.values()
    assert authority == pytest.approx(300, abs=30)
    assert relief == pytest.approx(0.4, abs=0.06)
    level = found.level(found.chosen, HOURS)
    assert level.interval[0] <= bowl(found.best)[HOURS] <= level.interval[1]


def test_inside_ranges_a_limit_is_kept_where_the_optimum_lies_on_it(formula):
    """With CSAT at least 90 the best is on the line 40 a + 20 r = 40: authority 440, relief 0.24, nearly."""
    formula(bowl, noise=0.3)
    found = optimize(small_center(), minimize=HOURS, over=BOX, subject_to={CSAT: ">= 90"}, budget=1500)
    assert found.keeps(found.chosen, found.question.limits[0]) is not False
    best = 20 + 50 * 8**2 / (40**2 + 20**2)
    assert bowl(found.best)[HOURS] < best + 1.0
    assert bowl(found.best)[CSAT] > 90 - 0.2


def test_finalists_of_a_search_lie_apart_and_their_intervals_hold_for_all_at_once(formula):
    formula(bowl)
    found = optimize(small_center(), minimize=HOURS, over=BOX, budget=600)
    places = [np.array(list(each.settings.values())) / [500, 1] for each in found.final]
    assert len(places) == found.comparisons == 5
    assert all(np.abs(a - b).max() >= 1 / 33 for i, a in enumerate(places) for b in places[:i])
    plain = optimize(small_center(), minimize=HOURS, over={"incentives.relief": [0.4, 0.8]})
    assert found.level(found.final[0], CSAT).half_width > plain.level(plain.final[0], CSAT).half_width


def test_several_aims_give_a_front_and_say_how_clearly_the_rest_is_beaten(formula):
    law = named(
        {"A": 20, "B": 50, "Beaten": 60, "Nearly": 20.05}, csat={"A": 60, "B": 95, "Beaten": 70, "Nearly": 59.95}
    )
    formula(law)
    found = optimize(what_ifs("A", "B", "Beaten", "Nearly"), minimize=HOURS, maximize=CSAT)
    assert found.best is None
    assert {each.name for each in found.front} >= {"B"}
    by_name = {each.name: each for each in found.candidates}
    assert by_name["Beaten"].is_clear
    assert found.outcome(by_name["Beaten"]) == "clearly dominated by B"
    assert not by_name["Nearly"].is_clear
    assert not by_name["A"].is_clear
    assert found.taken == 0


def test_intervals_on_a_front_cover_though_its_members_were_chosen_by_the_same_replications(formula):
    formula(lambda _: {})
    names = [f"W{i}" for i in range(11)]
    asked = optimize(what_ifs(*names), minimize=HOURS, maximize=CSAT, replications=10)
    assert asked.comparisons == len(asked.final) == 12
    rng, hits = np.random.default_rng(1), []
    for _ in range(60):
        values = 50 + rng.normal(size=(2, 12, 10))
        places = standings(values * np.array([1, -1])[:, None, None])
        twelve = [
            replace(each, values={HOURS: values[0, i], CSAT: values[1, i]}, dominated_by=place.dominated_by)
            for i, (each, place) in enumerate(zip(asked.final, places, strict=True))
        ]
        found = replace(asked, candidates=twelve)
        levels = [found.level(each, metric) for each in found.front for metric in (HOURS, CSAT)]
        hits += [abs(level.value - 50) <= level.half_width for level in levels]
    assert np.mean(hits) >= 0.97  # plain intervals: 0.91


def test_the_front_inside_ranges_lies_between_the_optima_of_the_aims(formula):
    formula(bowl, noise=0.3)
    asked = {"minimize": HOURS, "maximize": BONUS, "over": BOX, "subject_to": ["csat_proxy>=60"]}
    found = optimize(small_center(), budget=1000, **asked)
    assert 3 <= len(found.front) <= 12
    for each in found.front:
        authority, relief = each.settings.values()
        assert authority <= 330
        assert relief == pytest.approx(0.45, abs=0.3)
        assert bowl(each.scenario)[CSAT] > 59


def test_a_better_setting_that_the_timeline_overrules_is_no_lever():
    center = what_ifs("Later")
    with pytest.raises(ScenarioError, match="the timeline sets it to"):
        optimize(center, minimize=HOURS, what_if="Later", over={"empowerment.authority": [50, 100]})


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "say what is to be small or large"),
        ({"minimize": "manager_hours"}, "did you mean 'manager_hours_per_week'"),
        ({"minimize": HOURS, "maximize": HOURS}, "asked for twice"),
        ({"minimize": HOURS, "subject_to": ["csat_proxy>=80%"]}, "write '>= 80'"),
        ({"minimize": HOURS, "over": {"empowerment.autority": (0, 5)}}, "did you mean 'authority'"),
        ({"minimize": HOURS, "over": {"empowerment.authority": (5, 0)}}, "write the lower number first"),
        ({"minimize": HOURS, "over": {"empowerment.authority": (0, -5)}}, "write the lower number first"),
        ({"minimize": HOURS, "over": {"empowerment.authority": (-5, 50)}}, "must be a number from 0"),
        ({"minimize": HOURS, "over": {"teams.desk.agents": (1.5, 4)}}, "takes whole numbers only"),
        ({"minimize": HOURS, "over": {"manager.policy": (0, 1)}}, "list its values"),
        ({"minimize": HOURS, "over": {"empowerment.authority": 5}}, "give a list of values, or a range"),
        ({"minimize": HOURS, "over": {**BOX, "manager.policy": ["grant"]}}, "either all levers have a range"),
        ({"minimize": HOURS, "over": {"empowerment.authority": list(range(501))}}, "at most 500"),
        ({"minimize": HOURS, "what_if": "Empower"}, "a what-if alone leaves nothing to choose"),
        ({"minimize": HOURS, "weeks": (3, 9)}, "there are weeks 1 to 5"),
        ({"minimize": HOURS, "budget": 29}, "this takes 30 at least"),
        ({"minimize": HOURS, "confidence": 0.2}, "between 0.5 and 1"),
        ({"minimize": HOURS, "delta": 0.0}, "above 0"),
        ({"minimize": HOURS, "replications": 1}, "at least 2"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_would_be_right(asked, said):
    with pytest.raises(ScenarioError) as caught:
        optimize_task(small_center(), **asked)
    assert said in str(caught.value)


def test_a_metric_that_does_not_exist_here_is_named():
    with pytest.raises(ScenarioError, match="bonus_per_agent: has no value here"):
        optimize(small_center(incentives={"relief": 0.4}), minimize=BONUS, replications=2, jobs=1)


def test_a_real_center_from_the_question_to_a_scenario_file_that_gives_the_same_figures(tmp_path):
    told: list[tuple[int, int]] = []
    center = shipped("minimal").override({"calendar.weeks": 2})
    found = sim.optimize(
        center, minimize=HOURS, replications=4, first_stage=4, budget=60, jobs=1, store=tmp_path / "store.db",
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert told[-1][0] == told[-1][1]
    assert all(done <= of for done, of in told)
    found.save(tmp_path / "there")
    best = sim.load(tmp_path / "there" / "best.yaml")
    assert best.fingerprint == found.best.fingerprint
    values = sim.run(best, replications=4, seed=found.seed, jobs=1).comparison.values(
        "Baseline", HOURS, found.question.weeks
    )
    assert values == found.chosen.values[HOURS].tolist()
    again = optimize(center, minimize=HOURS, replications=4, first_stage=4, budget=60, jobs=2)
    assert again.to_frame().equals(found.to_frame())
