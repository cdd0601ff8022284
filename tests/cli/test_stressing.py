"""`frontline sensitivity` and `frontline stress` as their users meet them."""

import json
from pathlib import Path

import pytest

from sim.cli import run
from sim.statistics import sobol
from tests.cli.test_commands import SMALL

INPUTS = ["--inputs", "empowerment.authority=10..200", "--inputs", "behavior.pride=0.5..1.5"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sobol, "RESAMPLES", 20)
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")


def test_sensitivity_writes_its_folder_and_ends_with_the_answer(capsys):
    words = ["sensitivity", "small.yaml", *INPUTS, "--points", "2", "--jobs", "1", "--quiet"]
    assert run([*words, "--out", "there"]) == 0
    out = capsys.readouterr().out
    assert "which beliefs does the answer hang on?" in out
    assert out.strip().splitlines()[-1].endswith(".")
    assert Path("there/figures/tornado_csat_proxy.png").exists()
    study = json.loads(Path("there/study.json").read_text())
    assert study["command"] == (
        "frontline sensitivity small.yaml --inputs empowerment.authority=10..200 --inputs behavior.pride=0.5..1.5 "
        "--points 2 --replications 2 --seed 1"
    )
    assert run([*words, "--out", "there"]) == 0  # the same command again
    assert run([*words, "--out", "there", "--seed", "2"]) == 2
    assert "another run" in capsys.readouterr().err


@pytest.mark.usefixtures("undrawn")
def test_stress_writes_its_folder_and_prints_json(capsys):
    words = ["stress", "small.yaml", *INPUTS, "--worlds", "4", "--replications", "2", "--jobs", "1", "--quiet"]
    assert run([*words, "--outcome", "csat_proxy", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"][0]["what_if"] == "Empower"
    folder = Path(told["folder"])
    assert folder.parts[0] == "runs"
    assert {path.name for path in folder.glob("*.csv")} == {"summary.csv", "worlds.csv", "claims.csv"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sensitivity", "small.yaml", "--points", "10"], "not a power of 2 such as 32, 64 or 128"),
        (["sensitivity", "small.yaml", "--what-if", "Empwer"], "did you mean 'Empower'?"),
        (["sensitivity", "small.yaml", "--outcome", "csat_prox"], "did you mean 'csat_proxy'?"),
        (["stress", "small.yaml", "--outcome", "zzz"], "`frontline metrics` lists them"),
        (["sensitivity", "small.yaml", "--inputs", "behavior.prid=0..1"], "did you mean 'pride'?"),
        (["sensitivity", "small.yaml", "--inputs", "behavior.pride=0.5..1"], "two or more inputs"),
        (["stress", "small.yaml", "--inputs", "behavior.pride"], "KEY="),
        (["stress", "small.yaml", "--inputs", "behavior.pride=1..0"], "from a lower to a higher number"),
        (["stress", "small.yaml", "--replications", "auto"], "auto"),
        (["stress", "nowhere.yaml"], "no such file"),
    ],
)
def test_bad_input_gets_one_clear_line(words, said, capsys):
    assert run(words) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert "Traceback" not in told.err
    assert told.out == ""
