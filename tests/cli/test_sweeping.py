"""`frontline sweep`: values as people write them, folders that repeat, one clear line for bad input."""

import json
from pathlib import Path

import pytest

from sim.cli import run
from sim.cli.values import keys_of
from sim.scenario import ScenarioError
from tests.cli.test_commands import SMALL

QUICK = ["--jobs", "1", "--replications", "2", "--quiet", "--store", "none"]
SETTING = "incentives.relief=0,0.4"


@pytest.fixture(autouse=True)
def scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL.replace("weeks: 3", "weeks: 2"), encoding="utf-8")


def files_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def test_a_sweep_prints_its_verdict_and_leaves_a_folder_that_repeats(capsys):
    assert run(["sweep", "small.yaml", "--set", SETTING, "--out", "one", *QUICK]) == 0
    out = capsys.readouterr().out
    assert "which setting of incentives.relief is best?" in out
    assert "tables and pictures: one\nManager hours: " in out
    assert " ".join(out.split()).endswith("(2 replications, 95 % intervals).")
    two = ["--jobs", "2", "--replications", "2", "--store", "kept.db", "--quiet"]
    assert run(["sweep", "small.yaml", "--set", SETTING, "--out", "two", *two]) == 0
    assert files_of("one") == files_of("two")
    study = json.loads(Path("one/study.json").read_text())
    assert study["command"] == "frontline sweep small.yaml --set incentives.relief=0,0.4 --replications 2 --seed 1"
    assert run(["sweep", "small.yaml", "--set", "incentives.relief=0,0.9", "--out", "one", *QUICK]) == 2
    assert "holds another run" in capsys.readouterr().err


@pytest.mark.usefixtures("undrawn")
def test_a_sobol_sweep_as_json(capsys):
    words = ["--sobol", "2", "--set", "incentives.relief=0..1", "--metric", "escalation_rate", "--json"]
    assert run(["sweep", "small.yaml", *words, "--out", "there", *QUICK]) == 0
    data = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(word))
    assert "Escalation rate" in data["verdict"]
    assert {row["point"] for row in data["rows"]} == {1, 2}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--set", "incentives.releif=0,1"], "did you mean 'relief'?"),
        (["--set", "incentives.relief"], "is no setting; write KEY=a,b,c"),
        (["--set", "incentives.relief=0..1"], "needs a count, as in 0..1:5 (or --sobol)"),
        (["--set", "incentives.relief=0..1:4", "--sobol", "4"], "is no range; a Sobol design needs low..high"),
        (["--set", "incentives.relief=0..1", "--sobol", "5"], "power of 2"),
        (["--set", SETTING, "--set", SETTING], "incentives.relief: is set twice"),
        (["--set", "incentives.relief=0,{"], "incentives.relief: "),
        (["--set", "incentives.relief=0,1,0"], "incentives.relief: lists a value twice"),
        (["--set", "incentives.relief=5..1:3"], "incentives.relief: 5..1:3: needs two rising ends"),
        (["--set", SETTING, "--metric", "habbit"], "did you mean 'habit'?"),
        (["--set", SETTING, "--what-if", "Empowr"], "did you mean 'Empower'?"),
        (["--set", SETTING, "--replications", "auto"], "must be a number here"),
        (["--set", "incentives.relief=0..1:99999999"], "2 to 10,000 values"),
        (["--set", "incentives.relief=0..1e999:3"], "'1e999' is too large a number"),
        (["--set", "incentives.relief=0..1", "--sobol", str(2**30)], "run it all the same with --force"),
        (["--set", "incentives.relief=0..1:200", "--replications", "100000"], "run it all the same with --force"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(words, told, capsys):
    assert run(["sweep", "small.yaml", "--out", "there", *QUICK, *words]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert len(error.splitlines()) == 1
    assert not Path("there").exists()


def test_values_are_read_as_in_a_scenario_file():
    read = keys_of(("a.b=0, 0.5,1e1", "c=yes,true,word", "d=4:8:2", "e=0..1:3", "f={add: 0.5}"), sobol=False)
    assert read == {
        "a.b": [0, 0.5, 10.0],
        "c": ["yes", True, "word"],
        "d": [4, 6, 8],
        "e": [0, 0.5, 1],
        "f": [{"add": 0.5}],
    }
    assert keys_of(("a=-1..2",), sobol=True) == {"a": (-1, 2)}
    with pytest.raises(ScenarioError) as caught:
        keys_of(("a", "b=", "=1"), sobol=False)
    assert len(caught.value.problems) == 3


MAP = ["--x", "incentives.relief=0.1,0.6", "--y", "behavior.habit_weight=0.3..1.8:2", "--weeks", "2", "--longest", "1"]


def test_a_map_prints_its_verdict_and_leaves_its_folder(capsys):
    assert run(["tip", "small.yaml", *MAP, "--after", "2", "--out", "there", *QUICK, "--json"]) == 0
    data = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(word))
    assert "where does the culture tip?" in data["verdict"]
    assert len(data["rows"]) == 8
    assert {"map.csv", "hold.csv", "verdict.md", "study.json"} < {path.name for path in Path("there").iterdir()}
    command = json.loads(Path("there/study.json").read_text())["command"]
    assert "--x incentives.relief=0.1,0.6 --y behavior.habit_weight=0.3..1.8:2" in command
    assert command.endswith("--longest 1 --after 2 --replications 2 --seed 1")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--x", "incentives.releif=0,1"], "did you mean 'relief'?"),
        (["--x", "incentives.relief"], "--x: 'incentives.relief' is no setting"),
        (["--policy", "stop_rewarding"], "did you mean 'stop_rewarding_escalation'?"),
        (["--policy", "thank_you"], "holds events on dates"),
    ],
)
def test_bad_input_of_a_map_is_one_line_and_exit_code_2(words, told, capsys):
    assert run(["tip", "small.yaml", *MAP, "--out", "there", *QUICK, *words]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert len(error.splitlines()) == 1
    assert not Path("there").exists()
