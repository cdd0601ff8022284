"""What can be written can be run and shown: every key of the schema, set alone to another value."""

import itertools
import json
from pathlib import Path
from typing import get_args

import pytest

import sim
from sim.cli import run
from sim.cli.showing import comparison_of
from sim.cli.tracing import stories
from sim.experiment.designs import designed
from sim.experiment.sweep import sweep
from sim.present import save, verdict
from sim.present.cards import scenario_card
from sim.present.explore.answer import figures_html, verdict_html
from sim.present.explore.model import Explorer, Pair
from sim.present.explore.setting import Setting, export
from sim.present.explore.sliders import levers_of
from sim.present.finished_runs import kept_run
from sim.present.questions import changes_words
from sim.present.verdict_screen import verdict_lines
from sim.present.words import in_full
from sim.scenario import ScenarioError, scenario_from
from sim.scenario.distributions import Distribution
from sim.scenario.levers import check_changeable, read_key
from tests.other_values import CENTER, SHAPES, center, dotted_key, others, settable

BASE = center()
VALUES = {dotted_key(key): list(others(key, read_key(BASE, dotted_key(key)))) for key in settable()}
TABLES = (".roster.", ".agents.", ".table.", ".arrivals.", ".volume.", ".handle_time_by.", "manager.count.")
IN_TABLE = {key for key in VALUES if any(table in key for table in TABLES)}
FIXED = {key for key in VALUES if check_changeable(BASE, key) or (key in IN_TABLE and ".table." not in key)}
"""Settled when a run starts; or a part of a table, which is only set whole."""
NUMBERS = {key for key in VALUES if key not in IN_TABLE and type(read_key(BASE, key)) in (int, float)}
EACH = [(key, value) for key, values in VALUES.items() if key not in FIXED for value in values]
KINDS = {
    "relative": {
        "teams.desk.agents": "plus 2",
        "teams.night.agents": "times 2",
        "teams.vendor.agents": "minus 1",
        "manager.count": "plus 1",
        "issues.question.handle_time": "times 1.1",
        "manager.investigate_time": {"add": 2},
        "empowerment.authority": {"median_asks": 4},
    },
    "plain": {
        "teams.desk.agents": {"mon-fri": {"9:00": 3, "12:00": 1}, "sat": 0},
        "teams.night.agents": {"file": "heads.csv", "column": "heads"},
        "manager.count": {"mon-fri": {"9:00": 1, "12:00": 3}},
        "issues.question.handle_time": {"shape": "lognormal", "mean": 7, "cv": 1},
        "issues.question.weekdays": {"mon": 3, "tue-fri": 1},
        "issues.question.times": {"9:00": 1, "12:00": 2},
        "manager.policy": "grant",
        "manager.give_up_after": None,
        "teams.desk.engagement_floor": None,
        "leadership_lane.open": "yes",
    },
    "whole": {
        "teams.desk.agents": {"mon-fri": 3},
        "customers.patience": SHAPES[-1],
        "empowerment": {"authority": 250},
        "issues.visit.own_goals": {"misstep": 0.2},
    },
}
"""What-ifs that set a value of each kind."""
RELATIVE = (
    "plus 2 (2 -&gt; 4)",
    "times 1.1 (mean 6 -&gt; 6.6)",
    "4 median asks (100 -&gt; 240)",
    "heads.csv, column heads",
)
"""A what-if's own words, as a page has them."""


def in_what_if(key, value):
    return {"set": {key: value}, "from_week": 2}


def on_timeline(key, value):
    return {"timeline": [{"week": 2, "set": {key: value}}]}


def grouped(size, step=1):
    """Scenarios whose what-ifs set one key each, by turns at once and on a timeline of their own."""
    ways = itertools.cycle((in_what_if, on_timeline))
    named = [(f"{n}. {key}"[:60], next(ways)(key, value)) for n, (key, value) in enumerate(EACH)][::step]
    for first in range(0, len(named), size):
        yield center(**dict(named[first : first + size]))


def test_the_test_knows_another_value_of_every_key_and_every_shape():
    assert [key for key, values in VALUES.items() if not values] == []
    assert {shape["shape"] for shape in SHAPES} | {"constant", "beta"} == {
        get_args(kind.model_fields["shape"].annotation)[0] for kind in get_args(get_args(Distribution)[0])
    }


@pytest.mark.parametrize("way", [in_what_if, on_timeline])
def test_every_key_can_be_set_alone_or_is_refused_in_one_line_that_says_why(way):
    for key, values in VALUES.items():
        for value in values:
            data = {**CENTER, "what_if": {"A": way(key, value)}}
            if key not in FIXED:
                scenario_from(data)
                scenario_from({**CENTER, "timeline": way(key, value).get("timeline", [])})
                continue
            with pytest.raises(ScenarioError) as caught:
                scenario_from(data)
            (problem,) = caught.value.problems
            assert problem.key.startswith("what_if.A.")
            assert problem.key.endswith(f"set.{key}")
            assert "fixed for the whole run" in problem.message or "belongs to a table; set" in problem.message


@pytest.mark.parametrize(
    "key", ["timeline", "what_if", "policies", "study", "study.seed", "calendar", "no.such", "", "."]
)
def test_what_is_no_lever_is_refused_in_one_line(key):
    with pytest.raises(ScenarioError) as caught:
        center(A={"set": {key: 3}})
    assert len(caught.value.problems) == 1


