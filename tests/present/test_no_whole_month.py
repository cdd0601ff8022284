"""Weeks without a whole month have no bonus figure, and everything that would show one says why."""

from dataclasses import replace

import pytest

import sim
from sim.experiment.compare import compare
from sim.experiment.findings import finding
from sim.metrics import HEADLINE
from sim.present import pages, plots, slides, titles, words
from sim.present.explore.pictures import Pictures
from sim.present.report import report
from sim.scenario import ScenarioError
from tests.centers import small_center
from tests.present.test_plots import figure_of, said_by

SENTENCE = "No bonus figure: no whole month lies in weeks 2 to 3"


@pytest.fixture(scope="module")
def center():
    return small_center(calendar={"start": "2024-01-01", "weeks": 3, "open": {"mon-fri": "9:00-17:00"}})


@pytest.fixture(scope="module")
def comparison(center):
    return compare(center, replications=3, jobs=1)


def test_the_verdict_the_tables_and_the_report_say_so(comparison):
    for name in comparison.what_ifs:
        assert f"{SENTENCE}." in words.bonus_words(comparison, finding(comparison, name))
    _, rows = pages.short_table(comparison, HEADLINE)
    assert {row[3] for row in rows} == {"no whole month"}
    assert SENTENCE in report(comparison)
    table = comparison.table
    assert table[table["metric"].str.startswith("bonus_per_agent")]["mean"].isna().all()
    assert f"{SENTENCE}." in comparison.verdict
    alone = sim.run(comparison.scenario, replications=2, jobs=1)
    assert "No bonus figure: no whole month lies in weeks 1 to 3." in words.baseline_words(alone.comparison)


@pytest.mark.parametrize("kind", ["overview", "bonus_impact", "trade_off"])
def test_pictures_say_so(comparison, kind):
    said = said_by(plots.draw(comparison, kind))
    assert SENTENCE in said or "no whole month" in said
    figure_of(plots.draw(comparison, kind))


def test_the_panel_says_so(comparison):
    pictures = Pictures(comparison.scenario)
    alone = {comparison.baseline: comparison.scenario}
    only = replace(comparison, scenarios=alone, tallies={name: comparison.tallies[name] for name in alone})
    assert pictures.draw(only).startswith(b"\x89PNG")
    assert "No whole month" in {text.get_text()[:14] for text in pictures.panels[HEADLINE[2]].texts}


def test_slides_and_titles_say_so(comparison):
    pytest.importorskip("pptx")
    assert slides.slides(comparison)
    assert titles.finding(comparison, HEADLINE[2]) == SENTENCE
    assert "bonus" not in titles.overview_finding(comparison)


def test_studies_say_so(center):
    few = {"replications": 2, "jobs": 1}
    assert "There is none: no whole month." in sim.sweep(center, {"incentives.relief": [0, 1]}, **few).verdict
    assert "Bonus per agent: no whole month" in sim.stress(center, worlds=4, **few).verdict
    with pytest.raises(ScenarioError, match="has no value here, no whole month"):
        sim.optimize(center, minimize="manager_hours_per_week", subject_to=["bonus_per_agent>=-5%"], **few)


def test_a_bonus_that_only_a_what_if_pays_is_not_compared_and_the_reason_is_said():
    calendar = {"start": "2024-01-01", "weeks": 6, "open": {"mon-fri": "9:00-17:00"}}
    paid = {"Paid": {"set": {"incentives.target_bonus": {"escalations_per_100": 50.0, "pays": 150.0}}}}
    found = compare(small_center(calendar=calendar, incentives={}, what_if=paid), replications=2, jobs=1)
    assert found.level("Paid", "bonus_per_agent") is not None
    assert found.effect("Paid", "bonus_per_agent") is None
    assert words.bonus_words(found, finding(found, "Paid")) == [
        "No bonus to compare: in “Baseline” none is paid by the month."
    ]
