"""`frontline optimize` as its users meet it."""

import json
from pathlib import Path

import pytest

import sim
from sim.cli import run
from tests.cli.test_commands import SMALL

HOURS = ["--minimize", "manager_hours_per_week"]
QUICK = ["--jobs", "1", "--store", "none", "--out", "there"]


@pytest.fixture
def scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.replace("weeks: 3", "start: 2021-01-25, weeks: 5"), encoding="utf-8")
    return path


def test_it_ends_with_the_sentence_that_answers_and_leaves_a_scenario_that_runs(scenario, capsys):
    words = ["optimize", "small.yaml", *HOURS, "--limit", "csat_proxy>=-50%", "--limit", "bonus_per_agent>=0", *QUICK]
    assert run([*words, "--delta", "0.5"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    last = out[out.index("tables and pictures: there") :]
    assert "Least manager hours with CSAT proxy at most 50 % below the baseline's and bonus per agent at least" in last
    study = json.loads(Path("there/study.json").read_text())
    assert study["command"] == (
        'frontline optimize small.yaml --minimize manager_hours_per_week --limit "csat_proxy>=-50%" '
        '--limit "bonus_per_agent>=0" --delta 0.5 --confidence 95% --replications 2 --seed 1'
    )
    assert sim.load("there/best.yaml").calendar.weeks == 5
    assert run([*words, "--delta", "0.5", "--quiet"]) == 0
    assert run([*words, "--delta", "0.4"]) == 2
    assert "holds another run" in capsys.readouterr().err


@pytest.mark.usefixtures("undrawn")
def test_a_grid_as_json(scenario, capsys):
    grid = ["--over", "teams.desk.agents=2,3", "--over", "incentives.relief=0:0.4:0.4"]
    assert run(["optimize", "small.yaml", *HOURS, *grid, *QUICK, "--json", "--quiet", "--budget", "80"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["candidate"] for row in told["rows"]} == {
        "Baseline", "agents 2, relief 0", "agents 3, relief 0", "agents 3, relief 0.4",
    }  # fmt: skip
    assert told["folder"] == "there"


@pytest.mark.usefixtures("undrawn")
def test_a_range(scenario, capsys):
    range_ = ["--over", "empowerment.authority=0..200", "--budget", "80"]
    assert run(["optimize", "small.yaml", *HOURS, *range_, *QUICK, "--quiet"]) == 0
    assert "pattern search" in capsys.readouterr().out


def test_a_front(scenario):
    aims = [*HOURS, "--maximize", "csat_proxy"]
    assert run(["optimize", "small.yaml", *aims, *QUICK[:-1], "front", "--quiet", "--weeks", "2..3"]) == 0
    assert {path.name for path in Path("front/figures").glob("*.png")} == {"choice.png", "front.png"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "say what is to be small or large"),
        (["--minimize", "manager_hours"], "did you mean 'manager_hours_per_week'?"),
        ([*HOURS, "--limit", "csat_proxy>=80%"], "write '>= 80'"),
        ([*HOURS, "--over", "teams.desk.agents=2..1"], "write the lower number first"),
        ([*HOURS, "--over", "teams.desk.agents"], "is no setting"),
        ([*HOURS, "--over", "incentives.relief=0,1", "--over", "incentives.relief=0,1"], "is given twice"),
        ([*HOURS, "--weeks", "3"], "no span of weeks such as 9..34"),
        ([*HOURS, "--budget", "5"], "this takes 20 at least"),
    ],
)
def test_bad_input_gets_a_clear_line_and_exit_code_2(scenario, capsys, words, said):
    assert run(["optimize", "small.yaml", *words, *QUICK]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert not Path("there").exists()
