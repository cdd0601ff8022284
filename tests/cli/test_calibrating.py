"""`frontline calibrate` as a consultant meets it."""

import pytest

import sim
from sim.cli import run

SMALL = """\
name: Small   # of a client
calendar: {start: 2024-01-01, weeks: 4, open: {mon-fri: "9:00-17:00"}}
issues: {call: {per_week: 250, asks_share: 0.3, handle_time: {shape: lognormal, mean: 9, cv: 1}}}
teams: {desk: {agents: 3, handles: [call]}}
incentives: {relief: 0.2}   # a guess
observed: {escalation_rate: 30 %}
what_if: {Remove the reward: {use: [stop_rewarding_escalation], from_week: 2}}
study: {replications: 4, seed: 1}
"""
QUICK = ["--points", "16", "--replications", "6", "--store", "none", "--quiet", "--inputs", "incentives.relief=0..1"]


@pytest.fixture
def scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def test_one_line_of_what_was_observed_is_then_what_the_baseline_does(scenario, capsys):
    words = [
        "calibrate",
        "small.yaml",
        "-o",
        "told.yaml",
        "--out",
        "found",
        *QUICK,
        "--inputs",
        "behavior.effort=0.2..0.6",
    ]
    assert run(words) == 0
    said = capsys.readouterr().out
    assert "The baseline now shows what was observed: escalation rate" in said
    assert "Next: frontline stress told.yaml" in said
    text = (scenario / "told.yaml").read_text(encoding="utf-8")
    assert "name: Small   # of a client" in text
    assert "# a guess; " in text
    assert {path.name for path in (scenario / "found").iterdir()} >= {
        "verdict.md",
        "targets.csv",
        "worlds.csv",
        "study.json",
    }
    center = sim.load("told.yaml")
    table = sim.run(center, replications=6, seed=1, jobs=1).comparison
    assert table.level(table.baseline, "escalation_rate", (2, 4)).value == pytest.approx(30, abs=3)
    assert center.digest != sim.load("small.yaml").digest


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["small.yaml", "-o", "small.yaml"], "is the scenario itself, which stays as it is"),
        (["small.yaml", "-o", "other/told.yaml"], "belongs beside the scenario"),
        (["small.yaml", "-o", "told.txt"], "a scenario's name ends in .yaml"),
        (["small.yaml", "-o", "taken.yaml"], "exists already; choose another name with -o, or overwrite with --force"),
        (["share.yaml"], "share.yaml:6:29: observed.escalation_rate: 0.3 may be a share or a percentage"),
        (["silent.yaml"], "observed: there is nothing to calibrate to"),
        (["small.yaml", "--inputs", "behavior.effrot=0..1"], "unknown key 'effrot'"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_and_nothing_is_written(scenario, capsys, words, line):
    (scenario / "share.yaml").write_text(SMALL.replace("30 %", "0.3"), encoding="utf-8")
    (scenario / "silent.yaml").write_text(SMALL.replace("observed: {escalation_rate: 30 %}\n", ""), encoding="utf-8")
    (scenario / "taken.yaml").write_text("mine", encoding="utf-8")
    before = sorted(path.name for path in scenario.iterdir())
    assert run(["calibrate", *words]) == 2
    assert line in capsys.readouterr().err
    assert sorted(path.name for path in scenario.iterdir()) == before
