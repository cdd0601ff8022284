"""`frontline plan` and `frontline staff` as a planner meets them."""

import csv

import pytest

from sim.cli import run

SMALL = """\
name: Small
calendar: {weeks: 2, open: {mon-fri: "9:00-12:00"}}
issues: {call: {per_week: 300, routine: yes, handle_time: 4 min}}
teams: {desk: {agents: 3, handles: [call]}}
service_level: {share: 70, within: 30 s}
study: {replications: 2, seed: 1}
"""


@pytest.fixture
def scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def test_plan_says_three_lines_and_writes_the_intervals(scenario, capsys):
    assert run(["plan", "small.yaml", "--out", "week", "--store", "none", "--quiet"]) == 0
    said = capsys.readouterr().out
    assert "promised 70 %" in said
    assert "70 % answered within 30 s, of all offered" in said
    with open(scenario / "week" / "intervals.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["kind"] for row in rows} == {"floor", "issue", "team"}
    assert len([row for row in rows if row["kind"] == "floor"]) == 5 * 6
    assert (scenario / "week" / "study.json").exists()


def test_staff_writes_a_table_that_the_scenario_reads(scenario, capsys):
    words = ["staff", "small.yaml", "--out", "least", "--store", "none", "--quiet", "--wait", "20 s"]
    assert run(words) == 0
    assert "hours a week keep the targets" in capsys.readouterr().out
    text = SMALL.replace("agents: 3", "agents: {file: least/staff.csv, column: desk, bin_minutes: 30}")
    (scenario / "staffed.yaml").write_text(text, encoding="utf-8")
    assert run(["validate", "staffed.yaml"]) == 0


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--wait", "soon"], "'soon' is not a duration"),
        (["--abandonment", "0"], "'0' is not a percentage such as 2%"),
        (["--what-if", "None such"], "there is no what-if 'None such'"),
    ],
)
def test_what_is_not_understood_is_said_in_one_line(scenario, capsys, words, line):
    assert run(["staff", "small.yaml", *words]) == 2
    assert line in capsys.readouterr().err