def test_every_key_without_a_value_is_empty_or_refused_in_one_line():
    may_be_empty = {key for key, values in VALUES.items() if None in values or read_key(BASE, key) is None}
    for key in VALUES.keys() - FIXED - may_be_empty:
        with pytest.raises(ScenarioError) as caught:
            center(A={"set": {key: None}})
        (problem,) = caught.value.problems
        assert problem.key == f"what_if.A.set.{key}"
        assert problem.message.startswith("is empty; must be ")


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.long)])
def test_every_setting_is_run_and_told(step):
    """Every seventh of them, of every kind; among the long tests all."""
    for scenario in grouped(50, step):
        comparison = sim.compare(scenario, replications=1, jobs=1)
        for name in comparison.what_ifs:
            assert len(changes_words(comparison, name)) == 2
        assert max(map(len, verdict_lines(comparison))) <= 80
        assert scenario_card(scenario)
        assert levers_of(scenario)
        again = scenario_from(scenario.model_dump(mode="json", by_alias=True))
        assert again.digest == scenario.digest


def test_every_number_can_be_swept():
    for key in NUMBERS:
        value, now = VALUES[key][0], read_key(BASE, key)
        (setting,) = designed(BASE, {key: [value]}).settings
        assert setting == {key: value}
        (setting,) = designed(BASE, {key: [f"{'plus' if value > now else 'minus'} {abs(value - now)!r}"]}).settings
        assert setting[key] == pytest.approx(value)


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [f"mon-fri,{hour}:00,3" for hour in range(9, 17)]
    Path("heads.csv").write_text("\n".join(["weekday,start,heads", *rows]) + "\n", encoding="utf-8")
    named = {name: {"set": each, "from_week": 2} for name, each in KINDS.items()}
    Path("center.yaml").write_text(json.dumps({**CENTER, "what_if": named}), encoding="utf-8")
    return "center.yaml"


def test_a_value_of_each_kind_goes_through_files_report_slides_sheets_story_and_sweep(file, capsys, monkeypatch):
    monkeypatch.setattr("sim.present.plots.write_figures", lambda *_: None)  # they stand in the report too
    assert run(["validate", file]) == 0
    with monkeypatch.context() as patch:  # `report` writes it anew
        patch.setattr("sim.present.report.report", lambda *_, **__: "a page")
        assert run(["compare", file, "--jobs", "1", "--quiet", "--out", "run"]) == 0
    assert run(["report", "run", "--pptx", "--xlsx", "--jobs", "1", "--quiet"]) == 0
    page = Path("run/report.html").read_text(encoding="utf-8")
    for words in RELATIVE:
        assert words in page
    capsys.readouterr()
    assert run(["show", "run", "--jobs", "1", "--quiet"]) == 0
    assert "Today, simulated" in capsys.readouterr().out
    assert run(["show", "run", "--full", "--jobs", "1", "--quiet"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for words in RELATIVE:
        assert words.replace("&gt;", ">") in told
    assert run(["trace", file, "--contact", "worst"]) == 0
    values = "teams.desk.agents=plus 1, 3, {mon-fri: 2}, minus 1"
    assert run(["sweep", file, "--set", values, "--replications", "2", "--jobs", "1", "--quiet", "--out", "swept"]) == 0
    assert capsys.readouterr().err == ""


def test_the_panel_starts_from_a_what_if_that_sets_a_value_of_each_kind_and_exports_it(file, tmp_path):
    scenario = sim.load(file)
    explorer = Explorer(scenario, jobs=1, steps=(1,))
    levers = levers_of(scenario)
    for name in KINDS:
        setting = Setting(preset=name, values={"incentives.relief": 0.3}, week=2)
        answer = explorer.compare(Pair(Setting(), setting), 1)
        assert figures_html(answer, "A", setting.words(levers))
        assert setting.values_in(scenario, levers)["incentives.relief"] == 0.3
    assert verdict_html(answer)
    explorer.close()
    chosen = {name: Setting(preset=name, week=2) for name in KINDS}
    assert export(scenario, {f"{name} again": each for name, each in chosen.items()}, tmp_path / "out.yaml").exists()


@pytest.mark.long
def test_every_setting_goes_through_files_slides_sheets_story_and_panel(tmp_path):
    from sim.present.sheets import workbook
    from sim.present.slides import slides

    for n, scenario in enumerate(grouped(12)):
        comparison = sim.compare(scenario, replications=2, jobs=1)
        assert verdict(comparison)
        save(comparison, tmp_path / str(n))
        again = comparison_of(kept_run(tmp_path / str(n)), True, {"jobs": 1, "engine": None, "store": None})
        assert verdict_lines(again) == verdict_lines(comparison)
        told = in_full(again)
        for name in comparison.what_ifs:
            assert f"{name}\n  What changes: " in told
        assert slides(comparison)
        assert workbook(comparison)
        assert len(stories(scenario, "worst", None, 1, 0, None)) == len(comparison.scenarios)
        explorer = Explorer(scenario, jobs=1, steps=(1,))
        for name in comparison.what_ifs:
            answer = explorer.compare(Pair(Setting(), Setting(preset=name, week=2)), 2)
            assert verdict_html(answer)
        explorer.close()


@pytest.mark.long
def test_every_number_is_swept_and_the_sweep_is_written(tmp_path):
    for n, key in enumerate(sorted(NUMBERS)):
        done = sweep(BASE, {key: [read_key(BASE, key), VALUES[key][0]]}, replications=2, seed=1, jobs=1)
        save(done, tmp_path / str(n))
